"""Tick strips for templates. All are drawn from counts and never query."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from pages import ticks

register = template.Library()

register.simple_tag(ticks.place_ticks)
register.simple_tag(ticks.count_ticks)


@register.simple_tag
def skyline(topics: Iterable[Any]) -> SafeString:
    """Draw the questions of all topics as one row of bars."""
    return ticks.skyline([topic.question_count for topic in topics])


@register.simple_tag
def tick_scale(topics: Iterable[Any]) -> int:
    """Give the scale at which the strips of all these topics fit on one page."""
    total = sum(topic.question_count for topic in topics)
    return ticks.questions_a_bar(total, ticks.PAGE_BARS)
