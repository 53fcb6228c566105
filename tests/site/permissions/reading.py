"""What is read, and by whom: pages, parts of pages, and the lists of the admin."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from django.urls import reverse

from tests.site.permissions import ABSENT, DENIED, DONE, LATE, PAGE, SIGN_IN, WEB, members


class Page(Enum):
    READ = auto()
    WITHOUT = auto()  # the page is read, and the text does not stand in it


READ, WITHOUT = Page

EVERYBODY = (READ,) * 5
NOBODY = (WITHOUT,) * 5
EDITORS = (ABSENT, ABSENT, ABSENT, READ, READ)
EDITORS_AND_OWNER = (ABSENT, READ, ABSENT, READ, READ)
IN_THE_THREAD = (WITHOUT, READ, WITHOUT, READ, READ)
OWNER = (SIGN_IN, READ, WITHOUT, WITHOUT, WITHOUT)


@dataclass(frozen=True)
class Row:
    name: str
    path: Callable
    text: str
    cells: tuple
    ways: tuple[str, ...] = PAGE
    view: str = ""


def pages():
    for name, cells in {
        "question": EVERYBODY, "draft": EDITORS, "scheduled": EDITORS, "archived": EDITORS,
    }.items():  # fmt: skip

        def path(world, part="", name=name):
            return getattr(world, name).get_absolute_url() + part

        text = "Published words." if name == "question" else f"Words of a {name} one."
        yield Row(f"the page: {name}", path, text, cells)
        title = "What is number" if name == "question" else f"What is {name}?"

        def comments(world, path=path):
            return path(world, "comments/")

        yield Row(f"the comments: {name}", comments, title, cells, WEB)
    for where, cells in {
        "/": NOBODY,
        "/feeds/questions/": NOBODY,
        "/search/?q=words": (WITHOUT, WITHOUT, WITHOUT, READ, READ),
        "/sitemap-questions.xml": NOBODY,
    }.items():
        for name in ("draft", "scheduled", "archived"):
            text = f"/questions/{name}/"
            yield Row(f"{name} in {where}", lambda world, where=where: where, text, cells)


def comments():
    for name, cells in {
        "comment": EVERYBODY,
        "held": EDITORS_AND_OWNER,
        "hidden": EDITORS_AND_OWNER,
        "deleted": (ABSENT,) * 5,
        "unread": EDITORS,
    }.items():

        def path(world, name=name):
            return getattr(world, name).get_absolute_url()

        yield Row(f"the comment: {name}", path, f"Words of the {name} one.", cells, WEB)
    for name, cells in {
        "comment": EVERYBODY,
        "held": IN_THE_THREAD,
        "hidden": IN_THE_THREAD,
        "deleted": NOBODY,
    }.items():
        text = f"Words of the {name} one."
        for part in ("", "comments/"):
            yield Row(
                f"in the thread /{part}: {name}",
                lambda world, part=part: world.question.get_absolute_url() + part,
                text,
                cells,
            )
        feed = "/feeds/questions/published/comments/"
        yield Row(
            f"in the feed: {name}",
            lambda world, feed=feed: feed,
            text,
            EVERYBODY if name == "comment" else NOBODY,
        )


def forms():
    """The forms of what is done to a comment are seen by those who may do it."""
    for act in members.comments():
        if act.has_a_key and not act.name.startswith("preview"):
            cells = tuple(READ if cell in (DONE, LATE) else cell for cell in act.cells)
            yield Row(f"the form: {act.name}", act.path, "<form", cells, WEB)
    for name, cells in {
        "comment": (SIGN_IN, READ, READ, READ, READ),
        "held": members.NOT_AT_ALL,
        "hidden": members.NOT_AT_ALL,
        "deleted": members.NOT_AT_ALL,
        "unread": (SIGN_IN, ABSENT, ABSENT, READ, READ),
    }.items():

        def path(world, name=name):
            return reverse("discussion:reply", args=[getattr(world, name).pk])

        yield Row(f"the form: reply to {name}", path, "<form", cells, WEB)


def private():
    for path, text in {
        "/bookmarks/": "Noted words",
        "/accounts/profile/": "Owned words",
        "/accounts/email/": "owner@example.org",
        "/accounts/sessions/": "Here is owner",
        "/accounts/2fa/": "The owner&#x27;s key",
    }.items():
        yield Row(path, lambda world, path=path: path, text, OWNER)
    yield Row(
        "a passkey",
        lambda world: reverse("mfa_edit_webauthn", args=[world.passkey.pk]),
        "The owner&#x27;s key", (SIGN_IN, READ, ABSENT, ABSENT, ABSENT),
    )  # fmt: skip


DESK = ("questions_question", "questions_topic", "questions_revision", "questions_picture")
DESK += ("questions_path", "discussion_comment", "flatpages_flatpage")
REST = ("partners_placement", "accounts_user", "auth_group", "maintenance_maintenancestate")
REST += ("account_emailaddress", "mfa_authenticator", "usersessions_usersession", "sites_site")
REST += ("django_tasks_database_dbtaskresult",)


def lists():
    for names, cells in (
        (DESK, (SIGN_IN, DENIED, DENIED, READ, READ)),
        (REST, (SIGN_IN, DENIED, DENIED, DENIED, READ)),
    ):
        for name in names:
            view = f"admin:{name}_changelist"
            yield Row(
                view, lambda world, view=view: reverse(view), 'id="content"', cells, view=view
            )


LISTS = list(lists())
DRAFT_TO_CHOOSE = Row(
    "choosing a related question",
    lambda world: (
        reverse("admin:autocomplete")
        + "?app_label=questions&model_name=relatedlink&field_name=target&term=draft"
    ),
    "What is draft?",
    (SIGN_IN, DENIED, DENIED, READ, READ),
)
ROWS = [*pages(), *comments(), *forms(), *private(), *LISTS, DRAFT_TO_CHOOSE]
