"""What tells the texts of machines from those of people, without asking anybody else.

A field that only machines fill in, the time between a form and its sending, and links.
"""

import re

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext as _

HASTE = 3  # seconds in which nobody writes a text with a link
NEW_MEMBERS_LINKS = 2

ADDRESS = re.compile(r"\]\(\S*|(?:https?://|mailto:|www\.)\S*", re.IGNORECASE)


def links(source):
    """Count the links of a text in Markdown, addresses that are only written out included."""
    return len(ADDRESS.findall(source))


def validate_links(source):
    """Refuse more links than a new member may post."""
    if links(source) > NEW_MEMBERS_LINKS:
        raise ValidationError(
            _("Your first comments may hold at most %d links each.") % NEW_MEMBERS_LINKS
        )


def stamp(person):
    """The moment at which a form was made for `person`, signed."""
    return _signer(person).sign("form")


def is_hasty(stamped, person):
    """Tell whether a form was sent sooner after `stamp` than a person can, or without one."""
    try:
        _signer(person).unsign(stamped, max_age=HASTE)
    except SignatureExpired:
        return False
    except BadSignature:
        return True
    return True


def _signer(person):
    return TimestampSigner(salt=f"{__name__}:{person.pk}")
