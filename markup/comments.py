"""Readers' Markdown: paragraphs, emphasis, lists, links, quotations, code and maths.

HTML in the source is text; there are no headings, pictures or identifiers. markdown-it-py reads it
in linear time and stops at twenty levels.
"""

from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from markup.highlighting import CodeBlocks
from markup.maths import Formula, Formulas, formula_at
from markup.problems import Problem
from markup.sanitising import is_outgoing, safe_address

MAX_FORMULAS = 200
MAX_FORMULA_CHARACTERS = 10_000

_RULES = [
    "paragraph", "blockquote", "list", "fence", "formula_block", "text", "newline", "escape",
    "backticks", "emphasis", "link", "autolink", "entity", "balance_pairs", "fragments_join",
    "formula",
]  # fmt: skip


def comment_html(text: str) -> tuple[str, list[Problem]]:
    """A comment's Markdown as HTML that is not yet sanitized, and what is wrong with it."""
    problems: list[Problem] = []
    markdown = _markdown()
    tokens = markdown.parse(text)
    _draw(tokens, problems)
    return markdown.renderer.render(tokens, markdown.options, {}), problems


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return safe_address(url) is not None


@cache
def _markdown() -> MarkdownIt:
    markdown = _Markdown("zero", {"html": False, "breaks": True, "maxNesting": 20})
    markdown.block.ruler.before("fence", "formula_block", _formula_block, {"alt": ["paragraph"]})
    markdown.inline.ruler.before("escape", "formula", _formula)
    markdown.enable(_RULES)
    return markdown


def _formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$" or not (found := formula_at(state.src, state.pos)):
        return False
    if not silent:
        state.push("formula", "", 0).meta = {"formula": found}
    state.pos = found.end
    return True


def _formula_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A formula between lines that begin and end with two dollars, without an empty line."""
    lines: list[str] = []
    for number in range(first, last):
        line = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
        if not line.strip() or (number == first and not line.startswith("$$")):
            return False
        lines.append(line.strip())
        text = "\n".join(lines)
        if len(text) > 3 and text.endswith("$$"):
            if "$$" in text[2:-2] or not text[2:-2].strip():
                return False
            if not silent:
                token = state.push("formula", "", 0)
                token.block = True
                token.map = [first, number + 1]
                token.meta = {"formula": Formula(text[2:-2].strip(), True, "", 0)}
                state.line = number + 1
            return True
    return False


def _draw(tokens: Sequence[Token], problems: list[Problem]) -> None:
    """Turn formulas and code into HTML, and give outgoing links their relation."""
    blocks = CodeBlocks(role="group")
    formulas = Formulas(number=MAX_FORMULAS, characters=MAX_FORMULA_CHARACTERS)
    for block in tokens:
        line = block.map[0] + 1 if block.map else 1
        for token in [block, *(block.children or ())]:
            problem = ""
            if token.type == "softbreak":
                line += 1
            elif token.type == "fence":
                html, problem = blocks.draw(token.content.rstrip("\n"), token.info)
                _become(token, html)
            elif token.type == "formula":
                html, problem = formulas.draw(token.meta["formula"])
                _become(token, html)
            elif token.type == "link_open" and (address := safe_address(str(token.attrs["href"]))):
                token.attrs["href"] = address
                token.attrs.pop("title", None)
                if is_outgoing(address):
                    token.attrs["rel"] = "ugc nofollow noopener noreferrer"
            if problem:
                problems.append(Problem(line, problem))


def _become(token: Token, html: str) -> None:
    token.type = "html_block" if token.block else "html_inline"
    token.content = html
