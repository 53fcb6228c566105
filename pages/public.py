"""What makes a view's page public: the same for everybody who is signed out."""

import logging
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]

SEALED = "pages.sealed"
CACHE_CONTROL = "public, max-age=0, must-revalidate"


class PersonalPageError(Exception):
    """A page that is declared public read something that belongs to one person."""


def public_page(view: View | None = None, *, query: Sequence[str] = ()) -> Any:
    """Declare that the view's page is the same for everybody who is signed out.

    `query` names the query parameters that the page depends on; the view sees no others. What
    it answers to somebody with a session is marked private. What it answers to others is marked
    public and may be kept by `PageCache`, unless it touched the session, the messages or the
    token of forms. That raises `PersonalPageError` where `PAGE_CACHE_STRICT` (by default `DEBUG`)
    is set, and is logged and not kept elsewhere.
    """
    if view is None:
        return partial(public_page, query=query)

    @wraps(view)
    def public_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        declared = declared_query(request.META.get("QUERY_STRING", ""), query)
        request.META["QUERY_STRING"] = declared
        request.GET = QueryDict(declared)
        response = view(request, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.add_post_render_callback(partial(seal, request))
        else:
            seal(request, response)
        return response

    public_view.public_query = tuple(query)  # type: ignore[attr-defined]
    return public_view


def declared_query(query_string: str, keys: Sequence[str]) -> str:
    """Give the part of a WSGI query string with these keys, in their order, quoted one way."""
    if not query_string:
        return ""
    # Latin-1 is how WSGI carries bytes: what was quoted comes out as the bytes it stood for.
    pairs = parse_qsl(query_string, keep_blank_values=True, encoding="latin-1")
    kept = [pair for key in keys for pair in pairs if pair[0] == key]
    return urlencode(kept, encoding="latin-1")


def personal_cookies() -> tuple[str, ...]:
    """Give the names of the cookies that make an answer one person's own."""
    storage = import_string(settings.MESSAGE_STORAGE)
    messages = getattr(storage, "cookie_name", CookieStorage.cookie_name)
    return settings.SESSION_COOKIE_NAME, messages


def has_cookie(header: str, names: Sequence[str]) -> bool:
    """Tell whether a Cookie header carries one of the names, parsed as Django parses it."""
    if not any(name in header for name in names):
        return False
    return any(cookie.split("=", 1)[0].strip() in names for cookie in header.split(";"))


def seal(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say in the answer, and to `PageCache`, whether everybody may be shown it."""
    if has_cookie(request.META.get("HTTP_COOKIE", ""), personal_cookies()):
        patch_cache_control(response, private=True, no_cache=True)
        return
    if response.status_code != 200 or response.streaming or response.has_header("Cache-Control"):
        return
    touched = personal_parts(request)
    if not touched:
        response["Cache-Control"] = CACHE_CONTROL
        request.META[SEALED] = True
    elif getattr(settings, "PAGE_CACHE_STRICT", settings.DEBUG):
        raise PersonalPageError(f"The public page {request.path} touched: {', '.join(touched)}")
    else:
        logger.error("The public page %s touched: %s", request.path, ", ".join(touched))
        patch_cache_control(response, private=True, no_cache=True)


def personal_parts(request: HttpRequest) -> list[str]:
    """Name what the making of this request's page touched although it belongs to one person."""
    session = getattr(request, "session", None)
    messages = getattr(request, "_messages", None)
    parts = {
        "the token of forms": request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False),
        "the session": session is not None and session.accessed,
        "the messages": messages is not None and (messages.used or messages.added_new),
    }
    return [part for part, touched in parts.items() if touched]
