import re

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def sign_in(client, login="reader1", password=PASSWORD, **fields):
    return client.post("/accounts/login/", {"login": login, "password": password} | fields)


def is_signed_in(client):
    return client.get("/accounts/").status_code == 200


def test_a_member_signs_in_and_comes_back_to_the_question(client):
    question = make.question()
    make.user(username="reader1")
    response = client.post(
        f"/accounts/login/?next={question.get_absolute_url()}",
        {"login": "reader1", "password": PASSWORD},
    )
    assert response["Location"] == question.get_absolute_url()
    assert "reader1" in client.get(question.get_absolute_url()).content.decode()


@pytest.mark.parametrize("login", ["reader1", "reader1@example.org", "Reader1@Example.ORG"])
def test_by_username_or_address(client, login):
    make.user(username="reader1", email="reader1@example.org")
    assert sign_in(client, login).status_code == 302
    assert is_signed_in(client)


def test_the_first_superuser_has_no_address_and_gets_in(client):
    make.superuser(username="admin", email="")
    sign_in(client, "admin")
    assert client.get("/admin/").status_code == 200


def test_a_wrong_password_gives_the_name_back(client):
    make.user(username="reader1")
    page = sign_in(client, password="wrong").content.decode()
    assert 'value="reader1"' in page
    assert "do not match" in page
    assert not is_signed_in(client)


def test_an_address_that_two_have_entered_is_that_of_whoever_confirmed_it(client):
    make.user(username="squatter", email="reader1@example.org", password="another password")
    owner = make.user(username="reader1", email="reader1@example.org")
    owner.emailaddress_set.update(verified=True)
    assert sign_in(client, "reader1@example.org").status_code == 302


def test_a_suspended_account_stays_closed(client):
    make.user(username="reader1", is_active=False)
    response = client.post(
        "/accounts/login/", {"login": "reader1", "password": PASSWORD}, follow=True
    )
    assert "closed" in response.content.decode()
    assert not is_signed_in(client)


def test_leaving_the_site_by_next_is_refused(client):
    make.user(username="reader1")
    response = sign_in(client, next="https://evil.example/")
    assert response["Location"] == "/"


def test_signing_out_ends_the_session(client):
    client.force_login(make.user(username="reader1"))
    client.post("/accounts/logout/")
    assert "reader1" not in client.get("/").content.decode()
    assert "messages" not in client.cookies


def test_the_admins_own_sign_in_leads_to_the_sites(client):
    assert client.get("/admin/login/?next=/admin/")["Location"].startswith("/accounts/login/")


class TestSessions:
    def test_one_lasts_180_days(self, client):
        make.user(username="reader1")
        cookie = sign_in(client).cookies["sessionid"]
        assert cookie["max-age"] == 180 * 24 * 3600

    def test_it_is_renewed_by_writing_once_a_week(self, client, time_machine):
        time_machine.move_to("2026-11-01 12:00 +0000", tick=False)
        make.user(username="reader1")
        sign_in(client)
        assert "sessionid" not in self.write(client).cookies
        time_machine.move_to("2026-11-06 12:00 +0000", tick=False)
        assert "sessionid" not in self.write(client).cookies
        time_machine.move_to("2026-11-10 12:00 +0000", tick=False)
        assert "sessionid" not in client.get("/").cookies
        assert "sessionid" not in client.post("/nowhere/").cookies
        assert self.write(client).cookies["sessionid"]["max-age"] == 180 * 24 * 3600
        assert "sessionid" not in self.write(client).cookies

    def write(self, client):
        return client.post("/accounts/profile/", {"public_name": ""})

    def test_the_others_are_listed_and_signed_out(self, client):
        make.user(username="reader1")
        other = Client(headers={"User-Agent": "A phone"})
        sign_in(other)
        sign_in(client)
        page = client.get("/accounts/sessions/").content.decode()
        assert "A phone" in page
        assert page.count("This one") == 1
        client.post("/accounts/sessions/")
        assert not is_signed_in(other)
        assert is_signed_in(client)
        assert "A phone" not in client.get("/accounts/sessions/").content.decode()

    def test_one_that_has_ended_is_not_listed(self, client):
        person = make.user(username="reader1")
        make.user_session(person, user_agent="Long ago")
        sign_in(client)
        assert "Long ago" not in client.get("/accounts/sessions/").content.decode()


class TestReset:
    ADDRESS = "/accounts/password/reset/"

    def test_by_a_code(self, client, mailoutbox):
        make.user(username="reader1", email="reader1@example.org")
        client.post(self.ADDRESS, {"email": "reader1@example.org"})
        code = re.search(r"\d{6}", mailoutbox[0].body).group()
        response = client.post("/accounts/password/reset/confirm/", {"code": code})
        page = client.get(response["Location"]).content.decode()
        assert "You have confirmed reader1@example.org" in page
        assert 'class="errors"' not in page
        new = {"password1": "another long one", "password2": "another long one"}
        response = client.post(response["Location"], new)
        assert response.status_code == 302
        assert is_signed_in(client)
        assert sign_in(Client(), password="another long one").status_code == 302

    def test_three_wrong_codes_end_it(self, client, mailoutbox):
        make.user(email="reader1@example.org")
        client.post(self.ADDRESS, {"email": "reader1@example.org"})
        for _ in range(3):
            client.post("/accounts/password/reset/confirm/", {"code": "000000"})
        code = re.search(r"\d{6}", mailoutbox[0].body).group()
        client.post("/accounts/password/reset/confirm/", {"code": code})
        assert client.get("/accounts/password/reset/complete/")["Location"].endswith("/reset/")

    def test_it_asks_for_the_second_factor_all_the_same(self, client, mailoutbox):
        make.factors(make.user(email="reader1@example.org"))
        client.post(self.ADDRESS, {"email": "reader1@example.org"})
        code = re.search(r"\d{6}", mailoutbox[0].body).group()
        client.post("/accounts/password/reset/confirm/", {"code": code})
        new = {"password1": "another long one", "password2": "another long one"}
        response = client.post("/accounts/password/reset/complete/", new)
        assert response["Location"] == "/accounts/2fa/authenticate/"
        assert not is_signed_in(client)


def test_an_address_is_changed_when_the_new_one_is_confirmed(client, mailoutbox):
    person = make.user(email="old@example.org", username="reader1")
    sign_in(client)
    page = client.post(
        "/accounts/email/", {"email": "new@example.org", "action_add": ""}, follow=True
    )
    assert "Confirm that it is you" in page.content.decode()
    response = client.post(
        "/accounts/reauthenticate/?next=/accounts/email/", {"password": PASSWORD}
    )
    assert response["Location"].endswith("/confirm-email/") or response.status_code == 302
    (mail,) = [mail for mail in mailoutbox if mail.to == ["new@example.org"]]
    person.refresh_from_db()
    assert person.email == "old@example.org"
    code = re.search(r"\d{6}", mail.body).group()
    client.post("/accounts/confirm-email/", {"code": code})
    person.refresh_from_db()
    assert person.email == "new@example.org"


def test_an_account_keeps_its_only_address(client):
    person = make.user(email="reader1@example.org", username="reader1")
    person.emailaddress_set.update(verified=True)
    sign_in(client)
    client.post("/accounts/email/", {"email": "reader1@example.org", "action_remove": ""})
    assert [address.email for address in person.emailaddress_set.all()] == ["reader1@example.org"]
