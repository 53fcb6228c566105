"""A linear look at Markdown before Python-Markdown reads it.

Python-Markdown looks for the end of each bracket and each star through the rest of their block,
and calls itself once for each level of a list, so some short texts cost seconds and others its
stack. Measured on it, what passes here costs well under a second.
"""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

MAX_CHARACTERS = 200_000
MAX_BLOCKS = 5_000
MAX_LEVELS = 12
MAX_WORK = 4_000_000

_BLOCK = re.compile(r"(?:^.*\S.*\n?)+", re.MULTILINE)
_MARKS = re.compile(r"[\[\]*_`<&!\\\"':|]")
_LEVELS = re.compile(r"(?:[>*+-]|\d{1,9}[.)])[ \t]*|[ \t]{4}|[ \t]+", re.MULTILINE)


class TooComplex(NamedTuple):
    """Why a text is not rendered, and the beginning of the place."""

    message: str
    near: str


def check(text: str) -> TooComplex | None:
    """What in `text` would take Python-Markdown too long or too deep, or None.

    The time taken is linear in the length of the text.
    """
    if len(text) > MAX_CHARACTERS:
        return TooComplex(_("The text has more than 200,000 characters."), "")
    work = 0
    for number, block in enumerate(_BLOCK.finditer(text), 1):
        near = block.group()[:40].split("\n")[0]
        if number > MAX_BLOCKS:
            return TooComplex(_("The text has more than 5,000 paragraphs."), near)
        if any(_levels(line) > MAX_LEVELS for line in block.group().split("\n")):
            return TooComplex(_("Lists or quotations are nested too deeply."), near)
        work += len(_MARKS.findall(block.group())) * len(block.group())
        if work > MAX_WORK:
            return TooComplex(_("The text holds too many brackets, stars or quotes."), near)
    return None


def _levels(line: str) -> int:
    """How many list marks, quotation marks and indents a line begins with."""
    levels = place = 0
    while found := _LEVELS.match(line, place):
        levels += 1
        place = found.end()
    return levels
