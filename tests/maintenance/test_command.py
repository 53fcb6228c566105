"""The command: what it says, and with which status it ends."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from maintenance import state
from maintenance.exceptions import Blocked, ReadOnly
from maintenance.models import MaintenanceState
from maintenance.state import stored
from operations.working import clear_sessions
from tests import make
from tests.maintenance.processes import environment

pytestmark = pytest.mark.django_db
COMMAND = "maintenance.management.commands.maintenance"


def run(*arguments):
    """What the command printed, what it complained of, and its status."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("maintenance", *arguments, stdout=out, stderr=errors)
    except SystemExit as end:
        return out.getvalue(), errors.getvalue(), end.code
    return out.getvalue(), errors.getvalue(), 0


def test_on_and_off_and_status():
    assert run("status") == ("Maintenance is off.\n", "", 0)
    assert run("on")[2] == 0
    assert run("status")[2] == 10
    assert "Maintenance is read-only." in run("status")[0]
    assert run("on")[2] == 0
    assert run("off")[2] == 0
    assert run("status")[2] == 0
    assert run("off")[2] == 0


def test_offline_and_overdue():
    run("on", "--offline")
    assert run("status")[2] == 11
    run("off")
    MaintenanceState.objects.update(mode="read-only", ends_at=timezone.now() - timedelta(hours=1))
    state.forget()
    out, _, status = run("status")
    assert status == 3
    assert "which has passed" in out


def test_everything_that_can_be_said():
    out, _, status = run(
        "on", "--message", "Moving house", "--until", "2031-01-02T03:04", "--editors"
    )
    assert status == 0
    for words in (
        "Editors may go on writing.",
        "Its end is expected at 2031-01-02 03:04 UTC.",
        "Message: Moving house",
        "(command)",
    ):
        assert words in out
    data = json.loads(run("status", "--json")[0])
    assert data["mode"] == "read-only"
    assert data["ends_at"] == "2031-01-02T03:04:00+00:00"
    assert (data["editors"], data["overdue"], data["interrupted"]) == (True, False, False)


@pytest.mark.parametrize(("text", "minutes"), [("+30m", 30), ("+2h", 120), ("+1d", 1440)])
def test_a_distance_in_time(text, minutes):
    run("on", "--until", text)
    expected = timezone.now() + timedelta(minutes=minutes)
    assert abs(stored().ends_at - expected) < timedelta(seconds=30)


def test_a_moment_with_a_zone():
    run("on", "--until", "2031-01-02T03:04+02:00")
    assert stored().ends_at == datetime(2031, 1, 2, 1, 4, tzinfo=UTC)


def test_a_planned_start():
    out, _, status = run("on", "--start", "+1h", "--until", "+2h")
    assert status == 0
    assert "Maintenance is off." in out
    assert "It becomes read-only at" in out
    assert run("status")[2] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--until", "soon"],
        ["--until", "+30"],
        ["--until", "2020-01-01T00:00"],
        ["--start", "+2h", "--until", "+1h"],
        ["--message", "x" * 281],
        ["--wait", "long"],
    ],
    ids=" ".join,
)
def test_nonsense_changes_nothing(arguments):
    with pytest.raises(CommandError):
        call_command("maintenance", "on", *arguments)
    assert not stored().closed


@pytest.mark.parametrize("action", ["on", "off"])
def test_what_could_not_be_set_ends_with_four(monkeypatch, settings, action):
    def block(*arguments, **values):
        raise Blocked("process 12 is in a transaction")

    monkeypatch.setattr(f"{COMMAND}.switch", block)
    out, errors, status = run(action)
    assert (out, status) == ("", 4)
    assert "process 12 is in a transaction" in errors


def test_the_environment_locks_it_and_status_says_so(settings):
    settings.MAINTENANCE_MODE = "read-only"
    assert run("on")[2] == 4
    out, _, status = run("status")
    assert status == 10
    assert "MAINTENANCE_MODE" in out


def test_tasks_that_go_on_are_named(monkeypatch):
    monkeypatch.setattr(f"{COMMAND}.running_tasks", lambda wait: ["a.task"])
    assert "Still running, and refused from now on: a.task" in run("on")[0]


def test_commands_that_write_are_refused():
    make.topic()
    run("on")
    with pytest.raises(ReadOnly, match="read-only"):
        call_command("make_demo", "--questions", "1", stdout=StringIO())


@pytest.mark.usefixtures("committed")
def test_who_runs_one_all_the_same_is_told_how():
    run("on")
    command = [sys.executable, "manage.py", "make_demo", "--questions", "1"]
    options = {"cwd": site.BASE_DIR, "capture_output": True, "text": True}
    refused = subprocess.run(command, env=environment(), **options)
    assert refused.returncode == 1
    assert "MAINTENANCE_MODE=off manage.py make_demo --questions 1" in refused.stderr
    assert "Traceback" not in refused.stderr
    allowed = subprocess.run(command, env=environment() | {"MAINTENANCE_MODE": "off"}, **options)
    assert allowed.returncode == 0, allowed.stderr


def test_background_work_stands_still_and_goes_on(monkeypatch):
    # The worker closes its connection between tasks, which would end the test's transaction.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    clear_sessions.enqueue()
    run("on")
    out = StringIO()
    call_command("tasks_tick", stdout=out)
    assert "nothing was done" in out.getvalue()
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    run("off")
    call_command("tasks_tick", stdout=out)
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
