"""What has changed between two texts: by line, and within changed lines by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

MAX_COMPARISONS = 1_000_000  # pairs of lines, or of words; difflib's time grows with them

_WORD = re.compile(r"\n|[^\S\n]+|\S+")

Kind = Literal["same", "removed", "added", "folded"]


class Run(NamedTuple):
    """Words that follow each other, and whether the other text lacks them."""

    text: str
    is_changed: bool


class Line(NamedTuple):
    """A line of one text or of both; `number` says how many unchanged ones a folded one stands for.

    A changed line stands twice: removed as it was, and added as it is.
    """

    kind: Kind
    runs: tuple[Run, ...]
    number: int = 1


def differences(before: str, after: str, *, context: int = 1) -> list[Line]:
    """The lines of both texts in order; of unchanged ones, `context` around each change.

    The time taken is bounded: where too much has changed, whole passages count as changed.
    """
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for same, removed, added in _passages(old, new):
        if same:
            lines += [Line("same", (Run(line, False),)) for line in same]
        else:
            lines += _by_word("\n".join(removed), "\n".join(added))
    return list(_folded(lines, context))


def _passages(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Alternating passages as (same, removed, added); either the first or the others are empty."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    if start:
        yield old[:start], (), ()
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    if len(old_middle) * len(new_middle) > MAX_COMPARISONS:
        yield (), old_middle, new_middle
    else:
        # What comes up often, such as the empty line, is no starting point: difflib's `autojunk`.
        matcher = SequenceMatcher(None, old_middle, new_middle)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind == "equal":
                yield old_middle[a:b], (), ()
            else:
                yield (), old_middle[a:b], new_middle[c:d]
    if end:
        yield old[-end:], (), ()


def _by_word(removed: str, added: str) -> list[Line]:
    old, new = _WORD.findall(removed), _WORD.findall(added)
    old_runs: list[Run] = []
    new_runs: list[Run] = []
    for same, gone, come in _passages(old, new):
        if same:
            old_runs.append(Run("".join(same), False))
            new_runs.append(Run("".join(same), False))
        else:
            old_runs.append(Run("".join(gone), True))
            new_runs.append(Run("".join(come), True))
    return [*_lines("removed", old_runs), *_lines("added", new_runs)]


def _lines(kind: Kind, runs: list[Run]) -> Iterator[Line]:
    """The runs, cut at the ends of lines; nothing for an empty text."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(Run(first, run.is_changed))
        for part in others:
            yield Line(kind, tuple(filter(_has_text, line)))
            line = [Run(part, run.is_changed)]
    if any(map(_has_text, line)):
        yield Line(kind, tuple(filter(_has_text, line)))


def _has_text(run: Run) -> bool:
    return bool(run.text)


def _folded(lines: list[Line], context: int) -> Iterator[Line]:
    shown = {
        number + near
        for number, line in enumerate(lines)
        if line.kind != "same"
        for near in range(-context, context + 1)
    }
    hidden = 0
    for number, line in enumerate(lines):
        if number in shown or line.kind != "same":
            if hidden:
                yield Line("folded", (), hidden)
            hidden = 0
            yield line
        else:
            hidden += 1
    if hidden:
        yield Line("folded", (), hidden)
