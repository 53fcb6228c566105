import pytest

from discussion.counting import rebuild
from discussion.models import Comment
from operations.demo import Sizes
from operations.demo import make as make_demo
from pages import generations
from questions.models import Question
from tests import make

pytestmark = pytest.mark.django_db


def count_of(question):
    return Question.objects.get(pk=question.pk).comment_count


def test_wrong_counts_are_mended_and_their_pages_expire():
    wrong, right = make.question(comment_count=7), make.question()
    make.comment(right)
    make.comment(wrong)
    make.comment(wrong, state=Comment.State.HIDDEN)
    make.comment(wrong, state=Comment.State.HELD)
    before = [generations.read(q.get_absolute_url())[0] for q in (wrong, right)]
    rebuild.call()
    after = [generations.read(q.get_absolute_url())[0] for q in (wrong, right)]
    assert (count_of(wrong), count_of(right)) == (1, 1)
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_demo_comments_are_made_in_threads_and_counted():
    make.question()
    question = make.question()
    make_demo(Sizes(comments=2500))
    assert Comment.objects.count() == 2500
    assert Comment.objects.filter(depth__gt=1).exists()
    assert count_of(question) == question.comments.count() > 0
    assert question.comments.first().html.startswith("<")


def test_without_questions_there_are_no_demo_comments():
    make_demo(Sizes(comments=10))
    assert not Comment.objects.exists()
