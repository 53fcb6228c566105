"""Settings under which something could be stored after all are refused."""

import pytest

from maintenance.checks import MIDDLEWARE, check_guard


def test_the_sites_own_settings_pass():
    assert check_guard(None) == []


def outermost_sessions(settings):
    settings.MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", MIDDLEWARE]


def no_middleware(settings):
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]


def stored_sessions(settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


def stored_messages(settings):
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


def cache_in_the_database(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}}


def djangos_own_sqlite(settings):
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}


def another_isolation(settings):
    settings.DATABASES = {
        "default": {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"isolation_level": 4}}
    }


def unknown_mode(settings):
    settings.MAINTENANCE_MODE = "ajar"


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (outermost_sessions, "maintenance.E001"),
        (no_middleware, "maintenance.E001"),
        (stored_sessions, "maintenance.E002"),
        (stored_messages, "maintenance.E003"),
        (cache_in_the_database, "maintenance.E004"),
        (djangos_own_sqlite, "maintenance.E005"),
        (another_isolation, "maintenance.E005"),
        (unknown_mode, "maintenance.E006"),
    ],
)
@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_each_is_named_with_what_to_do(settings, spoil, found):
    spoil(settings)
    errors = check_guard(None)
    assert [error.id for error in errors] == [found]
    assert errors[0].hint
