import pytest

from pages.public import PersonalPageError, declared_query, has_cookie
from tests.pages import urls


@pytest.fixture
def strict(site_settings):
    site_settings.PAGE_CACHE_STRICT = True


@pytest.mark.parametrize(
    ("path", "touched"),
    [
        ("/token/", "the token of forms"),
        ("/lazy-token/", "the token of forms"),
        ("/session/", "the session"),
        ("/message/", "the messages"),
    ],
)
class TestPersonalPart:
    @pytest.mark.usefixtures("strict")
    def test_raises_where_it_is_strict(self, client, path, touched):
        with pytest.raises(PersonalPageError, match=touched):
            client.get(path)

    @pytest.mark.usefixtures("site_settings")
    def test_is_logged_and_made_private_elsewhere(self, client, path, touched, caplog):
        response = client.get(path)
        assert response.status_code == 200
        assert "private" in response["Cache-Control"]
        assert touched in caplog.text


@pytest.mark.usefixtures("strict")
class TestPublicPage:
    def test_touching_nothing_is_public(self, client):
        assert client.get("/plain/")["Cache-Control"].startswith("public")

    def test_a_visitor_with_a_form_token_is_still_anybody(self, client):
        client.cookies["csrftoken"] = "a" * 32
        assert client.get("/plain/")["Cache-Control"].startswith("public")

    def test_a_session_makes_it_private_and_may_be_read(self, client):
        client.cookies["messages"] = "x"
        assert client.get("/message/")["Cache-Control"] == "private, no-cache"

    def test_the_views_own_word_stands(self, client):
        assert client.get("/uncacheable/")["Cache-Control"] == "no-store"

    def test_a_missing_page_says_nothing(self, client):
        assert not client.get("/missing/").has_header("Cache-Control")

    def test_the_view_sees_declared_keys_only(self, client):
        client.cookies["messages"] = "x"
        assert "page=2 page=2<" in client.get("/listed/?x=1&page=2").content.decode()

    def test_the_decorated_view_keeps_its_name(self):
        assert urls.plain.__name__ == "plain"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("a=1&b=2", "b=2"),
        ("b=2&c=&b=1", "c=&b=2&b=1"),
        ("b", "b="),
        ("c=%00%ff&b=\xc3", "c=%00%FF&b=%C3"),
        ("%62=1", "b=1"),
    ],
)
def test_declared_query_has_one_spelling(query, kept):
    assert declared_query(query, ["c", "b"]) == kept
    assert declared_query(kept, ["c", "b"]) == kept


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("sessionid=1", True),
        (" a=1 ;  sessionid = 1", True),
        ("notsessionid=1", False),
        ("a=sessionid=1", False),
        ('a="x; sessionid=1"', True),
    ],
)
def test_cookie_names_are_parsed(header, expected):
    assert has_cookie(header, ["sessionid"]) is expected
