import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.flatpages.models import FlatPage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.library import files as library_files
from editorial.library import loading
from editorial.models import LoadedState
from partners.models import Placement
from questions.models import Path as ReadingPath
from questions.models import Question, Revision, Topic
from questions.parsing import parse
from questions.revising import file_of, revise
from tests import make
from tests.content.library import LIBRARY
from tests.editorial import desk
from tests.sizes import SOAK

pytestmark = pytest.mark.django_db

WRITING = re.compile("INSERT|UPDATE|DELETE", re.IGNORECASE)
TOPICS = """\
- name: Sequence models
  slug: sequence-models
  summary: One thing after another.
  synonyms:
  - rnn
"""
PLACEMENTS = """\
- name: house
  slot: footer
  advertiser: The site
  title: Help us
  address: /contribute/
  topics:
  - sequence-models
  approved: true
"""
PATHS = """\
- name: Two days
  slug: two-days
  summary: One after the other.
  parts:
  - title: Day 1
    questions:
    - what-is-an-lstm
  - title: Day 2
    questions:
    - what-is-an-rnn
"""
PAGE = "---\ntitle: About\n---\n\nWho we are.\n"
QUESTION = """\
---
title: What is an RNN?
position: 1
difficulty: basic
short_answer: A network with a state.
must_say:
- It has a state
- It shares its weights
related:
- slug: what-is-an-lstm
  kind: follow-up
synonyms:
- recurrent network
published: 2026-11-21
---

## The idea

It reads one step at a time.
"""
OTHER = """\
---
title: What is an LSTM?
position: 2
difficulty: intermediate
short_answer: An RNN with gates.
related:
- slug: what-is-an-rnn
  kind: prerequisite
published: 2026-11-21
---

It has gates.
"""


LINK = "related:\n- slug: what-is-an-lstm\n  kind: follow-up\n"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "content"
    (folder / "sequence-models").mkdir(parents=True)
    (folder / "pages").mkdir()
    (folder / "topics.yaml").write_text(TOPICS)
    (folder / "placements.yaml").write_text(PLACEMENTS)
    (folder / "paths.yaml").write_text(PATHS)
    (folder / "pages" / "about.md").write_text(PAGE)
    (folder / "sequence-models" / "what-is-an-rnn.md").write_text(QUESTION)
    (folder / "sequence-models" / "what-is-an-lstm.md").write_text(OTHER)
    return folder


