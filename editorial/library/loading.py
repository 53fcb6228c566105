"""Bringing the library's files into the site, without ever undoing an editor.

An item is changed only while the site still holds the state that was last loaded. What was
edited, archived, renamed or deleted on the site is kept and reported with its difference; `take`
names the keys to take from the files all the same.
"""

import difflib
import hashlib
from collections.abc import Callable, Iterator
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
    """What became of an item; `detail` is what differs, or why it was refused."""

    item: Item
    outcome: Outcome
    detail: str = ""


def load(library: Library, *, take: frozenset[str] = frozenset()) -> Iterator[Loaded]:
    """Store each item in a transaction of its own and say what became of it.

    New questions get a row, as drafts, before any question is stored, because links may lead to
    one that comes later.
    """
    states = dict(LoadedState.objects.values_list("key", "digest"))
    plans = [_plan(item, states.get(item.key), item.key in take) for item in library.items]
    for plan in plans:
        if not plan.item.key.startswith("questions/"):
            yield _carry_out(plan, storing.store)
    plans = [plan for plan in plans if plan.item.key.startswith("questions/")]
    placed = [
        _carry_out(plan, storing.place) if plan.outcome is Outcome.ADDED else plan for plan in plans
    ]
    for plan in placed:
        yield _carry_out(plan, storing.store)


def _plan(item: Item, remembered: str | None, take: bool) -> Loaded:
    current = storing.current(item)
    outcome = _decide(item, current, remembered, take)
    return Loaded(item, outcome, _difference(item, current) if outcome is Outcome.KEPT else "")


def _carry_out(plan: Loaded, store: Callable[[Item], None]) -> Loaded:
    if plan.outcome in (Outcome.KEPT, Outcome.REFUSED):
        return plan
    try:
        with transaction.atomic():
            if plan.outcome is not Outcome.UNCHANGED:
                store(plan.item)
                _remember(plan.item.key, storing.current(plan.item) or "")
            elif not LoadedState.objects.filter(key=plan.item.key).exists():
                _remember(plan.item.key, plan.item.text)
    except ValidationError as error:
        if plan.outcome is Outcome.ADDED:
            storing.displace(plan.item)
            LoadedState.objects.filter(key=plan.item.key).delete()
        return Loaded(plan.item, Outcome.REFUSED, "; ".join(error.messages))
    return plan


def _decide(item: Item, current: str | None, remembered: str | None, take: bool) -> Outcome:
    if current == item.text:
        return Outcome.UNCHANGED
    if take:
        return Outcome.CHANGED if current is not None else Outcome.ADDED
    if remembered is None:
        return Outcome.ADDED if current is None else Outcome.KEPT
    if remembered == _digest(item.text):
        return Outcome.UNCHANGED
    return Outcome.CHANGED if current and _digest(current) == remembered else Outcome.KEPT


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _remember(key: str, text: str) -> None:
    LoadedState.objects.update_or_create(key=key, defaults={"digest": _digest(text)})


def _difference(item: Item, current: str | None) -> str:
    if current is None:
        return "deleted on the site"
    lines = difflib.unified_diff(
        current.splitlines(), item.text.splitlines(), "on the site", "in the file", lineterm="", n=1
    )
    return "\n".join(lines)
