import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from tests import make

pytestmark = pytest.mark.django_db


def printed():
    out = StringIO()
    call_command("first_superuser", stdout=out)
    return out.getvalue()


def test_whoever_reads_the_terminal_signs_in_and_edits(client):
    name, password = re.search(r"user name (\S+), password (\S+)", printed()).groups()
    client.post("/accounts/login/", {"login": name, "password": password})
    assert client.get("/admin/questions/question/add/").status_code == 200
    assert get_user_model().objects.get().groups.get().name == "Editors"


def test_the_password_is_shown_once():
    printed()
    assert printed() == ""


def test_a_site_with_a_superuser_gets_no_other():
    make.superuser()
    assert printed() == ""
    assert get_user_model().objects.count() == 1
