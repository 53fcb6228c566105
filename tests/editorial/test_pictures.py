"""Uploaded pictures: editors alone, bounded, encoded anew, with a text, served as nothing else."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from editorial import pictures
from questions.models import Picture, Question
from tests import make
from tests.editorial.desk import ADD, form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
UPLOAD = "/admin/questions/picture/upload/"


def upload(client, file, alternative="A plot"):
    return client.post(UPLOAD, {"file": file, "alternative": alternative})


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_a_picture_is_stored_as_webp_below_its_content(desk, media, kind):
    response = upload(desk, make.image(kind))
    picture = Picture.objects.get()
    assert response.json() == {"markdown": f"![A plot]({picture.address})"}
    assert (picture.width, picture.height, picture.alternative) == (40, 30, "A plot")
    stored = media / picture.name
    assert stored.stat().st_size == picture.weight
    with Image.open(stored) as image:
        assert (image.format, image.size) == ("WEBP", (40, 30))


def test_the_same_picture_twice_is_one(desk, media):
    answers = {upload(desk, make.image()).content for _ in range(2)}
    assert len(answers) == 1
    assert Picture.objects.count() == 1
    assert len(list(media.iterdir())) == 1


def test_nothing_of_the_file_but_its_picture_is_kept(desk, media):
    file = BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Jane Doe, Example Street 1"
    exif[0x0112] = 6  # lies on its side
    Image.new("RGB", (40, 30)).save(file, "JPEG", exif=exif, comment=b"<script>alert(1)</script>")
    upload(desk, SimpleUploadedFile("a.jpg", file.getvalue()))
    picture = Picture.objects.get()
    data = (media / picture.name).read_bytes()
    assert b"Jane" not in data
    assert b"script" not in data
    assert (picture.width, picture.height) == (30, 40)


def test_transparent_parts_stay(desk, media):
    file = BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(file, "PNG")
    upload(desk, SimpleUploadedFile("a.png", file.getvalue()))
    with Image.open(media / Picture.objects.get().name) as image:
        assert image.getpixel((4, 4))[3] == 0


REFUSED = {
    "no picture": lambda: SimpleUploadedFile("a.png", b"<html><script>alert(1)</script>"),
    "svg": lambda: SimpleUploadedFile("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "half of one": lambda: SimpleUploadedFile(
        "a.png", make.image(size=(400, 400), color="red").read()[:120]
    ),
    "too wide": lambda: make.image(size=(4001, 1)),
    "too high": lambda: make.image(size=(1, 4001)),
    "too heavy": lambda: SimpleUploadedFile("a.png", make.image().read() + b"x" * 2 * 2**20),
    "empty": lambda: SimpleUploadedFile("a.png", b""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_or_too_big_is_refused_and_not_stored(desk, media, name):
    response = upload(desk, REFUSED[name]())
    assert response.status_code == 400
    assert response.json()["problems"]
    assert not Picture.objects.exists()
    assert list(media.iterdir()) == []


@pytest.mark.parametrize("alternative", ["", "   ", "a\x00b"])
def test_a_picture_needs_a_text_that_can_be_stored(desk, media, alternative):
    assert upload(desk, make.image(), alternative).status_code == 400
    assert list(media.iterdir()) == []


def test_words_of_the_text_are_no_markdown(desk):
    response = upload(desk, make.image(), "It's [a] $x$ *b* \\ ![c](d) <e>")
    source = response.json()["markdown"]
    question = make.question(answer=source)
    assert question.answer_html.count("<img") == 1
    assert 'alt="It\'s [a] $x$ *b* \\ ![c](d) &lt;e&gt;"' in question.answer_html.replace("’", "'")


@pytest.mark.parametrize("who", [None, "member"])
def test_others_upload_nothing(client, media, who):
    if who:
        client.force_login(make.user())
    assert upload(client, make.image()).status_code in (302, 403)
    assert not Picture.objects.exists()
    assert list(media.iterdir()) == []


def test_the_page_of_an_answer_keeps_the_pictures_place(desk, client):
    source = upload(desk, make.image()).json()["markdown"]
    desk.post(ADD, form(make.topic(), answer=source))
    html = Question.objects.get().answer_html
    assert 'width="40"' in html
    assert 'height="30"' in html
    assert 'alt="A plot"' in html
    assert (
        Picture.objects.get().address in client.get("/questions/what-is-a-kernel/").content.decode()
    )


def test_it_is_served_for_long_and_never_as_a_page(client):
    picture = make.picture()
    response = client.get(picture.address)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies
    assert len(response.content) == picture.weight


def test_nothing_else_is_served(client, media):
    (media / "0123456789abcdef.html").write_text("<script>alert(1)</script>")
    (media / "secret.webp").write_text("x")
    for name in ("0123456789abcdef.html", "secret.webp", "0123456789abcdef.webp", "..%2fa.webp"):
        assert client.get(f"/media/{name}").status_code == 404


def test_without_script_the_admin_takes_a_picture_and_shows_its_markdown(desk):
    fields = {"file": make.image(), "alternative": "A plot"}
    page = desk.post("/admin/questions/picture/add/", fields, follow=True)
    picture = Picture.objects.get()
    assert f"![A plot]({picture.address})" in page.content.decode()


def test_a_picture_that_grows_when_it_is_encoded_is_refused(desk, monkeypatch):
    file = make.image(size=(64, 64))
    monkeypatch.setattr(pictures, "MAX_BYTES", 30)
    assert upload(desk, file).status_code == 400
