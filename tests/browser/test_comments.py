"""Commenting as people meet it: in a browser, with and without script, while maintenance comes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_maintenance import TEXT

REPLY = re.compile("^Reply")
QUESTION = "/questions/what-is-a-kv-cache/"
PASSWORD = "correct horse battery"
MAKE = """
from django.contrib.auth.models import Group
from accounts.models import User
from discussion.models import Comment
Comment.objects.order_by("-depth").delete()
User.objects.all().delete()
for name in ("reader", "other", "editor"):
    person = User.objects.create_user(name, f"{name}@example.org", "correct horse battery")
person.is_staff = True
person.save()
person.groups.add(Group.objects.get(name="Editors"))
from questions.models import Question
from questions.counting import rebuild
from discussion.counting import rebuild
rebuild.call()
"""


@pytest.fixture(autouse=True)
def _people(manage):
    manage("shell", "-v0", "-c", MAKE)
    yield
    manage("maintenance", "off")


@pytest.fixture
def page_of(signed_in):
    """Opens a question as somebody who has signed in."""

    def open_page(name, **options):
        return signed_in((name, PASSWORD), QUESTION, **options)

    return open_page


def write(page, text, label="Add to the discussion", button="Post comment"):
    page.get_by_label(label).fill(text)
    page.get_by_role("button", name=button).click()


def comment(page, text):
    return page.locator(".comment > article").filter(has=page.locator(".prose", has_text=text))


def act(page, text, name):
    comment(page, text).get_by_role("link", name=re.compile(f"^{name}")).click()


def drafts(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_comment_is_previewed_posted_answered_changed_and_deleted(page_of, script):
    page = page_of("reader", java_script_enabled=script)
    page.get_by_label("Add to the discussion").fill("The **cache** grows with $n$.")
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("group", name="Preview")
    expect(preview.locator("strong")).to_have_text("cache")
    expect(preview.locator("math")).to_be_visible()
    page.get_by_role("button", name="Post comment").click()
    expect(comment(page, "The cache grows")).to_be_visible()
    assert page.url.split("#")[0].endswith(QUESTION)

    act(page, "The cache grows", "Reply")
    write(page, "By how much?", "Your reply", "Post reply")
    expect(comment(page, "By how much?")).to_be_visible()
    nested = page.locator(".comment .comment > article")
    expect(nested).to_contain_text("By how much?")

    act(page, "By how much?", "Edit")
    write(page, "By how many *bytes*?", "Your comment", "Save")
    expect(comment(page, "By how many bytes?")).to_be_visible()
    expect(comment(page, "By how many bytes?")).to_contain_text("edited")
    # What somebody has replied to is not changed any more.
    page.goto(QUESTION)
    links = comment(page, "The cache grows").get_by_role("link", name=re.compile("^Edit"))
    expect(links).to_have_count(0)

    act(page, "The cache grows", "Delete")
    page.get_by_role("button", name="Delete comment").click()
    expect(page.get_by_text("Removed by its author.")).to_be_visible()
    expect(comment(page, "By how many bytes?")).to_be_visible()
    expect(comment(page, "The cache grows")).to_have_count(0)
    page.goto(QUESTION)
    expect(page.get_by_role("link", name="1 comment", exact=True)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_editor_hides_and_shows(page_of, script):
    page = page_of("reader")
    write(page, "Something rude")
    expect(comment(page, "Something rude")).to_be_visible()
    editor = page_of("editor", java_script_enabled=script)
    act(editor, "Something rude", "Hide")
    editor.get_by_role("button", name="Hide comment").click()
    expect(editor.get_by_text("Removed by an editor.")).to_be_visible()
    other = page_of("other")
    expect(other.get_by_text("Removed by an editor.")).to_be_visible()
    expect(other.get_by_text("Something rude")).to_have_count(0)
    act(editor, "Something rude", "Show")
    editor.get_by_role("button", name="Show comment").click()
    expect(editor.get_by_text("Removed by an editor.")).to_have_count(0)
    other.reload()
    expect(comment(other, "Something rude")).to_be_visible()


def test_htmx_keeps_the_page_and_moves_focus_to_the_comment(page_of):
    page = page_of("reader")
    page.evaluate("window.same = true")
    write(page, "First words")
    expect(comment(page, "First words")).to_be_focused()
    expect(page.get_by_label("Add to the discussion")).to_have_value("")
    write(page, "Second words")
    expect(comment(page, "Second words")).to_be_focused()
    texts = page.locator(".thread .prose").all_inner_texts()
    assert texts == ["Second words", "First words"]
    act(page, "First words", "Reply")
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.get_by_label("Your reply").fill("An answer")
    page.keyboard.press("Control+Enter")
    expect(comment(page, "An answer")).to_be_focused()
    expect(page.get_by_label("Your reply")).to_have_count(0)
    act(page, "An answer", "Delete")
    page.get_by_role("link", name="Keep it").click()
    expect(comment(page, "An answer")).to_be_focused()
    expect(page.get_by_role("button", name="Delete comment")).to_have_count(0)
    assert page.evaluate("window.same")
    assert drafts(page) == []


def test_keys(page_of):
    page = page_of("reader")
    page.keyboard.press("c")
    field = page.get_by_label("Add to the discussion")
    expect(field).to_be_focused()
    page.keyboard.type("by keys")
    page.keyboard.press("Control+Enter")
    expect(comment(page, "by keys")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Write a comment")


def test_a_correction_is_named(page_of):
    page = page_of("reader")
    page.get_by_label("Suggest a correction").check()
    write(page, "It is 4 bytes.")
    expect(comment(page, "It is 4 bytes.")).to_contain_text("Correction")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_too_many_say_when_and_keep_the_text(page_of, script):
    page = page_of("reader", java_script_enabled=script)
    for number in range(5):
        write(page, f"Number {number}")
        expect(comment(page, f"Number {number}")).to_be_visible()
    write(page, "One too many")
    expect(page.get_by_role("alert")).to_contain_text("UTC, or later")
    expect(page.get_by_label("Add to the discussion")).to_have_value("One too many")


class TestDrafts:
    def test_it_outlives_the_page_and_goes_when_it_is_posted(self, page_of):
        page = page_of("reader")
        page.get_by_label("Add to the discussion").fill("Half a thought")
        page.goto("/topics/")
        page.goto(QUESTION)
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_label("Add to the discussion")).to_have_value("Half a thought")
        page.get_by_role("button", name="Post comment").click()
        expect(comment(page, "Half a thought")).to_be_visible()
        page.goto("/topics/")
        assert drafts(page) == []

    def test_the_form_that_comes_after_posting_keeps_its_own(self, page_of):
        page = page_of("reader")
        write(page, "First words")
        expect(comment(page, "First words")).to_be_visible()
        page.get_by_label("Add to the discussion").fill("Second words")
        page.goto("/topics/")
        page.goto(QUESTION)
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_label("Add to the discussion")).to_have_value("Second words")

    def test_a_reply_has_one_of_its_own(self, page_of):
        page = page_of("reader")
        write(page, "First words")
        act(page, "First words", "Reply")
        page.get_by_label("Your reply").fill("Half a reply")
        page.goto("/topics/")
        page.goto(QUESTION)
        expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
        act(page, "First words", "Reply")
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_label("Your reply")).to_have_value("Half a reply")

    def test_what_comes_back_is_kept_until_it_is_posted(self, page_of):
        """Where htmx did not arrive, the form comes back on a page of its own."""
        page = page_of("reader")
        page.route("**/django_htmx/**", lambda route: route.abort())
        page.reload()
        page.locator("#composer").evaluate("form => { form.submission.value = 'none'; }")
        write(page, "Sent twice")
        expect(page.get_by_role("alert")).to_be_visible()
        page.locator("#composer").evaluate(
            "form => { form.submission.value = crypto.randomUUID(); }"
        )
        write(page, "Sent twice, changed")
        expect(comment(page, "Sent twice, changed")).to_be_visible()
        page.wait_for_load_state()  # so that the script has seen that it was saved
        page.goto("/topics/")
        assert drafts(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_maintenance_leaves_the_text_and_says_why(page_of, manage, script):
    page = page_of("reader", java_script_enabled=script)
    page.get_by_label("Add to the discussion").fill("Typed before")
    manage("maintenance", "on")
    page.get_by_role("button", name="Post comment").click()
    if script:
        expect(page.locator("#refused")).to_contain_text("Not saved.")
        expect(page.get_by_label("Add to the discussion")).to_have_value("Typed before")
    else:
        expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
        expect(page.get_by_label("Body")).to_have_value("Typed before")
    if script:
        page.goto(QUESTION)
        expect(page.get_by_role("button", name="Post comment")).to_be_disabled()
        expect(page.get_by_text("Posting is paused; you can go on typing.")).to_be_visible()
        page.get_by_role("button", name="Put it back").click()
        page.get_by_label("Add to the discussion").press("End")
        page.keyboard.type(" and during")
        page.keyboard.press("Control+Enter")
        manage("maintenance", "off")
        page.goto("/topics/")
        page.get_by_role("link", name="Post it").click()
        page.get_by_role("button", name="Put it back").click()
        page.get_by_role("button", name="Post comment").click()
        expect(comment(page, "Typed before and during")).to_be_visible()
        assert drafts(page) == []
    else:
        manage("maintenance", "off")
        page.get_by_role("button", name="Try again").click()
        expect(comment(page, "Typed before")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_hundred_kilobytes_come_back_and_are_posted_once_when_they_are_fewer(
    page_of, manage, script
):
    page = page_of("reader", java_script_enabled=script)
    # As by pasting: the browser would take minutes to type so much.
    paste = "(field, text) => { field.value = text; }"
    page.get_by_label("Add to the discussion").evaluate(paste, TEXT)
    manage("maintenance", "on")
    page.get_by_role("button", name="Post comment").click()
    if script:
        expect(page.locator("#refused")).to_contain_text("Not saved.")
        field, send = page.get_by_label("Add to the discussion"), "Post comment"
    else:
        expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
        field, send = page.get_by_label("Body"), "Try again"
    assert field.input_value() == TEXT
    page.get_by_role("button", name=send).click()  # once more, while nothing is stored
    if not script:
        expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
    assert field.input_value() == TEXT
    manage("maintenance", "off")
    page.get_by_role("button", name=send).click()
    expect(page.get_by_role("alert").filter(has_text="10000 characters")).to_be_visible()
    field = page.get_by_label("Add to the discussion")
    assert field.input_value() == TEXT
    field.fill("Shorter 🧠 and </textarea>")
    page.get_by_role("button", name="Post comment").click()
    expect(comment(page, "Shorter 🧠 and </textarea>")).to_be_visible()
    page.goto(QUESTION)
    expect(page.locator(".comment")).to_have_count(1)


def test_signed_out_readers_see_the_thread_and_where_to_sign_in(page_of, page):
    writer = page_of("reader")
    write(writer, "For everybody")
    expect(comment(writer, "For everybody")).to_be_visible()
    page.goto(QUESTION)
    expect(comment(page, "For everybody")).to_be_visible()
    expect(page.get_by_role("link", name="log in", exact=True)).to_be_visible()
    assert page.context.cookies() == []
