import pytest

from tests import make


@pytest.fixture
def desk(client):
    """Somebody who has signed in to edit."""
    client.force_login(make.editor(username="editor1"))
    return client


@pytest.fixture
def media(settings, tmp_path):
    """A folder of uploaded pictures for one test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
