"""Two editors on one question: the first stands, the second is told with both texts."""

from html import unescape

import pytest

from questions.models import Question, Reference
from questions.revising import revise
from tests import make
from tests.editorial.desk import ADD, change, changed, form

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(desk):
    desk.post(ADD, form(make.topic(), answer="It can grow.\n\nThe rest."))
    return Question.objects.get()


def save_as_another(question, **changes):
    revise(question, author=make.editor(username="editor2"), summary="", **changes)


def resent(page):
    """What the page's button sends: its hidden fields, and the text that may be changed there."""
    pairs = {}
    for name, value in page.context["pairs"]:
        pairs.setdefault(name, []).append(value)
    return pairs | {side.name: side.mine for side in page.context["sides"] if side.is_text}


def test_the_second_gets_409_with_both_texts_and_their_difference(desk, question):
    mine = changed(question, answer="It may grow.\n\nThe rest.", title="Mine?")
    save_as_another(Question.objects.get(), answer="It will grow.\n\nThe rest.")
    revisions = question.revisions.count()
    page = desk.post(change(question), mine)
    assert page.status_code == 409
    text = unescape(page.content.decode())
    assert "editor2 saved this question" in text
    assert "It will grow.\n\nThe rest.</textarea>" in text
    assert "It may grow.\n\nThe rest.</textarea>" in text
    assert "It <del>will</del> grow." in text
    assert "It <ins>may</ins> grow." in text
    assert "<ins>Mine?</ins>" in text
    assert "Removed:" in text
    assert "Added:" in text
    stored = Question.objects.get()
    assert (stored.answer, stored.title) == ("It will grow.\n\nThe rest.", "What is a kernel?")
    assert question.revisions.count() == revisions


def test_what_is_the_same_is_not_shown(desk, question):
    save_as_another(Question.objects.get(), short_answer="Theirs.")
    page = desk.post(change(question), changed(question, based_on="", answer="Mine."))
    assert {side.name for side in page.context["sides"]} >= {"short_answer", "answer"}
    assert not {"title", "topic", "difficulty"} & {side.name for side in page.context["sides"]}


def test_mine_is_saved_all_the_same_if_that_is_pressed(desk, question):
    mine = changed(question, answer="Mine.")
    save_as_another(Question.objects.get(), answer="Theirs.")
    page = desk.post(change(question), mine)
    assert desk.post(change(question), resent(page)).status_code == 302
    assert Question.objects.get().answer == "Mine."
    assert "Theirs." in question.revisions.all()[1].text


def test_a_third_editor_meanwhile_is_not_overwritten_by_that(desk, question):
    mine = changed(question, answer="Mine.")
    save_as_another(Question.objects.get(), answer="Theirs.")
    page = desk.post(change(question), mine)
    revise(Question.objects.get(), author=None, summary="", answer="A third's.")
    assert desk.post(change(question), resent(page)).status_code == 409
    assert Question.objects.get().answer == "A third's."


def test_theirs_is_taken_by_a_link(desk, question):
    save_as_another(Question.objects.get(), answer="Theirs.")
    page = desk.post(change(question), changed(question, based_on="", answer="Mine."))
    assert f'href="{change(question)}">Take theirs</a>' in page.content.decode()


def test_rows_that_were_made_anew_meanwhile_do_not_hinder(desk, question):
    book = {"authors": "A. Writer", "title": "A book", "year": 2001, "address": "", "position": 0}
    old = Reference.objects.create(question=question, **book)
    row = {f"references-0-{name}": value for name, value in book.items()}
    mine = changed(question, answer="Mine.") | row | {
        "references-TOTAL_FORMS": "1",
        "references-INITIAL_FORMS": "1",
        "references-0-id": old.pk,
        "references-0-question": question.pk,
    }  # fmt: skip
    old.delete()
    Reference.objects.create(question=question, **book | {"title": "Another book"})
    save_as_another(Question.objects.get(), answer="Theirs.")
    page = desk.post(change(question), mine)
    assert page.status_code == 409
    (rows,) = [side for side in page.context["sides"] if side.name == "references"]
    assert "Another book" in rows.theirs
    assert "A book" in rows.mine
    assert desk.post(change(question), resent(page)).status_code == 302
    assert {r.title for r in question.references.all()} == {"A book", "Another book"}


def test_what_was_typed_wrong_is_shown_as_it_was_typed(desk, question):
    save_as_another(Question.objects.get(), answer="Theirs.")
    page = desk.post(
        change(question), changed(question, based_on="", reviewed_at="someday", title="")
    )
    assert page.status_code == 409
    assert {side.name: side.mine for side in page.context["sides"]}["reviewed_at"] == "someday"


def test_members_learn_nothing(client, question):
    client.force_login(make.user())
    response = client.post(change(question), changed(question, based_on="", answer="Mine."))
    assert response.status_code in (302, 403)
