"""Whole journeys: a newcomer's, and the superuser's from the first line that the site prints."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, closing
from queue import Queue

import pytest
from playwright.sync_api import expect

import run
from tests.browser.conftest import sign_in
from tests.browser.test_accounts import button, code_from_mail, fill_sign_up, main
from tests.browser.test_comments import REPLY, act, comment, write
from tests.browser.test_journey import ANSWER, fill
from tests.postgres import database_of_its_own

QUESTION = "/questions/what-is-a-kv-cache/"
PRESS, PRESSED = "Bookmark this question", "Bookmarked"
NOTE = "Say how large it grows."
STARTS_WITHIN = 180  # seconds, with a library to load on a busy machine


def finish_sign_up(page):
    """The second screen: the code, from the site's own page of mails in another window."""
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    window = page.context.new_page()
    code = code_from_mail(window)
    window.close()
    page.get_by_label("Six digits").fill(code)
    button(page, "Finish signing up").click()
    page.wait_for_url(f"**{QUESTION}*")


def sign_out(page):
    page.locator("details.menu:visible summary").click()
    page.locator("details.menu:visible").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_newcomer(new_context, base_url, script):
    """Reads, presses, signs up for it, comments, is answered, leaves, and finds all of it again."""
    name = "walker" if script else "wanderer"
    mine, theirs = f"It grows with $n$, says {name}.", f"By how much, {name}?"
    page = new_context(java_script_enabled=script).new_page()
    page.goto(QUESTION)
    assert page.context.cookies() == []

    page.get_by_role("button", name=PRESS).first.click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(main(page)).to_contain_text("the question is bookmarked")
    button(page, "Sign up").click()
    expect(main(page)).to_contain_text("the question is bookmarked")
    expect(main(page).locator("input:visible")).to_have_count(3)
    fill_sign_up(page, name)
    finish_sign_up(page)
    expect(page.get_by_role("button", name=PRESSED)).to_have_count(2)

    page.get_by_label("Add to the discussion").fill("A **first** try.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview").locator("strong")).to_have_text("first")
    page.get_by_role("button", name="Post comment").click()
    expect(comment(page, "A first try.")).to_be_visible()
    act(page, "A first try.", "Edit")
    write(page, mine, "Your comment", "Save")
    mine = f"says {name}."
    expect(comment(page, mine).locator("math")).to_be_visible()
    write(page, f"A slip of {name}'s")
    act(page, f"A slip of {name}'s", "Delete")
    page.get_by_role("button", name="Delete comment").click()
    expect(comment(page, f"A slip of {name}'s")).to_have_count(0)

    other = new_context(java_script_enabled=script).new_page()
    other.goto(QUESTION)
    main(other).get_by_role("link", name="sign up", exact=True).first.click()
    fill_sign_up(other, f"{name}-friend")
    finish_sign_up(other)
    act(other, mine, "Reply")
    write(other, theirs, "Your reply", "Post reply")
    expect(comment(other, theirs)).to_be_visible()

    page.goto("/bookmarks/")
    page.get_by_text("Add a note").click()
    page.get_by_label("Your note").fill(NOTE)
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("mark")).to_have_text(NOTE)
    sign_out(page)
    page.goto(QUESTION)
    expect(page.get_by_role("button", name=PRESS)).to_have_count(2)

    page.goto(f"/accounts/login/?next={QUESTION}")
    page.get_by_label("Email or username").fill(f"{name}@example.org")
    page.get_by_label("Password").fill("a long pass word")
    button(page, "Log in").click()
    page.wait_for_url(f"**{QUESTION}")
    expect(page.get_by_role("button", name=PRESSED)).to_have_count(2)
    expect(comment(page, theirs)).to_be_visible()
    links = comment(page, mine).get_by_role("link")
    expect(links.filter(has_text=REPLY)).to_have_count(1)
    expect(links.filter(has_text=re.compile("^Edit"))).to_have_count(0)  # somebody has replied
    page.goto("/bookmarks/")
    expect(page.locator("mark")).to_have_text(NOTE)


