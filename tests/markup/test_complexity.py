import sys

import pytest

from markup import complexity
from markup.complexity import check
from tests.markup.hostile import MAKERS


def operations(function, *arguments):
    """How many functions, ours and the interpreter's, are called meanwhile."""
    count = 0

    def note(_frame, _event, _argument):
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return count


class TestCheck:
    @pytest.mark.parametrize(
        "text",
        ["", "a", "## A\n\nb *c* [d](/e)\n\n- f\n    - g\n        - h", "> > a", "a\n" * 100],
    )
    def test_lets_ordinary_texts_pass(self, text):
        assert check(text) is None

    def test_counts_levels_of_lists_and_quotations(self):
        assert check("> " * complexity.MAX_LEVELS + "a") is None
        for deeper in (">" * 13 + "a", "- " * 13 + "a", "1. " * 13, "    " * 12 + "- a", ">- " * 7):
            assert check(deeper) is not None

    def test_counts_paragraphs(self):
        assert check("a\n\n" * complexity.MAX_BLOCKS) is None
        assert check("a\n\n" * (complexity.MAX_BLOCKS + 1)) is not None

    def test_counts_marks_against_the_length_of_their_block(self):
        assert check("[a " * 300) is None
        assert check("[a " * 1000) is not None
        assert check(("[a " * 100 + "\n\n") * 20) is None

    def test_counts_marks_of_footnotes(self):
        assert check("[^1]\n\n" * complexity.MAX_FOOTNOTE_MARKS) is None
        assert check("[^1]\n\n" * (complexity.MAX_FOOTNOTE_MARKS + 1)) is not None

    def test_says_where(self):
        found = check("a\n\n" + ">" * 20 + " deep")
        assert found is not None
        assert found.near.startswith(">>>")

    @pytest.mark.parametrize("name", MAKERS)
    def test_takes_time_in_proportion(self, name, monkeypatch):
        monkeypatch.setattr(complexity, "MAX_WORK", 10**12)
        monkeypatch.setattr(complexity, "MAX_BLOCKS", 10**9)
        monkeypatch.setattr(complexity, "MAX_FOOTNOTE_MARKS", 10**9)
        short, long = MAKERS[name](2_000), MAKERS[name](8_000)
        assert operations(check, long) < 5 * operations(check, short) + 100
