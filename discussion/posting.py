"""The one way in which a comment comes in, is changed and goes."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from discussion.models import Comment
from discussion.spam import links, validate_links


class TooSoon(Exception):
    """The author has reached a limit; `until` is when the next comment may come."""

    def __init__(self, until):
        super().__init__(until)
        self.until = until


class Closed(Exception):
    """The comment cannot be changed any more."""


def post(question, *, author, body, submission, parent=None, kind=Comment.Kind.COMMENT):
    """Store a comment and give it; one that the author sent before under `submission` (a UUID)
    is given back as it is.

    `parent` is the comment that it answers. Raises `TooSoon` at a limit, and `ValidationError` if
    a new member's text holds too many links; one that holds any is held for review.
    """
    with transaction.atomic():
        _queue_up(author)
        if first := Comment.objects.filter(author=author, submission=submission).first():
            return first
        now = timezone.now()
        if (until := Comment.objects.next_allowed(author, now)) > now:
            raise TooSoon(until)
        comment = Comment(
            question=question, author=author, submission=submission, kind=kind, source=body
        )
        comment.place_below(parent)
        _judge(comment)
        comment.save()
        comment.count_from(None)
    return comment


def change(comment, *, body, by):
    """Store another text of a comment: `by` is its author, or a superuser, whose name is logged.

    Raises `Closed` for its author when time has passed or somebody has replied, and
    `ValidationError` as `post` does.
    """
    with transaction.atomic():
        _queue_up(by)
        comment = Comment.objects.select_for_update().get(pk=comment.pk)
        own, before = comment.author_id == by.pk, comment.state
        if own and not comment.is_open(timezone.now()):
            raise Closed
        comment.source = body
        comment.edited_at = timezone.now()
        if own:
            _judge(comment)
        else:
            log(comment, by, _("Changed the text."))
        comment.save()
        comment.count_from(before)
    return comment


def remove(comment, *, by):
    """Take a comment away and leave its place: for its author as deleted, for a superuser as
    hidden, and logged. What is removed already stays as it is.
    """
    with transaction.atomic():
        comment = Comment.objects.select_for_update().get(pk=comment.pk)
        if comment.author_id == by.pk:
            comment.move_to(Comment.State.DELETED)
        elif comment.state != Comment.State.DELETED:
            comment.move_to(Comment.State.HIDDEN)
            log(comment, by, _("Removed."))
    return comment


def log(comment, person, words):
    """Note in the admin's history what somebody did to another person's comment."""
    LogEntry.objects.log_actions(person.pk, [comment], CHANGE, words, single_object=True)


def _queue_up(author):
    """Let one author's comments come in one by one, so that limits and repeats see each other."""
    people = get_user_model().objects.select_for_update(no_key=True)
    people.only("pk").get(pk=author.pk)


def _judge(comment):
    """Refuse or hold what a new member may not simply post."""
    if links(comment.source) and Comment.objects.is_new(comment.author, but=comment.pk):
        validate_links(comment.source)
        comment.state = Comment.State.HELD
