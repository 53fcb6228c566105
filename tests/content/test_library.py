"""The library's own quality, as far as a program can see it."""

import ast
import contextlib
import io
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from editorial.library import files
from markup.rendering import render_answer, render_inline
from questions.files import dump
from questions.parsing import parse
from tests.content.library import LIBRARY, question_files

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((/[^)\s]*)\)")
FOUNDER_CHAIN = [
    "briefly-describe-the-architecture-of-a-recurrent-neural-network-rnn",
    "what-are-the-advantages-and-disadvantages-of-a-recurrent-neural-network-rnn",
    "why-do-gradients-vanish-through-time-in-an-rnn",
    "how-do-the-gates-of-an-lstm-work",
    "gru-or-lstm-what-is-the-difference",
    "how-does-an-encoder-decoder-seq2seq-model-translate",
    "what-is-attention-and-which-problem-did-it-solve",
    "walk-through-the-transformer-architecture",
    "what-are-language-models-discuss-the-evolution-of-language-models-over-time",
]
PAGES = {"/", "/topics/", "/search/"} | {f"/{page.stem}/" for page in LIBRARY.glob("pages/*.md")}

LIBRARY_FILES = files.read(LIBRARY)
QUESTIONS = {
    item.value["slug"]: item.value
    for item in LIBRARY_FILES.items
    if item.key.startswith("questions/")
}
by_slug = pytest.mark.parametrize("slug", sorted(QUESTIONS))


def spoken_words(markdown):
    """Words of prose: without code, drawings and display formulas."""
    prose = re.sub(r"\$\$.*?\$\$", " ", FENCE.sub(" ", markdown), flags=re.DOTALL)
    return len(prose.split())


def test_every_file_is_sound():
    assert LIBRARY_FILES.faults == []
    assert len(QUESTIONS) == len(question_files())


@pytest.mark.parametrize("path", question_files(), ids=lambda path: path.stem)
def test_files_stand_in_their_canonical_form(path):
    assert dump(parse(path.read_text(encoding="utf-8"))) == path.read_text(encoding="utf-8")


@by_slug
def test_everything_renders_without_a_problem(slug):
    file = QUESTIONS[slug]["file"]
    assert render_answer(file.answer).problems == ()
    for text in (file.short_answer, *file.must_say):
        assert render_inline(text).problems == ()


@by_slug
def test_every_formula_carries_its_source(slug):
    html = render_answer(QUESTIONS[slug]["file"].answer).html
    assert html.count("<math") == html.count("alttext=")


@by_slug
def test_lengths_are_within_bounds(slug):
    file = QUESTIONS[slug]["file"]
    assert 3 <= len(file.must_say) <= 6
    assert all(4 <= len(point.split()) <= 45 for point in file.must_say)
    assert 30 <= len(file.short_answer.split()) <= 110
    assert 250 <= spoken_words(file.answer) <= 1200


@by_slug
def test_parts_that_every_answer_has(slug):
    file = QUESTIONS[slug]["file"]
    headings = [h.text for h in render_answer(file.answer).headings]
    assert "Follow-ups to expect" in headings
    assert file.answer.count("/// details | ") >= 2
    assert 2 <= len(file.related) <= 6
    assert file.references
    assert file.synonyms
    assert file.published
    assert file.reviewed


@by_slug
def test_links_lead_somewhere(slug):
    for path in LINK.findall(FENCE.sub("", QUESTIONS[slug]["file"].answer)):
        address = path.split("#")[0]
        assert address in PAGES or address.removeprefix("/questions/").strip("/") in QUESTIONS, path


@by_slug
def test_code_runs_and_prints_what_the_page_shows(slug):
    blocks = FENCE.findall(QUESTIONS[slug]["file"].answer)
    for place, (info, code) in enumerate(blocks):
        if info == "python":
            ast.parse(code)
        if info == "python run":
            printed = io.StringIO()
            # What a block sets for its own printing must not reach the next answer's.
            with contextlib.redirect_stdout(printed), np.printoptions():
                exec(compile(code, slug, "exec"), {"__name__": "__answer__"})
            following = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
            shown = following[1] if following[0] == "output" else ""
            assert printed.getvalue().strip() == shown.strip()
            assert shown or "assert " in code


@by_slug
def test_no_sentence_of_a_drawing_stands_outside_it(slug):
    for info, drawing in FENCE.findall(QUESTIONS[slug]["file"].answer):
        if info == "svg":
            assert len(drawing.encode()) <= 8192
            assert "<desc>" in drawing
            assert not re.search(r"\b(fill|stroke|style)=", drawing)


def test_every_title_is_there():
    titles = (Path(__file__).parent / "titles.txt").read_text(encoding="utf-8").splitlines()
    written = {value["file"].title for value in QUESTIONS.values()}
    assert set(titles) - written == set()


def test_figures_and_code_that_runs():
    answers = [value["file"].answer for value in QUESTIONS.values()]
    assert sum("```svg" in answer for answer in answers) >= 45
    assert sum("```python run" in answer for answer in answers) >= 60


def test_each_topic_has_all_levels():
    levels = defaultdict(set)
    for value in QUESTIONS.values():
        levels[value["topic"]].add(value["file"].difficulty)
    assert {topic: found for topic, found in levels.items() if len(found) < 3} == {}


def test_related_links_form_no_island():
    neighbors = defaultdict(set)
    for slug, value in QUESTIONS.items():
        for link in value["file"].related:
            neighbors[slug].add(link.slug)
            neighbors[link.slug].add(slug)
    reached, waiting = set(), [FOUNDER_CHAIN[0]]
    while waiting:
        slug = waiting.pop()
        if slug not in reached:
            reached.add(slug)
            waiting += neighbors[slug]
    assert set(QUESTIONS) - reached == set()


@pytest.mark.parametrize(("first", "then"), list(pairwise(FOUNDER_CHAIN)))
def test_the_founders_chain_of_questions(first, then):
    forward = {(link.slug, link.kind) for link in QUESTIONS[first]["file"].related}
    assert (then, "follow-up") in forward


def test_the_founders_page():
    file = QUESTIONS[FOUNDER_CHAIN[1]]["file"]
    for number, lead in enumerate(
        ("Sequence modeling", "Memory of context", "Variable length", "Parameter sharing"), 1
    ):
        assert f"{number}. **{lead}.**" in file.answer
    for number, lead in enumerate(
        (
            "Vanishing gradient",
            "Exploding gradient",
            "Limited memory",
            "Bias to recent data and lack of global context",
            "Difficulty to parallelize",
        ),
        1,
    ):
        assert f"{number}. **{lead}.**" in file.answer
    assert [link.slug for link in file.related][:2] == [FOUNDER_CHAIN[0], FOUNDER_CHAIN[-1]]
    assert [video.id for video in file.videos][:2] == ["PLryWeHPcBs", "0LixFSa7yts"]
    assert file.videos[0].runtime == 79 * 60
    assert "49" in file.videos[1].note


def test_videos_come_from_the_verified_list():
    lines = (Path(__file__).parent / "verified_videos.txt").read_text().splitlines()
    verified = dict(line.split(" ", 1) for line in lines)
    for value in QUESTIONS.values():
        for video in value["file"].videos:
            assert verified[video.id] == video.title


def test_each_topics_review_names_its_questions():
    for slug, value in QUESTIONS.items():
        review = LIBRARY / "reviews" / f"{value['topic']}.md"
        assert slug in review.read_text(encoding="utf-8")
