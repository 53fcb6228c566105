"""What is tried too often is answered with 429 and the time to try again."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db
NEW = {"public_name": "Ada L.", "email": "ada@example.org", "password1": "a long pass word"}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to("2026-11-01 12:00 +0000", tick=False)


def sign_in(login="reader1", password="wrong", address="192.0.2.1"):
    fields = {"login": login, "password": password}
    return Client().post("/accounts/login/", fields, REMOTE_ADDR=address)


def sign_up(number, address="192.0.2.1"):
    fields = NEW | {"public_name": f"Ada {number}", "email": f"ada{number}@example.org"}
    return Client().post("/accounts/signup/", fields, REMOTE_ADDR=address)


def test_five_wrong_passwords_a_minute_and_account(time_machine):
    make.user(username="reader1")
    assert [sign_in(address=f"192.0.2.{n}").status_code for n in range(5)] == [200] * 5
    time_machine.move_to("2026-11-01 12:00:20 +0000", tick=False)
    refused = sign_in(password="correct horse battery", address="192.0.2.9")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "40"
    assert "in a minute" in refused.content.decode()
    time_machine.move_to("2026-11-01 12:01:00 +0000", tick=False)
    assert sign_in(password="correct horse battery").status_code == 302


def test_twenty_wrong_passwords_a_minute_and_address():
    answers = [sign_in(f"reader{n}").status_code for n in range(21)]
    assert answers == [200] * 20 + [429]
    assert sign_in("reader", address="192.0.2.2").status_code == 200


def test_neighbors_of_an_ipv6_network_count_as_one():
    for number in range(20):
        sign_in(f"reader{number}", address=f"2001:db8::{number:x}")
    assert sign_in("reader", address="2001:db8::ffff").status_code == 429
    assert sign_in("reader", address="2001:db8:1::1").status_code == 200


def test_five_messages_an_hour_and_mailbox():
    answers = [Client().post("/accounts/signup/", NEW) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert answers[5]["Retry-After"] == "3600"
    assert "in 60 minutes" in answers[5].content.decode()


def test_forty_people_behind_one_address_sign_up_in_ten_minutes(time_machine):
    answers = []
    for number in range(41):
        time_machine.move_to(f"2026-11-01 12:{number // 5:02}:00 +0000", tick=False)
        answers.append(sign_up(number).status_code)
    assert answers == [302] * 40 + [429]


def test_a_hundred_sign_ups_an_hour_and_address(time_machine):
    answers = []
    for number in range(101):
        time_machine.move_to(f"2026-11-01 12:{number // 2:02}:00 +0000", tick=False)
        answers.append(sign_up(number).status_code)
    assert answers == [302] * 100 + [429]


def test_three_resets_an_hour(time_machine):
    reset = {"email": "ada@example.org"}
    answers = [Client().post("/accounts/password/reset/", reset) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429]
    assert answers[3]["Retry-After"] == "3600"
    time_machine.move_to("2026-11-01 13:00 +0000", tick=False)
    assert Client().post("/accounts/password/reset/", reset).status_code == 302


def test_with_the_cache_down_people_sign_in_and_limits_hold(monkeypatch):
    class Down:
        def __getattr__(self, name):
            raise ConnectionError

    make.user(username="reader1")
    backend = cache._connections["default"]
    monkeypatch.setattr(backend, "shared", Down())
    backend.memory.clear()
    assert sign_in(password="correct horse battery").status_code == 302
    assert [sign_in().status_code for _ in range(6)] == [200] * 5 + [429]
    backend.memory.clear()
    backend.again_at = 0.0
