"""A comment is seen by the next signed-out reader, through the page cache."""

from uuid import uuid4

import pytest

from discussion import moderating, posting
from site_config.wsgi import application
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def read(client):
    """Reads a path through the page cache."""

    def read(path):
        status = []
        environ = client._base_environ() | {"PATH_INFO": path, "REQUEST_METHOD": "GET"}
        environ["HTTP_HOST"] = "testserver"
        body = b"".join(application(environ, lambda line, headers: status.append(line)))
        assert status == ["200 OK"]
        return body.decode()

    return read


def test_every_page_that_shows_it_expires(read):
    question = make.question()
    path = question.get_absolute_url()
    places = [path, f"{path}comments/", f"/feeds{path}comments/"]

    def seen(words):
        return [words in read(place) for place in places]

    author = make.user()
    places.append(author.get_absolute_url())
    assert seen("Quick words") == [False] * 4
    comment = posting.post(question, author=author, body="Quick words", submission=uuid4())
    assert seen("Quick words") == [True] * 4
    assert "1 comment" in read(path)
    posting.change(comment, body="Other words", by=author)
    assert seen("Other words") == [True] * 4
    moderating.hide(comment, by=make.superuser())
    assert seen("Other words") == [False] * 4
    assert "1 comment" not in read(path)
