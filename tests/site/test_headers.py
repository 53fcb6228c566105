"""What every answer carries, and what the pages of signed-out readers must not."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from tests import make

pytestmark = pytest.mark.django_db

PAGES = ["/", "/topics/", "/search/", "/search/?q=number", "/feeds/questions/", "/sitemap.xml"]


@pytest.mark.parametrize("path", [*PAGES, "/nothing/", "/accounts/login/", "/healthz", "/admin/"])
def test_every_answer_has_the_strict_headers(client, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy + ";"
    assert "style-src 'self';" in policy + ";"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Site-Mode"] == "normal"
    assert response["X-Request-ID"]


@pytest.mark.parametrize("path", PAGES)
def test_a_signed_out_page_holds_nothing_of_a_person(client, path):
    make.question()
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_a_question_page_holds_nothing_of_a_person(client):
    response = client.get(make.question().get_absolute_url())
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_a_signed_in_page_is_private(client):
    question = make.question()
    client.force_login(make.user())
    assert "private" in client.get(question.get_absolute_url())["Cache-Control"]


def test_production_refuses_to_start_half_configured(settings):
    settings.SITE_URL = "http://example.org"
    settings.LOCAL_SITE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(SystemCheckError) as refused:
        call_command("check", deploy=True)
    for number in ("site.E001", "site.E005", "site.E006"):
        assert number in str(refused.value)
