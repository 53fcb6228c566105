"""What the site is compared with: the least that could answer with the same page, or itself less.

Granian loads these by name. `BENCHMARK_PAGE` names a file with the page's headers and body.
"""

import json
import os
from base64 import b64decode
from pathlib import Path


def kept_page():
    page = json.loads(Path(os.environ["BENCHMARK_PAGE"]).read_text())
    return page["headers"], b64decode(page["body"])


def same_bytes():
    """A WSGI application that answers everything with the page, headers and all."""
    kept, body = kept_page()
    headers = [(name, value) for name, value in kept if name not in ("date", "server")]

    def answer(environ, start_response):
        start_response("200 OK", headers)
        return [body]

    return answer


def unguarded():
    """The site without maintenance's guard and middleware, and without the page cache."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db.backends.signals import connection_created

    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "maintenance" not in name]
    application = get_wsgi_application()
    from maintenance.guard import install

    # No connection is open yet, so none ever gets a guard.
    connection_created.disconnect(install)
    return application


def without_mode():
    """The site with the page cache, which does not look at the maintenance mode."""
    from pages.cache import PageCache
    from site_config.wsgi import django_application

    return PageCache(django_application, vary=lambda: "")


def bare_view():
    """A Django site of one view that answers with the page's text, without any middleware."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import re_path

    text = kept_page()[1].decode()

    class Addresses:
        urlpatterns = [re_path("", lambda request: HttpResponse(text))]

    settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=Addresses, SECRET_KEY="none")  # noqa: S106
    return get_wsgi_application()
