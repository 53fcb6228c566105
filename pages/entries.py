"""A page as it is kept: the bytes of each coding with their headers, ready to be sent."""

from typing import Final

from pages.encodings import CODINGS, Body

Headers = list[tuple[str, str]]

HEADERS_BYTES: Final = 6_000  # what an entry takes beside its bodies, about
# What belongs to one request, or is said anew of each coding of the body.
DROPPED_HEADERS: Final = frozenset({"x-request-id", "content-length", "vary", "etag"})


class Answer:
    """One coding of a page, ready to be sent."""

    __slots__ = ("body", "etag", "headers", "unchanged")

    def __init__(self, headers: Headers, body: Body, coding: int) -> None:
        self.body = body.form(coding)
        self.etag = f'"{body.digest}"' if coding == 0 else f'"{body.digest}-{CODINGS[coding]}"'
        about_both = [("ETag", self.etag), ("Vary", "Accept-Encoding, Cookie")]
        self.headers = [*headers, *about_both, ("Content-Length", str(len(self.body)))]
        if coding:
            self.headers.append(("Content-Encoding", CODINGS[coding]))
        self.unchanged = [h for h in headers if h[0].lower() != "content-type"] + about_both


class Stamp:
    """What has to stand for a page to be good: its two marks, what it varies by, the minute."""

    __slots__ = ("end", "every", "mark", "now", "slot", "start", "vary")

    def __init__(self, slot: int, mark: int, every: int, vary: str, now: float) -> None:
        self.slot = slot
        self.mark = mark
        self.every = every
        self.vary = vary
        self.now = now
        self.start = now // 60 * 60
        self.end = self.start + 60


class Entry:
    """A page, what it is good for, and its answers in the codings that somebody asked for yet."""

    __slots__ = ("answers", "body", "counted", "headers", "stamp", "used")

    def __init__(self, stamp: Stamp, headers: Headers, body: Body) -> None:
        self.stamp = stamp
        self.headers = [h for h in headers if h[0].lower() not in DROPPED_HEADERS]
        self.body = body
        self.answers: list[Answer | None] = [None] * len(CODINGS)
        self.used = stamp.now  # seconds since the epoch
        self.counted = 0  # bytes

    @property
    def size(self) -> int:
        """The bytes that it takes until now, about."""
        return self.body.size + HEADERS_BYTES
