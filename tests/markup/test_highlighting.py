import re
from html import unescape

import pytest

from markup.highlighting import LANGUAGES, MAX_BLOCKS, MAX_BYTES, CodeBlocks
from markup.sanitising import sanitise_answer


def words(html):
    return unescape(re.sub(r"<[^>]+>", "", html[html.index("<code>") :]))


class TestDraw:
    def test_the_form_that_the_style_sheet_expects(self):
        html, problem = CodeBlocks().draw("x = 1", "python run")
        assert html.startswith(
            '<div class="code"><div class="code-bar"><span>Python</span></div>'
            '<pre tabindex="0" role="region" aria-label="Python code"><code>'
            '<span class="n">x</span>'
        )
        assert problem == ""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_keeps_every_character(self, language):
        code = "\n  if (a < b && \"c\") { return 'd'; } # e\n\n"
        html, problem = CodeBlocks().draw(code, language)
        assert words(html) == code
        assert problem == ""
        assert words(sanitise_answer(html)) == code

    def test_output_is_named_as_such(self):
        html, _problem = CodeBlocks().draw("1", "output")
        assert 'aria-label="Output"' in html
        assert "<span>Output</span>" in html

    def test_an_alias_is_its_language(self):
        assert CodeBlocks().draw("x", "py") == CodeBlocks().draw("x", "python")

    def test_an_unknown_language_is_plain_and_a_problem(self):
        html, problem = CodeBlocks().draw("x = <1>", "klingon")
        assert "<code>x = &lt;1&gt;</code>" in html
        assert "klingon" in problem

    def test_no_language_is_plain_and_no_problem(self):
        html, problem = CodeBlocks().draw("x = 1", "")
        assert "<code>x = 1</code>" in html
        assert problem == ""

    def test_names_of_regions_differ(self):
        blocks = CodeBlocks()
        names = [
            re.search('aria-label="([^"]*)"', blocks.draw("x", info)[0]).group(1)
            for info in ("python", "python", "bash", "output", "output")
        ]
        assert names == ["Python code", "Python code 2", "Bash code", "Output", "Output 2"]

    def test_a_role_whose_names_may_repeat(self):
        assert 'role="group"' in CodeBlocks(role="group").draw("x", "python")[0]


class TestBounds:
    def test_a_long_block_is_plain(self):
        line = "x = 1\n"
        fits = line * (MAX_BYTES // len(line))
        assert "<span class" in CodeBlocks().draw(fits, "python")[0]
        html, problem = CodeBlocks().draw(fits + line, "python")
        assert "<span class" not in html
        assert "4 kB" in problem

    def test_the_limit_counts_bytes(self):
        assert CodeBlocks().draw("é\n" * 1400, "python")[1] != ""

    @pytest.mark.parametrize("code", ["a\n" * 1000, " " * 1000, "\n" * 1000, "x=1;" * 500])
    def test_what_makes_lexers_slow_is_plain(self, code):
        html, problem = CodeBlocks().draw(code, "java")
        assert "<span class" not in html
        assert problem != ""

    def test_only_so_many_blocks(self):
        blocks = CodeBlocks()
        problems = [blocks.draw("x = 1", "python")[1] for _ in range(MAX_BLOCKS + 1)]
        assert problems[:-1] == [""] * MAX_BLOCKS
        assert "twenty" in problems[-1]

    def test_only_so_much_in_all(self):
        blocks = CodeBlocks()
        problems = [blocks.draw("x = 1\n" * 680, "python")[1] for _ in range(8)]
        assert problems[0] == ""
        assert "24 kB" in problems[-1]

    def test_plain_blocks_count_for_nothing(self):
        blocks = CodeBlocks()
        for _ in range(50):
            blocks.draw("x", "output")
        assert blocks.draw("x = 1", "python")[1] == ""
