"""The worker: what is due, what failed, what a dead worker left, and how it stops."""

import signal
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from maintenance.models import Mode
from maintenance.switch import switch
from operations import working

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, 30, tzinfo=UTC)
runs = []


@task
def note(text="scheduled"):
    runs.append(text)


@task
def fail():
    runs.append("failed")
    raise ValueError("This task always fails.")


@task
def be_stopped():
    """The operator stops the worker while this task runs."""
    signal.raise_signal(signal.SIGTERM)
    runs.append("finished")


@pytest.fixture(autouse=True)
def _no_runs(monkeypatch):
    runs.clear()
    # The worker closes its connection between tasks, which would end the test's transaction.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def schedule(settings):
    """The note once in ten minutes."""
    settings.SCHEDULE = {f"{__name__}.note": timedelta(minutes=10)}


def stored():
    return DBTaskResult.objects.get()


def abandoned(**fields):
    """A task that a worker claimed and never finished."""
    note.enqueue("again")
    DBTaskResult.objects.update(
        **{
            "status": TaskResultStatus.RUNNING,
            "worker_ids": ["gone"],
            "started_at": timezone.now() - working.LEASE - timedelta(seconds=1),
        }
        | fields
    )


class TestDrain:
    def test_runs_everything_that_is_ready(self):
        note.enqueue("one")
        note.enqueue("two")
        working.drain()
        assert runs == ["one", "two"]
        assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}

    def test_a_failing_task_keeps_no_other_from_running(self):
        fail.enqueue()
        note.enqueue("after")
        working.drain()
        assert runs == ["failed", "after"]

    def test_leaves_what_is_for_later(self):
        note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
        working.drain()
        assert runs == []


@pytest.mark.usefixtures("schedule")
class TestSchedule:
    def test_enqueues_once_in_a_period(self, time_machine):
        time_machine.move_to(NOON, tick=False)
        working.tick()
        time_machine.shift(timedelta(minutes=9))
        working.tick()
        assert DBTaskResult.objects.count() == 1

    def test_enqueues_again_in_the_next_period(self, time_machine):
        time_machine.move_to(NOON, tick=False)
        working.tick()
        time_machine.shift(timedelta(minutes=10))
        working.tick()
        assert DBTaskResult.objects.count() == 2

    def test_what_was_missed_runs_once(self, time_machine):
        time_machine.move_to(NOON, tick=False)
        working.tick()
        time_machine.shift(timedelta(days=3))
        working.tick()
        assert DBTaskResult.objects.count() == 2

    def test_what_is_due_runs(self):
        working.tick()
        working.drain()
        assert runs == ["scheduled"]

    def test_a_second_worker_that_saw_the_same_enqueues_nothing(self, monkeypatch):
        working.tick()
        monkeypatch.setattr(
            DBTaskResult.objects, "filter", lambda **conditions: DBTaskResult.objects.none()
        )
        working._enqueue_due(timezone.now())
        assert DBTaskResult.objects.count() == 1

    def test_every_task_of_the_site_s_own_schedule_can_be_enqueued(self, settings):
        from site_config import settings as site_settings

        settings.SCHEDULE = site_settings.SCHEDULE
        working.tick()
        paths = DBTaskResult.objects.values_list("task_path", flat=True)
        assert sorted(paths) == sorted(site_settings.SCHEDULE)


