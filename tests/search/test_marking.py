from search.marking import mark, mark_html


def test_matching_words_are_marked_whatever_their_form():
    assert mark("Gradients vanish", {"gradient"}) == "<mark>Gradients</mark> vanish"


def test_text_is_escaped():
    assert mark("<b> & kernel", {"kernel", "b", "amp"}) == (
        "&lt;<mark>b</mark>&gt; &amp; <mark>kernel</mark>"
    )


def test_tags_and_their_attributes_stay_as_they_are():
    html = '<a href="/kernel/">the <em>kernel</em></a>'
    assert mark_html(html, {"kernel"}) == '<a href="/kernel/">the <em><mark>kernel</mark></em></a>'


def test_formulas_stay_as_they_are():
    html = "x <math><mi>x</mi><mo>=</mo></math> x"
    marked = "<mark>x</mark> <math><mi>x</mi><mo>=</mo></math> <mark>x</mark>"
    assert mark_html(html, {"x"}) == marked
