"""Second factors: set up, demanded, used, and nothing stored by looking."""

import json
import os
import re
import subprocess
import sys
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from maintenance.models import Mode
from maintenance.switch import switch
from tests import make
from tests.maintenance.crawling import checksum
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
APP = "/accounts/2fa/app/"


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def person():
    return make.user(username="reader1", email="reader1@example.org")


def sign_in(client, person):
    return client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})


def prove(client, path):
    """Open a page that asks for the password once more."""
    assert "reauthenticate" in client.get(path)["Location"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client.get(path)


def is_signed_in(client):
    return client.get("/accounts/").status_code == 200


class TestApp:
    def test_it_is_set_up_and_demanded_from_then_on(self, client, person):
        sign_in(client, person)
        page = prove(client, APP).content.decode()
        assert "<svg" in page
        assert "data:" not in page
        secret = re.search(r"<code>(\w+)</code>", page)[1]
        signed = re.search(r'name="signed" value="([^"]+)"', page)[1]
        wrong = client.post(APP, {"code": "000000", "signed": signed})
        assert secret in wrong.content.decode()
        response = client.post(APP, {"code": code_of(secret), "signed": signed})
        assert response["Location"] == "/accounts/2fa/codes/"
        codes = client.get("/accounts/2fa/codes/").content.decode()
        assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
        other = Client()
        assert sign_in(other, person)["Location"] == "/accounts/2fa/authenticate/"
        assert not is_signed_in(other)
        cache.clear()  # the code of this half-minute was used
        other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        assert is_signed_in(other)

    def test_looking_at_it_stores_nothing(self, client, person):
        sign_in(client, person)
        prove(client, APP)
        before = checksum()
        client.get(APP)
        assert checksum() == before

    def test_a_secret_of_somebody_elses_page_is_not_taken(self, client, person):
        sign_in(client, person)
        page = prove(client, APP).content.decode()
        secret = re.search(r"<code>(\w+)</code>", page)[1]
        signed = re.search(r'name="signed" value="([^"]+)"', page)[1]
        other = Client()
        sign_in(other, make.user(username="reader2"))
        prove(other, APP)
        other.post(APP, {"code": code_of(secret), "signed": signed})
        assert not Authenticator.objects.exists()

    def test_the_secret_is_not_readable_in_the_data(self, person):
        secret = make.factors(person)
        assert secret not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

    def test_a_code_opens_once(self, client, person, time_machine):
        time_machine.move_to("2026-11-21 12:00 +0000", tick=False)
        code = code_of(make.factors(person))
        other = Client()
        for browser in (client, other):
            sign_in(browser, person)
            browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client)
        assert not is_signed_in(other)


class TestRecoveryCodes:
    def codes(self, person):
        return person.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()

    def test_one_opens_once(self, client, person):
        make.factors(person)
        code = self.codes(person)[0]
        sign_in(client, person)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client)
        assert code not in self.codes(person)

    def test_they_are_looked_at_and_downloaded_without_a_write(self, client, person):
        make.factors(person)
        sign_in(client, person)
        client.post("/accounts/2fa/authenticate/", {"code": self.codes(person)[0]})
        prove(client, "/accounts/2fa/codes/")
        before = checksum()
        page = client.get("/accounts/2fa/codes/").content.decode()
        file = client.get("/accounts/2fa/codes/file/")
        assert file.content.decode().split() == self.codes(person)
        assert all(code in page for code in self.codes(person))
        assert checksum() == before

    def test_they_are_nobody_elses(self, client, person):
        make.factors(person)
        other = make.user(username="reader2")
        sign_in(client, other)
        client.get("/accounts/2fa/codes/")
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert client.get("/accounts/2fa/codes/").status_code == 404


class TestPasskeys:
    def challenge(self, client):
        return client.post("/accounts/2fa/passkeys/challenge/").json()["publicKey"]["challenge"]

    def test_one_is_added_and_signs_in_alone(self, client, person):
        sign_in(client, person)
        prove(client, "/accounts/2fa/passkeys/add/")
        device = Passkey()
        options = client.post("/accounts/2fa/passkeys/creation/").json()["publicKey"]
        assert options["authenticatorSelection"]["residentKey"] == "required"
        credential = json.dumps(device.register(options["challenge"]))
        fields = {"name": "My phone", "credential": credential, "passwordless": "on"}
        client.post("/accounts/2fa/passkeys/add/", fields)
        assert "My phone" in client.get("/accounts/2fa/").content.decode()
        other = Client()
        credential = device.sent(person, self.challenge(other))
        other.post("/accounts/2fa/passkeys/login/", {"credential": credential})
        assert is_signed_in(other)

    def test_it_stands_for_the_second_factor(self, client, person):
        device = Passkey()
        make.passkey(person, device)
        sign_in(client, person)
        credential = device.sent(person, self.challenge(client))
        client.post("/accounts/2fa/authenticate/", {"credential": credential})
        assert is_signed_in(client)

    def test_another_key_opens_nothing(self, client, person):
        make.passkey(person)
        credential = Passkey().sent(person, self.challenge(client))
        client.post("/accounts/2fa/passkeys/login/", {"credential": credential})
        assert not is_signed_in(client)

    def test_looking_at_the_pages_stores_nothing(self, client, person):
        key = make.passkey(person)
        sign_in(client, person)
        before = checksum()
        assert client.get("/accounts/2fa/authenticate/").status_code == 200
        client.get("/accounts/2fa/passkeys/login/", headers={"Accept": "application/json"})
        assert checksum() == before
        client.force_login(person)
        client.get("/accounts/2fa/passkeys/add/")
        before = checksum()
        for path in ("", "passkeys/add/", "passkeys/reauthenticate/", f"passkeys/{key.pk}/"):
            client.get(f"/accounts/2fa/{path}")
        assert checksum() == before

    def test_it_is_renamed_and_removed_by_its_owner_alone(self, client, person):
        key = make.passkey(make.user(username="reader2"))
        sign_in(client, person)
        client.get("/accounts/2fa/passkeys/add/")
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        for path in (
            f"/accounts/2fa/passkeys/{key.pk}/",
            f"/accounts/2fa/passkeys/{key.pk}/remove/",
        ):
            assert client.post(path, {"name": "Mine"}).status_code == 404
        assert Authenticator.objects.get().data == key.data


