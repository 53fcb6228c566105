"""Markdown to HTML that may be stored and shown. Nothing here raises on any text."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _

from markup import answers, comments
from markup.problems import Problem, Unrendered
from markup.reading import Heading, read
from markup.sanitising import sanitise_answer, sanitise_comment
from markup.text import UNSTORABLE, storable

__all__ = [
    "VERSION",
    "Heading",
    "Problem",
    "Rendered",
    "render_answer",
    "render_comment",
    "render_inline",
]

# Stored with the HTML; whoever changes what comes out raises it, and stored HTML is made anew.
VERSION = 1

MAX_ANSWER_CHARACTERS = 200_000
MAX_INLINE_CHARACTERS = 10_000
MAX_COMMENT_CHARACTERS = 10_000

logger = logging.getLogger(__name__)


class Rendered(NamedTuple):
    """A text drawn: HTML, its words, its headings of level 2 and 3, and what is wrong with it."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    problems: tuple[Problem, ...]


def render_answer(
    source: str, *, sizes: Mapping[str, tuple[int, int]] = MappingProxyType({})
) -> Rendered:
    """An editor's Markdown, at most 200,000 characters, with all that the dialect has.

    `sizes` gives the width and height of pictures, in pixels, by their addresses.
    """
    to_html = partial(answers.answer_html, sizes=sizes)
    return _rendered(source, to_html, sanitise_answer, MAX_ANSWER_CHARACTERS)


def render_inline(source: str) -> Rendered:
    """One paragraph of an editor's Markdown without the paragraph's element: emphasis, code,
    links and maths, at most 10,000 characters. Line breaks are blanks.
    """
    return _rendered(source, answers.inline_html, sanitise_answer, MAX_INLINE_CHARACTERS)


def render_comment(source: str) -> Rendered:
    """A reader's Markdown, at most 10,000 characters."""
    return _rendered(source, comments.comment_html, sanitise_comment, MAX_COMMENT_CHARACTERS)


def _rendered(
    source: str,
    to_html: Callable[[str], tuple[str, list[Problem]]],
    sanitise: Callable[[str], str],
    limit: int,
) -> Rendered:
    text = storable(source)
    try:
        if len(text) > limit:
            raise Unrendered(Problem(1, _("The text has more than %d characters.") % limit))
        html, problems = to_html(text)
        clean = UNSTORABLE.sub("", sanitise(html))
        words, headings = read(clean)
    except Unrendered as error:
        return _as_written(text, error.problem)
    except Exception:  # a fault of ours or of a library shows the source, never an error page
        logger.exception("A text of %d characters could not be rendered", len(text))
        return _as_written(text, Problem(1, _("The text could not be rendered.")))
    return Rendered(clean, words, headings, tuple(sorted(set(problems))))


def _as_written(text: str, problem: Problem) -> Rendered:
    return Rendered(f"<p>{escape(text)}</p>", text, (), (problem,))