def load(folder, *options):
    """Run the command; gives what it printed, and what it complained about."""
    out, err = StringIO(), StringIO()
    try:
        call_command("load_content", folder, *options, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def change(path: Path, old: str, new: str):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def exported(folder):
    call_command("export_content", folder, stdout=StringIO())
    return files(folder)


class TestFirstLoad:
    def test_everything_is_stored(self, folder):
        said, complained = load(folder)
        assert (said.strip(), complained) == ("6 added.", "")
        rnn = Question.objects.get(slug="what-is-an-rnn")
        assert rnn.topic == Topic.objects.get(slug="sequence-models")
        assert rnn.related_links.get().target.slug == "what-is-an-lstm"
        assert Placement.objects.get().topics.get().slug == "sequence-models"
        assert FlatPage.objects.get().content == "Who we are."
        assert Topic.objects.get().question_count == 2

    def test_each_question_has_one_revision(self, folder):
        load(folder)
        assert Revision.objects.count() == 2

    def test_a_second_load_changes_nothing(self, folder):
        load(folder)
        said, _ = load(folder)
        assert said.strip() == "6 unchanged."
        assert Revision.objects.count() == 2

    def test_a_dry_run_stores_nothing(self, folder):
        said, _ = load(folder, "--dry-run")
        assert said.strip() == "Would be: 6 added."
        assert not Question.objects.exists()
        assert not Topic.objects.exists()

    def test_only_into_an_empty_site(self, folder):
        make.question()
        load(folder, "--if-empty")
        assert Question.objects.count() == 1

    def test_a_figure_beside_the_question_is_put_in(self, folder):
        path = folder / "sequence-models" / "what-is-an-rnn.md"
        change(path, "It reads", "![One cell](figure:cell)\n\nIt reads")
        path.with_suffix("").mkdir()
        svg = '<svg viewBox="0 0 10 10"><rect class="cell" width="5" height="5"/></svg>'
        (path.with_suffix("") / "cell.svg").write_text(svg)
        assert load(folder)[1] == ""
        question = Question.objects.get(slug="what-is-an-rnn")
        assert f"```svg\nOne cell\n{svg}\n```" in question.answer
        assert "<figcaption>One cell</figcaption>" in question.answer_html


class TestFaultyFiles:
    def test_a_faulty_file_is_named_with_its_line_and_stores_nothing(self, folder):
        path = folder / "sequence-models" / "what-is-an-lstm.md"
        change(path, "difficulty: intermediate", "difficulty: hard")
        change(folder / "sequence-models" / "what-is-an-rnn.md", LINK, "")
        _, complained = load(folder)
        assert f"{path}:4: “difficulty” must be one of" in complained
        assert [question.slug for question in Question.objects.all()] == ["what-is-an-rnn"]

    def test_a_file_that_links_to_a_faulty_one_is_faulty_too(self, folder):
        path = folder / "sequence-models" / "what-is-an-lstm.md"
        change(path, "difficulty: intermediate", "difficulty: hard")
        _, complained = load(folder)
        assert (
            "what-is-an-rnn.md:10: related to what-is-an-lstm, whose own file is faulty"
            in complained
        )
        assert not Question.objects.exists()

    def test_an_unknown_slug_is_an_error(self, folder):
        change(folder / "sequence-models" / "what-is-an-lstm.md", "what-is-an-rnn", "no-such")
        assert "related to an unknown question: no-such" in load(folder)[1]

    def test_all_or_nothing_stores_nothing(self, folder):
        change(folder / "sequence-models" / "what-is-an-lstm.md", "published: 2026", "published: x")
        change(folder / "sequence-models" / "what-is-an-rnn.md", LINK, "")
        load(folder, "--all-or-nothing")
        assert not Topic.objects.exists()
        assert not FlatPage.objects.exists()

    def test_what_may_not_be_stored_is_refused_and_leaves_no_trace(self, folder):
        path = folder / "sequence-models" / "what-is-an-rnn.md"
        change(path, "title: What is an RNN?", 'title: "What \\u202E is an RNN?"')
        said, complained = load(folder)
        assert "questions/what-is-an-rnn: refused" in said
        assert "Some files were not loaded" in complained
        assert not Question.objects.filter(slug="what-is-an-rnn").exists()

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("slug: what-is-an-lstm", "slug: what-is-an-rnn", "related to itself"),
            (LINK, LINK + LINK.removeprefix("related:\n"), "twice to the same question"),
        ],
    )
    def test_links_that_cannot_be_stored_are_errors(self, folder, old, new, message):
        change(folder / "sequence-models" / "what-is-an-rnn.md", old, new)
        assert message in load(folder)[1]
        assert not Question.objects.exists()

    def test_two_topics_with_a_question_of_one_name_are_an_error(self, folder):
        (folder / "topics.yaml").write_text(TOPICS + "- name: Other\n  slug: other\n")
        (folder / "other").mkdir()
        (folder / "other" / "what-is-an-rnn.md").write_text(QUESTION)
        assert "another topic has a question of this name" in load(folder)[1]

    @pytest.mark.parametrize("text", ["name: no list", "- !!python/object:os.system {}", "- text"])
    def test_topics_of_another_form_are_an_error(self, folder, text):
        (folder / "topics.yaml").write_text(text)
        assert "topics.yaml:1: " in load(folder)[1]

    def test_a_file_without_a_place_is_loaded_once(self, folder):
        path = folder / "sequence-models" / "what-is-an-rnn.md"
        change(path, "position: 1\n", "")
        change(path, "published: 2026-11-21\n", "")
        load(folder)
        assert load(folder)[0].strip() == "6 unchanged."

    def test_a_folder_that_is_no_topic_is_an_error(self, folder):
        (folder / "other").mkdir()
        (folder / "other" / "a-question.md").write_text(QUESTION)
        assert "no topic “other”" in load(folder)[1]

    def test_a_missing_figure_is_an_error(self, folder):
        path = folder / "sequence-models" / "what-is-an-rnn.md"
        change(path, "It reads", "![One cell](figure:cell)\n\nIt reads")
        assert f"{path}:19: there is no figure cell.svg" in load(folder)[1]


