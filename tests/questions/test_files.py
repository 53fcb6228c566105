from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.files import (
    Faulty,
    QuestionFile,
    Reference,
    Related,
    Video,
    dump,
)
from questions.parsing import parse
from tests.sizes import CASES

FULL = QuestionFile(
    title="Why: is it so?",
    position=20,
    difficulty="basic",
    short_answer="An RNN reads $h_t = \\tanh(W x)$: "
    + "one step at a time and then on " * 6
    + "end",
    must_say=("The weights: shared " + "at every step of the way " * 5 + "there", "It has a state"),
    answer="## First\n\ntext with `code`\n\n```python run\nprint(1)\n```",
    status="in review",
    related=(Related("what-is-attention", "follow-up"), Related("what-is-an-rnn", "contrast")),
    videos_intro="Two lectures.",
    videos=(
        Video(
            provider="youtube",
            id="PLryWeHPcBs",
            title="Lecture 5: RNNs",
            lecturer="Christopher Manning",
            course="Stanford",
            level="graduate",
            runtime=4740,
            watch_from=60,
            watch_to=3600,
            note="It introduces the network " * 5 + "well",
            uploaded=date(2021, 10, 29),
        ),
    ),
    references=(Reference("A. Author", "A title: with a colon", 1997, "isbn:978-0-262-03561-3"),),
    synonyms=("rnn", "yes", "1e3", "2026-01-01"),
    featured=date(2026, 11, 21),
    published=datetime(2026, 11, 21, 14, 30, tzinfo=UTC),
    reviewed=date(2026, 11, 20),
)

paragraph = (
    st.text(
        st.characters(
            blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\u0085\u2028\u2029"
        ),
        min_size=1,
        max_size=200,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def problems(text):
    with pytest.raises(Faulty) as caught:
        parse(text)
    return [(problem.line, problem.message) for problem in caught.value.problems]


class TestRoundTrip:
    def test_everything_a_question_has_survives(self):
        assert parse(dump(FULL)) == FULL

    def test_the_canonical_text_is_stable(self):
        assert dump(parse(dump(FULL))) == dump(FULL)

    @settings(max_examples=min(CASES, 200))
    @given(title=paragraph, point=paragraph, short=paragraph, synonym=paragraph)
    def test_any_text_survives(self, title, point, short, synonym):
        file = QuestionFile(
            title=title,
            difficulty="advanced",
            short_answer=short,
            must_say=(point,),
            answer="Text.",
            synonyms=(synonym,),
        )
        assert parse(dump(file)) == file

    def test_keys_stand_in_one_order(self):
        keys = [line.split(":")[0] for line in dump(FULL).split("---")[1].splitlines()]
        keys = [key for key in keys if key.isidentifier()]
        assert keys == [
            "title", "position", "difficulty", "status", "short_answer", "must_say", "related",
            "videos_intro", "videos", "references", "synonyms", "featured", "published", "reviewed",
        ]  # fmt: skip

    def test_folded_lines_are_at_most_88_columns(self):
        head = dump(FULL).split("---")[1]
        assert max(len(line) for line in head.splitlines()) <= 90


class TestFaults:
    def test_a_file_without_front_matter(self):
        assert problems("# Just text") == [
            (1, "the file must begin with front matter between two lines ---")
        ]

    def test_an_unknown_key_is_named_with_its_line(self):
        text = "---\ntitle: A\ndifficulty: basic\ncolour: red\n---\n\nText.\n"
        assert problems(text) == [(4, "unknown key “colour”")]

    def test_every_problem_is_reported_at_once(self):
        text = "---\ntitle: ''\ndifficulty: easy\npublished: soon\n---\n\nText.\n"
        assert [line for line, _ in problems(text)] == [2, 3, 4]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("related:\n- slug: Not A Slug\n  kind: deeper", "is not a valid slug"),
            ("related:\n- slug: a-slug\n  kind: friend", "must be one of"),
            ("videos:\n- provider: youtube\n  id: tooshort\n  title: T", "is not a valid id"),
            ("videos:\n- provider: vimeo\n  id: PLryWeHPcBs\n  title: T", "must be one of"),
            ("references:\n- authors: A\n  title: T", "“year” is missing"),
            (
                "references:\n- authors: A\n  title: T\n  year: 1999\n  address: javascript:1",
                "is not a valid address",
            ),
            ("must_say: a text", "must be a list"),
            ("synonyms:\n- [nested]", "must be text"),
            ("position: -1", "must be a whole number"),
            ("reviewed: yesterday", "must be a date"),
            ("title: again", "stands twice"),
        ],
    )
    def test_a_value_of_the_wrong_form(self, line, message):
        text = f"---\ntitle: A\ndifficulty: basic\n{line}\n---\n\nText.\n"
        assert any(message in said for _, said in problems(text))

    @pytest.mark.parametrize(
        "head", ["a: &x 1\nb: *x", "title: [", "- a\n- b", 'title: "\\ud800"', "[" * 5000]
    )
    def test_hostile_yaml_is_refused(self, head):
        assert problems(f"---\n{head}\n---\n\nText.\n")

    def test_an_answer_is_required(self):
        assert problems("---\ntitle: A\ndifficulty: basic\n---\n") == [(1, "the answer is missing")]
