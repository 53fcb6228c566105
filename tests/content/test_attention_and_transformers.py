"""The numbers in the answers on attention and transformers, computed from their definitions."""

import re

import numpy as np

from tests.content.library import source

ATTENTION = "what-is-attention-and-which-problem-did-it-solve"
SELF_ATTENTION = "how-do-queries-keys-and-values-produce-self-attention"
TRANSFORMER = "walk-through-the-transformer-architecture"
MASKING = "what-is-causal-masking"
CACHE = "what-is-a-kv-cache"
SCALE = "why-divide-by-the-square-root-of-the-key-dimension"
HEADS = "why-use-several-attention-heads"
ORDER = "how-does-a-transformer-know-the-order-of-its-tokens"
FAMILIES = "encoder-only-decoder-only-or-encoder-decoder"
AGAINST_RNN = "transformers-against-rnns-what-changed"
COST = "what-does-attention-cost-and-how-can-it-be-made-cheaper"
NORM_PLACE = "pre-norm-or-post-norm"
EXPERTS = "what-is-a-mixture-of-experts-layer"


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


def test_saturation_with_two_keys():
    text = source(SCALE)
    far, near = softmax([8, 0])[0], softmax([1, 0])[0]
    steep, flat = near * (1 - near), far * (1 - far)
    assert f"weight is {far:.4f} and its derivative" in text
    assert f"own score is {flat:.6f}." in text
    assert f"the weight {near:.3f} and the derivative {steep:.3f}" in text
    assert f"which is {steep / flat:.0f} times as large" in text
    assert f"and {steep / 8 / flat:.0f} times remains" in text


def test_saturated_means_that_no_derivative_exceeds_a_hundredth():
    for rest in ([0.01], [0.005, 0.005], [0.0099, 0.0001]):
        a = np.array([0.99, *rest])
        assert np.abs(np.diag(a) - np.outer(a, a)).max() <= 0.01


def test_bars_of_the_scaling_figure():
    scores = np.array([0.3, -1.1, 1.2, 0.5, -0.4, 1.6, -0.7, 0.1])
    text = source(SCALE)
    heights = [float(h) for h in re.findall(r'height="([0-9.]+)" class="f1"', text)]
    weights = np.concatenate([softmax(c * scores) for c in (1, 4, 8)])
    assert np.allclose(heights, 130 * weights, atol=0.01)
    for c in (1, 4, 8):
        assert f">{softmax(c * scores).max():.2f}</text>" in text


def test_wrong_width_and_aligned_vectors():
    text = source(SCALE)
    assert f"\\sqrt{{512}} \\approx {np.sqrt(512):.1f}$" in text
    assert f"with spread {8 / np.sqrt(512):.2f}" in text
    mean = 0.5 * 64
    assert f"the mean score is {mean:.0f}, and {mean / 8:.0f} after the division" in text


