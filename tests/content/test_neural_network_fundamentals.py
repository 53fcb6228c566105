"""The numbers in the answers on neural networks, computed from their definitions."""

import math

from tests.content.library import source

FORWARD = "how-does-a-feed-forward-neural-network-compute-its-output"
BACKWARD = "how-does-backpropagation-compute-gradients"
UNIVERSAL = "what-does-the-universal-approximation-theorem-really-guarantee"


def test_exclusive_or_by_two_relu_units():
    for a in (0, 1):
        for b in (0, 1):
            assert max(a + b, 0) - 2 * max(a + b - 1, 0) == a ^ b
            assert (a + b) - 2 * (a + b - 1) == 2 - a - b
    assert "$2 - x_1 - x_2$" in source(FORWARD)


def test_parameters_and_cost_of_the_digit_network():
    parameters = 128 * 785 + 10 * 129
    text = source(FORWARD)
    assert f"= {parameters:,}." in text
    assert f"about {2 * parameters / 1e6:.1f} million operations" in text


def test_derivatives_on_the_graph():
    x, w = 3, 2
    u = x * w
    v = u + w
    loss = v**2 // 2
    text = source(BACKWARD)
    assert f"gives $u = {u}$, $v = {v}$ and $L = {loss}$" in text
    assert f"= v = {v}," in text
    assert rf"= {v} \cdot w = {v * w}," in text
    assert f"= {v * x + v} ." in text
    assert f"{v * x} + {v} = {v * x + v}</text>" in text

    def value(x, w):
        return (x * w + w) ** 2 / 2

    step = 1e-6
    by_x = (value(x + step, w) - value(x - step, w)) / (2 * step)
    by_w = (value(x, w + step) - value(x, w - step)) / (2 * step)
    assert math.isclose(by_x, v * w, rel_tol=1e-6)
    assert math.isclose(by_w, v * x + v, rel_tol=1e-6)


def tent(x):
    return 2 * max(x, 0) - 4 * max(x - 0.5, 0)


def test_pieces_of_the_sawtooth():
    """The slope of the tenfold tent changes sign between any two dyadic pieces."""
    depth = 10
    pieces = 2**depth
    values = []
    for k in range(pieces + 1):
        x = k / pieces
        for _ in range(depth):
            x = tent(x)
        values.append(x)
    assert values == [k % 2 for k in range(pieces + 1)]
    text = source(UNIVERSAL)
    assert f"the deep network has {2 * depth} hidden units" in text
    assert f"at least {pieces - 1:,} to reproduce the {pieces:,} pieces" in text


def test_error_of_the_last_straight_piece_outside():
    slope = (0 - math.sin(2 * math.pi * 47 / 48)) * 48
    assert f"at x = 1.5: error {slope * 0.5:.2f}" in source(UNIVERSAL)