class Started:
    """The site as somebody starts it: a process, and the lines that it prints."""

    def __init__(self, folder):
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "run.py", f"--port={self.port}", f"--data={folder}"]
        self.process = subprocess.Popen(
            command, cwd=run.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines, self.said = Queue(), ""
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def wait_for(self, pattern):
        """What the pattern's groups match in all that was printed."""
        while not (found := re.search(pattern, self.said)):
            self.said += self.lines.get(timeout=STARTS_WITHIN)
        return found.groups()

    def stop(self):
        """Press Ctrl-C; gives the status with which it ended."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture
def started(tmp_path, monkeypatch):
    """The site, started beside the copy, with data of its own."""
    with ExitStack() as stack:
        if server := os.environ.get("DATABASE_URL"):
            monkeypatch.setenv("DATABASE_URL", stack.enter_context(database_of_its_own(server)))
        site = Started(tmp_path)
        stack.callback(site.end)
        yield site


def switch(page, mode):
    page.get_by_role("radio", name=f"{mode}: ").check()
    page.get_by_label("I want to change the mode for everybody").check()
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text(f"Maintenance is {mode}.").first).to_be_visible()


@pytest.mark.browser
def test_the_superuser(started, browser):
    """From the lines that the start printed alone: publishes, is refused, and posts at last."""
    account = started.wait_for(r"user name (\S+), password (\S+)")
    (address,) = started.wait_for(r"Open (http://\S+)")
    context = browser.new_context(base_url=address)
    desk = context.new_page()
    desk.goto("/admin/")
    sign_in(desk, account)
    desk.wait_for_url("**/admin/")

    desk.goto("/admin/questions/question/add/")
    fill(desk, title="What is a unit?", topic="1", answer=ANSWER, short_answer="A sum.")
    expect(desk.locator("#id_slug")).to_have_value("what-is-a-unit")
    desk.get_by_role("button", name="Add another Video").click()
    fill(desk, **{"videos-0-video_id": "PLryWeHPcBs", "videos-0-title": "A lecture on units"})
    desk.get_by_role("button", name="Publish now").click()
    desk.locator(".messagelist .success").wait_for()

    reader = browser.new_context(base_url=address).new_page()
    reader.goto("/questions/what-is-a-unit/")
    expect(reader.locator(".prose math").first).to_be_visible()
    expect(reader.get_by_role("figure").locator("svg rect")).to_be_visible()
    expect(
        reader.locator(".video").get_by_role("button", name="A lecture on units")
    ).to_be_visible()
    assert reader.locator("iframe").count() == 0
    assert reader.context.cookies() == []

    writer, editor = context.new_page(), context.new_page()
    writer.goto("/questions/what-is-a-unit/")
    writer.get_by_label("Add to the discussion").fill("Typed before")
    editor.goto("/admin/questions/question/")
    editor.get_by_role("link", name="What is a unit?").first.click()
    fill(editor, answer=f"{ANSWER}\nEdited before.")
    desk.goto("/admin/maintenance/maintenancestate/")
    switch(desk, "read-only")
    writer.get_by_role("button", name="Post comment").click()
    expect(writer.locator("#refused")).to_contain_text("Not saved.")
    expect(writer.get_by_label("Add to the discussion")).to_have_value("Typed before")
    editor.locator("[name=_save]").click()
    expect(editor.get_by_role("heading", name="Not saved")).to_be_visible()
    expect(editor.get_by_label("Answer", exact=True)).to_have_value(re.compile("Edited before"))
    reader.reload()
    expect(reader.locator("[data-banner]")).to_be_visible()
    expect(reader.get_by_text("Edited before.")).to_have_count(0)

    switch(desk, "off")
    writer.get_by_role("button", name="Post comment").click()
    expect(comment(writer, "Typed before")).to_be_visible()
    editor.get_by_role("button", name="Try again").click()
    editor.locator(".messagelist .success").wait_for()
    reader.reload()
    expect(comment(reader, "Typed before")).to_have_count(1)
    expect(reader.get_by_text("Edited before.")).to_be_visible()
    context.close()

    assert started.stop() == 0
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", started.port))
