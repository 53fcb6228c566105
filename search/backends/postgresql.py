"""Candidates from PostgreSQL's tsvector."""

from django.db import connection

ALL = """
    SELECT id FROM search_document, CAST(%s AS tsquery) AS query
    WHERE vector @@ query ORDER BY id DESC LIMIT %s
"""
ANY = """
    SELECT id FROM search_document, CAST(%s AS tsquery) AS query
    WHERE vector @@ query ORDER BY ts_rank(vector, query) DESC, id DESC LIMIT %s
"""


def match_all(words, limit):
    return _matches(ALL, " & ".join(map(_quoted, words)), limit)


def match_any(words, limit):
    return _matches(ANY, " | ".join(map(_quoted, words)), limit)


def _quoted(word):
    """A term as a tsquery takes it: quoted, since marks are its syntax."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _matches(sql, expression, limit):
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, limit])
        return [row[0] for row in cursor.fetchall()]
