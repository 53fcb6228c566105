"""What nobody should send gets an answer between 400 and 499 with a page, never a 500."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.sizes import CASES

pytestmark = pytest.mark.django_db

PAGES = ["/", "/topics/", "/search/", "/feeds/questions/", "/about/", "/sitemap.xml", "/robots.txt"]
QUESTION = ["/questions/a-question/", "/feeds/questions/a-question/comments/"]
VERBS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X-STRANGE"]


def is_refused(response):
    return 400 <= response.status_code < 500 and b"<h1" in response.content


@pytest.fixture
def site(client):
    make.question(slug="a-question")
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "path",
    [*PAGES, *QUESTION, "/nothing/here/"],
)
def test_odd_verbs(site, path, verb):
    response = site.generic(verb, path)
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/questions/no-such-question/",
        "/topics/no-such-topic/",
        "/questions/a-question/x/",
        "/feeds/topics/none/",
        "/sitemap-none.xml",
        "/media/0123456789abcdef.png",
        "/" + "a" * 5000 + "/",
        "/%F0%9F%8E%93/",
    ],
)
def test_unknown_addresses_get_a_page(site, path):
    response = site.get(path)
    assert response.status_code == 404
    assert b"<h1" in response.content


@pytest.mark.parametrize(
    "path", ["/%00/", "/search/?q=%00", "/search/?%00=a", "/search/?q=%ED%A0%80"]
)
def test_what_no_database_can_store_is_400(site, path):
    assert is_refused(site.get(path))


def test_an_endless_search_is_cut_and_answered(site):
    assert site.get("/search/", {"q": "kernel " * 5000}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999", "x", "1e9", "٣"])
def test_strange_pages_of_a_search(site, page):
    assert site.get("/search/", {"q": "number", "page": page}).status_code in (200, 404)


@pytest.mark.parametrize("cursor", ["x", "%%%", "eyJ9", "a" * 5000, "1,2,3", "-1"])
@pytest.mark.parametrize("name", ["after", "before"])
def test_strange_places_of_a_list(site, cursor, name):
    topic = make.question().topic
    assert site.get(topic.get_absolute_url(), {name: cursor}).status_code in (200, 400, 404)


@settings(
    max_examples=min(CASES, 100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=100))
def test_any_search_is_answered(site, text):
    assert site.get("/search/", {"q": text}).status_code in (200, 400)
