"""The site as a WSGI application: Django, with the page cache around it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
django_application = get_wsgi_application()

# These read the settings, so Django must be set up first.
from maintenance.state import current  # noqa: E402
from pages.cache import PageCache  # noqa: E402

application = PageCache(django_application, vary=lambda: current().key)
