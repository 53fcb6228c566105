"""What somebody signed in meets: every state by automatic rules, in both themes and at two widths.

A test run looks at each state once, the themes and widths taking turns; a soak at each four times.
A state is a path, or a function that brings a page into it. Nothing on a page is left out, nor is a
rule; `test_every_page` looks at what signed-out readers see.
"""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.accounts.test_factors import code_of
from tests.browser import test_every_page
from tests.browser.conftest import complaints, sign_in
from tests.browser.test_accounts import button, code_from_mail, fill_sign_up, main
from tests.browser.test_comments import MAKE, PASSWORD, QUESTION, act, comment, write
from tests.browser.test_every_page import RULES
from tests.browser.test_journey import fill
from tests.sizes import SOAK

STATUS = re.compile("responded with a status of|Response Status Error")  # a refusal's
LOOKS = [(theme, width) for theme in ("light", "dark") for width in (390, 1280)]
TOPIC = "/topics/attention-and-transformers/"
OTHER = "/questions/walk-through-the-transformer-architecture/"
ADD = "/admin/questions/question/add/"
THREAD = r"""
from tests import make
question = Question.objects.get(slug="what-is-a-kv-cache")
reader, other = (User.objects.get(username=name) for name in ("reader", "other"))
long = "A `long_" + "x" * 80 + "` and $a^2$\n\n> quoted\n\n```python\nprint(1)\n```"
for state in ("hidden", "held", "deleted"):
    make.comment(question, author=reader, state=state, source=f"It is {state}.")
make.comment(question, author=other, parent=Comment.objects.get(state="deleted"))
root = make.comment(question, author=reader, source=long, kind="correction")
for level in ("First", "Second", "Third"):
    root = make.comment(question, author=other, parent=root, source=level + " level " + "w" * 60)
make.comment(question, author=reader, source="It is mine.")
make.superuser(username="chief")
"""


def question_with(name, *steps):
    """A state of the question's page: what each step does to it, then something to wait for."""

    def arrive(page):
        page.goto(QUESTION)
        for step in steps:
            step(page)
        expect(page.get_by_text(name).first).to_be_visible()

    return arrive


def open_act(name):
    return lambda page: act(page, "It is mine.", name)


def send(text, name="Post comment"):
    return lambda page: write(page, text, button=name)


def first(page, kind):
    """Go to the page of something that is done to the reader's comment."""
    page.goto(QUESTION)
    link = comment(page, "It is mine.").get_by_role("link", name=re.compile(f"^{kind}"))
    page.goto(link.get_attribute("href"))


def press(page):
    page.goto(OTHER)
    page.get_by_role("button", name="Bookmark this question").first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def open_note(page):
    page.goto("/bookmarks/")
    page.get_by_text("Add a note").click()


def save_note(page, text):
    open_note(page)
    page.get_by_label("Your note").evaluate("(field, text) => { field.value = text; }", text)
    page.get_by_role("button", name="Save note").click()


def keep_note(page):
    save_note(page, "Draw the unrolled network.")
    expect(page.locator("mark")).to_be_visible()


def refused_note(page):
    save_note(page, "x" * 2001)
    expect(page.locator(".errors, .errorlist, [role=alert]").first).to_be_visible()


READER = {
    "question": QUESTION,
    "topic": TOPIC,
    "home": "/",
    "comments": f"{QUESTION}comments/?order=oldest",
    "composer with an error": question_with("Write something first.", send("  ")),
    "composer with a preview": question_with("As it stands", send("As *it* stands", "Preview")),
    "reply open": question_with("Post reply", open_act("Reply")),
    "change open": question_with("Save", open_act("Edit")),
    "deletion asked": question_with("Keep it", open_act("Delete")),
    "posted": question_with("Posted now", send("Posted now")),
    "reply alone": lambda page: first(page, "Reply"),
    "change alone": lambda page: first(page, "Edit"),
    "deletion alone": lambda page: first(page, "Delete"),
    "no bookmarks": "/bookmarks/",
    "bookmarked": press,
    "bookmarks": "/bookmarks/",
    "note open": open_note,
    "note refused": refused_note,
    "note kept": keep_note,
    "bookmarks without a hit": "/bookmarks/?q=zzzz",
    "not found": "/there-is-no-such-page/",
}


def prove(page):
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Go on").click()


