"""An editor writes and readers read, over several web processes and on either database."""

import http.client
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from playwright.sync_api import expect

ANSWER = """## The idea

It sums $\\sum_i w_i x_i$.

```svg
One unit.
<svg viewBox="0 0 100 60"><desc>One unit</desc><rect class="cell" width="40" height="30"/></svg>
```

## Follow-ups to expect

/// details | And then?
A non-linear function.
///
"""
READS = 12  # enough to reach every web process of the copy


def read(base_url, path):
    """What signed-out readers get, each over a connection of its own: the set of all answers."""
    answers = set()
    for _ in range(READS):
        connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=20)
        connection.request("GET", path)
        response = connection.getresponse()
        answers.add((response.status, response.read().decode()))
        connection.close()
    return answers


def fill(page, **fields):
    for name, value in fields.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def save(page):
    page.locator("[name=_save]").click()
    page.locator(".messagelist .success").wait_for()


def write(page, title, slug, **fields):
    page.goto("/admin/questions/question/add/")
    fill(page, title=title)
    page.locator("#id_title").press("Tab")  # now the form proposes an address
    expect(page.locator("#id_slug")).to_have_value(slug)
    fill(page, topic="1", answer=ANSWER, short_answer="A weighted sum.", **fields)
    save(page)


def test_what_an_editor_publishes_and_changes_is_read_at_once_everywhere(desk, base_url):
    path = "/questions/what-is-a-perceptron/"
    assert {status for status, _ in read(base_url, path)} == {404}
    write(desk, title="What is a perceptron?", slug="what-is-a-perceptron", status="published")
    for status, text in read(base_url, path):
        assert status == 200
        assert "<math" in text
        assert "<figcaption>One unit.</figcaption>" in text
        assert "<summary>And then?</summary>" in text
    desk.get_by_role("link", name="What is a perceptron?").first.click()
    fill(desk, short_answer="A sum and a threshold.")
    save(desk)
    for _, text in read(base_url, path):
        assert "A sum and a threshold." in text
    assert all(path in text for _, text in read(base_url, "/search/?q=perceptron"))


def test_a_change_by_another_process_is_read_at_once(manage, base_url):
    path = "/topics/ml-foundations/"
    read(base_url, path)
    rename = "from questions.models import Topic; t = Topic.objects.get(slug='ml-foundations'); "
    manage("shell", "-c", rename + "t.name = 'Renamed foundations'; t.save()")
    assert all("Renamed foundations" in text for _, text in read(base_url, path))
    manage("shell", "-c", rename + "t.name = 'ML foundations'; t.save()")
    assert all("Renamed foundations" not in text for _, text in read(base_url, path))


def test_a_scheduled_question_appears_at_its_minute(desk, base_url):
    path = "/questions/what-comes-later/"
    minute = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    write(
        desk,
        title="What comes later?",
        slug="what-comes-later",
        status="scheduled",
        published_at_0=f"{minute:%Y-%m-%d}",
        published_at_1=f"{minute:%H:%M:%S}",
    )
    before = {status for status, _ in read(base_url, path)}
    if datetime.now(UTC) < minute:
        assert before == {404}
    while datetime.now(UTC) < minute:
        read(base_url, "/")
    assert {status for status, _ in read(base_url, path)} == {200}
    assert all("What comes later?" in text for _, text in read(base_url, "/"))
