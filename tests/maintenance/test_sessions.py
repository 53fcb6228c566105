"""Signing in and out while the site is closed, and sessions that live through it."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def person():
    return make.user(username="reader1")


def sign_in(client, password=PASSWORD):
    return client.post("/accounts/login/", {"login": "reader1", "password": password})


def is_signed_in(client):
    return client.get("/accounts/email/").status_code == 200


def test_a_session_lives_through_on_and_off(client, person, close, reopen):
    sign_in(client)
    close()
    assert is_signed_in(client)
    reopen()
    assert is_signed_in(client)


def test_a_member_signs_in_and_nothing_else_is_stored(client, person, close):
    close()
    before = User.objects.values().get()
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)
    assert User.objects.values().get() == before  # the date of the last sign-in among it
    assert Session.objects.count() == 1


def test_the_date_of_the_sign_in_is_stored_when_it_can_be(client, person):
    sign_in(client)
    assert User.objects.get().last_login


def test_a_wrong_password_is_told(client, person, close):
    close()
    response = sign_in(client, "wrong")
    assert response.status_code == 200
    assert b"do not match" in response.content


def test_a_hash_that_is_out_of_date_is_renewed_later(client, person, settings, close, reopen):
    hashers = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *hashers]
    old = make_password(PASSWORD, hasher="md5")
    User.objects.update(password=old)
    close()
    sign_in(client)
    assert is_signed_in(client)
    assert User.objects.get().password == old
    reopen()
    assert is_signed_in(client)
    sign_in(Client())
    assert User.objects.get().password.startswith("pbkdf2")


def test_signing_out_is_final(client, person, close, reopen):
    sign_in(client)
    cookie = client.cookies["sessionid"].value
    close()
    assert client.post("/accounts/logout/").status_code == 302
    reopen()
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_signed_in(thief)
    assert not Session.objects.exists()


def test_a_session_that_cannot_be_stored_harms_no_page(client, person, close):
    sign_in(client)
    Session.objects.update(session_data="damaged")
    close()
    assert client.get("/").status_code == 200
    client.cookies["sessionid"] = "unknown" * 5
    assert client.get("/").status_code == 200


def test_a_superuser_reaches_the_switch_from_signed_out(client, close):
    make.superuser(username="reader1")
    close()
    path = "/admin/maintenance/maintenancestate/"
    response = client.get(path, follow=True)
    assert b"Log in" in response.content
    fields = {"login": "reader1", "password": PASSWORD, "next": path}
    response = client.post("/accounts/login/", fields, follow=True)
    assert b"Maintenance is <b>read-only</b>" in response.content
    response = client.post(path, {"mode": "off", "confirm": "on"}, follow=True)
    assert response["X-Site-Mode"] == "normal"
    assert b"Maintenance is off." in response.content
