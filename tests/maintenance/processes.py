"""Other processes on a test's own database."""

import os
from urllib.parse import urlsplit, urlunsplit

from django.db import connection


def environment():
    """The environment of a process that works on the database of the test under way."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        address = f"sqlite:///{name}"
    else:
        given = urlsplit(os.environ["DATABASE_URL"])
        address = urlunsplit(given._replace(path=f"/{name}"))
    return os.environ | {"DATABASE_URL": address}
