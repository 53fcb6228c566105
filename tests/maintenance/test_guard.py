"""The guard on the connections: what passes, what does not, and what it notes."""

import ast
import threading
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection, connections, transaction
from django.db.models import F

from maintenance.exceptions import Blocked, ReadOnly
from maintenance.guard import Guard, Who, bypass, dispensable, guard_of, watch
from maintenance.models import MaintenanceState
from questions.models import Topic
from tests import make

committed = pytest.mark.usefixtures("committed")


@pytest.mark.django_db
class TestRefusing:
    @pytest.fixture(autouse=True)
    def _closed(self, close):
        self.topic = make.topic()
        close()

    WRITES = {
        "create": lambda topic: make.topic(),
        "save": lambda topic: topic.save(),
        "update": lambda topic: Topic.objects.update(position=F("position") + 1),
        "delete": lambda topic: topic.delete(),
        "bulk create": lambda topic: Topic.objects.bulk_create([Topic(name="a", slug="a")]),
        "raw": lambda topic: connection.cursor().execute("DELETE FROM questions_topic"),
        "many": lambda topic: connection.cursor().executemany(
            "DELETE FROM questions_topic WHERE id = %s", [[1], [2]]
        ),
        "schema": lambda topic: connection.cursor().execute("CREATE TABLE other (id int)"),
        "sequence": lambda topic: make.question(topic=topic),
    }

    @pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
    def test_every_way_of_writing_is_refused(self, write):
        before = list(Topic.objects.values())
        with pytest.raises(ReadOnly), transaction.atomic():
            write(self.topic)
        assert list(Topic.objects.values()) == before

    def test_reading_goes_on(self):
        assert Topic.objects.get() == self.topic
        with transaction.atomic():
            assert Topic.objects.select_for_update().get() == self.topic

    def test_the_request_under_way_hears_of_it(self):
        with watch() as noted, pytest.raises(ReadOnly):
            self.topic.save()
        assert noted.refused

    def test_a_write_that_may_be_left_out_is_no_business_of_the_request(self):
        with watch() as noted, dispensable():
            self.topic.save()
        assert not noted.refused

    def test_a_session_may_touch_its_own_tables_alone(self):
        with bypass(Who.SESSION):
            connection.cursor().execute("DELETE FROM django_session")
            with pytest.raises(ReadOnly):
                self.topic.save()

    def test_an_editor_is_refused_like_anybody(self):
        with bypass(Who.EDITOR), pytest.raises(ReadOnly):
            self.topic.save()


@pytest.mark.django_db
def test_an_editor_writes_where_the_switch_lets_editors(close):
    topic = make.topic()
    close(editors=True)
    with bypass(Who.EDITOR):
        Topic.objects.update(position=7)
    assert Topic.objects.get().position == 7
    with pytest.raises(ReadOnly):
        topic.save()


@pytest.mark.django_db
def test_it_opens_again(close, reopen):
    close()
    reopen()
    assert make.topic().pk


@pytest.mark.django_db
def test_offline_is_closed_too(close):
    close("offline")
    with pytest.raises(ReadOnly):
        make.topic()


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["read-only", "offline"])
def test_the_environment_closes_the_process(settings, mode):
    settings.MAINTENANCE_MODE = mode
    with pytest.raises(ReadOnly):
        make.topic()


@pytest.mark.django_db
def test_the_environment_opens_the_process(close, settings):
    close()
    settings.MAINTENANCE_MODE = "off"
    assert make.topic().pk


