"""The one place where HTML is marked safe."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from markup.rendering import render_answer

register = template.Library()


@register.filter
def stored_html(html: str) -> SafeString:
    """HTML that `markup.rendering` made and a model stored."""
    return mark_safe(html)  # noqa: S308 - it went through the sanitizer before it was stored


@register.filter
def answer_markdown(source: str) -> SafeString:
    """The Markdown of a static page, drawn as an answer is."""
    return stored_html(render_answer(source).html)
