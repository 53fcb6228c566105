"""Candidates from SQLite's FTS5."""

from django.db import connection

ALL = "SELECT rowid FROM search_document_fts(%s) ORDER BY rowid DESC LIMIT %s"
ANY = "SELECT rowid FROM search_document_fts(%s) ORDER BY rank LIMIT %s"


def match_all(words, limit):
    return _matches(ALL, " AND ".join(map(_quoted, words)), limit)


def match_any(words, limit):
    return _matches(ANY, " OR ".join(map(_quoted, words)), limit)


def _quoted(word):
    """A term as FTS5 takes it: quoted, since it reads bare marks and words such as OR as syntax."""
    return '"' + word.replace('"', '""') + '"'


def _matches(sql, expression, limit):
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, limit])
        return [row[0] for row in cursor.fetchall()]
