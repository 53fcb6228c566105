"""TeX to MathML that a strict page may show: bounded, without styles, with its TeX as alternative.

Temml emits inline styles, which the site's policy forbids. They are a closed set as long as no
command takes a free length or a color, so those commands are refused and each style becomes a
class of `CLASSES`.
"""

import re
from functools import lru_cache
from html import escape
from itertools import accumulate
from typing import NamedTuple
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from markup.temml import TexError, convert

MAX_CHARACTERS = 2_000
MAX_NESTING = 50
MAX_DEPTH = 200  # of the MathML's tree; browsers stop at 512

# The classes of formulas, each with the declarations that a style sheet gives it. Those that name
# Chromium correct what Chromium does not do by itself.
CLASSES = {
    # cells of matrices, cases and aligned lines; the browser's own padding is 0.4em at each side
    "tml-left": "text-align: left; in Chromium text-align: -webkit-left",
    "tml-right": "text-align: right; in Chromium text-align: -webkit-right",
    "tml-l0": "padding-left: 0",
    "tml-l1": "padding-left: 1em",
    "tml-r0": "padding-right: 0",
    "tml-r1": "padding-right: 1em",
    "tml-ls": "padding-left: 0.1389em",
    "tml-rs": "padding-right: 0.1389em",
    "tml-jot": "on mtable; its mtd: padding-block: 0.7ex",
    "tml-small": "on mtable; its mtd: padding-block: 0.35ex",
    # lines of arrays
    "tml-bt": "border-top: 0.06em solid",
    "tml-bb": "border-bottom: 0.06em solid",
    "tml-bl": "border-left: 0.06em solid",
    "tml-br": "border-right: 0.06em solid",
    # parts of formulas
    "tml-display": "display: block math, on its own line",
    "tml-box": "padding: 3pt; border: 1px solid",
    "tml-bold": "font-weight: bold",
    "tml-neg3": "margin-left: -0.1667em",
    "tml-neg4": "margin-left: -0.2222em",
    "tml-neg5": "margin-left: -0.2778em",
    "tml-prime": "font-feature-settings: 'ss04'",
    "tml-overline": "Chromium: padding: 0.1em 0 0; border-top: 0.065em solid",
    "tml-underline": "Chromium: padding: 0 0 0.1em; border-bottom: 0.065em solid",
    # strokes: an empty absolute box over the menclose (position: relative), clipped to a line
    "tml-cancel": "Chromium: position: absolute; inset: 0; background: currentColor",
    "upstrike": "Chromium: clip-path from the lower left to the upper right",
    "downstrike": "Chromium: clip-path from the upper left to the lower right",
    "sout": "Chromium: clip-path along the middle",
    "tml-xcancel": "Chromium: clip-path along both diagonals",
    # accents over slanted letters, Chromium
    "chr-sml": "transform: translate(0.07em, 0)",
    "chr-med": "transform: translate(0.14em, 0)",
    "chr-lrg": "transform: translate(0.21em, 0)",
    # superscripts of slanted letters, Chromium
    "tml-sml-pad": "padding-left: 0.05em",
    "tml-med-pad": "padding-left: 0.1em",
    "tml-lrg-pad": "padding-left: 0.15em",
    # wide accents, which Chromium does not stretch
    "tml-hat-1": "transform: scale(1.9, 1)",
    "tml-hat-2": "transform: scale(3.9, 1)",
    "tml-hat-3": "transform: scale(5.8, 1.1)",
    "tml-hat-4": "transform: scale(7.8, 1.1)",
    "tml-tilde-2": "transform: scale(2, 1.1)",
    "tml-tilde-3": "transform: scale(3, 1.1)",
    "tml-tilde-4": "transform: scale(4, 1.1)",
}

# What becomes of a declaration: a class, or nothing where the browser's own style comes to the
# same. A declaration that stands nowhere here refuses its formula.
_BOX = {("padding", "3pt"): "tml-box", ("border", "1px solid"): "tml-box"}
_LINES = {
    (f"border-{side}", line): name
    for side, name in (
        ("top", "tml-bt"),
        ("bottom", "tml-bb"),
        ("left", "tml-bl"),
        ("right", "tml-br"),
    )
    for line in ("0.06em solid", "0.06em dashed", "0.15em double")
}
_PADDINGS = {
    (f"padding-{side}", width): name and name.format(side[0])
    for side in ("left", "right")
    for width, name in (
        ("0", "tml-{}0"),
        ("0em", "tml-{}0"),
        ("0pt", "tml-{}0"),
        ("1em", "tml-{}1"),
        ("0.1389em", "tml-{}s"),
        ("0.4em", ""),
        ("5.9776pt", ""),
    )
}
_STYLES = {
    ("display", "block math"): "",
    ("text-align", "left"): "tml-left",
    ("font-weight", "bold"): "tml-bold",
    ("margin-left", "-0.1667em"): "tml-neg3",
    ("margin-left", "-0.2222em"): "tml-neg4",
    ("margin-left", "-0.2778em"): "tml-neg5",
    **_BOX,
    **_LINES,
    **_PADDINGS,
}

