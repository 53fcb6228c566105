"""The words and headings of finished HTML, read from its tree.

The HTML is the sanitizer's, hence well-formed. Formulas are read as their TeX; code blocks,
drawings, links to sections and marks of footnotes are left out.
"""

from html.parser import HTMLParser
from typing import NamedTuple

_VOID = frozenset(("br", "hr", "img"))
_BLOCKS = frozenset({
    "p", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "figure", "figcaption", "details",
    "summary", "blockquote", "div", "section", "br", "hr",
})  # fmt: skip
_LEFT_OUT = frozenset(
    [("div", "code"), ("a", "anchor"), ("a", "footnote-ref"), ("a", "footnote-backref")]
)


class Heading(NamedTuple):
    """A line of the contents list: level 2 or 3, the id of its section, its words."""

    level: int
    id: str
    text: str


def read(html: str) -> tuple[str, tuple[Heading, ...]]:
    """The plain text of sanitized HTML, a line a paragraph, and its headings of level 2 and 3."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _lines(reader.text), tuple(reader.headings)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.headings: list[Heading] = []
        self._skipped = 0  # depth inside something left out
        self._heading: tuple[int, str, int] | None = None  # level, id, where its text begins

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.text.append("\n")
        elif tag in ("td", "th"):
            self.text.append(" ")
        if tag in _VOID:
            return
        attributes = dict(attrs)
        if self._skipped:
            self._skipped += 1
        elif tag == "math":
            self._skipped = 1
            self.text.append(attributes.get("alttext") or "")
        elif tag == "svg" or (tag, attributes.get("class")) in _LEFT_OUT:
            self._skipped = 1
        elif tag in ("h2", "h3"):
            self._heading = (int(tag[1]), attributes.get("id") or "", len(self.text))

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if self._heading and tag in ("h2", "h3"):
            level, name, start = self._heading
            words = " ".join("".join(self.text[start:]).split())
            self.headings.append(Heading(level, name, words))
            self._heading = None
        if tag in _BLOCKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.text.append(data.replace("\n", " "))


def _lines(pieces: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
