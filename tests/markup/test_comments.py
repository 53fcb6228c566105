import re

import pytest

from markup.problems import Problem
from markup.rendering import render_comment


def html(source):
    rendered = render_comment(source)
    assert rendered.problems == ()
    return rendered.html


class TestWhatReadersMayWrite:
    def test_paragraphs_emphasis_lists_and_quotations(self):
        drawn = html("a *b* **c** `d`\n\n- e\n\n3. f\n\n> g")
        assert "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>" in drawn
        assert "<li>e</li>" in drawn
        assert '<ol start="3">' in drawn
        assert "<blockquote>\n<p>g</p>" in drawn

    def test_a_line_break_is_one(self):
        assert html("a\nb") == "<p>a<br>\nb</p>\n"

    def test_code_is_highlighted_in_a_region_whose_name_may_repeat(self):
        drawn = html("```python\nx = 1\n```")
        assert '<div class="code"><div class="code-bar"><span>Python</span></div>' in drawn
        assert '<pre tabindex="0" role="group" aria-label="Python code">' in drawn
        assert '<span class="n">x</span>' in drawn

    def test_maths(self):
        drawn = html("$x^2$, and\n\n$$\na\n= b\n$$\n\n> $$c$$\n\n- $d$ $5 and $6")
        assert '<span class="nb"><math alttext="x^2">' in drawn
        assert '<math display="block" class="tml-display" alttext="a = b">' in drawn
        assert drawn.count("<math") == 4
        assert "$5 and $6" in drawn

    def test_maths_is_not_read_in_code(self):
        drawn = html("`$x$`\n\n```\n$y$\n```")
        assert "<math" not in drawn

    def test_maths_wins_over_emphasis(self):
        assert "<em>" not in html("$a*b$ and $c*d$, $e_1$ and $f_2$")

    def test_outgoing_links_are_marked(self):
        drawn = html("[a](https://a.example) <https://b.example> [c](/d) [e](mailto:a@b.example)")
        assert drawn.count('rel="ugc nofollow noopener noreferrer"') == 2
        assert '<a href="/d">c</a>' in drawn
        assert '<a href="mailto:a@b.example">e</a>' in drawn


class TestWhatReadersMayNotWrite:
    def test_headings(self):
        assert not re.search("<h[1-6]", html("# a\n\nb\n===\n\n## c\n\nd\n---"))

    def test_html(self):
        assert html("<b>a</b> <!-- c -->") == "<p>&lt;b&gt;a&lt;/b&gt; &lt;!-- c --&gt;</p>\n"

    def test_pictures(self):
        assert "<img" not in html("![a](/media/0123456789abcdef.png)")

    def test_tables_folds_figures_and_identifiers(self):
        drawn = render_comment(
            "| a |\n| - |\n\n/// details | x\n///\n\n```svg\nc\n<svg viewBox='0 0 1 1'/>\n```\n\n"
            "a[^1] {#main .toast}\n\n[^1]: b"
        ).html
        assert not re.search(r"<(?:table|details|svg|figure|sup)| id=|toast\"", drawn)

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "//a.example", "data:x"])
    def test_dangerous_links_stay_text(self, address):
        assert "<a" not in html(f"[a]({address})")


class TestProblems:
    def test_have_their_line(self):
        rendered = render_comment("a\n\nb\nc $\\foo$\n\n```klingon\nx\n```\n\n$$\n\\bar\n$$")
        assert [problem.line for problem in rendered.problems] == [4, 6, 10]

    def test_length(self):
        assert render_comment("a" * 10_000).problems == ()
        rendered = render_comment("<" * 10_001)
        assert rendered.problems == (Problem(1, "The text has more than 10000 characters."),)
        assert rendered.html == f"<p>{'&lt;' * 10_001}</p>"

    def test_number_of_formulas(self):
        rendered = render_comment("".join(f"$x_{{{i}}}$ " for i in range(201)))
        assert rendered.html.count("<math") == 200
        assert len(rendered.problems) == 1
