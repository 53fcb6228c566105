"""The table of permissions: every act, by everybody, by page, by htmx, in the admin, by guessing.

What is refused changes no table; what is allowed has its effect, and in the admin leaves a trace of
who did it. Exporting is a command of whoever runs the machine: no address of the site does it.
"""

import re

import pytest
from django.contrib import admin
from django.db import transaction

from tests.maintenance.crawling import checksum
from tests.site.permissions import (
    ABSENT,
    DENIED,
    DONE,
    LATE,
    NOTHING,
    OWN,
    ROLES,
    SIGN_IN,
    desk,
    members,
    reading,
)  # fmt: skip
from tests.site.permissions.world import World

ACTS = [*members.ACTS, *desk.ACTS]
SESSIONS = {"django_session"}

pytestmark = pytest.mark.django_db


def cells(rows):
    return [
        pytest.param(row, way, role, cell, id=f"{row.name}, {way}: {role}")
        for row in rows
        for way in row.ways
        for role, cell in zip(ROLES, row.cells, strict=True)
    ]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once, in a transaction of its own, within which each test's is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _settings(settings, tmp_path_factory):
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 3600  # the world is made once for all of it


def is_refused(cell, response, client):
    """Whether an answer says what the cell says."""
    status, location = response.status_code, response.headers.get("Location", "")
    if cell == SIGN_IN and status == 401:
        return response["HX-Retarget"] == "#refused"
    if cell == SIGN_IN and status == 403:
        return b'name="held"' in response.content
    if cell == SIGN_IN:
        return location.startswith(("/accounts/login/", "/admin/login/?next="))
    if cell == DENIED and location.startswith("/admin/login/"):
        return client.get(location).status_code == 403
    return status == {ABSENT: 404, DENIED: 403, LATE: 409}[cell]


@pytest.mark.parametrize(("act", "way", "role", "cell"), cells(ACTS))
def test_what_is_done(world, act, way, role, cell):
    person, client = world.people[role], world.client(role)
    if act.prepare and person:
        act.prepare(world, person)
    before, owned = checksum(without=SESSIONS), cell == OWN and world.owned()
    traces = person and world.traces(person)
    assert person is None or not act.done(world, person)
    response = act.send(client, world, person, way)
    if cell in (DONE, OWN, NOTHING):
        assert response.status_code < 400
    else:
        assert is_refused(cell, response, client), (response.status_code, response.headers)
    if cell in (DONE, OWN):
        assert act.done(world, person), re.findall(r"errorlist.*", response.content.decode())
    else:
        assert checksum(without=SESSIONS) == before
    if cell == OWN:
        assert world.owned() == owned
    if cell == DONE and (way == "admin" or (act.logged and person != world.owner)):
        assert world.traces(person) > traces


@pytest.mark.parametrize(("row", "way", "role", "cell"), cells(reading.ROWS))
def test_what_is_read(world, row, way, role, cell):
    client = world.client(role)
    headers = {"HX-Request": "true"} if way == "htmx" else {}
    response = client.get(row.path(world), headers=headers)
    shown = row.text in response.content.decode()
    if cell in (reading.READ, reading.WITHOUT):
        assert response.status_code == 200
        assert shown == (cell == reading.READ)
    else:
        assert is_refused(cell, response, client), (response.status_code, response.headers)
        assert not shown or row.text == "<form"


KEYED = [act for act in ACTS if act.at.endswith(".pk")]


@pytest.mark.parametrize("act", KEYED, ids=lambda act: act.name)
def test_a_guessed_key_does_nothing_and_tells_nothing(world, act):
    """What is not there is answered as what is somebody else's."""
    before = checksum(without=SESSIONS)
    for role, cell in zip(ROLES, act.cells, strict=True):
        client, person = world.client(role), world.people[role]
        response = act.send(client, world, person, act.ways[0], guessed=True)
        if cell in (SIGN_IN, ABSENT, DENIED):
            assert is_refused(cell, response, client), (role, response.status_code)
        else:  # the admin leads back to the list, and says there that nothing was found
            assert response.status_code in (302, 404), role
    assert checksum(without=SESSIONS) == before


def test_the_rows_of_the_admin_are_those_that_it_has():
    """Whoever may not see a list finds it neither in the menu nor by its address."""
    assert {row.view for row in reading.LISTS} == {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
    }
