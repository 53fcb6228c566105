"""The numbers in the answers on attention and transformers, computed from their definitions."""

import re

import numpy as np

from tests.content.library import source

ATTENTION = "what-is-attention-and-which-problem-did-it-solve"
SELF_ATTENTION = "how-do-queries-keys-and-values-produce-self-attention"
TRANSFORMER = "walk-through-the-transformer-architecture"
MASKING = "what-is-causal-masking"
CACHE = "what-is-a-kv-cache"


def softmax(scores):
    e = np.exp(np.asarray(scores, dtype=float))
    return e / e.sum()


def test_attention_over_three_states():
    states = np.array([[1, -1], [0, 1], [2, 1]])
    scores = states @ np.array([1, 1])
    weights = softmax(scores)
    context = weights @ states
    text = source(ATTENTION)
    assert f"dot products are {scores[0]}, {scores[1]} and {scores[2]}" in text
    assert f"weights are {weights[0]:.2f}, {weights[1]:.2f} and {weights[2]:.2f}" in text
    assert f"$c_2 = ({context[0]:.2f}, {context[1]:.2f})$" in text


def test_bars_of_the_attention_figure_have_the_heights_of_the_weights():
    text = source(ATTENTION)
    heights = [float(h) for h in re.findall(r'height="([0-9.]+)" class="f1"', text)]
    assert np.allclose(heights, 60 * softmax([0, 1, 3]), atol=1e-3)


def test_scores_eight_apart_after_an_unscaled_product():
    text = source(SELF_ATTENTION)
    assert np.sqrt(64) == 8
    assert f"$e^8 \\approx {np.exp(8):.0f}$" in text


def test_stored_attention_weights():
    assert f"{12 * 4096**2 / 1e6:.0f} million" in source(SELF_ATTENTION)


def test_quadratic_part_overtakes_at_twice_the_width():
    d = 512
    n = 2 * d
    assert 4 * n * d**2 == 2 * n**2 * d
    assert "overtakes at $n = 2d$" in source(SELF_ATTENTION)


def test_parameters_of_the_base_transformer():
    d, d_ff, vocabulary = 512, 2048, 37_000
    encoder = 4 * d**2 + 2 * d * d_ff
    decoder = 8 * d**2 + 2 * d * d_ff
    assert (encoder, decoder) == (12 * d**2, 16 * d**2)
    blocks = 6 * encoder + 6 * decoder
    embedding = vocabulary * d
    text = source(TRANSFORMER)
    assert (
        f"$6 \\cdot 12 d^2 + 6 \\cdot 16 d^2 = {blocks // d**2} d^2 = {blocks / 1e6:.1f}$" in text
    )
    assert f"= {embedding / 1e6:.1f}$ million" in text
    assert f"embedding: {(blocks + embedding) / 1e6:.1f} million" in text


def test_masked_weights_of_the_figure():
    scores = [[1], [2, 1], [0, 2, 1], [1, 0, 2, 1]]
    text = source(MASKING)
    for row in scores:
        for weight in softmax(row):
            assert f">{weight:.2f}</text>" in text
    first, second = softmax([2, 1])
    assert f"become {first:.2f} and {second:.2f}" in text


def test_tokens_processed_without_a_cache():
    assert f"{sum(range(1, 1001)):,} for $T = 1{{,}}000$" in source(CACHE)


def test_cache_sizes():
    text = source(CACHE)
    layers, head, width = 32, 128, 2
    for heads, row in (
        (32, "512 KiB | 4 GiB | 64 GiB"),
        (8, "128 KiB | 1 GiB | 16 GiB"),
        (1, "16 KiB | 128 MiB | 2 GiB"),
    ):
        token = 2 * layers * heads * head * width
        sizes = (token, token * 8192, token * 8192 * 16)
        assert " | ".join(size(n) for n in sizes) == row
        assert row in text


def size(n):
    for unit in ("KiB", "MiB", "GiB"):
        n //= 1024
        if n < 1024:
            return f"{n} {unit}"
    raise AssertionError


def test_bandwidth_limits_a_single_sequence():
    weights = 6.74e9 * 2
    seconds = weights / 2e12
    text = source(CACHE)
    assert f"{weights / 1e9:.1f} GB of weights" in text
    assert f"takes {1000 * seconds:.1f} ms" in text
    assert f"at {1 / seconds:.0f} tokens a second" in text
