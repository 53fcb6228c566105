"""Tick strips: one bar stands for one question, or for several where there are too many."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

STRIP_BARS: Final = 300
PAGE_BARS: Final = 600

BAR: Final = 4  # widths and heights in pixels
STEP: Final = 6

SKYLINE_WIDTH: Final = 1172
SKYLINE_GAP: Final = 5
SKYLINE_STEP: Final = 8  # at most, so that the bars of a small library stay bars


def questions_a_bar(count: int, bars: int = STRIP_BARS) -> int:
    """Give how many questions one bar stands for where `count` have to fit into `bars`."""
    return max(1, -(-count // bars))


def place_ticks(number: int, total: int, topic_name: str = "") -> SafeString:
    """Draw a topic's strip with the mark at question `number`, counted from 1, of `total`."""
    scale = questions_a_bar(total)
    bars, here = -(-total // scale), (number - 1) // scale
    place = {"number": number, "total": total, "topic": topic_name}
    if topic_name:
        sentence = gettext("You are on question %(number)d of %(total)d in %(topic)s") % place
    else:
        sentence = gettext("You are on question %(number)d of %(total)d") % place
    mark = format_html(
        '<rect class="here" x="{}" y="-.5" width="5" height="21" rx="1.5"/>', here * STEP - 0.5
    )
    return strip(with_scale(sentence, scale), bars, new(0, here) + mark + new(here + 1, bars))


def count_ticks(count: int, label: str | Promise = "", *, scale: int = 0) -> SafeString:
    """Draw a strip of `count` questions that nobody started.

    `label` is its sentence, by default "10 questions, none started". `scale` is the number of
    questions that one bar stands for where several strips share a page's bars; without it the
    strip has as many bars as one may have.
    """
    scale = max(scale, questions_a_bar(count))
    bars = -(-count // scale)
    sentence = str(label) or ngettext(
        "%(count)d question, none started", "%(count)d questions, none started", count
    ) % {"count": count}
    return strip(with_scale(sentence, scale), bars, new(0, bars))


def with_scale(sentence: str, scale: int) -> str:
    """Add to a strip's sentence what a bar stands for, where it is more than one question."""
    if scale == 1:
        return sentence
    return gettext("%(sentence)s; one bar stands for %(scale)d questions") % {
        "sentence": sentence,
        "scale": scale,
    }


def strip(sentence: str, bars: int, drawn: SafeString) -> SafeString:
    width = max(bars * STEP - (STEP - BAR), 0)
    return format_html(
        '<svg class="ticks" role="img" aria-label="{}" viewBox="0 0 {} 20" width="{}" height="20">'
        "{}</svg>",
        sentence,
        width,
        width,
        drawn,
    )


@lru_cache(maxsize=512)
def new(start: int, stop: int) -> SafeString:
    """Draw the bars of questions not started, from place `start` to before `stop`."""
    return format_html_join(
        "",
        '<rect class="n" x="{}" y="15" width="4" height="5" rx="1"/>',
        ((place * STEP,) for place in range(start, stop)),
    )


def skyline(counts: Sequence[int]) -> SafeString:
    """Draw all questions as one row of bars, grouped by topic, from the topics' counts."""
    total = sum(counts)
    scale = questions_a_bar(total, PAGE_BARS)
    sentence = ngettext(
        "%(total)d question as a bar, none started",
        "All %(total)d questions as bars, grouped by topic, none started",
        total,
    ) % {"total": total}
    return format_html(
        '<svg role="img" aria-label="{}" viewBox="0 48 {} 22"><path class="n" d="{}"/></svg>',
        with_scale(sentence, scale),
        SKYLINE_WIDTH,
        outline(tuple(-(-count // scale) for count in counts if count)),
    )


@lru_cache(maxsize=8)
def outline(groups: tuple[int, ...]) -> str:
    """Give the path of bars in groups, as wide as fits the skyline."""
    if not groups:
        return ""
    gaps = SKYLINE_GAP * (len(groups) - 1)
    step = min(SKYLINE_STEP, (SKYLINE_WIDTH - gaps) / sum(groups))
    width = f"{step * 0.65:.1f}"
    bars: list[str] = []
    for group, size in enumerate(groups):
        start = group * SKYLINE_GAP
        lefts = (start + place * step for place in range(len(bars), len(bars) + size))
        bars.extend([f"M{left:.1f} 61h{width}v9h-{width}z" for left in lefts])
    return "".join(bars)
