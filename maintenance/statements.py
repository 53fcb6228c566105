"""What an SQL statement does, as far as the guard must know.

Only what is known to read counts as reading; everything else is a write. Texts in quotes are left
out before words are looked for, and of several statements in one text the worst counts.
"""

import re
from enum import IntEnum
from functools import lru_cache


class Kind(IntEnum):
    READ = 0
    BEGIN = 1  # a transaction that takes SQLite's write lock at once
    ROLLBACK = 2  # to a savepoint
    WRITE = 3
    SCHEMA = 4
    ALONE = 5  # cannot run in a transaction


READING = {
    "SELECT",
    "VALUES",
    "WITH",
    "EXPLAIN",
    "SHOW",
    "BEGIN",
    "START",
    "COMMIT",
    "END",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    "SET",
    "RESET",
    "DECLARE",
    "FETCH",
    "MOVE",
    "CLOSE",
    "LISTEN",
    "UNLISTEN",
    "DISCARD",
    "PRAGMA",
}
CHANGING_ROWS = {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"}
# Of the connection itself, not of the data.
PRAGMAS = {
    "foreign_keys",
    "foreign_key_check",
    "foreign_key_list",
    "defer_foreign_keys",
    "table_info",
    "table_xinfo",
    "table_list",
    "index_info",
    "index_xinfo",
    "index_list",
    "busy_timeout",
    "journal_mode",
    "synchronous",
    "compile_options",
    "integrity_check",
    "quick_check",
    "page_count",
    "page_size",
    "freelist_count",
    "legacy_alter_table",
    "cache_size",
}
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
LOCKING = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b")
WRITING = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|INTO|NEXTVAL|SETVAL|LO_\w+|PG_NOTIFY|DBLINK\w*)\b"
)
EXPLAINED = re.compile(r"\bANALY[ZS]E\b")
ALONE = re.compile(
    r"VACUUM|CREATE DATABASE|DROP DATABASE|ALTER SYSTEM|REINDEX"
    r"|(?:CREATE (?:UNIQUE )?|DROP )INDEX CONCURRENTLY|ATTACH|DETACH"
)
TABLE = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE
)


@lru_cache(maxsize=2048)
def kind_of(sql) -> Kind:
    """Give the worst kind among the statements of an SQL text."""
    if not isinstance(sql, str):
        return Kind.WRITE  # composed by a driver; nobody here does that
    bare = QUOTED.sub(" ", sql).upper()
    return max((_kind(part) for part in bare.split(";") if part.strip()), default=Kind.READ)


@lru_cache(maxsize=512)
def written_table(sql) -> str | None:
    """Give the name of the one table that a statement writes to, as far as it can be told."""
    if not isinstance(sql, str) or ";" in QUOTED.sub(" ", sql):
        return None
    match = TABLE.match(sql)
    return match[1] if match else None


def _kind(statement: str) -> Kind:
    words = statement.replace("(", " ").split()
    first = words[0]
    if first in CHANGING_ROWS:
        return Kind.WRITE
    if first not in READING:
        return Kind.ALONE if ALONE.match(" ".join(words)) else Kind.SCHEMA
    if first == "BEGIN":
        return Kind.BEGIN if words[-1] in ("IMMEDIATE", "EXCLUSIVE") else Kind.READ
    if first == "ROLLBACK":
        return Kind.ROLLBACK if "TO" in words else Kind.READ
    if first == "PRAGMA":
        name = re.split(r"[\s=(]", statement.strip()[len("PRAGMA") :].strip())[0]
        return Kind.READ if name.lower() in PRAGMAS else Kind.SCHEMA
    if first == "EXPLAIN" and not EXPLAINED.search(statement):
        return Kind.READ
    return Kind.WRITE if WRITING.search(LOCKING.sub(" ", statement)) else Kind.READ
