"""Signing up: three fields, a code, and an account that did not exist before."""

import re
import smtplib

import pytest
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.core.mail.backends import locmem
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import make

pytestmark = pytest.mark.django_db
FIELDS = {"public_name": "Ada L.", "email": "ada@example.org", "password1": "a long pass word"}
CODE = "/accounts/signup/code/"
EACH = 100  # known addresses, and as many unknown ones


def sign_up(client, **fields):
    return client.post("/accounts/signup/", FIELDS | fields)


def code_in(mail):
    return re.search(r"\d{6}", mail.body).group()


def test_two_screens_make_an_account(client, mailoutbox):
    assert sign_up(client)["Location"] == CODE
    assert not User.objects.exists()
    assert "ada@example.org can be used" in client.get(CODE).content.decode()
    assert client.post(CODE, {"code": code_in(mailoutbox[0])})["Location"] == "/"
    person = User.objects.get()
    assert (person.username, person.public_name) == ("ada-l", "Ada L.")
    assert person.emailaddress_set.get().verified
    assert person.terms_version == "2026-11"
    assert client.get("/accounts/").status_code == 200
    again = Client()
    fields = {"login": "ada@example.org", "password": FIELDS["password1"]}
    assert again.post("/accounts/login/", fields).status_code == 302


def test_the_form_has_three_fields_and_names_the_terms(client):
    page = client.get("/accounts/signup/").content.decode()
    form = page.partition('action="/accounts/signup/"')[2].partition("</form>")[0]
    assert len(re.findall(r'<input type="(?:text|email|password)"', form)) == 3
    assert "CC BY 4.0" in form
    assert "/terms/" in form


def test_whoever_was_reading_comes_back(client, mailoutbox):
    path = make.question().get_absolute_url()
    sign_up(client, next=path)
    assert client.post(CODE, {"code": code_in(mailoutbox[0])})["Location"] == path


def test_a_wrong_code_can_be_corrected_twice(client, mailoutbox):
    sign_up(client)
    code = code_in(mailoutbox[0])
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(2):
        assert client.post(CODE, {"code": wrong}).status_code == 200
    assert client.post(CODE, {"code": wrong})["Location"] == "/accounts/signup/"
    client.post(CODE, {"code": code})
    assert not User.objects.exists()


def test_a_code_expires(client, mailoutbox, time_machine):
    time_machine.move_to("2026-11-01 12:00 +0000", tick=False)
    sign_up(client)
    time_machine.move_to("2026-11-01 12:16 +0000", tick=False)
    client.post(CODE, {"code": code_in(mailoutbox[0])})
    assert not User.objects.exists()


def test_a_new_code_replaces_the_first(client, mailoutbox):
    sign_up(client)
    client.post(CODE, {"action": "resend"})
    client.post(CODE, {"code": code_in(mailoutbox[1])})
    assert User.objects.exists()


def test_the_address_can_be_changed(client, mailoutbox):
    sign_up(client)
    page = client.get("/accounts/signup/").content.decode()
    assert 'value="Ada L."' in page
    sign_up(client, email="new@example.org")
    client.post(CODE, {"code": code_in(mailoutbox[1])})
    assert User.objects.get().email == "new@example.org"


def test_a_known_address_gets_a_message_without_a_code(client, mailoutbox):
    make.user(email="ada@example.org")
    assert sign_up(client)["Location"] == CODE
    (mail,) = mailoutbox
    assert "has an account already" in mail.body
    assert not re.search(r"\d{6}", mail.subject + mail.body)
    assert client.session["signing_up"]["code"] == ""
    client.post(CODE, {"code": "-"})  # nothing but separators is no code either
    assert User.objects.count() == 1


def test_the_same_code_in_two_windows_makes_one_account(client, mailoutbox):
    sign_up(client)
    session = Session.objects.get()
    client.post(CODE, {"code": code_in(mailoutbox[0])})
    session.save()  # the other window sent before the first was answered
    other = Client()
    other.cookies["sessionid"] = session.session_key
    assert other.post(CODE, {"code": code_in(mailoutbox[0])})["Location"] == "/accounts/login/"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["Admin", "аdmin", "Staff", "M0derator", "ada@x.org", "!!", "a\u202eb"]
)
def test_names_that_nobody_gets(client, name):
    assert sign_up(client, public_name=name).status_code == 200


