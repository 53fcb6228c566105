import pytest
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
class TestAlive:
    def test_answers_with_the_mode(self, client):
        response = client.get("/healthz")
        assert response.status_code == 200
        assert response.json() == {"status": "ok", "mode": "off", "since": None, "overdue": False}

    def test_answers_without_the_database(self, client, monkeypatch):
        def fail(*arguments):
            raise DatabaseError("no database")

        monkeypatch.setattr(connection, "cursor", fail)
        response = client.get("/healthz")
        assert (response.status_code, response.json()["mode"]) == (200, "read-only")

    def test_is_never_kept(self, client):
        assert "no-store" in client.get("/healthz")["Cache-Control"]

    def test_only_reads(self, client):
        assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
class TestReady:
    def test_a_prepared_site_is_ready(self, client):
        response = client.get("/readyz")
        assert response.status_code == 200
        assert response.json() == {"status": "ok"}

    def test_a_missing_migration_is_named(self, client):
        name = MigrationExecutor(connection).loader.graph.leaf_nodes("sessions")[0][1]
        MigrationRecorder(connection).record_unapplied("sessions", name)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert f"sessions.{name}" in response.json()["reason"]

    def test_a_database_that_fails_is_told_without_its_own_words(self, client, monkeypatch):
        def fail(*arguments):
            raise DatabaseError("password of the database")

        monkeypatch.setattr(MigrationRecorder, "applied_migrations", fail)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["reason"] == "The database does not answer: DatabaseError."

    def test_is_never_kept(self, client):
        assert "no-store" in client.get("/readyz")["Cache-Control"]
