"""What may be done to a comment that stands there."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from discussion import moderating, posting
from discussion.composing import changed, reply_to
from discussion.models import Comment, moderates
from discussion.views.answers import (
    CONFLICT,
    UNPROCESSABLE,
    answer_form,
    answer_preview,
    answer_stored,
    find_comment,
    members_only,
)


@require_safe
@members_only
def reply(request, key):
    """The form of a reply, which is then sent to where all comments are."""
    comment = find_comment(request.person, key, Comment.objects.visible())
    return answer_form(request, reply_to(request.person, comment))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request, key):
    comment = find_comment(request.person, key, Comment.objects.managed_by(request.person))
    if request.method != "POST":
        return answer_form(request, changed(comment))
    composer = changed(comment, request.POST)
    if "preview" in request.POST:
        return answer_preview(request, composer)
    if not composer.form.is_valid():
        return answer_form(request, composer, status=UNPROCESSABLE)
    try:
        body = composer.form.cleaned_data["body"]
        comment = posting.change(comment, body=body, by=request.person)
    except posting.Closed:
        words = _("It is too late to change this comment, or somebody has replied to it.")
        composer.form.add_error(None, words)
        return answer_form(request, composer, status=CONFLICT)
    except ValidationError as error:
        composer.form.add_error(None, error)
        return answer_form(request, composer, status=UNPROCESSABLE)
    return answer_stored(request, comment, _("Your change is saved."), "discussion/_changed.html")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def delete(request, key):
    comment = find_comment(request.person, key, Comment.objects.managed_by(request.person))
    question = {
        "title": _("Delete comment"),
        "words": _("Your comment will go; replies to it stay."),
        "yes": _("Delete comment"),
        "no": _("Keep it"),
    }
    return confirmed(request, comment, question, posting.remove, _("The comment is deleted."))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def hide(request, key):
    question = {
        "title": _("Hide comment"),
        "words": _("Its place and the replies to it stay."),
        "yes": _("Hide comment"),
        "no": _("Leave it"),
    }
    comment = find_for_editor(request.person, key)
    return confirmed(request, comment, question, moderating.hide, _("The comment is hidden."))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def show(request, key):
    question = {
        "title": _("Show comment"),
        "words": _("Everybody will be able to read it."),
        "yes": _("Show comment"),
        "no": _("Leave it"),
    }
    comment = find_for_editor(request.person, key)
    return confirmed(request, comment, question, moderating.show, _("The comment is visible."))


def find_for_editor(person, key):
    """A comment that `person` may decide about."""
    if not moderates(person):
        raise Http404
    return find_comment(person, key, Comment.objects.visible_to(person))


def confirmed(request, comment, question, act, done):
    """Ask before `act`, and act once the answer comes."""
    if request.method == "POST":
        comment = act(comment, by=request.person)
        return answer_stored(request, comment, done, "discussion/_changed.html")
    context = {"comment": comment, "question": comment.question, "ask": question}
    context["address"] = request.path
    template = "discussion/_confirm.html" if request.htmx else "discussion/confirm.html"
    return render(request, template, context)
