"""Views and clicks: counted a day and placement, stored by a view, never by a GET."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maintenance.models import Mode
from maintenance.switch import switch
from partners import counting
from partners.models import DailyCount
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    counting._take()


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(counting, "PAUSE", 0)


def numbers():
    return list(DailyCount.objects.values_list("placement_id", "views", "clicks"))


def see(client, *keys, **headers):
    return client.post("/partners/seen/", {"placement": keys}, headers=headers)


def test_a_view_is_stored_with_its_day_and_nothing_else(client, at_once):
    placement = make.placement()
    response = see(client, placement.pk)
    assert response.status_code == 204
    assert not response.cookies
    row = DailyCount.objects.get()
    assert (row.placement, row.day, row.views, row.clicks) == (
        placement, timezone.now().date(), 1, 0,
    )  # fmt: skip
    assert {field.name for field in DailyCount._meta.fields} == {
        "id", "placement", "day", "views", "clicks",
    }  # fmt: skip


def test_a_click_leads_on_and_is_stored_by_the_next_view(client, at_once):
    placement = make.placement(address="https://partner.example/course")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/partners/{placement.pk}/")
    assert response["Location"] == "https://partner.example/course"
    assert "no-store" in response["Cache-Control"]
    assert not any(query["sql"].startswith(("INSERT", "UPDATE")) for query in captured)
    assert numbers() == []
    see(client, placement.pk)
    see(client, placement.pk)
    assert numbers() == [(placement.pk, 2, 1)]


def test_looking_whether_a_link_works_is_no_click(client, at_once):
    placement = make.placement()
    assert client.head(f"/partners/{placement.pk}/").status_code == 302
    see(client, placement.pk)
    assert numbers() == [(placement.pk, 1, 0)]


def test_what_is_stored_waits_for_its_time(client):
    placement = make.placement()
    see(client, placement.pk)
    assert numbers() == []
    counting.store()
    assert numbers() == [(placement.pk, 1, 0)]


def test_placements_that_do_not_run_lead_nowhere(client):
    yesterday = timezone.now().date() - timedelta(days=1)
    for placement in (make.placement(approved=False), make.placement(ends_on=yesterday)):
        assert client.get(f"/partners/{placement.pk}/").status_code == 404


@pytest.mark.parametrize("sent", ["", "x", "-1", "١", "9" * 30, "999999", "1'--"])
def test_nonsense_counts_nothing(client, at_once, sent):
    assert see(client, sent).status_code == 204
    assert numbers() == []


def test_other_sites_cannot_send_views(client, at_once):
    placement = make.placement()
    assert see(client, placement.pk, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    counting.store()
    assert numbers() == []


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(counting, "MOST", 5)
    counting.count("views", range(100))
    assert len(counting._counts) == 5


def test_threads_lose_nothing():
    placement = make.placement()
    several = [
        Thread(target=lambda: [counting.count("views", [placement.pk]) for _ in range(200)])
        for _ in range(4)
    ]
    counting.current()  # looked at once, so that no thread asks the database
    for thread in several:
        thread.start()
    for thread in several:
        thread.join()
    counting.store()
    assert numbers() == [(placement.pk, 800, 0)]


def test_while_the_site_is_read_only_links_lead_on_and_nothing_is_counted(client, at_once):
    placement = make.placement()
    question = make.question()
    assert "data-seen" in client.get(question.get_absolute_url()).content.decode()
    switch(Mode.READ_ONLY, by="operator")
    assert "data-seen" not in client.get(question.get_absolute_url()).content.decode()
    assert client.get(f"/partners/{placement.pk}/").status_code == 302
    assert see(client, placement.pk).status_code == 503
    switch(Mode.OFF, by="operator")
    see(client, placement.pk)
    assert numbers() == [(placement.pk, 1, 0)]


def test_the_last_day_does_not_lie_before_the_first():
    today = timezone.now().date()
    placement = make.placement(starts_on=today)
    placement.ends_on = today - timedelta(days=1)
    with pytest.raises(ValidationError, match="The last day lies before the first"):
        placement.full_clean()


def test_the_admin_shows_the_counts(admin_client):
    placement = make.placement()
    today = timezone.now().date()
    DailyCount.objects.create(placement=placement, day=today, views=31, clicks=7)
    DailyCount.objects.create(
        placement=placement, day=today - timedelta(days=1), views=1000, clicks=100
    )
    listed = admin_client.get("/admin/partners/placement/").content.decode()
    assert "1031" in listed
    assert "107" in listed
    page = admin_client.get(f"/admin/partners/placement/{placement.pk}/change/").content.decode()
    assert "<td>31</td>" in page
    assert "<td>1000</td>" in page
