"""That the table of permissions forgets nothing: what takes something stands in it, or here."""

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import User
from tests.maintenance.crawling import addresses, checksum, fill
from tests.site.permissions import desk, members

MODELS = admin.site._registry

pytestmark = pytest.mark.django_db

# What shows who somebody is stands in tests/accounts.
ENTRANCE = {
    "account_login",
    "account_logout",
    "account_signup",
    "signup_code",
    "account_reauthenticate",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_confirm_login_code",
    "account_set_password",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_challenge",
    "mfa_login_webauthn",
    "admin:login",
    "admin:logout",
}
# What came into view is counted, whoever looks; tests/partners.
COUNTING = {"partners:seen"}
# Only read or lead on, whatever the verb.
READING = {
    "",
    "mfa_list_webauthn",
    "admin:",
    "admin:index",
    "admin:app_list",
    "admin:view_on_site",
    *(f"admin:{model._meta.label_lower.replace('.', '_')}_history" for model in MODELS),
}


TOLD = (
    ENTRANCE
    | COUNTING
    | {view for act in (*members.ACTS, *desk.ACTS) for view in (act.view, *act.also)}
)


@pytest.fixture
def paths():
    return addresses(fill())


@pytest.fixture
def send(paths):
    """Sends nothing with a verb to a path, as a superuser; gives whether it was taken."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="superuser"))
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})

    def send(verb, path):
        return client.generic(verb, path).status_code not in (404, 405)

    return send


def test_every_address_that_takes_something_stands_in_the_table(paths, send):
    before = checksum(without={"django_session"})
    taking = {
        name
        for name, path in paths
        if name not in TOLD and any(send(verb, path) for verb in ("POST", "PUT", "PATCH", "DELETE"))
    }
    assert taking == READING
    assert checksum(without={"django_session"}) == before


def test_what_is_told_is_there(paths):
    assert {name for name, _ in paths} >= TOLD
