"""Every address of the site, with arguments that reach its view, and every row of its database."""

import hashlib
from itertools import chain

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.flatpages.models import FlatPage
from django.db import connection
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from maintenance.models import MaintenanceState
from operations.working import clear_sessions
from partners.models import DailyCount
from questions.models import FormerAddress, Reference
from questions.revising import revise
from site_config.urls import STATIC_PAGES
from study.models import Bookmark
from tests import make


def fill():
    """Rows of every kind that an address can name; gives the path of each named address."""
    question = make.question(slug="a-question")
    other = make.question(topic=question.topic)
    make.related(question, other)
    make.video(question)
    placement = make.placement()
    DailyCount.objects.create(placement=placement, day=timezone.now().date(), views=2, clicks=1)
    picture = make.picture()
    Reference.objects.create(question=question, title="A book", authors="A writer", year=2001)
    path = make.path(("Day 1", [question]))
    FormerAddress.objects.create(path="/old/", question=question)
    revise(question, author=None, summary="First")
    person = make.user(username="member")
    make.editor(username="editor")
    superuser = make.superuser(username="superuser")
    for other in (person, superuser):
        make.factors(other)
    passkey = make.passkey(superuser)
    comment = make.comment(question, author=person, kind="correction")
    make.comment(question, parent=comment)
    clear_sessions.enqueue()
    content_type = ContentType.objects.get_for_model(question)
    LogEntry.objects.create(
        user=person, content_type=content_type, object_id=question.pk, action_flag=2
    )
    for page in STATIC_PAGES:
        FlatPage.objects.get_or_create(url=f"/{page}/", defaults={"title": page})
    MaintenanceState.objects.get_or_create(
        pk=1, defaults={"epoch": 1, "set_by": "operator", "set_at": timezone.now()}
    )
    make.user_session(person)
    Bookmark.objects.add(person, question)
    named = {
        "study:bookmark": [question.slug],
        "study:remove_bookmark": [question.slug],
        "study:note": [question.slug],
        "questions:topic": [question.topic.slug],
        "questions:question": [question.slug],
        "questions:path": [path.slug],
        "questions:picture": [picture.name],
        "partners:follow": [placement.pk],
        "admin:questions_revision_restore": [question.revisions.get().pk],
        "questions:topic_feed": [question.topic.slug],
        "discussion:comments": [question.slug],
        "discussion:feed": [question.slug],
        "django.contrib.sitemaps.views.sitemap": ["questions"],
        "person": [person.username],
        "mfa_edit_webauthn": [passkey.pk],
        "mfa_remove_webauthn": [passkey.pk],
        "admin:view_on_site": [content_type.pk, question.pk],
        "admin:auth_user_password_change": [person.pk],
        "admin:accounts_user_password_change": [person.pk],
    }
    for page in ("comment", "reply", "edit", "delete", "hide", "show"):
        named[f"discussion:{page}"] = [comment.pk]
    for model in admin.site._registry:
        key = model.objects.values_list("pk", flat=True).first()
        if key is not None:
            for page in ("change", "delete", "history"):
                named[f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"] = [key]
    return named


def addresses(named):
    """Give (view name, path) for every pattern; raises `LookupError` for one without arguments."""
    found, unknown = [], []
    for prefix, pattern in patterns(get_resolver()):
        name = ":".join([*prefix, pattern.name or ""])
        if pattern.pattern.regex.groups == 0 and pattern.name:
            found.append((name, reverse(name)))
        elif name in named:
            found.append((name, reverse(name, args=named[name])))
        elif pattern.pattern.regex.pattern in UNNAMED:
            found.append((name, UNNAMED[pattern.pattern.regex.pattern]))
        elif name == "admin:app_list":
            labels = {model._meta.app_label for model in admin.site._registry}
            found += [(name, reverse(name, args=[label])) for label in sorted(labels)]
        elif pattern.lookup_str.endswith("RedirectView"):
            found.append((name, f"/admin/questions/question/{named_key(named)}/"))
        else:
            unknown.append((name, str(pattern.pattern)))
    if unknown:
        raise LookupError(f"These addresses need arguments in `fill`: {unknown}")
    return found


UNNAMED = {"": "/old/", r"(?P<url>.*)$": "/admin/nothing/here/"}


def named_key(named):
    return named["admin:questions_question_change"][0]


def patterns(resolver, prefix=()):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix, entry
        else:
            own = (entry.namespace,) if entry.namespace else ()
            yield from patterns(entry, prefix + own)


def checksum(without=()):
    """A digest of every row of every table, but for some tables."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(without)):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(map(repr, cursor.fetchall()))
            digest.update("\n".join(chain([table], rows)).encode())
    return digest.hexdigest()