@pytest.mark.parametrize("name", ["Ada L", "АDA-L", "ada l.", "Αda\u200b L"])
def test_a_name_that_reads_as_somebody_elses(client, name):
    make.user(username="ada-l")
    assert "reads the same" in sign_up(client, public_name=name).content.decode()


def test_two_who_choose_one_name_at_the_same_time_get_a_number(mailoutbox):
    clients = [Client(), Client()]
    for number, client in enumerate(clients):
        sign_up(client, email=f"ada{number}@example.org")
    for client, mail in zip(clients, mailoutbox, strict=True):
        client.post(CODE, {"code": code_in(mail)})
    assert set(User.objects.values_list("username", flat=True)) == {"ada-l", "ada-l-2"}


def test_a_name_in_another_script(client, mailoutbox):
    sign_up(client, public_name="李明")
    client.post(CODE, {"code": code_in(mailoutbox[0])})
    assert client.get(User.objects.get().get_absolute_url()).status_code == 200


def test_without_a_mail_server_it_says_so_at_once(client, monkeypatch):
    def refuse(*args):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse)
    for response in (
        sign_up(client),
        client.post("/accounts/password/reset/", {"email": "ada@example.org"}),
    ):
        assert response.status_code == 503
        assert "No message was sent" in response.content.decode()


class TestNothingTellsWhoHasAnAccount:
    """The same requests for known and unknown addresses: only the messages' texts differ."""

    @pytest.fixture(autouse=True)
    def _people(self, settings):
        settings.ACCOUNT_RATE_LIMITS = False
        for number in range(EACH):
            person = make.user(email=f"known{number:03}@example.org")
            person.emailaddress_set.update(verified=number % 2)

    def traces(self, monkeypatch, mailoutbox, send):
        """What an observer could tell, for known and for unknown addresses, each once."""
        hashes = []
        count = hashers.MD5PasswordHasher.encode

        def encode(hasher, password, salt):
            hashes.append(password)
            return count(hasher, password, salt)

        monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", encode)
        send("warm", 999)  # what a process loads once
        for kind in ("known", "other"):
            found = set()
            for number in range(EACH):
                hashes.clear()
                mailoutbox.clear()
                with CaptureQueriesContext(connection) as queries:
                    answers = send(kind, number)
                texts = [
                    (answer.status_code, answer.get("Location"), self.text(answer, kind))
                    for answer in answers
                ]
                # A process looks at the maintenance state every two seconds, whoever comes.
                asked = [query for query in queries if "maintenancestate" not in query["sql"]]
                found.add((repr(texts), len(hashes), len(mailoutbox), len(asked)))
            yield found

    def text(self, answer, kind):
        text = re.sub(kind + r"\d{3}", "somebody", answer.content.decode())
        return re.sub(r'value="\w{64}"', "", text)

    def test_at_sign_up(self, monkeypatch, mailoutbox):
        def send(kind, number):
            client = Client()
            fields = {"public_name": f"Name {number}", "email": f"{kind}{number:03}@example.org"}
            first = sign_up(client, **fields)
            wrong = client.post(CODE, {"code": "x"})
            return first, client.get(CODE), wrong, client.post(CODE, {"action": "resend"})

        known, unknown = self.traces(monkeypatch, mailoutbox, send)
        assert known == unknown
        assert [trace[1:3] for trace in known] == [(1, 2)]

    def test_at_reset(self, monkeypatch, mailoutbox):
        def send(kind, number):
            client = Client()
            fields = {"email": f"{kind}{number:03}@example.org"}
            first = client.post("/accounts/password/reset/", fields)
            confirm = "/accounts/password/reset/confirm/"
            return first, client.get(confirm), client.post(confirm, {"code": "x"})

        known, unknown = self.traces(monkeypatch, mailoutbox, send)
        assert known == unknown
        assert [trace[1:3] for trace in known] == [(0, 1)]

    def test_at_sign_in(self, monkeypatch, mailoutbox):
        def send(kind, number):
            fields = {"login": f"{kind}{number:03}@example.org", "password": "a wrong one"}
            return (Client().post("/accounts/login/", fields),)

        known, unknown = self.traces(monkeypatch, mailoutbox, send)
        assert known == unknown
        assert [trace[1:3] for trace in known] == [(1, 0)]
