"""The same questions find the same answers in the same order on both databases."""

import pytest

from questions.models import Question
from search.indexing import index_topic
from search.searching import Filters, search
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    sequences = make.topic(name="Sequence models", slug="sequences", synonyms="rnn\nlstm")
    metrics = make.topic(name="Metrics", slug="metrics")
    rows = [
        (sequences, "Why do gradients vanish through time?", "basic", "They shrink by a product."),
        (sequences, "How do the gates of an LSTM work?", "advanced", "A cell keeps gradients."),
        (metrics, "What is the F1 score?", "basic", "The harmonic mean of precision and recall."),
        (metrics, "Précision or recall?", "intermediate", "It depends on the cost of errors."),
        (metrics, "Is C++ faster?", "basic", "Sometimes."),
    ]
    return [
        make.question(topic=t, title=title, difficulty=level, short_answer=short, answer="Text.")
        for t, title, level, short in rows
    ]


def titles(text, **filters):
    return [hit.question.title for hit in search(text, Filters(**filters)).hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("vanishing gradient", "Why do gradients vanish through time?"),
        ("why do gradients vanish", "Why do gradients vanish through time?"),
        ("LSTM gate", "How do the gates of an LSTM work?"),
        ("f1", "What is the F1 score?"),
        ("f1-score", "What is the F1 score?"),
        ("precision", "Précision or recall?"),
        ("harmonic", "What is the F1 score?"),
        ("c++", "Is C++ faster?"),
    ],
)
def test_the_right_question_comes_first(library, text, first):
    assert titles(text)[0] == first


def test_a_topics_synonyms_find_its_questions(library):
    assert len(titles("rnn")) == 2


@pytest.mark.parametrize(
    "text",
    ["", " ", "zzzz", '"', "OR", "AND NOT", "a:b", "*", "(", "'; --", "\\", "NEAR(", "^", "-"],
)
def test_no_text_is_an_error(library, text):
    assert isinstance(titles(text), list)


def test_the_order_is_whole_and_the_same_everywhere(library):
    assert titles("gradients precision score") == [
        "What is the F1 score?",
        "Précision or recall?",
        "Why do gradients vanish through time?",
        "How do the gates of an LSTM work?",
    ]


def test_filters_narrow_and_count(library):
    results = search("gradients precision score", Filters(topic="metrics"))
    assert len(results.hits) == 2
    assert {topic.slug: count for topic, count in results.topics.items()} == {
        "sequences": 2,
        "metrics": 2,
    }
    assert results.levels == {"basic": 1, "intermediate": 1}
    assert titles("gradients precision score", topic="metrics", level="basic") == [
        "What is the F1 score?"
    ]


def test_what_is_not_public_is_not_found(library):
    Question.objects.filter(title__startswith="How do").update(status=Question.Status.DRAFT)
    assert titles("gates") == []


def test_a_change_is_found_at_once(library):
    question = library[0]
    question.title = "Why do signals fade?"
    question.save()
    assert titles("fade") == ["Why do signals fade?"]
    assert titles("vanish") == []


def test_a_deleted_question_is_not_found(library):
    library[0].delete()
    assert titles("vanish") == []


def test_a_topics_new_name_is_found_after_its_task(library):
    topic = library[0].topic
    topic.name = "Recurrence"
    topic.save()
    index_topic.call(topic.pk)
    assert len(titles("recurrence")) == 2


class TestPage:
    def test_results_are_links_with_the_title_best_first(self, client, library):
        page = client.get("/search/", {"q": "vanishing gradient"}).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert main.index("/questions/" + library[0].slug) < main.index(library[1].slug)
        assert "<mark>vanish</mark>" in main

    def test_the_search_stays_in_the_field(self, client, library):
        page = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
        assert "&quot;&gt;&lt;script&gt;" in page
        assert "<script>alert" not in page

    def test_nothing_found_leads_on(self, client, library):
        page = client.get("/search/", {"q": "zzzz"}).content.decode()
        assert "Nothing matched" in page
        assert "Sequence models" in page

    def test_pages_of_results(self, client, library, settings):
        settings.SEARCH_PAGE_SIZE = 2
        first = client.get("/search/", {"q": "gradients precision score"})
        assert len(first.context["page"].object_list) == 2
        second = client.get(first.context["next_url"])
        assert second.context["page"].number == 2
        assert second.context["next_url"] == ""
