"""Editors' Markdown: Python-Markdown with tables, footnotes, folds and notes.

HTML in the source is text. Code, formulas and figures are taken out before (`markup.sources`) and
put back afterwards; what Markdown makes is brought into the form of the site's style sheets here.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from xml.etree.ElementTree import Element, SubElement

from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE, Registry
from pymdownx.blocks.admonition import AdmonitionExtension  # type: ignore[import-untyped]
from pymdownx.blocks.details import DetailsExtension  # type: ignore[import-untyped]

from markup.complexity import check
from markup.problems import Problem, Unrendered
from markup.sanitising import PICTURE, is_outgoing, safe_address
from markup.sources import Source

# What the templates around an answer name themselves; a test compares the two.
RESERVED_IDS = frozenset({
    "bookmark-search", "by-level", "by-topic", "comments-and-suggestions", "composer", "drafts",
    "exp", "featured", "gist", "keys", "keys-title", "main", "must-say", "newest", "paths", "q",
    "questions", "recent", "references", "refused", "rel", "rel-more", "search-field",
    "site-search", "thread", "toast", "toc-h", "topics", "video-explanation", "ways", "words",
})  # fmt: skip
_RESERVED_ID = re.compile(r"comment-\d+|id-.*")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ALIGNMENT = re.compile(r"text-align: (center|right)")


def answer_html(text: str, sizes: Mapping[str, tuple[int, int]]) -> tuple[str, list[Problem]]:
    """An answer's Markdown as HTML that is not yet sanitized, and what is wrong with it.

    `sizes` gives the width and height of pictures by their addresses. Raises `Unrendered` on a
    text that would take too long.
    """
    source = Source(text, caption=_caption)
    return _converted(source, _answer_markdown(source, sizes)), source.problems


def inline_html(text: str) -> tuple[str, list[Problem]]:
    """One paragraph of Markdown as HTML without the paragraph, else as `answer_html`."""
    source = Source(text, caption=None)
    html = _converted(source, _inline_markdown(source))
    return html.removeprefix("<p>").removesuffix("</p>"), source.problems


def _caption(text: str) -> tuple[str, str]:
    html, _problems = inline_html(text)
    return html, text


def _converted(source: Source, markdown: Markdown) -> str:
    text = "\n".join(source.lines)
    if found := check(text):
        raise Unrendered(Problem(source.line_of(found.near), found.message))
    return source.fill(markdown.convert(text))


def _answer_markdown(source: Source, sizes: Mapping[str, tuple[int, int]]) -> Markdown:
    return Markdown(
        extensions=[
            TableExtension(),
            SaneListExtension(),
            SmartyExtension(smart_dashes=False),
            FootnoteExtension(BACKLINK_TITLE=_("Back to footnote {} in the text")),
            DetailsExtension(),
            AdmonitionExtension(types=["note", "warning"]),
            _Dialect(source, sizes),
        ]
    )


def _inline_markdown(source: Source) -> Markdown:
    markdown = Markdown(extensions=[SmartyExtension(smart_dashes=False), _Dialect(source, {})])
    # One paragraph, whatever it begins with.
    markdown.parser.blockprocessors = Registry[BlockProcessor]()
    markdown.parser.blockprocessors.register(ParagraphProcessor(markdown.parser), "paragraph", 10)
    return markdown


class _Dialect(Extension):
    """Markdown without HTML and indented code, with marks for what the source had taken out."""

    def __init__(self, source: Source, sizes: Mapping[str, tuple[int, int]]) -> None:
        super().__init__()
        self._source = source
        self._sizes = sizes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.ESCAPED_CHARS.append("$")
        md.preprocessors.deregister("html_block")
        # It takes out what the marks begin with, which no storable text holds.
        md.preprocessors.deregister("normalize_whitespace")
        for name in ("html", "automail"):
            md.inlinePatterns.deregister(name)
        md.parser.blockprocessors.deregister("code")
        md.treeprocessors.register(_Form(md, self._source, self._sizes), "form", -10)


class _Form(Treeprocessor):
    """Brings Markdown's tree into the form of the style sheets, and looks at every address."""

    def __init__(self, md: Markdown, source: Source, sizes: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(md)
        self._source = source
        self._sizes = sizes
        self._ids: set[str] = set()
        self._table_names: dict[str, int] = {}

    def run(self, root: Element) -> None:
        for element in root.iter():
            for key, value in element.attrib.items():
                element.set(key, self._source.words(value))
        parents = [element for element in root.iter() if len(element)]
        heading = ""
        for parent in parents:
            for child in list(parent):
                if child.tag == "a":
                    self._link(child)
                elif child.tag == "img":
                    self._picture(child)
        for parent, child in _walk(root):
            if child.tag in _HEADINGS:
                heading = self._heading(child)
            elif child.tag == "table":
                self._table(parent, child, heading)
            elif child.tag == "div" and "admonition" in child.get("class", ""):
                _note(child)
            elif child.get("class") == "footnote":
                _footnotes(child)
        for parent in parents:
            _gather_details(parent)

    def _heading(self, element: Element) -> str:
        text = self._plain(element)
        if element.tag == "h1":
            element.tag = "h2"
        if element.tag in ("h2", "h3"):
            name = self._id(text)
            element.set("id", name)
            label = _("Link to this section: %s") % text
            anchor = {"class": "anchor", "href": f"#{name}", "aria-label": label}
            SubElement(element, "a", anchor).text = "#"
        return text

    def _id(self, text: str) -> str:
        base = slugify(text).replace("_", "-").strip("-") or "section"
        taken = self._ids | RESERVED_IDS
        name, count = base, 1
        while name in taken or _RESERVED_ID.fullmatch(name):
            count += 1
            name = f"{base}-{count}" if count < 100 else f"section-{len(taken)}"
        self._ids.add(name)
        return name

    def _plain(self, element: Element) -> str:
        """The element's words; what Markdown has put aside is written out."""
        text = self._source.words("".join(element.itertext()))
        stash = self.md.htmlStash.rawHtmlBlocks
        text = HTML_PLACEHOLDER_RE.sub(lambda mark: str(stash[int(mark.group(1))]), text)
        return " ".join(unescape(text.replace(AMP_SUBSTITUTE, "&")).split())

    def _link(self, element: Element) -> None:
        if element.get("class") in ("footnote-ref", "footnote-backref"):
            return
        address = unescape(element.attrib.pop("href", "").replace(AMP_SUBSTITUTE, "&"))
        title = element.attrib.pop("title", "")
        safe = safe_address(address)
        if safe is None:
            self._report(address, _("A link may not lead to “%s”.") % address[:80])
            element.tag = "span"
            return
        element.set("href", safe)
        if is_outgoing(safe):
            element.set("rel", "noopener noreferrer")
        if title:
            self._report(address, _("A link's title in quotes is not shown."))

    def _picture(self, element: Element) -> None:
        address = element.get("src", "")
        if address.startswith("figure:"):
            problem = _("The figure “%s” is not there.") % address.removeprefix("figure:")[:80]
        elif not PICTURE.fullmatch(address):
            problem = _("A picture is one that was uploaded here, “/media/…”.")
        elif not element.get("alt", "").strip():
            problem = _("A picture needs a text that stands for it.")
        else:
            alt = unescape(element.get("alt", "").replace(AMP_SUBSTITUTE, "&"))
            tail = element.tail
            element.attrib.clear()
            element.attrib.update({"src": address, "alt": alt, "loading": "lazy"})
            if address in self._sizes:
                width, height = self._sizes[address]
                # The place is kept before the picture arrives, so that the text does not move.
                element.attrib.update({"width": str(width), "height": str(height)})
            element.tail = tail
            return
        self._report(address, problem)
        element.tag = "span"
        element.attrib.clear()

    def _report(self, address: str, message: str) -> None:
        self._source.report(self._source.line_of(address), message)

    def _table(self, parent: Element, table: Element, heading: str) -> None:
        name = _("%s: table") % heading if heading else _("Table")
        self._table_names[name] = count = self._table_names.get(name, 0) + 1
        label = name if count == 1 else f"{name} {count}"
        for cell in table.iter():
            if cell.tag not in ("th", "td"):
                continue
            if aligned := _ALIGNMENT.match(cell.attrib.pop("style", "")):
                cell.set("class", aligned.group(1))
            if cell.tag == "th" and (len(cell) or (cell.text or "").strip()):
                cell.set("scope", "col")
            elif cell.tag == "th":
                # A header without words names nothing; assistive software reads it as a fault.
                cell.tag = "td"
        region = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": label}
        _wrap(parent, [table], Element("div", region))


def _walk(root: Element) -> Iterator[tuple[Element, Element]]:
    """Every element with its parent, in the order of the text, safe against changes on the way."""
    waiting = [(root, child) for child in reversed(root)]
    while waiting:
        parent, child = waiting.pop()
        waiting += [(child, grandchild) for grandchild in reversed(child)]
        yield parent, child


def _wrap(parent: Element, children: list[Element], wrapper: Element) -> None:
    place = list(parent).index(children[0])
    wrapper.tail, children[-1].tail = children[-1].tail, None
    for child in children:
        parent.remove(child)
        wrapper.append(child)
    parent.insert(place, wrapper)


def _note(element: Element) -> None:
    is_warning = "warning" in element.get("class", "")
    element.set("class", "note warning" if is_warning else "note")
    element.set("role", "note")
    if len(element):
        element[0].tag = "p"
        element[0].set("class", "note-title")


def _footnotes(element: Element) -> None:
    """The notes at the end, as a section with a name instead of a rule."""
    element.tag = "section"
    element.attrib = {
        "class": "footnotes",
        "role": "doc-endnotes",
        "aria-label": _("Footnotes"),
    }
    for rule in element.findall("hr"):
        element.remove(rule)
    for link in element.iter("a"):
        if link.get("class") == "footnote-backref":
            link.set("role", "doc-backlink")
            link.set("aria-label", link.attrib.pop("title", ""))


def _gather_details(parent: Element) -> None:
    """Folds that follow each other share one `div`, which rules them as a list of questions."""
    run: list[Element] = []
    for child in [*parent, None]:
        if child is not None and child.tag == "details":
            run.append(child)
        elif run:
            _wrap(parent, run, Element("div", {"class": "ask"}))
            run = []
