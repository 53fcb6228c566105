"""Refuse a half-configured site: each finding has an id and says what to set."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error

LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]", "testserver"}


def check_site(app_configs, **kwargs):
    """What no site may have, wherever it runs."""
    findings = []
    host = urlsplit(settings.SITE_URL).hostname
    if settings.LOCAL_SITE and not {host, *settings.ALLOWED_HOSTS} <= LOOPBACK:
        findings.append(
            Error(
                "LOCAL_SITE is on for a host that others can reach.",
                hint="Unset LOCAL_SITE, or leave only localhost in SITE_URL and ALLOWED_HOSTS.",
                id="site.E001",
            )
        )
    if "*" in settings.ALLOWED_HOSTS:
        findings.append(
            Error(
                "ALLOWED_HOSTS accepts every host.",
                hint="Name the hosts exactly.",
                id="site.E002",
            )
        )
    if settings.SESSION_SAVE_EVERY_REQUEST:
        findings.append(
            Error(
                "SESSION_SAVE_EVERY_REQUEST turns every read of a member into a write.",
                hint="Leave it off.",
                id="site.E003",
            )
        )
    if settings.DATABASES["default"].get("ATOMIC_REQUESTS"):
        findings.append(
            Error(
                "ATOMIC_REQUESTS makes every read take SQLite's write lock.",
                hint="Leave it off; what writes opens a short transaction of its own.",
                id="site.E004",
            )
        )
    return findings


def check_production(app_configs, **kwargs):
    """What a site that others reach must have, on top (`check --deploy`)."""
    findings = []
    if urlsplit(settings.SITE_URL).scheme != "https":
        findings.append(
            Error(
                "SITE_URL is not an https address.",
                hint="Set SITE_URL to the public address, such as https://learn.example.org.",
                id="site.E005",
            )
        )
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        findings.append(
            Error(
                "Mail would be printed instead of sent.",
                hint="Set EMAIL_URL, such as submission://user:password@mail.example.org:587.",
                id="site.E006",
            )
        )
    return findings
