"""What the site is compared with: the least that could answer with the same page.

Granian loads these by name. `BENCHMARK_PAGE` names a file with the page's headers and body.
"""

import json
import os
from base64 import b64decode
from pathlib import Path

PAGE = json.loads(Path(os.environ["BENCHMARK_PAGE"]).read_text())
BODY = b64decode(PAGE["body"])
HEADERS = [(name, value) for name, value in PAGE["headers"] if name not in ("date", "server")]


def same_bytes(environ, start_response):
    """A WSGI application that answers everything with the page, headers and all."""
    start_response("200 OK", HEADERS)
    return [BODY]


def bare_view():
    """A Django site of one view that answers with the page's text, without any middleware."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import re_path

    text = BODY.decode()

    class Addresses:
        urlpatterns = [re_path("", lambda request: HttpResponse(text))]

    settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=Addresses, SECRET_KEY="none")  # noqa: S106
    return get_wsgi_application()
