"""A browser, and a served copy of the site for it: granian and the worker on data of their own."""

import json
import os
import re
import subprocess
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import run
from tests.postgres import database_of_its_own


class VideoHost(ThreadingHTTPServer):
    """A stand-in for the video provider: it answers every path, and keeps the requests."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), VideoPage)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.requests = []


class VideoPage(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append(self)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A video</title><p>playing</p>")

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture(scope="session")
def video_host():
    host = VideoHost()
    threading.Thread(target=host.serve_forever, daemon=True).start()
    yield host
    host.shutdown()
    host.server_close()


@pytest.fixture(scope="session")
def site(video_host):
    """The environment of the copy."""
    os.environ["VIDEO_EMBED_ORIGIN"] = video_host.url
    with ExitStack() as stack:
        if server := os.environ.get("DATABASE_URL"):
            # Tests run side by side, each process with a copy of its own.
            os.environ["DATABASE_URL"] = stack.enter_context(database_of_its_own(server))
        yield stack.enter_context(run.served_copy())


@pytest.fixture(scope="session")
def base_url(site):
    """The address of the copy; `page.goto` takes paths below it."""
    return site["SITE_URL"]


def sign_in(page, account):
    """Fill in the page of signing in: name and password."""
    page.get_by_label("Email or username").fill(account[0])
    page.get_by_label("Password").fill(account[1])
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()


def complaints(page):
    """A list that gets what the page's console complains of; hints of the browser's are none."""
    heard = []

    def listen(message):
        if message.type in ("error", "warning"):
            heard.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture(scope="session")
def manage(site):
    """Runs a command of Django's in the copy, as a process of its own; gives what it printed."""
    process = subprocess.Popen(
        [run.PYTHON, "-m", "tests.browser.commands"],
        cwd=run.ROOT,
        env=os.environ | site,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def call(*words):
        process.stdin.write(json.dumps(words) + "\n")
        process.stdin.flush()
        status, output = json.loads(process.stdout.readline())
        assert status == 0, output
        return output

    with process:
        yield call
        process.stdin.close()


@pytest.fixture
def account(manage):
    """A new superuser: name and password."""
    manage("shell", "-v0", "-c", "from accounts.models import User; User.objects.all().delete()")
    return re.search(r"user name (\S+), password (\S+)", manage("first_superuser")).groups()


@pytest.fixture
def signed_in(new_context, base_url):
    """Opens a path as somebody, after signing in; options are the browser's."""

    def open_page(account, path, **options):
        page = new_context(**options).new_page()
        page.goto(f"/accounts/login/?next={path}")
        sign_in(page, account)
        page.wait_for_url(lambda address: "/accounts/login/" not in address)
        return page

    return open_page


@pytest.fixture
def desk(signed_in, account):
    """A page of somebody who has signed in to edit."""
    return signed_in(account, "/admin/")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": run.find_browser(),
        "args": ["--no-sandbox"],  # its sandbox refuses to run as root
    }


def pytest_collection_modifyitems(items):
    for item in items:
        if "base_url" in item.fixturenames:
            item.add_marker("browser")
