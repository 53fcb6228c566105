"""A small site, on which everything that may be done can be done."""

from copy import deepcopy
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from discussion.models import Comment
from maintenance.models import MaintenanceState
from operations.working import clear_sessions
from questions.models import Revision
from questions.revising import revise
from study.models import Bookmark
from tests import make
from tests.site.permissions import ROLES

PASSWORD = "correct horse battery"


def long_ago():
    return timezone.now() - timedelta(days=7)


class World:
    """The people by their roles, and one of everything else."""

    def __init__(self):
        self.add_people()
        self.add_questions()
        self.add_comments()
        self.add_what_is_private()
        self.add_what_editors_keep()
        self.cookies = {r: self.signed_in(p).cookies for r, p in self.people.items()}

    def add_people(self):
        self.owner = make.user(username="owner", bio="Owned words", email="owner@example.org")
        self.stranger = make.user(username="stranger")
        self.editor = make.editor(username="editor")
        self.superuser = make.superuser(username="superuser")
        self.people = {role: getattr(self, role, None) for role in ROLES}

    def add_questions(self):
        self.question = make.question(slug="published", answer="Published words.")
        self.plain = make.question(slug="plain", answer="Plain words.")
        for status, published_at in (
            ("draft", None),
            ("scheduled", timezone.now() + timedelta(days=1)),
            ("archived", timezone.now()),
        ):
            fields = {"status": status, "published_at": published_at, "slug": status}
            fields |= {"title": f"What is {status}?", "answer": f"Words of a {status} one."}
            setattr(self, status, make.question(**fields))
        revise(self.question, author=None, summary="First")
        self.revision = self.question.revisions.get()
        revise(self.question, author=None, summary="Second", short_answer="Another.")
        self.latest = self.question.revisions.first()
        self.topic = self.question.topic
        self.empty_topic = make.topic()
        self.path = make.path(("Day 1", [self.question]))

    def add_comments(self):
        state = Comment.State
        for person in (self.owner, self.stranger):  # so that neither is new
            make.comment(make.question(), author=person, created_at=long_ago())
        recently = timezone.now() - timedelta(minutes=2)  # no limit of a minute counts it
        for name, fields in {
            "comment": {},
            "old": {"created_at": long_ago()},
            "answered": {},
            "held": {"state": state.HELD},
            "hidden": {"state": state.HIDDEN},
            "deleted": {"state": state.DELETED},
            "unread": {"question": self.draft},
        }.items():
            standard = {"question": self.question, "created_at": recently}
            standard["source"] = f"Words of the {name} one."
            setattr(self, name, make.comment(author=self.owner, **standard | fields))
        make.comment(self.question, author=self.stranger, parent=self.answered, created_at=recently)

    def add_what_is_private(self):
        Bookmark.objects.add(self.owner, self.question)
        Bookmark.objects.update(note="Noted words")
        self.passkey = make.passkey(self.owner, name="The owner's key")
        for person in self.everybody():
            make.factors(person)
            agent = f"Browser of {person.username}"
            make.user_session(person, user_agent=agent)
        codes = Authenticator.objects.filter(type="recovery_codes")
        self.codes = list(codes.values_list("data", flat=True))
        self.session = UserSession.objects.get(user=self.owner)
        self.app = Authenticator.objects.get(user=self.owner, type="totp")
        self.address = EmailAddress.objects.get(user=self.owner)
        self.address.set_verified()

    def add_what_editors_keep(self):
        self.picture = make.picture()
        self.placement = make.placement()
        self.page, _ = FlatPage.objects.get_or_create(url="/about/", defaults={"title": "About"})
        self.page.sites.set([1])
        self.group = Group.objects.get(name="Editors")
        self.site = Site.objects.get()
        self.state, _ = MaintenanceState.objects.get_or_create(
            pk=1, defaults={"epoch": 1, "set_by": "operator", "set_at": timezone.now()}
        )
        clear_sessions.enqueue()
        self.task = DBTaskResult.objects.get()

    def everybody(self):
        return [person for person in self.people.values() if person]

    def client(self, role):
        """A browser of somebody, who has given the password a moment ago."""
        client = Client()
        client.cookies = deepcopy(self.cookies[role])
        return client

    def signed_in(self, person):
        client = Client()
        if person:
            client.force_login(person)
            client.post("/accounts/reauthenticate/", {"password": PASSWORD})
            key, agent = client.session.session_key, f"Here is {person.username}"
            make.user_session(person, session_key=key, user_agent=agent)
        return client

    def owned(self):
        """All that is the owner's."""
        mine = {"user": self.owner}
        rows = [
            User.objects.filter(pk=self.owner.pk),
            EmailAddress.objects.filter(**mine),
            Authenticator.objects.filter(**mine),
            UserSession.objects.filter(**mine),
            Bookmark.objects.filter(person=self.owner),
            Comment.objects.filter(author=self.owner),
        ]
        return [list(found.order_by("pk").values()) for found in rows]

    def traces(self, person):
        """How often it is written down that a person changed something as an editor."""
        return (
            LogEntry.objects.filter(user=person).count()
            + Revision.objects.filter(author=person).count()
            + MaintenanceState.objects.filter(set_by=person.username).count()
        )


def again(row):
    """A row as it is stored now; None if it is gone."""
    return type(row)._default_manager.filter(pk=row.pk).first()