@committed
class TestTransactions:
    """With real transactions, and writes outside them."""

    def test_single_statements_are_refused_and_leave_nothing_behind(self, close):
        topic = make.topic()
        close()
        with pytest.raises(ReadOnly):
            make.topic()
        with pytest.raises(ReadOnly):
            topic.save()
        assert connection.get_autocommit()
        assert not connection.in_atomic_block
        assert Topic.objects.count() == 1

    def test_rows_get_their_keys_in_and_outside_a_transaction(self):
        alone = make.topic()
        with transaction.atomic():
            within = make.topic()
        many = Topic.objects.bulk_create([Topic(name=n, slug=n, position=9) for n in ("a", "b")])
        assert {alone.pk, within.pk} <= set(Topic.objects.values_list("pk", flat=True))
        assert len({alone.pk, within.pk}) == 2
        assert len(many) == 2

    def test_what_was_learned_ends_with_the_transaction(self, close):
        with transaction.atomic():
            make.topic()
        close()
        with pytest.raises(ReadOnly), transaction.atomic():
            make.topic()

    def test_what_was_learned_ends_with_a_savepoint(self, monkeypatch):
        """On PostgreSQL rolling back to it lets go of the lock that was taken since."""
        asked = []
        learn = Guard.learn

        def count(guard, *arguments):
            asked.append(guard.learned is None)
            return learn(guard, *arguments)

        monkeypatch.setattr(Guard, "learn", count)
        with transaction.atomic():
            with transaction.atomic():
                Topic.objects.update(position=1)
                transaction.set_rollback(True)
            Topic.objects.update(position=2)
            Topic.objects.update(position=3)
        assert asked == [True, True, False]

    def test_a_transaction_that_is_under_way_is_waited_for(self, close):
        """The switch is blocked while a writer is in its transaction, and says so."""
        begun, end = threading.Event(), threading.Event()

        def write():
            with transaction.atomic():
                make.topic()
                begun.set()
                end.wait(20)
            connections["default"].close()

        writer = threading.Thread(target=write)
        writer.start()
        begun.wait(20)
        with pytest.raises(Blocked) as blocked:
            close(wait=0.3)
        assert str(blocked.value)
        assert not MaintenanceState.objects.exists()
        end.set()
        writer.join()
        assert make.topic().pk  # nothing is left of the switch that failed
        assert close().closed

    def test_no_write_lands_after_the_switch(self, close):
        """Writers that began before it have finished when it returns."""
        stop, landed = threading.Event(), []

        def write():
            while not stop.is_set():
                try:
                    landed.append(make.topic().pk)
                except ReadOnly:
                    stop.wait(0.01)
            connections["default"].close()

        writers = [threading.Thread(target=write) for _ in range(4)]
        for writer in writers:
            writer.start()
        while len(landed) < 20:
            stop.wait(0.005)
        close()
        after_switch = Topic.objects.count()
        stop.wait(0.2)
        assert Topic.objects.count() == after_switch
        stop.set()
        for writer in writers:
            writer.join()
        assert Topic.objects.count() == after_switch == len(set(landed))


@pytest.mark.django_db
def test_it_stands_first_on_every_connection():
    Topic.objects.exists()
    assert connection.execute_wrappers[0] is guard_of(connection)
    with connection.execute_wrapper(lambda execute, *arguments: execute(*arguments)):
        assert connection.execute_wrappers[0] is guard_of(connection)
    assert sum(isinstance(wrapper, Guard) for wrapper in connection.execute_wrappers) == 1


def sources():
    root = Path(site.BASE_DIR)
    for package in ("site_config", "editorial", "operations", "search", "discussion", "partners"):
        yield from (root / package).rglob("*.py")
    for package in ("questions", "accounts", "markup", "pages", "maintenance"):
        yield from (root / package).rglob("*.py")


def calls():
    """Every call in the site's own code: (file, name of what is called, its first argument)."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                first = ast.unparse(node.args[0]) if node.args else ""
                yield path.relative_to(site.BASE_DIR).as_posix(), name, first


def test_it_is_bypassed_in_exactly_three_places():
    assert sorted(found for found in calls() if found[1] == "bypass") == [
        ("maintenance/middleware.py", "bypass", "Who.EDITOR"),
        ("maintenance/middleware.py", "bypass", "Who.SESSION"),
        ("maintenance/switch.py", "bypass", "Who.SWITCH"),
    ]


def test_nothing_goes_round_the_wrapper():
    """COPY, procedures and scripts are run without it, and so is what a driver is told itself."""
    names = {"copy_from", "copy_expert", "copy_to", "callproc", "executescript"}
    found = [call for call in calls() if call[1] in names]
    assert found == []
    raw = [
        path.name for path in sources()
        for line in path.read_text().splitlines()
        if "connection.connection.execute" in line or ".cursor.copy(" in line
    ]  # fmt: skip
    assert raw == []


def test_no_answer_is_streamed():
    """What runs after the middleware could write unnoticed."""
    streamed = {"StreamingHttpResponse"}
    assert [call for call in calls() if call[1] in streamed] == []
