import pytest

from tests import make

pytestmark = pytest.mark.django_db


def test_a_member_signs_in_and_comes_back_to_the_question(client):
    question = make.question()
    make.user(username="reader1", password="correct horse battery")
    response = client.post(
        f"/accounts/login/?next={question.get_absolute_url()}",
        {"login": "reader1", "password": "correct horse battery"},
    )
    assert response["Location"] == question.get_absolute_url()
    assert "reader1" in client.get(question.get_absolute_url()).content.decode()


def test_a_wrong_password_gives_the_name_back(client):
    make.user(username="reader1")
    page = client.post("/accounts/login/", {"login": "reader1", "password": "wrong"})
    assert 'value="reader1"' in page.content.decode()


def test_leaving_the_site_by_next_is_refused(client):
    make.user(username="reader1", password="correct horse battery")
    response = client.post(
        "/accounts/login/?next=https://evil.example/",
        {"login": "reader1", "password": "correct horse battery"},
    )
    assert response["Location"] == "/"


def test_signing_up_is_not_open_yet(client):
    assert "Sign-up is closed" in client.get("/accounts/signup/").content.decode()


def test_signing_out_ends_the_session(client):
    client.force_login(make.user(username="reader1"))
    client.post("/accounts/logout/")
    assert "reader1" not in client.get("/").content.decode()
    assert "messages" not in client.cookies


def test_the_admins_own_sign_in_leads_to_the_sites(client):
    assert client.get("/admin/login/?next=/admin/")["Location"].startswith("/accounts/login/")
