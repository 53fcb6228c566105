"""The numbers in the answers on recurrent networks, computed from their definitions."""

import math

from tests.content.library import source

ARCHITECTURE = "briefly-describe-the-architecture-of-a-recurrent-neural-network-rnn"
PROS_AND_CONS = "what-are-the-advantages-and-disadvantages-of-a-recurrent-neural-network-rnn"
VANISHING = "why-do-gradients-vanish-through-time-in-an-rnn"
LSTM = "how-do-the-gates-of-an-lstm-work"
GRU = "gru-or-lstm-what-is-the-difference"
SEQ2SEQ = "how-does-an-encoder-decoder-seq2seq-model-translate"
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
