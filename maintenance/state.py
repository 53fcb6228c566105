"""In which mode the site is: what is stored, what the environment says, what a process knows.

`stored()` asks the database and is what a write goes by. `current()` is what a page says; it is at
most two seconds old, and as old as the last switch on the same host. `forget()` drops what this
process knows. The guard does not look here: it reads within the writing transaction.
"""

import mmap
import secrets
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.utils import timezone

from maintenance import barrier
from maintenance.barrier import barrier_of, has_begun, table_exists
from maintenance.models import MaintenanceState, Mode

STALE_AFTER = 2.0  # seconds
ANNOUNCED_BEFORE = timedelta(hours=24)
RETRY_AFTER = 600  # seconds, where no end is known
SHORTEST_RETRY, LONGEST_RETRY = 60, 3600  # seconds


@dataclass(frozen=True)
class State:
    """One reading. `mode` is the mode in force; `planned` is what begins at `starts_at`."""

    mode: Mode = Mode.OFF
    planned: Mode = Mode.OFF
    editors: bool = False
    message: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    set_by: str = ""
    set_at: datetime | None = None
    epoch: int = 0
    source: str = "stored"  # or "environment", "unreadable"
    interrupted: bool = False  # a switch is under way, or was killed half-way

    @property
    def closed(self) -> bool:
        return self.mode != Mode.OFF

    @cached_property
    def key(self) -> str:
        """What a page depends on, short; asked for at every request."""
        return f"{self.epoch}.{self.mode}.{self.source}.{self.interrupted:d}"

    @property
    def since(self) -> datetime | None:
        return self.starts_at or self.set_at

    def overdue(self, now: datetime) -> bool:
        return self.closed and self.ends_at is not None and self.ends_at < now

    def announced(self, now: datetime) -> bool:
        """Tell whether a mode that has not begun yet is to be told of."""
        return (
            not self.closed
            and self.planned != Mode.OFF
            and self.starts_at is not None
            and self.starts_at - now <= ANNOUNCED_BEFORE
        )

    def retry_after(self, now: datetime) -> int:
        """Seconds after which a refused client may try again."""
        seconds = (self.ends_at - now).total_seconds() if self.ends_at else RETRY_AFTER
        return round(min(max(seconds, SHORTEST_RETRY), LONGEST_RETRY))


@dataclass(frozen=True)
class _Known:
    state: State
    until: float  # of time.monotonic()
    mark: int


_known: _Known | None = None


def current() -> State:
    """Give the state as this process knows it, asking the database every two seconds."""
    known = _known
    if known and time.monotonic() < known.until and known.mark == _marks()[0]:
        return known.state
    connection = connections[DEFAULT_DB_ALIAS]
    was_open = connection.connection is not None
    try:
        return stored()
    finally:
        if not was_open:
            # Nobody else gives it back: a page that was kept is answered outside any request.
            connection.close()


def stored() -> State:
    """Give the state as it stands now.

    Where it cannot be read, the last known one is in force, and read-only where none is known.
    While its table does not exist the mode is off, so that the first `migrate` can make it.
    """
    if settings.MAINTENANCE_MODE:
        mode = Mode(settings.MAINTENANCE_MODE)
        return State(mode=mode, planned=mode, source="environment")
    global _known
    mark, now = _marks()[0], time.monotonic()
    try:
        state = _read()
    except (DatabaseError, InterfaceError):
        last = _known.state if _known else State(mode=Mode.READ_ONLY, planned=Mode.READ_ONLY)
        state = replace(last, source="unreadable")
    _known = _Known(state, now + _fresh_for(state), mark)
    return state


def forget() -> None:
    """Make the next look at the state ask the database."""
    global _known
    _known = None
    barrier.forget()


def tell() -> None:
    """Make every process of this host look again at its next request."""
    _marks()[0] = secrets.randbits(64)
    global _known
    _known = None


@cache
def _marks() -> memoryview:
    """Give eight bytes that the processes of a host share, drawn anew at each switch."""
    path = Path(settings.DATA_DIR) / "maintenance-mark"
    with path.open("ab") as new:
        if not new.tell():
            new.write(bytes(8))
    with path.open("r+b") as existing:
        return memoryview(mmap.mmap(existing.fileno(), 8)).cast("Q")


def _fresh_for(state: State) -> float:
    if state.closed or state.starts_at is None:
        return STALE_AFTER
    return min(STALE_AFTER, max(0.0, (state.starts_at - timezone.now()).total_seconds()))


def _read() -> State:
    connection = connections[DEFAULT_DB_ALIAS]
    if not table_exists(connection):
        return State()
    barrier_of_it = barrier_of(connection)
    row = MaintenanceState.objects.annotate(clock=barrier_of_it.clock()).first()
    state = _state(row) if row else State()
    if barrier_of_it.marked():
        return replace(state, mode=state.mode if state.closed else Mode.READ_ONLY, interrupted=True)
    return state


def _state(row: MaintenanceState) -> State:
    begun = has_begun(row.epoch, row.starts_at is None or row.starts_at <= row.clock)
    return State(
        mode=Mode(row.mode) if begun else Mode.OFF,
        planned=Mode(row.mode),
        editors=row.editors,
        message=row.message,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        set_by=row.set_by,
        set_at=row.set_at,
        epoch=row.epoch,
    )
