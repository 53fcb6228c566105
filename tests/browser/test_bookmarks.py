"""Bookmarks in a browser: the button never shows what the server has not stored."""

from functools import partial

import pytest
from playwright.sync_api import expect

RNN = "/questions/what-are-the-advantages-and-disadvantages-of-a-recurrent-neural-network-rnn/"
PLAIN, PRESSED = "Bookmark this question", "Bookmarked"


@pytest.fixture
def reader(signed_in, account, manage):
    """Makes a page of somebody who has signed in, without any bookmark."""
    yield partial(signed_in, account, "/")
    manage("maintenance", "off")


def test_a_press_shows_at_both_places_without_a_reload_and_can_be_undone(reader):
    page = reader()
    page.goto(RNN)
    page.evaluate("window.same = true")
    first = page.get_by_role("button", name=PLAIN).first
    first.press("Enter")
    expect(page.get_by_role("button", name=PRESSED, pressed=True)).to_have_count(2)
    assert page.evaluate("document.activeElement.id").endswith("-head-button")
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name=PLAIN, pressed=False)).to_have_count(2)
    assert page.evaluate("window.same")
    page.reload()
    expect(page.get_by_role("button", name=PLAIN)).to_have_count(2)


def test_the_key_b_presses_it(reader):
    page = reader()
    page.goto(RNN)
    page.keyboard.press("b")
    expect(page.get_by_role("button", name=PRESSED, pressed=True)).to_have_count(2)


def test_without_script(reader):
    page = reader(java_script_enabled=False)
    page.goto(RNN)
    page.get_by_role("button", name=PLAIN).first.click()
    expect(page.get_by_role("button", name=PRESSED)).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name=PLAIN)).to_have_count(2)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_it_never_shows_what_is_not_stored(reader, manage, script):
    page = reader(java_script_enabled=script)
    page.goto(RNN)
    manage("maintenance", "on")
    page.get_by_role("button", name=PLAIN).first.click()
    expect(page.get_by_text("Not saved").first).to_be_visible()
    expect(page.get_by_role("button", name=PRESSED)).to_have_count(0)
    manage("maintenance", "off")
    page.goto(RNN)
    expect(page.get_by_role("button", name=PLAIN)).to_have_count(2)


def test_a_failure_shows_no_bookmark_either(reader):
    page = reader()
    page.goto(RNN)
    page.route("**/bookmark/", lambda route: route.abort())
    page.get_by_role("button", name=PLAIN).first.click()
    expect(page.get_by_role("button", name=PLAIN, pressed=False)).to_have_count(2)


def test_a_note_is_written_found_and_kept_over_undo(reader):
    page = reader()
    page.goto("/topics/recurrent-networks-and-sequence-models/")
    page.locator(".question-list form.bookmark button").first.click()
    expect(page.locator(".question-list button[aria-pressed=true]")).to_have_count(1)
    page.goto("/bookmarks/")
    page.get_by_text("Add a note").click()
    page.get_by_label("Your note").fill("Draw the unrolled network first.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("mark")).to_have_text("Draw the unrolled network first.")
    page.get_by_label("Search titles and notes").fill("unrolled")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_count(1)
    page.locator(".marks form.bookmark button").click()
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".marks button[aria-pressed=true]")).to_have_count(1)
    page.reload()
    expect(page.locator("mark")).to_have_text("Draw the unrolled network first.")
