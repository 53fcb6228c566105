"""What somebody sent who has to sign in first: held by the sign-in page and done once afterwards.

`holdable` marks a view. Somebody who is signed out gets the sign-in page instead, which carries
what was sent, signed, as a hidden field, and shows it. It goes from page to page as that field,
and through the code of a new account or a second factor in the session. The request that signs in
does it, as the person who is signed in now, and gives its answer. That the same is not done twice
is the view's affair: it gets the same fields, a submission id among them.

The sign-in page has status 403, because nothing was done yet, and 401 for htmx, which shows a
notice with a button that sends the same without htmx.

A form that comes without a fitting token is held as well, but only where the browser says that it
came from this site: another one must not be able to prepare what somebody then signs.
"""

import copy
import time
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.utils import get_form_class
from django.core import signing
from django.http import QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict

from maintenance.refusal import sent_fields
from maintenance.state import stored

FIELD = "held"
KEPT = "held"
SALT = "accounts.holding"


@dataclass(frozen=True)
class Held:
    """A POST request: its address with the query, its fields but for secrets, where it was made."""

    path: str
    fields: tuple[tuple[str, str], ...]
    back: str

    @classmethod
    def of(cls, request):
        fields = tuple((sent.name, sent.value) for sent in sent_fields(request) or ())
        referer = urlsplit(request.headers.get("Referer", ""))
        back = referer._replace(scheme="", netloc="").geturl()
        return cls(
            path=request.get_full_path(),
            fields=fields,
            back=back if referer.netloc == request.get_host() and back[:1] == "/" else "/",
        )

    @classmethod
    def read(cls, token):
        """What a token of ours holds; None for any other, and for what is not to be held."""
        try:
            path, fields, back = signing.loads(token or "", salt=SALT)
        except signing.BadSignature:
            return None
        held = cls(path, tuple((name, value) for name, value in fields), back)
        return held if held.view else None

    @property
    def token(self):
        return signing.dumps([self.path, self.fields, self.back], salt=SALT, compress=True)

    @property
    def match(self):
        try:
            return resolve(urlsplit(self.path).path)
        except Resolver404:
            return None

    @property
    def view(self):
        """The view that it is for, if that one is marked."""
        match = self.match
        return match.func if match and hasattr(match.func, "held_words") else None

    @property
    def words(self):
        return self.view.held_words

    @property
    def text(self):
        return dict(self.fields).get(self.view.held_text, "")

    def request(self, request):
        """The held request, as if the person of `request` sent it now, without htmx."""
        again = copy.copy(request)
        parts = urlsplit(self.path)
        fields = QueryDict(mutable=True)
        for name, value in self.fields:
            fields.appendlist(name, value)
        again.method = "POST"
        again.path = again.path_info = parts.path
        again.GET, again.POST = QueryDict(parts.query), fields
        again._files = MultiValueDict()
        again.META = request.META | {"QUERY_STRING": parts.query}
        again.resolver_match = self.match
        again.person = again.user if again.user.is_authenticated else None
        return again


def holdable(words, *, text=""):
    """Mark a view: whoever sends it something signed out signs in first, and then it is done.

    `words` tell the rest of “You come straight back to where you were, and …”; `text` names the
    field that holds what somebody has written, which the sign-in page shows.
    """

    def mark(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            if request.method == "POST" and request.person is None:
                return hold(request)
            return view(request, *args, **kwargs)

        answer.held_words, answer.held_text = words, text
        return answer

    return mark


def hold(request, held=None):
    """Answer with the sign-in page, which holds what was sent."""
    request.held = held or Held.of(request)
    if request.headers.get("HX-Request") == "true":
        response = render(request, "account/_held.html", {"held": request.held}, status=401)
        response["HX-Retarget"], response["HX-Reswap"] = "#refused", "innerHTML"
    else:
        form = get_form_class(app_settings.FORMS, "login", None)(request=request)
        context = {"form": form, "signup_url": reverse("account_signup")}
        response = render(request, "account/login.html", context, status=403)
    add_never_cache_headers(response)
    return response


def carried(request):
    """What a page that signs in or up carries on, or None."""
    return getattr(request, "held", None) or Held.read(request.POST.get(FIELD))


def came_from_here(request):
    """Tell whether the browser says that a page of this site sent the request."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(source).netloc == request.get_host()


def keep(request, token):
    """Keep what a page carries until the sign-in that begins with this request is complete."""
    if Held.read(token):
        request.session[KEPT] = {"token": token, "at": time.time()}
    else:
        request.session.pop(KEPT, None)


def perform(request):
    """Do what was kept, once, as the person who is signed in now; None if there is nothing."""
    kept = request.session.pop(KEPT, None)
    if not kept or time.time() - kept["at"] > app_settings.LOGIN_TIMEOUT:
        return None
    held = Held.read(kept["token"])
    return do(request, held) if held else None


def do(request, held):
    """Give the answer of the view that it was held for, or the text back if the site is closed."""
    if stored().closed:
        return give_back(request, held, closed=True)
    match = held.match
    return match.func(held.request(request), *match.args, **match.kwargs)


def give_back(request, held, *, closed=False):
    """Answer with what was sent, in a form that sends it again with a token that fits.

    The status is 403, also where the site is closed: a session that has just begun is not stored
    with an answer of 500 or above.
    """
    context = {
        "fields": sent_fields(held.request(request)),
        "address": held.path,
        "back": held.back,
        "closed": closed,
    }
    return render(request, "403_csrf.html", context, status=403)
