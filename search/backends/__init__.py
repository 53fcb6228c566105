"""Where candidates come from: one module a database, with the same two functions.

`match_all(words, limit)` gives the ids of documents that hold every word, newest first;
`match_any(words, limit)` of those that hold some, best first as far as the database can tell.
"""

from django.db import connection

from search.backends import postgresql, sqlite


def backend():
    """The module of the database in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite
