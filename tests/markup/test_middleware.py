import pytest
from django.test import Client

BAD = ["%00", "%01", "%7F", "%FF", "%C3%28", "%ED%A0%80", "%ED%BF%BF", "%C2%85", "%F5%80%80%80"]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("encoded", BAD)
class TestUnstorableAddresses:
    def test_a_path_is_refused_with_the_sites_own_page(self, client, encoded):
        answer = client.generic("GET", f"/questions/a{encoded}b/")
        assert answer.status_code == 400
        assert "400.html" in [template.name for template in answer.templates]

    def test_a_query_is_refused(self, client, encoded):
        assert client.get("/search/", QUERY_STRING=f"q=a{encoded}b").status_code == 400
        assert client.get("/search/", QUERY_STRING=f"a{encoded}b=q").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["q=C%2B%2B", "q=a+b%20c", "q=%C3%A9%E2%88%91", "q=100%25", "q=100%", "q=a%0D%0Ab%09", ""],
)
def test_other_queries_reach_their_view(client, query):
    assert client.get("/nowhere-at-all/", QUERY_STRING=query).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nowhere/%C3%A9/", "/nowhere/100%25/", "/nowhere/a%20b/"])
def test_other_paths_reach_their_view(client, path):
    assert client.get(path).status_code == 404
