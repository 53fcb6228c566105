"""The full-text index over the documents' words, which each database keeps in step by itself."""

from django.db import migrations

SQLITE = [
    """
    CREATE VIRTUAL TABLE search_document_fts USING fts5(
        title, keywords, short_answer, body,
        content='search_document', content_rowid='id', tokenize='unicode61 remove_diacritics 0'
    )
    """,
    """
    CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
        INSERT INTO search_document_fts(rowid, title, keywords, short_answer, body)
        VALUES (new.id, new.title, new.keywords, new.short_answer, new.body);
    END
    """,
    """
    CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
        INSERT INTO search_document_fts(
            search_document_fts, rowid, title, keywords, short_answer, body
        )
        VALUES ('delete', old.id, old.title, old.keywords, old.short_answer, old.body);
    END
    """,
    """
    CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN
        INSERT INTO search_document_fts(
            search_document_fts, rowid, title, keywords, short_answer, body
        )
        VALUES ('delete', old.id, old.title, old.keywords, old.short_answer, old.body);
        INSERT INTO search_document_fts(rowid, title, keywords, short_answer, body)
        VALUES (new.id, new.title, new.keywords, new.short_answer, new.body);
    END
    """,
    "INSERT INTO search_document_fts(search_document_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_document_changed",
    "DROP TRIGGER search_document_removed",
    "DROP TRIGGER search_document_added",
    "DROP TABLE search_document_fts",
]
POSTGRESQL = [
    """
    ALTER TABLE search_document ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A')
        || setweight(to_tsvector('simple', keywords), 'A')
        || setweight(to_tsvector('simple', short_answer), 'B')
        || setweight(to_tsvector('simple', body), 'C')
    ) STORED
    """,
    "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE search_document DROP COLUMN vector"]


def _run(schema_editor, sqlite, postgresql):
    statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement)


def create(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def drop(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
