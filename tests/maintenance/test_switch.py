"""The switch: what it leaves behind when it fails, is killed, or finds somebody in its way."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from maintenance import state
from maintenance.barrier import barrier_of
from maintenance.exceptions import Locked, ReadOnly
from maintenance.models import MaintenanceState, Mode
from maintenance.state import stored
from maintenance.switch import running_tasks, switch
from tests import make
from tests.maintenance.processes import environment
from tests.sizes import SOAK

POINTS = 40 if SOAK else 10


@task
def sit():
    """Only its row is looked at."""


@pytest.mark.django_db
class TestSwitching:
    def test_what_is_stored(self, close):
        close(message="Soon back", editors=True)
        row = MaintenanceState.objects.get()
        assert (row.mode, row.message, row.editors) == ("read-only", "Soon back", True)
        assert (row.set_by, row.epoch) == ("operator", 1)

    def test_repeating_it_is_harmless(self, close, reopen):
        for change, closed in ((close, True), (close, True), (reopen, False), (reopen, False)):
            assert change().closed is closed

    def test_the_epoch_grows_at_every_change(self, close, reopen):
        epochs = [change().epoch for change in (close, close, reopen, reopen)]
        assert epochs == sorted(set(epochs))

    def test_each_change_is_one_line_of_the_audit_log(self, close, reopen, caplog):
        caplog.set_level("INFO", logger="maintenance.audit")
        close()
        reopen()
        assert [record.getMessage() for record in caplog.records] == [
            "operator switched maintenance from off to read-only",
            "operator switched maintenance from read-only to off",
        ]

    def test_the_environment_locks_it(self, close, settings):
        settings.MAINTENANCE_MODE = "read-only"
        with pytest.raises(Locked):
            close()
        assert not MaintenanceState.objects.exists()

    def test_switching_off_proves_that_writing_works(self, close, reopen, monkeypatch):
        close()
        monkeypatch.setattr(
            "maintenance.guard.Guard.learn", lambda *arguments: (Mode.READ_ONLY, False)
        )
        with pytest.raises(ReadOnly):
            reopen()

    def test_another_switch_right_behind_it_is_no_failure(self, close, reopen, monkeypatch):
        close()
        told = state.tell

        def tell():
            monkeypatch.setattr(state, "tell", told)
            told()
            close(message="Closed again")

        monkeypatch.setattr(state, "tell", tell)
        assert reopen().closed
        assert MaintenanceState.objects.get().message == "Closed again"

    def test_the_proof_leaves_nothing_behind(self, close, reopen):
        close()
        epoch = reopen().epoch
        assert MaintenanceState.objects.get().epoch == epoch

    def test_the_database_keeps_it_to_one_row_and_known_modes(self):
        row = MaintenanceState.objects.create(epoch=1, set_by="a", set_at=timezone.now())
        for wrong in ({"id": 2}, {"mode": "ajar"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                MaintenanceState.objects.filter(pk=row.pk).update(**wrong)


@pytest.mark.django_db
class TestTasks:
    def running(self, number=1):
        for _ in range(number):
            sit.enqueue()
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)

    def test_none_is_waited_for_where_none_runs(self):
        sit.enqueue()
        assert running_tasks(wait=60) == []

    def test_those_that_go_on_are_named(self):
        self.running(2)
        assert running_tasks(wait=0) == [f"{__name__}.sit"] * 2

    def test_one_that_ends_is_waited_for(self, monkeypatch):
        self.running()
        monkeypatch.setattr(
            time, "sleep", lambda seconds: DBTaskResult.objects.update(status="SUCCESSFUL")
        )
        assert running_tasks(wait=60) == []


KILLER = """
import os, signal, sys, django
django.setup()
from maintenance.switch import switch
from maintenance.models import Mode
left = int(sys.argv[2])
def count(frame, event, argument):
    global left
    if "/maintenance/" not in frame.f_code.co_filename:
        return None
    if event == "line":
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return count
sys.settrace(count)
switch(Mode(sys.argv[1]), by="operator", wait=5)
sys.settrace(None)
print(-left)
"""


@pytest.mark.usefixtures("committed")
class TestKilled:
    """At any line of its way, on and off mend it, and status says what is."""

    def run(self, lines=0):
        """Switch on in a process of its own, killed at a line; else give how many there are."""
        done = subprocess.run(
            [sys.executable, "-c", KILLER, "read-only", str(lines)],
            cwd=site.BASE_DIR,
            env=environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == (-signal.SIGKILL if lines else 0), done.stderr
        state.forget()
        return int(done.stdout or 0)

    def test_at_ten_points(self):
        """Before the change, while it is made, and after it."""
        lines = self.run()
        found = set()
        for point in range(POINTS):
            switch(Mode.OFF, by="operator")
            self.run(int((point + 0.5) / POINTS * lines))
            seen = stored()
            found.add(seen.mode)
            if barrier_of(connection).marked():
                assert seen.interrupted
            if seen.closed:
                with pytest.raises(ReadOnly):
                    make.topic()
            mended = (Mode.READ_ONLY, Mode.OFF)[point % 2]
            assert switch(mended, by="operator").mode == mended
            assert not stored().interrupted
        assert found == {Mode.OFF, Mode.READ_ONLY}
        switch(Mode.OFF, by="operator")
        assert make.topic().pk

    def test_a_marker_that_was_left_is_named_and_mended(self):
        if connection.vendor == "postgresql":
            assert not barrier_of(connection).marked()  # it needs none
            return
        marker = Path(barrier_of(connection).marker)
        marker.write_text("process 1")
        state.forget()
        assert stored().interrupted
        with pytest.raises(ReadOnly):
            make.topic()
        with transaction.atomic():
            assert MaintenanceState.objects.count() == 0  # reading goes on
        switch(Mode.OFF, by="operator")
        assert not marker.exists()
        assert make.topic().pk


@pytest.mark.usefixtures("committed")
def test_two_switches_at_once_take_turns():
    others = [
        subprocess.Popen(
            [sys.executable, "-c", KILLER, mode, "0"],
            cwd=site.BASE_DIR,
            env=environment(),
        )
        for mode in ("read-only", "off", "read-only", "off")
    ]
    assert [other.wait() for other in others] == [0] * 4
    assert MaintenanceState.objects.get().epoch == 4
