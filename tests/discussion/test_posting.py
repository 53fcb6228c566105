"""The one way in which a comment comes in: once, within the limits, and judged."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils import timezone

from discussion.models import Comment
from discussion.posting import TooSoon, post
from tests import make

LINKED = "See [this](https://a.example/)."


def back_date(minutes):
    """Let all comments be so much older."""
    for comment in Comment.objects.all():
        comment.created_at -= timedelta(minutes=minutes)
        comment.save()


@pytest.fixture
def post_now(question, member):
    def post_now(author=member, body="Typed", **values):
        return post(question, author=author, body=body, **{"submission": uuid4()} | values)

    return post_now


class TestOnce:
    def test_a_submission_is_stored_and_counted_once(self, post_now, question):
        submission = uuid4()
        first = post_now(submission=submission)
        again = post_now(submission=submission, body="Another text")
        assert again == first
        assert again.source == "Typed"
        question.refresh_from_db()
        assert question.comment_count == 1

    def test_two_people_may_have_the_same_one(self, post_now):
        submission = uuid4()
        assert post_now(submission=submission) != post_now(
            author=make.user(), submission=submission
        )

    def test_the_database_holds_to_it(self, post_now, question, member):
        submission = post_now().submission
        with pytest.raises(IntegrityError), transaction.atomic():
            make.comment(question, author=member, submission=submission)


class TestLimits:
    def test_members_post_five_a_minute(self, post_now):
        for _ in range(5):
            first = post_now().created_at
        with pytest.raises(TooSoon) as refused:
            post_now()
        oldest = Comment.objects.order_by("-created_at")[4].created_at
        assert refused.value.until == oldest + timedelta(minutes=1)
        assert refused.value.until <= first + timedelta(minutes=1)
        back_date(minutes=1)
        assert post_now().pk

    def test_members_post_fifty_a_day(self, post_now):
        for _ in range(10):
            for _ in range(5):
                post_now()
            back_date(minutes=2)
        with pytest.raises(TooSoon):
            post_now()
        back_date(minutes=24 * 60 - 15)
        assert post_now().pk

    def test_new_members_post_two_a_minute_until_one_stands(self, post_now, question):
        newcomer = make.user()
        for _ in range(2):
            held = make.comment(question, author=newcomer, state=Comment.State.HELD)
        with pytest.raises(TooSoon):
            post_now(author=newcomer)
        held.state = Comment.State.VISIBLE
        held.save()
        assert post_now(author=newcomer).pk

    def test_what_is_sent_again_meets_no_limit(self, post_now):
        comments = [post_now() for _ in range(5)]
        assert post_now(submission=comments[0].submission) == comments[0]

    def test_one_persons_limit_is_not_anothers(self, post_now):
        for _ in range(5):
            post_now()
        assert post_now(author=make.user()).pk


class TestNewMembers:
    def test_a_first_comment_with_a_link_is_held_and_not_counted(self, post_now, question):
        comment = post_now(author=make.user(), body=LINKED)
        question.refresh_from_db()
        assert comment.state == Comment.State.HELD
        assert question.comment_count == 0

    def test_a_first_comment_without_a_link_stands(self, post_now):
        assert post_now(author=make.user()).is_visible

    def test_members_and_editors_link(self, post_now):
        assert post_now(body=LINKED).is_visible
        assert post_now(author=make.editor(), body=LINKED).is_visible


class TestPlaces:
    def test_replies_know_their_place(self, post_now):
        root = post_now()
        reply = post_now(parent=root)
        deeper = post_now(parent=reply)
        assert (root.parent, root.root, root.depth) == (None, None, 0)
        assert (reply.parent, reply.root, reply.depth) == (root, root, 1)
        assert (deeper.parent, deeper.root, deeper.depth) == (reply, root, 2)

    def test_the_database_refuses_a_place_that_is_none(self, post_now):
        comment = post_now()
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(depth=1)


CLIENTS, COMMENTS, REPEATS = 32, 2, 3


@pytest.mark.django_db(transaction=True)
def test_32_clients_posting_and_repeating_are_each_heard_exactly_once():
    """Eight people, four clients each, that send each form again as from an impatient reader."""
    question = make.question(slug="busy")
    people = [make.user() for _ in range(8)]
    for person in people:
        make.comment(make.question(), author=person, created_at=timezone.now() - timedelta(days=2))
    shared = [[uuid4() for _ in range(COMMENTS)] for _ in people]  # two tabs have the same form
    acknowledged, failed = [], []

    def tell(number, client):
        person = number % len(people)
        for place in range(COMMENTS):
            submission = shared[person][place] if number < 16 else uuid4()
            for _ in range(REPEATS):
                data = {"body": f"{submission}", "submission": submission}
                answer = client.post("/questions/busy/comments/", data)
                if answer.status_code == 302:
                    acknowledged.append((people[person].pk, submission, answer.url))
                elif answer.status_code != 429:
                    failed.append((answer.status_code, answer.content[:300]))

    def run(number):
        client = Client(raise_request_exception=False)
        client.force_login(people[number % len(people)])
        start.wait(60)
        try:
            tell(number, client)
        finally:
            connections["default"].close()

    start = threading.Barrier(CLIENTS)
    threads = [threading.Thread(target=run, args=[number]) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    told = {(person, submission) for person, submission, _url in acknowledged}
    rows = question.comments.values_list("author_id", "submission")
    assert len(rows) == len(set(rows))
    assert set(rows) == told
    assert len(told) >= len(people) * COMMENTS
    question.refresh_from_db()
    assert question.comment_count == len(rows)
    for _person, submission, url in acknowledged:
        assert url.endswith(f"#comment-{question.comments.get(source=str(submission)).pk}")


@pytest.mark.django_db
def test_comments_are_rendered_anew_where_the_renderer_has_changed():
    question = make.question()
    old, new = make.comment(question, source="*Old*"), make.comment(question, source="*New*")
    Comment.objects.update(html="kept")
    Comment.objects.filter(pk=old.pk).update(version=0)
    call_command("render_content")
    old.refresh_from_db()
    new.refresh_from_db()
    assert "<em>Old</em>" in old.html
    assert new.html == "kept"
