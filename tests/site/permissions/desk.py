"""What editors and superusers do in the admin."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.sites.models import Site

from accounts.models import User
from maintenance.state import stored
from partners.models import Placement
from questions.models import Path, Picture, Question, Topic
from tests import make
from tests.editorial.desk import changed, form
from tests.site.permissions import (
    ADMIN,
    DENIED,
    DONE,
    EDITORS,
    NOBODY,
    NOTHING,
    OWN,
    SIGN_IN,
    SUPERUSERS,
    Act,
)
from tests.site.permissions.members import NEW, is_in, reads
from tests.site.permissions.world import PASSWORD, again

SEEN_BY_EDITORS = (SIGN_IN, DENIED, DENIED, NOTHING, NOTHING)
LOOKED_AT_BY_EDITORS = (SIGN_IN, DENIED, DENIED, NOTHING, DONE)
YES = {"post": "yes"}


def act(name, view, cells, at="", fields=None, done=None, **rest):
    more = {"done": done} if done else {}
    return Act(name, f"admin:{view}", cells, at, fields, ways=ADMIN, **more, **rest)


def is_gone(name):
    return lambda world, person: again(getattr(world, name)) is None


def has(name, /, **values):
    """Whether a row has these values now."""

    def done(world, person):
        row = again(getattr(world, name))
        return all(getattr(row, field) == value for field, value in values.items())

    return done


def exists(model, /, **values):
    return lambda world, person: model.objects.filter(**values).exists()


def chosen(action, name, **fields):
    """What the list sends for an action on one row."""
    return lambda world, person: (
        {
            "action": action,
            "_selected_action": [getattr(world, name).pk],
        }
        | fields
    )


def removal(model, name, cells):
    """Deleting by its own page, and from the list."""
    if cells[-1] == DONE:
        yield act(f"delete {name}", f"{model}_delete", cells, f"{name}.pk", YES, is_gone(name))
    else:
        yield act(f"delete {name}", f"{model}_delete", cells, f"{name}.pk", YES)


def listed_removal(model, name, cells):
    data = chosen("delete_selected", name, **YES)
    done = is_gone(name) if DONE in cells else None
    yield act(f"delete {name} from the list", f"{model}_changelist", cells, "", data, done)


def questions():
    model, new = "questions_question", exists(Question, slug="what-is-a-kernel")
    yield act(
        "write a question", f"{model}_add", EDITORS,
        fields=lambda world, person: form(world.topic), done=new,
    )  # fmt: skip
    yield act(
        "change an answer", f"{model}_change", EDITORS, "question.pk",
        lambda world, person: changed(world.question, slug="published", answer=NEW),
        has("question", answer=NEW),
    )  # fmt: skip
    yield act(
        "publish by the form", f"{model}_change", EDITORS, "draft.pk",
        lambda world, person: changed(world.draft, slug="draft", status="draft", _publish="1"),
        has("draft", status="published"),
    )  # fmt: skip
    for action, name, status in (
        ("publish_now", "draft", "published"),
        ("back_to_draft", "question", "draft"),
        ("archive", "question", "archived"),
    ):
        done = has(name, status=status)
        data = chosen(action, name)
        yield act(f"{action} from the list", f"{model}_changelist", EDITORS, "", data, done)
    yield act("preview an answer", f"{model}_preview", SEEN_BY_EDITORS, fields={"answer": NEW})
    yield from removal(model, "plain", SUPERUSERS)
    yield from listed_removal(model, "plain", LOOKED_AT_BY_EDITORS)
    yield act(
        "restore a state", "questions_revision_restore", EDITORS, "revision.pk",
        lambda world, person: {"latest": world.latest.pk},
        has("question", short_answer="It is a number."),
    )  # fmt: skip
    for page in ("add", "change"):
        at = "revision.pk" if page == "change" else ""
        data = {"summary": NEW}
        yield act(f"{page} a revision", f"questions_revision_{page}", NOBODY, at, data)
    yield from removal("questions_revision", "revision", SUPERUSERS)
    yield from listed_removal("questions_revision", "revision", LOOKED_AT_BY_EDITORS)


def pictures():
    model, new = "questions_picture", exists(Picture, alternative=NEW)
    for page in ("upload", "add"):
        yield act(
            f"{page} a picture", f"{model}_{page}", EDITORS, done=new,
            fields=lambda world, person: {
                "file": make.image(color="maroon"),
                "alternative": NEW,
            },
        )  # fmt: skip
    data = {"alternative": NEW}
    yield act("change a picture", f"{model}_change", SUPERUSERS, "picture.pk", data, new)
    yield from removal(model, "picture", SUPERUSERS)
    yield from listed_removal(model, "picture", LOOKED_AT_BY_EDITORS)


def topics():
    model = "questions_topic"
    data = {"name": NEW, "slug": "new-words", "position": 9, "summary": ""}
    yield act("add a topic", f"{model}_add", EDITORS, "", data, exists(Topic, slug="new-words"))
    yield act(
        "change a topic", f"{model}_change", EDITORS, "topic.pk", data, has("topic", name=NEW)
    )
    yield act(
        "order the topics", f"{model}_changelist", EDITORS,
        fields=lambda world, person: {
            "_save": "Save",
            "form-TOTAL_FORMS": 1,
            "form-INITIAL_FORMS": 1,
            "form-0-id": Topic.objects.order_by("position", "id").first().pk,
            "form-0-position": 77,
        },
        done=exists(Topic, position=77),
    )  # fmt: skip
    yield from removal(model, "empty_topic", SUPERUSERS)


def paths():
    model = "questions_path"
    data = {"name": NEW, "slug": "new-words", "position": 9, "summary": NEW}
    data |= {"steps-TOTAL_FORMS": 0, "steps-INITIAL_FORMS": 0}
    yield act("add a path", f"{model}_add", EDITORS, "", data, exists(Path, slug="new-words"))
    yield act("change a path", f"{model}_change", EDITORS, "path.pk", data, has("path", name=NEW))
    yield from removal(model, "path", EDITORS)
    yield from listed_removal(model, "path", EDITORS)


def comments():
    model, change = "discussion_comment", {"source": NEW}
    yield act("add a comment", f"{model}_add", NOBODY, fields=change)
    yield act(
        "change a comment", f"{model}_change", SUPERUSERS, "comment.pk", change, reads("comment")
    )
    yield from removal(model, "comment", SUPERUSERS)
    yield from listed_removal(model, "comment", LOOKED_AT_BY_EDITORS)
    list_of = f"{model}_changelist"
    yield act("hide", list_of, EDITORS, "", chosen("hide", "comment"), is_in("comment", "hidden"))
    yield act("show", list_of, EDITORS, "", chosen("show", "held"), is_in("held", "visible"))


def static_pages():
    model, data = "flatpages_flatpage", {"title": "About", "content": NEW}
    yield act("add a static page", f"{model}_add", NOBODY, fields=data)
    done = has("page", content=NEW)
    yield act("change a static page", f"{model}_change", EDITORS, "page.pk", data, done)
    yield from removal(model, "page", SUPERUSERS)
    yield from listed_removal(model, "page", LOOKED_AT_BY_EDITORS)


def placements():
    model = "partners_placement"
    data = {
        "title": NEW,
        "name": "new-words",
        "address": "/about/",
        "advertiser": "A partner",
        "slot": "footer",
        "position": 0,
    }
    new = exists(Placement, title=NEW)
    yield act("add a placement", f"{model}_add", SUPERUSERS, "", data, new)
    yield act("change a placement", f"{model}_change", SUPERUSERS, "placement.pk", data, new)
    yield from removal(model, "placement", SUPERUSERS)
    yield from listed_removal(model, "placement", SUPERUSERS)


def profile(person, **fields):
    return {
        "username": person.username,
        "email": person.email,
        "time_zone": "UTC",
        "is_active": "on",
        "date_joined_0": f"{person.date_joined:%Y-%m-%d}",
        "date_joined_1": f"{person.date_joined:%H:%M:%S}",
    } | fields


def people():
    model, at = "accounts_user", "owner.pk"
    password = {"password1": "a new pass word", "password2": "a new pass word"}
    password["usable_password"] = "true"
    yield act(
        "add a person", f"{model}_add", SUPERUSERS, "", password | {"username": "newcomer"},
        exists(User, username="newcomer"),
    )  # fmt: skip
    for name, fields, done in (
        ("change a profile", {"public_name": NEW}, has("owner", public_name=NEW)),
        ("change an address", {"email": "x@example.org"}, has("owner", email="x@example.org")),
        ("suspend", {"is_active": ""}, has("owner", is_active=False)),
        ("make an editor", {"is_staff": "on"}, has("owner", is_staff=True)),
    ):
        data = lambda world, person, fields=fields: profile(world.owner, **fields)  # noqa: E731
        yield act(name, f"{model}_change", SUPERUSERS, at, data, done)
    yield act(
        "set a password", "auth_user_password_change", SUPERUSERS, at, password,
        lambda world, person: again(world.owner).check_password("a new pass word"),
    )  # fmt: skip
    yield from removal(model, "owner", SUPERUSERS)
    yield from listed_removal(model, "owner", SUPERUSERS)
    group = {"name": NEW}
    new = exists(Group, name=NEW)
    yield act("add a group", "auth_group_add", SUPERUSERS, "", group, new)
    yield act("change a group", "auth_group_change", SUPERUSERS, "group.pk", group, new)
    yield from removal("auth_group", "group", SUPERUSERS)
    yield from listed_removal("auth_group", "group", SUPERUSERS)


def without_app(world, person):
    Authenticator.objects.filter(pk=world.app.pk).delete()


def ways_in():
    """Addresses, second factors and sessions of people."""

    def of_owner(**fields):
        return lambda world, person: {"user": world.owner.pk} | fields

    moment = {"created_at_0": "2030-01-01", "created_at_1": "10:00:00"}
    used = {"last_used_at_0": "2030-01-01", "last_used_at_1": "10:00:00"}
    seen = {"last_seen_at_0": "2030-01-01", "last_seen_at_1": "10:00:00"}
    for model, name, data, new in (
        (
            "account_emailaddress", "address", {"email": "second@example.org"},
            {"email": "second@example.org"},
        ),
        (
            "mfa_authenticator", "app", {"type": "totp", "data": '{"a": 1}'} | moment | used,
            {"data": {"a": 1}},
        ),
        (
            "usersessions_usersession", "session",
            {"ip": "::1", "user_agent": "Another", "data": "[1]"} | moment | seen,
            {"user_agent": "Another"},
        ),
    ):  # fmt: skip
        data = of_owner(**data)
        done = has(name, **new)
        yield act(f"change {name}", f"{model}_change", SUPERUSERS, f"{name}.pk", data, done)
        added = lambda world, person, name=name, new=new: (  # noqa: E731
            type(getattr(world, name)).objects.filter(user=world.owner, **new).exists()
        )
        prepare = without_app if name == "app" else None
        yield act(f"add {name}", f"{model}_add", SUPERUSERS, "", data, added, prepare=prepare)
        yield from removal(model, name, SUPERUSERS)
        yield from listed_removal(model, name, SUPERUSERS)


def machinery():
    data = {"mode": "read-only", "message": "Moving", "confirm": "on"}
    model = "maintenance_maintenancestate"
    closed = lambda world, person: stored().closed  # noqa: E731
    yield act("switch maintenance", f"{model}_changelist", SUPERUSERS, "", data, closed)
    site = {"domain": "example.org", "name": "New"}
    new = has("site", name="New")
    yield act("change the site", "sites_site_change", SUPERUSERS, "site.pk", site, new)
    yield act("add a site", "sites_site_add", SUPERUSERS, "", site, exists(Site, name="New"))
    yield from removal("sites_site", "site", SUPERUSERS)
    yield from listed_removal("sites_site", "site", SUPERUSERS)
    # There is one state, with one way to set it: its page leads there.
    leads_there = (SIGN_IN, DENIED, DENIED, NOTHING, NOTHING)
    for page, cells in (("add", NOBODY), ("change", leads_there), ("delete", NOBODY)):
        at = "" if page == "add" else "state.pk"
        yield act(f"{page} the state of maintenance", f"{model}_{page}", cells, at, data)
    model = "django_tasks_database_dbtaskresult"
    for page in ("add", "change", "delete"):
        at = "" if page == "add" else "task.pk"
        yield act(f"{page} a task", f"{model}_{page}", NOBODY, at, YES)
    yield from listed_removal(model, "task", (SIGN_IN, DENIED, DENIED, DENIED, NOTHING))
    password = {"old_password": PASSWORD, "new_password1": "a new pass word"}
    password["new_password2"] = password["new_password1"]
    yield act(
        "change the own password", "password_change", (SIGN_IN, DENIED, DENIED, OWN, OWN),
        fields=password, done=lambda world, person: again(person).check_password("a new pass word"),
    )  # fmt: skip


ACTS = [
    *questions(),
    *pictures(),
    *topics(),
    *paths(),
    *comments(),
    *static_pages(),
    *placements(),
    *people(),
    *ways_in(),
    *machinery(),
]
