"""No write passes while the site is read-only, wherever in the code it comes from.

Every connection carries a `Guard` as its first execute wrapper. It lets reading statements through
and asks the barrier, once a transaction, whether the others may pass. What it refuses it also
notes for the request under way, so that a view which swallows `ReadOnly` cannot answer “saved”.
"""

from contextlib import contextmanager, suppress
from contextvars import ContextVar
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import NO_DB_ALIAS
from django.utils.translation import gettext as _
from psycopg.pq import TransactionStatus

from maintenance.barrier import barrier_of, forget
from maintenance.exceptions import ReadOnly
from maintenance.models import Mode
from maintenance.statements import Kind, kind_of, written_table


class Who(Enum):
    """On whose behalf the guard is bypassed, and so for what."""

    SWITCH = "the switch itself, which writes while it is the only one that may"
    SESSION = "the beginning and ending of a session: the tables of the settings"
    EDITOR = "an editor, as long as the state lets editors write"


class Watch:
    """What the guard noted while it lasts."""

    refused = False


_who: ContextVar[Who | None] = ContextVar("who", default=None)
_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def bypass(who: Who):
    """Let through what that one may write."""
    token = _who.set(who)
    try:
        yield
    finally:
        _who.reset(token)


@contextmanager
def watch():
    """Note whether a write was refused within the context."""
    noted = Watch()
    token = _watch.set(noted)
    try:
        yield noted
    finally:
        _watch.reset(token)


@contextmanager
def dispensable():
    """Leave out what is refused within the context, as if it had never been tried."""
    with watch(), suppress(ReadOnly), transaction.atomic():
        yield


def bypassed(who: Who) -> bool:
    return _who.get() is who


class Guard:
    """The execute wrapper of one connection; `mode` is what its transaction has learned."""

    def __init__(self):
        self.learned = None

    def __call__(self, execute, sql, params, many, context):
        connection = context["connection"]
        if not in_transaction(connection):
            self.learned = None
        kind = kind_of(sql)
        if kind is Kind.READ:
            return execute(sql, params, many, context)
        if kind is Kind.BEGIN:
            return execute(self.begin(connection, sql), params, many, context)
        if kind is Kind.ROLLBACK:
            # PostgreSQL lets go of a lock that was taken since the savepoint.
            self.learned = None
            return execute(sql, params, many, context)
        if not connection.get_autocommit() or kind is Kind.ALONE:
            self.admit(connection, sql, kind)
            return execute(sql, params, many, context)
        with transaction.atomic(connection.alias):
            self.admit(connection, sql, kind)
            return execute(sql, params, many, context)

    def begin(self, connection, sql):
        """Under a switch, transactions leave SQLite's write lock to it; they may still read."""
        if not bypassed(Who.SWITCH) and barrier_of(connection).marked():
            self.learned = (Mode.READ_ONLY, False)
            return "BEGIN"
        return sql

    def admit(self, connection, sql, kind):
        """Raise `ReadOnly` unless the statement may pass."""
        if bypassed(Who.SWITCH):
            return
        if bypassed(Who.SESSION) and written_table(sql) in settings.MAINTENANCE_SESSION_TABLES:
            return
        mode, editors = self.learn(connection)
        if kind is Kind.SCHEMA:
            forget()  # the state's own table may be the one that changes
        if mode == Mode.OFF or (editors and bypassed(Who.EDITOR)):
            return
        if noted := _watch.get():
            noted.refused = True
        raise ReadOnly(_("The site is read-only: nothing is stored."))

    def learn(self, connection):
        if settings.MAINTENANCE_MODE:
            return Mode(settings.MAINTENANCE_MODE), False
        if self.learned is None:
            self.learned = barrier_of(connection).enter()
        return self.learned

    def forget(self):
        self.learned = None


def in_transaction(connection):
    if connection.vendor == "postgresql":
        return connection.connection.info.transaction_status != TransactionStatus.IDLE
    return connection.connection.in_transaction


def install(sender, connection, **kwargs):
    """Put a guard in front of every new connection to a database of the settings."""
    if connection.alias != NO_DB_ALIAS and guard_of(connection) is None:
        # First in the list: `connection.execute_wrapper()` takes away the last when it ends.
        connection.execute_wrappers.insert(0, Guard())


def guard_of(connection):
    """Give the connection's guard, or None."""
    return next((w for w in connection.execute_wrappers if isinstance(w, Guard)), None)
