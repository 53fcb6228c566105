"""Uploaded pictures: decoded and encoded anew, so that only what can be seen is kept."""

import hashlib
import re
from io import BytesIO
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from questions.models import Picture

MAX_BYTES = 2 * 2**20
MAX_PIXELS = 4_000  # a side
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
PHOTOGRAPHS = ("JPEG", "AVIF")  # what was compressed with loss already
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)

_SPECIAL = re.compile(r"[\\\[\]$*_`]")


class Encoded(NamedTuple):
    """A picture as it is stored: WebP; the size in pixels."""

    data: bytes
    width: int
    height: int


def encode(upload):
    """Decode an uploaded file and encode it anew, without what it says about its maker.

    Raises `ValidationError` for what is too big, or no picture that this can read.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("A picture has at most 2 MB."))
    try:
        # Opening reads the head alone, so that the size is known before anything is decoded.
        with Image.open(upload, formats=FORMATS) as picture:
            if max(picture.size) > MAX_PIXELS:
                raise ValidationError(_("A picture has at most 4,000 pixels a side."))
            lossless = picture.format not in PHOTOGRAPHS
            drawn = ImageOps.exif_transpose(picture)
            drawn = drawn.convert("RGBA" if drawn.has_transparency_data else "RGB")
    except UNREADABLE as error:
        raise ValidationError(
            _("This is no picture that can be read. Take a PNG, JPEG, WebP, GIF or AVIF file.")
        ) from error
    encoded = BytesIO()
    drawn.save(encoded, "WEBP", lossless=lossless, quality=85)
    if encoded.tell() > MAX_BYTES:
        raise ValidationError(_("A picture has at most 2 MB."))
    return Encoded(encoded.getvalue(), *drawn.size)


def keep(encoded, alternative):
    """Store a picture, its file first; the same one twice is one `Picture`."""
    name = f"{hashlib.sha256(encoded.data).hexdigest()[:32]}.webp"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(encoded.data))
    fields = {
        "alternative": alternative,
        "width": encoded.width,
        "height": encoded.height,
        "weight": len(encoded.data),
    }
    return Picture.objects.get_or_create(name=name, defaults=fields)[0]


def markdown(picture, alternative):
    """What an answer's source says to show a picture."""
    words = _SPECIAL.sub(r"\\\g<0>", " ".join(alternative.split()))
    return f"![{words}]({picture.address})"
