"""Changing the mode: nobody else is writing while the row changes, and the change is proved."""

import logging
import time
from datetime import datetime

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from maintenance import state
from maintenance.barrier import barrier_of
from maintenance.exceptions import Locked, ReadOnly
from maintenance.guard import Who, bypass, guard_of
from maintenance.models import MaintenanceState, Mode

audit = logging.getLogger("maintenance.audit")


def switch(
    mode: Mode,
    *,
    by: str,
    message: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    editors: bool = False,
    wait: float = 10.0,
) -> state.State:
    """Set the mode; when this returns, no earlier write can still land.

    `by` names who did it in the one line that the audit log gets. With `starts_at` the mode begins
    by the clock, without the barrier. Raises `Locked` where the environment sets the mode,
    `Blocked` where writers could not be kept out within `wait` seconds (the mode is then as it
    was), and `ReadOnly` where writing does not work after switching off.
    """
    if settings.MAINTENANCE_MODE:
        raise Locked(f"MAINTENANCE_MODE is set to {settings.MAINTENANCE_MODE}.")
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    try:
        with bypass(Who.SWITCH), barrier_of(connection).close(wait):
            row = MaintenanceState.objects.first()
            before = row.mode if row else Mode.OFF
            row = row or MaintenanceState(epoch=0)
            row.mode, row.editors, row.message = mode, editors, message
            row.starts_at, row.ends_at = starts_at, ends_at
            row.set_by, row.set_at, row.epoch = by, timezone.now(), row.epoch + 1
            row.save()
    finally:
        # Within a transaction that goes on, what was learned before the switch is out of date.
        guard_of(connection).forget()
        state.tell()
    audit.info("%s switched maintenance from %s to %s", by, before, mode)
    if mode == Mode.OFF:
        prove(row.epoch)
    return state.stored()


def prove(epoch: int) -> None:
    """Show that writing works, by a write through the guard that is rolled back."""
    try:
        with transaction.atomic():
            MaintenanceState.objects.update(epoch=F("epoch"))
            transaction.set_rollback(True)
    except ReadOnly:
        now = state.stored()
        if now.epoch == epoch and not now.interrupted:
            raise  # else it is another switch, later than this one, that closed the site


def running_tasks(wait: float) -> list[str]:
    """Wait for background tasks that run now; name those that still do after `wait` seconds."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    begun = list(running.values_list("pk", flat=True))
    deadline = time.monotonic() + wait
    while left := list(running.filter(pk__in=begun).values_list("task_path", flat=True)):
        if time.monotonic() >= deadline:
            return left
        time.sleep(0.1)
    return []
