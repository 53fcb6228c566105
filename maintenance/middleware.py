"""Refuses what would write before anything else sees it, and mends answers that say otherwise."""

from contextlib import ExitStack

from django.conf import settings
from django.contrib import admin
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone

from maintenance.exceptions import ReadOnly
from maintenance.guard import Who, bypass, watch
from maintenance.models import Mode
from maintenance.refusal import Refusal, refuse
from maintenance.state import current, stored

READING = {"GET", "HEAD", "OPTIONS"}


class MaintenanceMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reading = request.method in READING
        state = current() if reading else stored()
        with ExitStack() as stack, watch() as noted:
            request.maintenance = stack
            response = self.early(request, state, reading) or self.get_response(request)
        if noted.refused and not isinstance(response, Refusal):
            response = refuse(request, stored())
        response["X-Site-Mode"] = site_mode(state)
        return response

    def early(self, request, state, reading):
        """Answer what needs no view; else bypass the guard where a session begins or ends."""
        if state.mode == Mode.OFFLINE:
            return None if request.path.startswith(served_offline()) else offline(request, state)
        if reading and not state.closed:
            return None
        name = view_name(request)
        if not reading and name in settings.MAINTENANCE_OPEN_VIEWS:
            request.maintenance.enter_context(bypass(Who.SESSION))
        elif state.closed and not (reading and name not in settings.MAINTENANCE_CLOSED_GETS):
            # An editor is told from others when the session is there, in `process_view`.
            if not (state.editors and name.startswith(settings.MAINTENANCE_EDITORS_VIEWS)):
                return refuse(request, state)
            request.maintenance_editors = True
        return None

    def process_view(self, request, view, args, kwargs):
        if getattr(request, "maintenance_editors", False):
            if not admin.site.has_permission(request):
                return refuse(request, stored())
            request.maintenance.enter_context(bypass(Who.EDITOR))
        return None

    def process_exception(self, request, exception):
        return refuse(request, stored()) if isinstance(exception, ReadOnly) else None


def view_name(request):
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def served_offline():
    return (settings.STATIC_URL, "/healthz", "/readyz")


def offline(request, state):
    response = render(request, "maintenance/offline.html", {"state": state}, status=503)
    response["Retry-After"] = state.retry_after(timezone.now())
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True
    return response


def site_mode(state):
    """The value of X-Site-Mode, such as “normal” or “read-only; editors write”."""
    if not state.closed:
        return "normal"
    return f"{state.mode}; editors write" if state.editors else str(state.mode)
