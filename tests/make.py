"""Rows for tests: functions with defaults, each argument a field."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from discussion.models import Comment
from partners.models import Placement
from questions.models import Question, RelatedLink, Topic, Video

_numbers = count(1)


def topic(**fields):
    number = next(_numbers)
    return Topic.objects.create(
        **{"name": f"Topic {number}", "slug": f"topic-{number}", "position": number} | fields
    )


def question(**fields):
    """A published question; `topic` is made when it is not given."""
    number = next(_numbers)
    defaults = {
        "title": f"What is number {number}?",
        "slug": f"what-is-number-{number}",
        "position": number,
        "short_answer": "It is a number.",
        "must_say": "It counts.\nIt is not a letter.",
        "answer": "## First part\n\nA number counts things.\n\n## Second part\n\nThat is all.",
        "status": Question.Status.PUBLISHED,
        "published_at": timezone.now() - timedelta(days=1),
    }
    if "topic" not in fields:
        defaults["topic"] = topic()
    return Question.objects.create(**defaults | fields)


def related(question, target, **fields):
    return RelatedLink.objects.create(question=question, target=target, **fields)


def video(question, **fields):
    defaults = {"video_id": "PLryWeHPcBs", "title": "A lecture", "runtime": 4740}
    return Video.objects.create(question=question, **defaults | fields)


def comment(question, **fields):
    """A comment as it stands after posting, counted; `author` is made when it is not given."""
    parent = fields.pop("parent", None)
    defaults = {"source": f"Comment {next(_numbers)}", "submission": uuid4()}
    if "author" not in fields:
        defaults["author"] = user()
    row = Comment(question=question, **defaults | fields)
    row.place_below(parent)
    row.save()
    row.count_from(None)
    return row


def placement(**fields):
    number = next(_numbers)
    defaults = {
        "name": f"placement-{number}",
        "slot": Placement.Slot.FOOTER,
        "advertiser": "A partner",
        "title": f"Offer {number}",
        "address": "https://partner.example/",
        "approved": True,
    }
    return Placement.objects.create(**defaults | fields)


def user(**fields):
    number = next(_numbers)
    defaults = {"username": f"reader{number}", "email": f"reader{number}@example.org"}
    password = fields.pop("password", "correct horse battery")
    return get_user_model().objects.create_user(**defaults | fields, password=password)


def editor(**fields):
    person = user(**{"username": f"editor{next(_numbers)}", "is_staff": True} | fields)
    person.groups.add(Group.objects.get(name="Editors"))
    return person


def superuser(**fields):
    return user(**{"is_staff": True, "is_superuser": True} | fields)
