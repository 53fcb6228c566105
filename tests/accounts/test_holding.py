"""What is pressed or sent signed out is done once, after signing in or up."""

import html
import logging
import re
from io import StringIO

import pytest
from django.core import signing
from django.test import Client

from accounts import holding
from accounts.models import User
from maintenance.models import Mode
from maintenance.switch import switch
from questions.models import Topic
from tests import make
from tests.accounts.test_factors import code_of
from tests.passkeys import Passkey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]
TEXT = "It was “typed” <b>\n\nwith care & two lines"
LINE = {"body": TEXT, "submission": "one-press", "password": "secret"}
SIGN_IN = {"login": "reader1", "password": "correct horse battery"}


@pytest.fixture
def person():
    return make.user(username="reader1", email="reader1@example.org")


def press(client, **headers):
    return client.post("/lines/vision/?kind=note", LINE, headers=headers)


def token_in(response):
    found = re.search(r'name="held" value="([^"]+)"', response.content.decode())
    return found and html.unescape(found[1])


def stored():
    return list(Topic.objects.values_list("name", "summary"))


def test_the_sign_in_page_shows_what_it_holds(client):
    response = press(client, Referer="http://testserver/questions/x/")
    page = response.content.decode()
    assert response.status_code == 403
    assert "and your line is stored." in page
    assert 'href="/questions/x/"' in page
    assert "with care &amp; two lines" in page
    assert "secret" not in page
    assert "secret" not in str(signing.loads(token_in(response), salt=holding.SALT))
    assert stored() == []


def test_signing_in_does_it_once_as_that_person(client, person):
    held = token_in(press(client))
    response = client.post("/accounts/login/", SIGN_IN | {"held": held})
    assert response["Location"] == "/topics/vision/"
    assert stored() == [(f"reader1: {TEXT[:60]}", "note")]
    assert "Stored." in client.get("/").content.decode()
    client.post("/accounts/login/", SIGN_IN | {"held": held})  # the button pressed twice
    assert len(stored()) == 1


def test_a_wrong_password_loses_nothing(client, person):
    held = token_in(press(client))
    response = client.post("/accounts/login/", SIGN_IN | {"held": held, "password": "wrong"})
    assert token_in(response)
    client.post("/accounts/login/", SIGN_IN | {"held": token_in(response)})
    assert len(stored()) == 1


def test_signing_up_does_it_after_the_code(client, mailoutbox):
    held = token_in(press(client))
    page = client.post("/accounts/signup/", {"held": held})
    assert page.status_code == 200
    assert "This field is required" not in page.content.decode()
    fields = {"public_name": "Ada", "email": "ada@example.org", "password1": "a long pass word"}
    client.post("/accounts/signup/", fields | {"held": token_in(page)})
    assert stored() == []
    code = re.search(r"\d{6}", mailoutbox[0].body).group()
    response = client.post("/accounts/signup/code/", {"code": code})
    assert response["Location"] == "/topics/vision/"
    assert stored() == [(f"ada: {TEXT[:60]}", "note")]
    assert User.objects.get().username == "ada"


def test_from_signing_up_back_to_signing_in(client, person):
    held = token_in(press(client))
    page = client.post("/accounts/login/", {"held": held})
    client.post("/accounts/login/", SIGN_IN | {"held": token_in(page)})
    assert len(stored()) == 1


def test_a_second_factor_does_it_afterwards(client, person):
    secret = make.factors(person)
    held = token_in(press(client))
    client.post("/accounts/login/", SIGN_IN | {"held": held})
    assert stored() == []
    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert response["Location"] == "/topics/vision/"
    assert len(stored()) == 1


def test_a_passkey_does_it(client, person):
    device = Passkey()
    make.passkey(person, device)
    held = token_in(press(client))
    challenge = client.post("/accounts/2fa/passkeys/challenge/").json()["publicKey"]["challenge"]
    credential = device.sent(person, challenge)
    response = client.post(
        "/accounts/2fa/passkeys/login/", {"credential": credential, "held": held}
    )
    assert response["Location"] == "/topics/vision/"
    assert len(stored()) == 1


def test_a_passkey_that_fails_loses_nothing(client):
    held = token_in(press(client))
    response = client.post("/accounts/2fa/passkeys/login/", {"credential": "{}", "held": held})
    assert token_in(response)
    assert "did not work" in response.content.decode()


def test_what_was_held_and_left_is_not_done_at_a_later_sign_in(client, person):
    make.factors(person)
    held = token_in(press(client))
    client.post("/accounts/login/", SIGN_IN | {"held": held})
    client.post("/accounts/logout/")
    person.authenticator_set.all().delete()
    client.post("/accounts/login/", SIGN_IN)
    assert stored() == []


