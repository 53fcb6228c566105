"""Background work: what the schedule says is due, and what the site enqueued.

The queue is a table (django-tasks-db), and one process, `manage.py work`, runs what stands in it.
A task may run twice, when its worker died or when it failed, so each is written to be repeatable.
"""

import logging
import os
import socket
import time
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, get_date_max

from maintenance.exceptions import ReadOnly
from maintenance.state import stored

logger = logging.getLogger(__name__)

POLL = 1  # seconds between two looks at the queue
TICK = 15  # seconds between two looks at the schedule
LEASE = timedelta(minutes=15)  # a task that runs for longer has lost its worker
RETRIES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
RETRIED_WITHIN = timedelta(days=1)  # a failure found later than this is left as it is
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def work():
    """Tick and drain until TERM or INT; a task that has begun is finished first.

    A database that does not answer is waited for, and so is the end of maintenance. A task that
    maintenance interrupted counts as lost and is put back by a later tick.
    """
    worker = _worker()
    worker.configure_signals()
    next_tick = 0.0
    closed = False
    while worker.running:
        try:
            was_closed, closed = closed, stored().closed
            if closed and not was_closed:
                logger.info("The site is read-only: the worker stands still.")
            if not closed and time.monotonic() >= next_tick:
                tick()
                next_tick = time.monotonic() + TICK
            # Asking first keeps an idle worker from taking SQLite's write lock every second.
            if not closed and DBTaskResult.objects.ready().exists():
                worker.run()
        except ReadOnly:
            logger.info("The site became read-only under the worker; it goes on when that ends.")
        except DatabaseError:
            logger.exception("The database failed; the worker looks again in %s s.", POLL)
            connections.close_all()
        if worker.running:
            time.sleep(POLL)


def tick():
    """Put back what a dead worker left and what failed, and enqueue what is due."""
    now = timezone.now()
    _put_back(now)
    _enqueue_due(now)


def drain():
    """Run every task that is ready, until none is."""
    _worker().run()


@task
def clear_sessions():
    """Delete the sessions that have ended."""
    call_command("clearsessions")


@task
def prune_results():
    """Delete results of tasks: successful ones after a day, failed ones after two weeks."""
    call_command(
        "prune_db_task_results",
        queue_name="*",
        min_age_days=1,
        failed_min_age_days=14,
        verbosity=0,
    )


def _worker():
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        backend_name="default",
        batch=True,
        interval=0,
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:48]}:{os.getpid()}",
    )


def _put_back(now):
    """Make lost and failed tasks ready again, each later than the last time, four times."""
    lost = Q(status=TaskResultStatus.RUNNING, started_at__lt=now - LEASE)
    failed = Q(status=TaskResultStatus.FAILED, finished_at__gt=now - RETRIED_WITHIN)
    for result in DBTaskResult.objects.filter(lost | failed):
        retries = len(result.worker_ids) - 1
        # Another worker may have put it back meanwhile: only the state that was seen is changed.
        seen = DBTaskResult.objects.filter(pk=result.pk, status=result.status)
        if retries < len(RETRIES):
            seen.update(status=TaskResultStatus.READY, run_after=now + RETRIES[retries])
        elif result.status == TaskResultStatus.RUNNING:
            seen.update(status=TaskResultStatus.FAILED, finished_at=now)


def _enqueue_due(now):
    """Enqueue each scheduled task once in each of its periods, counted in UTC from midnight.

    The row's key is made from the task and the period, so that the database keeps a second
    worker, or a second tick, from enqueueing it again.
    """
    due = {}
    for path, period in settings.SCHEDULE.items():
        due[uuid5(NAMESPACE_URL, f"{path} {period} {(now - EPOCH) // period}")] = path
    for key in DBTaskResult.objects.filter(pk__in=due).values_list("pk", flat=True):
        del due[key]
    DBTaskResult.objects.bulk_create(
        [_scheduled(key, import_string(path)) for key, path in due.items()], ignore_conflicts=True
    )


def _scheduled(key, scheduled):
    return DBTaskResult(
        id=key,
        task_path=scheduled.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        priority=scheduled.priority,
        queue_name=scheduled.queue_name,
        backend_name=scheduled.backend,
        run_after=get_date_max(),
    )
