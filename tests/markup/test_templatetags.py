from django.template import Context, Template


def draw(template, **context):
    return Template("{% load markup %}" + template).render(Context(context))


def test_stored_html_is_shown_as_it_is():
    assert draw("{{ html|stored_html }}", html="<p>a &amp; b</p>") == "<p>a &amp; b</p>"


def test_the_markdown_of_a_static_page_is_rendered_and_sanitized():
    assert draw("{{ source|answer_markdown }}", source="a *b* <script>") == (
        "<p>a <em>b</em> &lt;script&gt;</p>"
    )
