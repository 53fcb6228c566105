"""The editors' desk in a browser: preview, pictures, related questions, two editors at once."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.conftest import complaints
from tests.browser.test_journey import fill, read, save
from tests.markup.hostile import TEXTS

ADD = "/admin/questions/question/add/"
LIST = "/admin/questions/question/"
ANSWER = """## The idea

It sums $\\sum_i w_i x_i$.

```svg
One unit.
<svg viewBox="0 0 100 60"><desc>One unit</desc><rect class="cell" width="40" height="30"/></svg>
```

"""
PASTE = """(field, bytes) => {
    const data = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([data], "plot.png", { type: "image/png" }));
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
}"""


@pytest.fixture
def said(desk):
    """What the browser has to complain of."""
    said = complaints(desk)
    desk.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
    return said


def preview(page):
    return page.get_by_role("region", name="Preview of the answer")


def begin(page, title, **fields):
    page.goto(ADD)
    fill(page, title=title, topic="1", **fields)
    page.locator("#id_title").press("End")
    page.locator("#id_title").press("Tab")


def test_a_question_with_everything_is_published(desk, said, base_url):
    begin(desk, "What is a unit?", answer=ANSWER)
    expect(preview(desk).locator("math")).to_be_visible()
    expect(preview(desk).locator("figcaption")).to_have_text("One unit.")

    source = desk.locator("#id_answer")
    source.press("ControlOrMeta+End")
    source.evaluate(PASTE, base64.b64encode(make.image().read()).decode())
    desk.get_by_label("Alternative text, required").fill("A plot of the loss")
    desk.get_by_role("button", name="Put it at the cursor").click()
    expect(source).to_have_value(re.compile(r"!\[A plot of the loss\]\(/media/[0-9a-f]{32}\.webp"))
    expect(preview(desk).get_by_alt_text("A plot of the loss")).to_be_visible()

    desk.get_by_role("button", name="Add another Video").click()
    fill(desk, **{"videos-0-video_id": "PLryWeHPcBs", "videos-0-title": "A lecture on units"})
    desk.get_by_role("button", name="Add another Related question").click()
    desk.locator("#related_links-0 .select2-selection").click()
    desk.get_by_role("searchbox").last.fill("kv cache")
    desk.get_by_role("option", name="What is a KV cache").click()

    desk.get_by_role("button", name="Publish now").click()
    desk.locator(".messagelist .success").wait_for()
    for status, text in read(base_url, "/questions/what-is-a-unit/"):
        assert status == 200
        for part in ("<math", "<figcaption>One unit.", 'alt="A plot of the loss"', "PLryWeHPcBs"):
            assert part in text
        assert "/questions/what-is-a-kv-cache/" in text
    assert said == []


def test_problems_stand_below_the_field_and_lead_to_their_line(desk, said):
    begin(desk, "What is wrong?", answer="Good.\n\nBad $\\frac{a}{$ here.")
    problem = desk.get_by_role("button", name="Line 3:")
    problem.click()
    selected = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert desk.locator("#id_answer").evaluate(selected) == "Bad $\\frac{a}{$ here."
    fill(desk, answer="Good.")
    expect(problem).to_have_count(0)
    assert said == []


def test_the_preview_says_how_old_it_is_and_one_request_is_under_way(desk):
    begin(desk, "What is slow?", answer="First.")
    expect(preview(desk)).to_contain_text("First.")
    waiting = []

    def hold_the_first(route):
        waiting.append(route)
        if len(waiting) > 1:
            route.continue_()

    desk.route("**/question/preview/", hold_the_first)
    source = desk.locator("#id_answer")
    source.press("ControlOrMeta+End")
    source.press_sequentially(" Then more.")
    expect(desk.get_by_text(re.compile(r"Preview is \d+ s old"))).to_be_visible()
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(preview(desk)).to_contain_text("First. Then more.")
    expect(desk.get_by_text(re.compile(r"Preview is \d+ s old"))).to_have_count(0)
    written, drawn = source.bounding_box(), desk.locator(".preview").bounding_box()
    assert written["x"] + written["width"] <= drawn["x"]  # they stand side by side


def test_hostile_text_does_nothing_in_the_preview(desk, said):
    begin(desk, "What is hostile?", answer="Begun.")
    asked = []
    desk.on("request", lambda request: asked.append(request.url))
    for start in range(0, len(TEXTS), 25):
        text = "\n\n".join(TEXTS[start : start + 25])
        fill(desk, answer=f"{text}\n\n```\n```\n\nThe end {start}.", short_answer=text)
        expect(preview(desk)).to_contain_text(f"The end {start}.")
    alive = preview(desk).evaluate(
        "box => [...box.shadowRoot.querySelectorAll('script, iframe, object, embed, form, style')]"
        ".length"
    )
    assert alive == 0
    own = re.compile(r"/admin/questions/question/preview/$|/static/|/media/[0-9a-f]+\.\w+$")
    assert [url for url in asked if not own.search(url)] == []
    assert [text for text in said if "404" not in text] == []


def test_without_script_a_button_shows_the_unsaved_text(new_context, desk):
    context = new_context(java_script_enabled=False, storage_state=desk.context.storage_state())
    page = context.new_page()
    page.goto(ADD)
    fill_plain = {"#id_title": "What is plain?", "#id_answer": "It is $x$."}
    for field, text in fill_plain.items():
        page.locator(field).fill(text)
    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.get_by_role("heading", name="What is plain?")).to_be_visible()
    expect(opened.value.locator("math")).to_be_visible()
    assert page.locator("#id_answer").input_value() == "It is $x$."


def test_two_editors_on_one_answer(desk, said, base_url):
    begin(desk, "What is shared?", answer="It can grow.", status="published")
    save(desk)
    desk.get_by_role("link", name="What is shared?").first.click()
    other = desk.context.new_page()
    other.goto(desk.url)
    fill(other, answer="It will grow.")
    save(other)
    fill(desk, answer="It may grow.")
    with desk.expect_response("**/change/") as answered:
        desk.locator("[name=_save]").click()
    assert answered.value.status == 409
    expect(desk.locator("del").first).to_have_text("will")
    expect(desk.locator("ins").first).to_have_text("may")
    assert [text for text in said if "409" not in text] == []
    said.clear()
    for status, text in read(base_url, "/questions/what-is-shared/"):
        assert status == 200
        assert "It will grow." in text
    desk.get_by_label("Yours; change it here before you save it").fill("It may well grow.")
    desk.get_by_role("button", name="Save mine all the same").click()
    desk.locator(".messagelist .success").wait_for()
    for _, text in read(base_url, "/questions/what-is-shared/"):
        assert "It may well grow." in text
    assert said == []


def test_an_advert_in_view_is_counted(page, manage, base_url):
    number = manage(
        "shell", "-v", "0", "-c",
        "from partners.models import Placement as P; p = P.objects.filter(slot='footer').first() or"
        " P.objects.first(); p.slot = 'footer'; p.approved = True; p.topics.clear();"
        " p.starts_on = p.ends_on = None; p.position = 0; p.save(); print(p.pk)",
    ).split()[-1]  # fmt: skip
    with page.expect_request("**/partners/seen/") as sent:
        page.goto("/topics/")
        page.locator(".slot-line").scroll_into_view_if_needed()
    assert sent.value.post_data == f"placement={number}"
    assert page.locator(".slot-line a").get_attribute("href") == f"/partners/{number}/"
    assert not page.context.cookies()