# Corrections for single browsers that the design does without, and environments' bare names.
_IGNORED_CLASS = re.compile(r"(wbk-|ff-|chr-\w+-vec|tml-vec|tml-tageqn|math|menclose)")

ENVIRONMENTS = frozenset({
    "aligned", "alignedat", "gathered", "split", "cases", "dcases", "rcases", "drcases", "matrix",
    "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array", "subarray",
})  # fmt: skip

_REFUSED = frozenset({
    # lengths of the author's own
    "hspace", "hskip", "kern", "mkern", "mskip", "mspace", "rule", "raise", "lower", "raisebox",
    "vspace", "genfrac", "above", "arraycolsep", "arraystretch", "setlength", "abovewithdelims",
    # sizes and places
    "tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large", "LARGE",
    "huge", "Huge", "llap", "clap", "mathllap", "mathclap", "reflectbox", "sfrac",
    # colors
    "color", "textcolor", "colorbox", "fcolorbox", "definecolor", "cellcolor", "rowcolor",
    # links, pictures, attributes, numbers of equations
    "href", "url", "includegraphics", "class", "id", "style", "data", "htmlClass", "htmlId",
    "htmlStyle", "htmlData", "tag", "label", "ref", "eqref", "notag", "nonumber", "autoref",
    # definitions, and what builds a command out of letters
    "def", "edef", "gdef", "xdef", "let", "futurelet", "global", "long", "newcommand",
    "renewcommand", "providecommand", "newenvironment", "renewenvironment", "DeclareMathOperator",
    "expandafter", "noexpand", "csname", "endcsname", "char", "unicode", "require",
    "bordermatrix", "CD",
})  # fmt: skip

_WORD = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([^{}]*)\}")
_FREE_ROW_GAP = re.compile(r"\\(?:\\|cr|newline)\s*\*?\s*\[\s*-?\.?\d")
_DEPTH_STEP = re.compile(r"\\(?:[A-Za-z]+|.)|[{}]", re.DOTALL)
_DEPTHS = {"{": 1, r"\left": 1, r"\begin": 1, "}": -1, r"\right": -1, r"\end": -1}


_TOKENS = frozenset(("mi", "mn", "mo", "mtext"))

_UP_TO_DOLLAR = re.compile(r"(?:[^$\\]|\\.)*", re.DOTALL)
_PUNCTUATION = re.compile(r"[.,;:!?)]*")


class MathsError(Exception):
    """A formula that cannot be shown; the message says why, for its author."""


class Formula(NamedTuple):
    """A formula found in a text: `end` is the place behind it and its punctuation `after`."""

    tex: str
    display: bool
    after: str
    end: int


def formula_at(text: str, start: int) -> Formula | None:
    """The formula that begins with the dollar at `start`, or None where it is only a dollar.

    `$…$` has no blank inside its dollars and no digit behind them, so that prices stay prices;
    `$$…$$` stands on a line of its own.
    """
    if text.startswith("$$", start):
        end = text.find("$$", start + 2)
        if end < 0 or not text[start + 2 : end].strip():
            return None
        return Formula(text[start + 2 : end].strip(), True, "", end + 2)
    inside = _UP_TO_DOLLAR.match(text, start + 1)
    tex = inside.group() if inside else ""
    end = start + 2 + len(tex)
    if not tex or tex != tex.strip() or text[end - 1 : end] != "$" or text[end : end + 1].isdigit():
        return None
    punctuation = _PUNCTUATION.match(text, end)
    after = punctuation.group() if punctuation else ""
    return Formula(tex, False, after, end + len(after))


