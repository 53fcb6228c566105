import hashlib
import re
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import markup
from markup import maths, temml
from markup.maths import (
    CLASSES,
    Formula,
    Formulas,
    MathsError,
    displayed,
    formula_at,
    mathml,
)
from markup.rendering import render_answer
from markup.sanitising import sanitise_answer, sanitise_comment
from tests.markup.formulas import FORMULAS
from tests.markup.live import live_parts

VENDOR = Path(markup.__file__).parent / "vendor/temml"


def test_there_are_enough_samples():
    assert len(set(FORMULAS)) >= 60


@pytest.mark.parametrize("display", [True, False])
@pytest.mark.parametrize("tex", FORMULAS)
class TestSampleFormulas:
    def test_renders_with_its_tex_as_alternative(self, tex, display):
        root = ElementTree.fromstring(mathml(tex, display=display))
        assert root.tag == "math"
        assert root.get("alttext") == " ".join(tex.split())
        assert (root.get("display") == "block") == display
        assert len(root) > 0

    def test_has_no_style_and_only_known_classes(self, tex, display):
        for element in ElementTree.fromstring(mathml(tex, display=display)).iter():
            assert "style" not in element.attrib
            assert set(element.get("class", "").split()) <= CLASSES.keys()

    def test_passes_both_lists_unchanged(self, tex, display):
        drawn = mathml(tex, display=display)
        for sanitise in (sanitise_answer, sanitise_comment):
            assert _canonical(sanitise(drawn)) == _canonical(drawn)


def _canonical(html):
    # As HTML, which has no other entities for what the sanitizer writes out.
    return ElementTree.canonicalize(html.replace("&nbsp;", "\N{NO-BREAK SPACE}"))


class TestRefusals:
    @pytest.mark.parametrize(
        "tex",
        [
            r"\href{javascript:alert(1)}{x}",
            r"\url{x}",
            r"\includegraphics{x}",
            r"\class{toast}{x}",
            r"\id{main}{x}",
            r"\style{color:red}{x}",
            r"\data{a=b}{x}",
            r"\color{red}x",
            r"\textcolor{red}{x}",
            r"\colorbox{red}{x}",
            r"\hspace{99em}",
            r"\kern99em",
            r"\rule{9em}{9em}",
            r"\raisebox{9em}{x}",
            r"\genfrac(){9em}{}{a}{b}",
            r"\begin{aligned}a\\[9em]b\end{aligned}",
            r"\Huge x",
            r"\def\a{x}\a",
            r"\newcommand{\a}{x}\a",
            r"\gdef\a{x}\a",
            r"\let\a=x",
            r"\csname alpha\endcsname",
            r"\char65",
            r"\tag{1}",
            r"\label{a}",
            r"\begin{align}a\end{align}",
            r"\begin{CD}a\end{CD}",
            r"\TeX",
            r"\mathllap{x}",
            r"\foo",
            r"\frac{1}",
            "{",
            " ",
        ],
    )
    def test_refuses(self, tex):
        with pytest.raises(MathsError):
            mathml(tex, display=True)

    def test_names_the_command(self):
        with pytest.raises(MathsError, match=r"\\hspace"):
            mathml(r"\hspace{1em}", display=False)

    def test_a_name_that_only_begins_like_a_refused_one_is_allowed(self):
        assert "∂" in mathml(r"\partial \delta \rho \ideal".replace(r"\ideal", ""), display=False)

    def test_length(self):
        assert mathml("x" * maths.MAX_CHARACTERS, display=False)
        with pytest.raises(MathsError, match="2,000"):
            mathml("x" * (maths.MAX_CHARACTERS + 1), display=False)

    def test_nesting(self):
        allowed = "{" * maths.MAX_NESTING + "x" + "}" * maths.MAX_NESTING
        assert mathml(allowed, display=False)
        with pytest.raises(MathsError, match="deep"):
            mathml("{" + allowed + "}", display=False)
        with pytest.raises(MathsError):
            mathml(r"\left(" * 60 + "x" + r"\right)" * 60, display=False)

    def test_a_style_that_is_not_mapped_is_never_shown(self, monkeypatch):
        monkeypatch.setattr(
            maths, "convert", lambda tex, display: '<math><mi style="color:red">x</mi></math>'
        )
        with pytest.raises(MathsError):
            mathml("a style of its own", display=False)

    def test_a_deep_tree_is_never_shown(self, monkeypatch):
        deep = "<mrow>" * 300 + "</mrow>" * 300
        monkeypatch.setattr(maths, "convert", lambda tex, display: f"<math>{deep}</math>")
        with pytest.raises(MathsError, match="deep"):
            mathml("a deep tree", display=False)


