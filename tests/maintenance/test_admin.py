"""The switch in the admin: for superusers, in every mode."""

import pytest
from django.test import Client

from maintenance.exceptions import Blocked
from maintenance.models import MaintenanceState
from maintenance.state import stored
from tests import make

pytestmark = pytest.mark.django_db
PATH = "/admin/maintenance/maintenancestate/"
ON = {
    "mode": "read-only",
    "message": "Moving house",
    "ends_at_0": "2031-01-02",
    "ends_at_1": "03:04:00",
    "confirm": "on",
}


def test_on_and_off(admin_client):
    assert b"Maintenance is <b>off</b>" in admin_client.get(PATH).content
    response = admin_client.post(PATH, ON, follow=True)
    assert b"Maintenance is <b>read-only</b>" in response.content
    assert (stored().message, stored().set_by) == ("Moving house", "admin")
    assert f"{stored().ends_at:%Y-%m-%d %H:%M}" == "2031-01-02 03:04"
    admin_client.post(PATH, {"mode": "off", "confirm": "on"})
    assert not stored().closed
    assert MaintenanceState.objects.get().message == ""


def test_without_the_confirmation_nothing_changes(admin_client):
    response = admin_client.post(PATH, ON | {"confirm": ""})
    assert response.status_code == 200
    assert b"This field is required" in response.content
    assert b"Moving house" in response.content
    assert not stored().closed


def test_an_end_before_now_is_refused(admin_client):
    response = admin_client.post(PATH, ON | {"ends_at_0": "2020-01-02"})
    assert b"The expected end lies before the beginning." in response.content
    assert not stored().closed


def test_a_message_that_is_too_long_is_refused_and_comes_back(admin_client):
    response = admin_client.post(PATH, ON | {"message": "x" * 281})
    assert b"x" * 281 in response.content
    assert not stored().closed


def test_what_is_in_the_way_is_said_at_the_form(admin_client, monkeypatch):
    def block(*arguments, **values):
        raise Blocked("process 12 is in a transaction")

    monkeypatch.setattr("maintenance.admin.switch", block)
    response = admin_client.post(PATH, ON)
    assert b"Not set: process 12 is in a transaction" in response.content
    assert b"Moving house" in response.content


def test_the_environment_locks_it(admin_client, settings):
    settings.MAINTENANCE_MODE = "off"
    assert b"This page cannot change that" in admin_client.get(PATH).content
    assert b"Not set: MAINTENANCE_MODE" in admin_client.post(PATH, ON).content


@pytest.mark.parametrize("mode", ["off", "read-only"])
def test_only_superusers_reach_it(close, mode):
    people = [None, make.user(), make.editor()]
    clients = []
    for person in people:
        clients.append(Client())
        if person:
            clients[-1].force_login(person)
    close(mode)
    epoch = MaintenanceState.objects.get().epoch
    for client in clients:
        assert b"Maintenance is" not in client.get(PATH, follow=True).content
        client.post(PATH, ON | {"mode": "off"})
        assert MaintenanceState.objects.get().epoch == epoch


@pytest.mark.parametrize("path", ["add/", "1/change/", "1/delete/"])
def test_there_is_no_other_page(admin_client, close, path):
    close()
    assert admin_client.get(PATH + path).status_code in (302, 403)