@pytest.mark.usefixtures("_empty_schedule")
class TestPuttingBack:
    @pytest.fixture
    def _empty_schedule(self, settings):
        settings.SCHEDULE = {}

    def test_what_a_dead_worker_left_runs_again(self, time_machine):
        time_machine.move_to(NOON, tick=False)
        abandoned()
        working.tick()
        time_machine.shift(working.RETRIES[0] + timedelta(seconds=1))
        working.drain()
        assert runs == ["again"]
        assert stored().status == TaskResultStatus.SUCCESSFUL

    def test_what_still_runs_is_left_alone(self):
        abandoned(started_at=timezone.now())
        working.tick()
        assert stored().status == TaskResultStatus.RUNNING

    def test_what_kills_every_worker_is_given_up(self):
        abandoned(worker_ids=["gone"] * (len(working.RETRIES) + 1))
        working.tick()
        assert stored().status == TaskResultStatus.FAILED

    def test_a_failure_is_tried_again_later_each_time(self, time_machine):
        time_machine.move_to(NOON, tick=False)
        fail.enqueue()
        for number, wait in enumerate(working.RETRIES, start=1):
            working.drain()
            working.tick()
            assert runs == ["failed"] * number
            time_machine.shift(wait - timedelta(seconds=1))
            working.drain()
            assert runs == ["failed"] * number
            time_machine.shift(timedelta(seconds=1))

    def test_a_failure_is_given_up_after_the_last_try(self, time_machine):
        time_machine.move_to(NOON, tick=False)
        fail.enqueue()
        for _ in range(len(working.RETRIES) + 3):
            working.drain()
            working.tick()
            time_machine.shift(timedelta(hours=3))
        assert len(runs) == len(working.RETRIES) + 1
        assert stored().status == TaskResultStatus.FAILED


@pytest.mark.usefixtures("_signals")
class TestWork:
    @pytest.fixture
    def _signals(self, settings):
        settings.SCHEDULE = {}
        stops = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
        handlers = {number: signal.getsignal(number) for number in stops}
        yield
        for number, handler in handlers.items():
            signal.signal(number, handler)

    def test_a_task_that_has_begun_is_finished_before_the_worker_stops(self):
        be_stopped.enqueue()
        note.enqueue("next")
        working.work()
        assert runs == ["finished"]
        left = DBTaskResult.objects.get(status=TaskResultStatus.READY)
        assert left.args_kwargs["args"] == ["next"]

    @pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
    def test_an_idle_worker_stops_at_once(self, monkeypatch, stop):
        monkeypatch.setattr(working.time, "sleep", lambda seconds: signal.raise_signal(stop))
        with pytest.raises(SystemExit) as stopped:
            working.work()
        assert stopped.value.code == 0

    def test_it_stands_still_while_the_site_is_read_only(self, monkeypatch, caplog):
        be_stopped.enqueue()
        switch(Mode.READ_ONLY, by="operator")
        caplog.set_level("INFO", logger="operations.working")
        naps = []

        def sleep(seconds):
            naps.append(len(runs))
            if len(naps) == 3:
                switch(Mode.OFF, by="operator")

        monkeypatch.setattr(working.time, "sleep", sleep)
        working.work()
        assert naps == [0, 0, 0]
        assert runs == ["finished"]
        assert caplog.text.count("the worker stands still") == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_database_that_fails_is_waited_for(self, monkeypatch):
        ticks = []

        def tick():
            ticks.append("failed" if not ticks else "answered")
            if ticks == ["failed"]:
                raise DatabaseError("The server is restarting.")
            be_stopped.enqueue()

        monkeypatch.setattr(working, "tick", tick)
        monkeypatch.setattr(working.time, "sleep", lambda seconds: None)
        working.work()
        assert runs == ["finished"]


class TestHousekeeping:
    def test_sessions_that_ended_are_deleted(self):
        now = timezone.now()
        Session.objects.create(session_key="old", expire_date=now - timedelta(days=1))
        Session.objects.create(session_key="new", expire_date=now + timedelta(days=1))
        working.clear_sessions.call()
        assert Session.objects.get().session_key == "new"

    def test_old_results_are_deleted(self, time_machine):
        time_machine.move_to(NOON, tick=False)
        note.enqueue()
        fail.enqueue()
        working.drain()
        time_machine.shift(timedelta(days=2))
        working.prune_results.call()
        assert stored().status == TaskResultStatus.FAILED
        time_machine.shift(timedelta(days=14))
        working.prune_results.call()
        assert not DBTaskResult.objects.exists()


class TestCommands:
    def test_tasks_tick_is_one_pass(self, settings):
        settings.SCHEDULE = {f"{__name__}.note": timedelta(minutes=10)}
        call_command("tasks_tick")
        assert runs == ["scheduled"]
