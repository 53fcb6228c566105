from dataclasses import dataclass
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from pages import generations
from pages.cache import PageCache
from tests.pages import urls


@dataclass
class Answer:
    status: str
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()


class Clock:
    def __init__(self):
        self.now = 60_000_000.0

    def __call__(self):
        return self.now


class Site:
    """Django with these tests' addresses behind a page cache whose clock stands still."""

    def __init__(self, **arguments):
        self.clock = Clock()
        self.mode = "normal"
        self.cache = PageCache(WSGIHandler(), vary=lambda: self.mode, clock=self.clock, **arguments)

    def get(self, path, method="GET", **environ):
        path, _, query = path.partition("?")
        started = []
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "testserver",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        } | environ
        chunks = self.cache(environ, lambda status, headers: started.extend([status, headers]))
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return Answer(started[0], dict(started[1]), body)

    def renders(self, path):
        return urls.renders[path]


@pytest.fixture
def site_settings(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.pages.urls"
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ]
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    settings.PAGE_CACHE_DIR = tmp_path
    settings.PAGE_CACHE_STRICT = False
    settings.SESSION_COOKIE_NAME = "sessionid"
    settings.MAINTENANCE_MODE = "off"  # by the environment, so that no database is asked
    urls.reset()
    generations.shared.cache_clear()
    # These requests are made inside a test's transaction, as those of Django's test client.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield settings
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    generations.shared.cache_clear()


@pytest.fixture
def site(site_settings):
    return Site()
