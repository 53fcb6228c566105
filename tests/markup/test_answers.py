import re

import html5lib
import pytest

from markup.answers import RESERVED_IDS
from markup.problems import Problem
from markup.rendering import Heading, render_answer, render_inline


def html(source):
    rendered = render_answer(source)
    assert rendered.problems == ()
    return rendered.html


def problems(source):
    return list(render_answer(source).problems)


class TestProse:
    def test_paragraphs_emphasis_and_lists(self):
        drawn = html("a *b* **c** `d`\n\n- e\n- f\n\n1. g")
        assert "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>" in drawn
        assert "<li>e</li>" in drawn
        assert "<ol>\n<li>g</li>" in drawn

    def test_html_in_the_source_is_text(self):
        assert html("a <b>c</b> <script>") == "<p>a &lt;b&gt;c&lt;/b&gt; &lt;script&gt;</p>"
        assert html("<div>\n*a*\n</div>") == ("<p>&lt;div&gt;\n<em>a</em>\n&lt;/div&gt;</p>")

    def test_quotes_are_typographic_but_not_in_code_and_formulas(self):
        drawn = html('"a" isn\'t `"b"`, $f\'$ and --flag\n\n```python\nx = "c"\n```')
        assert '“a” isn’t <code>"b"</code>' in drawn
        assert 'alttext="f\'"' in drawn
        assert "--flag" in drawn
        assert "“c”" not in drawn

    def test_an_indented_line_is_not_code(self):
        assert "<pre" not in html("a\n\n    b")

    def test_an_escaped_dollar_is_a_dollar(self):
        assert html(r"\$5 and \$x\$") == "<p>$5 and $x$</p>"

    def test_prices_are_not_formulas(self):
        assert html("It costs $5 or $10.") == "<p>It costs $5 or $10.</p>"

    def test_nothing_gives_nothing(self):
        assert render_answer("") == ("", "", (), ())


class TestHeadings:
    def test_have_an_id_an_anchor_and_a_line_in_the_contents(self):
        rendered = render_answer("## Two parts\n\n### Gains & $O(n)$")
        assert (
            '<h2 id="two-parts">Two parts<a aria-label="Link to this section: Two parts"'
            ' class="anchor" href="#two-parts">#</a></h2>'
        ) in rendered.html
        assert rendered.headings == (
            Heading(2, "two-parts", "Two parts"),
            Heading(3, "gains-on", "Gains & O(n)"),
        )

    def test_deeper_ones_have_no_anchor(self):
        rendered = render_answer("#### Deep")
        assert rendered.html == "<h4>Deep</h4>"
        assert rendered.headings == ()

    def test_ids_are_unique(self):
        rendered = render_answer("## A\n\n## A\n\n## A\n\n## A 2")
        ids = [heading.id for heading in rendered.headings]
        assert len(set(ids)) == 4
        assert ids[:3] == ["a", "a-2", "a-3"]

    @pytest.mark.parametrize("name", [*sorted(RESERVED_IDS), "comment 12", "id body"])
    def test_ids_never_are_those_of_the_page(self, name):
        assert render_answer(f"## {name}").headings[0].id not in {
            *RESERVED_IDS,
            "comment-12",
            "id-body",
        }

    def test_words_that_have_no_letters_still_have_an_id(self):
        assert [h.id for h in render_answer("## ∑\n\n## 漢字").headings] == ["section", "section-2"]

    @pytest.mark.parametrize(
        ("source", "line"), [("# Top", 1), ("a\n\n#Top", 3), ("a\n\nTop\n===", 3)]
    )
    def test_the_pages_own_level_is_lowered_and_told(self, source, line):
        rendered = render_answer(source)
        assert '<h2 id="top">' in rendered.html
        assert "<h1" not in rendered.html
        assert [problem.line for problem in rendered.problems] == [line]

    def test_marks_of_code_are_no_headings(self):
        assert problems("```python\n# a comment\n```") == []


class TestMaths:
    def test_inline_and_display(self):
        drawn = html("Let $x_t$, then\n\n$$\na = b\n$$\n\nand $$c$$ too.")
        assert '<span class="nb"><math alttext="x_t">' in drawn
        assert '\n<math display="block" class="tml-display" alttext="a = b">' in drawn
        assert 'alttext="c"' in drawn

    def test_a_display_formula_stands_in_no_paragraph(self):
        assert html("a\n$$\nb\n$$\nc").count("<p>") == 2

    def test_a_bar_in_a_formula_does_not_end_a_cell(self):
        assert html("| a | b |\n| - | - |\n| $p(x|y)$ | `c|d` |").count("<td>") == 2

    def test_emphasis_marks_in_formulas_are_left_alone(self):
        drawn = html("$a_1$ and $b_2$, $c*d$ or $e*f$")
        assert drawn.count("<math") == 4
        assert "<em>" not in drawn

    def test_not_in_code(self):
        drawn = html("`$x$` ``$y` $`` $z$\n\n```text\n$x$\n```")
        assert drawn.count("<math") == 1
        assert "<code>$x$</code>" in drawn

    def test_in_headings_tables_notes_and_folds(self):
        drawn = html(
            "## A $x$\n\n| $a$ |\n| - |\n| $b$ |\n\n/// details | Why $c$?\n$d$\n///\n\n"
            "/// note | $e$\n$f$\n///"
        )
        assert drawn.count("<math") == 7

    def test_a_broken_one_shows_its_source_and_its_line(self):
        rendered = render_answer("a\n\nb\nc $\\foo$ d\n\n$$\n\\bar\n$$")
        assert '<code class="tex-error">$\\foo$</code>' in rendered.html
        assert '<code class="tex-error">$$\\bar$$</code>' in rendered.html
        assert [problem.line for problem in rendered.problems] == [4, 6]

    def test_a_display_formula_without_end_is_told(self):
        assert [p.line for p in problems("a\n\n$$\nx\n\nb")] == [3]