@lru_cache(maxsize=4_096)
def mathml(tex: str, *, display: bool) -> str:
    """The formula `tex` as a `math` element, `display` on a line of its own.

    Its only classes are those of `CLASSES`, it has no style, and its TeX is its alternative text.
    Raises `MathsError` on more than 2,000 characters, nesting deeper than 50, a refused command,
    and TeX that Temml does not understand.
    """
    _check(tex)
    try:
        root = ElementTree.fromstring(convert(tex, display=display))  # noqa: S314 - Temml's
    except TexError as error:
        raise MathsError(str(error)) from error
    except ElementTree.ParseError as error:
        raise MathsError(_("The formula holds a character that may not be stored.")) from error
    _strip_styles(root)
    root.set("alttext", " ".join(tex.split()))
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def displayed(tex: str) -> str:
    """A formula on a line of its own, as HTML.

    Equations with `\\qquad` between them stand side by side where there is room, and each on a
    line of its own where there is not. Raises `MathsError` as `mathml` does.
    """
    equations = _side_by_side(tex)
    if len(equations) < 2:
        return mathml(tex, display=True)
    drawn = "".join(mathml(equation, display=True) for equation in equations)
    return f'<div class="equations">{drawn}</div>'


def _side_by_side(tex: str) -> list[str]:
    """The parts of a formula between those `\\qquad` that stand in no group or environment."""
    parts, start, depth = [], 0, 0
    for step in _DEPTH_STEP.finditer(tex):
        if step.group() == r"\qquad" and not depth:
            parts.append(tex[start : step.start()].strip())
            start = step.end()
        depth += _DEPTHS.get(step.group(), 0)
    parts.append(tex[start:].strip())
    return [part for part in parts if part]


class Formulas:
    """The formulas of one text, bounded in number and in all their characters."""

    def __init__(self, *, number: int, characters: int) -> None:
        self._number = number
        self._characters = characters

    @property
    def are_spent(self) -> bool:
        return self._number <= 0 or self._characters <= 0

    def draw(self, formula: Formula) -> tuple[str, str]:
        """The HTML of a formula and what is wrong with it, "" if nothing.

        A formula that cannot be shown is its own source. The punctuation behind one stays on its
        line.
        """
        problem = ""
        try:
            if self.are_spent:
                raise MathsError(_("The text holds more maths than can be drawn."))
            self._number -= 1
            self._characters -= len(formula.tex)
            html = displayed(formula.tex) if formula.display else mathml(formula.tex, display=False)
        except MathsError as error:
            dollars = "$$" if formula.display else "$"
            shown = escape(f"{dollars}{formula.tex}{dollars}")
            html, problem = f'<code class="tex-error">{shown}</code>', str(error)
        if formula.after:
            html = f'<span class="nb">{html}{escape(formula.after)}</span>'
        return html, problem


def _check(tex: str) -> None:
    if len(tex) > MAX_CHARACTERS:
        raise MathsError(_("A formula has at most 2,000 characters."))
    if not tex.strip():
        raise MathsError(_("The formula is empty."))
    for command in _WORD.findall(tex):
        if command in _REFUSED:
            raise MathsError(_("Formulas may not use \\%s here.") % command)
    for name in _ENVIRONMENT.findall(tex):
        if name not in ENVIRONMENTS:
            raise MathsError(
                _("The environment “%s” is not available; “aligned” lines up equations.") % name
            )
    if _FREE_ROW_GAP.search(tex):
        raise MathsError(_("A row may not be followed by a length of its own."))
    if _nesting(tex) > MAX_NESTING:
        raise MathsError(_("The formula is nested too deeply."))


def _nesting(tex: str) -> int:
    steps = (_DEPTHS.get(step, 0) for step in _DEPTH_STEP.findall(tex))
    return max(accumulate(steps, initial=0))


def _strip_styles(root: ElementTree.Element) -> None:
    level = [root]
    for _depth in range(MAX_DEPTH):
        for element in level:
            _restyle(element)
        level = [child for element in level for child in element]
        if not level:
            return
    raise MathsError(_("The formula is nested too deeply."))


def _restyle(element: ElementTree.Element) -> None:
    element.tag = element.tag.rpartition("}")[2]
    if element.tag in _TOKENS and len(element):
        # HTML's parser takes elements out of an operator or an identifier; a row may hold them.
        element.tag = "mrow"
        element.attrib = {"class": element.get("class", ""), "style": element.get("style", "")}
    names = [
        name for name in element.attrib.pop("class", "").split() if not _IGNORED_CLASS.match(name)
    ]
    for declaration in element.attrib.pop("style", "").split(";"):
        key, _colon, value = (part.strip() for part in declaration.partition(":"))
        if key == "math-depth":
            element.set("scriptlevel", value)
        elif key:
            names.append(_class_for(key, value))
    kept = sorted({name for name in names if name})
    if not CLASSES.keys() >= set(kept):
        raise MathsError(_("The formula uses a command that has no place in the design."))
    if kept:
        element.set("class", " ".join(kept))


def _class_for(key: str, value: str) -> str:
    if (key, value) not in _STYLES:
        raise MathsError(_("The formula uses a command with a free length or a color."))
    return _STYLES[key, value]
