"""Code blocks: highlighted by Pygments within bounds, in a language that is named, never guessed.

Pygments takes seconds on some inputs of ten kilobytes, so what is longer than 4 kB, what comes
after the twentieth block or 24 kB of a text, and what no programmer writes stands as it was
written.
"""

import re
from html import escape
from io import StringIO

from django.utils.translation import gettext as _
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

MAX_BYTES = 4_096
MAX_BLOCKS = 20
MAX_BYTES_IN_ALL = 24_576

# What makes lexers go back and forth: long blanks, long lines, long runs of words without any
# punctuation. With them 4 kB of Java take 0.4 s, of C 0.6 s.
_SLOW = re.compile(r"\s{40}|[^\n]{300}|[\w\s]{400}")

# The name after the fence, the words above the block, and Pygments' own name, if any.
LANGUAGES: dict[str, tuple[str, str]] = {
    "bash": ("Bash", "bash"),
    "c": ("C", "c"),
    "cpp": ("C++", "cpp"),
    "css": ("CSS", "css"),
    "cuda": ("CUDA", "cuda"),
    "diff": ("Diff", "diff"),
    "dockerfile": ("Dockerfile", "docker"),
    "go": ("Go", "go"),
    "html": ("HTML", "html"),
    "ini": ("INI", "ini"),
    "java": ("Java", "java"),
    "javascript": ("JavaScript", "javascript"),
    "json": ("JSON", "json"),
    "julia": ("Julia", "julia"),
    "output": ("Output", ""),
    "python": ("Python", "python"),
    "r": ("R", "r"),
    "rust": ("Rust", "rust"),
    "scala": ("Scala", "scala"),
    "sql": ("SQL", "sql"),
    "text": ("Text", ""),
    "toml": ("TOML", "toml"),
    "typescript": ("TypeScript", "typescript"),
    "xml": ("XML", "xml"),
    "yaml": ("YAML", "yaml"),
}
_ALIASES = {
    "c++": "cpp", "console": "bash", "js": "javascript", "py": "python", "python3": "python",
    "sh": "bash", "shell": "bash", "ts": "typescript", "txt": "text", "yml": "yaml",
}  # fmt: skip

CODE_CLASSES = frozenset(filter(None, STANDARD_TYPES.values()))

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


class CodeBlocks:
    """The code blocks of one text, counted. `role` is the one of their scrolling regions.

    A region of a page needs a name that no other has, so repeated names are numbered. Where one
    page shows many texts, as comments, the role is `group`, whose names may repeat.
    """

    def __init__(self, *, role: str = "region") -> None:
        self._role = role
        self._blocks = MAX_BLOCKS
        self._bytes = MAX_BYTES_IN_ALL
        self._names: dict[str, int] = {}

    def draw(self, code: str, info: str) -> tuple[str, str]:
        """The HTML of a block and what is wrong with it, "" if nothing.

        `info` is what follows the fence: a language of `LANGUAGES`, then words for other readers
        of the source, such as `run`.
        """
        language = (info.lower().split() or ["text"])[0]
        language = _ALIASES.get(language, language)
        label, lexer = LANGUAGES.get(language, LANGUAGES["text"])
        problem = ""
        if language not in LANGUAGES:
            problem = _("The language “%s” is not known; the code is shown plain.") % language[:40]
        elif lexer and (problem := self._too_much(code)):
            lexer = ""
        drawn = _highlighted(code, lexer) if lexer else escape(code)
        name = escape(self._name(label))
        return (
            f'<div class="code"><div class="code-bar"><span>{escape(label)}</span></div>'
            f'<pre tabindex="0" role="{self._role}" aria-label="{name}">'
            f"<code>{drawn}</code></pre></div>"
        ), problem

    def _too_much(self, code: str) -> str:
        size = len(code.encode("utf-8"))
        if size > MAX_BYTES:
            return _("The code is longer than 4 kB and not highlighted.")
        if _SLOW.search(code):
            return _("The code has a very long line or gap and is not highlighted.")
        self._blocks -= 1
        self._bytes -= size
        if self._blocks < 0 or self._bytes < 0:
            return _("Only the first twenty code blocks, of 24 kB in all, are highlighted.")
        return ""

    def _name(self, label: str) -> str:
        name = label if label in ("Output", "Text") else _("%s code") % label
        self._names[name] = count = self._names.get(name, 0) + 1
        return name if count == 1 else f"{name} {count}"


def _highlighted(code: str, lexer: str) -> str:
    tokens = get_lexer_by_name(lexer, stripnl=False, ensurenl=False).get_tokens(code)
    out = StringIO()
    _FORMATTER.format(tokens, out)
    return out.getvalue()
