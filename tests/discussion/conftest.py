from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from discussion.models import Comment
from tests import make


@pytest.fixture
def question(db):
    return make.question(slug="a-question")


@pytest.fixture
def member(db):
    """Somebody who is known: one of their comments stands on another question."""
    person = make.user(username="member")
    make.comment(make.question(), author=person, created_at=timezone.now() - timedelta(days=7))
    return person


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def send(question):
    """Sends a comment with the client, as its form does; arguments are fields."""

    def send(client, *, htmx=False, to=question, **fields):
        headers = {"HX-Request": "true"} if htmx else {}
        data = {"body": "Typed", "submission": uuid4()} | fields
        return client.post(f"{to.get_absolute_url()}comments/", data, headers=headers)

    return send


@pytest.fixture
def stored(question):
    """The comments on the question, as (text, state)."""

    def stored():
        rows = Comment.objects.filter(question=question).order_by("pk")
        return list(rows.values_list("source", "state"))

    return stored
