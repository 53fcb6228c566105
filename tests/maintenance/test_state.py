"""What a process knows of the mode, and by which clock a planned one begins."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from maintenance import state
from maintenance.exceptions import ReadOnly
from maintenance.guard import Who, bypass, guard_of
from maintenance.models import MaintenanceState, Mode
from maintenance.state import State, current, stored
from pages.cache import PageCache
from site_config.wsgi import django_application
from tests import make

STALE_AFTER = state.STALE_AFTER  # the site's own; tests elsewhere run with a longer one

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def change(**fields):
    """Let time pass: what is stored has other moments, and nobody knows anything any more."""
    with bypass(Who.SWITCH):
        MaintenanceState.objects.update(**fields)
    state.forget()
    guard_of(connection).forget()


@pytest.mark.django_db
class TestSources:
    def test_a_new_site_is_open(self):
        assert current() == stored() == State()

    def test_the_environment_is_stronger(self, settings, close):
        close()
        settings.MAINTENANCE_MODE = "off"
        assert stored().mode == Mode.OFF
        assert stored().source == "environment"

    def test_unreadable_and_never_known_is_read_only(self, monkeypatch):
        monkeypatch.setattr(state, "_read", self.fail)
        assert (current().mode, current().source) == (Mode.READ_ONLY, "unreadable")

    @pytest.mark.parametrize("known", [Mode.OFF, Mode.READ_ONLY])
    def test_unreadable_is_what_was_known_last(self, monkeypatch, close, known):
        close(known)
        assert current().mode == known
        monkeypatch.setattr(state, "_read", self.fail)
        assert stored().mode == known

    def fail(self):
        raise DatabaseError("no database")


@pytest.mark.django_db
class TestKnowing:
    @pytest.fixture(autouse=True)
    def _two_seconds(self, monkeypatch):
        monkeypatch.setattr(state, "STALE_AFTER", STALE_AFTER)

    def test_it_asks_the_database_once_in_two_seconds(self, django_assert_num_queries, monkeypatch):
        current()
        with django_assert_num_queries(0):
            for _ in range(10):
                current()
        monkeypatch.setattr(state, "STALE_AFTER", 0.0)
        state.forget()
        current()
        with django_assert_num_queries(2):
            current()
            current()

    def test_a_switch_is_seen_at_once_by_every_process_of_the_host(self, close, reopen):
        assert not current().closed
        close()
        assert current().closed
        reopen()
        assert not current().closed

    def test_a_change_by_another_host_is_seen_within_two_seconds(self, monkeypatch):
        assert not current().closed
        MaintenanceState.objects.create(
            mode=Mode.READ_ONLY, epoch=1, set_by="another", set_at=timezone.now()
        )
        assert not current().closed
        later = state.time.monotonic() + 2.01
        monkeypatch.setattr(state.time, "monotonic", lambda: later)
        assert current().closed

    def test_each_change_has_another_key(self, close, reopen):
        keys = [current().key]
        for change in (close, reopen, close, lambda: close(editors=True), reopen):
            change()
            keys.append(current().key)
        assert len(set(keys)) == len(keys)


@pytest.mark.django_db
class TestPlan:
    def test_it_begins_by_the_clock(self, close):
        close(starts_at=timezone.now() + timedelta(hours=1))
        assert stored().mode == Mode.OFF
        assert stored().planned == Mode.READ_ONLY
        assert make.topic().pk
        change(starts_at=timezone.now() - timedelta(seconds=1))
        assert stored().mode == Mode.READ_ONLY
        with pytest.raises(ReadOnly):
            make.topic()

    def test_it_is_told_of_a_day_before(self, client, close):
        close(starts_at=timezone.now() + timedelta(hours=25))
        assert b"Maintenance starts" not in client.get("/").content
        close(starts_at=timezone.now() + timedelta(hours=23))
        response = client.get("/")
        assert b"Maintenance starts at" in response.content
        assert response["X-Site-Mode"] == "normal"

    def test_it_is_looked_for_no_later_than_it_begins(self, close):
        close(starts_at=timezone.now() + timedelta(seconds=0.5))
        assert state._fresh_for(stored()) <= 0.5

    @pytest.mark.parametrize("years", [-3, 3])
    def test_once_begun_a_wrong_clock_changes_nothing_but_when_to_try_again(
        self, client, close, years
    ):
        close(ends_at=timezone.now() + timedelta(minutes=30))
        before = client.post("/")["Retry-After"]
        with time_machine.travel(timezone.now() + timedelta(days=365 * years), tick=False):
            state.forget()
            response = client.post("/")
            with pytest.raises(ReadOnly):
                make.topic()
        assert response.status_code == 503
        assert response["Retry-After"] != before

    def test_a_start_that_has_come_stays_come(self, close):
        close(starts_at=timezone.now() - timedelta(hours=1))
        assert stored().closed
        with time_machine.travel(timezone.now() - timedelta(days=1), tick=False):
            assert stored().closed
            with pytest.raises(ReadOnly):
                make.topic()

    def test_an_end_ends_nothing_and_raises_the_alarm(self, client, close):
        close(ends_at=timezone.now() + timedelta(seconds=30))
        assert client.get("/healthz").json()["overdue"] is False
        change(ends_at=timezone.now() - timedelta(minutes=1))
        answer = client.get("/healthz").json()
        assert (answer["mode"], answer["overdue"]) == ("read-only", True)
        assert b"and takes longer" in client.get("/").content


@pytest.mark.django_db
class TestBanner:
    def test_its_words_are_the_founders(self, client, close):
        close()
        text = " ".join(client.get("/").content.decode().split())
        assert "The website is in maintenance mode, we are adding more features." in text
        assert (
            "New bookmarks, comments, or user profiles made during this time will not be saved."
            in text
        )

    def test_an_operators_words_are_shown_as_text(self, client, close):
        close(message="Moving <b>house</b>", ends_at=NOON + timedelta(days=9000))
        text = client.get("/").content.decode()
        assert "Moving &lt;b&gt;house&lt;/b&gt;" in text
        assert "Expected back at 12:00 UTC, July" in text

    @pytest.mark.parametrize("path", ["/", "/topics/", "/accounts/login/", "/nothing/here/"])
    def test_it_stands_on_every_page(self, client, close, path):
        close()
        assert b"data-banner" in client.get(path).content

    def test_it_stands_in_the_admin(self, admin_client, close):
        close()
        assert b"data-banner" in admin_client.get("/admin/").content

    def test_a_status_page_is_linked_where_there_is_one(self, client, close, settings):
        close()
        assert b"Follow progress" not in client.get("/").content
        settings.STATUS_URL = "https://status.example.org/"
        assert b'href="https://status.example.org/"' in client.get("/").content

    def test_there_is_none_while_the_site_is_open(self, client):
        assert b"data-banner" not in client.get("/").content


@pytest.mark.django_db
def test_controls_that_write_are_off_with_the_reason_beside_them(client, admin_client, close):
    question = make.question()
    page, form = question.get_absolute_url(), f"/admin/questions/question/{question.pk}/change/"
    assert b"disabled>" not in client.get(page).content
    assert b"disabled>" not in admin_client.get(form).content
    close()
    text = client.get(page).content.decode()
    assert re.search(r"<button[^>]*\bdisabled\b[^>]*data-bookmark>", text)
    assert "Paused during maintenance." in text
    assert b'<fieldset class="writing" disabled>' in admin_client.get(form).content
    close(editors=True)
    assert b'<fieldset class="writing" disabled>' not in admin_client.get(form).content


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_closing")
class TestPageCache:
    """No page that was made in one state is shown in another."""

    @pytest.fixture
    def get(self, settings, tmp_path):
        settings.PAGE_CACHE_DIR = tmp_path
        site = PageCache(django_application, vary=lambda: current().key)

        def read(path="/topics/"):
            environ = {
                "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "",
                "SERVER_NAME": "testserver", "SERVER_PORT": "80", "HTTP_HOST": "testserver",
                "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
            }  # fmt: skip
            started = []
            body = b"".join(site(environ, lambda *arguments: started.extend(arguments)))
            return b"data-banner" in body, dict(started[1])["X-Site-Mode"]

        return read

    def test_every_state_has_its_own_pages(self, get, close, reopen):
        assert get() == get() == (False, "normal")
        close()
        assert get() == get() == (True, "read-only")
        reopen()
        assert get() == (False, "normal")

    def test_a_page_whose_state_changed_while_it_was_made_is_not_kept(
        self, get, close, reopen, monkeypatch
    ):
        look = state.current
        answers = iter([State(epoch=1), State(epoch=1, mode=Mode.READ_ONLY)])
        monkeypatch.setattr(
            "tests.maintenance.test_state.current", lambda: next(answers, None) or look()
        )
        get()
        assert get() == (False, "normal")

    @pytest.fixture
    def _no_closing(self):
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        yield
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.django_db(transaction=True)
def test_the_first_migration_and_the_way_back_work():
    executor = MigrationExecutor(connection)
    executor.migrate([("maintenance", None)])
    try:
        state.forget()
        assert make.topic().pk
        assert not stored().closed
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate([("maintenance", "0001_initial")])
    assert make.topic().pk
