"""What must hold on every kind of page: in both themes, at several widths, by automatic rules."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import complaints
from tests.sizes import SOAK

RNN = "/questions/what-are-the-advantages-and-disadvantages-of-a-recurrent-neural-network-rnn/"
PAGES = {
    "home": "/",
    "topics": "/topics/",
    "topic": "/topics/recurrent-networks-and-sequence-models/",
    "filtered topic": "/topics/recurrent-networks-and-sequence-models/?level=advanced",
    "path": "/study/paths/two-weeks-in-general/",
    "question": RNN,
    "question with code": "/questions/what-is-a-kv-cache/",
    "question with tables": "/questions/what-is-attention-and-which-problem-did-it-solve/",
    "empty search": "/search/",
    "search": "/search/?q=gradient",
    "narrowed search": "/search/?q=gradient&level=basic",
    "search without result": "/search/?q=zzzz",
    "about": "/about/",
    "contribute": "/contribute/",
    "privacy": "/privacy/",
    "terms": "/terms/",
    "imprint": "/imprint/",
    "accessibility": "/accessibility/",
    "sign in": "/accounts/login/",
    "sign up": "/accounts/signup/",
    "unknown": "/there-is-no-such-page/",
}
LOOKS = (
    [(theme, width) for theme in ("light", "dark") for width in (320, 390, 1280)]
    if SOAK
    else [("light", 320), ("dark", 1280)]
)
STATES = len(PAGES) * len(LOOKS)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_automatic_rules_find_nothing_and_nothing_scrolls_sideways(
    new_context, base_url, theme, width
):
    page = new_context(color_scheme=theme, viewport={"width": width, "height": 800}).new_page()
    said = complaints(page)
    for name, path in PAGES.items():
        assert page.goto(path).status == (404 if name == "unknown" else 200), name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(page, options=RULES).response["violations"]
        assert found == [], name + json.dumps(found, indent=1)[:3000]
        heard = [text for text in said if name != "unknown" or "404" not in text]
        assert heard == [], name
        said.clear()


@pytest.mark.parametrize("name", ["home", "question"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_fonts_arrive(new_context, base_url, name, width):
    context = new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " if (!entry.hadRecentInput) window.moved += entry.value })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(PAGES[name])
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.mouse.wheel(0, 3000)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.moved") < 0.02


@pytest.mark.parametrize("name", ["home", "question", "search", "topic"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, base_url, name):
    page.goto(PAGES[name])
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#main"
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.locator(":focus").evaluate(
            "e => ({outline: getComputedStyle(e).outlineStyle, top: e.getBoundingClientRect().top,"
            " bar: document.querySelector('header').getBoundingClientRect().bottom,"
            " inBar: !!e.closest('header, dialog')})"
        )
        assert seen["outline"] != "none"
        assert seen["inBar"] or seen["top"] >= 0


def test_a_theme_that_was_chosen_stays(page, base_url):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.locator("[data-theme-toggle]").locator("visible=true").first.click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto("/topics/")
    assert page.evaluate(paper) == dark


def test_a_page_for_single_keys(page, base_url):
    page.goto(RNN)
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("n")
    page.wait_for_url(lambda url: RNN not in url)
    page.keyboard.press("p")
    page.wait_for_url("**" + RNN)
