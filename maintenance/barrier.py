"""What keeps a write that began before a switch from landing after it, for each database.

A writing transaction calls `enter` before its first write and learns the mode that is in force
until it ends. A switch runs within `close`, which waits until no transaction is left that learned
the old one, and keeps new ones out meanwhile.
"""

import fcntl
import os
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import OperationalError, transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Now
from django.utils import timezone

from maintenance.exceptions import Blocked
from maintenance.models import MaintenanceState, Mode

TABLE = MaintenanceState._meta.db_table
LOCK = (0x4D4C52, 1)  # of PostgreSQL's advisory locks: a number of ours, and the first of them
_existing: set[tuple[str, str]] = set()
_begun: set[int] = set()  # epochs whose start this process has seen come


def barrier_of(connection):
    """Give the barrier of a connection's kind of database."""
    return {"sqlite": SQLiteBarrier, "postgresql": PostgreSQLBarrier}[connection.vendor](connection)


def table_exists(connection):
    """Tell whether the state's table is there; that it is, is remembered."""
    place = (connection.alias, str(connection.settings_dict["NAME"]))
    if place not in _existing:
        if TABLE not in connection.introspection.table_names():
            return False
        _existing.add(place)
    return True


def has_begun(epoch, come):
    """Tell whether a mode has begun; a start that has come stays come, whatever a clock says."""
    if come:
        _begun.add(epoch)
    return epoch in _begun


def forget():
    """Drop what this process remembers of tables and starts."""
    _existing.clear()
    _begun.clear()


class Barrier:
    def __init__(self, connection):
        self.connection = connection

    def marked(self):
        """Tell whether a switch has announced itself and has neither finished nor failed."""
        return False

    def enter(self):
        """Give (mode, whether editors may write) for this transaction's rest."""
        self.hold()
        if not table_exists(self.connection):
            return Mode.OFF, False
        with self.connection.cursor() as cursor:
            cursor.execute(self.STATE, self.clock_params())
            row = cursor.fetchone()
        if row is None or not has_begun(row[2], row[3]):
            return Mode.OFF, False
        return Mode(row[0]), bool(row[1])


class PostgreSQLBarrier(Barrier):
    """A lock that writers share and the switch has alone."""

    STATE = (
        "SELECT mode, editors, epoch, starts_at IS NULL OR starts_at <= statement_timestamp()"
        " FROM maintenance_maintenancestate"
    )

    def clock(self):
        return Now()

    def clock_params(self):
        return []

    def hold(self):
        # A statement of its own: the one that reads must begin after the lock is held, or it
        # would see the state from before the switch that it waited for.
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", LOCK)

    @contextmanager
    def close(self, wait):
        """A transaction that no writer's overlaps; `Blocked` after `wait` seconds."""
        with transaction.atomic(self.connection.alias, durable=True):
            with self.connection.cursor() as cursor:
                timeout = f"{wait * 1000:.0f}"
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [timeout])
                try:
                    with transaction.atomic(self.connection.alias):
                        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
                except OperationalError as error:
                    raise Blocked(self.holders()) from error
                cursor.execute("SELECT set_config('lock_timeout', '0', true)")
            yield

    def holders(self):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid, usename, application_name, now() - xact_start, left(query, 80)"
                " FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted",
                LOCK,
            )
            found = [
                f"process {pid} ({user} {program}), in a transaction for {age}: {query}"
                for pid, user, program, age, query in cursor.fetchall()
            ]
        return "\n".join(found) or "Whoever held the lock has let it go meanwhile."


class SQLiteBarrier(Barrier):
    """SQLite has one writer at a time, so a switch need only get its turn.

    Constant writers can keep it from that for most of a minute. A marker file beside the database
    stops new ones first. It is removed when the switch has stored the mode or has failed; one that
    was left by a killed switch keeps the site closed until the next switch.
    """

    STATE = (
        "SELECT mode, editors, epoch, starts_at IS NULL OR starts_at <= %s"
        " FROM maintenance_maintenancestate"
    )

    def clock(self):
        return Value(timezone.now(), DateTimeField())

    def clock_params(self):
        return [self.connection.ops.adapt_datetimefield_value(timezone.now())]

    def hold(self):
        """The transaction began IMMEDIATE: it is the only writer already."""

    @property
    def marker(self):
        return marker_of(str(self.connection.settings_dict["NAME"]))

    def marked(self):
        return os.path.exists(self.marker)  # noqa: PTH110 - looked at before each transaction

    @contextmanager
    def close(self, wait):
        """A transaction that no writer's overlaps; `Blocked` after `wait` seconds."""
        deadline = time.monotonic() + wait
        with self.announced(deadline):
            with self.connection.cursor() as cursor:
                before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
                left = max(0.0, deadline - time.monotonic())
                cursor.execute(f"PRAGMA busy_timeout = {left * 1000:.0f}")
            begun = False
            try:
                with transaction.atomic(self.connection.alias, durable=True):
                    begun = True
                    yield
            except OperationalError as error:
                if begun:
                    raise
                raise Blocked("Another process holds SQLite's write lock.") from error
            finally:
                with self.connection.cursor() as cursor:
                    cursor.execute(f"PRAGMA busy_timeout = {before}")

    @contextmanager
    def announced(self, deadline):
        """The marker while the context lasts; another switch that is under way is waited for."""
        path = Path(self.marker)
        while True:
            with path.open("a+") as marker:
                if not lock_until(marker, deadline):
                    marker.seek(0)
                    raise Blocked(f"Another switch is under way: {marker.read().strip()}.")
                if not stands(path, marker):
                    continue  # it was removed by the switch that was waited for
                marker.truncate(0)
                marker.write(f"process {os.getpid()} since {timezone.now():%Y-%m-%d %H:%M:%S} UTC")
                marker.flush()
                try:
                    yield
                finally:
                    path.unlink()
                return


def stands(path, file):
    """Tell whether an open file is still the one at a path."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


@cache
def marker_of(database):
    """Give the path of the marker of an SQLite file."""
    return f"{database}-switching"


def lock_until(file, deadline):
    """Lock a file against other processes; tell whether that was possible in time."""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        else:
            return True
