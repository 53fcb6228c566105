"""The founder's page as a reader on a phone meets it."""

import re

import pytest

RNN = "/questions/what-are-the-advantages-and-disadvantages-of-a-recurrent-neural-network-rnn/"
PHONE = {"width": 390, "height": 664}

IN_ORDER = [
    'link "Machine Learning Resources"',
    'heading "What are the advantages and disadvantages of a Recurrent Neural Network (RNN)?"',
    "Bookmark this question",
    'heading "Related questions"',
    "Briefly describe the architecture of a Recurrent Neural Network (RNN)",
    "What are Language Models? Discuss the evolution of Language Models over time",
    'heading "The answer in thirty seconds"',
    "Sequence modeling.",
    "Memory of context.",
    "Variable length.",
    "Parameter sharing.",
    "Vanishing gradient.",
    "Exploding gradient.",
    "Limited memory.",
    "Bias to recent data and lack of global context.",
    "Difficulty to parallelize.",
    'heading "Video explanation"',
    "Christopher Manning",
    "graduate level",
    "1 h 19 min",
    "about 49 min",
    'heading "Comments and suggestions"',
    "Leave your comments and suggestions below",
    'link "log in"',
    'link "sign up"',
    "to leave a comment",
    "Advertisement",
    'heading "Find out all the ways that you can contribute"',
    "Improve an answer",
    'heading "Explore questions by topics"',
    "Attention and transformers",
    "Advertisement",
    "contentinfo",
]


def test_every_part_stands_in_the_founders_order(page, base_url):
    page.set_viewport_size(PHONE)
    page.goto(RNN)
    tree = page.locator("body").aria_snapshot()
    place = 0
    for part in IN_ORDER:
        found = tree.find(part, place)
        assert found >= 0, f"{part!r} does not follow in:\n{tree[place : place + 1500]}"
        place = found + len(part)


def test_no_part_stands_there_twice(page, base_url):
    page.goto(RNN)
    tree = page.locator("body").aria_snapshot()
    for heading in ("Related questions", "The answer in thirty seconds", "Video explanation"):
        assert tree.count(f'heading "{heading}"') == 1


def test_the_first_screen_of_a_phone_shows_the_title_and_two_lines_of_the_answer(page, base_url):
    page.set_viewport_size(PHONE)
    page.goto(RNN)
    title = page.locator("h1").bounding_box()
    paragraph = page.locator(".gist p").first
    line = float(paragraph.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)"))
    assert title["y"] + title["height"] < PHONE["height"]
    assert paragraph.bounding_box()["y"] + 2 * line <= PHONE["height"]


def test_the_answer_has_a_figure_with_words_and_formulas_with_their_source(page, base_url):
    page.goto(RNN)
    figure = page.locator("figure svg").first
    assert len(figure.get_attribute("aria-label")) > 40
    assert page.locator("math").count() > 5
    assert page.locator("math:not([alttext])").count() == 0


def test_nothing_is_asked_of_anybody_else(new_context, base_url):
    context = new_context(color_scheme="dark")
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", RNN, "/topics/", "/search/?q=attention", "/about/"):
        page.goto(path)
        page.mouse.wheel(0, 20_000)
        page.wait_for_load_state("networkidle")
    assert {url for url in asked if not url.startswith(base_url)} == set()
    assert context.cookies() == []


def test_the_contents_list_marks_where_the_reader_is(page, base_url):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(RNN)
    page.locator("#follow-ups-to-expect").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#follow-ups-to-expect').scrollIntoView()")
    current = page.locator("nav [aria-current=location]")
    current.filter(has_text="Follow-ups to expect").wait_for()
    assert current.count() == 1


def test_code_can_be_copied(new_context, base_url):
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(RNN)
    page.get_by_role("button", name=re.compile("^Copy")).first.click()
    page.get_by_text("Copied").first.wait_for()
    assert "import numpy" in page.evaluate("navigator.clipboard.readText()")


def test_printing_opens_the_follow_ups(page, base_url):
    page.goto(RNN)
    assert page.locator(".ask details[open]").count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".ask details[open]").count() == page.locator(".ask details").count() > 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".ask details[open]").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_everything_can_be_read_without_script(new_context, base_url, width):
    context = new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(RNN)
    page.get_by_text("Follow-ups to expect").last.scroll_into_view_if_needed()
    page.locator(".ask summary").first.click()
    assert page.locator(".ask details[open] p").first.is_visible()
    assert page.get_by_role("link", name=re.compile("Watch|YouTube")).first.is_visible()
    assert page.get_by_role("button", name=re.compile("^Copy")).count() == 0
    if width == 390:
        page.get_by_role("banner").get_by_role("link", name="Search").click()
    page.locator("input[type=search]").locator("visible=true").first.fill("lstm gates")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=lstm+gates*")
    first = page.locator("main").get_by_role("link", name=re.compile("LSTM")).first
    first.click()
    page.wait_for_url("**/questions/how-do-the-gates-of-an-lstm-work/")


def test_a_word_that_is_missing_is_found_in_two_presses(page, base_url):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("vanishing gradient")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=vanishing+gradient")
    assert page.locator("main mark").count() > 1
