"""Every address, with every verb, as everybody: nothing is stored while the site is read-only.

What is allowed and what is refused is written here a second time, as the specification has it. An
address that is added later is found by itself, and fails here until it can be reached.
"""

from copy import deepcopy

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from maintenance.guard import Guard
from maintenance.models import Mode
from maintenance.switch import switch
from tests.maintenance.crawling import addresses, checksum, fill

ROLES = [None, "member", "editor", "superuser"]
READING = ["GET", "HEAD", "OPTIONS"]
UNSAFE = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "FROBNICATE"]
OPEN = {
    "admin:questions_question_preview",
    "admin:maintenance_maintenancestate_changelist",
    "admin:logout",
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_challenge",
    "mfa_login_webauthn",
}
CLOSED_GETS = set()
SESSION_TABLES = {"django_session", "mfa_authenticator", "usersessions_usersession"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths():
    return addresses(fill())


@pytest.fixture
def people():
    """The cookies of each role, signed in while the site is open."""
    cookies = {}
    for role in ROLES:
        client = Client()
        if role:
            client.force_login(User.objects.get(username=role))
        cookies[role] = client.cookies
    return cookies


def request(cookies, verb, path):
    client = Client(raise_request_exception=False)
    client.cookies = deepcopy(cookies)
    kind = {} if verb in READING else {"data": "text=typed", "content_type": FORM}
    return client.generic(verb, path, **kind)


FORM = "application/x-www-form-urlencoded"


def test_the_settings_are_these():
    assert settings.MAINTENANCE_OPEN_VIEWS == OPEN
    assert settings.MAINTENANCE_CLOSED_GETS == CLOSED_GETS
    assert settings.MAINTENANCE_SESSION_TABLES == SESSION_TABLES
    assert settings.MAINTENANCE_EDITORS_VIEWS == ("admin:",)


def test_every_name_in_the_settings_exists(paths):
    assert {name for name, _ in paths} >= OPEN | CLOSED_GETS


@pytest.mark.parametrize("verb", UNSAFE)
@pytest.mark.parametrize("role", ROLES)
def test_nothing_but_reading_is_answered_and_nothing_is_stored(paths, people, role, verb):
    switch(Mode.READ_ONLY, by="operator")
    closed = [(name, path) for name, path in paths if name not in OPEN]
    before = checksum()
    answers = {path: request(people[role], verb, path).status_code for _, path in closed}
    assert {path: status for path, status in answers.items() if status != 503} == {}
    if checksum() != before:
        pytest.fail(f"stored by: {culprits(people[role], verb, closed)}")


@pytest.mark.parametrize("role", ROLES)
def test_signing_in_and_out_and_the_switch_store_what_is_theirs_alone(paths, people, role):
    switch(Mode.READ_ONLY, by="operator")
    before = checksum(without=SESSION_TABLES)
    for verb in UNSAFE:
        for name, path in paths:
            if name in OPEN:
                assert request(people[role], verb, path).status_code < 500, (verb, path)
    assert checksum(without=SESSION_TABLES) == before


@pytest.mark.parametrize("role", ROLES)
def test_whatever_could_be_read_can_still_be_read(paths, people, role):
    whole = {
        path: request(people[role], "GET", path).status_code
        for name, path in paths
        if name not in CLOSED_GETS
    }
    switch(Mode.READ_ONLY, by="operator")
    before = checksum()
    for name, path in paths:
        for verb in READING:
            status = request(people[role], verb, path).status_code
            if name in CLOSED_GETS:
                assert status == 503, path
            elif whole[path] == 200 and verb == "GET":
                assert status == 200, path
            else:
                assert status < 500, (verb, path)
    assert checksum() == before


def test_what_writes_although_it_only_reads_is_refused_by_name(paths, people, monkeypatch):
    """With the site open, the views that write at a GET are those that are refused."""
    written = []
    admit = Guard.admit

    def note(guard, connection, sql, kind):
        written.append(sql)
        return admit(guard, connection, sql, kind)

    monkeypatch.setattr(Guard, "admit", note)
    writing = set()
    for role in ROLES:
        for name, path in paths:
            written.clear()
            request(people[role], "GET", path)
            if written:
                writing.add(name)
    assert writing == CLOSED_GETS


def test_every_address_reaches_its_view(paths, people):
    """A superuser finds something everywhere: no argument above names what is not there."""
    missing = {
        name: path
        for name, path in paths
        if request(people["superuser"], "GET", path).status_code == 404
    }
    assert set(missing) <= {"admin:", ""}, missing


def culprits(cookies, verb, closed):
    """Name the addresses that stored something, one by one."""
    found = []
    for _, path in closed:
        before = checksum()
        request(cookies, verb, path)
        if checksum() != before:
            found.append(path)
    return found
