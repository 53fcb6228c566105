"""What members do: comments, bookmarks, the own account."""

import json
import re
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core import mail

from discussion.models import Comment
from study.models import Bookmark
from tests.accounts.test_factors import APP, code_of
from tests.passkeys import Passkey
from tests.site.permissions import (
    ABSENT,
    DONE,
    EACH_THEIR_OWN,
    LATE,
    MEMBERS,
    NOTHING,
    OWN,
    OWNER_ALONE,
    PAGE,
    SIGN_IN,
    Act,
)
from tests.site.permissions.world import PASSWORD, again

NEW = "New words"
REMOVED = (Comment.State.DELETED, Comment.State.HIDDEN)
BY_AUTHOR_OR_SUPERUSER = (SIGN_IN, DONE, ABSENT, ABSENT, DONE)
BY_SUPERUSER_ALONE = (SIGN_IN, ABSENT, ABSENT, ABSENT, DONE)
TOO_LATE_FOR_THE_AUTHOR = (SIGN_IN, LATE, ABSENT, ABSENT, DONE)
BY_EDITORS = (SIGN_IN, ABSENT, ABSENT, DONE, DONE)
NOT_AT_ALL = (SIGN_IN, ABSENT, ABSENT, ABSENT, ABSENT)
LOOKED_AT = (SIGN_IN, NOTHING, NOTHING, NOTHING, NOTHING)


def typed(**fields):
    return lambda world, person: (
        {"body": NEW, "submission": uuid4()}
        | {name: value(world) if callable(value) else value for name, value in fields.items()}
    )


def stands_on(name):
    """Whether a person's new comment stands on the question of this name."""
    return lambda world, person: Comment.objects.filter(
        question=getattr(world, name), author=person, source=NEW
    ).exists()


def reads(name):
    return lambda world, person: again(getattr(world, name)).source == NEW


def is_in(name, *states):
    return lambda world, person: again(getattr(world, name)).state in states


def comments():
    view = "discussion:comments"
    on_draft, at_once = {"at": "draft.slug"}, {"at": "question.slug"}
    yield Act("post", view, MEMBERS, **at_once, fields=typed(), done=stands_on("question"))
    yield Act(
        "post on a draft", view, BY_EDITORS, **on_draft, fields=typed(), done=stands_on("draft")
    )
    for name, cells in {"comment": MEMBERS, "held": NOT_AT_ALL, "deleted": NOT_AT_ALL}.items():
        fields = typed(parent=lambda world, name=name: getattr(world, name).pk)
        done = stands_on("question")
        yield Act(f"reply to {name}", view, cells, **at_once, fields=fields, done=done)
    yield Act("preview", view, LOOKED_AT, **at_once, fields=typed(preview="1"))
    for name, cells in {
        "comment": BY_AUTHOR_OR_SUPERUSER,
        "old": TOO_LATE_FOR_THE_AUTHOR,
        "answered": TOO_LATE_FOR_THE_AUTHOR,
        "held": BY_AUTHOR_OR_SUPERUSER,
        "hidden": TOO_LATE_FOR_THE_AUTHOR,
        "deleted": NOT_AT_ALL,
        "unread": BY_SUPERUSER_ALONE,
    }.items():
        at = f"{name}.pk"
        fields, done = {"body": NEW}, reads(name)
        yield Act(f"edit {name}", "discussion:edit", cells, at, fields, done, logged=True)
    yield Act(
        "preview a change", "discussion:edit", (SIGN_IN, NOTHING, ABSENT, ABSENT, NOTHING),
        "comment.pk", {"body": NEW, "preview": "1"},
    )  # fmt: skip
    for name, cells in {
        "comment": BY_AUTHOR_OR_SUPERUSER,
        "old": BY_AUTHOR_OR_SUPERUSER,
        "answered": BY_AUTHOR_OR_SUPERUSER,
        "held": BY_AUTHOR_OR_SUPERUSER,
        "unread": BY_SUPERUSER_ALONE,
    }.items():
        done = is_in(name, *REMOVED)
        yield Act(
            f"delete {name}", "discussion:delete", cells, f"{name}.pk", done=done, logged=True
        )
    yield Act("delete deleted", "discussion:delete", NOT_AT_ALL, "deleted.pk")
    for name, view, state in (
        ("comment", "hide", "hidden"),
        ("held", "hide", "hidden"),
        ("held", "show", "visible"),
        ("hidden", "show", "visible"),
    ):
        done = is_in(name, state)
        at = f"{name}.pk"
        yield Act(f"{view} {name}", f"discussion:{view}", BY_EDITORS, at, done=done, logged=True)
    for view in ("hide", "show"):
        yield Act(f"{view} deleted", f"discussion:{view}", NOT_AT_ALL, "deleted.pk")


def keeps(name):
    return lambda world, person: (
        Bookmark.objects.of(person).filter(question=getattr(world, name)).exists()
    )


