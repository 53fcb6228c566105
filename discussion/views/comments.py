"""Reading comments, and writing new ones."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.holding import holdable
from discussion.composing import new_comment, reply_to
from discussion.models import Comment
from discussion.posting import TooSoon, post
from discussion.thread import ORDERS, question_thread, replies_to
from discussion.views.answers import (
    UNPROCESSABLE,
    answer_form,
    answer_limit,
    answer_preview,
    answer_stored,
    find_comment,
    find_question,
)
from pages.cache import public_page


@holdable(gettext_lazy("your comment is posted"), text="body")
@public_page(query=["order", "after", "before"])
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request, slug):
    question = find_question(request.person, slug)
    if request.method == "POST":
        return post_comment(request, question)
    order = request.GET.get("order", "newest")
    if order not in ORDERS:
        raise Http404
    context = {"question": question, "thread": question_thread(request, question, order)}
    if request.person:
        context["composer"] = new_comment(request.person, question)
    return render(request, "discussion/comments.html", context)


def post_comment(request, question):
    composer = composer_of(request, question)
    form = composer.form
    if "preview" in request.POST:
        return answer_preview(request, composer)
    if not form.is_valid():
        return answer_form(request, composer, status=UNPROCESSABLE)
    try:
        comment = post(
            question,
            author=request.person,
            body=form.cleaned_data["body"],
            submission=form.cleaned_data["submission"],
            parent=composer.comment,
            kind=form.cleaned_data["kind"],
        )
    except TooSoon as limit:
        return answer_limit(request, composer, limit.until)
    except ValidationError as error:
        form.add_error(None, error)
        return answer_form(request, composer, status=UNPROCESSABLE)
    words = _("Your comment is posted.") if comment.is_visible else _("An editor will look at it.")
    fresh = None if composer.comment else new_comment(request.person, question)
    return answer_stored(request, comment, words, "discussion/_posted.html", fresh)


def composer_of(request, question):
    """The form that was sent: a new comment's, or a reply's to a comment of the question."""
    parent = request.POST.get("parent", "")
    if not parent.isdecimal():
        return new_comment(request.person, question, request.POST)
    answered = find_comment(request.person, parent[:18], question.comments.visible())
    return reply_to(request.person, answered, request.POST)


@require_safe
def comment(request, key):
    """One comment and the replies to it, which a thread that is too deep or long leads to."""
    comment = find_comment(request.person, key, Comment.objects.in_thread(request.person))
    if not (comment.is_readable_by(request.person) or comment.has_replies):
        raise Http404
    context = {
        "question": comment.question,
        "comment": comment,
        "thread": replies_to(request, comment),
    }
    return render(request, "discussion/comment.html", context)
