"""A question as one text file: YAML front matter, then the answer in Markdown.

The same text is a file of the library, an export and a stored revision. `dump` writes the one
canonical form and `questions.parsing.parse` reads any valid one: `parse(dump(file)) == file`.
"""

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import yaml

DIFFICULTIES = ("basic", "intermediate", "advanced")
STATUSES = ("draft", "in review", "archived")
RELATED_KINDS = ("prerequisite", "follow-up", "contrast", "deeper")
LEVELS = ("introductory", "undergraduate", "graduate")
PROVIDERS = ("youtube",)

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
RUNTIME = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,2})m)?(?:(\d{1,2})s)?")
ADDRESS = re.compile(r"https://[^\s<>\"]+|isbn:[0-9][0-9-]{8,15}[0-9X]")
WIDTH = 88


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file, and the line where it is (from 1)."""

    line: int
    message: str


class Faulty(Exception):
    """A file that cannot be taken; `problems` lists all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(f"line {p.line}: {p.message}" for p in self.problems))


@dataclass(frozen=True)
class Related:
    slug: str
    kind: str


@dataclass(frozen=True)
class Video:
    """Times are seconds; `uploaded` is the day the provider gives."""

    provider: str
    id: str
    title: str
    lecturer: str = ""
    course: str = ""
    level: str = ""
    runtime: int | None = None
    watch_from: int | None = None
    watch_to: int | None = None
    note: str = ""
    uploaded: date | None = None


@dataclass(frozen=True)
class Reference:
    """`address` is an https address or `isbn:` with the number."""

    authors: str
    title: str
    year: int
    address: str = ""


@dataclass(frozen=True)
class QuestionFile:
    """Everything of a question but its topic and slug, which its path holds.

    `status` is empty for a question that is published, or will be at `published` (UTC).
    """

    title: str
    difficulty: str
    short_answer: str
    must_say: tuple[str, ...]
    answer: str
    position: int | None = None
    status: str = ""
    related: tuple[Related, ...] = ()
    videos_intro: str = ""
    videos: tuple[Video, ...] = ()
    references: tuple[Reference, ...] = ()
    synonyms: tuple[str, ...] = ()
    featured: date | None = None
    published: datetime | None = None
    reviewed: date | None = None
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


ORDER = (
    "title", "position", "difficulty", "status", "short_answer", "must_say", "related",
    "videos_intro", "videos", "references", "synonyms", "featured", "published", "reviewed",
)  # fmt: skip
FOLDED = {"short_answer", "must_say", "videos_intro", "note"}


class _Folded(str):
    """Text written as a folded block."""


class _Dumper(yaml.SafeDumper):
    def write_folded(self, text: str) -> None:
        """Fold before a line passes the width; PyYAML folds after it has."""
        self.write_indicator(">-", True)
        for line in textwrap.wrap(text, WIDTH - (self.indent or 0), break_long_words=False,
                                  break_on_hyphens=False):  # fmt: skip
            self.write_indent()
            self.stream.write(line)
            self.column += len(line)


def _represent_folded(dumper: yaml.SafeDumper, value: _Folded) -> yaml.ScalarNode:
    # Folding joins lines by one blank, so other white space would not come back.
    style = ">" if len(value) > WIDTH - 20 and value == " ".join(value.split()) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style=style)


_Dumper.add_representer(_Folded, _represent_folded)


@lru_cache(maxsize=512)  # loading asks for the same text several times
def dump(question: QuestionFile) -> str:
    """The canonical text of a question: keys in order, folded at 88 columns, a final newline."""
    head = {}
    for key in ORDER:
        value = _plain(key, getattr(question, key))
        if value not in (None, "", []):
            head[key] = value
    front = yaml.dump(
        head, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, line_break="\n"
    )
    return f"---\n{front}---\n\n{question.answer.strip(chr(10))}\n"


def _plain(key: str, value: Any) -> Any:
    """A value as YAML knows it: mappings, lists, texts, numbers and dates."""
    if isinstance(value, tuple):
        return [_plain(key, item) for item in value]
    if isinstance(value, (Related, Video, Reference)):
        entries = ((f.name, _plain(f.name, getattr(value, f.name))) for f in fields(value))
        return {name: entry for name, entry in entries if entry not in (None, "")}
    if isinstance(value, datetime):
        at_midnight = value.time() == time(0, 0)
        return value.date() if at_midnight else value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if key in ("runtime", "watch_from", "watch_to") and value is not None:
        return runtime_text(value)
    if key in FOLDED and isinstance(value, str):
        return _Folded(value)
    return value


def runtime_text(seconds: int) -> str:
    """Seconds as the files write them: 4740 is 1h19m."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
