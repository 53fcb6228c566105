"""Views that deal badly with the refusal of a write, beside the site's own."""

from contextlib import suppress

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from maintenance.exceptions import ReadOnly
from questions.models import Topic
from site_config.urls import urlpatterns as pages


def swallow(request):
    with suppress(ReadOnly):
        Topic.objects.update(position=1)
    return HttpResponse("Saved")


def leave(request):
    swallow(request)
    return HttpResponseRedirect("/saved/")


def fail(request):
    Topic.objects.update(position=1)


urlpatterns = [
    path("swallow/", swallow),
    path("swallow/redirect/", leave),
    path("raise/", fail),
    *pages,
]
