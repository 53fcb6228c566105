"""The last step before any HTML is stored: what is not on the list goes.

Two lists, one for what editors write and one for what readers write. Both are closed: elements,
attributes, classes and the form of each value. The parser under nh3 knows SVG and MathML, keeps
the case of `viewBox` and drops an element that stands in the wrong one of the three languages, so
figures and formulas pass through the same step as everything else.
"""

import re
import unicodedata

import nh3

from markup.highlighting import CODE_CLASSES
from markup.maths import CLASSES as MATHS_CLASSES

PICTURE = re.compile(r"/media/[0-9a-f]{8,128}\.(?:avif|gif|jpe?g|png|svg|webp)")

FIGURE_CLASSES = frozenset({
    "fig", "line", "axis", "grid", "cell", "flow", "dash", "s1", "s2", "s3", "s4", "s5", "f1",
    "f2", "f3", "f4", "f5", "soft", "wash", "tip", "tip2", "t", "small", "v", "w", "on",
})  # fmt: skip

_NUMBER = r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:e-?\d+)?"
_LENGTH = re.compile(rf"{_NUMBER}(?:%|em|px)?(?:[\s,]+{_NUMBER}(?:em|px)?)*")
_NUMBERS = re.compile(rf"\s*{_NUMBER}(?:[\s,]+{_NUMBER})*\s*")
_PATH = re.compile(r"[\d\s.,eE+\-AaCcHhLlMmQqSsTtVvZz]*")
_TRANSFORM = re.compile(
    r"(?:\s*(?:matrix|rotate|scale|skewX|skewY|translate)\([\d\s.,e+\-]*\)[\s,]*)+"
)
_MATHS_LENGTH = re.compile(r"-?\d{0,2}(?:\.\d+)?(?:em|ex|pt|px)?")
_WORDS = re.compile(r"[a-z\d -]+")

_MEASURES = (
    "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height",
    "font-size", "opacity",
)  # fmt: skip

# Each attribute of a figure and the form of its value; markup.figures tells the author what goes.
FIGURE_ATTRIBUTES: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(_MEASURES, _LENGTH),
    "d": _PATH,
    "points": _NUMBERS,
    "viewBox": re.compile(rf"\s*{_NUMBER}(?:[\s,]+{_NUMBER}){{3}}\s*"),
    "transform": _TRANSFORM,
    "text-anchor": re.compile(r"start|middle|end"),
    "dominant-baseline": re.compile(r"auto|middle|central|hanging|text-top|text-bottom"),
}
FIGURE_ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "title", "desc",
})  # fmt: skip

_MATHS: dict[str, set[str]] = {
    "math": {"display", "alttext"},
    "menclose": {"notation"},
    "mfrac": {"linethickness"},
    "mi": {"mathvariant"},
    "mn": set(),
    "mo": {
        "fence",
        "form",
        "stretchy",
        "symmetric",
        "movablelimits",
        "lspace",
        "rspace",
        "minsize",
        "maxsize",
        "accent",
        "separator",
    },
    "mover": {"accent"},
    "mpadded": {"width", "height", "depth", "lspace", "voffset"},
    "mphantom": set(),
    "mroot": set(),
    "mrow": set(),
    "mspace": {"width", "height", "depth"},
    "msqrt": set(),
    "mstyle": set(),
    "msub": set(),
    "msubsup": set(),
    "msup": set(),
    "mtable": set(),
    "mtd": set(),
    "mtext": {"mathvariant"},
    "mtr": set(),
    "munder": {"accentunder"},
    "munderover": {"accent"},
}
_MATHS_EVERYWHERE = {"displaystyle", "scriptlevel"}
_MATHS_LENGTHS = {
    "width", "height", "depth", "lspace", "rspace", "voffset", "minsize", "maxsize",
    "linethickness",
}  # fmt: skip

