"""The numbers in the answers on recurrent networks, computed from their definitions."""

import math
from itertools import groupby, product

import numpy as np

from tests.content.library import source

ARCHITECTURE = "briefly-describe-the-architecture-of-a-recurrent-neural-network-rnn"
PROS_AND_CONS = "what-are-the-advantages-and-disadvantages-of-a-recurrent-neural-network-rnn"
VANISHING = "why-do-gradients-vanish-through-time-in-an-rnn"
LSTM = "how-do-the-gates-of-an-lstm-work"
GRU = "gru-or-lstm-what-is-the-difference"
SEQ2SEQ = "how-does-an-encoder-decoder-seq2seq-model-translate"
PATTERNS = "which-input-output-patterns-can-an-rnn-handle"
BOTH_WAYS = "what-does-a-bidirectional-rnn-gain-and-when-can-you-not-use-one"
FORCING = "what-are-teacher-forcing-and-exposure-bias"
STATE_SPACE = "are-recurrent-models-coming-back-with-state-space-layers-such-as-mamba"
COMPARISON = "rnn-1-d-cnn-or-transformer-for-a-sequence-problem"


def recurrent_weights(units, inputs):
    """Two matrices and a bias."""
    return units * units + units * inputs + units


def sigmoid(a):
    return 1 / (1 + math.exp(-a))


def superscript(exponent):
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def test_parameters_of_the_plain_layer():
    text = source(ARCHITECTURE)
    assert f"{recurrent_weights(256, 100):,} for the recurrent layer" in text
    assert f"{10 * 256 + 10:,} for the output layer" in text


def test_the_latch_stays_at_a_fixed_point():
    h = 1.0
    for _ in range(100):
        h = math.tanh(2 * h)
    assert f"{h:.2f} is a stable fixed point" in source(ARCHITECTURE)
    assert 2 * (1 - h * h) < 1


def test_shared_weights_against_a_dense_layer():
    text = source(PROS_AND_CONS)
    assert f"{recurrent_weights(128, 100):,} weights" in text
    assert f"would need {50 * 100 * 128 + 128:,}" in text


def test_fifty_factors():
    text = source(PROS_AND_CONS)
    assert f"$0.9^{{50}} \\approx {0.9**50:.3f}$ of the signal" in text
    assert f"$1.1^{{50}} \\approx {1.1**50:.0f}$ times" in text


def test_ninety_percent_kept_for_a_hundred_steps():
    assert f"at most {0.9**100:.5f} is left after 100 steps" in source(VANISHING)


def test_linear_growth_allowed_at_one_and_a_half():
    exponent = math.floor(math.log10(1.5**100))
    leading = f"{1.5**100 / 10**exponent:.0f} × 10{superscript(exponent)}"
    assert f"the linear bound allows {leading}" in source(VANISHING)


def test_steepest_slope_of_the_sigmoid():
    slope = max(sigmoid(a / 100) * (1 - sigmoid(a / 100)) for a in range(-1000, 1001))
    assert slope == 0.25
    assert f"everything below $\\sigma = {1 / slope:.0f}$ vanishes" in source(VANISHING)


def test_what_a_constant_forget_gate_leaves():
    text = source(LSTM)
    rows = [
        (0.5, f"{0.5**20:.8f}"),
        (0.73, f"{0.73**20:.4f}"),
        (0.95, f"{0.95**20:.2f}"),
        (0.99, f"{0.99**20:.2f}"),
    ]
    for gate, after_twenty in rows:
        rest = gate**100
        if rest > 0.001:
            after_hundred = f"{rest:.2g}"
        else:
            exponent = math.floor(math.log10(rest))
            after_hundred = f"{rest / 10.0**exponent:.1f} × 10{superscript(exponent)}"
        assert f"| {gate:.2f} | {after_twenty} | {after_hundred} |" in text
    assert f"$\\sigma(1) = {sigmoid(1):.2f}$" in text
    assert f"loses {1 - 0.95**100:.0%} in a hundred steps" in text


def test_the_latch_leaks_a_thousandth_per_step():
    assert f"a loss of about {1 - sigmoid(7):.1%} per step" in source(LSTM)


def test_parameters_of_both_gated_cells():
    text = source(GRU)
    block = recurrent_weights(256, 256)
    assert f"| {4 * block:,} | {3 * block:,} |" in text


def test_the_gru_runs_out_of_room():
    z = sigmoid(-2)
    states = [1 - (1 - z) ** k for k in (79, 80)]
    assert f"the GRU's by {states[1] - states[0]:.6f}" in source(GRU)


def test_beam_search_beats_greedy_search():
    text = source(SEQ2SEQ)
    assert f"0.5 × 0.4 = {0.5 * 0.4:.2f}" in text
    assert f"0.4 × 0.7 = {0.4 * 0.7:.2f}" in text


