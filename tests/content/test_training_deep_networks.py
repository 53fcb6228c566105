"""The numbers in the answers on training deep networks, computed from their definitions."""

import math
import re

import numpy as np
import pytest

from tests.content.library import source

GRADIENTS = "what-makes-gradients-vanish-or-explode-in-deep-networks-and-how-do-you-fix-it"
BATCHES = "batch-mini-batch-and-stochastic-gradient-descent-how-do-they-compare"
RULES = "what-do-momentum-rmsprop-and-adam-each-add"
ADAMW = "adam-or-sgd-with-momentum-and-what-is-adamw"


def curve(text: str, css_class: str) -> np.ndarray:
    """The points of the first path of a class in a figure."""
    path = re.search(rf'<path class="{css_class}" d="M([^"Z]+)"', text)[1]
    return np.array([[float(v) for v in point.split()] for point in path.split("L")])


def test_thirty_factors_of_a_half_and_of_one_and_a_half():
    text = source(GRADIENTS)
    assert f"{0.5**30 * 1e10:.1f} \\cdot 10^{{-10}}" in text
    assert f"multiply it by {round(1.5**30, -4):,.0f}" in text


@pytest.mark.parametrize(
    ("css_class", "variance", "relu"),
    [("s1", 4, True), ("s3", 2, True), ("s4", 1, True), ("s5", 1, False)],
)
def test_gradients_through_thirty_layers_as_drawn(css_class, variance, relu):
    rng = np.random.default_rng(0)
    n, depth = 128, 30
    layers, h = [], rng.standard_normal((n, 64))
    for _ in range(depth):
        weights = rng.normal(0, np.sqrt(variance / n), (n, n))
        z = weights @ h
        h = np.maximum(z, 0) if relu else 1 / (1 + np.exp(-z))
        layers.append((weights, (z > 0) * 1.0 if relu else h * (1 - h)))
    gradient = rng.standard_normal(h.shape)
    sizes = [np.linalg.norm(gradient)]
    for weights, slope in reversed(layers):
        gradient = weights.T @ (slope * gradient)
        sizes.append(np.linalg.norm(gradient))
    drawn = (62 - curve(source(GRADIENTS), css_class)[:, 1]) / 8.6
    assert np.allclose(drawn, np.log10(np.array(sizes) / sizes[0]), atol=0.02)


def test_iterations_of_an_epoch():
    text = source(BATCHES)
    assert f"an epoch has {math.ceil(50_000 / 128)} iterations" in text
    assert f"the last with a batch of {50_000 % 128}" in text


def test_a_batch_a_hundred_times_larger_is_ten_times_as_accurate():
    assert math.sqrt(100) == 10
    assert "only ten times as accurate" in source(BATCHES)


def test_paths_of_one_epoch_as_drawn():
    rng = np.random.default_rng(1)
    x = rng.standard_normal((200, 2)) * np.array([0.45, 1.0])
    y = rng.standard_normal(200) * 0.7
    best = np.linalg.solve(x.T @ x, x.T @ y)
    order = np.random.default_rng(3).permutation(200)
    for size, rate, css_class in ((1, 0.12, "s5"), (10, 0.6, "s3"), (200, 1.0, "s1")):
        w = best + np.array([-3.3, 1.15])
        points = [w]
        for start in range(0, 200, size):
            i = order[start : start + size]
            w = w - rate * x[i].T @ (x[i] @ w - y[i]) / size
            points.append(w)
        drawn = (curve(source(BATCHES), css_class) - [312, 132]) / [80, -80]
        assert np.allclose(drawn, np.array(points) - best, atol=0.002)


def test_velocity_of_a_steady_and_of_an_alternating_gradient():
    text = source(RULES)
    assert f"{1 / (1 - 0.9):.0f}" == "10"
    assert "ten times for $\\beta = 0.9$" in text
    assert f"{1 / (1 + 0.9):.1f}" == "0.5"
    assert "shrinks to $1/(1+\\beta)$, about half" in text


def test_uncorrected_adam_step_under_a_constant_gradient():
    text = source(RULES)
    t = np.arange(1, 1001)
    step = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert f"$0.1/\\sqrt{{0.001}} = {step[0]:.2f}$" in text
    assert f"up to {step.max():.1f} times too long" in text
    assert f"{step.max():.1f} at step {t[step.argmax()]}<" in text
    assert f"to {step[-1]:.2f} at step 1,000" in text
    x, y = curve(text, "s4").T
    when = 10 ** ((x - 60) / 120)
    assert np.allclose((224 - y) / 27, (1 - 0.9**when) / np.sqrt(1 - 0.999**when), atol=0.02)


def test_longest_step_of_adam():
    """By Cauchy and Schwarz; gradients weighted by (β1/β2)^age attain it."""
    bound = (1 - 0.9) / math.sqrt((1 - 0.999) * (1 - 0.9**2 / 0.999))
    age = np.arange(2000)
    g = (0.9 / 0.999) ** age
    ratio = 0.1 * np.sum(0.9**age * g) / math.sqrt(0.001 * np.sum(0.999**age * g**2))
    assert np.isclose(ratio, bound)
    assert f"more than a factor of {bound:.1f}" in source(RULES)


def test_memory_of_adam_for_seven_billion_parameters():
    assert f"Adam's two are {7e9 * 2 * 4 / 1e9:.0f} GB" in source(RULES)


def test_decay_of_a_quadratic_at_rate_one_hundredth():
    text = source(RULES)
    assert f"removes only {1 - (1 - 0.01 * 1):.0%} of the error" in text
    assert abs(1 - 2 / 100 * 100) == 1  # at the limit the steep direction just flips
    assert "the rate must stay below $2/100$" in text


def test_time_scale_of_weight_decay():
    assert f"about {round(1 / (3e-4 * 0.1), -3):,.0f}" in source(ADAMW)


def test_decay_curves_as_drawn():
    text = source(ADAMW)
    rate, decay, b1, b2 = 1e-3, 0.2, 0.9, 0.999
    rng = np.random.default_rng(0)
    size = np.repeat([10.0, 0.1], 200)
    w, m, v, kept = np.ones(400), np.zeros(400), np.zeros(400), [(1.0, 1.0)]
    for t in range(1, 5001):
        g = size * rng.standard_normal(400) + decay * w
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        w = w - rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + 1e-8)
        if t % 125 == 0:
            kept.append((w[:200].mean(), w[200:].mean()))
    for css_class, column in (("s1", 0), ("s4", 1)):
        drawn = (222 - curve(text, css_class)[:, 1]) / 176
        assert np.allclose(drawn, np.array(kept)[:, column], atol=0.001)
    assert f"keep {kept[-1][0]:.0%} of their value" in text