class TestDisplayed:
    def test_equations_with_a_wide_space_between_them_are_formulas_of_their_own(self):
        html = displayed(r"y = Wx, \qquad z = \left(a \qquad b\right)")
        assert html.startswith('<div class="equations"><math')
        assert html.count("<math") == 2
        assert 'alttext="y = Wx,"' in html

    @pytest.mark.parametrize(
        "tex",
        [r"a \quad b", r"{a \qquad b}", r"\begin{aligned}a \qquad b\end{aligned}", r"\qquad"],
    )
    def test_other_formulas_stay_whole(self, tex):
        assert displayed(tex) == mathml(tex, display=True)

    def test_both_lists_let_them_pass(self):
        html = displayed(r"a = b \qquad c = d")
        assert sanitise_answer(html) == sanitise_comment(html) == html

    def test_one_broken_equation_shows_the_whole_source(self):
        html = render_answer("$$\na \\qquad \\undefined\n$$").html
        assert html.count("<math") == 0
        assert r"a \qquad" in html


class TestFormulaAt:
    @pytest.mark.parametrize(
        ("text", "tex", "display", "after"),
        [
            ("$x$", "x", False, ""),
            ("$x$, then", "x", False, ","),
            ("$x$).", "x", False, ")."),
            ("$x$-th", "x", False, ""),
            (r"$a\$b$", r"a\$b", False, ""),
            ("$a\nb$", "a\nb", False, ""),
            ("$$x$$", "x", True, ""),
            ("$$ x $$ y", "x", True, ""),
        ],
    )
    def test_finds(self, text, tex, display, after):
        found = formula_at(text, 0)
        assert found is not None
        assert found[:3] == (tex, display, after)

    @pytest.mark.parametrize(
        "text", ["$5 and $10", "$ x$", "$x $", "$x$1", "$", "$$", "$x", "$$x", "$$ $$", r"$x\$"]
    )
    def test_leaves_dollars_alone(self, text):
        assert formula_at(text, 0) is None

    def test_says_where_it_ends(self):
        found = formula_at("a $x$. b", 2)
        assert found is not None
        assert "a $x$. b"[found.end :] == " b"


class TestFormulas:
    def draw(self, tex, **fields):
        formula = Formula(tex, False, "", 0)._replace(**fields)
        return Formulas(number=9, characters=99).draw(formula)

    def test_punctuation_stays_on_the_line_of_its_formula(self):
        html, problem = self.draw("x", after=",")
        assert re.fullmatch(r'<span class="nb"><math.*</math>,</span>', html)
        assert problem == ""

    def test_a_broken_formula_is_its_own_escaped_source(self):
        html, problem = self.draw(r"\foo<b>")
        assert html == '<code class="tex-error">$\\foo&lt;b&gt;$</code>'
        assert "foo" in problem

    def test_number_and_characters_are_bounded(self):
        few = Formulas(number=2, characters=99)
        formula = Formula("x", False, "", 0)
        assert [few.draw(formula)[1] != "" for _ in range(3)] == [False, False, True]
        short = Formulas(number=99, characters=3)
        assert [short.draw(Formula("xy", False, "", 0))[1] != "" for _ in range(3)] == [
            False,
            False,
            True,
        ]


PIECES = [*r"\{}[]^_&$#%'<>", *'"abx1 ', r"\frac", r"\text{", r"\begin{matrix}", r"\end{matrix}"]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_tex_gives_a_formula_of_the_list_or_a_refusal(tex):
    try:
        html = mathml(tex, display=True)
    except MathsError:
        return
    assert live_parts(html, editors=False) == []


class TestTemml:
    def test_the_vendored_file_is_the_one_the_readme_names(self):
        digest = hashlib.sha256((VENDOR / "temml.min.js").read_bytes()).hexdigest()
        assert digest in (VENDOR / "README.md").read_text("utf-8")

    def test_every_thread_has_its_own_engine(self):
        results = []
        threads = [
            threading.Thread(target=lambda: results.append(temml.convert("x^2", display=False)))
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results) == 3
        assert len(set(results)) == 1

    def test_definitions_do_not_outlive_their_formula(self):
        temml.convert(r"\gdef\mine{x}\mine", display=False)
        with pytest.raises(temml.TexError):
            temml.convert(r"\mine", display=False)

    def test_an_endless_definition_ends(self):
        with pytest.raises(temml.TexError):
            temml.convert(r"\def\a{\a\a}\a", display=False)

    def test_a_limit_of_the_engine_is_an_error_and_the_next_formula_renders(self, monkeypatch):
        monkeypatch.setattr(temml, "_BRIDGE", "function convert() { for (;;) {} }")
        monkeypatch.setattr(temml, "SECONDS", 0.01)
        monkeypatch.setattr(temml, "_kept", threading.local())
        with pytest.raises(temml.TexError, match="time or memory"):
            temml.convert("x", display=False)
        monkeypatch.undo()
        assert "<mi>x</mi>" in temml.convert("x", display=False)
