"""Bringing back a saved state of a question."""

from django.utils.translation import gettext as _

from questions.parsing import parse
from questions.revising import fields_of, revise

# When something is published and where it stands is decided now, not by a state of the past.
KEPT = ("status", "published_at", "featured_on", "position")


def restore(revision, *, author, based_on):
    """Make a revision's texts and links the question's again, as a new revision.

    Raises `Conflict` if `based_on` is not the latest revision, `Faulty` or `ValidationError` if
    the state cannot stand any more.
    """
    fields = fields_of(parse(revision.text))
    for name in KEPT:
        fields.pop(name, None)
    summary = _("Restored the state of %s") % f"{revision.created_at:%Y-%m-%d %H:%M} UTC"
    return revise(revision.question, author=author, summary=summary, based_on=based_on, **fields)
