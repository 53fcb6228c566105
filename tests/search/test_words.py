from concurrent.futures import ThreadPoolExecutor

import pytest

from search.words import stem, stems, words

WORDS = ("regular", "gradient", "vanish", "comment", "attend", "token", "recur", "normal", "optim")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bézier CURVES", ["bezier", "curves"]),
        ("F1-score, C++ and C#", ["f1", "score", "c++", "and", "c#"]),
        ("it's Bayes’ rule", ["its", "bayes", "rule"]),
        ("R² and h_t", ["r2", "and", "h", "t"]),
        ("«»—…", []),
        ("", []),
    ],
)
def test_words_are_folded(text, expected):
    assert words(text) == expected


def test_forms_of_a_word_have_one_stem():
    assert stems("regularized") == stems("regularizes") == stems("Regularize")
    assert stems("gradients vanishing") == stems("gradient vanishes")


def test_words_with_marks_keep_their_meaning():
    assert len({stems(name)[0] for name in ("C", "C++", "C#")}) == 3


def test_a_word_has_a_longest_length():
    assert len(words("a" * 10_000)[0]) == 40


def test_threads_do_not_disturb_each_other():
    sample = [f"{word}{ending}" for word in WORDS for ending in ("", "s", "ing", "ed", "ation")]
    stem.cache_clear()
    alone = [stem(word) for word in sample]
    for _ in range(20):
        stem.cache_clear()
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(stem, sample)) == alone
