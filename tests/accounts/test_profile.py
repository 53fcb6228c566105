"""The public page of somebody, and the form behind it."""

import re

import pytest
from django.test import Client

from accounts.models import User
from discussion import moderating
from pages import generations
from tests import make

pytestmark = pytest.mark.django_db
FIELDS = {
    "public_name": "Ada Lovelace",
    "bio": "Preparing for interviews.",
    "website": "ada.example",
    "time_zone": "Europe/London",
}


@pytest.fixture
def person(client):
    person = make.user(username="reader1", public_name="Reader One")
    client.force_login(person)
    return person


def test_it_is_changed_and_shown(client, person):
    response = client.post("/accounts/profile/", FIELDS, follow=True)
    page = response.content.decode()
    assert "Your profile is saved." in page
    assert "Ada Lovelace" in page
    assert 'href="https://ada.example" rel="nofollow ugc noopener noreferrer"' in page
    person.refresh_from_db()
    assert (person.username, person.time_zone) == ("reader1", "Europe/London")


def test_others_see_the_name_alone_and_no_engine_lists_it(client, person):
    client.post("/accounts/profile/", FIELDS)
    page = Client().get("/people/reader1/").content.decode()
    assert "Ada Lovelace" in page
    assert "Preparing" not in page
    assert "ada.example" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Only you see these lines" in client.get("/people/reader1/").content.decode()


def test_what_others_see_follows_the_first_comment_that_stands(client, person):
    client.post("/accounts/profile/", FIELDS)
    comment = make.comment(make.question(), author=person, source="My words", state="held")
    page = Client().get("/people/reader1/").content.decode()
    assert "ada.example" not in page
    assert "My words" not in page
    moderating.show(comment, by=make.editor())
    page = Client().get("/people/reader1/").content.decode()
    assert 'href="https://ada.example"' in page
    assert "Preparing for interviews." in page
    assert "My words" in page


def test_comments_are_listed_where_everybody_may_read_them(client, person):
    draft, question = make.question(status="draft"), make.question()
    make.comment(draft, author=person, source="On a draft")
    for number in range(25):
        make.comment(question, author=person, source=f"Number {number}.")
    newest = client.get("/people/reader1/").content.decode()
    assert "On a draft" not in newest
    assert question.title in newest
    assert "Number 24." in newest
    assert "Number 0." not in newest
    more = re.search(r'href="([^"]*after=[^"]+)"', newest)[1]
    assert "Number 0." in client.get(more).content.decode()


def test_a_new_name_is_read_everywhere_at_once(client, person):
    def mark():
        return generations.read("/questions/any/")[1]

    before = mark()
    client.post("/accounts/profile/", FIELDS | {"public_name": "Reader One"})
    assert mark() == before
    client.post("/accounts/profile/", FIELDS)
    assert mark() != before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("public_name", "Editor"),
        ("public_name", "somebody"),
        ("public_name", "a\u202eb"),
        ("bio", "x" * 281),
        ("bio", "a\0b"),
        ("website", "javascript:alert(1)"),
        ("time_zone", "Moon/Crater"),
    ],
)
def test_what_is_refused_comes_back_and_changes_nothing(client, person, field, value):
    make.user(username="somebody")
    before = User.objects.filter(pk=person.pk).values().get()
    response = client.post("/accounts/profile/", FIELDS | {field: value})
    assert response.status_code in (200, 400)
    assert User.objects.filter(pk=person.pk).values().get() == before


def test_ones_own_name_may_be_written_otherwise(client, person):
    client.post("/accounts/profile/", FIELDS | {"public_name": "READER1"})
    person.refresh_from_db()
    assert person.public_name == "READER1"


def test_nobody_there_and_suspended_is_the_same(person):
    make.user(username="gone", is_active=False)
    assert Client().get("/people/gone/").status_code == 404
    assert Client().get("/people/nobody-at-all/").status_code == 404


@pytest.mark.parametrize("path", ["/accounts/", "/accounts/profile/", "/accounts/sessions/"])
def test_signed_out_it_leads_to_signing_in(path):
    response = Client().get(path)
    assert response["Location"] == f"/accounts/login/?next={path}"


def test_the_page_of_a_reader_who_is_signed_out_is_kept():
    make.user(username="reader2")
    response = Client().get("/people/reader2/")
    assert "public" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Lovelace", "AL"), ("reader1", "R"), ("李明", "李"), ("a b c", "AC")]
)
def test_a_monogram(name, letters):
    assert User(public_name=name).monogram == letters


def test_the_admin_refuses_a_username_that_reads_as_another(client):
    client.force_login(make.superuser())
    make.user(username="ada-l")
    password = {"password1": "a long pass word", "password2": "a long pass word"}
    response = client.post(
        "/admin/accounts/user/add/",
        {"username": "аdа_l", "usable_password": "true"} | password,
    )
    assert response.status_code == 200
    assert "reads the same" in response.content.decode()
