import time
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext

READING = {"GET", "HEAD", "OPTIONS"}
RENEWED = "renewed"


class PersonMiddleware:
    """Sets `request.person`: who is signed in, or None.

    Without a session cookie the session is not even looked at, so that pages of signed-out
    readers hold nothing of a session and can be kept by the page cache.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.person = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            request.person = request.user
        response = self.get_response(request)
        # Whoever has just signed out is no longer the request's user, and has no session.
        if request.person and request.user == request.person and has_written(request, response):
            renew(request.session)
        return response


def has_written(request, response):
    return request.method not in READING and response.status_code < HTTPStatus.BAD_REQUEST


def begin(sender, request, **kwargs):
    """Note when a session began, so that its first write does not renew it."""
    request.session[RENEWED] = int(time.time())


def renew(session):
    """Let a session begin its time anew, at most once a week."""
    if session.get(RENEWED, 0) < time.time() - settings.SESSION_RENEWED_AFTER.total_seconds():
        session[RENEWED] = int(time.time())


class SecondFactorMiddleware:
    """Whoever edits the site shows a second factor first, and sets one up if there is none.

    Signing in asks everybody who has one for it; so having one is enough here.
    """

    open_views = {"admin:login", "admin:logout", "admin:jsi18n"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if not name.startswith(settings.SECOND_FACTOR_VIEWS) or name in self.open_views:
            return None
        if not request.person or not request.person.lacks_second_factor:
            return None
        messages.warning(
            request,
            gettext("Editing needs a second factor. Set one up, then you get in."),
        )
        return redirect("mfa_index")
