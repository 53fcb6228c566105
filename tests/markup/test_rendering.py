import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markup import answers, comments, rendering
from markup.rendering import render_answer, render_comment, render_inline
from markup.text import validate_text
from tests.markup.hostile import MAKERS, TEXTS
from tests.markup.live import live_parts
from tests.markup.test_complexity import operations

RENDERERS = [(render_answer, True), (render_inline, True), (render_comment, False)]

PIECES = [
    *"*_`~[]()<>!#$\\|\"'&:;=-+.{}^/ \n\t1ax", "\n\n", "**", "```", "$$", "///",
    "/// details | a\n",
    "/// note | b\n", "\n///\n", "\n```svg\nc\n",
    "<svg viewBox='0 0 1 1'>", "</svg>", "<script>",
    "\n```python\n", "\n```\n", "[a](javascript:b)", "[a](/b)", "![a](/media/0123456789abcdef.png)",
    "[^1]", "\n[^1]: ", "\n| a | b |\n| - | - |\n", "| $x|y$ |", "\n## A\n",
    "\n> ", "\n- ", "\n    ",
    "\n1. ", "$x$", "$\\frac{a}{b}$", "\\text{<b>}", "<img src=x onerror=y>", "&#106;", "&lt;",
    "\x02m0\x03", "\x02wzxhzdk:0\x03", "\x02klzzwxh:0001\x03", "\u202e", "\u200b", "\x00", "\ud800",
    "é", "🙂", "hx-get='/x'", "{: onclick=x }", "\n    attrs: {onclick: x}\n",
]  # fmt: skip


@pytest.mark.parametrize(("render", "editors"), RENDERERS)
class TestEveryRenderer:
    @pytest.mark.parametrize("text", TEXTS)
    def test_leaves_nothing_live_of_a_hostile_text(self, render, editors, text):
        rendered = render(text)
        assert live_parts(rendered.html, editors=editors) == []
        validate_text(rendered.html)
        validate_text(rendered.text)

    @given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
    def test_survives_every_mixture(self, render, editors, pieces):
        source = "".join(pieces)
        rendered = render(source)
        assert live_parts(rendered.html, editors=editors) == []
        lines = source.count("\n") + source.count("\r") + 1
        assert all(1 <= problem.line <= lines for problem in rendered.problems)
        assert all(
            not problem.message.endswith("could not be rendered.") for problem in rendered.problems
        )
        assert "\x02" not in rendered.html
        ids = re.findall(r' id="([^"]*)"', rendered.html)
        assert len(ids) == len(set(ids))

    @given(source=st.text())
    def test_survives_every_text(self, render, editors, source):
        assert live_parts(render(source).html, editors=editors) == []

    def test_says_the_same_twice(self, render, editors):
        for text in TEXTS:
            assert render(text) == render(text)

    def test_a_fault_shows_the_escaped_source(self, render, editors, monkeypatch, caplog):
        def fail(text):
            raise RuntimeError

        monkeypatch.setattr(answers, "answer_html", fail)
        monkeypatch.setattr(answers, "inline_html", fail)
        monkeypatch.setattr(comments, "comment_html", fail)
        rendered = render("a <b>")
        assert rendered.html == "<p>a &lt;b&gt;</p>"
        assert rendered.text == "a <b>"
        assert len(rendered.problems) == 1
        assert "could not be rendered" in caplog.text


class TestSizes:
    """No text up to its limit costs much: calls are counted, since a clock would lie."""

    @pytest.mark.parametrize("name", MAKERS)
    @pytest.mark.parametrize("size", [1_400, rendering.MAX_ANSWER_CHARACTERS])
    def test_answers(self, name, size):
        assert operations(render_answer, MAKERS[name](size)) < 6_000_000

    @pytest.mark.parametrize("name", MAKERS)
    def test_comments_take_time_in_proportion(self, name):
        short, long = MAKERS[name](1_000), MAKERS[name](4_000)
        assert operations(render_comment, long) < 6 * operations(render_comment, short) + 5_000

    @pytest.mark.parametrize("name", MAKERS)
    def test_one_paragraph(self, name):
        assert operations(render_inline, MAKERS[name](1_400)) < 4_000_000
        assert operations(render_inline, MAKERS[name](10_000)) < 4_000_000

    def test_a_text_over_its_limit_is_shown_as_it_is(self):
        rendered = render_answer("a" * (rendering.MAX_ANSWER_CHARACTERS + 1))
        assert "200000" in rendered.problems[0].message
        assert render_answer("a" * rendering.MAX_ANSWER_CHARACTERS).problems == ()

    def test_a_long_ordinary_answer_is_rendered(self):
        part = (
            "## Part {}\n\n"
            + "Words with *stress*, $x_t$ and [a link](/a/).\n" * 5
            + "\n- a\n- b\n\n"
        )
        long = "".join(part.format(number) for number in range(100))
        rendered = render_answer(long)
        assert rendered.problems == ()
        assert len(rendered.headings) == 100

    def test_too_complex_names_the_line(self):
        rendered = render_answer("fine\n\n" + ">" * 40 + " deep")
        assert [problem.line for problem in rendered.problems] == [3]
        assert rendered.html.startswith("<p>fine")
