"""The numbers in the answers on perplexity and on the history of language models."""

import math
from fractions import Fraction

from tests.content.library import source

PERPLEXITY = "what-is-perplexity"
HISTORY = "what-are-language-models-discuss-the-evolution-of-language-models-over-time"

WORDS = [0.20, 0.05, 0.50, 0.10]
PIECES = [0.20, 0.10, 0.50, 0.50, 0.25, 0.40]
TEXT = "the perplexity of models"


def total(probabilities):
    return -sum(math.log(p) for p in probabilities)


def perplexity(probabilities):
    return math.exp(total(probabilities) / len(probabilities))


def test_loss_of_two_nats():
    assert f"2.0 nats is a perplexity of {math.exp(2):.2f}" in source(PERPLEXITY)


def test_geometric_mean_by_hand():
    text = source(PERPLEXITY)
    product = math.prod(WORDS)
    assert f"product is {product:.4f}, its inverse {1 / product:,.0f}" in text
    assert f"the fourth root of that is {(1 / product) ** 0.25:.2f}" in text
    mean = sum(1 / p for p in WORDS) / len(WORDS)
    assert f"would be {mean:.2f}" in text


def test_two_ways_to_cut_the_same_text():
    text = source(PERPLEXITY)
    assert math.isclose(total(WORDS), total(PIECES))
    assert f"{total(WORDS):.3f} nats" in text
    one, other = perplexity(WORDS), perplexity(PIECES)
    assert f"one reports {one:.2f} and the other {other:.2f}" in text
    per_byte = total(WORDS) / math.log(2) / len(TEXT.encode())
    assert f"Both models have {per_byte:.3f} here" in text


def test_the_bars_of_the_figure():
    text = source(PERPLEXITY)
    for probabilities, unit in ((WORDS, "words"), (PIECES, "pieces")):
        mean = total(probabilities) / len(probabilities)
        assert f"{len(probabilities)} {unit}, mean {mean:.3f}" in text
        for p in probabilities:
            assert f'height="{-45 * math.log(p):.1f}"' in text


def test_bigram_probability_of_an_unseen_sentence():
    # the: 8 times, followed by dog 3 times and by mat once; dog: 3, by sat once.
    probability = Fraction(3, 8) * Fraction(1, 3) * Fraction(1, 8)
    assert f"${probability}$" in source(HISTORY)
