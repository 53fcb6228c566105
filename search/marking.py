"""Marking what was asked for in what a result shows."""

import re

from django.utils.html import escape

from search import words

TAG = re.compile(r"(<[^>]*>)")
# A character reference is no word.
WORD_OF_HTML = re.compile(rf"&#?\w+;|{words.WORD.pattern}")


def mark(text: str, asked: set[str]) -> str:
    """Plain text as HTML, with every word whose stem was asked for in a `mark` element."""
    return mark_html(escape(text), asked)


def mark_html(html: str, asked: set[str]) -> str:
    """Sanitized HTML with its words marked in the same way; formulas stay as they are."""
    pieces = []
    in_formula = False
    for piece in TAG.split(html):
        if piece.startswith("<"):
            in_formula = piece.startswith("<math") or (in_formula and piece != "</math>")
        elif not in_formula:
            piece = WORD_OF_HTML.sub(lambda word: _marked(word[0], asked), piece)
        pieces.append(piece)
    return "".join(pieces)


def _marked(word: str, asked: set[str]) -> str:
    stems = words.stems(word) if not word.startswith("&") else []
    return f"<mark>{word}</mark>" if asked.intersection(stems) else word
