import pytest
from django.contrib.auth.models import Group
from django.contrib.flatpages.models import FlatPage
from django.test import TestCase

from editorial.permissions import codenames
from pages import generations
from questions.models import FormerAddress, Question
from questions.revising import revise
from tests import make
from tests.editorial.desk import ADD, change, changed, form

pytestmark = pytest.mark.django_db


def test_an_editor_publishes_a_question_that_readers_see_at_once(desk, client):
    response = desk.post(ADD, form(make.topic()))
    assert response.status_code == 302, response.context["errors"]
    desk.logout()
    assert "<strong>function</strong>" in desk.get("/questions/what-is-a-kernel/").content.decode()
    revision = Question.objects.get().revisions.get()
    assert revision.author.username == "editor1"
    assert "title: What is a kernel?" in revision.text


def test_a_changed_address_leads_on(desk):
    topic = make.topic()
    desk.post(ADD, form(topic))
    question = Question.objects.get()
    desk.post(change(question), changed(question, slug="kernels"))
    assert desk.get("/questions/what-is-a-kernel/")["Location"] == "/questions/kernels/"


def test_an_address_that_was_taken_is_refused_and_the_text_comes_back(desk):
    FormerAddress.objects.create(path="/questions/what-is-a-kernel/", question=make.question())
    page = desk.post(ADD, form(make.topic())).content.decode()
    assert "Another page was once at this address." in page
    assert "A **function** of two points." in page


def test_what_cannot_be_stored_is_refused(desk):
    page = desk.post(ADD, form(make.topic(), answer="a\x00b"))
    assert page.status_code == 200
    assert not Question.objects.exists()


def test_topics_can_be_renamed(desk):
    topic = make.topic(slug="old")
    fields = {"name": "New", "slug": "new", "summary": "", "position": 1}
    desk.post(f"/admin/questions/topic/{topic.pk}/change/", fields)
    assert desk.get("/topics/old/")["Location"] == "/topics/new/"


def test_a_question_is_not_related_to_itself_and_the_text_comes_back(desk):
    topic = make.topic()
    desk.post(ADD, form(topic))
    question = Question.objects.get()
    row = {
        "related_links-TOTAL_FORMS": "1",
        "related_links-0-target": question.pk,
        "related_links-0-kind": "deeper",
        "related_links-0-position": "0",
    }
    typed = changed(question, answer="Typed for an hour.", **row)
    page = desk.post(change(question), typed).content.decode()
    assert "A question is not related to itself." in page
    assert "Typed for an hour." in page


def test_a_static_page_that_was_edited_is_read_at_once(desk):
    page = FlatPage.objects.create(url="/about/", title="About", content="Old words.")
    page.sites.set([1])
    before = generations.read("/about/")
    fields = {"title": "About", "content": "New words."}
    with TestCase.captureOnCommitCallbacks(execute=True):
        desk.post(f"/admin/flatpages/flatpage/{page.pk}/change/", fields)
    assert FlatPage.objects.get().content == "New words."
    assert FlatPage.objects.get().url == "/about/"
    assert generations.read("/about/") != before


def test_deleting_questions_in_a_list_keeps_the_counts_true(admin_client):
    question = make.question()
    revise(question, author=None, summary="", answer="Revised.")
    data = {"action": "delete_selected", "_selected_action": [question.pk], "post": "yes"}
    admin_client.post("/admin/questions/question/", data)
    assert not Question.objects.exists()
    question.topic.refresh_from_db()
    assert question.topic.question_count == 0


def test_editors_have_exactly_their_rights():
    granted = Group.objects.get(name="Editors").permissions.values_list(
        "content_type__app_label", "codename"
    )
    assert set(granted) == set(codenames())


@pytest.mark.parametrize("path", ["accounts/user", "partners/placement", "auth/group"])
def test_editors_do_not_see_the_rest(desk, path):
    assert desk.get(f"/admin/{path}/").status_code in (403, 404)


def test_members_do_not_enter(client):
    client.force_login(make.user())
    assert client.get("/admin/").status_code in (302, 403)
