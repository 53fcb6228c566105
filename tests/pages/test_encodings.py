import pytest

from pages.encodings import CODINGS, Body, matches, preferred


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("*;q=0.1", "br"),
        ("identity", "identity"),
        ("br;q=nonsense", "identity"),
        (";,,=;q", "identity"),
    ],
)
def test_the_liked_best_then_the_smallest_is_chosen(accepted, coding):
    assert CODINGS[preferred(accepted)] == coding


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ('"ab"', False),
        ("", False),
    ],
)
def test_entity_tags_are_compared_weakly(header, expected):
    assert matches(header, '"a"') is expected


def test_a_form_is_made_once():
    body = Body(b"text " * 100)
    assert body.form(1) is body.form(1)
    assert body.size == 500 + len(body.form(1))
