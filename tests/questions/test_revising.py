from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from questions.counting import publish_due, rebuild
from questions.files import Reference, Related, Video
from questions.models import Question, Topic
from questions.parsing import parse
from questions.revising import Conflict, file_of, revise
from tests import make

pytestmark = pytest.mark.django_db


def new(**fields):
    return Question(topic=make.topic(), slug="a-question", **fields)


def test_a_new_question_is_stored_with_its_first_revision():
    question = new()
    revision = revise(question, author=None, summary="First", title="A question?", answer="Text.")
    assert Question.objects.get().answer_html == "<p>Text.</p>"
    assert parse(revision.text) == file_of(question)


def test_saving_the_same_again_makes_no_revision():
    question = new()
    revise(question, author=None, summary="", title="A question?", answer="Text.")
    assert revise(question, author=None, summary="", answer="Text.") is None
    assert question.revisions.count() == 1


def test_links_are_replaced_whole_and_kept_when_equal():
    question, one, two = make.question(), make.question(), make.question()
    links = [Related(one.slug, "prerequisite"), Related(two.slug, "deeper")]
    videos = [Video("youtube", "PLryWeHPcBs", "Lecture", runtime=60)]
    references = [Reference("A. Author", "A paper", 1997)]
    revise(question, author=None, summary="", related=links, videos=videos, references=references)
    before = list(question.related_links.values_list("pk", flat=True))
    revise(question, author=None, summary="", related=links, answer="Other text.")
    assert list(question.related_links.values_list("pk", flat=True)) == before
    revise(question, author=None, summary="", related=links[1:])
    assert [link.target for link in question.related_links.all()] == [two]
    assert file_of(question).videos == tuple(videos)
    assert file_of(question).references == tuple(references)


def test_a_change_based_on_an_old_revision_is_refused_and_the_first_stands():
    question = make.question()
    base = revise(question, author=None, summary="", answer="Base.")
    revise(question, author=None, summary="", based_on=base, answer="First.")
    with pytest.raises(Conflict) as conflict:
        revise(question, author=None, summary="", based_on=base, answer="Second.")
    assert "First." in conflict.value.latest.text
    assert Question.objects.get(pk=question.pk).answer == "First."


def test_an_address_that_another_question_had_is_refused():
    renamed, other = make.question(slug="old"), make.question()
    revise(renamed, author=None, summary="", slug="new")
    with pytest.raises(ValidationError):
        revise(other, author=None, summary="", slug="old")


def test_what_may_not_be_stored_is_refused():
    with pytest.raises(ValidationError):
        revise(new(), author=None, summary="", title="A\x00B", answer="Text.")


def test_a_change_of_meaning_is_dated():
    question = make.question()
    revise(question, author=None, summary="", answer="New.", meaning_changed=True)
    assert Question.objects.get(pk=question.pk).meaning_changed_at is not None


def test_what_no_database_could_store_is_refused_in_links_too():
    reference = Reference("A" * 400, "A title", 1999)
    with pytest.raises(ValidationError):
        revise(make.question(), author=None, summary="", references=[reference])


class TestCounts:
    def test_the_topic_counts_what_is_published(self):
        topic = make.topic()
        question = make.question(topic=topic)
        topic.refresh_from_db()
        assert topic.question_count == 1
        question.status = Question.Status.ARCHIVED
        question.save()
        topic.refresh_from_db()
        assert topic.question_count == 0

    def test_moving_a_question_moves_its_count(self):
        question, other = make.question(), make.topic()
        former = question.topic
        question.topic = other
        question.save()
        for topic, count in ((former, 0), (other, 1)):
            topic.refresh_from_db()
            assert topic.question_count == count

    def test_deleting_a_question_counts_too(self):
        question = make.question()
        topic = question.topic
        question.delete()
        topic.refresh_from_db()
        assert topic.question_count == 0

    def test_wrong_counts_are_mended(self):
        question = make.question()
        Topic.objects.update(question_count=7)
        rebuild.call()
        question.topic.refresh_from_db()
        assert question.topic.question_count == 1

    def test_scheduled_questions_are_counted_when_due(self, time_machine):
        question = make.question(published_at=timezone.now() + timedelta(hours=1))
        question.topic.refresh_from_db()
        assert question.topic.question_count == 0
        time_machine.move_to(timezone.now() + timedelta(hours=2))
        publish_due.call()
        question.topic.refresh_from_db()
        assert question.topic.question_count == 1
        assert Question.objects.get().status == Question.Status.PUBLISHED
