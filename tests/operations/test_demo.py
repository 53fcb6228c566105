import pytest
from django.core.management import call_command

from questions.models import Question, RelatedLink, Topic
from search.searching import Filters, search

pytestmark = pytest.mark.django_db


def test_demo_questions_can_be_read_and_found(client):
    call_command("make_demo", "--questions", "50", verbosity=0)
    assert Question.objects.published().count() == 50
    assert sum(topic.question_count for topic in Topic.objects.all()) == 50
    assert RelatedLink.objects.exists()
    question = Question.objects.first()
    assert client.get(question.get_absolute_url()).status_code == 200
    assert search(question.title, Filters()).hits[0].question == question


def test_more_can_be_added():
    for _ in range(2):
        call_command("make_demo", "--questions", "5", verbosity=0)
    assert Question.objects.count() == 10


def test_a_dry_run_makes_nothing(capsys):
    call_command("make_demo", "--questions", "5", "--dry-run")
    assert "questions=5" in capsys.readouterr().out
    assert not Question.objects.exists()
