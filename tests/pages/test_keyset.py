from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db.models import F
from django.http import Http404

from pages.keyset import paginate

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 1, 12, 0, 0, 123457, tzinfo=UTC)
ORDERS = [
    ("expire_date", "session_key"),
    ("-expire_date", "session_key"),
    ("expire_date", "-pk"),
    ("-session_data", "expire_date", "-session_key"),
    ("session_key",),
]


@pytest.fixture
def rows():
    """A hundred rows, each date shared by six of them, each text by ten."""
    Session.objects.bulk_create(
        Session(
            session_key=f"key-{number * 37 % 100:02}",
            session_data=f"text {number % 10}",
            expire_date=START + timedelta(microseconds=number // 6),
        )
        for number in range(100)
    )


def page(rf, queryset, url="/list/", **arguments):
    return paginate(rf.get(url), queryset, **{"size": 7} | arguments)


@pytest.mark.usefixtures("rows")
class TestWalk:
    @pytest.mark.parametrize("order", ORDERS)
    def test_forward_and_back_is_the_whole_list(self, rf, order):
        queryset = Session.objects.order_by(*order)
        pages = [page(rf, queryset)]
        while pages[-1].next_url:
            pages.append(page(rf, queryset, pages[-1].next_url))
        assert [row for page in pages for row in page] == list(queryset)
        assert [len(page) for page in pages] == [7] * 14 + [2]

        back = [pages[-1]]
        while back[-1].previous_url:
            back.append(page(rf, queryset, back[-1].previous_url))
        assert [page.items for page in reversed(back)] == [page.items for page in pages]

    def test_each_page_is_one_query_without_offset(self, rf, django_assert_num_queries):
        queryset = Session.objects.order_by("-expire_date", "session_key")
        with django_assert_num_queries(1):
            first = page(rf, queryset)
        with django_assert_num_queries(1) as queries:
            second = page(rf, queryset, first.next_url)
        with django_assert_num_queries(1):
            page(rf, queryset, second.previous_url)
        assert "OFFSET" not in queries[0]["sql"]

    def test_rows_that_come_and_go_shift_nothing(self, rf):
        queryset = Session.objects.order_by("session_key")
        first = page(rf, queryset)
        second = page(rf, queryset, first.next_url)
        first.items[0].delete()
        first.items[-1].delete()
        assert page(rf, queryset, first.next_url).items == second.items

    def test_a_filter_stays_in_the_addresses(self, rf):
        queryset = Session.objects.order_by("session_key")
        first = page(rf, queryset, "/list/?level=basic")
        second = page(rf, queryset, first.next_url)
        assert first.next_url.startswith("/list/?level=basic&after=")
        assert second.previous_url.startswith("/list/?level=basic&before=")
        assert second.next_url.count("after=") == 1

    def test_the_size_is_the_sites(self, rf, settings):
        settings.LIST_PAGE_SIZE = 3
        assert len(paginate(rf.get("/"), Session.objects.order_by("pk"))) == 3

    def test_the_ends_have_no_address(self, rf):
        only = page(rf, Session.objects.order_by("pk"), size=100)
        assert (only.previous_url, only.next_url) == ("", "")


def test_the_order_may_follow_a_relation(rf):
    queryset = Permission.objects.select_related("content_type").order_by(
        "content_type__app_label", "-codename", "id"
    )
    assert queryset.count() > 8
    first = page(rf, queryset)
    assert page(rf, queryset, first.next_url).items == list(queryset[7:14])


def test_an_empty_list_is_a_page(rf):
    assert list(page(rf, Session.objects.order_by("pk"))) == []


@pytest.mark.usefixtures("rows")
class TestCursor:
    @pytest.mark.parametrize(
        "query", ["after=garbage", "before=1", "after=%00", "after=WyJhIl0:%F0%9F%98%80", "after=:"]
    )
    def test_one_that_was_not_given_out_leads_nowhere(self, rf, query):
        with pytest.raises(Http404):
            page(rf, Session.objects.order_by("pk"), f"/list/?{query}")

    def test_one_of_another_order_leads_nowhere(self, rf):
        url = page(rf, Session.objects.order_by("pk")).next_url
        with pytest.raises(Http404):
            page(rf, Session.objects.order_by("-pk"), url)

    def test_beyond_the_end_there_is_nothing(self, rf):
        queryset = Session.objects.order_by("pk")
        url = page(rf, queryset, size=98).next_url
        Session.objects.filter(pk__in=["key-98", "key-99"]).delete()
        with pytest.raises(Http404):
            page(rf, queryset, url)


class TestOrder:
    @pytest.mark.parametrize(
        "order", [(), ("expire_date",), ("session_key", "expire_date"), (F("session_key").asc(),)]
    )
    def test_it_has_to_end_with_a_unique_column(self, rf, order):
        with pytest.raises(ValueError, match="not"):
            page(rf, Session.objects.order_by(*order))
