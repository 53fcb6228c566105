"""The answer to who tries to write: nothing is stored, and what was typed comes back."""

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from maintenance.models import Mode
from maintenance.switch import switch
from questions.models import Topic
from tests import make

pytestmark = pytest.mark.django_db
PATH = "/accounts/password/reset/"
LONG = (
    "\nA first line end, a second\r\none, ünïcode, 🧠🤖, </textarea><script>alert(1)</script>"
    " &amp; &lt;b&gt; \t and blanks at the end  \n\n"
) * 800


@pytest.fixture(autouse=True)
def _closed(request):
    if "open_first" not in request.keywords:
        switch(Mode.READ_ONLY, by="operator")


def returned(response):
    """The form of a refusal as a browser reads it: action, and what it would send again."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if form.get("class") == "returned")
    sent = {}
    for element in form.iter():
        if element.tag == "textarea":
            # A browser sends each line end as two characters.
            sent[element.get("name")] = (element.text or "").replace("\n", "\r\n")
        elif element.tag == "input":
            sent[element.get("name")] = element.get("value")
    return form.get("action"), sent


def as_sent(text):
    """A text as a browser would have sent it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


class TestAnswer:
    @pytest.mark.parametrize("verb", ["post", "put", "patch", "delete", "trace"])
    def test_every_verb_that_is_not_for_reading_is_refused(self, client, verb):
        response = getattr(client, verb)("/")
        assert response.status_code == 503

    def test_a_verb_that_nobody_knows_is_refused(self, client):
        assert client.generic("FROBNICATE", "/").status_code == 503

    @pytest.mark.parametrize(
        "path", ["/", "/no/such/page/", "/admin/", "/healthz", "/static/a.css"]
    )
    def test_on_every_path(self, client, path):
        assert client.post(path).status_code == 503

    def test_a_method_that_a_header_or_a_field_names_is_ignored(self, client):
        response = client.post("/", {"_method": "GET"}, headers={"X-HTTP-Method-Override": "GET"})
        assert response.status_code == 503

    def test_headers(self, client):
        response = client.post("/")
        assert response["Cache-Control"] == "no-store"
        assert 60 <= int(response["Retry-After"]) <= 3600
        assert response["X-Site-Mode"] == "read-only"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Request-ID"]

    @pytest.mark.parametrize(("minutes", "seconds"), [(-5, 60), (0.1, 60), (30, 1800), (600, 3600)])
    @pytest.mark.open_first
    def test_when_to_try_again_follows_the_expected_end(self, client, minutes, seconds):
        end = timezone.now() + timezone.timedelta(minutes=minutes)
        switch(Mode.READ_ONLY, by="operator", ends_at=end)
        assert int(client.post("/")["Retry-After"]) == pytest.approx(seconds, abs=5)

    def test_the_session_and_the_token_are_not_asked_for(self, django_assert_num_queries):
        client = Client(enforce_csrf_checks=True)
        client.cookies["sessionid"] = "x" * 32
        with django_assert_num_queries(1):  # the state
            response = client.post("/", {"text": "a"})
        assert response.status_code == 503

    def test_the_page_says_what_happened(self, client):
        text = client.post("/", {"text": "It was typed.\nOn two lines."}).content.decode()
        assert "<h1>Not saved</h1>" in text
        assert "Your text is safe below" in text
        assert "The website is in maintenance mode" in text

    def test_no_text_is_promised_where_none_came(self, client):
        text = client.post("/").content.decode()
        assert "<h1>Not saved</h1>" in text
        assert "safe below" not in text

    def test_it_is_neither_logged_nor_reported_with_what_was_typed(
        self, client, caplog, mailoutbox, settings
    ):
        settings.ADMINS = [("Operator", "operator@example.org")]
        client.post("/", {"text": "a private thought"})
        assert mailoutbox == []
        assert "private thought" not in caplog.text
        assert [record for record in caplog.records if record.levelname == "ERROR"] == []


