"""Public pages kept as bytes in front of Django: what, how long and for whom."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.urls import Resolver404, resolve

from pages.encodings import Body, matches, preferred
from pages.entries import Answer, Entry, Headers, Stamp
from pages.generations import SLOT_OF_EVERY_PAGE, shared, slot_of
from pages.public import SEALED, declared_query, has_cookie, personal_cookies, public_page

__all__ = ["PageCache", "public_page"]

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Key = tuple[str | None, str | None, str, str]

RENDER_WAIT: Final = 5.0  # seconds
LARGEST_PART: Final = 8  # no page may take more than this part of the cache


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
        self.marks = shared().marks
        self.personal_cookies = personal_cookies()
        proxy_header = settings.SECURE_PROXY_SSL_HEADER
        self.scheme = proxy_header[0] if proxy_header else "wsgi.url_scheme"
        self.limit: int = settings.PAGE_CACHE_BYTES
        self.query_keys = lru_cache(maxsize=1024)(query_keys)
        self.entries: dict[Key, Entry] = {}
        self.renders: dict[Key, Render] = {}
        self.size = 0
        self.lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # Most requests end here, so the way of a hit is written out instead of divided.
        method = environ["REQUEST_METHOD"]
        cookies = environ.get("HTTP_COOKIE")
        if (method != "GET" and method != "HEAD") or (
            cookies and has_cookie(cookies, self.personal_cookies)
        ):
            return self.application(environ, start_response)
        path = environ["PATH_INFO"]
        query = environ.get("QUERY_STRING", "")
        if query:
            query = declared_query(query, self.query_keys(path) or ())
        key = (environ.get(self.scheme), environ.get("HTTP_HOST"), path, query)
        entry = self.entries.get(key)
        now = self.clock()
        if entry is None or not self.is_good(entry.stamp, now):
            if entry is None and self.query_keys(path) is None:
                return self.application(environ, start_response)
            found = self.refresh(key, environ, start_response)
            if not isinstance(found, Entry):
                return found
            entry = found
        entry.used = now
        coding = preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = entry.answers[coding] or self.encode(entry, coding)
        known = environ.get("HTTP_IF_NONE_MATCH")
        # The lists are copied because a server may add its own headers to what it is given.
        if known is not None and matches(known, answer.etag):
            start_response("304 Not Modified", answer.unchanged.copy())
            return []
        start_response("200 OK", answer.headers.copy())
        return [answer.body] if method == "GET" else []

    def is_good(self, stamp: Stamp, now: float, *, minutes: int = 0) -> bool:
        """Tell whether nothing changed since the render and at most so many minutes began."""
        return (
            stamp.mark == self.marks[stamp.slot]
            and stamp.every == self.marks[SLOT_OF_EVERY_PAGE]
            and stamp.start <= now < stamp.end + 60 * minutes
            and stamp.vary == self.vary()
        )

    def refresh(
        self, key: Key, environ: Environ, start_response: StartResponse
    ) -> Entry | Iterable[bytes]:
        """Give a good entry, or what Django answers where it is not to be kept.

        Where another request renders the page already, its entry is waited for; where only the
        minute passed since the last render, that one is given meanwhile.
        """
        own = Render()
        deadline = time.monotonic() + RENDER_WAIT
        while (other := self.renders.setdefault(key, own)) is not own:
            entry = self.entries.get(key)
            if entry is not None and self.is_good(entry.stamp, self.clock(), minutes=1):
                return entry
            other.done.wait(deadline - time.monotonic())
            if not other.kept:
                return self.render(key, environ, start_response)
        try:
            # Between this request's look and its turn another one may have finished.
            entry = self.entries.get(key)
            if entry is not None and self.is_good(entry.stamp, self.clock()):
                return entry
            rendered = self.render(key, environ, start_response)
            own.kept = self.entries.get(key) is rendered
            return rendered
        finally:
            del self.renders[key]
            own.done.set()

    def render(
        self, key: Key, environ: Environ, start_response: StartResponse
    ) -> Entry | Iterable[bytes]:
        """Let Django answer, and keep the answer if it is a public page."""
        path = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
        slot = slot_of(path.encode("latin-1"))
        # Read before the render: what changes while it runs makes the entry stale at once.
        stamp = Stamp(
            slot, self.marks[slot], self.marks[SLOT_OF_EVERY_PAGE], self.vary(), self.clock()
        )
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
        entry = Entry(stamp, headers, body)
        # A page that was begun in one state and finished in another belongs to neither.
        if entry.size <= self.limit // LARGEST_PART and self.vary() == stamp.vary:
            self.keep(key, entry)
        return entry

    def keep(self, key: Key, entry: Entry) -> None:
        """Put the entry into its place."""
        with self.lock:
            previous = self.entries.get(key)
            if previous is not None:
                self.size -= previous.counted
                previous.counted = 0
                if previous.body.digest == entry.body.digest:
                    entry.body = previous.body  # it is compressed already
            self.entries[key] = entry
            self.count(entry)

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
