"""What may be stored: the one rule for every text that comes from a person."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Control characters but tab and line feed, and halves of surrogate pairs: databases, parsers and
# files refuse them, each in its own way.
UNSTORABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# Characters that make what follows run the other way, so that a name may read as another one.
_DIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_text(value: str) -> str:
    """The text as it is stored: composed (NFC), each line ended by a line feed."""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))


def validate_text(value: str) -> None:
    """Raise `ValidationError`, naming the character, on what may not be stored.

    Carriage returns pass where a line feed follows, as browsers send them; `clean_text` takes
    them out.
    """
    if found := UNSTORABLE.search(value.replace("\r\n", "\n")):
        raise _refusal(found.group())


def validate_name(value: str) -> None:
    """`validate_text`, and directional characters are refused: names stand beside other words."""
    validate_text(value)
    if found := _DIRECTIONAL.search(value):
        raise _refusal(found.group())


def storable(value: str) -> str:
    """The text without what may not be stored, for what is drawn and not kept."""
    return UNSTORABLE.sub("", clean_text(value))


def _refusal(character: str) -> ValidationError:
    return ValidationError(
        _("The text holds the character U+%(code)s, which cannot be stored. Delete it.")
        % {"code": f"{ord(character):04X}"},
        code="unstorable",
    )