def test_what_was_held_too_long_ago_is_not_done_after_a_reset(
    client, person, mailoutbox, time_machine
):
    """A reset signs in as well, in the session of a sign-in that was begun and left."""
    time_machine.move_to("2026-11-01 12:00 +0000", tick=False)
    secret = make.factors(person)
    client.post("/accounts/login/", SIGN_IN | {"held": token_in(press(client))})
    time_machine.move_to("2026-11-01 12:16 +0000", tick=False)
    client.post("/accounts/password/reset/", {"email": person.email})
    code = re.search(r"\d{6}", mailoutbox[-1].body).group()
    client.post("/accounts/password/reset/confirm/", {"code": code})
    new = {"password1": "another long one", "password2": "another long one"}
    client.post("/accounts/password/reset/complete/", new)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/accounts/").status_code == 200
    assert stored() == []


def test_a_refusal_of_the_view_is_its_answer(client, person):
    held = token_in(client.post("/too-fast/", {"body": "x"}))
    response = client.post("/accounts/login/", SIGN_IN | {"held": held})
    assert response.status_code == 429
    assert "still here" in response.content.decode()


@pytest.mark.parametrize("path", ["/admin/logout/", "/accounts/profile/", "/nothing/", "//evil/x"])
def test_only_marked_views_are_held(client, person, path):
    forged = signing.dumps([path, [["public_name", "Evil"]], "/"], salt=holding.SALT, compress=True)
    response = client.post("/accounts/login/", SIGN_IN | {"held": forged})
    assert response["Location"] == "/"
    person.refresh_from_db()
    assert person.public_name == ""


def test_a_token_of_somebody_elses_making_is_not_believed(client, person):
    held = signing.dumps(["/lines/vision/", [["body", "x"]], "/"], salt="other")
    client.post("/accounts/login/", SIGN_IN | {"held": held})
    assert stored() == []


def test_somebody_who_has_signed_in_meanwhile_does_it_at_once(client, person):
    held = token_in(press(client))
    client.force_login(person)
    response = client.post("/accounts/login/", SIGN_IN | {"held": held})
    assert response["Location"] == "/topics/vision/"
    assert len(stored()) == 1


def test_htmx_gets_a_notice_that_sends_the_same(client, person):
    response = press(client, **{"HX-Request": "true"})
    assert response.status_code == 401
    assert response["HX-Retarget"] == "#refused"
    page = response.content.decode()
    assert "<html" not in page
    assert 'action="/lines/vision/?kind=note"' in page
    assert html.escape(TEXT) in page


class TestWhileReadOnly:
    def test_the_text_comes_back_and_the_person_is_signed_in(self, client, person):
        held = token_in(press(client))
        switch(Mode.READ_ONLY, by="operator")
        response = client.post("/accounts/login/", SIGN_IN | {"held": held})
        assert response.status_code == 403
        assert "read-only" in response.content.decode()
        assert "with care &amp; two lines" in response.content.decode()
        assert 'action="/lines/vision/?kind=note"' in response.content.decode()
        assert client.get("/accounts/").status_code == 200
        assert stored() == []


class TestStaleTokens:
    @pytest.fixture
    def client(self):
        return Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})

    def token(self, response):
        page = response.content.decode()
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def test_a_page_without_a_token_leads_to_signing_in(self, client, person):
        response = press(client)
        assert response.status_code == 403
        assert "and your line is stored." in response.content.decode()
        fields = SIGN_IN | {"csrfmiddlewaretoken": self.token(response)}
        client.post("/accounts/login/", fields | {"held": token_in(response)})
        assert len(stored()) == 1

    def test_somebody_signed_in_sends_it_again(self, client, person):
        client.force_login(person)
        response = press(client)
        page = response.content.decode()
        assert response.status_code == 403
        assert html.escape(TEXT) in page
        assert "secret" not in page
        client.post(
            "/lines/vision/?kind=note", LINE | {"csrfmiddlewaretoken": self.token(response)}
        )
        assert len(stored()) == 1

    def test_only_what_is_wrong_is_logged(self, client, person, monkeypatch):
        """A press that is held is not; one that another site sent is."""
        (console,) = (h for h in logging.getLogger().handlers if h.get_name() == "console")
        monkeypatch.setattr(console, "stream", StringIO())
        press(client)
        assert console.stream.getvalue() == ""
        press(client, Origin="https://evil.example")
        assert "Forbidden" in console.stream.getvalue()

    def test_any_other_form_comes_back_too(self, client, person):
        client.force_login(person)
        response = client.post("/accounts/profile/", {"bio": TEXT})
        assert html.escape(TEXT) in response.content.decode()

    def test_a_sign_in_page_that_is_too_old_keeps_what_it_holds(self, client, person):
        held = token_in(press(client))
        response = client.post("/accounts/login/", SIGN_IN | {"held": held})
        assert response.status_code == 403
        assert token_in(response)
        assert stored() == []

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
    def test_another_site_can_prepare_nothing(self, person, origin):
        client = Client(enforce_csrf_checks=True, headers={"Origin": origin} if origin else {})
        response = press(client)
        assert response.status_code == 403
        assert "typed" not in response.content.decode()
        assert token_in(response) is None
