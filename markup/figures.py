"""Figures: an SVG drawing with its caption, inside an answer's source.

The drawing is read with a parser that refuses document types and entities, and written anew from
what the list in `markup.sanitising` allows, so that an author hears of everything that goes.
"""

from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext as _

from markup.sanitising import FIGURE_ATTRIBUTES, FIGURE_CLASSES, FIGURE_ELEMENTS

MAX_BYTES = 8 * 1024
MAX_DEPTH = 20

# Attributes of other programs' files that say nothing and whose going is not worth a word.
_SILENT = ("xmlns", "xmlns:xlink", "version", "role", "xml:space", "width", "height")


class Figure(NamedTuple):
    """A drawing: its `svg` element, the text that replaces it, and what is wrong with it.

    A problem's line counts from 0, the drawing's first. `svg` is "" where nothing can be shown.
    """

    svg: str
    description: str
    problems: list[tuple[int, str]]


def figure(drawing: str, *, fallback: str) -> Figure:
    """Read an `svg` element. Its `desc`, else its `title`, else `fallback` is its label."""
    if len(drawing.encode("utf-8", "replace")) > MAX_BYTES:
        return Figure("", "", [(0, _("A figure has at most 8 KB."))])
    reader = _Reader()
    try:
        reader.read(drawing)
    except _Unreadable as error:
        return Figure("", "", [(error.line, str(error))])
    description = reader.label() or fallback
    return Figure(
        f'<svg class="fig"{reader.size} role="img" aria-label="{escape(description)}">'
        f"{''.join(reader.pieces)}</svg>",
        description,
        reader.problems,
    )


class _Unreadable(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


class _Reader:
    """Collects the allowed parts of one drawing while expat reads it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.labels: dict[str, list[str]] = {"desc": [], "title": []}
        self.problems: list[tuple[int, str]] = []
        self.size = ""
        self._open: list[str] = []
        self._skipping = 0  # depth inside an element that goes with all it holds
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def read(self, drawing: str) -> None:
        try:
            self._parser.Parse(drawing, True)
        except expat.ExpatError as error:
            message = _("The drawing is not well-formed: %s.") % expat.ErrorString(error.code)
            raise _Unreadable(error.lineno - 1, message) from error

    def label(self) -> str:
        texts = (" ".join("".join(self.labels[name]).split()) for name in ("desc", "title"))
        return next(filter(None, texts), "")

    def _line(self) -> int:
        return self._parser.CurrentLineNumber - 1

    def _refuse(self, *_declaration: object) -> None:
        raise _Unreadable(self._line(), _("A drawing has no document type and no entities."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        if len(self._open) > MAX_DEPTH:
            raise _Unreadable(self._line(), _("The drawing is nested too deeply."))
        if self._skipping:
            self._skipping += 1
        elif len(self._open) == 1:
            self._start_root(name, attributes)
        elif name not in FIGURE_ELEMENTS - {"svg"}:
            self._skipping = 1
            self._note(_("<%s> has no place in a figure and was removed.") % name)
        elif name not in self.labels:
            self.pieces.append(f"<{name}{''.join(self._kept(attributes))}>")

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "svg":
            raise _Unreadable(self._line(), _("A figure begins with <svg>."))
        view = attributes.get("viewBox", "")
        if not FIGURE_ATTRIBUTES["viewBox"].fullmatch(view):
            raise _Unreadable(self._line(), _("The drawing needs a viewBox of four numbers."))
        left, top, width, height = view.replace(",", " ").split()
        rest = {key: value for key, value in attributes.items() if key not in ("viewBox", "class")}
        # The size stands in the element itself, so that nothing moves when the page is laid out.
        self.size = (
            f' viewBox="{left} {top} {width} {height}" width="{width}" height="{height}"'
            f"{''.join(self._kept(rest))}"
        )

    def _kept(self, attributes: dict[str, str]) -> Iterator[str]:
        for key, value in attributes.items():
            if len(self._open) == 1 and key in _SILENT:
                continue
            if key == "class":
                known = [name for name in value.split() if name in FIGURE_CLASSES]
                if len(known) < len(value.split()):
                    self._note_attribute(key, value)
                yield f' class="{" ".join(known)}"' if known else ""
            elif key in FIGURE_ATTRIBUTES and FIGURE_ATTRIBUTES[key].fullmatch(value):
                yield f' {key}="{escape(value)}"'
            else:
                self._note_attribute(key, value)

    def _end(self, name: str) -> None:
        self._open.pop()
        if self._skipping:
            self._skipping -= 1
        elif self._open and name not in self.labels:
            self.pieces.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if self._skipping:
            return
        if self._open[-1] in self.labels:
            self.labels[self._open[-1]].append(text)
        else:
            self.pieces.append(escape(text))

    def _note_attribute(self, key: str, value: str) -> None:
        message = _("%(attribute)s=“%(value)s” has no place in a figure and was removed.")
        self._note(message % {"attribute": key, "value": value[:40]})

    def _note(self, message: str) -> None:
        self.problems.append((self._line(), message))
