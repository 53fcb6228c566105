"""Pages ask the database no more often when there is more to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.models import Question, Topic
from tests import make

pytestmark = pytest.mark.django_db


def fill(rows):
    """A topic with `rows` questions after the second, and `rows` of everything else."""
    topic = make.topic(name="Wide topic", slug="wide")
    questions = [
        make.question(topic=topic, title=f"What is a kernel {n}?", slug=f"kernel-{n}")
        for n in range(rows + 1)
    ]
    for question in questions[1:]:
        make.related(questions[0], question)
    for _ in range(rows):
        make.video(questions[0])
        make.comment(questions[0], parent=make.comment(questions[0]))
        make.question()
        make.placement(slot="below-comments")
    return topic, questions[0]


def queries(client, path):
    client.get(path)  # what a process loads once, such as the site's row, does not count
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    # How often the mode is looked at depends on the clock.
    return [q["sql"] for q in captured if "maintenance_maintenancestate" not in q["sql"]]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/topics/",
        "/topics/wide/",
        "/questions/kernel-0/",
        "/questions/kernel-0/comments/",
        "/search/?q=kernel",
    ],
)
def test_queries_do_not_grow_with_rows(client, path):
    fill(1)
    few = queries(client, path)
    Question.objects.all().delete()
    Topic.objects.all().delete()
    fill(20)
    many = queries(client, path)
    assert len(many) == len(few), "\n".join(many)


def test_a_question_page_needs_at_most_eight_queries_and_three_for_comments(client):
    _, question = fill(20)
    assert len(queries(client, question.get_absolute_url())) <= 8 + 3
