"""What counts as reading and what does not."""

import pytest

from maintenance.statements import Kind, kind_of, written_table

READING = [
    "SELECT 1",
    "  select * from a",
    "(SELECT 1) UNION (SELECT 2)",
    "/* a note */ SELECT 1",
    "-- DELETE FROM a\nSELECT 1",
    "SELECT 'DELETE FROM a', \"update\" FROM b",
    "SELECT * FROM a FOR UPDATE",
    "SELECT * FROM a FOR NO KEY UPDATE SKIP LOCKED",
    "WITH x AS (SELECT 1) SELECT * FROM x",
    "WITH x AS (SELECT 1) SELECT * FROM x FOR UPDATE",
    "SELECT updated_at, inserted FROM a",
    "EXPLAIN SELECT 1",
    "EXPLAIN DELETE FROM a",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    'SAVEPOINT "s1"',
    'RELEASE SAVEPOINT "s1"',
    "SET CONSTRAINTS ALL IMMEDIATE",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA table_info(a)",
    "SELECT 1;",
    "",
]
WRITING = [
    "INSERT INTO a VALUES (1)",
    'update "a" set b = 1',
    "DELETE FROM a",
    "MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE",
    "REPLACE INTO a VALUES (1)",
    "/* SELECT */ DELETE FROM a",
    "WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x",
    "WITH x AS (SELECT 1) INSERT INTO a SELECT * FROM x",
    "SELECT * INTO b FROM a",
    "SELECT 1; DELETE FROM a",
    "SELECT setval('a_id_seq', 1)",
    "SELECT nextval('a_id_seq')",
    "EXPLAIN ANALYZE DELETE FROM a",
]
SCHEMA = [
    "CREATE TABLE a (b int)",
    "ALTER TABLE a ADD c int",
    "DROP TABLE a",
    "TRUNCATE a",
    "COPY a FROM STDIN",
    "CALL something()",
    "DO $$ BEGIN DELETE FROM a; END $$",
    "GRANT ALL ON a TO b",
    "PRAGMA user_version = 3",
    "PRAGMA writable_schema = 1",
    "SOMETHING unknown",
]
ALONE = ["VACUUM", "CREATE INDEX CONCURRENTLY a ON b (c)", "CREATE DATABASE a", "REINDEX TABLE a"]


@pytest.mark.parametrize("sql", READING)
def test_reading_passes(sql):
    assert kind_of(sql) is Kind.READ


@pytest.mark.parametrize("sql", WRITING)
def test_writing_is_told(sql):
    assert kind_of(sql) is Kind.WRITE


@pytest.mark.parametrize("sql", SCHEMA)
def test_what_is_not_known_to_read_counts_as_a_change(sql):
    assert kind_of(sql) is Kind.SCHEMA


@pytest.mark.parametrize("sql", ALONE)
def test_what_cannot_run_in_a_transaction_is_told(sql):
    assert kind_of(sql) is Kind.ALONE


def test_what_is_no_text_counts_as_a_write():
    assert kind_of(b"SELECT 1") is Kind.WRITE


def test_transactions():
    assert kind_of("BEGIN IMMEDIATE") is Kind.BEGIN
    assert kind_of("BEGIN EXCLUSIVE") is Kind.BEGIN
    assert kind_of('ROLLBACK TO SAVEPOINT "s1"') is Kind.ROLLBACK


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "a" ("b") VALUES (%s)', "a"),
        ("insert or ignore into a values (1)", "a"),
        ('UPDATE "a" SET "b" = 1', "a"),
        ("DELETE FROM a WHERE b IN (SELECT 1)", "a"),
        ("DELETE FROM a; DELETE FROM b", None),
        ("WITH x AS (SELECT 1) DELETE FROM a", None),
        ("TRUNCATE a", None),
        (b"DELETE FROM a", None),
    ],
)
def test_the_table_that_is_written_to(sql, table):
    assert written_table(sql) == table
