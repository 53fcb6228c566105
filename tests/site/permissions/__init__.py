"""Who may do what: acts, each with its address, what a form there sends, and what it then does.

An act's five cells tell what becomes of it, by who sends it. What belongs to somebody is `owner`'s;
`stranger` is another member.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from operator import attrgetter

from django.urls import reverse

ROLES = ("signed out", "owner", "stranger", "editor", "superuser")
GUESS = 999_999  # the key of nothing


class Cell(Enum):
    DONE = auto()
    OWN = auto()  # done to what is one's own; the owner's stays as it is
    NOTHING = auto()  # answered, but nothing is stored
    SIGN_IN = auto()  # first
    ABSENT = auto()  # 404, as if there were nothing
    DENIED = auto()  # 403
    LATE = auto()  # 409


DONE, OWN, NOTHING, SIGN_IN, ABSENT, DENIED, LATE = Cell

EVERYBODY = (DONE,) * 5
MEMBERS = (SIGN_IN, DONE, DONE, DONE, DONE)
OWNER_ALONE = (SIGN_IN, DONE, ABSENT, ABSENT, ABSENT)
EACH_THEIR_OWN = (SIGN_IN, DONE, OWN, OWN, OWN)
EDITORS = (SIGN_IN, DENIED, DENIED, DONE, DONE)
SUPERUSERS = (SIGN_IN, DENIED, DENIED, DENIED, DONE)
NOBODY = (SIGN_IN, DENIED, DENIED, DENIED, DENIED)

PAGE, WEB, ADMIN = ("page",), ("page", "htmx"), ("admin",)


def never(world, person):
    """For what stores nothing."""
    return False


@dataclass(frozen=True)
class Act:
    """`at` names the argument of the address, as an attribute of the world; `fields` are sent.

    `done` tells whether it has been done, by a person. `steps`, where one form is not enough, are
    functions that send the others before, and give what they found as fields.
    """

    name: str
    view: str
    cells: tuple[Cell, ...]
    at: str = ""
    fields: dict | Callable = None
    done: Callable = never
    ways: tuple[str, ...] = WEB
    prepare: Callable = None
    steps: Callable = None
    also: tuple[str, ...] = ()  # the views that the steps reach
    logged: bool = False  # when it is done to what is somebody else's

    @property
    def has_a_key(self):
        return self.at.endswith(".pk")

    def path(self, world, *, guessed=False):
        if not self.at:
            return reverse(self.view)
        return reverse(self.view, args=[GUESS if guessed else attrgetter(self.at)(world)])

    def send(self, client, world, person, way, *, guessed=False):
        headers = {"HX-Request": "true"} if way == "htmx" else {}
        fields = self.fields(world, person) if callable(self.fields) else self.fields or {}
        if self.steps:
            fields = fields | self.steps(client, world, person)
        return client.post(self.path(world, guessed=guessed), fields, headers=headers)