class TestText:
    def test_it_comes_back_whole_and_can_be_sent_again(self, client):
        response = client.post(PATH, {"body": as_sent(LONG), "title": "A short one"})
        action, sent = returned(response)
        assert action == PATH
        assert sent["body"] == as_sent(LONG)
        assert sent["title"] == "A short one"
        assert len(LONG) > 90_000

    def test_twice_is_as_good_as_once(self, client):
        _, once = returned(client.post(PATH, {"body": as_sent(LONG)}))
        _, twice = returned(client.post(PATH, once))
        assert twice["body"] == as_sent(LONG)

    def test_the_address_keeps_its_query(self, client):
        action, _ = returned(client.post("/search/?q=a%26b", {"text": "a"}))
        assert action == "/search/?q=a%26b"

    def test_each_value_of_a_name_comes_back(self, client):
        response = client.post(PATH, {"topic": ["first", "second"]})
        assert response.content.decode().count('name="topic"') == 2

    def test_what_a_multipart_form_carries_comes_back_but_its_files_do_not(self, client):
        file = SimpleUploadedFile("a.txt", b"secret of the file")
        response = client.post(PATH, {"body": "typed", "file": file})
        assert returned(response)[1]["body"] == "typed"
        assert b"secret of the file" not in response.content
        assert b"Files are not kept" in response.content

    @pytest.mark.parametrize(
        "name",
        ["password", "password1", "oldpassword", "new_password", "code", "otp", "token",
         "csrfmiddlewaretoken", "recovery_code", "client_secret"],
    )  # fmt: skip
    def test_secrets_do_not(self, client, name):
        response = client.post(PATH, {name: "hunter2hunter2", "body": "typed"})
        assert b"hunter2hunter2" not in response.content

    def test_a_name_that_only_looks_like_a_secret_comes_back(self, client):
        assert returned(client.post(PATH, {"encoder": "typed"}))[1]["encoder"] == "typed"

    def test_an_empty_field_and_a_button_are_sent_again_unseen(self, client):
        response = client.post(PATH, {"empty": "", "_save": "Save", "body": "typed"})
        sent = returned(response)[1]
        assert (sent["empty"], sent["_save"]) == ("", "Save")
        assert 'type="hidden" name="_save"' in response.content.decode()

    def test_what_a_form_never_showed_is_sent_again_unseen(self, client):
        fields = {"parent": "17", "submission": "0f8e", "next": "/", "place": "head"}
        response = client.post(PATH, fields | {"body": "Why is that so?"})
        page = response.content.decode()
        assert returned(response)[1].items() >= fields.items()
        assert all(f'type="hidden" name="{name}"' in page for name in fields)
        assert 'class="lines"' not in page
        assert "Why is that so?</textarea>" in page

    def test_fields_are_labelled(self, client):
        tree = html5lib.parse(
            client.post(PATH, {"short_answer": "One\ntwo", "slug": "a"}).content.decode(),
            namespaceHTMLElements=False,
        )
        named = {label.get("for"): label.text for label in tree.iter("label")}
        fields = [*tree.iter("textarea"), *(i for i in tree.iter("input") if i.get("id"))]
        shown = {field.get("name"): named.get(field.get("id")) for field in fields}
        assert shown["short_answer"] == "Short answer"
        assert shown["slug"] == "Slug"

    def test_the_form_works_once_the_mode_has_ended(self):
        client = Client(enforce_csrf_checks=True)
        action, sent = returned(client.post("/accounts/login/x/", {"body": "typed"}))
        switch(Mode.OFF, by="operator")
        assert client.post(action, sent).status_code == 404  # and not 403: the token fits

    def test_the_token_fits_a_cookie_that_was_there(self):
        client = Client(enforce_csrf_checks=True)
        client.get("/accounts/login/")
        cookie = client.cookies["csrftoken"].value
        action, sent = returned(client.post("/accounts/login/x/", {"body": "typed"}))
        assert client.cookies["csrftoken"].value == cookie
        switch(Mode.OFF, by="operator")
        assert client.post(action, sent).status_code == 404


