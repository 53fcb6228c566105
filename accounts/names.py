"""Which names a person may take, and which of them read as the same one.

A public name is chosen; a username, which stands in addresses, is made from it and never from an
e-mail address. Two names are taken for the same when their skeletons are equal.
"""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from markup.text import validate_name

LONGEST_USERNAME = 60
LONGEST_SKELETON = 200

# What stands for somebody who runs the site, for nobody, or for a part of an address.
_WORDS = """
    abuse account accounts admin administrator admins anonymous api bookmarks bot contact deleted
    editor editors feeds former-member a-former-member guest help hostmaster info legal login logout
    me member members mod moderation moderator moderators nobody noreply null official operator
    owner people postmaster privacy profile questions register root search security settings signup
    site staff study superuser support system team terms topics undefined user users webmaster you
"""
RESERVED_WORDS = _WORDS.split()

# Letters that look like Latin ones in one of the two cases, after case folding.
LOOKALIKES = {
    "a": "аαɑ",
    "b": "вβ",
    "c": "сϲ",
    "d": "ԁ",
    "e": "еεєҽ",
    "g": "ɡց",
    "h": "нһհη",
    "j": "јϳ",
    "k": "кκ",
    "l": "1i|іıιӏǀɩ!",
    "m": "мμ",
    "n": "ոпռ",
    "o": "0оοօσ",
    "p": "рρ",
    "q": "ԛգ",
    "s": "ѕʂ",
    "t": "тτ",
    "u": "սυʋ",
    "v": "νѵ",
    "w": "ԝшѡωա",
    "x": "хχ×",
    "y": "уγүʏ",
    "z": "ζʐ",
}
_LATIN = {ord(other): letter for letter, others in LOOKALIKES.items() for other in others}


def skeleton(name: str) -> str:
    """What is left of a name when everything that reads the same is written the same.

    It follows the idea of Unicode's UTS 39 for the letters above: compatibility forms, case,
    look-alikes, what is invisible and what only separates make no difference.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(letter for letter in folded if letter.isalnum() or letter in "|!×")
    latin = letters.translate(_LATIN).replace("rn", "m").replace("vv", "w")
    return latin[:LONGEST_SKELETON]


def reserved(name: str) -> bool:
    return skeleton(name) in {skeleton(word) for word in (*RESERVED_WORDS, settings.SITE_NAME)}


def validate_public_name(name: str) -> None:
    """Raise `ValidationError` on a name that nobody may show beside what they write."""
    validate_name(name)
    if "@" in name:
        raise ValidationError(_("A public name is no address: leave out the @."))
    if re.search(r"[\n\t]", name) or not slugify(name, allow_unicode=True):
        raise ValidationError(_("Use at least one letter or digit, on one line."))
    if reserved(name):
        raise ValidationError(_("This name is reserved. Choose another one."))


def username_from(name: str) -> str:
    """The part of an address that a public name becomes, not yet unique."""
    return slugify(name, allow_unicode=True)[:LONGEST_USERNAME].strip("-_")
