"""The preview: the real renderer, every problem at its line, and nothing stored."""

import re

import pytest

from maintenance.models import Mode
from maintenance.switch import switch
from markup.rendering import render_answer, render_inline
from questions.models import Question
from tests import make
from tests.editorial.desk import ADD, PREVIEW, change, changed, form
from tests.maintenance.crawling import checksum
from tests.markup.hostile import TEXTS

pytestmark = pytest.mark.django_db


def drawn(desk, **texts):
    return desk.post(PREVIEW, texts).content.decode()


def test_it_is_what_readers_will_see(desk):
    text = "## A part\n\nIt is $x^2$.\n\n| a | b |\n| - | - |\n| 1 | 2 |"
    stored = make.question(answer=text, short_answer="Short $y$.", must_say="One.\n\nTwo.")
    page = drawn(desk, answer=text, short_answer="Short $y$.", must_say="One.\n\nTwo.")
    assert stored.answer_html in page
    assert stored.short_answer_html in page
    for point in stored.must_say_html:
        assert point in page


def test_without_script_a_button_shows_the_unsaved_text_as_a_page(desk):
    topic = make.topic()
    page = desk.post(PREVIEW, form(topic, answer="Not *saved*.", _preview="Preview"))
    text = page.content.decode()
    assert "<h1>What is a kernel?</h1>" in text
    assert "Not <em>saved</em>." in text
    assert "Nothing of this is stored" in text
    assert not Question.objects.exists()


def test_it_stores_nothing_and_goes_on_while_the_site_is_read_only(desk):
    make.question()
    switch(Mode.READ_ONLY, by="operator")
    before = checksum()
    response = desk.post(PREVIEW, {"answer": "It is $x$."})
    assert response.status_code == 200
    assert "<math" in response.content.decode()
    assert checksum() == before


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ({}, 302), ({"is_staff": True}, 403)], ids=str
)
def test_others_get_none(client, who, status):
    """A signed-out reader, a member, and somebody of the staff who may not change questions."""
    if who is not None:
        client.force_login(make.user(**who))
    response = client.post(PREVIEW, {"answer": "Not *theirs*."})
    assert response.status_code == status
    assert "<em>" not in response.content.decode()


def test_an_address_answers_no_get(desk):
    assert desk.get(PREVIEW).status_code == 405


SENT = [text for text in TEXTS if "\ud800" not in text]  # a browser cannot send it


@pytest.mark.parametrize("text", SENT)
def test_hostile_text_is_drawn_by_the_renderer_and_by_nothing_else(desk, text):
    page = drawn(desk, answer=text, short_answer=text)
    for rendered in (render_answer(text).html, render_inline(text).html):
        assert rendered in page
        page = page.replace(rendered, "", 1)
    assert not re.search(r"<(?!/?(?:div|section|h2|p|ul|li)\b)", page)


PROBLEMS = {
    "a formula": ("First.\n\nIt is $\\frac{a}{$.", 3, ""),
    "a figure": ("```svg\nA box.\n<svg>\n</svg>\n```", 3, "viewBox"),
    "a link": ("[a](javascript:alert)", 1, "may not lead"),
    "a question": ("One.\n\nSee [it](/questions/none/).", 3, "no page at “/questions/none/”"),
    "a topic": ("See [it](/topics/none/).", 1, "no page at “/topics/none/”"),
    "a page": ("See [it](/nowhere/).", 1, "no page at “/nowhere/”"),
    "a section": ("## Here\n\n[it](#there)", 3, "no section “#there”"),
    "a picture": (
        "![a](/media/0123456789abcdef0123456789abcdef.webp)", 1, "is not there",
    ),
    "a picture without text": ("![](/media/0123456789abcdef.webp)", 1, "needs a text"),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
class TestProblems:
    def test_stand_at_their_line(self, desk, name):
        text, line, words = PROBLEMS[name]
        page = drawn(desk, answer=text)
        assert f'data-line="{line}"' in page
        assert words in page

    def test_keep_a_text_from_readers(self, desk, name):
        text, line, words = PROBLEMS[name]
        page = desk.post(ADD, form(make.topic(), answer=text))
        (error,) = page.context["adminform"].form.errors["answer"]
        assert error.startswith(f"Line {line}: ")
        assert words in error
        assert not Question.objects.exists()

    def test_are_told_of_a_draft_that_is_stored(self, desk, name):
        text, _, words = PROBLEMS[name]
        page = desk.post(ADD, form(make.topic(), answer=text, status="draft"), follow=True)
        assert Question.objects.get().answer == text
        assert any(words in str(message) for message in page.context["messages"])


def test_links_that_lead_somewhere_are_no_problem(desk):
    other = make.question(slug="other", status="draft", published_at=None)
    topic = other.topic
    desk.post(ADD, form(topic))
    question = Question.objects.get(slug="what-is-a-kernel")
    desk.post(change(question), changed(question, slug="kernels"))
    text = (
        "## Part\n\n[a](/questions/other/) [b](/questions/what-is-a-kernel/) [c](/search/?q=x)"
        f" [d]({topic.get_absolute_url()}#questions) [e](/about/) [f](#part) [g](#references)"
        " [h](https://elsewhere.example/)"
    )
    assert "data-problems" not in drawn(desk, answer=text)


def test_a_point_tells_its_own_line(desk):
    page = drawn(desk, answer="x", must_say="Good.\n\nBad $\\frac{a}{$.")
    assert 'data-problems="must_say"' in page
    assert 'data-line="3"' in page


def test_the_form_holds_what_its_scripts_need(desk):
    page = desk.get(ADD).content.decode()
    assert f'data-preview="{PREVIEW}"' in page
    assert 'data-upload="/admin/questions/picture/upload/"' in page
    assert f'formaction="{PREVIEW}"' in page
    assert 'type="module"' in page
