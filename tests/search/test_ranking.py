from search.ranking import Candidate, rank


def candidate(key, title="", keywords="", short_answer="", body=""):
    texts = {"title": title, "keywords": keywords, "short_answer": short_answer, "body": body}
    return Candidate(key, {name: text.split() for name, text in texts.items()})


def test_a_title_counts_more_than_a_body():
    candidates = [candidate(1, body="kernel kernel kernel"), candidate(2, title="kernel")]
    assert rank(["kernel"], candidates) == [2, 1]


def test_holding_every_word_counts_more_than_holding_one_often():
    candidates = [
        candidate(1, body="gradient " * 50),
        candidate(2, body="gradient vanish"),
        candidate(3, body="vanish " * 50),
    ]
    assert rank(["gradient", "vanish"], candidates)[0] == 2


def test_a_rare_word_counts_more_than_a_common_one():
    candidates = [candidate(n, body="model") for n in range(10)]
    candidates.append(candidate(99, body="perplexity"))
    assert rank(["model", "perplexity"], candidates)[0] == 99


def test_a_title_that_says_little_else_comes_first():
    candidates = [
        candidate(1, title="the many uses of attention in models"),
        candidate(2, title="attention"),
    ]
    assert rank(["attention"], candidates) == [2, 1]


def test_equal_candidates_keep_the_order_of_keys():
    assert rank(["x"], [candidate(3, title="x"), candidate(1, title="x")]) == [1, 3]


def test_nothing_gives_nothing():
    assert rank(["x"], []) == []
