"""Bookmarks on pages of other packages: marks are loaded once a page, and then only drawn."""

from django import template
from django.templatetags.static import static

from study.marks import marks_for

register = template.Library()


@register.simple_tag(takes_context=True)
def study_marks(context, *questions):
    """The marks of single questions and of lists of them; one query, none when signed out."""
    flat = []
    for one in questions:
        flat += [one] if hasattr(one, "pk") else list(one)
    return marks_for(context.get("person"), flat)


@register.inclusion_tag("study/_bookmark.html", takes_context=True)
def bookmark_button(context, question, marks, place, oob=False):
    """The button of a question, at its “head” or its “end”, or in a “row” of a list.

    `oob` says that htmx is to put it in the place of the one on the page.
    """
    return {
        "question": question,
        "marks": marks,
        "bookmarked": question.pk in marks.bookmarked,
        "place": place,
        "oob": oob,
        "icons": static("icons.svg"),
        "next": context.get("pressed_on") or context["request"].get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
