"""What a browser would find in a piece of HTML that must not be there.

The lists are written a second time on purpose: a fault in the sanitizer's own lists shows here.
"""

import re

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
MATHS = "{http://www.w3.org/1998/Math/MathML}"

_READERS = frozenset(
    ["p", "br", "em", "strong", "blockquote", "ul", "li", "ol", "a", "code", "span", "div", "pre"]
)
_EDITORS = _READERS.union(
    ["h2", "h3", "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "th", "td", "figure"],
    ["figcaption", "details", "summary", "img", "section", "sup"],
)
# A link inside a drawing cannot come from a figure; the sanitizer leaves it, its address checked.
_SVG = frozenset().union(
    ["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text"],
    ["tspan", "a"],
)
_MATHS = frozenset().union(
    ["math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot"],
    ["mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext"],
    ["mtr", "munder", "munderover"],
)
_READERS_ATTRIBUTES = frozenset(["href", "rel", "class", "start", "tabindex", "role", "aria-label"])
_EDITORS_ATTRIBUTES = _READERS_ATTRIBUTES.union(["id", "src", "alt", "loading", "scope"])
_SVG_ATTRIBUTES = frozenset().union(
    ["viewBox", "class", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy"],
    ["d", "points", "width", "height", "transform", "text-anchor", "dominant-baseline"],
    ["font-size", "opacity", "role", "aria-label", "href", "rel"],
)
_MATHS_ATTRIBUTES = frozenset().union(
    ["display", "alttext", "class", "notation", "linethickness", "mathvariant", "fence", "form"],
    ["stretchy", "symmetric", "movablelimits", "separator", "lspace", "rspace", "minsize"],
    ["maxsize", "accent", "accentunder", "width", "height", "depth", "voffset"],
    ["displaystyle", "scriptlevel"],
)
_ADDRESS = re.compile(r"https?://[^/\\]|mailto:|/(?![/\\])|#|/$")
_BAD_VALUE = re.compile(r"javascript:|data:|vbscript:|url\(|expression\(|<", re.IGNORECASE)


def live_parts(html: str, *, editors: bool) -> list[str]:
    """Every element, attribute and address of `html` that is not on the list, in words."""
    found = []
    for element in html5lib.parseFragment(html).iter():
        name = element.tag
        if name == "DOCUMENT_FRAGMENT":
            continue
        if not isinstance(name, str):
            found.append("a comment or instruction")
            continue
        allowed = _allowed(name, editors)
        if allowed is None:
            found.append(f"element {name}")
            continue
        for key, value in element.attrib.items():
            if key not in allowed:
                found.append(f"attribute {key} of {name}")
            elif key in ("href", "src") and not _ADDRESS.match(value):
                found.append(f"address {value!r}")
            elif key not in ("alt", "aria-label", "alttext", "href") and _BAD_VALUE.search(value):
                found.append(f"value {value!r} of {key}")
    return found


def _allowed(name: str, editors: bool) -> frozenset[str] | None:
    if name.startswith(HTML) and name.removeprefix(HTML) in (_EDITORS if editors else _READERS):
        return _EDITORS_ATTRIBUTES if editors else _READERS_ATTRIBUTES
    if name.startswith(SVG) and editors and name.removeprefix(SVG) in _SVG:
        return _SVG_ATTRIBUTES
    if name.startswith(MATHS) and name.removeprefix(MATHS) in _MATHS:
        return _MATHS_ATTRIBUTES
    return None
