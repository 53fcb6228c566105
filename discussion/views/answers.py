"""What the views of comments share: who may come in, what is found, and how a form is answered."""

import math
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import reswap, retarget, trigger_client_event

from accounts.holding import holdable
from discussion.forms import TextForm
from discussion.limits import next_preview
from discussion.models import Comment
from discussion.thread import LEVELS, place_of, prepare
from markup.rendering import render_comment
from questions.models import Question

CONFLICT, UNPROCESSABLE, TOO_MANY = 409, 422, 429


def members_only(view):
    """Let a signed-out reader sign in first."""

    @holdable(gettext_lazy("what you sent is done"), text="body")
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.person is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def find_question(person, slug):
    question = Question.objects.visible_to(person).filter(slug=slug).first()
    if question is None:
        raise Http404
    return question


def find_comment(person, key, among=None):
    """The comment with this key, on a question that the person may read."""
    comments = Comment.objects.all() if among is None else among
    readable = Question.objects.visible_to(person)
    found = comments.filter(pk=key, question__in=readable.values("pk"))
    comment = found.select_related("question", "root").for_thread().first()
    if comment is None:
        raise Http404
    return comment


def answer_form(request, composer, *, status=200, preview=""):
    """Show a form: on a page, for htmx alone, and in its own place once it was sent.

    With another status than 200 it says what is wrong with it.
    """
    context = {"composer": composer, "question": composer.question, "preview": preview}
    context["errors"] = composer.form.errors if status != 200 else None
    if not request.htmx:
        return render(request, "discussion/compose.html", context, status=status)
    response = render(request, "discussion/_composer.html", context, status=status)
    if status != 200:
        retarget(reswap(response, "outerHTML"), f"#{composer.id}")
    return response


def answer_preview(request, composer):
    """Show what was typed as it would be posted; without script, with its form below it."""
    now = timezone.now()
    if (until := next_preview(request.person, now)) > now:
        return answer_limit(request, composer, until)
    form = TextForm(request.POST)
    if not form.is_valid():
        composer.form = form
        return answer_form(request, composer, status=UNPROCESSABLE)
    html = render_comment(form.cleaned_data["body"]).html
    if request.htmx:
        return render(request, "discussion/_preview.html", {"html": html})
    return answer_form(request, composer, preview=html)


def answer_limit(request, composer, until):
    """Refuse what came too soon, and say when it may come."""
    words = _("That was a lot in a short time. Send this at %(time)s UTC, or later.")
    composer.form.add_error(None, words % {"time": f"{until:%H:%M:%S}"})
    response = answer_form(request, composer, status=TOO_MANY)
    response["Retry-After"] = max(1, math.ceil((until - timezone.now()).total_seconds()))
    return response


def answer_stored(request, comment, words, template, composer=None):
    """Show a comment that was stored: as the part of the page that changed, or where it stands."""
    if not request.htmx:
        messages.success(request, words)
        return redirect(place_of(comment))
    comment = Comment.objects.for_thread().select_related("question").get(pk=comment.pk)
    prepare([comment], request.person)
    # Which level of the page it stands on is not known here; no page shows deeper ones than this.
    comment.is_last = comment.depth >= LEVELS - 1
    context = {"comment": comment, "composer": composer, "fresh": True}
    return trigger_client_event(render(request, template, context), "saved")
