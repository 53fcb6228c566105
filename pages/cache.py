"""Public pages kept as bytes in front of Django: what, how long and for whom."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.urls import Resolver404, resolve

from pages import generations
from pages.encodings import CODINGS, Body, matches, preferred
from pages.public import SEALED, declared_query, has_cookie, personal_cookies, public_page

__all__ = ["PageCache", "public_page"]

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]
Key = tuple[str, str, str, str]
Stamp = tuple[int, int, str, int]

RENDER_WAIT: Final = 5.0  # seconds
HEADERS_BYTES: Final = 6_000  # what an entry takes beside its bodies, about
LARGEST_PART: Final = 8  # no page may take more than this part of the cache
# What belongs to one request, or is said anew of each form of the body.
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


class Entry:
    """A page, and what has to stand for it to be good: two marks, what it varies by, the minute."""

    __slots__ = ("answers", "body", "counted", "headers", "slot", "stamp", "used")

    def __init__(self, slot: int, stamp: Stamp, headers: Headers, body: Body) -> None:
        self.slot = slot
        self.stamp = stamp
        self.headers = [h for h in headers if h[0].lower() not in DROPPED_HEADERS]
        self.body = body
        self.answers: list[Answer | None] = [None] * len(CODINGS)
        self.used = time.monotonic()
        self.counted = 0

    @property
    def size(self) -> int:
        return self.body.size + HEADERS_BYTES


class Render:
    """A render under way, for which other requests of the same page wait."""

    __slots__ = ("done", "kept")

    def __init__(self) -> None:
        self.done = threading.Event()
        self.kept = False


class PageCache:
    """A WSGI application that answers requests for public pages with bytes it kept.

    `application` is Django's. `vary` gives a string that every page depends on, beside its host,
    path, scheme and declared query parameters. `clock` gives seconds since the epoch.

    A hit takes no lock and parses no cookie, unless there is one that may be a person's.
    """

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        *,
        vary: Callable[[], str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.application = application
        self.vary = vary
        self.clock = clock
        self.marks = generations.shared().marks
        self.personal_cookies = personal_cookies()
        self.proxy_header: tuple[str, str] | None = settings.SECURE_PROXY_SSL_HEADER
        self.limit: int = settings.PAGE_CACHE_BYTES
        self.query_keys = lru_cache(maxsize=1024)(query_keys)
        self.entries: dict[Key, Entry] = {}
        self.renders: dict[Key, Render] = {}
        self.size = 0
        self.lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method != "GET" and method != "HEAD":
            return self.application(environ, start_response)
        cookies = environ.get("HTTP_COOKIE")
        if cookies and has_cookie(cookies, self.personal_cookies):
            return self.application(environ, start_response)
        path = environ["PATH_INFO"]
        query = environ.get("QUERY_STRING", "")
        if query:
            query = declared_query(query, self.query_keys(path) or ())
        scheme = (
            environ["wsgi.url_scheme"]
            if self.proxy_header is None
            else scheme_by(self.proxy_header, environ)
        )
        key = (scheme, environ.get("HTTP_HOST", ""), path, query)
        entry = self.entries.get(key)
        if entry is not None:
            if self.is_good(entry):
                return self.send(entry, environ, start_response)
        elif self.query_keys(path) is None:
            return self.application(environ, start_response)
        return self.refresh(key, environ, start_response)

    def stamp(self, slot: int) -> Stamp:
        """Give what a page that is rendered now is good for."""
        return (
            self.marks[slot],
            self.marks[generations.SLOT_OF_EVERY_PAGE],
            self.vary(),
            int(self.clock() // 60),
        )

    def is_good(self, entry: Entry) -> bool:
        """Tell whether nothing changed since the render and its minute is not over."""
        return entry.stamp == self.stamp(entry.slot)

    def is_only_older(self, entry: Entry) -> bool:
        """Tell whether nothing changed since the render but the minute, which was the last one."""
        *changes, minute = self.stamp(entry.slot)
        return [*entry.stamp] == [*changes, minute - 1]

    def send(
        self, entry: Entry, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        entry.used = time.monotonic()
        coding = preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = entry.answers[coding] or self.encode(entry, coding)
        known = environ.get("HTTP_IF_NONE_MATCH")
        # The lists are copied because a server may add its own headers to what it is given.
        if known is not None and matches(known, answer.etag):
            start_response("304 Not Modified", answer.unchanged.copy())
            return []
        start_response("200 OK", answer.headers.copy())
        return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []

    def refresh(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a new render, or with that of another request if one is under way."""
        own = Render()
        deadline = time.monotonic() + RENDER_WAIT
        while (other := self.renders.setdefault(key, own)) is not own:
            entry = self.entries.get(key)
            if entry is not None and (self.is_good(entry) or self.is_only_older(entry)):
                return self.send(entry, environ, start_response)
            other.done.wait(deadline - time.monotonic())
            if not other.kept:
                return self.render(key, environ, start_response, own)
        try:
            # Between this request's look and its turn another one may have finished.
            entry = self.entries.get(key)
            if entry is not None and self.is_good(entry):
                return self.send(entry, environ, start_response)
            return self.render(key, environ, start_response, own)
        finally:
            del self.renders[key]
            own.done.set()

    def render(
        self, key: Key, environ: Environ, start_response: StartResponse, render: Render
    ) -> Iterable[bytes]:
        """Let Django answer, and keep the answer if it is a public page."""
        path = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
        slot = generations.slot_of(path.encode("latin-1"))
        # Read before the render: what changes while it runs makes the entry stale at once.
        stamp = self.stamp(slot)
        of_page = environ | {"REQUEST_METHOD": "GET", "QUERY_STRING": key[3]}
        started: list[Any] = []
        response = self.application(of_page, lambda *args: started.extend(args))
        status, headers = started
        if not (of_page.get(SEALED) and may_keep(status, headers)):
            start_response(status, headers)
            return response
        try:
            body = Body(b"".join(response))
        finally:
            response.close()  # type: ignore[attr-defined]  # Django's has it
        entry = Entry(slot, stamp, headers, body)
        render.kept = self.keep(key, entry)
        return self.send(entry, environ, start_response)

    def keep(self, key: Key, entry: Entry) -> bool:
        """Keep the entry if it is not too large for the cache; tell whether it was kept."""
        if entry.size > self.limit // LARGEST_PART:
            return False
        with self.lock:
            previous = self.entries.get(key)
            if previous is not None:
                self.size -= previous.counted
                previous.counted = 0
                if previous.body.digest == entry.body.digest:
                    entry.body = previous.body  # it is compressed already
            self.entries[key] = entry
            self.count(entry)
        return True

    def encode(self, entry: Entry, coding: int) -> Answer:
        """Make the entry's answer in a coding that nobody asked for yet."""
        answer = entry.answers[coding] = Answer(entry.headers, entry.body, coding)
        with self.lock:
            if entry.counted:
                self.count(entry)
        return answer

    def count(self, entry: Entry) -> None:
        """Count the entry's bytes; beyond the limit drop the longest unused eighth of the cache."""
        self.size += entry.size - entry.counted
        entry.counted = entry.size
        if self.size <= self.limit:
            return
        for key, unused in sorted(self.entries.items(), key=lambda item: item[1].used):
            del self.entries[key]
            self.size -= unused.counted
            unused.counted = 0
            if self.size <= self.limit * 7 // 8:
                break


def scheme_by(proxy_header: tuple[str, str], environ: Environ) -> str:
    """Give the scheme by which the reader came to the proxy, as `HttpRequest.scheme` does."""
    name, secure = proxy_header
    value = environ.get(name)
    if value is None:
        return str(environ["wsgi.url_scheme"])
    return "https" if value.split(",", 1)[0].strip() == secure else "http"


def query_keys(path_info: str) -> Sequence[str] | None:
    """Give the query parameters of the public page at a WSGI path, None if there is none."""
    try:
        view = resolve(get_path_info({"PATH_INFO": path_info})).func
    except Resolver404:
        return None
    return getattr(view, "public_query", None)


def may_keep(status: str, headers: Headers) -> bool:
    """Tell whether an answer may be shown to others: nothing in it was made for one request."""
    names = {name.lower(): value.lower() for name, value in headers}
    return (
        status.startswith("200 ")
        and names.get("vary", "accept-encoding") == "accept-encoding"
        and names.get("cache-control", "").startswith("public")
        and "set-cookie" not in names
        and "content-encoding" not in names
    )