class TestCode:
    def test_a_block_has_the_form_of_the_style_sheet(self):
        drawn = html("```python run\nx = 1\n```\n\n```output\n1\n```")
        assert '<div class="code"><div class="code-bar"><span>Python</span></div>' in drawn
        assert '<pre tabindex="0" role="region" aria-label="Output"><code>1</code></pre>' in drawn

    def test_inside_a_list(self):
        assert re.search(
            r'<li>\s*<p>a</p>\s*<div class="code">', html("1. a\n\n    ```python\n    x\n    ```")
        )

    def test_keeps_its_indents(self):
        assert "if a:\n    b" in re.sub(r"<[^>]+>", "", html("```python\nif a:\n    b\n```"))

    def test_a_longer_fence_holds_a_shorter_one(self):
        assert "```python" in html("````text\n```python\n```\n````")

    def test_an_unknown_language_is_told_with_its_line(self):
        assert [p.line for p in problems("a\n\n```klingon\nx\n```")] == [3]

    def test_a_block_without_end_is_told(self):
        assert [p.line for p in problems("a\n\n```python\nx")] == [3]


class TestFigures:
    SOURCE = (
        "```svg\nA caption with $x$.\n"
        "<svg viewBox='0 0 4 3'><desc>Words</desc><path d='M0 0'/></svg>\n```"
    )

    def test_a_drawing_with_its_caption(self):
        drawn = html(self.SOURCE)
        assert drawn.startswith('<figure><svg class="fig" viewBox="0 0 4 3"')
        assert 'aria-label="Words"' in drawn
        assert '<figcaption>A caption with <span class="nb"><math alttext="x">' in drawn
        assert drawn.endswith("</figcaption></figure>")

    @pytest.mark.parametrize(
        ("source", "line", "word"),
        [
            ("a\n\n```svg\n<svg viewBox='0 0 1 1'/>\n```", 3, "caption"),
            ("```svg\nc\n<svg>\n</svg>\n```", 3, "viewBox"),
            ("```svg\nc\nd\n<svg viewBox='0 0 1 1'>\n<g></svg>\n```", 5, "well-formed"),
            ("```svg\nc\n<svg viewBox='0 0 1 1'>\n<script/></svg>\n```", 4, "script"),
            ("```svg\nc\n<svg viewBox='0 0 1 1'>" + " " * 9000 + "</svg>\n```", 3, "8 KB"),
            ("```svg\nc\n```", 2, "well-formed"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_line(self, source, line, word):
        found = problems(source)
        assert [problem.line for problem in found] == [line]
        assert word in found[0].message

    def test_what_cannot_be_drawn_is_shown_as_text(self):
        assert "&lt;svg&gt;" in render_answer("```svg\nc\n<svg></svg>\n```").html

    def test_a_figure_that_nobody_put_in_is_told(self):
        rendered = render_answer("a\n\n![b](figure:loop)")
        assert "<img" not in rendered.html
        assert rendered.problems == (Problem(3, "The figure “loop” is not there."),)


class TestPictures:
    def test_an_uploaded_one(self):
        assert '<img alt="A &amp; b" loading="lazy" src="/media/0123456789abcdef.png">' in html(
            "![A & b](/media/0123456789abcdef.png)"
        )

    @pytest.mark.parametrize(
        "source",
        [
            "![x](https://a.example/x.png)",
            "![x](/static/x.png)",
            "![x](/media/x.png)",
            "![x](/media/../0123456789abcdef.png)",
            "![x](data:image/png;base64,xx)",
            "![](/media/0123456789abcdef.png)",
        ],
    )
    def test_others_are_dropped_and_told(self, source):
        rendered = render_answer(f"a\n\n{source}")
        assert "<img" not in rendered.html
        assert [problem.line for problem in rendered.problems] == [3]


class TestLinks:
    def test_within_the_site_and_out_of_it(self):
        drawn = html(
            "[a](/questions/x/) [b](#y) [c](https://a.example/?q=1&r=2) <https://b.example>"
        )
        assert '<a href="/questions/x/">a</a>' in drawn
        assert '<a href="#y">b</a>' in drawn
        assert '<a href="https://a.example/?q=1&amp;r=2" rel="noopener noreferrer">c</a>' in drawn
        assert '<a href="https://b.example" rel="noopener noreferrer">' in drawn

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "//a.example", "data:x", "x/y"])
    def test_others_lose_their_address_and_are_told(self, address):
        rendered = render_answer(f"a\n\nb [c]({address})")
        assert "<a" not in rendered.html
        assert "c" in rendered.text
        assert [problem.line for problem in rendered.problems] == [3]


class TestTables:
    SOURCE = "## Loss\n\n| | A | B |\n| --- | ---: | :-: |\n| x | 1 | 2 |"

    def test_scroll_in_a_named_region(self):
        assert (
            '<div aria-label="Loss: table" class="scroll" role="region" tabindex="0"><table>'
        ) in html(self.SOURCE)

    def test_headers_have_a_scope_and_empty_ones_are_cells(self):
        drawn = html(self.SOURCE)
        assert drawn.count('scope="col"') == 2
        assert "<td></td>" in drawn

    def test_alignment_is_a_class(self):
        drawn = html(self.SOURCE)
        assert '<td class="right">1</td>' in drawn
        assert '<td class="center">2</td>' in drawn
        assert "style" not in drawn

    def test_names_differ(self):
        table = "| a |\n| - |\n| b |"
        labels = re.findall('aria-label="([^"]*)" class="scroll"', html(f"{table}\n\nx\n\n{table}"))
        assert labels == ["Table", "Table 2"]


class TestBlocks:
    def test_folds_that_follow_each_other_share_a_list(self):
        drawn = html(
            "/// details | A?\nB.\n///\n\n/// details | C?\nD.\n\n- e\n///\n\nx\n\n"
            "/// details | F?\nG.\n///"
        )
        assert drawn.count('<div class="ask">') == 2
        assert drawn.count("<details>") == 3
        assert "<summary>A?</summary>\n<p>B.</p>" in drawn
        assert "<li>e</li>" in drawn

    @pytest.mark.parametrize(("kind", "name"), [("note", "note"), ("warning", "note warning")])
    def test_notes(self, kind, name):
        drawn = html(f"/// {kind} | Title *here*\nText\n///")
        assert f'<div class="{name}" role="note">' in drawn
        assert '<p class="note-title">Title <em>here</em></p>' in drawn

    def test_hold_code_formulas_and_each_other(self):
        drawn = html(
            "//// details | A?\n```python\n///\n```\n\n$$\nx\n$$\n\n"
            "/// note | B\nC\n///\n////\n\nafter"
        )
        assert re.search(
            r"<details>.*class=\"code\".*<math.*class=\"note\".*</details>", drawn, re.S
        )
        assert drawn.endswith("<p>after</p>")

    def test_an_indented_line_after_the_title_sets_no_option(self):
        drawn = html("/// details | A?\n    open: true\n    attrs: {id: main}\n\nB\n///")
        assert "open: true" in drawn
        assert "<details>" in drawn
        assert 'id="main"' not in drawn

    @pytest.mark.parametrize(
        ("source", "line"),
        [
            ("a\n\n/// details | A?\nb", 3),
            ("a\n\n///\n\nb", 3),
            ("a\n\n/// tip | x\nb\n///", 3),
            ("a\n\n/// details\nb\n///", 3),
        ],
    )
    def test_what_is_wrong_is_told_with_its_line(self, source, line):
        assert line in [problem.line for problem in problems(source)]


class TestFootnotes:
    def test_lead_there_and_back(self):
        drawn = html("a[^n] b[^n]\n\n[^n]: The *note*.")
        tree = html5lib.parseFragment(drawn, namespaceHTMLElements=False)
        ids = {element.get("id") for element in tree.iter() if element.get("id")}
        targets = {link.get("href") for link in tree.iter("a")}
        assert targets == {f"#{name}" for name in ids}
        assert '<section aria-label="Footnotes" class="footnotes" role="doc-endnotes">' in drawn
        assert 'aria-label="Back to footnote 1 in the text"' in drawn


class TestInline:
    def test_is_one_paragraph_without_its_element(self):
        assert render_inline("a *b*\nc\n\nd").html == "a <em>b</em> c d"

    @pytest.mark.parametrize(
        "source", ["1. a", "# a", "- a", "> a", "/// note | a", "| a |", "    a"]
    )
    def test_has_no_blocks(self, source):
        assert render_inline(source).html.strip() == source.strip().replace(">", "&gt;")

    def test_has_maths_links_and_code(self):
        drawn = render_inline('$x$. [a](/b) `c` "d"').html
        assert drawn.startswith('<span class="nb"><math alttext="x">')
        assert '<a href="/b">a</a> <code>c</code> “d”' in drawn

    def test_tells_the_line(self):
        assert [p.line for p in render_inline("a\nb $\\foo$").problems] == [2]

    def test_a_formula_over_two_lines(self):
        assert render_inline("$a\n+ b$").html.count("<math") == 1
