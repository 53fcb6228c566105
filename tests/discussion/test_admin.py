"""Comments in the admin: editors read, hide and show; superusers change words, which is logged."""

import pytest
from django.contrib.admin.models import LogEntry

from discussion.models import Comment
from questions.models import Question
from tests import make
from tests.maintenance.crawling import checksum

LIST = "/admin/discussion/comment/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return make.comment(make.question(), source="Standing words")


def decide(client, comment, action):
    data = {"action": action, "_selected_action": [comment.pk]}
    return client.post(LIST, data)


def count():
    return Question.objects.get().comment_count


@pytest.mark.parametrize("role", [make.editor, make.superuser])
def test_they_are_hidden_and_shown_from_the_list(client, comment, role):
    client.force_login(role())
    decide(client, comment, "hide")
    comment.refresh_from_db()
    assert (comment.state, count()) == (Comment.State.HIDDEN, 0)
    decide(client, comment, "show")
    comment.refresh_from_db()
    assert (comment.state, count()) == (Comment.State.VISIBLE, 1)
    assert LogEntry.objects.count() == 2


def test_editors_read_and_neither_change_nor_add_nor_erase(client, comment):
    client.force_login(make.editor())
    before = checksum()
    page = client.get(f"{LIST}{comment.pk}/change/")
    assert "Standing words" in page.content.decode()
    assert client.post(f"{LIST}{comment.pk}/change/", {"source": "Mine"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"}).status_code == 403
    decide(client, comment, "delete_selected")
    assert checksum() == before


def test_members_get_nowhere(client, comment):
    client.force_login(make.user())
    before = checksum()
    assert client.get(LIST).status_code in (302, 403)
    decide(client, comment, "hide")
    assert checksum() == before


def test_a_superuser_changes_words_alone_and_it_is_logged(client, comment):
    person = make.superuser()
    client.force_login(person)
    data = {"source": "*Milder* words", "state": "hidden", "author": person.pk}
    client.post(f"{LIST}{comment.pk}/change/", data)
    before, comment = comment, Comment.objects.get()
    assert "<em>Milder</em>" in comment.html
    assert (comment.state, comment.author) == (before.state, before.author)
    assert comment.edited_at is not None
    assert LogEntry.objects.get().user == person


def test_what_cannot_be_stored_is_refused(client, comment):
    client.force_login(make.superuser())
    page = client.post(f"{LIST}{comment.pk}/change/", {"source": "bell \x07"})
    assert "U+0007" in page.content.decode()
    assert Comment.objects.get().source == "Standing words"


def test_a_superuser_erases_what_nobody_answered(client, comment):
    client.force_login(make.superuser())
    reply = make.comment(comment.question, parent=comment)
    client.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"})
    assert Comment.objects.count() == 2
    client.post(f"{LIST}{reply.pk}/delete/", {"post": "yes"})
    assert (Comment.objects.count(), count()) == (1, 1)
    decide_post = {"action": "delete_selected", "_selected_action": [comment.pk], "post": "yes"}
    client.post(LIST, decide_post)
    assert (Comment.objects.count(), count()) == (0, 0)


def test_a_question_goes_with_all_its_comments(client, comment):
    make.comment(comment.question, parent=make.comment(comment.question, parent=comment))
    client.force_login(make.superuser())
    client.post(f"/admin/questions/question/{comment.question.pk}/delete/", {"post": "yes"})
    assert not Comment.objects.exists()
    assert not Question.objects.exists()
