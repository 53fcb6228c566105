import pytest
from hypothesis import given
from hypothesis import strategies as st

from markup.figures import MAX_BYTES, figure
from markup.sanitising import FIGURE_CLASSES, sanitise_answer
from tests.markup.live import live_parts

DRAWING = (
    '<svg viewBox="0 0 500 208">\n'
    "<desc>A network, unrolled.</desc>\n"
    '<g transform="translate(4 5)"><rect class="cell" x="34" y="86" width="6" height="5"/>\n'
    '<path class="s1 dash" d="M66 178V144c1-2.5,3e1 4 5 6z" opacity="0.6"/>\n'
    '<text class="v" x="66" y="118" text-anchor="middle">h'
    '<tspan dy="4" font-size="12">1</tspan></text>'
    '<polyline points="1,2 3,4"/><circle cx="1" cy="2" r="3"/></g>\n</svg>'
)


def problems(drawing):
    return figure(drawing, fallback="caption").problems


class TestADrawing:
    def test_keeps_what_the_list_allows(self):
        drawn = figure(DRAWING, fallback="caption")
        assert drawn.problems == []
        for part in (
            'class="cell"',
            'class="s1 dash"',
            'd="M66 178V144c1-2.5,3e1 4 5 6z"',
            'transform="translate(4 5)"',
            'text-anchor="middle"',
            '<tspan dy="4" font-size="12">1</tspan>',
            'points="1,2 3,4"',
        ):
            assert part in drawn.svg

    def test_passes_the_sanitizer_unchanged(self):
        svg = figure(DRAWING, fallback="caption").svg
        assert sanitise_answer(svg) == svg

    def test_its_description_is_its_label_and_no_element(self):
        drawn = figure(DRAWING, fallback="caption")
        assert drawn.description == "A network, unrolled."
        assert 'role="img" aria-label="A network, unrolled."' in drawn.svg
        assert "<desc" not in drawn.svg

    def test_a_title_is_the_second_choice(self):
        drawn = figure('<svg viewBox="0 0 1 1"><title>T</title></svg>', fallback="caption")
        assert drawn.description == "T"
        assert "<title" not in drawn.svg

    def test_without_description_the_caption_is_its_label(self):
        svg = figure('<svg viewBox="0 0 1 1"/>', fallback='a "b" <c>').svg
        assert 'aria-label="a &quot;b&quot; &lt;c&gt;"' in svg

    def test_has_the_size_of_its_view_so_that_nothing_moves(self):
        svg = figure('<svg viewBox="0,0 500 208" width="9999" height="1"/>', fallback="").svg
        assert svg.startswith('<svg class="fig" viewBox="0 0 500 208" width="500" height="208"')

    def test_words_stay_words(self):
        svg = figure('<svg viewBox="0 0 1 1"><text>a &lt; b &amp; c</text></svg>', fallback="").svg
        assert "<text>a &lt; b &amp; c</text>" in svg


class TestWhatGoes:
    @pytest.mark.parametrize(
        ("inside", "word"),
        [
            ("<script>alert(1)</script>", "script"),
            ("<style>*{}</style>", "style"),
            ("<use href='#x'/>", "use"),
            ("<image href='//x'/>", "image"),
            ("<a href='/'><text>x</text></a>", "<a>"),
            ("<foreignObject><p>x</p></foreignObject>", "foreignObject"),
            ("<animate onbegin='x'/>", "animate"),
            ("<svg/>", "<svg>"),
            ("<path onclick='x' d='M0 0'/>", "onclick"),
            ("<path style='fill:red' d='M0 0'/>", "style"),
            ("<path fill='red'/>", "fill"),
            ("<path class='toast'/>", "toast"),
            ("<path d='url(x)'/>", "d="),
            ("<rect x='calc(1px)'/>", "x="),
            ("<g transform='evil(1)'/>", "transform"),
            ("<text font-size='var(--x)'>x</text>", "font-size"),
            ("<path id='main'/>", "id"),
        ],
    )
    def test_is_told_with_its_line(self, inside, word):
        drawn = figure(f'<svg viewBox="0 0 1 1">\n\n{inside}</svg>', fallback="")
        assert [line for line, _ in drawn.problems] == [2]
        assert word in drawn.problems[0][1]
        assert live_parts(drawn.svg, editors=True) == []

    def test_goes_with_all_it_holds(self):
        svg = figure('<svg viewBox="0 0 1 1"><a><text>inside</text></a><g/></svg>', fallback="").svg
        assert "inside" not in svg
        assert "<g></g>" in svg

    def test_known_classes_stay_beside_unknown_ones(self):
        assert (
            'class="s1"'
            in figure('<svg viewBox="0 0 1 1"><g class="toast s1"/></svg>', fallback="").svg
        )

    def test_the_classes_of_the_design_are_allowed(self):
        names = " ".join(sorted(FIGURE_CLASSES))
        drawing = f'<svg viewBox="0 0 1 1"><g class="{names}"/></svg>'
        assert problems(drawing) == []
        svg = figure(drawing, fallback="x").svg
        assert sanitise_answer(svg) == svg


class TestNotShown:
    @pytest.mark.parametrize(
        ("drawing", "line", "word"),
        [
            ("<svg>\n</svg>", 0, "viewBox"),
            ('<svg viewBox="0 0 1"/>', 0, "viewBox"),
            ('<svg viewBox="0 0 1 1">\n<g></svg>', 1, "well-formed"),
            ('<svg viewBox="0 0 1 1">\n<text>&nbsp;</text></svg>', 1, "well-formed"),
            ('<svg viewBox="0 0 1 1"/>\n<svg/>', 1, "well-formed"),
            ("", 0, "well-formed"),
            ("<p/>", 0, "<svg>"),
            ('<!DOCTYPE svg><svg viewBox="0 0 1 1"/>', 0, "document type"),
            ('<!DOCTYPE s [<!ENTITY a "b">]><svg viewBox="0 0 1 1"/>', 0, "document type"),
            ('<svg viewBox="0 0 1 1">' + "<g>" * 30 + "</g>" * 30 + "</svg>", 0, "deep"),
            ('<svg viewBox="0 0 1 1">' + " " * MAX_BYTES + "</svg>", 0, "8 KB"),
        ],
    )
    def test_and_told_why(self, drawing, line, word):
        drawn = figure(drawing, fallback="x")
        assert drawn.svg == ""
        assert [problem[0] for problem in drawn.problems] == [line]
        assert word in drawn.problems[0][1]


@given(
    st.lists(
        st.sampled_from(
            ["<g>", "</g>", "<text>", "</text>", "<script>", "</script>", "<title>", "</title>",
             "x",
             "&lt;script>", "<style>", "</style>", "<a href='javascript:x'>", "</a>", "<path/>",
             "<desc>", "</desc>", "<![CDATA[<script>]]>", "<!--", "-->", "<?x ?>", "<svg>",
             "</svg>"]
        ),
        max_size=12,
    )
)  # fmt: skip
def test_any_drawing_is_harmless(pieces):
    drawn = figure(f'<svg viewBox="0 0 1 1">{"".join(pieces)}</svg>', fallback="x")
    assert live_parts(drawn.svg, editors=True) == []
    assert sanitise_answer(drawn.svg) == drawn.svg
