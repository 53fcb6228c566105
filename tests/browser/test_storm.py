"""Clients write without pause through the served processes while maintenance is switched.

Nothing lands after the switch has returned, what was acknowledged is there, and what was refused
comes back. `--wait` is the most that the switch may take, so that its status tells of the time.
"""

import http.client
import os
import re
import socket
import sqlite3
import threading
from itertools import count
from urllib.parse import urlencode, urlsplit

import html5lib
import psycopg
import pytest

import run
from tests.sizes import SOAK

WRITERS = 16
SWITCHES = 100 if SOAK else 3
BEFORE_A_SWITCH = 40  # acknowledged writes
AFTER_A_SWITCH = 60  # refused ones
ADD = "/admin/questions/topic/add/"
TEXT = "Emoji 🧠, <b>, </textarea>, &amp; and\r\nline\r\n\r\nends: "
numbers = count(1)


class Client:
    """Somebody who has signed in and keeps a connection; a browser without a screen."""

    def __init__(self, address):
        self.host = urlsplit(address).netloc
        self.cookies = {}
        self.connection = http.client.HTTPConnection(self.host, timeout=60)

    def request(self, method, path, fields=None):
        headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()  # it had been kept for too long
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return response.status, response.headers, response.read().decode()

    def token(self, path):
        page = self.request("GET", path)[2]
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def sign_in(self, name, password):
        fields = {"login": name, "password": password}
        fields["csrfmiddlewaretoken"] = self.token("/accounts/login/")
        assert self.request("POST", "/accounts/login/", fields)[0] == 302
        return self

    def copy(self):
        other = Client(f"http://{self.host}")
        other.cookies = dict(self.cookies)
        return other

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.connection.close()


class Storm:
    """The writers, and what became of each of their writes."""

    def __init__(self, client):
        self.token = client.token(ADD)
        self.stop = threading.Event()
        self.changed = threading.Condition()
        self.acknowledged, self.refused, self.other = set(), {}, []
        self.writers = [
            threading.Thread(target=self.write, args=[client.copy()]) for _ in range(WRITERS)
        ]

    def __enter__(self):
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *exception):
        self.stop.set()
        for writer in self.writers:
            writer.join()

    def write(self, client):
        with client:
            while not self.stop.is_set():
                name = f"storm-{next(numbers)}"
                self.write_one(client, name)
                if name in self.refused:
                    self.stop.wait(0.02)  # else the refusals would keep the switch from its core

    def write_one(self, client, name):
        fields = {"name": name, "slug": name, "position": 0, "summary": TEXT + name}
        fields |= {"csrfmiddlewaretoken": self.token, "_save": "Save"}
        status, _, body = client.request("POST", ADD, fields)
        with self.changed:
            if status == 302:
                self.acknowledged.add(name)
            elif status == 503:
                # Of the many only some are kept to be read: a page is twenty kilobytes.
                self.refused[name] = body if len(self.refused) % 20 == 0 else None
            else:
                self.other.append((status, body[:2000]))
            self.changed.notify_all()

    def wait_for(self, what, more):
        """Return when there is so much more of what became of writes."""
        enough = len(what) + more
        with self.changed:
            assert self.changed.wait_for(lambda: len(what) >= enough or self.other, 120)


@pytest.fixture
def client(base_url, account):
    with Client(base_url) as client:
        yield client.sign_in(*account)


@pytest.fixture
def stored(site):
    """Gives the names of the topics that the storm has stored, past the site's own code."""
    address = os.environ.get("DATABASE_URL", "")
    query = "SELECT name FROM questions_topic WHERE name LIKE 'storm-%'"

    def names():
        if address.startswith("postgres"):
            with psycopg.connect(address) as connection:
                return {name for (name,) in connection.execute(query)}
        connection = sqlite3.connect(f"{site['DATA_DIR']}/site.sqlite3", timeout=20)
        try:
            return {name for (name,) in connection.execute(query)}
        finally:
            connection.close()

    return names


@pytest.fixture(autouse=True)
def _left_open(manage):
    yield
    manage("maintenance", "off")
    topics = "from questions.models import Topic; Topic.objects.filter(name__startswith='storm-')"
    manage("shell", "-v0", "-c", f"{topics}.delete()")


def returned(body):
    tree = html5lib.parse(body, namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if form.get("class") == "returned")
    sent = {area.get("name"): area.text.replace("\n", "\r\n") for area in form.iter("textarea")}
    return sent | {field.get("name"): field.get("value") for field in form.iter("input")}


def modes(base_url):
    """In which mode the processes say they are, each asked over connections of its own."""
    found = set()
    for _ in range(12):
        with Client(base_url) as client:
            found.add(client.request("GET", "/topics/")[1]["X-Site-Mode"])
    return found


def test_no_write_lands_after_the_switch_and_none_is_lost(client, manage, stored, base_url):
    with Storm(client) as storm:
        for _ in range(SWITCHES):
            storm.wait_for(storm.acknowledged, BEFORE_A_SWITCH)
            manage("maintenance", "on", "--wait", "5")
            landed = stored()
            assert modes(base_url) == {"read-only"}
            storm.wait_for(storm.refused, AFTER_A_SWITCH)
            assert stored() == landed
            manage("maintenance", "off")
            assert modes(base_url) == {"normal"}
    assert storm.other == []
    assert stored() == storm.acknowledged
    assert not storm.refused.keys() & stored()
    kept = {name: body for name, body in storm.refused.items() if body}
    for name, body in list(kept.items())[:50]:
        sent = returned(body)
        assert sent["summary"] == TEXT + name
        assert (sent["name"], sent["_save"]) == (name, "Save")


def test_what_was_refused_is_stored_by_sending_it_again(client, manage, stored):
    name = f"storm-{next(numbers)}"
    fields = {"name": name, "slug": name, "position": 0, "summary": TEXT, "_save": "Save"}
    fields["csrfmiddlewaretoken"] = client.token(ADD)
    manage("maintenance", "on")
    status, _, body = client.request("POST", ADD, fields)
    assert status == 503
    manage("maintenance", "off")
    status, _, _ = client.request("POST", ADD, returned(body))
    assert status == 302
    assert name in stored()


def test_a_restart_keeps_the_mode_and_works_in_it(manage, site):
    manage("maintenance", "on", "--message", "Kept over a restart")
    run.prepare(site)  # what a start does: migrations, library, superuser
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    with run.servers(site | {"SITE_URL": address}, port), Client(address) as client:
        status, headers, body = client.request("GET", "/")
    assert (status, headers["X-Site-Mode"]) == (200, "read-only")
    assert "Kept over a restart" in body


def test_one_process_can_be_told_otherwise(manage, client, site):
    """The operator migrates, and works, while everybody else is refused."""
    manage("maintenance", "on")
    off = site | {"MAINTENANCE_MODE": "off"}
    for command in ("migrate", "render_content"):
        assert run.call([run.PYTHON, "manage.py", command, "--verbosity", "0"], off) == 0
    assert client.request("POST", ADD, {"name": "storm-0"})[0] == 503
