"""The answer to whoever tried to write: 503, and every text that was sent comes back."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.middleware.csrf import CsrfViewMiddleware
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from maintenance.state import State

SECRET = re.compile(
    r"pass(word|phrase|wd)?\d?$|password|token|secret|otp|credential|(^|[-_])(code|pin)$", re.I
)
SHORT = 60  # characters that a one-line field shows
WORDS = 3  # from which on what was typed is called a text
UNREADABLE = (
    MultiPartParserError,
    RawPostDataException,
    RequestDataTooBig,
    SuspiciousOperation,
    UnreadablePostError,
)


class Refusal(HttpResponse):
    """What `refuse` gives; the middleware tells it from a view's own 503."""

    status_code = 503


@dataclass(frozen=True)
class Field:
    """One value that was sent, as the refusal's form holds it."""

    name: str
    value: str

    @property
    def kind(self) -> str:
        if not self.value.strip() or self.name.startswith("_"):
            return "hidden"  # buttons, and what was left empty
        if self.name in settings.MAINTENANCE_UNSEEN_FIELDS:
            return "hidden"
        if "\n" in self.value or len(self.value) > SHORT or len(self.value.split()) >= WORDS:
            return "text"
        return "line"

    @property
    def label(self) -> str:
        return re.sub(r"[-_\s]+", " ", self.name).strip().capitalize()


def refuse(request, state: State):
    """Answer a request whose write was refused, in the form that its sender reads."""
    now = timezone.now()
    if request.headers.get("HX-Request") == "true":
        response = Refusal(render_to_string("maintenance/_refused.html", {"state": state}))
        response["HX-Retarget"], response["HX-Reswap"] = "#refused", "innerHTML"
    elif prefers_data(request):
        response = Refusal(content_type="application/json")
        response.content = JsonResponse(
            {"error": "read-only", "detail": _("The site is read-only: nothing is stored.")}
            | {"mode": state.mode, "retry_after": state.retry_after(now)}
        ).content
    else:
        response = page(request, state)
    response["Retry-After"] = state.retry_after(now)
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store"
    # Else Django reports it as a failure, with what was typed, to the log and to the operator.
    response._has_been_logged = True
    return response


def page(request, state):
    # This stands outside the middleware of forms, which makes the token and its cookie fit.
    csrf = CsrfViewMiddleware(lambda request: None)
    csrf.process_request(request)
    fields = sent_fields(request)
    context = {
        "state": state,
        "readable": fields is not None,
        "fields": fields or [],
        "texts": any(field.kind == "text" for field in fields or []),
        "lines": any(field.kind == "line" for field in fields or []),
        "files": bool(fields is not None and request.FILES),
        "reading": request.method in ("GET", "HEAD"),
    }
    body = render_to_string("maintenance/not_saved.html", context, request)
    return csrf.process_response(request, Refusal(body))


def sent_fields(request) -> list[Field] | None:
    """Give what a form sent, but for secrets; None if the body cannot be read."""
    method = request.method
    try:
        # Django reads the bodies of no other method as forms.
        request.method = "POST"
        values = request.POST.lists()
    except UNREADABLE:
        return None
    finally:
        request.method = method
    return [
        Field(name, value) for name, sent in values for value in sent if not SECRET.search(name)
    ]


def prefers_data(request):
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json" or request.content_type == "application/json"