_READERS: dict[str, set[str]] = {
    **{name: set() for name in ("p", "br", "em", "strong", "blockquote", "ul", "li")},
    "a": {"href", "rel"},
    "ol": {"start"},
    "code": set(),
    "span": set(),
    "div": set(),
    "pre": {"tabindex", "role", "aria-label"},
}
_PLAIN = (
    "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "td", "figure", "figcaption",
    "details", "summary",
)  # fmt: skip
_EDITORS: dict[str, set[str]] = {
    **_READERS,
    **{name: set() for name in _PLAIN},
    "a": {"href", "rel", "aria-label", "role"},
    "div": {"tabindex", "role", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "img": {"src", "alt", "loading", "width", "height"},
    "li": {"id"},
    "section": {"role", "aria-label"},
    "sup": {"id"},
    "th": {"scope"},
}

_CLASSES = {
    "a": {"anchor", "footnote-ref", "footnote-backref"},
    "code": {"tex-error"},
    "div": {"code", "code-bar", "scroll", "ask", "equations", "note", "warning"},
    "p": {"note-title"},
    "section": {"footnotes"},
    "td": {"center", "right"},
    "th": {"center", "right"},
}
_READERS_CLASSES = {"code": {"tex-error"}, "div": {"code", "code-bar", "equations"}}

_VALUES = {
    "alt": re.compile(r"[^\0]+"),
    "aria-label": re.compile(r"[^\0]+"),
    "alttext": re.compile(r"[^\0]*"),
    "class": re.compile(r"[\w -]*"),  # the names are nh3's to choose, per element
    "id": re.compile(r"[a-z\d][a-z\d-]*|fn(?:ref\d*)?:[\w-]+"),
    "loading": re.compile(r"lazy"),
    "rel": re.compile(r"(?:ugc nofollow )?noopener noreferrer"),
    "role": re.compile(r"region|group|note|img|doc-endnotes|doc-noteref|doc-backlink"),
    "scope": re.compile(r"col"),
    "src": PICTURE,
    "start": re.compile(r"\d{1,9}"),
    "tabindex": re.compile(r"0"),
}

# Marks that nobody sees: controls, zero-width and directional ones, soft hyphens, line separators.
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_WEB = re.compile(r"https?://[^\s/\\?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s@:/\\]+@[^\s@:/\\]+", re.IGNORECASE)
_HERE = re.compile(r"/(?![/\\])[^\s\\]*|#\S*")


def safe_address(address: str) -> str | None:
    """The address that a link may have, without invisible characters, or None.

    Allowed are http, https and mailto, paths of this site and fragments of this page.
    """
    seen = "".join(c for c in address if unicodedata.category(c) not in _INVISIBLE).strip()
    if any(form.fullmatch(seen) for form in (_WEB, _MAIL, _HERE)):
        return seen
    return None


def is_outgoing(address: str) -> bool:
    """Whether a safe address leads to another site."""
    return _WEB.fullmatch(address) is not None


def sanitise_answer(html: str) -> str:
    """What of an editor's HTML may be stored; of what a renderer made, all of it."""
    return _EDITORS_CLEANER.clean(html)


def sanitise_comment(html: str) -> str:
    """What of a reader's HTML may be stored; of what a renderer made, all of it."""
    return _READERS_CLEANER.clean(html)


def _value(element: str, attribute: str, value: str) -> str | None:
    """The value that an attribute keeps, or None where it goes.

    nh3 also asks about attributes that are on no list, so an unknown one goes.
    """
    if attribute == "href":
        return safe_address(value)
    if attribute in _VALUES:
        form: re.Pattern[str] | None = _VALUES[attribute]
    elif element in _MATHS:
        form = _MATHS_LENGTH if attribute in _MATHS_LENGTHS else _WORDS
    else:
        form = FIGURE_ATTRIBUTES.get(attribute)
    return value if form and form.fullmatch(value) else None


def _cleaner(
    elements: dict[str, set[str]], classes: dict[str, set[str]], *, figures: bool
) -> nh3.Cleaner:
    attributes = {name: set(own) for name, own in elements.items()}
    attributes |= {name: own | _MATHS_EVERYWHERE for name, own in _MATHS.items()}
    allowed = {name: set(names) for name, names in classes.items()}
    allowed |= {name: set(MATHS_CLASSES) for name in _MATHS}
    allowed["span"] = set(CODE_CLASSES) | {"nb"}
    if figures:
        own = set(FIGURE_ATTRIBUTES)
        # Titles and descriptions become the drawing's label: outside of a drawing a title is
        # HTML's, whose text parsers read differently.
        drawn = FIGURE_ELEMENTS - {"desc", "title"}
        attributes |= dict.fromkeys(drawn, own)
        attributes["svg"] = own | {"role", "aria-label"}
        allowed |= {name: set(FIGURE_CLASSES) for name in drawn}
    return nh3.Cleaner(
        tags=set(attributes),
        clean_content_tags={"script", "style"},
        attributes=attributes,
        attribute_filter=_value,
        allowed_classes=allowed,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
        generic_attribute_prefixes=set(),
    )


_EDITORS_CLEANER = _cleaner(_EDITORS, _CLASSES, figures=True)
_READERS_CLEANER = _cleaner(_READERS, _READERS_CLASSES, figures=False)