def submit(path, name, **fields):
    """A state that comes of sending a form, with some of its fields filled in by their labels."""

    def arrive(page):
        page.goto(path)
        for label, value in fields.items():
            page.get_by_label(label.replace("_", " "), exact=True).first.fill(value)
        button(page, name).click()
        page.wait_for_load_state()

    return arrive


def app(page):
    page.goto("/accounts/2fa/app/")
    prove(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


def app_refused(page):
    page.get_by_label("Code from the app").fill("000000")
    button(page, "Turn it on").click()
    expect(main(page).locator(".errors, .errorlist, [role=alert]").first).to_be_visible()


def app_set_up(page):
    secret = main(page).locator(".secret code").inner_text()
    page.get_by_label("Code from the app").fill(code_of(secret))
    button(page, "Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def code_asked(page):
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    sign_in(page, ("reader", PASSWORD))
    expect(page.get_by_label("Code", exact=True)).to_be_visible()


def holding(page):
    page.context.clear_cookies()
    page.goto(OTHER)
    page.get_by_role("button", name="Bookmark this question").first.click()
    expect(main(page)).to_contain_text("the question is bookmarked")


def sign_up(page):
    page.goto("/accounts/signup/")
    fill_sign_up(page, "looker")
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()


def wrong_code(name, label):
    def arrive(page):
        page.get_by_label(label).fill("000000")
        button(page, name).click()
        expect(main(page).locator(".errors, .errorlist, [role=alert]").first).to_be_visible()

    return arrive


def reset(page):
    page.goto("/accounts/password/reset/")
    page.get_by_label("Email").fill("other@example.org")
    button(page, "Send me a code").click()
    expect(page.get_by_label("Code")).to_be_visible()


def new_password(page):
    window = page.context.new_page()
    code = code_from_mail(window)
    window.close()
    page.get_by_label("Code").fill(code)
    button(page, "Go on").click()
    expect(page.get_by_label("New Password", exact=True)).to_be_visible()


ACCOUNT = {
    "account": "/accounts/",
    "profile": "/accounts/profile/",
    "profile refused": submit("/accounts/profile/", "Save the profile", Public_name="Editor"),
    "own page": "/people/reader/",
    "email": "/accounts/email/",
    "password": "/accounts/password/change/",
    "sessions": "/accounts/sessions/",
    "leaving": "/accounts/logout/",
    "second factors": "/accounts/2fa/",
    "password asked again": "/accounts/reauthenticate/",
    "app": app,
    "app refused": app_refused,
    "recovery codes": app_set_up,
    "second factors, one set up": "/accounts/2fa/",
    "app to remove": "/accounts/2fa/app/remove/",
    "new codes": "/accounts/2fa/codes/new/",
    "new passkey": "/accounts/2fa/passkeys/add/",
    "code asked": code_asked,
    "code refused": wrong_code("Log in", "Code"),
    "sign-in page that holds": holding,
    "sign-up page that holds": lambda page: button(page, "Sign up").click(),
    "sign-in refused": submit("/accounts/login/", "Log in", Email_or_username="x", Password="y"),
    "sign-up refused": submit(
        "/accounts/signup/", "Send me a code",
        Public_name="Editor", Email="x@example.org", Password="1234567890",
    ),
    "signing up": sign_up,
    "signing up, refused": wrong_code("Finish signing up", "Six digits"),
    "reset": "/accounts/password/reset/",
    "reset, code asked": reset,
    "reset, password asked": new_password,
}  # fmt: skip


def with_preview(path):
    def arrive(page):
        page.goto(path)
        expect(page.get_by_role("region", name="Preview of the answer")).to_be_visible()

    return arrive


def problems(page):
    page.goto(ADD)
    fill(page, title="What is wrong?", answer="Good.\n\nBad $\\frac{a}{$ here.")
    page.locator("#id_answer").press("End")
    expect(page.get_by_role("button", name="Line 3:")).to_be_visible()


def refused(page):
    page.goto(ADD)
    page.locator("[name=_save]").click()
    expect(page.locator(".errornote").first).to_be_visible()


def whole_preview(page):
    """The page that the button shows without script, in the same window."""
    page.goto("/admin/questions/question/2/change/")
    page.locator("#question_form").evaluate(
        """form => {
            form.action = "/admin/questions/question/preview/";
            form.append(Object.assign(document.createElement("input"), { name: "_preview" }));
            form.submit();
        }"""
    )
    page.wait_for_url("**/preview/")


def conflict(page):
    page.goto("/admin/questions/question/2/change/")
    first, other = page.locator("#id_answer").input_value(), page.context.new_page()
    other.goto(page.url)
    fill(other, answer=f"{first}\n\nTheirs.")
    other.locator("[name=_continue]").click()
    other.locator(".messagelist .success").wait_for()
    other.close()
    fill(page, answer=f"{first}\n\nMine.")
    page.locator("[name=_save]").click()
    expect(page.locator("del").first).to_have_text(re.compile("Theirs"))


def opened(path):
    """The first row of a list."""

    def arrive(page):
        page.goto(path)
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_url(re.compile("/change/"))

    return arrive


DESK = {
    "desk": "/admin/",
    "questions": "/admin/questions/question/",
    "question": with_preview("/admin/questions/question/2/change/"),
    "new question": with_preview(ADD),
    "new question with problems": problems,
    "new question refused": refused,
    "whole preview": whole_preview,
    "two texts": conflict,
    "question to delete": "/admin/questions/question/2/delete/",
    "topics": "/admin/questions/topic/",
    "topic": "/admin/questions/topic/1/change/",
    "pictures": "/admin/questions/picture/",
    "new picture": "/admin/questions/picture/add/",
    "revisions": "/admin/questions/revision/",
    "revision": opened("/admin/questions/revision/"),
    "comments": "/admin/discussion/comment/",
    "comment": opened("/admin/discussion/comment/"),
    "placements": "/admin/partners/placement/",
    "placement": "/admin/partners/placement/1/change/",
    "static pages": "/admin/flatpages/flatpage/",
    "static page": "/admin/flatpages/flatpage/1/change/",
    "people": "/admin/accounts/user/",
    "person": opened("/admin/accounts/user/"),
    "new person": "/admin/accounts/user/add/",
    "switch": "/admin/maintenance/maintenancestate/",
}


def enabled(page):
    """As it was before maintenance began: with buttons that can be pressed."""
    page.goto(QUESTION)
    page.evaluate("document.querySelectorAll('[disabled]').forEach(e => { e.disabled = false; })")


def not_saved_beside(page):
    enabled(page)
    write(page, "Typed in vain")
    expect(page.locator("#refused")).to_contain_text("Not saved.")


def not_saved(page):
    enabled(page)
    page.get_by_label("Add to the discussion").fill("Typed in vain")
    page.locator("#composer").evaluate("form => form.submit()")
    expect(page.get_by_role("heading", name="Not saved")).to_be_visible()


PAUSED = {
    "question": QUESTION,
    "deletion": lambda page: first(page, "Delete"),
    "account": "/accounts/profile/",
    "not saved, beside the form": not_saved_beside,
    "not saved": not_saved,
}
NAMES = {"desk": "chief"}
GROUPS = {"reader": READER, "account": ACCOUNT, "desk": DESK, "paused": PAUSED}


@pytest.fixture
def people(manage):
    manage("shell", "-v0", "-c", MAKE + THREAD)
    yield
    manage("maintenance", "off")


def arrive(page, state):
    if callable(state):
        state(page)
    else:
        assert page.goto(state).status in (200, 404), state


def look(page, said, name, narrowest, looks):
    """Nothing was complained of, nothing scrolls sideways, and no rule finds anything."""
    heard = [text for text in said if not STATUS.search(text)]
    assert heard == [], name
    page.set_viewport_size({"width": narrowest, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= narrowest, name
    for theme, width in looks:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        where = f"{name}, {theme}, {width}: "
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
        found = Axe().run(page, options=RULES).response["violations"]
        assert found == [], where + json.dumps(found, indent=1)[:3000]
    said.clear()  # the rules' own program writes styles, which the policy refuses


def test_enough_states_are_looked_at():
    assert sum(map(len, GROUPS.values())) + test_every_page.STATES >= 120
    assert not {"exclude", "rules"} & RULES.keys()


@pytest.mark.parametrize("group", GROUPS)
def test_automatic_rules_find_nothing(signed_in, manage, people, group):
    page = signed_in((NAMES.get(group, "reader"), PASSWORD), "/")
    said = complaints(page)
    if group == "paused":
        manage("maintenance", "on", "--until", "+30m")
    narrowest = 390 if group == "desk" else 320
    for number, (name, state) in enumerate(GROUPS[group].items()):
        arrive(page, state)
        looks = LOOKS if SOAK else [LOOKS[number % len(LOOKS)]]
        look(page, said, f"{group}: {name}", narrowest, looks)
