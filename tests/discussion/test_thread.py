"""What a page shows of a thread: three levels, in order, cut by key, at constant queries."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from discussion.models import Comment
from discussion.thread import BELOW, BESIDE, place_of
from tests import make

State = Comment.State


def shown(client, path):
    """The keys of the comments on a page, in their order."""
    return [int(key) for key in re.findall(r'<article id="comment-(\d+)"', read(client, path))]


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def link_to_next(page):
    return re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")


def grow(question, number, *, author, parents=(None,)):
    """Many comments at once, each below the next of the parents."""
    rows = []
    for place in range(number):
        row = Comment(question=question, author=author, source="Text", submission=uuid4())
        row.place_below(parents[place % len(parents)])
        row.render()
        rows.append(row)
    return Comment.objects.bulk_create(rows)


class TestOrder:
    def test_the_newest_come_first_and_their_replies_in_order(self, client, question):
        first, second = make.comment(question), make.comment(question)
        reply = make.comment(question, parent=first)
        deeper = make.comment(question, parent=reply)
        another = make.comment(question, parent=first)
        keys = [c.pk for c in (second, first, reply, deeper, another)]
        assert shown(client, question.get_absolute_url()) == keys

    def test_the_oldest_can_come_first(self, client, question):
        keys = [make.comment(question).pk for _ in range(3)]
        path = f"{question.get_absolute_url()}comments/"
        assert f'href="{path}?order=oldest"' in read(client, question.get_absolute_url())
        assert shown(client, f"{path}?order=oldest") == keys
        assert shown(client, path) == keys[::-1]

    @pytest.mark.parametrize("query", ["order=useful", "after=x", "order=oldest&before=1"])
    def test_an_order_or_place_that_nobody_gave_out_is_404(self, client, question, query):
        assert client.get(f"{question.get_absolute_url()}comments/?{query}").status_code == 404

    def test_another_questions_comments_are_not_shown(self, client, question):
        make.comment(make.question())
        assert shown(client, question.get_absolute_url()) == []


class TestDepth:
    def test_a_fourth_level_is_led_to(self, client, question):
        root = make.comment(question)
        second = make.comment(question, parent=root)
        third = make.comment(question, parent=second)
        page = read(client, question.get_absolute_url())
        assert "Continue this thread" not in page
        fourth = make.comment(question, parent=third)
        fifth = make.comment(question, parent=fourth)
        page = read(client, question.get_absolute_url())
        assert f'<a href="/comments/{third.pk}/">Continue this thread</a>' in page
        assert shown(client, question.get_absolute_url()) == [root.pk, second.pk, third.pk]
        assert shown(client, third.get_absolute_url()) == [third.pk, fourth.pk, fifth.pk]

    def test_it_nests_in_lists(self, client, question):
        root = make.comment(question)
        reply = make.comment(question, parent=root)
        page = read(client, question.get_absolute_url())
        below = page.index(f'<ol id="id-replies-{root.pk}">')
        assert page.index(f'id="comment-{root.pk}"') < below < page.index(f'"comment-{reply.pk}"')


class TestLongThreads:
    def test_every_comment_is_reached_by_key(self, client, question):
        keys = [comment.pk for comment in grow(question, 50, author=make.user())]
        page, found = read(client, question.get_absolute_url()), []
        found += shown(client, question.get_absolute_url())
        while 'rel="next"' in page:
            path = link_to_next(page)
            page = read(client, path)
            found += shown(client, path)
        assert found == keys[::-1]

    def test_a_long_root_shares_the_page_and_leads_to_the_rest(self, client, question):
        person = make.user()
        roots = [make.comment(question) for _ in range(2)]
        replies = grow(question, 100, author=person, parents=[roots[0]])
        short = make.comment(question, parent=roots[1])
        share = BELOW // 2
        expected = [roots[1], short, roots[0], *replies[:share]]
        page = read(client, question.get_absolute_url())
        assert shown(client, question.get_absolute_url()) == [c.pk for c in expected]
        assert page.count("More replies") == 1
        path, found = roots[0].get_absolute_url(), []
        while path:
            page = read(client, path)
            found += [key for key in shown(client, path) if key != roots[0].pk]
            path = link_to_next(page) if 'rel="next"' in page else None
        assert found == [reply.pk for reply in replies]

    def test_the_nearest_replies_come_before_deeper_ones(self, client, question):
        person, root = make.user(), make.comment(question)
        near = make.comment(question, parent=root)
        grow(question, 100, author=person, parents=[near])
        late = make.comment(question, parent=root)
        assert late.pk in shown(client, question.get_absolute_url())

    def test_ten_thousand_cost_the_queries_of_twenty(self, client, question):
        person = make.user()
        roots = grow(question, 10, author=person)
        grow(question, 10, author=person, parents=roots)
        few = queries(client, question.get_absolute_url())
        second = grow(question, 3000, author=person, parents=[None, *roots])
        third = grow(question, 3000, author=person, parents=second[:500])
        grow(question, 3980, author=person, parents=third)
        many = queries(client, question.get_absolute_url())
        assert question.comments.count() == 10_000
        assert len(many) == len(few), "\n".join(many)
        assert len(shown(client, question.get_absolute_url())) <= BESIDE + BELOW

    @pytest.mark.parametrize("role", [None, "member"])
    def test_queries_do_not_grow(self, client, question, role):
        if role:
            client.force_login(make.user())
        root = make.comment(question)
        paths = [question.get_absolute_url(), f"{question.get_absolute_url()}comments/"]
        make.comment(question, parent=root)
        few = [len(queries(client, path)) for path in [*paths, root.get_absolute_url()]]
        for _ in range(10):
            make.comment(question, parent=make.comment(question, parent=root))
            make.comment(question)
        many = [len(queries(client, path)) for path in [*paths, root.get_absolute_url()]]
        assert many == few


class TestRemoved:
    @pytest.mark.parametrize(
        ("state", "words"),
        [(State.HIDDEN, "Removed by an editor."), (State.DELETED, "Removed by its author.")],
    )
    def test_it_keeps_its_place_and_its_replies(self, client, question, state, words):
        author = make.user(public_name="Quentin Remover")
        root = make.comment(question, author=author, source="Secret words", state=state)
        reply = make.comment(question, parent=root, source="An answer to it")
        page = read(client, question.get_absolute_url())
        assert shown(client, question.get_absolute_url()) == [root.pk, reply.pk]
        assert words in page
        assert "Secret words" not in page
        assert "Quentin" not in page

    def test_what_is_held_has_no_place_for_others(self, client, question):
        author = make.user()
        held = make.comment(question, author=author, state=State.HELD, source="Held words")
        path = question.get_absolute_url()
        for person, expected in ((None, []), (make.user(), []), (author, [held.pk])):
            if person:
                client.force_login(person)
            assert shown(client, path) == expected
        client.force_login(make.editor())
        assert shown(client, path) == [held.pk]
        assert "Held for review." in read(client, path)

    def test_the_words_of_a_former_member_stay(self, client, question):
        comment = make.comment(question, source="Lasting words")
        comment.author.delete()
        page = read(client, question.get_absolute_url())
        assert "Lasting words" in page
        assert "A former member" in page


class TestPlaceOf:
    def test_it_is_the_questions_page_where_that_shows_it(self, client, question):
        roots = grow(question, BESIDE + 5, author=make.user())
        reply = make.comment(question, parent=roots[-1])
        for _ in range(2):
            reply = make.comment(question, parent=reply)
        hidden_below = make.comment(question, parent=roots[0])
        for comment in question.comments.all():
            page, anchor = place_of(comment).split("#")
            assert anchor == f"comment-{comment.pk}"
            assert comment.pk in shown(client, page)
        assert place_of(roots[-1]).startswith("/questions/")
        assert place_of(reply).startswith("/comments/")
        assert place_of(hidden_below).startswith("/comments/")


def queries(client, path):
    client.get(path)  # what a process loads once does not count
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    # How often the mode is looked at depends on the clock.
    return [q["sql"] for q in captured if "maintenance_maintenancestate" not in q["sql"]]
