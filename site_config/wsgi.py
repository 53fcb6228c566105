"""The site as a WSGI application: Django, with the page cache around it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
django_application = get_wsgi_application()

from pages.cache import PageCache  # noqa: E402 - reads settings, so Django must be set up first

application = PageCache(django_application, vary=lambda: "")
