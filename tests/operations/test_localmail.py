import pytest
from django.core.mail import EmailMessage, get_connection

BACKEND = "operations.localmail.LocalMailBackend"


@pytest.fixture
def sent(settings, tmp_path, capsys):
    settings.EMAIL_FILE_PATH = tmp_path
    connection = get_connection(BACKEND)
    messages = [
        EmailMessage(f"Subject {n}", f"Body {n} – with ü", "from@example.org", ["to@example.org"])
        for n in (1, 2)
    ]
    connection.send_messages(messages)
    return capsys.readouterr().out


def test_mail_is_printed(sent):
    assert "Subject: Subject 1" in sent


@pytest.mark.django_db
def test_mail_stands_on_a_page(client, sent):
    page = client.get("/mail/").content.decode()
    assert "Subject 1" in page
    assert "Body 2 – with ü" in page


@pytest.mark.django_db
def test_a_public_site_has_no_such_page(client, settings, sent):
    settings.LOCAL_SITE = False
    settings.SECURE_SSL_REDIRECT = False
    assert client.get("/mail/").status_code == 404