class TestWhileReadOnly:
    """Signing in goes on, and stores the session and the use of the factor alone."""

    THEIRS = {"django_session", "mfa_authenticator", "usersessions_usersession"}

    def test_with_a_code(self, client, person):
        secret = make.factors(person)
        switch(Mode.READ_ONLY, by="operator")
        before = checksum(without=self.THEIRS)
        sign_in(client, person)
        client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        assert is_signed_in(client)
        assert person.authenticator_set.get(type="totp").last_used_at
        assert checksum(without=self.THEIRS) == before

    def test_with_a_passkey(self, client, person):
        device = Passkey()
        make.passkey(person, device)
        switch(Mode.READ_ONLY, by="operator")
        before = checksum(without=self.THEIRS)
        challenge = client.post("/accounts/2fa/passkeys/challenge/").json()["publicKey"]
        credential = device.sent(person, challenge["challenge"])
        client.post("/accounts/2fa/passkeys/login/", {"credential": credential})
        assert is_signed_in(client)
        assert checksum(without=self.THEIRS) == before

    def test_no_factor_is_set_up(self, client, person):
        client.force_login(person)
        switch(Mode.READ_ONLY, by="operator")
        assert client.post(APP, {"code": "000000"}).status_code == 503
        assert client.post("/accounts/2fa/passkeys/creation/").status_code == 503


class TestEditorsNeedOne:
    @pytest.fixture(autouse=True)
    def _public_site(self, settings):
        settings.SECOND_FACTOR_REQUIRED = True

    @pytest.mark.parametrize("maker", [make.editor, make.superuser])
    def test_nothing_of_the_admin_opens_without(self, client, maker):
        client.force_login(maker())
        before = checksum(without={"django_session"})
        for path in ("/admin/", "/admin/questions/question/add/"):
            assert client.get(path)["Location"] == "/accounts/2fa/"
            assert client.post(path, {"title": "x"})["Location"] == "/accounts/2fa/"
        assert checksum(without={"django_session"}) == before
        page = client.get("/accounts/2fa/").content.decode()
        assert "Editing needs a second factor" in page

    @pytest.mark.parametrize("factor", [make.factors, make.passkey])
    def test_with_one_it_does(self, client, factor):
        person = make.superuser()
        factor(person)
        client.force_login(person)
        assert client.get("/admin/").status_code == 200

    def test_recovery_codes_alone_are_none(self, client):
        person = make.superuser()
        make.factors(person)
        person.authenticator_set.filter(type="totp").delete()
        client.force_login(person)
        assert client.get("/admin/").status_code == 302

    def test_members_and_signed_out_readers_notice_nothing(self, client):
        assert client.get("/admin/")["Location"].startswith("/admin/login/")
        client.force_login(make.user())
        assert client.get("/").status_code == 200

    def test_on_this_machine_it_is_only_offered(self, client, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        client.force_login(make.superuser())
        assert client.get("/admin/").status_code == 200
        assert "Set up an app" in client.get("/accounts/2fa/").content.decode()


def test_wrong_codes_are_limited(client, person):
    make.factors(person)
    sign_in(client, person)
    answers = [
        client.post("/accounts/2fa/authenticate/", {"code": "12345"}).status_code for _ in range(6)
    ]
    assert answers == [200] * 5 + [429]


def test_the_list_needs_no_query_a_passkey(client, person):
    client.force_login(person)

    def queries():
        client.get("/accounts/2fa/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/accounts/2fa/")
        return len([q for q in captured if "maintenance" not in q["sql"]])

    make.passkey(person)
    few = queries()
    for _ in range(5):
        make.passkey(person)
    assert queries() == few
    assert User.objects.count() == 1


@pytest.mark.parametrize(("local", "required"), [("0", "True"), ("1", "False")])
def test_any_site_but_one_on_this_machine_demands_one(local, required):
    script = "from django.conf import settings; print(settings.SECOND_FACTOR_REQUIRED)"
    variables = {"LOCAL_SITE": local, "DJANGO_SETTINGS_MODULE": "site_config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == required