class TestBodies:
    """What cannot be read is refused all the same."""

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"--x\r\nnot a part", "multipart/form-data; boundary=x"),
            (b"anything", "multipart/form-data"),
            (b"\xff\xfe=%ff", "application/x-www-form-urlencoded"),
            (b"{", "application/json"),
            (b"a=1&" * 5000, "application/x-www-form-urlencoded"),
            (b"a=" + b"x" * 2_000_000, "application/x-www-form-urlencoded"),
            (b"\x00\x01", "application/octet-stream"),
            (b"", ""),
        ],
        ids=["broken parts", "no boundary", "no UTF-8", "json", "many", "large", "bytes", "empty"],
    )
    def test_broken_and_oversize_bodies(self, client, body, kind):
        assert client.generic("POST", PATH, body, content_type=kind).status_code == 503

    def test_a_nul_and_a_lone_surrogate_in_the_text(self, client):
        response = client.generic(
            "POST", PATH, "body=a%00b%ED%A0%80c", content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 503

    def test_an_odd_path(self, client):
        assert client.generic("POST", "/%00/%ff").status_code == 503


class TestPrograms:
    def test_they_get_data(self, client):
        response = client.post("/", {"text": "a"}, headers={"Accept": "application/json"})
        assert response.status_code == 503
        assert response.json()["error"] == "read-only"
        assert response.json()["retry_after"] == int(response["Retry-After"])

    def test_so_do_those_that_send_data(self, client):
        response = client.post("/", {"text": "a"}, content_type="application/json")
        assert response.json()["error"] == "read-only"

    def test_htmx_gets_a_notice_for_its_place(self, client):
        response = client.post("/", {"text": "a"}, headers={"HX-Request": "true"})
        assert response.status_code == 503
        assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#refused", "innerHTML")
        assert b"Not saved." in response.content
        assert b"<html" not in response.content


class TestReading:
    def test_pages_answer(self, client):
        for path in ("/", "/topics/", "/search/", "/accounts/login/", "/robots.txt"):
            response = client.get(path)
            assert response.status_code == 200
            assert response["X-Site-Mode"] == "read-only"

    def test_what_would_store_something_is_paused(self, client, settings):
        settings.MAINTENANCE_CLOSED_GETS = {"questions:topics"}
        response = client.get("/topics/")
        assert response.status_code == 503
        assert b"Paused" in response.content

    def test_a_page_that_is_missing_is_still_missing(self, client):
        assert client.get("/no/such/page/").status_code == 404


class TestOffline:
    @pytest.mark.open_first
    def test_one_page_for_everything_but_health(self, client):
        switch(Mode.OFFLINE, by="operator")
        for path in ("/", "/topics/", "/admin/", "/no/such/page/"):
            response = client.get(path)
            assert response.status_code == 503
            assert b"Back soon" in response.content
            assert response["X-Site-Mode"] == "offline"
        assert client.get("/healthz").json()["mode"] == "offline"
        assert client.post("/").status_code == 503


class TestEditors:
    @pytest.mark.open_first
    def test_editors_go_on_and_others_do_not(self):
        topic = make.topic()
        editor, member = Client(), Client()
        people = {editor: make.editor(), member: make.user()}
        switch(Mode.READ_ONLY, by="operator", editors=True)
        for client, person in people.items():
            fields = {"login": person.username, "password": "correct horse battery"}
            assert client.post("/accounts/login/", fields).status_code == 302
        path = f"/admin/questions/topic/{topic.pk}/change/"
        fields = {"name": "Renamed", "slug": topic.slug, "position": 1}
        for client in (Client(), member):
            response = client.post(path, fields)
            assert response.status_code == 503
            assert returned(response)[1]["name"] == "Renamed"
        response = editor.post(path, fields)
        assert response.status_code == 302
        assert response["X-Site-Mode"] == "read-only; editors write"
        assert Topic.objects.get().name == "Renamed"
        assert editor.post("/accounts/email/", {"email": "a@example.org"}).status_code == 503
        assert b"Editors are adding to the site" in editor.get("/").content


class TestSwallowing(TestCase):
    """A view that swallows the refusal cannot say that it has saved anything."""

    def test_its_answer_becomes_the_refusal(self):
        from tests.maintenance import urls

        with self.settings(ROOT_URLCONF=urls.__name__):
            for path in ("/swallow/", "/swallow/redirect/", "/raise/"):
                response = self.client.get(path)
                assert response.status_code == 503, path
                assert b"Paused" in response.content
                assert b"Saved" not in response.content.replace(b"Not Saved", b"")

    @classmethod
    def setUpTestData(cls):
        switch(Mode.READ_ONLY, by="operator")


class TestAnyText(TestCase):
    @classmethod
    def setUpTestData(cls):
        switch(Mode.READ_ONLY, by="operator")

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
    def test_comes_back_equal(self, text):
        response = self.client.post(PATH, {"body": as_sent(text) + "\r\n."})
        assert returned(response)[1]["body"] == as_sent(text) + "\r\n."