def test_weights_and_products_do_not_depend_on_the_number_of_heads():
    d, n = 512, 100
    for h in (1, 4, 8, 16, 32):
        assert 3 * h * d * (d // h) + d**2 == 4 * d**2
        assert h * 2 * n**2 * (d // h) == 2 * n**2 * d
        if h > 1:
            assert f"| {h} | {d // h} |" in source(HEADS)


def test_one_head_explains_half_for_every_weight():
    for w in (0.0, 0.3, 0.5, 0.9):
        first = w**2 / (w**2 + (1 - w) ** 2)
        second = (1 - w) ** 2 / (w**2 + (1 - w) ** 2)
        assert np.isclose((first + second) / 2, 0.5)


def test_slowest_rotation_and_rounded_positions():
    text = source(ORDER)
    turn = 2 * np.pi * 10000 ** (126 / 128)
    assert f"the slowest needs {turn:,.0f} positions" in text
    bits = np.array([256, 257], dtype=np.float32).view(np.uint32)
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16) << 16  # to bfloat16, ties to even
    assert list(rounded.astype(np.uint32).view(np.float32)) == [256, 256]


def test_angle_of_the_rotary_figure():
    query, key, step = 65, 55, 25
    angles = {query - key + step * (m - n) for m, n in ((3, 1), (7, 5))}
    assert angles == {60}
    assert source(ORDER).count(">60°</text>") == 2
    assert "with 25° for each step" in source(ORDER)


def test_cells_of_the_three_masks():
    filled = re.findall(r'width="(\d+)" height="20" class="(f[14])"', source(FAMILIES))
    widths = [(int(w) // 20, c) for w, c in filled]
    encoder = [(6, "f1")] * 6
    decoder = [(i, "f1") for i in range(1, 7)]
    both = [(3, "f1")] * 3 + [(i, "f1") for i in range(1, 4)] + [(3, "f4")] * 3
    assert widths == encoder + decoder + both


def earliest_steps(layers, tokens, chained):
    ready = np.zeros((layers, tokens), dtype=int)
    for layer in range(layers):
        for t in range(tokens):
            below = 0
            if layer:
                below = ready[layer - 1, t] if chained else ready[layer - 1].max()
            left = ready[layer, t - 1] if chained and t else 0
            ready[layer, t] = max(below, left) + 1
    return ready


def test_dependent_steps():
    text = source(AGAINST_RNN)
    cells = [int(n) for n in re.findall(r'text-anchor="middle">(\d)</text>', text)]
    expected = [earliest_steps(2, 6, chained).ravel() for chained in (True, False)]
    assert cells == list(np.concatenate(expected))
    rnn, transformer = (earliest_steps(6, 1000, c).max() for c in (True, False))
    assert f"that is {rnn:,} against {transformer}." in text


def test_state_against_cache():
    d, tokens = 512, 1000
    assert 2 * d * tokens // (2 * d) == 1000
    assert "that is 1,000 times as much" in source(AGAINST_RNN)


def test_cost_of_the_score_table():
    text = source(COST)
    d = 4096
    n = 6 * d
    assert 12 * n * d**2 == 2 * n**2 * d
    assert f"at {n:,} tokens" in text
    table = 131_072**2 * 2
    assert f"{table / 2**30:.0f} GiB for one head and {32 * table / 2**40:.0f} TiB" in text
    assert f"is {2000 / (6 * d + 2000):.0%} of a layer's" in text


def test_pairs_inside_a_window():
    text = source(COST)
    n, w = 131_072, 4_096
    causal = n * (n + 1) // 2
    windowed = sum(min(i, w) for i in range(1, n + 1))
    assert f"about {causal / windowed:.0f} times fewer pairs" in text
    assert f"reach of {32 * w:,} tokens" in text


def test_exponentials_overflow():
    assert int(np.log(np.finfo(np.float32).max)) == 88
    assert int(np.log(np.finfo(np.float16).max)) == 11


def test_direct_share_of_the_embedding():
    text = source(NORM_PLACE)
    mantissa, exponent = f"{2.0**-24:.1e}".split("e")
    assert f"2^{{-24}} \\approx {mantissa} \\cdot 10^{{{int(exponent)}}}" in text
    assert f"1/\\sqrt{{49}} \\approx {1 / np.sqrt(49):.2f}" in text


def test_predicted_growth_of_errors():
    predicted = []
    for sublayers in (6, 24, 96):
        post = pre = 0.0
        for layer in range(sublayers):
            post = (post + post + 2) / 2
            pre = ((layer + 1) * pre + pre + 2) / (layer + 2)
        assert np.isclose(post, sublayers)
        predicted.append(f"{pre:.1f}")
    assert f"{predicted[0]}, {predicted[1]} and {predicted[2]} for pre-norm" in source(NORM_PLACE)


def test_parameters_of_mixtral():
    text = source(EXPERTS)
    layers, d, inner, vocabulary = 32, 4096, 14_336, 32_000
    expert = 3 * d * inner
    experts, chosen = layers * 8 * expert, layers * 2 * expert
    attention = layers * (2 * d * d + 2 * d * 1024)
    embedding = 2 * vocabulary * d
    assert f"or {expert / 1e6:.1f} million weights" in text
    for name, held, used, digits in (
        ("experts", experts, chosen, 2),
        ("attention, 8 key-value heads", attention, attention, 2),
        ("embedding and output", embedding, embedding, 2),
        ("total", experts + attention + embedding, chosen + attention + embedding, 1),
    ):
        row = f"| {name} | {held / 1e9:.{digits}f} billion | {used / 1e9:.{digits}f} billion |"
        assert row in text


def test_experts_touched_by_a_batch():
    text = source(EXPERTS)
    assert f"\\approx {8 * (1 - 0.75**4):.1f}$ experts are touched" in text
    assert f"with 16 tokens {8 * (1 - 0.75**16):.1f}, so" in text


def test_weights_of_the_routing_figure():
    text = source(EXPERTS)
    weights = softmax([0.2, 1.9, -0.6, 0.4, -1.0, 1.2, 0.0, -0.3])
    bars = [float(w) for w in re.findall(r'width="([0-9.]+)" height="10" class="f4"', text)]
    assert np.allclose(bars, 120 * weights, atol=0.06)
    best = np.sort(weights)[-2:]
    for share in best / best.sum():
        assert f">{share:.2f}</text>" in text
