"""Bringing the library's files into the site, without ever undoing an editor.

An item is changed only while the site still holds the state that was last loaded. What was
edited, archived, renamed or deleted on the site is kept and reported with its difference; `take`
names the keys to take from the files all the same.
"""

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import ValidationError
from django.db import transaction

from editorial.library import storing
from editorial.library.files import Item, Library
from editorial.models import LoadedState


class Outcome(Enum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept as edited on the site"
    REFUSED = "refused"


@dataclass(frozen=True)
class Loaded:
    """What becomes of an item; `detail` is what differs, or why it was refused.

    `seen` is the item's text on the site when that was decided, None where there is none;
    `settled` says that nothing is left to store or to remember.
    """

    item: Item
    outcome: Outcome
    detail: str = ""
    seen: str | None = None
    settled: bool = False


def load(library: Library, *, take: frozenset[str] = frozenset()) -> Iterator[Loaded]:
    """Store each item in a transaction of its own and say what became of it.

    New questions get a row, as drafts, before any question is stored, because links may lead to
    one that comes later.
    """
    states = {state.key: state for state in LoadedState.objects.all()}
    seen = storing.all_current(library.items)
    plans = [
        _plan(item, seen[item.key], states.get(item.key), item.key in take)
        for item in library.items
    ]
    questions, paths, others = _divided(plans)
    for plan in others:
        yield _carry_out(plan)
    for plan in [_place(plan) if plan.outcome is Outcome.ADDED else plan for plan in questions]:
        yield _carry_out(plan)
    for plan in paths:
        yield _carry_out(plan)


def _divided(plans: list[Loaded]) -> tuple[list[Loaded], list[Loaded], list[Loaded]]:
    """Give the plans of questions, of paths, which name questions, and of everything else."""
    kinds: dict[str, list[Loaded]] = {"questions": [], "paths": []}
    others: list[Loaded] = []
    for plan in plans:
        kinds.get(plan.item.key.split("/")[0], others).append(plan)
    return kinds["questions"], kinds["paths"], others


def _plan(item: Item, seen: str | None, state: LoadedState | None, take: bool) -> Loaded:
    outcome = _decide(item, seen, state, take)
    detail = _difference(item, seen) if outcome is Outcome.KEPT else ""
    remembered = state is not None and _digests(item, seen) == (state.digest, state.file_digest)
    unchanged = outcome is Outcome.UNCHANGED
    settled = outcome is Outcome.KEPT or (unchanged and (remembered or seen != item.text))
    return Loaded(item, outcome, detail, seen, settled)


def _decide(item: Item, seen: str | None, state: LoadedState | None, take: bool) -> Outcome:
    if seen == item.text:
        return Outcome.UNCHANGED
    if take:
        return Outcome.CHANGED if seen is not None else Outcome.ADDED
    if state is None:
        return Outcome.ADDED if seen is None else Outcome.KEPT
    if state.file_digest == _digest(item.text):
        return Outcome.UNCHANGED
    return Outcome.CHANGED if seen and _digest(seen) == state.digest else Outcome.KEPT


def _place(plan: Loaded) -> Loaded:
    """Give a new question its row, so that others can link to it."""
    try:
        with transaction.atomic():
            storing.place(plan.item)
            seen = storing.current(plan.item)
            _remember(plan.item, seen)
    except ValidationError as error:
        return Loaded(plan.item, Outcome.REFUSED, "; ".join(error.messages), settled=True)
    return Loaded(plan.item, Outcome.ADDED, seen=seen)


def _carry_out(plan: Loaded) -> Loaded:
    if plan.settled:
        return plan
    try:
        with transaction.atomic():
            seen = storing.current(plan.item, lock=True)
            if seen != plan.seen:  # somebody has saved it since
                return Loaded(plan.item, Outcome.KEPT, _difference(plan.item, seen))
            if plan.outcome is not Outcome.UNCHANGED:
                storing.store(plan.item)
                seen = storing.current(plan.item)
            if plan.outcome is not Outcome.UNCHANGED or seen == plan.item.text:
                _remember(plan.item, seen)
    except ValidationError as error:
        if plan.outcome is Outcome.ADDED:
            storing.displace(plan.item)
            LoadedState.objects.filter(key=plan.item.key).delete()
        return Loaded(plan.item, Outcome.REFUSED, "; ".join(error.messages))
    return plan


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digests(item: Item, stored: str | None) -> tuple[str, str]:
    return _digest(stored or ""), _digest(item.text)


def _remember(item: Item, stored: str | None) -> None:
    digest, file_digest = _digests(item, stored)
    LoadedState.objects.bulk_create(
        [LoadedState(key=item.key, digest=digest, file_digest=file_digest)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["digest", "file_digest"],
    )


def _difference(item: Item, current: str | None) -> str:
    if current is None:
        return "deleted on the site"
    lines = difflib.unified_diff(
        current.splitlines(), item.text.splitlines(), "on the site", "in the file", lineterm="", n=1
    )
    return "\n".join(lines)
