"""The form in which a comment is written, as `_composer.html` draws it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from discussion.forms import CommentForm, TextForm


@dataclass
class Composer:
    """`id` is the form's own, `target` and `swap` tell htmx where what was stored appears.

    `draft` names the draft that the browser keeps; `stored` is the text from which it differs.
    """

    form: Any
    question: Any
    id: str
    address: str
    label: str
    button: str
    draft: str
    target: str
    swap: str
    stored: str = ""
    comment: Any = None

    @property
    def body(self):
        value = self.form["body"].value()
        return self.stored if value is None else value


def new_comment(person, question, data=None):
    return Composer(
        form=CommentForm(data, author=person),
        question=question,
        id="composer",
        address=reverse("discussion:comments", args=[question.slug]),
        label=_("Add to the discussion"),
        button=_("Post comment"),
        draft=f"comment:{question.pk}",
        target="#thread",
        swap="afterbegin",
    )


def reply_to(person, comment, data=None):
    return Composer(
        form=CommentForm(data, author=person, parent=comment),
        question=comment.question,
        id=f"id-reply-{comment.pk}",
        address=reverse("discussion:comments", args=[comment.question.slug]),
        label=_("Your reply"),
        button=_("Post reply"),
        draft=f"reply:{comment.pk}",
        target=f"#id-replies-{comment.pk}",
        swap="beforeend",
        comment=comment,
    )


def changed(comment, data=None):
    return Composer(
        form=TextForm(data),
        question=comment.question,
        id=f"id-edit-{comment.pk}",
        address=reverse("discussion:edit", args=[comment.pk]),
        label=_("Your comment"),
        button=_("Save"),
        draft=f"edit:{comment.pk}",
        target=f"#comment-{comment.pk}",
        swap="outerHTML",
        stored=comment.source,
        comment=comment,
    )
