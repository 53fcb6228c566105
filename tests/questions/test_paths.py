"""Paths: questions in an order that editors recommend."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.models import Path, PathStep, Question
from study.models import Bookmark
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def path():
    """A path of three questions in two parts, the last of them a draft."""
    path = Path.objects.create(name="Two days", slug="two-days", summary="One after the other.")
    topic = make.topic()
    for position, (part, title) in enumerate(
        [("Day 2", "What comes later?"), ("Day 1", "What comes first?"), ("Day 2", "A draft?")]
    ):
        status = Question.Status.DRAFT if "draft" in title else Question.Status.PUBLISHED
        question = make.question(title=title, topic=topic, status=status)
        PathStep.objects.create(
            path=path, part=part, question=question, position=0 if part == "Day 1" else position + 1
        )
    return path


def test_it_shows_its_published_questions_in_parts(client, path):
    text = client.get("/study/paths/two-days/").content.decode()
    assert text.index("Day 1") < text.index("What comes first?") < text.index("Day 2")
    assert text.index("Day 2") < text.index("What comes later?")
    assert "A draft?" not in text
    assert "2 questions" in text


def test_it_is_linked_from_the_topics_and_the_sitemap(client, path):
    assert b'href="/study/paths/two-days/"' in client.get("/topics/").content
    assert b"/study/paths/two-days/" in client.get("/sitemap-paths.xml").content


def test_an_unknown_one_is_missing(client):
    assert client.get("/study/paths/nowhere/").status_code == 404


def test_without_any_the_topics_do_not_speak_of_them(client):
    assert b"Paths" not in client.get("/topics/").content


def test_a_change_is_seen_at_once(client, path):
    client.get("/study/paths/two-days/")
    path.steps.first().question.delete()
    assert b"What comes first?" not in client.get("/study/paths/two-days/").content


def test_members_see_and_press_the_bookmarks_of_its_questions(client, path):
    person = make.user()
    first = path.steps.first().question
    Bookmark.objects.add(person, first)
    assert b"aria-pressed" not in client.get("/study/paths/two-days/").content
    client.force_login(person)
    text = client.get("/study/paths/two-days/").content.decode()
    assert text.count('aria-pressed="true"') == 1
    assert text.count('aria-pressed="false"') == 1
    assert f'id="bookmark-{first.pk}-row"' in text


@pytest.mark.parametrize("member", [False, True])
def test_queries_do_not_grow_with_rows(client, path, member):
    if member:
        client.force_login(make.user())
    counts = []
    for _ in range(2):
        client.get("/study/paths/two-days/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/study/paths/two-days/")
        counts.append(len(queries))
        for number in range(20):
            PathStep.objects.create(
                path=path, part="Day 3", question=make.question(), position=10 + number
            )
    assert counts[0] == counts[1]
