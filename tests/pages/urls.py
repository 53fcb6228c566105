"""Addresses for the tests of the page cache; each view counts how often it renders."""

import threading
from collections import Counter

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from pages.cache import public_page

renders = Counter()
text = {"now": "first"}
started = threading.Event()
may_finish = threading.Event()


def reset():
    renders.clear()
    text["now"] = "first"
    started.clear()
    may_finish.set()


def page(request, *words):
    renders[request.path] += 1
    return HttpResponse(f"<p>{' '.join([text['now'], *words])}</p>" + "<p>filler</p>" * 100)


@csrf_exempt
@public_page
def plain(request):
    return page(request)


@public_page
def gated(request):
    now = text["now"]
    renders[request.path] += 1
    started.set()
    may_finish.wait(5)
    return HttpResponse(now)


@public_page(query=["page", "q"])
def listed(request):
    return page(request, request.GET.urlencode(), request.META["QUERY_STRING"])


@public_page
def lazy(request):
    renders[request.path] += 1
    template = engines["django"].from_string("{{ csrf_token|slice:':0' }}{{ word }}")
    word = "lazily"
    if request.path == "/lazy/":
        template = engines["django"].from_string("{{ word }}")
    return TemplateResponse(request, template, {"word": word})


@public_page
def answer(request, kind):
    response = page(request)
    if kind == "token":
        get_token(request)
    elif kind == "session":
        request.session.get("anything")
    elif kind == "message":
        messages.info(request, "Saved")
    elif kind == "cookie":
        response.set_cookie("color", "plum")
    elif kind == "missing":
        response.status_code = 404
    elif kind == "broken":
        raise RuntimeError("broken")
    elif kind == "moved":
        return redirect("/plain/")
    elif kind == "stream":
        return StreamingHttpResponse(iter([b"one ", b"two"]))
    elif kind == "varying":
        patch_vary_headers(response, ["HX-Request"])
    elif kind == "uncacheable":
        response["Cache-Control"] = "no-store"
    elif kind == "numbered":
        response["X-Request-ID"] = "one of a kind"
    return response


@public_page
def large(request, number):
    renders[request.path] += 1
    return HttpResponse(bytes(20_000))


def undeclared(request):
    return page(request)


urlpatterns = [
    path("plain/", plain),
    path("gated/", gated),
    path("listed/", listed),
    path("lazy/", lazy),
    path("lazy-token/", lazy),
    path("large/<int:number>/", large),
    path("undeclared/", undeclared),
    path("caf\N{LATIN SMALL LETTER E WITH ACUTE}/", plain),
    path("<slug:kind>/", answer),
]
