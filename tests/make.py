"""Rows for tests: functions with defaults, each argument a field."""

from datetime import timedelta
from io import BytesIO
from itertools import count
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from discussion.models import Comment
from editorial.pictures import encode, keep
from partners.models import Placement
from questions.models import Path, PathStep, Question, RelatedLink, Topic, Video
from tests.passkeys import Passkey

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


def path(*parts, **fields):
    """A path of parts, each a title and its questions."""
    number = next(_numbers)
    defaults = {"name": f"Path {number}", "slug": f"path-{number}", "summary": "One by one."}
    path = Path.objects.create(**defaults | fields)
    steps = [(title, question) for title, questions in parts for question in questions]
    for position, (title, question) in enumerate(steps, start=1):
        PathStep.objects.create(path=path, part=title, question=question, position=position)
    return path


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


def image(kind="PNG", size=(40, 30), color="navy"):
    """A picture as a file that somebody uploads."""
    file = BytesIO()
    Image.new("RGB", size, color).save(file, kind)
    return SimpleUploadedFile(f"picture.{kind.lower()}", file.getvalue(), f"image/{kind.lower()}")


def picture(alternative="A network", **fields):
    """An uploaded picture, its file included."""
    return keep(encode(image(**fields)), alternative)


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


def factors(person, secret=""):
    """An authenticator app and recovery codes; gives the app's secret."""
    secret = secret or generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def passkey(person, device=None, name="A phone"):
    """A passkey's row; `device` is the `Passkey` that it belongs to."""
    data = {"name": name, "credential": (device or Passkey()).register()}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def user_session(person, **fields):
    defaults = {"session_key": f"session-{next(_numbers)}", "ip": "127.0.0.1", "user_agent": "One"}
    return UserSession.objects.create(user=person, **defaults | fields)
