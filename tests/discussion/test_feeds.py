import pytest
from django.utils.html import escape

from discussion.models import Comment
from questions.models import Question
from tests import make

pytestmark = pytest.mark.django_db


def feed(client, question):
    return client.get(f"/feeds{question.get_absolute_url()}comments/")


def test_it_lists_what_everybody_may_read_newest_first(client):
    question = make.question()
    author = make.user(public_name="Ada <Reader>")
    make.comment(question, source="A *first*", author=author)
    make.comment(question, source="Hidden words", state=Comment.State.HIDDEN)
    make.comment(question, source="Held words", state=Comment.State.HELD)
    make.comment(question, source="A second", kind=Comment.Kind.CORRECTION)
    response = feed(client, question)
    text = response.content.decode()
    assert response["Content-Type"].startswith("application/atom+xml")
    assert text.index("A second") < text.index(escape("A <em>first</em>"))
    assert "Correction by" in text
    assert "Comment by Ada &lt;Reader&gt;" in text
    assert "words" not in text


def test_a_draft_has_none(client):
    assert feed(client, make.question(status=Question.Status.DRAFT)).status_code == 404


def test_its_page_names_it(client):
    question = make.question()
    page = client.get(question.get_absolute_url()).content.decode()
    assert f'href="/feeds{question.get_absolute_url()}comments/"' in page
