"""The parts of an editor's source that Markdown must not read: formulas, code and figures.

They are taken out line by line before Markdown sees the text, each replaced by a mark that no text
can hold, and put back into the finished HTML. So a vertical bar in a formula does not end a table's
cell, and nothing in code is emphasis.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from markup.figures import figure
from markup.highlighting import CodeBlocks
from markup.maths import Formula, Formulas, formula_at
from markup.problems import Problem, Unrendered

MAX_FORMULAS = 600
MAX_FORMULA_CHARACTERS = 20_000
MAX_FENCES = 200

_FENCE = re.compile(r"( *)(`{3,}|~{3,})[ ]*([^`\n]*)")
_FORMULA_FENCE = re.compile(r"( *)\$\$(.*)")
_BLOCK_FENCE = re.compile(r" *(/{3,})[ ]*(.*)")
_HEADING = re.compile(r" {0,3}#(?!#)[ \t]*\S")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_BLOCKS = re.compile(r"(details|note|warning)[ ]*\|[ ]*\S.*")

# What may end the plain text before a formula: an escaped character, backticks, a dollar.
_STOP = re.compile(r"\\.|`+|\$", re.DOTALL)

_MARK = re.compile("\x02m(\\d+)\x03")
_PARAGRAPH_OF_MARK = re.compile("<p>\x02m(\\d+)\x03</p>")


class _Taken(NamedTuple):
    html: str
    words: str  # what stands for it in an attribute
    is_block: bool


class Source:
    """One text of an editor: `lines` for Markdown, and what was taken out of them.

    `caption` draws a figure's caption, itself inline Markdown; without it blocks are not looked
    for, as in a text of one paragraph. Raises `Unrendered` on more formulas or blocks than can be
    drawn in a reasonable time.
    """

    def __init__(self, text: str, *, caption: Callable[[str], tuple[str, str]] | None) -> None:
        self.problems: list[Problem] = []
        self._caption = caption
        self._blocks = CodeBlocks()
        self._formulas = Formulas(number=MAX_FORMULAS, characters=MAX_FORMULA_CHARACTERS)
        self._taken: list[_Taken] = []
        self._fences = 0
        self._source = text.split("\n")
        self.lines = list(self._read())

    def fill(self, html: str) -> str:
        """Put what was taken out back into Markdown's HTML; a block leaves its paragraph."""

        def whole(mark: re.Match[str]) -> str:
            return self._at(mark).html if self._at(mark).is_block else mark.group()

        html = _PARAGRAPH_OF_MARK.sub(whole, html)
        return _MARK.sub(lambda mark: self._at(mark).html, html)

    def words(self, text: str) -> str:
        """The text with each formula as its TeX, for attributes and addresses."""
        return _MARK.sub(lambda mark: self._at(mark).words, text)

    def report(self, line: int, message: str) -> None:
        if message:
            self.problems.append(Problem(line, message))

    def line_of(self, words: str) -> int:
        """The first line that holds `words`, or 1."""
        return next((n for n, line in enumerate(self._source, 1) if words in line), 1)

    def _at(self, mark: re.Match[str]) -> _Taken:
        return self._taken[int(mark.group(1))]

    def _mark(self, html: str, words: str, *, is_block: bool) -> str:
        self._taken.append(_Taken(html, words, is_block))
        return f"\x02m{len(self._taken) - 1}\x03"

    def _read(self) -> Iterator[str]:
        if self._caption is None:
            yield " ".join(self._inline("\n".join(self._source), 1).split())
            return
        paragraph: list[str] = []
        open_blocks: list[tuple[int, int]] = []  # slashes and line of each open block
        number = 0
        while number < len(self._source):
            line = self._source[number]
            taken = self._code(number) or self._formula(number)
            if taken or not line.strip() or _BLOCK_FENCE.fullmatch(line):
                yield from self._paragraph(paragraph, number)
                paragraph = []
            if taken:
                number, indent, mark = taken
                yield from ("", f"{indent}{mark}", "")
                continue
            if not line.strip():
                yield ""
            elif fence := _BLOCK_FENCE.fullmatch(line):
                # The empty line keeps what follows from being read as options of the block.
                yield from (self._block(fence, number + 1, open_blocks), "")
            else:
                self._look_at_heading(number, bool(paragraph))
                paragraph.append(line.expandtabs(4))
            number += 1
        yield from self._paragraph(paragraph, number)
        yield from ("", "")
        for _slashes, line_number in open_blocks:
            self.report(line_number, _("The block is not closed by a line of slashes."))

    def _paragraph(self, lines: list[str], end: int) -> Iterator[str]:
        if lines:
            yield from self._inline("\n".join(lines), end - len(lines) + 1).split("\n")

    def _look_at_heading(self, number: int, after_text: bool) -> None:
        line = self._source[number]
        if _HEADING.match(line):
            self.report(number + 1, _("Headings begin at “##”: the page's title is the question."))
        elif after_text and _UNDERLINE.fullmatch(line):
            self.report(number, _("Headings begin at “##”: the page's title is the question."))

    def _block(self, fence: re.Match[str], number: int, open_blocks: list[tuple[int, int]]) -> str:
        slashes, header = fence.groups()
        if header:
            if not _BLOCKS.fullmatch(header):
                self.report(
                    number, _("A block is “details”, “note” or “warning”, “|” and a title.")
                )
            open_blocks.append((len(slashes), number))
            return self._inline(fence.group(), number)
        if open_blocks and open_blocks[-1][0] == len(slashes):
            open_blocks.pop()
        else:
            self.report(number, _("This line closes no block."))
        return fence.group()

    def _code(self, number: int) -> tuple[int, str, str] | None:
        """A fenced block at this line: the line after it, its indent and its mark."""
        if not (opening := _FENCE.fullmatch(self._source[number])):
            return None
        self._fences += 1
        if self._fences > MAX_FENCES:
            raise Unrendered(Problem(number + 1, _("The text holds more than 200 code blocks.")))
        indent, fence, info = opening.groups()
        closing = re.compile(rf" *{fence[0]}{{{len(fence)},}} *")
        body: list[str] = []
        end = number + 1
        while end < len(self._source) and not closing.fullmatch(self._source[end]):
            line = self._source[end]
            lead = len(line) - len(line.lstrip(" "))
            body.append(line[min(len(indent), lead) :])
            end += 1
        if end == len(self._source):
            self.report(number + 1, _("The code block is not closed."))
        if info.split()[:1] == ["svg"]:
            html, words = self._figure(body, number + 1)
        else:
            words = ""
            html, problem = self._blocks.draw("\n".join(body), info.strip())
            self.report(number + 1, problem)
        return end + 1, indent, self._mark(html, words, is_block=True)

    def _figure(self, body: list[str], number: int) -> tuple[str, str]:
        first = next((n for n, line in enumerate(body) if line.lstrip().startswith("<")), len(body))
        caption_source = " ".join(" ".join(body[:first]).split())
        if not caption_source:
            self.report(number, _("A figure needs a caption, in the lines before <svg>."))
        assert self._caption is not None  # noqa: S101 - blocks are only read where it is given
        caption, words = self._caption(caption_source)
        drawn = figure("\n".join(body[first:]), fallback=words)
        last = number + len(body)
        for line, message in drawn.problems:
            self.report(min(number + first + line + 1, last), message)
        if not drawn.svg:
            return self._blocks.draw("\n".join(body), "text")[0], words
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f"<figure>{drawn.svg}{below}</figure>", words

    def _formula(self, number: int) -> tuple[int, str, str] | None:
        """A block of maths at this line: the line after it, its indent and its mark."""
        opening = _FORMULA_FENCE.fullmatch(self._source[number])
        if not opening:
            return None
        indent, rest = opening.groups()
        if "$$" in rest:
            tex, _closing, after = rest.partition("$$")
            # Words behind the formula make it a part of its paragraph.
            return None if after.strip() else (number + 1, indent, self._display(tex, number))
        lines = [rest]
        for end in range(number + 1, len(self._source)):
            tex, closing, after = self._source[end].partition("$$")
            if not tex.strip() and not closing:
                break
            lines.append(tex)
            if closing:
                return end + 1, indent, self._display("\n".join(lines), number) + after
        self.report(number + 1, _("The formula is not closed by “$$” before the next empty line."))
        return None

    def _display(self, tex: str, number: int) -> str:
        return self._drawn(Formula(tex.strip(), True, "", 0), number + 1)

    def _drawn(self, formula: Formula, number: int) -> str:
        if self._formulas.are_spent:
            raise Unrendered(Problem(number, _("The text holds more maths than can be drawn.")))
        html, problem = self._formulas.draw(formula)
        self.report(number, problem)
        return self._mark(html, formula.tex + formula.after, is_block=formula.display)

    def _inline(self, text: str, number: int) -> str:
        """The text, whose first line is `number`, without its formulas but those in code."""
        code_ends = _code_ends(text)
        pieces: list[str] = []
        start = place = 0
        while stop := _STOP.search(text, place):
            place = stop.end()
            if stop.start() in code_ends:
                place = code_ends[stop.start()]
            elif stop.group() == "$" and (formula := formula_at(text, stop.start())):
                line = number + text.count("\n", 0, stop.start())
                pieces += text[start : stop.start()], self._drawn(formula, line)
                start = place = formula.end
        return "".join([*pieces, text[start:]])


def _code_ends(text: str) -> dict[int, int]:
    """Where each code span of `text` begins and ends: runs of backticks pair with equal ones."""
    ends: dict[int, int] = {}
    later: dict[int, tuple[int, int]] = {}  # the next run of each length, seen from behind
    for run in reversed(list(re.finditer("`+", text))):
        length = len(run.group())
        if length in later:
            ends[run.start()] = later[length][1]
        later[length] = run.span()
    return ends
