"""Refuse settings under which the site could store something while it is read-only."""

from django.conf import settings
from django.core.checks import Error

from maintenance.models import Mode

MIDDLEWARE = "maintenance.middleware.MaintenanceMiddleware"
READING = ("whitenoise.", "django.contrib.sessions.", "django.middleware.csrf.")


def check_guard(app_configs, **kwargs):
    """Name each setting that lets a write past the guard, or an answer past the middleware."""
    return [
        Error(message, hint=hint, id=f"maintenance.E{number:03}")
        for number, (wrong, message, hint) in enumerate(rules(), start=1)
        if wrong
    ]


def rules():
    order = list(settings.MIDDLEWARE)
    place = order.index(MIDDLEWARE) if MIDDLEWARE in order else len(order)
    yield (
        any(name.startswith(READING) for name in order[:place]),
        "The maintenance middleware does not stand around the sessions and the forms' check.",
        f"Put {MIDDLEWARE} before WhiteNoise, SessionMiddleware and CsrfViewMiddleware.",
    )
    yield (
        settings.SESSION_ENGINE != "maintenance.sessions",
        "SESSION_ENGINE stores sessions although the site is read-only.",
        "Set it to maintenance.sessions.",
    )
    yield (
        "cookie" not in settings.MESSAGE_STORAGE,
        "Messages are kept in the session, which is not stored while the site is read-only.",
        "Set MESSAGE_STORAGE to django.contrib.messages.storage.cookie.CookieStorage.",
    )
    yield (
        "DatabaseCache" in str(settings.CACHES),
        "A cache lives in the guarded database.",
        "Set CACHE_URL to the process or to Redis.",
    )
    yield (
        any(
            database["ENGINE"] == "django.db.backends.sqlite3"
            or "isolation_level" in database.get("OPTIONS", {})
            for database in settings.DATABASES.values()
        ),
        "A database is set up so that the barrier cannot hold.",
        "SQLite needs the engine maintenance.sqlite3, PostgreSQL its default isolation level.",
    )
    yield (
        settings.MAINTENANCE_MODE not in ("", *Mode.values),
        f"MAINTENANCE_MODE is {settings.MAINTENANCE_MODE!r}.",
        f"Unset it, or set it to one of: {', '.join(Mode.values)}.",
    )