class TestLoadingNeverUndoesAnEditor:
    """One edited, one archived and one deleted question, whose files all change in a release."""

    @pytest.fixture
    def loaded(self, folder):
        third = OTHER.replace("What is an LSTM?", "What is a GRU?")
        (folder / "sequence-models" / "what-is-a-gru.md").write_text(third)
        load(folder)
        for path in (folder / "sequence-models").glob("*.md"):
            path.write_text(path.read_text() + "\nAdded in the next release.\n")
        return folder

    def test_what_was_not_touched_is_changed(self, loaded):
        assert load(loaded)[0].strip() == "3 changed, 4 unchanged."
        assert "next release" in Question.objects.get(slug="what-is-an-rnn").answer

    def test_an_edited_question_is_kept_and_shown_with_its_difference(self, loaded):
        question = Question.objects.get(slug="what-is-an-rnn")
        revise(question, author=None, summary="", answer="Edited on the site.")
        said, _ = load(loaded)
        assert "questions/what-is-an-rnn: kept as edited on the site" in said
        assert "-Edited on the site." in said
        assert "+Added in the next release." in said
        question.refresh_from_db()
        assert question.answer == "Edited on the site."

    def test_an_edit_while_files_are_loaded_is_kept(self, loaded):
        question = Question.objects.get(slug="what-is-an-rnn")
        outcomes = {}
        for result in loading.load(library_files.read(loaded)):
            if not outcomes:  # the first item is stored, and the questions are still to come
                revise(question, author=None, summary="", answer="Edited meanwhile.")
            outcomes[result.item.key] = result.outcome
        assert outcomes["questions/what-is-an-rnn"] is loading.Outcome.KEPT
        question.refresh_from_db()
        assert question.answer == "Edited meanwhile."

    def test_an_archived_question_stays_archived(self, loaded):
        question = Question.objects.get(slug="what-is-an-rnn")
        revise(question, author=None, summary="", status=Question.Status.ARCHIVED)
        load(loaded)
        question.refresh_from_db()
        assert question.status == Question.Status.ARCHIVED

    def test_a_deleted_question_stays_deleted(self, loaded):
        Question.objects.get(slug="what-is-a-gru").delete()
        said, _ = load(loaded)
        assert "questions/what-is-a-gru: kept as edited on the site\ndeleted on the site" in said
        assert not Question.objects.filter(slug="what-is-a-gru").exists()

    def test_a_renamed_question_is_not_loaded_again(self, loaded):
        question = Question.objects.get(slug="what-is-a-gru")
        revise(question, author=None, summary="", slug="gru")
        load(loaded)
        assert set(Question.objects.values_list("slug", flat=True)) == {
            "gru", "what-is-an-rnn", "what-is-an-lstm",
        }  # fmt: skip

    def test_take_brings_the_file_in_as_a_revision(self, loaded):
        question = Question.objects.get(slug="what-is-an-rnn")
        revise(question, author=None, summary="", answer="Edited on the site.")
        load(loaded, "--take", "what-is-an-rnn")
        question.refresh_from_db()
        assert "next release" in question.answer
        assert [parse(r.text).answer for r in question.revisions.all()][1] == "Edited on the site."

    def test_an_edited_page_topic_and_placement_are_kept(self, loaded):
        FlatPage.objects.update(content="Our own words.")
        Topic.objects.update(name="Our own name")
        Placement.objects.update(approved=False)
        (loaded / "pages" / "about.md").write_text(PAGE + "\nMore.\n")
        change(loaded / "topics.yaml", "One thing", "Another thing")
        change(loaded / "placements.yaml", "Help us", "Please help us")
        load(loaded)
        assert FlatPage.objects.get().content == "Our own words."
        assert Topic.objects.get().name == "Our own name"
        assert not Placement.objects.get().approved


class TestRoundTrip:
    def test_export_is_the_inverse_of_loading(self, folder, tmp_path):
        load(folder)
        call_command("export_content", tmp_path / "out", stdout=StringIO())
        assert files(tmp_path / "out") == files(folder)

    def test_edits_in_the_admin_survive_a_journey_through_files(
        self, admin_client, folder, tmp_path
    ):
        load(folder)
        question = Question.objects.get(slug="what-is-an-rnn")
        revise(
            question,
            author=None,
            summary="",
            answer="A *new* answer with `\\u202f` and emoji 🎓.\n\n\n    code\n",
            short_answer="Shorter: $a_b$",
        )
        call_command("export_content", tmp_path / "first", stdout=StringIO())
        Question.objects.all().delete()
        Topic.objects.all().delete()
        ReadingPath.objects.all().delete()
        Placement.objects.all().delete()
        FlatPage.objects.all().delete()
        LoadedState.objects.all().delete()
        load(tmp_path / "first")
        call_command("export_content", tmp_path / "second", stdout=StringIO())
        assert files(tmp_path / "first") == files(tmp_path / "second")
        assert file_of(Question.objects.get(slug="what-is-an-rnn")) == parse(
            (tmp_path / "second" / "sequence-models" / "what-is-an-rnn.md").read_text()
        )

    def test_the_real_library_survives_loading_and_saving(self, admin_client, tmp_path):
        outside = {"reviews", "LICENSE"}
        original = {k: v for k, v in files(LIBRARY).items() if k.split("/")[0] not in outside}
        assert load(LIBRARY)[1] == ""
        assert exported(tmp_path / "loaded") == original
        with CaptureQueriesContext(connection) as queries:
            said, _ = load(LIBRARY)
        assert re.fullmatch(r"\d+ unchanged\.", said.strip())
        assert [q["sql"] for q in queries if WRITING.match(q["sql"])] == []

        revisions = Revision.objects.count()
        questions = Question.objects.order_by("position", "topic__position")
        for question in questions if SOAK else questions[:5]:
            page = admin_client.get(desk.change(question))
            saved = admin_client.post(desk.change(question), desk.as_shown(page))
            assert saved.status_code == 302, saved.context["errors"]
        assert Revision.objects.count() == revisions
        assert exported(tmp_path / "saved") == original


@pytest.mark.django_db(transaction=True)
def test_what_migrating_back_dropped_is_loaded_again(folder, tmp_path):
    load(folder)
    try:
        call_command("migrate", "questions", "0001", verbosity=0)
        assert "editorial_loadedstate" in connection.introspection.table_names()
    finally:
        call_command("migrate", verbosity=0)
    assert not ReadingPath.objects.exists()
    load(folder)
    assert exported(tmp_path / "out") == files(folder)
