"""Switches the site's maintenance mode on and off, and says how it stands."""

import getpass
import json
import re
import sys
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from maintenance.exceptions import Blocked, Locked, ReadOnly
from maintenance.models import MaintenanceState, Mode
from maintenance.state import stored
from maintenance.switch import running_tasks, switch

NOT_SET = 4
STATUS = {Mode.OFF: 0, Mode.READ_ONLY: 10, Mode.OFFLINE: 11}
OVERDUE = 3
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Command(BaseCommand):
    help = "Switch maintenance mode: on, off, or status."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        on = actions.add_parser("on", help="reading goes on, nothing is stored")
        on.add_argument("--message", default="", help="up to 280 characters for the banner")
        on.add_argument("--start", type=moment, help="later: 2026-11-21T14:00 (UTC) or +30m")
        on.add_argument("--until", type=moment, help="expected end, in the same form")
        on.add_argument("--editors", action="store_true", help="editors may go on writing")
        on.add_argument("--offline", action="store_true", help="one page for everything")
        off = actions.add_parser("off", help="the site is read and written as usual")
        for action in (on, off):
            action.add_argument("--wait", type=float, default=10.0, help="seconds for writers (10)")
        status = actions.add_parser("status", help="exits 0 off, 10 read-only, 11 offline")
        status.add_argument("--json", action="store_true")

    def handle(self, *, action, **options):
        getattr(self, action)(**options)

    def on(self, *, message, start, until, editors, offline, wait, **options):
        longest = MaintenanceState._meta.get_field("message").max_length
        if len(message) > longest:
            raise CommandError(f"The message has {len(message)} characters; {longest} are allowed.")
        if until and until <= (start or timezone.now()):
            raise CommandError("The expected end lies before the beginning.")
        tasks = running_tasks(wait) if start is None else []
        mode = Mode.OFFLINE if offline else Mode.READ_ONLY
        self.set(mode, message=message, starts_at=start, ends_at=until, editors=editors, wait=wait)
        for task in tasks:
            self.stdout.write(f"Still running, and refused from now on: {task}")

    def off(self, *, wait, **options):
        self.set(Mode.OFF, wait=wait)

    def set(self, mode, **values):
        try:
            state = switch(mode, by=f"{getpass.getuser()} (command)", **values)
        except (Locked, Blocked, ReadOnly, DatabaseError) as error:
            self.stderr.write(f"Not set: {error}")
            sys.exit(NOT_SET)
        self.stdout.write("\n".join(sentences(state)))

    def status(self, **options):
        state, now = stored(), timezone.now()
        if options["json"]:
            self.stdout.write(json.dumps(as_data(state, now), indent=2))
        else:
            self.stdout.write("\n".join(sentences(state)))
        if code := OVERDUE if state.overdue(now) else STATUS[state.mode]:
            sys.exit(code)


def sentences(state):
    """What a person is told of a state, a line each."""
    yield f"Maintenance is {state.mode}."
    if state.source == "environment":
        yield "MAINTENANCE_MODE in this process's environment says so; the switch has no effect."
    if state.source == "unreadable":
        yield "The stored state cannot be read; this is the last known one, or the safe one."
    if state.interrupted:
        yield "A switch is under way, or was killed: run “maintenance on” or “maintenance off”."
    if state.planned != state.mode and state.starts_at:
        yield f"It becomes {state.planned} at {state.starts_at:%Y-%m-%d %H:%M} UTC."
    if state.editors and state.planned != Mode.OFF:
        yield "Editors may go on writing."
    if state.planned != Mode.OFF and state.ends_at:
        late = ", which has passed" if state.overdue(timezone.now()) else ""
        yield f"Its end is expected at {state.ends_at:%Y-%m-%d %H:%M} UTC{late}."
    if state.message:
        yield f"Message: {state.message}"
    if state.set_at:
        yield f"Set by {state.set_by} at {state.set_at:%Y-%m-%d %H:%M:%S} UTC."


def as_data(state, now):
    """The same for programs."""
    moments = {"starts_at": state.starts_at, "ends_at": state.ends_at, "set_at": state.set_at}
    return {
        "mode": state.mode,
        "planned": state.planned,
        "source": state.source,
        "interrupted": state.interrupted,
        "editors": state.editors,
        "message": state.message,
        "overdue": state.overdue(now),
        "set_by": state.set_by,
        "epoch": state.epoch,
    } | {name: value and value.isoformat() for name, value in moments.items()}


def moment(text):
    """Read an ISO date and time (UTC unless it says otherwise) or a distance such as +30m."""
    if match := re.fullmatch(r"\+(\d+)([mhd])", text):
        return timezone.now() + timedelta(**{UNITS[match[2]]: int(match[1])})
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found if timezone.is_aware(found) else timezone.make_aware(found)