def test_where_the_quadratic_part_catches_up():
    text = source(COMPARISON)
    d = 512
    projections, feed_forward = 4 * d * d, 2 * d * 4 * d
    per_position_and_length = 2 * d
    assert feed_forward == 8 * d * d
    assert projections / per_position_and_length == 2 * d
    length = (projections + feed_forward) // per_position_and_length
    assert length == 6 * d
    assert f"the latter is $T = {length}$" in text


def read(frames):
    """Merge repeats, then drop blanks, as CTC does."""
    return "".join(letter for letter, _ in groupby(frames) if letter != "–")


def test_frame_sequences_that_read_ab():
    paths = ["".join(frames) for frames in product("ab–", repeat=3) if read(frames) == "ab"]
    text = source(PATTERNS)
    assert len(paths) == 5
    assert "five of them read" in text
    for path in paths:
        assert path in text
    assert not any(read(frames) == "aa" for frames in product("a–", repeat=2))


def test_what_the_states_of_both_directions_recover():
    """The curves of the figure, from one fit for all offsets."""

    def states(x, n=50):
        rng = np.random.default_rng(1)
        W_h = 0.95 * np.linalg.qr(rng.standard_normal((n, n)))[0]
        w_x, h, out = 0.3 * rng.standard_normal(n), np.zeros(n), []
        for value in x:
            h = np.tanh(w_x * value + W_h @ h)
            out.append(h)
        return np.array(out)

    x = np.random.default_rng(0).standard_normal(4000)
    forward = states(x)
    both = np.hstack([forward, states(x[::-1])[::-1]])
    offsets = range(-20, 21)
    inner = slice(50, -50)
    targets = np.stack([np.roll(x, -k) for k in offsets], axis=1)[inner]
    text = source(BOTH_WAYS)
    for H in (forward[inner], both[inner]):
        half = len(H) // 2
        w = np.linalg.lstsq(H[:half], targets[:half], rcond=None)[0]
        rest = targets[half:] - H[half:] @ w
        shares = 1 - (rest**2).sum(axis=0) / (targets[half:] ** 2).sum(axis=0)
        points = (
            f"{round(60 + (k + 20) / 40 * 390, 1):g} {round(200 - max(r, 0) * 160, 1):g}"
            for k, r in zip(offsets, shares, strict=True)
        )
        assert "M" + "L".join(points) in text
    assert f"an $R^2$ of {shares[21]:.2f}" in text


def test_scheduled_sampling_learns_pairs_that_are_not_in_the_data():
    """Joint weights of the token fed as input and the gold token after it."""
    q = 0.5
    weights = dict.fromkeys(product("ab", repeat=2), 0.0)
    for gold in "ab":
        for own in "ab":
            weights[own, gold] += 0.5 * 0.5 * q
            weights[gold, gold] += 0.5 * 0.5 * (1 - q)
    after_a = weights["a", "b"] / (weights["a", "a"] + weights["a", "b"])
    assert after_a == q / 2
    assert f"{after_a:.0%} of the output for $q = {q}$" in source(FORCING)


def test_two_misses_for_each_wrong_token_after_corrupted_histories():
    miss = 0.02 * 19 / 20
    assert f"a second miss, hence {1 - 2 * miss:.0%}" in source(FORCING)


def test_errors_grow_with_the_square_without_recovery():
    """Once wrong, always wrong: for small rates close to half of rate times length squared."""
    rate, length = 1e-6, 1000
    errors = sum(1 - (1 - rate) ** t for t in range(1, length + 1))
    assert abs(errors / (rate * length**2 / 2) - 1) < 0.01


def test_the_simplest_selective_layer_is_a_gate():
    for s in (-3.0, 0.0, 2.5):
        delta = math.log(1 + math.exp(s))
        kept = math.exp(-delta)
        written = (math.exp(-delta) - 1) / -1  # exact discretization with A = -1, B = 1
        assert math.isclose(kept, 1 - sigmoid(s))
        assert math.isclose(written, sigmoid(s))


def test_state_of_a_mamba_layer_against_the_cache():
    d = 4096
    state, per_token = 2 * d * 16, 2 * d
    text = source(STATE_SPACE)
    assert f"state, ${state // d}d$ numbers" in text
    assert f"of {state // per_token} tokens" in text


def test_rounds_of_the_drawn_scan():
    covered, shift, rounds = [1] * 8, 1, 0
    while shift < 8:
        covered = [c + (covered[i - shift] if i >= shift else 0) for i, c in enumerate(covered)]
        shift, rounds = 2 * shift, rounds + 1
    assert (covered, rounds) == ([1, 2, 3, 4, 5, 6, 7, 8], 3)
    assert "A parallel scan over eight steps takes three rounds." in source(STATE_SPACE)
