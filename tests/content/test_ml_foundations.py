"""The numbers in the answers on ML foundations, computed from their definitions."""

import itertools
from math import erf, exp, log, sqrt

import numpy as np

from tests.content.library import source

BIAS = "explain-the-trade-off-between-bias-and-variance"
SHIFT = "what-happens-when-training-and-deployment-data-are-distributed-differently"
DESCENT = "what-is-double-descent-and-does-it-break-the-classical-picture"
LEARNING = "what-is-machine-learning-and-when-is-it-the-wrong-tool"
KINDS = "how-do-supervised-unsupervised-self-supervised-and-reinforcement-learning-differ"
OVERFITTING = "how-do-you-recognize-and-cure-overfitting-and-underfitting"
PARAMETRIC = "parametric-or-non-parametric-models-what-separates-them"
GENERATIVE = "generative-and-discriminative-classifiers-compared"
DIMENSION = "what-is-the-curse-of-dimensionality"
LUNCH = "what-does-no-free-lunch-say-about-choosing-an-algorithm"


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


def printed(slug):
    """The rows of numbers that the answer's program prints, as lists of words."""
    return [r.split() for r in source(slug).split("```output\n")[1].split("```")[0].splitlines()]


def normal_cdf(z):
    return (1 + erf(z / sqrt(2))) / 2


def sigmoid(z):
    return 1 / (1 + exp(-z))


def test_mistakes_a_day_and_the_break_even_accuracy():
    text = source(LEARNING)
    assert f"makes {1_000_000 * 2 // 100:,} mistakes a day" in text
    assert f"break-even lies at {50 / (50 + 1):.1%}" in text


def test_century_years_that_the_learned_rule_gets_wrong():
    wrong = [y for y in range(1700, 2401, 100) if y % 400]
    listed = ", ".join(map(str, wrong[:-1])) + f" and {wrong[-1]}"
    assert f"still wrong for {listed}." in source(LEARNING)
    assert f"{len(wrong)} of 8 wrong" in source(LEARNING)


def test_next_word_examples_in_one_sentence():
    words = ["the", "cat", "sat", "on", "the", "mat"]
    assert f"yields {len(list(itertools.pairwise(words)))} next-word examples" in source(KINDS)


def test_feedback_and_exploration_order_the_three_learners():
    labels, greedy, explorer = ([float(word) for word in row[-2:]] for row in printed(KINDS)[1:])
    assert labels[0] == 1
    assert 0.7 < greedy[0] < 0.8
    assert labels[1] > explorer[1] > greedy[1]


def test_remedies_quoted_from_the_table():
    text = source(OVERFITTING)
    none, rows, ridge, capacity = (row[-4:] for row in printed(OVERFITTING)[2:])
    assert f"validation error from {none[1]} to {rows[1]}" in text
    assert f"four more degrees bring it to {capacity[1]}" in text
    assert f"Ten times the data bring it from {none[3]} nearly to the floor" in text
    assert rows[3] == f"{0.3**2:.2f}"
    assert f"a ridge penalty of 1 brings it to {ridge[3]}" in text
    assert float(capacity[2]) < float(none[2]) < float(none[3]) < float(capacity[3])


def test_error_of_a_right_line_and_the_gain_of_the_neighbors():
    text = source(PARAMETRIC)
    assert rf"$\sigma^2 = {0.5**2}$" in text
    a, b = (2 * 0.5**2 / n for n in (20, 200))
    assert f"which is {a:.4f} at $n = 20$ and {b:.4f} at $n = 200$" in text
    assert rf"$10^{{2/3}} = {10 ** (2 / 3):.1f}$" in text


def test_a_line_on_a_curved_truth_levels_off_at_its_squared_bias():
    x = (np.arange(100_000) + 0.5) / 100_000
    slope, intercept = np.polyfit(x, np.sin(5 * x), 1)
    grid = np.linspace(0.1, 0.9, 81)
    bias2 = np.mean((slope * grid + intercept - np.sin(5 * grid)) ** 2)
    assert f"the line stops near {bias2:.3f}" in source(PARAMETRIC)


def test_rows_needed_to_halve_a_nonparametric_error():
    one, two, ten, eighteen = (2 ** ((2 + d) / 2) for d in (1, 2, 10, 18))
    text = source(PARAMETRIC)
    assert f"{one:.1f} times for one input, {ten:.0f} times for ten" in text
    assert f"{two:.0f} times for $d = 2$, {eighteen:,.0f} times for $d = 18$" in source(DIMENSION)


def test_posterior_before_and_after_a_new_prior():
    text = source(GENERATIVE)
    log_odds = 2 * 1.5 - 2
    assert f"gives a probability of {sigmoid(log_odds):.3f}" in text
    assert f"the probability becomes {sigmoid(log_odds + log(0.1 / 0.9)):.3f}" in text


