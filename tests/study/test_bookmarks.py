"""Bookmarks: added, removed, undone, annotated and found again, by their own person alone."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maintenance.models import Mode
from maintenance.switch import switch
from questions.models import Question
from study.models import Bookmark
from study.tidying import forget_removed
from tests import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def reader(client):
    person = make.user(username="reader1")
    client.force_login(person)
    return person


@pytest.fixture
def question():
    return make.question(title="What is a number?", slug="what-is-a-number")


def path(question, action=""):
    return f"{question.get_absolute_url()}bookmark/{action}"


def is_pressed(client, question):
    return 'aria-pressed="true"' in client.get(question.get_absolute_url()).content.decode()


class TestPressing:
    def test_adding_leads_back_and_shows_it(self, client, reader, question):
        assert not is_pressed(client, question)
        response = client.post(path(question))
        assert response.status_code == 302
        assert response["Location"] == question.get_absolute_url()
        assert Bookmark.objects.of(reader).get().question == question
        assert is_pressed(client, question)

    def test_it_leads_back_to_the_list_that_it_was_pressed_in(self, client, reader, question):
        address = f"{question.topic.get_absolute_url()}?level=basic"
        assert client.post(path(question), {"next": address})["Location"] == address

    def test_the_form_leads_back_to_the_page_that_it_stands_on(self, client, reader, question):
        make.question(topic=question.topic, position=99)  # the page knows of a next one
        text = client.get(f"{question.get_absolute_url()}?a=b").content.decode()
        assert text.count(f'name="next" value="{question.get_absolute_url()}') == 2

    @pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:"])
    def test_it_never_leads_away(self, client, reader, question, address):
        response = client.post(path(question), {"next": address})
        assert response["Location"] == question.get_absolute_url()

    def test_twice_is_once(self, client, reader, question):
        client.post(path(question))
        client.post(path(question))
        assert Bookmark.objects.of(reader).count() == 1

    def test_removing_and_undoing_keep_the_note(self, client, reader, question):
        client.post(path(question))
        client.post(path(question, "note/"), {"note": "Say it aloud."})
        response = client.post(path(question, "remove/"), follow=True)
        assert not Bookmark.objects.of(reader).exists()
        assert not is_pressed(client, question)
        assert f'action="{path(question)}"' in response.content.decode()
        client.post(path(question))
        assert Bookmark.objects.of(reader).get().note == "Say it aloud."

    def test_removing_what_is_not_there_is_harmless(self, client, reader, question):
        assert client.post(path(question, "remove/")).status_code == 302
        assert client.post(path(question, "remove/")).status_code == 302

    def test_only_posting_writes(self, client, reader, question):
        for action in ("", "remove/", "note/"):
            assert client.get(path(question, action)).status_code == 405

    def test_htmx_gets_every_button_of_the_page_and_a_way_back(self, client, reader, question):
        response = client.post(path(question), {"place": "end"}, headers=HTMX)
        text = response.content.decode()
        for place in ("head", "end"):
            assert f'id="bookmark-{question.pk}-{place}"' in text
        assert text.count('aria-pressed="true"') == 2
        assert 'hx-swap-oob="innerHTML:#toast"' in text
        assert path(question, "remove/") in text
        assert response["HX-Trigger"] == "saved"

    def test_htmx_in_a_list_gets_the_button_of_the_row(self, client, reader, question):
        text = client.post(path(question), {"place": "row"}, headers=HTMX).content.decode()
        assert f'id="bookmark-{question.pk}-row"' in text
        assert f'id="bookmark-{question.pk}-head"' not in text

    def test_while_the_site_is_read_only_nothing_changes(self, client, reader, question):
        switch(Mode.READ_ONLY, by="operator")
        response = client.post(path(question), headers=HTMX)
        assert response.status_code == 503
        assert b"aria-pressed" not in response.content
        assert not Bookmark.objects.exists()
        assert b"disabled" in client.get(question.get_absolute_url()).content


class TestRights:
    def test_signed_out(self, client, question):
        for action in ("", "remove/", "note/"):
            assert client.post(path(question, action)).status_code == 403
        assert client.get("/bookmarks/").status_code == 302
        assert not Bookmark.objects.exists()

    def test_what_cannot_be_read_cannot_be_bookmarked(self, client, reader):
        draft = make.question(status=Question.Status.DRAFT)
        assert client.post(path(draft)).status_code == 404
        assert not Bookmark.objects.exists()

    def test_anothers_bookmark_can_be_neither_seen_nor_touched(self, client, reader, question):
        other = make.user()
        Bookmark.objects.add(other, question)
        Bookmark.objects.update(note="private")
        assert b"private" not in client.get("/bookmarks/").content
        client.post(path(question, "remove/"))
        assert client.post(path(question, "note/"), {"note": "mine"}).status_code == 404
        assert Bookmark.objects.of(other).get().note == "private"

    def test_a_question_that_went_stays_listed_without_a_link(self, client, reader, question):
        client.post(path(question))
        Question.objects.update(status=Question.Status.ARCHIVED)
        text = client.get("/bookmarks/").content.decode()
        assert "What is a number?" in text
        assert f'href="{question.get_absolute_url()}"' not in text

    def test_the_page_is_nobody_elses(self, client, reader):
        response = client.get("/bookmarks/")
        assert "no-store" in response["Cache-Control"]

    def test_what_was_pressed_signed_out_is_done_after_signing_in(self, client, question):
        person = make.user(username="reader1")
        response = client.post(path(question))
        held = re.search(r'name="held" value="([^"]+)"', response.content.decode())[1]
        fields = {"login": "reader1", "password": "correct horse battery", "held": held}
        response = client.post("/accounts/login/", fields)
        assert response["Location"] == question.get_absolute_url()
        assert Bookmark.objects.of(person).get().question == question


class TestNotes:
    def test_a_note_is_stored_and_shown_as_text(self, client, reader, question):
        client.post(path(question))
        client.post(path(question, "note/"), {"note": "First <b>line</b>\r\nsecond"})
        text = client.get("/bookmarks/").content.decode()
        assert "First &lt;b&gt;line&lt;/b&gt;<br>second" in text

    def test_one_that_is_too_long_comes_back(self, client, reader, question):
        client.post(path(question))
        response = client.post(path(question, "note/"), {"note": "x" * 2001})
        assert response.status_code == 400
        assert "x" * 2001 in response.content.decode()
        assert Bookmark.objects.get().note == ""

    def test_one_that_cannot_be_stored_comes_back(self, client, reader, question):
        client.post(path(question))
        response = client.post(path(question, "note/"), {"note": "a\x00b"})
        assert response.status_code == 400

    @pytest.mark.parametrize(
        ("words", "found"),
        [("number", 1), ("NUMBER", 1), ("aloud", 1), ("number aloud", 1), ("zebra", 0), ("%", 0)],
    )
    def test_titles_and_notes_are_searched(self, client, reader, question, words, found):
        client.post(path(question))
        client.post(path(question, "note/"), {"note": "Say it aloud."})
        response = client.get("/bookmarks/", {"q": words})
        assert response.content.decode().count('id="note-') == found


class TestList:
    def test_newest_first_in_pages_by_key(self, client, reader, settings):
        settings.LIST_PAGE_SIZE = 2
        now = timezone.now()
        for number in range(3):
            kept = make.question(title=f"Number {number}?")
            Bookmark.objects.create(
                person=reader, question=kept, created_at=now - timedelta(hours=number)
            )
        first = client.get("/bookmarks/")
        titles = [bookmark.question.title for bookmark in first.context["page"]]
        assert titles == ["Number 0?", "Number 1?"]
        second = client.get(first.context["page"].next_url)
        assert [bookmark.question.title for bookmark in second.context["page"]] == ["Number 2?"]

    def test_an_empty_list_says_how_it_fills(self, client, reader):
        assert b"Nothing is bookmarked yet" in client.get("/bookmarks/").content

    @pytest.mark.parametrize("address", ["/bookmarks/", "topic", "/search/?q=number"])
    def test_queries_do_not_grow_with_rows(self, client, reader, question, address):
        address = question.topic.get_absolute_url() if address == "topic" else address
        client.post(path(question))
        counts = []
        for _ in range(2):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
            for number in range(20):
                Bookmark.objects.add(
                    reader,
                    make.question(topic=question.topic, title=f"What is number {number} here?"),
                )
        assert counts[0] == counts[1]

    def test_a_signed_out_reader_costs_no_query(self, client, question):
        with CaptureQueriesContext(connection) as queries:
            client.get(question.get_absolute_url())
        assert len(queries) > 0
        assert not any("study_bookmark" in query["sql"] for query in queries)


def test_removed_bookmarks_are_forgotten_after_a_while(reader, question):
    Bookmark.objects.add(reader, question)
    Bookmark.objects.remove(reader, question)
    forget_removed.call()
    assert Bookmark.objects.count() == 1
    Bookmark.objects.update(removed_at=timezone.now() - timedelta(days=31))
    forget_removed.call()
    assert not Bookmark.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_added_and_removed_by_six_at_once():
    """Never an error, and the last intent stands."""
    person, question = make.user(), make.question()
    failures = []

    def press(number):
        try:
            for _ in range(5):
                act = Bookmark.objects.add if number % 2 else Bookmark.objects.remove
                act(person, question)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections["default"].close()

    presses = [threading.Thread(target=press, args=[number]) for number in range(6)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert failures == []
    assert Bookmark.objects.count() == 1
    Bookmark.objects.add(person, question)
    assert Bookmark.objects.of(person).count() == 1
    Bookmark.objects.remove(person, question)
    assert Bookmark.objects.of(person).count() == 0
