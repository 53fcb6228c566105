"""Publishing now or at a minute, by the form and by the list; the history and the way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from questions.models import Question, Revision
from questions.revising import revise
from tests import make
from tests.editorial.desk import ADD, change, changed, form

pytestmark = pytest.mark.django_db
LIST = "/admin/questions/question/"


def act(desk, action, *questions):
    data = {"action": action, "_selected_action": [question.pk for question in questions]}
    return desk.post(LIST, data, follow=True)


def at(moment):
    return {"published_at_0": f"{moment:%Y-%m-%d}", "published_at_1": f"{moment:%H:%M:%S}"}


def test_a_button_publishes_at_once_whatever_the_other_fields_say(desk):
    later = timezone.now() + timedelta(days=1)
    desk.post(ADD, form(make.topic(), status="draft", _publish="Publish now", **at(later)))
    question = Question.objects.get()
    assert question.is_published
    assert question.revisions.count() == 1


def test_the_button_is_there_only_while_readers_see_nothing(desk):
    draft = make.question(status="draft", published_at=None)
    assert 'name="_publish"' in desk.get(change(draft)).content.decode()
    assert 'name="_publish"' not in desk.get(change(make.question())).content.decode()


def test_a_minute_in_the_future_is_waited_for(desk, client):
    later = timezone.now() + timedelta(minutes=5)
    desk.post(ADD, form(make.topic(), **at(later)))
    question = Question.objects.get()
    assert question.status == "scheduled"
    desk.logout()
    assert desk.get(question.get_absolute_url()).status_code == 404
    Question.objects.update(published_at=timezone.now() - timedelta(seconds=1))
    assert desk.get(question.get_absolute_url()).status_code == 200


def test_scheduling_without_a_minute_is_refused(desk):
    page = desk.post(ADD, form(make.topic(), status="scheduled"))
    assert "A published question needs a date." in page.content.decode()


def test_the_list_publishes_what_has_no_problems(desk):
    good = make.question(status="draft", published_at=None)
    bad = make.question(status="draft", published_at=None, answer="$\\frac{a}{$")
    old = make.question()
    page = act(desk, "publish_now", good, bad, old)
    for question, is_published in ((good, True), (bad, False), (old, True)):
        before = question.published_at
        question.refresh_from_db()
        assert question.is_published is is_published
        assert before is None or question.published_at == before
    assert "its text has problems" in page.content.decode()
    assert good.revisions.get().author.username == "editor1"


@pytest.mark.parametrize(
    ("action", "status"), [("back_to_draft", "draft"), ("archive", "archived")]
)
def test_the_list_takes_back(desk, action, status):
    question = make.question()
    act(desk, action, question)
    assert Question.objects.get().status == status
    question.topic.refresh_from_db()
    assert question.topic.question_count == 0


class TestHistory:
    @pytest.fixture
    def question(self, desk):
        desk.post(ADD, form(make.topic(), answer="First words.", summary="Written"))
        question = Question.objects.get()
        desk.post(change(question), changed(question, answer="Second words.", meaning_changed="on"))
        return Question.objects.get()

    def restore(self, desk, revision, latest):
        address = f"/admin/questions/revision/{revision.pk}/restore/"
        return desk.post(address, {"latest": latest.pk}, follow=True)

    def test_it_says_what_changed(self, question):
        second, first = question.revisions.all()
        assert (first.summary, second.summary) == ("Written", "Edited in the admin")
        assert (first.meaning_changed, second.meaning_changed) == (False, True)
        assert question.meaning_changed_at

    def test_each_state_is_shown_with_its_changes(self, desk, question):
        listed = desk.get(f"/admin/questions/question/{question.pk}/history/", follow=True)
        second, first = question.revisions.all()
        address = f"/admin/questions/revision/{first.pk}/change/"
        assert address in listed.content.decode()
        page = desk.get(address).content.decode()
        assert "<del>First</del> words." in page
        assert "<ins>Second</ins> words." in page
        assert "Restore this state" in page
        assert (
            "Restore this state"
            not in desk.get(f"/admin/questions/revision/{second.pk}/change/").content.decode()
        )

    def test_an_old_state_comes_back_as_a_new_one(self, desk, question):
        second, first = question.revisions.all()
        page = self.restore(desk, first, second)
        assert "The state was restored" in page.content.decode()
        assert Question.objects.get().answer == "First words."
        assert question.revisions.count() == 3
        assert question.revisions.first().author.username == "editor1"

    def test_what_is_public_stays_public(self, desk, question):
        revise(question, author=None, summary="", status="draft")
        draft = question.revisions.first()
        revise(question, author=None, summary="", status="published", answer="Third.")
        self.restore(desk, draft, question.revisions.first())
        stored = Question.objects.get()
        assert stored.is_published
        assert stored.answer == "Second words."

    def test_nobody_is_undone_unawares(self, desk, question):
        second, first = question.revisions.all()
        revise(question, author=None, summary="", answer="Third.")
        page = self.restore(desk, first, second)
        assert "Somebody has saved the question meanwhile" in page.content.decode()
        assert Question.objects.get().answer == "Third."

    def test_a_state_that_cannot_stand_is_refused(self, desk, question):
        second, first = question.revisions.all()
        Revision.objects.filter(pk=first.pk).update(text="no file")
        page = self.restore(desk, first, second)
        assert "Not restored" in page.content.decode()
        assert Question.objects.get().answer == "Second words."

    def test_members_restore_nothing(self, client, question):
        client.force_login(make.user())
        second, first = question.revisions.all()
        address = f"/admin/questions/revision/{first.pk}/restore/"
        assert client.post(address, {"latest": second.pk}).status_code in (302, 403)
        assert Question.objects.get().answer == "Second words."


def test_related_questions_are_found_by_their_words(desk):
    make.question(title="What is a kernel?")
    make.question(title="What is a tree?")
    field = "app_label=questions&model_name=relatedlink&field_name=target"
    found = desk.get(f"/admin/autocomplete/?term=kernel&{field}").json()["results"]
    assert [result["text"] for result in found] == ["What is a kernel?"]


def test_a_topics_pictogram_is_chosen_by_sight(desk):
    topic = make.topic()
    address = f"/admin/questions/topic/{topic.pk}/change/"
    assert "pictograms.svg#tree" in desk.get(address).content.decode()
    fields = {"name": "Trees", "slug": "trees", "position": 1, "pictogram": "tree"}
    assert desk.post(address, fields).status_code == 302
    topic.refresh_from_db()
    assert topic.pictogram == "tree"
    assert desk.post(address, fields | {"pictogram": "nothing"}).status_code == 200
