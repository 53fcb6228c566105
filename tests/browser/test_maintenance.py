"""Maintenance as people meet it: in a browser, with and without script, at the admin's forms."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.test_every_page import LOOKS, RULES, Axe

TYPED = "Typed before the end of the world"
SWITCH = "/admin/maintenance/maintenancestate/"
RESET = "/accounts/password/reset/"
DESK = "/admin/"
TEXT = ("A first line 🧠\n\nthen </textarea><b>more</b> &amp; blanks  \n" * 2000)[:100_000] + "\n."


@pytest.fixture(autouse=True)
def _left_open(manage):
    yield
    manage("maintenance", "off")


def new_question(page, title, answer):
    page.goto("/admin/questions/question/add/")
    page.locator("#id_title").fill(title)
    page.locator("#id_slug").fill(title)
    page.locator("#id_topic").select_option("1")
    # As by pasting: the browser would take minutes to type so much.
    page.locator("#id_answer").evaluate("(field, text) => { field.value = text; }", answer)
    page.locator("#id_answer").press("End")
    page.locator("#id_answer").dispatch_event("input")


def stored(manage, title):
    """The answers of the drafts with this title, which are taken away."""
    found = "from questions.models import Question; found = Question.objects.filter("
    found += f"title='{title}'); print(list(found.values_list('answer', flat=True)))"
    return manage("shell", "-v0", "-c", f"{found}; found.delete()").strip()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_was_typed_is_refused_shown_edited_and_posted_once(signed_in, account, manage, script):
    page = signed_in(account, DESK, java_script_enabled=script)
    new_question(page, "typed", TEXT)
    manage("maintenance", "on")
    page.locator("[name=_save]").click()
    expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
    assert page.get_by_label("Answer", exact=True).input_value() == TEXT
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
    assert page.get_by_label("Answer", exact=True).input_value() == TEXT
    page.get_by_label("Answer", exact=True).fill("Short, and edited on the way.")
    manage("maintenance", "off")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert stored(manage, "typed") == "['Short, and edited on the way.']"


def test_what_was_typed_can_be_copied_and_downloaded(signed_in, account, manage):
    page = signed_in(account, DESK, permissions=["clipboard-read", "clipboard-write"])
    new_question(page, "copied", "Two\nlines")
    manage("maintenance", "on")
    page.locator("[name=_save]").click()
    page.get_by_role("button", name="Copy text").click()
    expect(page.get_by_role("button", name="Copy text ✓")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Two\nlines"
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as .txt").click()
    assert download.value.path().read_text() == "Two\nlines"


class TestDrafts:
    def draft(self, page):
        return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))")

    def test_it_is_kept_until_the_save_is_confirmed(self, signed_in, account, manage):
        page = signed_in(account, DESK)
        new_question(page, "drafted", TYPED)
        manage("maintenance", "on")
        page.locator("[name=_save]").click()
        expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
        assert len(self.draft(page)) == 1
        manage("maintenance", "off")
        page.goto("/")
        expect(page.get_by_text("We are back.")).to_be_visible()
        page.get_by_role("link", name="Post it").click()
        expect(page).to_have_url(re.compile("/admin/questions/question/add/"))
        page.get_by_role("button", name="Put it back").click()
        assert page.locator("#id_answer").input_value() == TYPED
        new_question(page, "drafted", TYPED)
        page.locator("[name=_save]").click()
        expect(page.locator(".messagelist .success")).to_be_visible()
        assert self.draft(page) == []
        assert stored(manage, "drafted") == f"['{TYPED}']"

    def test_it_outlives_the_page_and_can_be_discarded(self, signed_in, account):
        page = signed_in(account, DESK)
        new_question(page, "left", TYPED)
        page.goto("/topics/")
        page.goto("/admin/questions/question/add/")
        assert page.locator("#id_answer").input_value() == ""
        page.get_by_role("button", name="Discard it").click()
        page.goto("/admin/questions/question/add/")
        expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
        assert self.draft(page) == []

    def test_logging_out_takes_it_along(self, signed_in, account):
        page = signed_in(account, DESK)
        new_question(page, "left", TYPED)
        page.goto("/topics/")
        assert len(self.draft(page)) == 1
        page.goto("/accounts/logout/")
        page.get_by_role("main").get_by_role("button", name="Log out").click()
        page.wait_for_url("**/")
        assert self.draft(page) == []


def test_the_switch_is_reached_from_signed_out(new_context, account, manage):
    manage("maintenance", "on", "--message", "Moving to a larger machine.")
    page = new_context().new_page()
    page.goto(SWITCH)
    expect(page.get_by_text("Moving to a larger machine.")).to_be_visible()
    sign_in(page, account)
    page.wait_for_url(f"**{SWITCH}")
    page.get_by_role("radio", name="off: ").check()
    page.get_by_label("I want to change the mode for everybody").check()
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text("Maintenance is off.")).to_be_visible()
    page.goto("/")
    expect(page.locator("[data-banner]")).to_have_count(0)


def test_on_from_the_admin_is_seen_by_everybody_at_once(new_context, signed_in, account):
    page = signed_in(account, DESK)
    reader = new_context().new_page()
    reader.goto("/topics/")
    expect(reader.locator("[data-banner]")).to_have_count(0)
    page.goto(SWITCH)
    page.get_by_role("radio", name="read-only: ").check()
    page.get_by_label("I want to change the mode for everybody").check()
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text("Maintenance is read-only.").first).to_be_visible()
    reader.reload()
    expect(reader.locator("[data-banner]")).to_be_visible()


class TestBanner:
    def test_on_a_phone_it_takes_two_lines_and_tells_more(self, new_context, base_url, manage):
        manage("maintenance", "on")
        page = new_context(viewport={"width": 390, "height": 664}).new_page()
        page.goto("/")
        words = page.locator(".banner .words")
        line = words.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)")
        assert words.bounding_box()["height"] == pytest.approx(2 * line, abs=2)
        page.get_by_text("More", exact=True).click()
        assert words.bounding_box()["height"] > 3 * line
        expect(page.get_by_text("will not be saved")).to_be_visible()

    def test_with_the_keyboard(self, new_context, base_url, manage):
        manage("maintenance", "on")
        page = new_context(viewport={"width": 390, "height": 664}).new_page()
        page.goto("/")
        summary = page.locator(".banner summary")
        summary.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".banner details")).to_have_attribute("open", "")

    def test_it_comes_first_and_stands_below_the_masthead(self, page, base_url, manage):
        manage("maintenance", "on")
        page.goto("/")
        tree = page.locator("body").aria_snapshot()
        assert tree.index("The website is in maintenance mode") < tree.index("banner:")
        masthead, banner = page.locator(".masthead"), page.locator(".banner")
        assert banner.bounding_box()["y"] >= masthead.bounding_box()["y"] + 40


PLACES = {
    "home": "/",
    "question": "/questions/what-is-a-kv-cache/",
    "sign in": "/accounts/login/",
    "sign up": "/accounts/signup/",
    "reset": RESET,
}


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_automatic_rules_find_nothing(new_context, base_url, manage, theme, width):
    manage("maintenance", "on", "--until", "+30m")
    page = new_context(color_scheme=theme, viewport={"width": width, "height": 800}).new_page()
    axe = Axe()
    for path in PLACES.values():
        page.goto(path)
        assert axe.run(page, options=RULES).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(RESET)
    page.evaluate("""() => {
        const form = document.querySelector("main form");
        const area = document.createElement("textarea");
        area.name = "body";
        area.value = "First\\nsecond";
        form.append(area);
        form.submit();
    }""")
    expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
    assert axe.run(page, options=RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
