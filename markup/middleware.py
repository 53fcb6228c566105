"""Addresses hold storable text, or the answer is 400."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

from markup.text import UNSTORABLE


class StorableTextMiddleware:
    """Refuses a path or a query with NUL, a control character or bytes that are not UTF-8.

    They would reach a database or a parser that fails on them: 400 here instead of 500 there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Django has decoded the path and percent-encoded again the bytes that are not UTF-8. The
        # query still is in WSGI's form, bytes written as Latin-1.
        path = request.path_info.encode("utf-8", "surrogateescape")
        query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
        if not (_is_storable(path) and _is_storable(query)):
            raise BadRequest("The address holds text that cannot be stored.")
        return self.get_response(request)


def _is_storable(encoded: bytes) -> bool:
    try:
        text = unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not UNSTORABLE.search(text.replace("\r\n", "\n"))
