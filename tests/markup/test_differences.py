import random

import pytest

from markup.differences import Line, Run, differences


def kinds(before, after, **options):
    return [line.kind for line in differences(before, after, **options)]


def text(line):
    return "".join(run.text for run in line.runs)


def changed(line):
    return [run.text for run in line.runs if run.is_changed]


def test_a_changed_line_stands_twice_with_its_words_marked():
    removed, added = differences("It can grow.", "It may well grow.")
    assert (removed.kind, text(removed), changed(removed)) == ("removed", "It can grow.", ["can"])
    assert (added.kind, text(added)) == ("added", "It may well grow.")
    assert changed(added) == ["may well"]


def test_new_and_lost_lines_stand_once():
    assert kinds("a\nb", "a\nb\nc") == ["folded", "same", "added"]
    assert kinds("a\nb\nc", "b\nc") == ["removed", "same", "folded"]
    assert kinds("", "a") == ["added"]


def test_unchanged_lines_are_folded_to_their_number():
    before = [f"line {n}" for n in range(20)]
    after = [*before[:10], "another", *before[11:]]
    lines = differences("\n".join(before), "\n".join(after), context=2)
    assert [line.kind for line in lines] == [
        "folded", "same", "same", "removed", "added", "same", "same", "folded",
    ]  # fmt: skip
    assert (lines[0].number, lines[-1].number) == (8, 7)


def test_equal_texts_are_one_fold():
    assert differences("a\nb", "a\nb") == [Line("folded", (), 2)]
    assert differences("", "") == []


@pytest.mark.parametrize("seed", range(40))
def test_both_texts_can_be_read_out_of_the_difference(seed):
    chance = random.Random(seed)
    words = ["the", "loss", "$x$", "", "grows", "\n", "\n\n", "  "]
    old = " ".join(chance.choices(words, k=60))
    new = " ".join(chance.choices(words, k=60))
    lines = differences(old, new, context=1000)
    for side, whole in (("removed", old), ("added", new)):
        read = [text(line) for line in lines if line.kind in ("same", side)]
        assert list(filter(None, read)) == list(filter(None, whole.splitlines()))


def test_what_is_too_much_to_compare_is_changed_as_a_whole(monkeypatch):
    monkeypatch.setattr("markup.differences.MAX_COMPARISONS", 3)
    removed, added = differences("a b c", "x b y")
    assert removed.runs == (Run("a b c", True),)
    assert added.runs == (Run("x b y", True),)