def test_limits_of_naive_bayes_and_logistic_regression():
    covariance = np.eye(20)
    for i in range(10):
        covariance[i, i + 10] = covariance[i + 10, i] = 0.5
    shift = np.r_[np.full(10, 0.5), np.zeros(10)]

    def error(w):
        return normal_cdf(-(w @ shift) / 2 / sqrt(w @ covariance @ w))

    naive, best = error(shift), error(np.linalg.solve(covariance, shift))
    left = covariance[0, 0] - covariance[0, 10] ** 2 / covariance[10, 10]
    assert (covariance[0, 10], left) == (0.5, 0.75)  # half of the partner, a quarter less
    text = source(GENERATIVE)
    assert f"{naive:.3f} for naive Bayes and {best:.3f} for logistic regression" in text
    numbers = [
        (int(r[1].strip(":")), float(r[4].strip(",")), float(r[6])) for r in printed(GENERATIVE)
    ]
    assert all((a < b) == (n <= 60) for n, a, b in numbers)


def test_edges_and_faces_of_the_unit_cube():
    text = source(DIMENSION)
    for d in (1, 2, 10, 100):
        assert f"| {d} | {0.01 ** (1 / d):.3f} | {1 - 0.9**d:.3f} |" in text
    assert f"spans {0.01 ** (1 / 10):.0%} of the range" in text
    assert 10**10 == 10 * 1_000_000_000
    assert "10 billion" in text


def test_spread_of_the_distance_between_two_normal_points():
    assert f"which is {1 / sqrt(2 * 100):.2f} for $d = 100$" in source(DIMENSION)
    # From a fixed query of squared length d the squared distance has mean 2d, variance 6d.
    assert f"or {sqrt(6 * 100) / (2 * 100) / 2:.3f} for $d = 100$" in source(DIMENSION)
    rows = printed(DIMENSION)
    below = [float(row[2]) < 1 / sqrt(2 * float(row[0])) for row in rows[1:]]
    assert below == [False, True, True, True]  # from d = 10 on
    near, far = float(rows[1][1]), float(rows[4][1])
    assert f"at {near:.0%} of the distance of the farthest" in source(DIMENSION)
    assert f"in 1,000 dimensions at {far:.0%}" in source(DIMENSION)
    assert f"falls from {rows[1][3]} to {rows[4][3]}" in source(DIMENSION)


def test_many_useful_features_help():
    a, b = (normal_cdf(-0.3 * sqrt(d) / 2) for d in (10, 100))
    assert f"{a:.3f} for $d = 10$ and {b:.3f} for $d = 100$" in source(DIMENSION)
    assert f"{224 * 224 * 3:,} pixel values" in source(DIMENSION)


def test_every_prediction_is_right_for_half_of_the_completions():
    for prediction in itertools.product((0, 1), repeat=3):
        truths = itertools.product((0, 1), repeat=3)
        right = sum(a == b for truth in truths for a, b in zip(truth, prediction, strict=True))
        assert f"right in {right} of the {8 * 3} places" in source(LUNCH)


def test_targets_on_three_and_on_twenty_bits():
    text = source(LUNCH)
    assert f"all {2**8} targets" in text
    assert printed(LUNCH)[1][:5] == ["all", "256", "0.500", "0.500", "0.500"]
    assert printed(LUNCH)[2][1] == "104"
    assert f"a table of {2**20:,} labels" in text
    assert sum(2**k for k in range(1001)) < 2**1001
    assert f"$2^{{{2**20}}}$" in text


def test_squared_error_has_a_free_lunch():
    hedge = np.mean([(0.5 - t) ** 2 for t in (0, 1)])
    definite = np.mean([(1 - t) ** 2 for t in (0, 1)])
    assert f"has an error of {hedge} under" in source(LUNCH)
    assert f"every definite answer has {definite}" in source(LUNCH)


def test_maximum_likelihood_can_end_above_naive_bayes():
    """Two bits with a known joint distribution: the limits of both fits, and their errors."""
    rng = np.random.default_rng(0)
    X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], float)
    above = below = 0
    for _ in range(200):
        joint = rng.dirichlet(np.ones(8)).reshape(4, 2)
        px, py = joint.sum(axis=1), joint.sum(axis=0)
        w = np.zeros(3)
        for _ in range(30):
            p = 1 / (1 + np.exp(-X @ w))
            w += np.linalg.solve((X.T * (px * p * (1 - p))) @ X, X.T @ (joint[:, 1] - px * p))
        ones = X[:, :2].T @ joint / py  # P(bit = 1 given the class)
        score = X[:, :2] @ np.log(ones) + (1 - X[:, :2]) @ np.log(1 - ones) + np.log(py)
        rows = np.arange(4)
        logistic = joint[rows, (X @ w < 0).astype(int)].sum()
        naive = joint[rows, (score[:, 1] < score[:, 0]).astype(int)].sum()
        above += logistic > naive + 1e-9
        below += logistic < naive - 1e-9
    assert 0 < above < below
