import pytest
from hypothesis import given
from hypothesis import strategies as st

from markup.rendering import render_answer, render_comment
from markup.sanitising import is_outgoing, safe_address, sanitise_answer, sanitise_comment
from tests.markup.hostile import TEXTS
from tests.markup.live import live_parts

BOTH = [(sanitise_answer, True), (sanitise_comment, False)]


class TestSafeAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "https://a.example",
            "http://a.example:8000/b?c=d&e=f#g",
            "HTTPS://A.EXAMPLE/",
            "mailto:a@b.example",
            "/",
            "/questions/what-is-attention/",
            "#top",
            "#fn:1",
            "https://doi.org/10.1162/neco.1997.9.8.1735",
            "https://en.wikipedia.org/wiki/Gini_coefficient_(x)",
        ],
    )
    def test_keeps(self, address):
        assert safe_address(address) == address

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "java\u00adscript:alert(1)",
            "\u200bjavascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://a.example",
            "//a.example",
            "/\\a.example",
            "/\t/a.example",
            "/\u200b/a.example",
            "\\\\a.example",
            "https:a.example",
            "https:///a.example",
            "https:/\\a.example",
            "https://good.example@evil.example",
            "https://a b.example",
            "mailto:javascript:alert(1)",
            "relative/path",
            "?q=1",
            "",
        ],
    )
    def test_refuses(self, address):
        assert safe_address(address) is None

    def test_drops_what_nobody_sees(self):
        assert safe_address(" https://a.ex\u200bample/\u202eb\ufeff ") == "https://a.example/b"

    def test_knows_what_leads_elsewhere(self):
        assert is_outgoing("https://a.example")
        assert not any(map(is_outgoing, ("/a", "#a", "mailto:a@b.example")))

    @given(st.text())
    def test_changes_nothing_the_second_time(self, text):
        once = safe_address(text)
        if once is not None:
            assert safe_address(once) == once


@pytest.mark.parametrize(("sanitise", "editors"), BOTH)
@pytest.mark.parametrize("text", [text for text in TEXTS if "\ud800" not in text])
class TestHostileHtml:
    def test_nothing_live_is_left(self, text, sanitise, editors):
        assert live_parts(sanitise(text), editors=editors) == []

    def test_a_second_time_changes_nothing(self, text, sanitise, editors):
        assert sanitise(sanitise(text)) == sanitise(text)


PIECES = [
    "<svg>", "</svg>", "<math>", "</math>", "<mtext>", "</mtext>", "<mi>", "<mo>", "<mglyph>",
    "<annotation-xml encoding='text/html'>", "<foreignObject>", "<desc>", "<title>", "</title>",
    "<style>", "</style>", "<script>", "</script>", "<table>", "<tr>", "<td>", "</table>", "<p>",
    "</p>", "<form>", "<select>", "<template>", "<noscript>", "<textarea>", "<xmp>", "<plaintext>",
    "<iframe>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>", "</a>", "<b>",
    "<font color=red>", "<!--", "-->", "<![CDATA[", "]]>", "<x", '"', "'", ">", "&lt;", "text",
    "<details open ontoggle=alert(1)>", "<summary>", "<div hx-get=/x id=main class='toast code'>",
    "<path d='M0 0' onload=x>", "<h2 id=main onclick=x>", "<figure>", "<mn href=javascript:x>",
]  # fmt: skip


@pytest.mark.parametrize(("sanitise", "editors"), BOTH)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_mixture_of_tags_leaves_anything_live(sanitise, editors, pieces):
    clean = sanitise("".join(pieces))
    assert live_parts(clean, editors=editors) == []
    assert live_parts(sanitise(clean), editors=editors) == []


class TestTheTwoLists:
    def test_readers_have_no_pictures_headings_figures_ids_or_folds(self):
        rich = (
            '<h2 id="a">b</h2><img src="/media/0123456789abcdef.png" alt="c">'
            '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>'
            "<details><summary>d</summary></details>"
            "<table><tbody><tr><td>e</td></tr></tbody></table>"
        )
        assert sanitise_answer(rich) == rich
        assert "<" not in sanitise_comment(rich)

    @pytest.mark.parametrize("sanitise", [sanitise_answer, sanitise_comment])
    def test_classes_are_those_of_the_design(self, sanitise):
        assert sanitise('<span class="nb toast k">a</span>') == '<span class="nb k">a</span>'
        assert "signin" not in sanitise('<p class="signin">a</p>')

    def test_formulas_have_no_addresses_styles_or_actions(self):
        dirty = (
            '<math><mrow href="/x" style="color:red" id="a"><maction>b</maction>'
            "<mi>c</mi></mrow></math>"
        )
        assert sanitise_comment(dirty) == "<math><mrow>b<mi>c</mi></mrow></math>"

    def test_lengths_in_formulas_are_short(self):
        assert 'width="9999em"' not in sanitise_answer(
            '<math><mspace width="9999em"></mspace></math>'
        )


@pytest.mark.parametrize(("render", "editors"), [(render_answer, True), (render_comment, False)])
def test_what_was_rendered_passes_again_unchanged(render, editors):
    sanitise = sanitise_answer if editors else sanitise_comment
    for text in TEXTS:
        once = render(text).html
        assert sanitise(once) == once
