"""The settings of the tests: the site's own, with what would slow or hide something changed."""

import os
import tempfile
from pathlib import Path

# pytest-django reads settings before any conftest runs, so what the settings demand of the
# environment is set here.
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("LOCAL_SITE", "1")
os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="mlr-tests-"))
os.environ.setdefault("LOG_LEVEL", "WARNING")

from site_config.settings import *  # noqa: F403 - these are the site's settings

# Processes that test side by side would tell each other of switches and changed pages.
PAGE_CACHE_DIR = DATA_DIR = DATA_DIR / os.environ.get("PYTEST_XDIST_WORKER", "")  # noqa: F405
DATA_DIR.mkdir(exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in production: a database in memory has no write-ahead log and no second process.
    DATABASES["default"]["TEST"] = {"NAME": Path(os.environ["DATA_DIR"]) / "test.sqlite3"}  # noqa: F405
else:
    # The tests' database is dropped at the end, which a pooled connection would prevent.
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
PAGE_CACHE_STRICT = True
