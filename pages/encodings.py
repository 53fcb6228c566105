"""What a client accepts: content codings by Accept-Encoding, entity tags by If-None-Match."""

import gzip
import hashlib
from functools import lru_cache
from typing import Final

import brotli

CODINGS: Final = ("identity", "gzip", "br")
GZIP_LEVEL: Final = 6
BROTLI_QUALITY: Final = 5


@lru_cache(maxsize=64)
def preferred(accept_encoding: str) -> int:
    """Give the index in `CODINGS` of what the client likes best, the smallest where it is equal.

    Identity is the answer to everything else, also where the client refuses it: RFC 9110, 12.5.3,
    prefers that to an error.
    """
    qualities: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        coding, _, parameter = part.partition(";")
        name, _, value = parameter.partition("=")
        try:
            qualities[coding.strip()] = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            qualities[coding.strip()] = 0.0
    others = qualities.get("*", 0.0)
    best = max((1, 2), key=lambda index: (qualities.get(CODINGS[index], others), index))
    return best if qualities.get(CODINGS[best], others) > 0 else 0


def matches(if_none_match: str, etag: str) -> bool:
    """Tell whether the header names the tag, compared weakly as RFC 9110, 13.1.2, says."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or tags == ["*"]


class Body:
    """The bytes of a page and, once somebody asked for them, their compressed forms."""

    __slots__ = ("digest", "forms")

    def __init__(self, content: bytes) -> None:
        self.digest = hashlib.blake2b(content, digest_size=12).hexdigest()
        self.forms: list[bytes | None] = [content, None, None]

    def form(self, coding: int) -> bytes:
        """Give the bytes in this coding, an index of `CODINGS`."""
        existing = self.forms[coding]
        if existing is not None:
            return existing
        content = self.forms[0] or b""
        if CODINGS[coding] == "gzip":
            form = gzip.compress(content, GZIP_LEVEL, mtime=0)
        else:
            form = brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        self.forms[coding] = form
        return form

    @property
    def size(self) -> int:
        """The bytes that the forms made until now take."""
        return sum(len(form) for form in self.forms if form is not None)
