"""A linear look at Markdown before Python-Markdown reads it.

Python-Markdown looks for the end of each bracket and each star through the rest of their block,
copies a block once for each of its lines, and calls itself once for each level of a list, so some
short texts cost seconds and others its stack. What passes here takes it well under a second.
"""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

MAX_BLOCKS = 1_500
MAX_LEVELS = 12
MAX_WORK = 2_000_000
MAX_FOOTNOTE_MARKS = 300

_BLOCK = re.compile(r"(?:^.*\S.*\n?)+", re.MULTILINE)
_MARK = re.compile(r"[\[\]*_`<&!\\\"':|\n]")
_LEVEL = re.compile(r"(?:[>*+-]|\d{1,9}[.)])[ \t]*|[ \t]{4}|[ \t]+")


class TooComplex(NamedTuple):
    """Why a text is not rendered, and the words where it becomes too much."""

    message: str
    near: str


def check(text: str) -> TooComplex | None:
    """What in `text` would take Python-Markdown too long or too deep, or None.

    The time taken is linear in the length of the text.
    """
    if text.count("[^") > MAX_FOOTNOTE_MARKS:
        return TooComplex(_("The text holds more than 300 marks of footnotes."), "[^")
    work = 0
    for number, block in enumerate(_BLOCK.finditer(text), 1):
        words = block.group()
        near = words[:40].split("\n")[0]
        if number > MAX_BLOCKS:
            return TooComplex(_("The text has more than 1,500 paragraphs."), near)
        if any(_levels(line) > MAX_LEVELS for line in words.split("\n")):
            return TooComplex(_("Lists or quotations are nested too deeply."), near)
        work += len(_MARK.findall(words)) * len(words)
        if work > MAX_WORK:
            return TooComplex(_("The text holds too many brackets, stars, quotes or lines."), near)
    return None


def _levels(line: str) -> int:
    """How many list marks, quotation marks and indents a line begins with."""
    levels = place = 0
    while levels <= MAX_LEVELS and (found := _LEVEL.match(line, place)):
        levels += 1
        place = found.end()
    return levels
