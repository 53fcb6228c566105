"""The numbers in the answers on activation functions, computed from their definitions."""

import math

import numpy as np

from tests.content.library import source

ACTIVATIONS = "why-do-networks-need-activation-functions-and-how-do-you-choose-one"
DYING = "what-is-the-dying-relu-problem"


def prose(slug):
    """The file's text with every line break turned into a blank."""
    return " ".join(source(slug).split())


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def below(z):
    """The standard normal distribution function."""
    return np.array([(1 + math.erf(v / math.sqrt(2))) / 2 for v in z])


def slopes(name):
    z = np.linspace(-8, 8, 16_001)
    bell = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return {
        "sigmoid": sigmoid(z) * (1 - sigmoid(z)),
        "GELU": below(z) + z * bell,
        "SiLU": sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z)),
    }[name]


def test_the_sigmoids_slope_is_at_most_a_quarter():
    assert math.isclose(slopes("sigmoid").max(), 0.25)
    assert "| at most 0.25 |" in source(ACTIVATIONS)


def test_slopes_of_the_smooth_relatives():
    for name in ("GELU", "SiLU"):
        low, high = slopes(name).min(), slopes(name).max()
        assert f"| between −{-low:.2f} and {high:.2f} |" in source(ACTIVATIONS)


def test_tanh_is_a_rescaled_sigmoid():
    z = np.linspace(-3, 3, 7)
    assert np.allclose(np.tanh(z), 2 * sigmoid(2 * z) - 1)


def test_a_saturated_sigmoid():
    slope = sigmoid(5) * (1 - sigmoid(5))
    assert f"at $z = 5$ the sigmoid's slope is {slope:.4f}" in prose(ACTIVATIONS)


def test_twenty_slopes_of_a_sigmoid():
    assert f"{0.25**20:.0e}" == "9e-13"
    assert r"$0.25^{20} \approx 9 \times 10^{-13}$" in source(ACTIVATIONS)


def test_one_step_of_the_unit_that_dies():
    text = prose(DYING)
    x = np.array([0.5, 1, 1.5, 2])
    error = np.maximum(x, 0) - x / 2
    assert np.allclose(error, x / 2)
    down = np.mean(error * x), np.mean(error)
    assert f"{down[0]:.4f}, for $w$" in text
    assert f"{down[1]:.3f}, for $b$" in text
    small = 1 - 0.1 * down[0], -0.1 * down[1]
    assert f"$w = {small[0]:.3f}$, $b = {small[1]:.4f}$" in text
    large = 1 - 2 * down[0], -2 * down[1]
    assert f"$w = {large[0]:.3f}$, $b = {large[1]:.2f}$" in text
    z = large[0] * x + large[1]
    assert (z < 0).all()
    for v in z:
        place = f"{373 + 34 * v:.1f}".removesuffix(".0")
        assert f'<circle class="f4" cx="{place}" cy="150"' in source(DYING)
    assert f"between minus {-z.min():.0f} and minus {-z.max():.1f}" in text


def test_an_output_of_zero_has_the_mean_square_of_the_targets_as_its_error():
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (200, 2))
    y = np.sin(3 * x[:, 0]) * x[:, 1]
    assert f"{np.mean(y**2):.3f} is the mean square of the targets" in prose(DYING)


def test_tanh_keeps_about_a_sixth():
    (left,) = (
        float(row.split()[-1])
        for row in source(ACTIVATIONS).splitlines()
        if row.startswith("tanh     gradient left")
    )
    assert round(1 / left) == 6
    assert "keeps about a sixth" in prose(ACTIVATIONS)


def test_units_off_and_errors_as_the_text_counts_them():
    rows = [
        row.split()
        for row in source(DYING).splitlines()
        if " of 50 " in row and row.lstrip().startswith("0")
    ]
    off, error = [int(r[3]) for r in rows], [float(r[-1]) for r in rows]
    assert off == [0, 20, 48, 50, 47]
    assert min(error) == error[1]
    assert round(error[2] / error[0]) == 10
    assert "only two units still work" in prose(DYING)
    assert "three units have become positive" in prose(DYING)


def test_a_linear_unit_overshoots_too_but_a_lower_rate_brings_it_back():
    x = np.array([0.5, 1, 1.5, 2])
    w, b = -0.875, -1.25
    assert abs(w * x + b - x / 2).mean() > 1
    for _ in range(2000):
        error = w * x + b - x / 2
        w, b = w - 0.1 * np.mean(error * x), b - 0.1 * np.mean(error)
    assert math.isclose(w, 0.5, abs_tol=1e-3)
    assert math.isclose(b, 0, abs_tol=1e-3)
    assert "lowering the rate would bring it back" in prose(DYING)


def test_weights_ten_times_as_large_restore_the_size_and_saturate_the_units():
    sizes, local = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        a, layers = rng.standard_normal(200), []
        for _ in range(20):
            weights = 10 * rng.standard_normal((200, 200)) / 200**0.5
            a = sigmoid(weights @ a)
            layers.append((weights, a * (1 - a)))
        g = start = rng.standard_normal(200)
        for weights, slope in reversed(layers):
            g = weights.T @ (g * slope)
        sizes.append(np.linalg.norm(g) / np.linalg.norm(start))
        local.append(np.concatenate([slope for _, slope in layers]))
    assert all(0.1 < size < 3 for size in sizes)
    local = np.sort(np.concatenate(local))
    assert abs(np.mean(local < 0.01) - 0.5) < 0.02
    assert np.sum(local[-len(local) // 10 :] ** 2) > np.sum(local**2) / 2
    text = prose(ACTIVATIONS)
    assert "Weights ten times as large roughly restore its size" in text
    assert "about half of the slopes are then below 0.01" in text


def test_smooth_relatives_fall_for_strongly_negative_inputs():
    z = np.linspace(-8, 8, 16_001)
    for name in ("GELU", "SiLU"):
        assert (slopes(name)[(z > -8) & (z < -1.5)] < 0).all()
    assert "that of GELU and SiLU is slightly negative there" in prose(DYING)