def bookmarks():
    view = "study:bookmark"
    yield Act("bookmark", view, EACH_THEIR_OWN, "plain.slug", done=keeps("plain"))
    on_draft = (SIGN_IN, ABSENT, ABSENT, OWN, OWN)
    yield Act("bookmark a draft", view, on_draft, "draft.slug", done=keeps("draft"))
    yield Act(
        "remove a bookmark",
        "study:remove_bookmark",
        (SIGN_IN, DONE, NOTHING, NOTHING, NOTHING),
        "question.slug",
        done=lambda world, person: person == world.owner and not keeps("question")(world, person),
    )
    yield Act(
        "write a note",
        "study:note",
        OWNER_ALONE,
        "question.slug",
        {"note": NEW},
        lambda world, person: Bookmark.objects.filter(person=person, note=NEW).exists(),
    )


def confirm_address(client, world, person):
    """Enter a new address, and read the code that it gets."""
    client.post("/accounts/email/", {"email": f"new-{person}@example.org", "action_add": "1"})
    letters = [letter for letter in mail.outbox if letter.to == [f"new-{person}@example.org"]]
    return {"code": re.search(r"\d{6}", letters[-1].body)[0]} if letters else {"code": "000000"}


def set_up_app(client, world, person):
    page = client.get(APP).content.decode()
    secret, signed = (
        re.search(r"<code>(\w+)</code>", page),
        re.search(r'signed" value="([^"]+)', page),
    )
    secret = secret[1] if secret else generate_totp_secret()
    return {"code": code_of(secret), "signed": signed[1] if signed else "none"}


def make_passkey(client, world, person):
    begun = client.post("/accounts/2fa/passkeys/creation/")
    challenge = begun.json()["publicKey"]["challenge"] if begun.status_code == 200 else "none"
    credential = json.dumps(Passkey().register(challenge))
    return {"name": "New key", "credential": credential, "passwordless": "on"}


def without_app(world, person):
    Authenticator.objects.filter(user=person, type="totp").delete()


def factor(person, kind, **fields):
    return Authenticator.objects.filter(user=person, type=kind, **fields)


def account():
    own = EACH_THEIR_OWN
    profile = {"public_name": NEW, "time_zone": "UTC"}
    password = {"oldpassword": PASSWORD, "password1": "a new pass word"}
    password["password2"] = password["password1"]
    yield Act(
        "change the profile", "profile", own, fields=profile, ways=PAGE,
        done=lambda world, person: again(person).public_name == NEW,
    )  # fmt: skip
    yield Act(
        "sign out elsewhere", "usersessions_list", own, ways=PAGE,
        done=lambda world, person: (
            not UserSession.objects.filter(user=person, user_agent__startswith="Browser of")
        ),
    )  # fmt: skip
    yield Act(
        "change the address", "account_email_verification_sent", own, ways=PAGE,
        steps=confirm_address, also=("account_email",),
        done=lambda world, person: again(person).email == f"new-{person}@example.org",
    )  # fmt: skip
    # Somebody else's is not found among one's own, and nothing is said of it; the only one stays.
    for action in ("remove", "primary", "send"):
        yield Act(
            f"{action} an address", "account_email",
            (SIGN_IN, NOTHING, NOTHING, NOTHING, NOTHING), ways=PAGE,
            fields={"email": "owner@example.org", f"action_{action}": "1"},
            done=lambda world, person: again(world.address) is None,
        )  # fmt: skip
    yield Act(
        "change the password", "account_change_password", own, fields=password, ways=PAGE,
        done=lambda world, person: again(person).check_password("a new pass word"),
    )  # fmt: skip
    yield Act(
        "set up an app", "mfa_activate_totp", own, ways=PAGE,
        prepare=without_app, steps=set_up_app,
        done=lambda world, person: factor(person, "totp").exists(),
    )  # fmt: skip
    yield Act(
        "remove the app", "mfa_deactivate_totp", own, ways=PAGE,
        done=lambda world, person: not factor(person, "totp").exists(),
    )  # fmt: skip
    yield Act(
        "make new codes", "mfa_generate_recovery_codes", own, ways=PAGE,
        done=lambda world, person: factor(person, "recovery_codes").get().data not in world.codes,
    )  # fmt: skip
    yield Act(
        "add a passkey", "mfa_add_webauthn", own, ways=PAGE,
        steps=make_passkey, also=("mfa_creation",),
        done=lambda world, person: factor(person, "webauthn", data__name="New key").exists(),
    )  # fmt: skip
    yield Act(
        "rename a passkey", "mfa_edit_webauthn", OWNER_ALONE, "passkey.pk", {"name": NEW},
        lambda world, person: factor(world.owner, "webauthn", data__name=NEW).exists(), PAGE,
    )  # fmt: skip
    yield Act(
        "remove a passkey", "mfa_remove_webauthn", OWNER_ALONE, "passkey.pk",
        done=lambda world, person: again(world.passkey) is None, ways=PAGE,
    )  # fmt: skip


ACTS = [*comments(), *bookmarks(), *account()]
