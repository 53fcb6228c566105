"""What editors decide about comments."""

from django.db import transaction
from django.utils.translation import gettext as _

from discussion.models import Comment
from discussion.posting import log


def hide(comment, *, by):
    """Take a comment out of sight; its place and the replies to it stay."""
    return _decide(comment, by, Comment.State.HIDDEN, _("Hidden."))


def show(comment, *, by):
    """Make a comment that was hidden or held visible."""
    return _decide(comment, by, Comment.State.VISIBLE, _("Made visible."))


def _decide(comment, by, state, words):
    """What its author has deleted stays deleted; what has the state already is not logged again."""
    with transaction.atomic():
        comment = Comment.objects.select_for_update().get(pk=comment.pk)
        if comment.state not in (state, Comment.State.DELETED):
            comment.move_to(state)
            log(comment, by, words)
    return comment
