"""The numbers in the answers on ML foundations, computed from their definitions."""

import numpy as np

from tests.content.library import source

BIAS = "explain-the-trade-off-between-bias-and-variance"
SHIFT = "what-happens-when-training-and-deployment-data-are-distributed-differently"
DESCENT = "what-is-double-descent-and-does-it-break-the-classical-picture"


def test_noise_floor_of_the_polynomial_experiment():
    assert rf"$\sigma^2 = {0.3**2:.2f}$" in source(BIAS)


def test_variance_of_least_squares_is_noise_times_coefficients_over_rows():
    text = source(BIAS)
    for degree in (1, 5, 9, 15):
        expected = 0.3**2 * (degree + 1) / 25
        (row,) = [r.split() for r in text.splitlines() if r.startswith(f"{degree:6} ")]
        assert abs(float(row[2]) - expected) < 0.002
    assert rf"$\sigma^2/25 = {0.3**2 / 25:.4f}$" in text


def squared_bias(degree):
    """Mean squared distance of the sine at 25 points from its own polynomial fit."""
    x = np.linspace(0, 1, 25)
    truth = np.sin(2 * np.pi * x)
    basis = np.polynomial.legendre.legvander(2 * x - 1, degree)
    return np.mean((truth - basis @ np.linalg.lstsq(basis, truth, rcond=None)[0]) ** 2)


def test_two_more_degrees_add_more_variance_than_they_remove_bias():
    added = 2 * 0.3**2 / 25
    removed = squared_bias(3) - squared_bias(5)
    expected = f"adds {added:.4f} of variance and removes {removed:.4f} of squared bias"
    assert expected in source(BIAS)


def precision(sensitivity, false_positive_rate, prevalence):
    true = sensitivity * prevalence
    return true / (true + false_positive_rate * (1 - prevalence))


def test_precision_before_and_after_the_label_shift():
    text = source(SHIFT)
    assert f"Its precision is {precision(0.9, 0.1, 0.5):.3f}." in text
    assert f"= {precision(0.9, 0.1, 0.05):.3f}$" in text


def test_new_prior_from_the_share_of_positive_predictions():
    share = 0.9 * 0.05 + 0.1 * 0.95
    text = source(SHIFT)
    assert f"observed $q = {share:.2f}$" in text
    assert f"(0.14 - 0.1)/{0.9 - 0.1:.1f} = {(share - 0.1) / (0.9 - 0.1):.2f}$" in text


def variance_term(features, rows=100):
    """Expected variance of least-norm least squares on standard normal features."""
    if features < rows - 1:
        return features / (rows - features - 1)
    return rows / (features - rows - 1)


def test_variance_on_both_sides_of_the_interpolation_threshold():
    values = [variance_term(p) for p in (50, 90, 110, 200, 1000)]
    a, b, c, d, e = values
    expected = (
        f"it is {a:.2f} at $p = 50$, {b:.1f} at $p = 90$, {c:.1f} at $p = 110$,"
        f" {d:.2f} at $p = 200$ and {e:.2f} at $p = 1000$"
    )
    assert expected in source(DESCENT)


def test_the_printed_curve_peaks_at_the_threshold_and_ends_lower_than_it_was():
    text = source(DESCENT).split("```output\n")[1].split("```")[0]
    rows = [line.split() for line in text.splitlines()[1:]]
    error = {int(row[0]): float(row[2]) for row in rows}
    assert max(error, key=error.get) == 40
    assert error[1000] < error[20] < error[5]
