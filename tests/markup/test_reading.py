from markup.reading import Heading, read


def words(html):
    return read(html)[0]


def test_a_line_a_paragraph():
    assert words("<p>a <em>b</em>c</p>\n<ul>\n<li>d\ne</li><li>f</li></ul><p>g<br>h</p>") == (
        "a bc\nd e\nf\ng\nh"
    )


def test_cells_of_a_row_share_a_line():
    assert words("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>") == "a b\nc"


def test_formulas_are_their_tex():
    assert (
        words('<p>a <math alttext="x &lt; y"><mi>x</mi><mo>&lt;</mo></math>, b</p>') == "a x < y, b"
    )


def test_code_blocks_drawings_and_marks_are_left_out_but_not_captions_and_folds():
    assert (
        words(
            '<div class="code"><div class="code-bar"><span>Python</span></div>'
            "<pre><code>x</code></pre></div>"
            '<figure><svg aria-label="d"><text>t</text></svg><figcaption>c</figcaption></figure>'
            '<h2 id="a">A<a class="anchor" href="#a">#</a></h2>'
            "<details><summary>q</summary><p>r</p></details>"
            '<p>s<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>'
            " <code>u</code></p>"
        )
        == "c\nA\nq\nr\ns u"
    )


def test_entities_are_characters():
    assert words("<p>a &lt;b&gt; &amp;&nbsp;c</p>") == "a <b> & c"


def test_headings_of_two_levels():
    assert read(
        '<h2 id="a">A <em>b</em><a class="anchor" href="#a">#</a></h2><h3 id="c">C'
        ' <math alttext="x"><mi>x</mi></math></h3><h4>D</h4>'
    )[1] == (Heading(2, "a", "A b"), Heading(3, "c", "C x"))
