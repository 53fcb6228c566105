"""Writing, changing and removing comments; who may do which is in tests/site/permissions."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from discussion.models import Comment
from maintenance.switch import switch
from questions.models import Question
from tests import make
from tests.maintenance.crawling import checksum

State = Comment.State
HTMX = {"HX-Request": "true"}
LINKED = "See [this](https://a.example/)."
NAUGHTY = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[a](javascript:alert(1))",
    "</textarea></form><h1>Mine</h1>",
    "{{ person.password }} {% csrf_token %}",
    "𝕬 🧠 \u202egnihton\u202c",
    "$\\href{javascript:alert(1)}{x}$ $" + "{" * 400 + "$",
    "> " * 500 + "deep",
    "`" * 9000,
    "[" * 9999,
    "'; DROP TABLE discussion_comment; --",
]


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


class TestPosting:
    def test_it_stands_on_the_page_and_says_so(self, signed_in, question, send, stored):
        answer = send(signed_in, body="A **strong** $x^2$", kind="correction")
        comment = question.comments.get()
        assert answer.url == f"/questions/a-question/#comment-{comment.pk}"
        page = signed_in.get(answer.url).content.decode()
        assert "Your comment is posted." in page
        assert "<strong>strong</strong>" in page
        assert "<math" in page
        assert comment.kind == "correction"
        assert "1 comment" in page

    def test_the_form_of_the_page_is_what_is_asked_for(self, signed_in, question):
        page = signed_in.get(question.get_absolute_url()).content.decode()
        values = {name: field(page, name) for name in ("submission", "_started", "kind")}
        action = re.search(r'id="composer"\s+method="post"\s+action="([^"]+)"', page)[1]
        assert signed_in.post(action, {"body": LINKED} | values).status_code == 302
        assert question.comments.get().source == LINKED

    def test_a_reply_hangs_below_what_it_answers(self, signed_in, question, send):
        root = make.comment(question)
        page = signed_in.get(f"{root.get_absolute_url()}reply/").content.decode()
        assert root.source in page
        send(signed_in, parent=field(page, "parent"), submission=field(page, "submission"))
        assert root.replies.get().source == "Typed"

    def test_sent_twice_it_is_one_and_both_answers_lead_to_it(self, signed_in, send, stored):
        submission = uuid4()
        urls = {send(signed_in, submission=submission).url for _ in range(3)}
        assert len(urls) == 1
        assert len(stored()) == 1

    def test_lines_end_one_way_and_count_once(self, signed_in, send, stored):
        text = "a\r\n" * 4998 + "abcd"
        send(signed_in, body=text)
        assert stored() == [(text.replace("\r\n", "\n"), "visible")]

    @pytest.mark.parametrize("body", NAUGHTY)
    def test_naughty_text_is_stored_as_it_is_and_shown_harmless(
        self, signed_in, client, question, send, stored, body
    ):
        send(signed_in, body=body)
        assert stored() == [(body, "visible")]
        page = Client().get(question.get_absolute_url()).content.decode()
        thread = page[page.index('id="thread"') : page.index("</ol>", page.index('id="thread"'))]
        assert not re.search(r"<(script|img|h1|form|textarea)|<[^>]* (on|href=.javascript)", thread)

    @pytest.mark.parametrize(
        "fields",
        [
            {"body": ""},
            {"body": "  \n"},
            {"body": "x" * 10_001},
            {"body": "bell \x07"},
            {"body": "nul \0"},
            {"submission": "no uuid"},
            {"submission": ""},
            {"kind": "insult"},
            {"website": "https://spam.example/"},
        ],
        ids=lambda fields: str(fields)[:40],
    )
    @pytest.mark.parametrize("htmx", [False, True])
    def test_what_is_wrong_is_said_and_the_text_comes_back(self, signed_in, send, fields, htmx):
        before = checksum()
        answer = send(signed_in, htmx=htmx, **{"body": "My own words"} | fields)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert 'class="errors"' in page
        if fields.keys() - {"body"}:
            assert "\nMy own words</textarea>" in page
        if htmx:
            assert answer["HX-Retarget"] == "#composer"
        assert checksum() == before

    @pytest.mark.parametrize("parent", ["999999", "9" * 40, "held", "other"])
    def test_what_cannot_be_answered_is_404(self, signed_in, question, send, parent):
        if parent == "held":
            parent = make.comment(question, state=State.HELD).pk
        elif parent == "other":
            parent = make.comment(make.question()).pk
        before = checksum()
        assert send(signed_in, parent=parent).status_code == 404
        assert checksum() == before

    @pytest.mark.parametrize("htmx", [False, True])
    def test_too_many_are_refused_with_a_time_and_the_text(
        self, signed_in, question, send, member, htmx
    ):
        for _ in range(5):
            make.comment(question, author=member)
        before = checksum()
        answer = send(signed_in, body="Kept words", htmx=htmx)
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 60
        assert "Kept words</textarea>" in answer.content.decode()
        assert re.search(r"at \d\d:\d\d:\d\d UTC, or later", answer.content.decode())
        assert checksum() == before

    def test_htmx_gets_the_comment_and_a_new_form(self, signed_in, question, send):
        submission = uuid4()
        answer = send(signed_in, htmx=True, submission=submission)
        page = answer.content.decode()
        comment = question.comments.get()
        assert answer["HX-Trigger"] == '{"saved": {}}'
        assert f'<article id="comment-{comment.pk}" tabindex="-1" data-focus>' in page
        assert field(page, "submission") != str(submission)
        assert "<html" not in page

    def test_a_draft_question_is_discussed_by_editors_alone(self, signed_in, send):
        draft = make.question(status=Question.Status.DRAFT)
        assert send(signed_in, to=draft).status_code == 404
        editor = Client()
        editor.force_login(make.editor())
        assert send(editor, to=draft).status_code == 302
        comment = draft.comments.get()
        assert signed_in.get(comment.get_absolute_url()).status_code == 404
        assert editor.get(comment.get_absolute_url()).status_code == 200


class TestNewMembers:
    @pytest.fixture
    def newcomer(self, client, question):
        client.force_login(make.user())
        return client

    def started(self, client, question):
        return field(client.get(question.get_absolute_url()).content.decode(), "_started")

    def test_a_link_is_held_and_its_author_told(self, newcomer, question, send, stored):
        with time_machine.travel(timezone.now() - timedelta(seconds=10)):
            started = self.started(newcomer, question)
        answer = send(newcomer, body=LINKED, _started=started)
        assert stored() == [(LINKED, "held")]
        assert "An editor will look at it." in newcomer.get(answer.url).content.decode()
        assert "a.example" not in Client().get(question.get_absolute_url()).content.decode()

    def test_a_link_faster_than_anybody_writes_is_refused(self, newcomer, question, send):
        before = checksum()
        for started in (self.started(newcomer, question), "", "forged:1:2"):
            answer = send(newcomer, body=LINKED, _started=started)
            assert answer.status_code == 422
            assert f"{LINKED}</textarea>" in answer.content.decode()
        assert checksum() == before

    def test_the_refused_form_keeps_its_beginning(self, newcomer, question, send, stored):
        page = send(newcomer, body=LINKED, _started=self.started(newcomer, question))
        with time_machine.travel(timezone.now() + timedelta(seconds=10)):
            send(newcomer, body=LINKED, _started=field(page.content.decode(), "_started"))
        assert stored() == [(LINKED, "held")]

    def test_another_persons_form_does_not_count(self, newcomer, question, send, member):
        other = Client()
        other.force_login(member)
        with time_machine.travel(timezone.now() - timedelta(seconds=10)):
            started = self.started(other, question)
        assert send(newcomer, body=LINKED, _started=started).status_code == 422

    def test_three_links_are_too_many(self, newcomer, question, send):
        with time_machine.travel(timezone.now() - timedelta(seconds=10)):
            started = self.started(newcomer, question)
        text = "[a](/topics/) www.b.example <https://c.example/>"
        answer = send(newcomer, body=text, _started=started)
        assert answer.status_code == 422
        assert "at most 2 links" in answer.content.decode()

    def test_a_link_put_in_later_is_held_too(self, newcomer, question, send, stored):
        send(newcomer, body="Harmless")
        comment = question.comments.get()
        newcomer.post(f"{comment.get_absolute_url()}edit/", {"body": LINKED})
        assert stored() == [(LINKED, "held")]
        question.refresh_from_db()
        assert question.comment_count == 0


class TestSignedOut:
    def test_the_place_of_the_form_leads_to_signing_in_and_back(self, client, question):
        page = client.get(question.get_absolute_url()).content.decode()
        assert 'href="/accounts/login/?next=/questions/a-question/"' in page
        assert 'href="/accounts/signup/?next=/questions/a-question/"' in page
        assert "data-composer" not in page

    def test_the_pages_hold_nothing_of_anybody(self, client, question):
        comment = make.comment(question)
        paths = ["", "comments/", "comments/?order=oldest"]
        for path in [question.get_absolute_url() + p for p in paths] + [comment.get_absolute_url()]:
            response = client.get(path)
            assert response.status_code == 200
            assert not response.cookies
            assert b"csrfmiddlewaretoken" not in response.content
            assert b"hx-" not in response.content

    def test_sending_leads_to_signing_in(self, client, question, send):
        before = checksum()
        answer = send(client, body="Typed signed out")
        assert answer.status_code == 403
        assert b"Typed signed out" in answer.content
        assert send(client, htmx=True).status_code == 401
        assert checksum() == before


class TestPreview:
    def test_it_is_what_would_be_posted_and_stores_nothing(self, signed_in, send):
        before = checksum()
        text = "A **strong** <script> $x$"
        page = send(signed_in, htmx=True, body=text, preview="1").content.decode()
        posted = Comment(source=text)
        posted.render()
        assert posted.html in page
        assert "<textarea" not in page
        assert checksum() == before

    def test_without_script_the_form_stands_below(self, signed_in, send, question):
        submission, root = uuid4(), make.comment(question)
        answer = send(
            signed_in, body="*Slanted*", preview="1", submission=submission, parent=root.pk
        )
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "<em>Slanted</em>" in page
        assert "*Slanted*</textarea>" in page
        assert field(page, "submission") == str(submission)
        assert field(page, "parent") == str(root.pk)
        assert 'class="errors"' not in page

    @pytest.mark.parametrize("htmx", [False, True])
    def test_of_nothing(self, signed_in, send, htmx):
        answer = send(signed_in, htmx=htmx, body="", preview="1")
        assert answer.status_code == 422
        assert "Write something first." in answer.content.decode()

    @pytest.mark.parametrize("htmx", [False, True])
    def test_at_most_sixty_a_minute(self, signed_in, send, htmx):
        now = timezone.now().replace(second=15, microsecond=0)
        with time_machine.travel(now, tick=False):
            for _ in range(60):
                assert send(signed_in, htmx=True, preview="1").status_code == 200
            answer = send(signed_in, body="Kept words", htmx=htmx, preview="1")
            assert answer.status_code == 429
            assert answer["Retry-After"] == "45"
            assert "Kept words</textarea>" in answer.content.decode()
        with time_machine.travel(now + timedelta(seconds=45), tick=False):
            assert send(signed_in, htmx=True, preview="1").status_code == 200

    def test_of_a_change(self, signed_in, question, member):
        comment = make.comment(question, author=member)
        data = {"body": "*Slanted*", "preview": "1"}
        page = signed_in.post(f"{comment.get_absolute_url()}edit/", data).content.decode()
        assert "<em>Slanted</em>" in page
        assert question.comments.get().source == comment.source


@pytest.mark.parametrize("htmx", [False, True])
class TestChanging:
    @pytest.fixture
    def own(self, question, member):
        return make.comment(question, author=member)

    def test_an_author_changes_it_for_a_quarter_of_an_hour(self, signed_in, own, htmx):
        path = f"{own.get_absolute_url()}edit/"
        form = signed_in.get(path, headers=HTMX if htmx else {}).content.decode()
        assert f"{own.source}</textarea>" in form
        answer = signed_in.post(path, {"body": "*New*"}, headers=HTMX if htmx else {})
        own.refresh_from_db()
        assert own.source == "*New*"
        assert own.edited_at is not None
        if htmx:
            assert answer["HX-Trigger"] == '{"saved": {}}'
            assert "<em>New</em>" in answer.content.decode()
        else:
            assert "Your change is saved." in signed_in.get(answer.url).content.decode()

    def test_later_the_text_comes_back_and_nothing_changes(self, signed_in, own, htmx):
        own.created_at = timezone.now() - timedelta(minutes=15)
        own.save()
        self.refused(signed_in, own, htmx)

    def test_nor_when_somebody_has_replied(self, signed_in, own, question, htmx):
        make.comment(question, parent=own)
        self.refused(signed_in, own, htmx)

    def refused(self, client, own, htmx):
        before = checksum()
        path = f"{own.get_absolute_url()}edit/"
        answer = client.post(path, {"body": "Late words"}, headers=HTMX if htmx else {})
        assert answer.status_code == 409
        assert "Late words</textarea>" in answer.content.decode()
        assert checksum() == before
        page = client.get(own.question.get_absolute_url()).content.decode()
        assert f'href="{path}"' not in page

    def test_an_empty_text_is_refused(self, signed_in, own, htmx):
        before = checksum()
        path = f"{own.get_absolute_url()}edit/"
        answer = signed_in.post(path, {"body": " "}, headers=HTMX if htmx else {})
        assert answer.status_code == 422
        assert checksum() == before

    def test_an_author_deletes_it_and_the_replies_stay(self, signed_in, own, question, htmx):
        reply = make.comment(question, parent=own)
        path = f"{own.get_absolute_url()}delete/"
        headers = HTMX if htmx else {}
        form = signed_in.get(path, headers=headers).content.decode()
        assert "Your comment will go; replies to it stay." in form
        for _ in range(2 if htmx else 1):
            signed_in.post(path, headers=headers)
        own.refresh_from_db()
        question.refresh_from_db()
        assert own.state == State.DELETED
        assert question.comment_count == 1
        page = Client().get(question.get_absolute_url()).content.decode()
        assert "Removed by its author." in page
        assert reply.source in page

    def test_editors_hide_and_show(self, client, question, htmx):
        comment = make.comment(question)
        client.force_login(make.editor())
        headers = HTMX if htmx else {}
        for path, state, count in (("hide", State.HIDDEN, 0), ("show", State.VISIBLE, 1)):
            assert client.get(f"{comment.get_absolute_url()}{path}/", headers=headers)
            for _ in range(2):
                client.post(f"{comment.get_absolute_url()}{path}/", headers=headers)
            comment.refresh_from_db()
            question.refresh_from_db()
            assert (comment.state, question.comment_count) == (state, count)
        assert LogEntry.objects.count() == 2

    def test_a_superuser_changes_and_removes_anything_and_it_is_logged(
        self, client, question, own, htmx
    ):
        superuser = make.superuser()
        client.force_login(superuser)
        Comment.objects.update(created_at=timezone.now() - timedelta(days=9))
        headers = HTMX if htmx else {}
        client.post(f"{own.get_absolute_url()}edit/", {"body": "Milder"}, headers=headers)
        client.post(f"{own.get_absolute_url()}delete/", headers=headers)
        own.refresh_from_db()
        assert (own.source, own.state) == ("Milder", State.HIDDEN)
        assert LogEntry.objects.filter(user=superuser, object_id=own.pk).count() == 2


ACTS = ["reply", "edit", "delete", "hide", "show"]


def test_unknown_comments_are_404(signed_in):
    for path in ["", *[f"{act}/" for act in ACTS]]:
        assert signed_in.get(f"/comments/999999/{path}").status_code == 404
        assert signed_in.get(f"/comments/{'9' * 30}/{path}").status_code == 404


def test_a_removed_comment_with_replies_is_the_page_of_its_replies(client, question):
    comment = make.comment(question, source="Secret words", state=State.HIDDEN)
    assert client.get(comment.get_absolute_url()).status_code == 404
    reply = make.comment(question, parent=comment, source="An answer to it")
    page = client.get(comment.get_absolute_url()).content.decode()
    assert reply.source in page
    assert "Secret words" not in page


def test_a_question_saved_by_an_editor_keeps_the_count_of_meanwhile(signed_in, question, send):
    edited = Question.objects.get(pk=question.pk)
    send(signed_in)
    edited.title = "Another title?"
    edited.save()
    question.refresh_from_db()
    assert question.comment_count == 1


def test_while_writing_is_paused_typing_goes_on(signed_in, question):
    comment = make.comment(question)
    switch("read-only", by="operator")
    for path in (question.get_absolute_url(), f"{comment.get_absolute_url()}reply/"):
        page = signed_in.get(path).content.decode()
        form = page[page.index("data-composer") :]
        form = form[: form.index("</form>")]
        assert len(re.findall(r"<button[^>]*\sdisabled>", form)) == 2
        assert "Posting is paused; you can go on typing." in form
        assert not re.search(r"<textarea[^>]*disabled", form)
