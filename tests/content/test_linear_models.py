"""The numbers in the answers on linear models, computed from their definitions."""

import math
import re

import numpy as np

from tests.content.library import source

LOGISTIC = "how-does-logistic-regression-turn-a-linear-score-into-a-probability"
PENALTIES = "ridge-and-lasso-penalties-what-does-each-do-to-the-weights"
SOFTMAX = "from-two-classes-to-many-what-does-softmax-regression-do"
GLM = "what-is-a-generalized-linear-model"
ASSUMPTIONS = "what-does-linear-regression-assume-about-the-data"
FITTING = "closed-form-or-gradient-descent-how-do-you-fit-least-squares"
BORDER = "why-is-logistic-regression-still-called-a-linear-classifier"
NET = "when-would-you-combine-two-penalties-in-an-elastic-net"
COLLINEAR = "what-does-multicollinearity-do-to-a-regression-and-how-do-you-detect-it"
READING = "how-should-you-read-the-coefficients-of-a-linear-model"


def prose(slug):
    """The file's text with every line break turned into a blank."""
    return " ".join(source(slug).split())


def sigmoid(score):
    return 1 / (1 + math.exp(-score))


def softmax(scores):
    powers = [math.exp(s) for s in scores]
    return [p / sum(powers) for p in powers]


def test_probabilities_of_five_scores():
    a, b, c, d, e = (f"{sigmoid(z):.3f}" for z in (-4, -2, 0, 2, 4))
    assert f"give probabilities {a}, {b}, {c}, {d} and {e}" in source(LOGISTIC)


def test_doubling_the_odds():
    text = source(LOGISTIC)
    assert rf"$\ln 2 \approx {math.log(2):.3f}$" in text
    once, twice = sigmoid(math.log(2)), sigmoid(2 * math.log(2))
    assert f"0.5 becomes {once:.3f} and then {twice:.1f}" in text


def test_steps_of_the_sigmoid_figure():
    text = source(LOGISTIC)
    for start in (0, 3):
        step = sigmoid(start + 1) - sigmoid(start)
        assert text.count(f"{step:.3f}") >= 2
        assert f"from {sigmoid(start):.3f} to {sigmoid(start + 1):.3f}" in text


def test_lasso_takes_the_penalty_over_the_squared_length_of_a_column():
    assert rf"$\lambda/n = {20 / 100:.1f}$" in source(PENALTIES)


def test_lasso_takes_as_much_from_the_sum_of_the_twins():
    text = source(PENALTIES)
    none, lasso = (
        [float(w) for w in row.split("[")[1].split("]")[0].split()]
        for row in text.splitlines()
        if row.startswith(("none  [", "lasso ["))
    )
    drop = (none[0] + none[3]) - (lasso[0] + lasso[3])
    assert f"lowers their sum by about {drop:.1f}" in " ".join(text.split())


def test_softmax_of_three_logits():
    a, b, c = softmax([3, 1, 0])
    assert f"probabilities {a:.3f}, {b:.3f} and {c:.3f}" in source(SOFTMAX)


def test_bars_of_the_softmax_figure():
    weights, biases = [(1.0, 0.2), (-0.6, 0.9), (-0.5, -0.9)], [0.0, -0.2, 0.3]
    point = (1.6, -0.4)
    scores = [w[0] * point[0] + w[1] * point[1] + b for w, b in zip(weights, biases, strict=True)]
    for probability in softmax(scores):
        assert f">{probability:.2f}</text>" in source(SOFTMAX)


def test_a_second_bus_takes_from_the_car():
    assert softmax([0, 0]) == [0.5, 0.5]
    assert math.isclose(softmax([0, 0, 0])[0], 1 / 3)
    assert "one third for each" in source(SOFTMAX)


def test_exponentiated_log_regression_underestimates_the_mean():
    assert f"which is {math.exp(0.5):.2f} at $s = 1$" in source(GLM)


def test_overdispersion_of_the_second_data_set():
    """Poisson with a gamma rate of scale 1.5 has variance (1 + 1.5) times the mean."""
    assert f"{1 + 1.5} times the variance" in source(GLM)


def test_noise_in_a_feature_shrinks_its_slope_by_the_stated_factor():
    rng = np.random.default_rng(0)
    x = 2 * rng.standard_normal(200_000)
    seen = x + rng.standard_normal(200_000)
    assert math.isclose(np.polyfit(seen, 3 * x, 1)[0], 3 * 4 / (4 + 1), rel_tol=0.01)
    factor = r"\operatorname{Var}(x)/(\operatorname{Var}(x) + \operatorname{Var}(\text{noise}))"
    assert factor in source(ASSUMPTIONS)


def test_residuals_are_uncorrelated_with_features_even_if_a_cause_is_omitted():
    rng = np.random.default_rng(0)
    hidden = rng.standard_normal(500)
    x = hidden + rng.standard_normal(500)
    y = x + 5 * hidden
    design = np.column_stack([np.ones(500), x])
    fit = np.linalg.lstsq(design, y, rcond=None)[0]
    assert np.allclose(design.T @ (y - design @ fit), 0, atol=1e-8)
    assert fit[1] > 2
    assert "by construction" in source(ASSUMPTIONS)


def test_sizes_of_the_closed_form():
    text = prose(FITTING)
    assert 10**6 * 100**2 == 10 * 10**9
    assert "$nd^2$ is 10 billion multiplications" in text
    assert f"takes {100_000**2 * 8 / 1e9:.0f} GB and $d^3$ is $10^{{15}}$" in text
    assert 100_000**3 == 10**15


def test_ten_times_the_condition_takes_a_hundred_times_the_steps():
    steps = [
        int(row.split(":")[1].split()[0])
        for row in source(FITTING).splitlines()
        if row.startswith("condition of X")
    ]
    assert steps[4] / steps[2] > 95
    assert steps[3] / steps[1] > 95


def test_best_fixed_rate_shrinks_by_the_stated_factor():
    low, high = 1.0, 9.0
    rate = 2 / (low + high)
    assert math.isclose(abs(1 - rate * low), (9 - 1) / (9 + 1))
    assert math.isclose(abs(1 - rate * high), (9 - 1) / (9 + 1))
    assert r"\frac{\kappa^2 - 1}{\kappa^2 + 1}" in source(FITTING)


def test_twelve_steps_of_the_zigzag_are_not_enough():
    assert (15 / 17) ** 12 > 0.2
    assert "twelve steps are not enough" in prose(FITTING)


def test_gradient_descent_from_zero_finds_the_shortest_fit():
    rng = np.random.default_rng(0)
    features, y = rng.standard_normal((5, 12)), rng.standard_normal(5)
    w = np.zeros(12)
    for _ in range(5000):
        w -= 0.02 * features.T @ (features @ w - y)
    assert np.allclose(w, np.linalg.pinv(features) @ y)
    assert "minimizer of smallest norm" in prose(FITTING)


def test_monomials_up_to_degree_two():
    d = 100
    assert f"which is {d + d * (d + 1) // 2:,} for $d = {d}$" in prose(BORDER)


def test_lines_of_equal_probability_in_the_border_figure():
    """Left, at the bottom edge: score 1.6 x1 + x2 - 0.4. Right: 1.3 (1.8 - r squared)."""
    text = source(BORDER)
    for p in (0.1, 0.25, 0.5):
        x1 = (math.log(p / (1 - p)) + 0.4 + 2) / 1.6
        x = 14 + (x1 + 2) / 4 * 196
        assert f'x="{x:.1f}" y="241" text-anchor="middle">{p}</text>' in text
    for p in (0.1, 0.25, 0.5, 0.75, 0.9):
        radius = math.sqrt(1.8 - math.log(p / (1 - p)) / 1.3) / 4 * 196
        assert f'r="{radius:.1f}"' in text


def test_cover_counts_half_of_the_labelings_at_twice_the_dimension():
    def separable(n, d):
        return 2 * sum(math.comb(n - 1, k) for k in range(d))

    for d in (2, 5, 20):
        assert separable(2 * d, d) * 2 == 2 ** (2 * d)
    assert "at least one half as long as $n \\le 2d$" in prose(BORDER)


def test_the_bound_on_two_weights_of_an_elastic_net():
    rng = np.random.default_rng(0)
    n, strength, mix = 200, 0.3, 0.4
    features = rng.standard_normal((n, 2))
    features[:, 1] = features[:, 0] + 0.3 * features[:, 1]
    features = (features - features.mean(axis=0)) / features.std(axis=0)
    y = features @ [3.0, 1.0] + rng.standard_normal(n)
    y -= y.mean()
    w = np.zeros(2)
    for _ in range(500):
        for j in range(2):
            c = features[:, j] @ (y - features @ w) / n + w[j]
            w[j] = math.copysign(max(abs(c) - strength * mix, 0), c)
            w[j] /= 1 + strength * (1 - mix)
    assert (w > 0).all()
    rho = features[:, 0] @ features[:, 1] / n
    residual = np.linalg.norm(y - features @ w) / math.sqrt(n)
    gap = abs(w[0] - w[1])
    assert gap <= math.sqrt(2 * (1 - rho)) / (strength * (1 - mix)) * residual
    # A lasso on the extended data is the same fit.
    extra = np.sqrt(n * strength * (1 - mix)) * np.eye(2)
    longer, padded = np.vstack([features, extra]), np.append(y, [0, 0])
    gradient = longer.T @ (padded - longer @ w) / n
    assert np.allclose(gradient, strength * mix)
    assert r"\frac{\sqrt{2(1-\rho)}}{\lambda(1-\alpha)}" in source(NET)


def test_lasso_weights_vary_seven_times_as_much():
    lasso, net = (
        float(row.split()[-1])
        for row in source(NET).splitlines()
        if row.startswith(("lasso  ", "elastic net keeps"))
    )
    assert round(lasso / net) == 7
    assert "vary seven times as much" in prose(NET)


def test_variance_inflation_of_two_features():
    text = prose(COLLINEAR)
    assert f"{1 / (1 - 0.9**2):.1f} at 0.9 and {1 / (1 - 0.99**2):.1f} at 0.99" in text
    assert rf"$\sqrt{{10}} \approx {math.sqrt(1 / (1 - 0.9)):.1f}$" in text
    assert f"VIF {1 / (1 - 0.95**2):.1f}<" in source(COLLINEAR)


def test_a_sum_of_ten_correlates_little_with_each():
    assert rf"$1/\sqrt{{10}} \approx {1 / math.sqrt(10):.2f}$" in prose(COLLINEAR)


def test_a_square_is_nearly_collinear_far_from_zero():
    x = np.linspace(10, 20, 10_001)
    assert np.corrcoef(x, x**2)[0, 1] > 0.99
    centered = x - x.mean()
    assert abs(np.corrcoef(centered, centered**2)[0, 1]) < 1e-6
    assert "the correlation is above 0.99" in prose(COLLINEAR)


def test_the_variance_of_a_coefficient_factors_into_two():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((40, 3))
    x[:, 2] += x[:, 0]
    design = np.column_stack([np.ones(40), x])
    exact = np.linalg.inv(design.T @ design)[3, 3]
    others = design[:, :3]
    rest = x[:, 2] - others @ np.linalg.lstsq(others, x[:, 2], rcond=None)[0]
    explained = 1 - rest @ rest / (39 * x[:, 2].var(ddof=1))
    assert math.isclose(exact, 1 / (39 * x[:, 2].var(ddof=1)) / (1 - explained))
    assert r"\frac{\sigma^2}{(n-1)\,s_j^2}\cdot\frac{1}{1 - R_j^2}" in source(COLLINEAR)


def test_readings_of_the_coefficient_table():
    text = prose(READING)
    assert f"+{100 * (math.exp(0.5) - 1):.0f}%, not +50%" in text
    assert f"odds × {math.exp(0.7):.2f}" in text
    assert f"about {50 * math.log(1.01):.1f} " in text


def test_probabilities_after_a_step_in_log_odds():
    text = prose(READING)
    first, second = (sigmoid(math.log(p / (1 - p)) + 0.7) for p in (0.5, 0.9))
    assert f"0.50 rises to {first:.2f} and one of 0.90 to {second:.2f}" in text
    assert f"here {100 * 0.7 / 4:.1f} points" in text


def test_odds_ratios_do_not_average():
    before = (sigmoid(-2) + sigmoid(2)) / 2
    after = (sigmoid(0) + sigmoid(4)) / 2
    ratio = after / (1 - after) / (before / (1 - before))
    assert rf"$e^2 \approx {math.exp(2):.2f}$ within each group and {ratio:.2f}" in prose(READING)


def test_area_and_rooms_compared_in_both_units():
    rows = {
        row[:20].strip(): [float(v) for v in row.split("[")[1].strip("]").split()]
        for row in source(READING).splitlines()
        if row.endswith("]") and row.startswith(("area and", "both st", "rooms alone"))
    }
    raw, scaled = rows["area and rooms"], rows["both standardized"]
    assert round(-raw[1] / raw[0]) == 5
    assert round(-scaled[0] / scaled[1], 1) == 3.8
    assert round(rows["rooms alone"][0]) == 35


def test_drawn_residuals_look_like_what_least_squares_leaves():
    """Mean zero, and no correlation with the fitted value in the first three panels."""
    dots = re.findall(r'<circle class="f2" cx="([\d.]+)" cy="([\d.]+)"', source(ASSUMPTIONS))
    panels = np.array(dots, dtype=float).reshape(4, 30, 2)
    for k, zero in enumerate((72, 72, 212, 212)):
        place, height = panels[k].T
        assert abs(np.mean(zero - height)) < 0.05
        if k < 3:
            assert abs(np.corrcoef(place, height)[0, 1]) < 0.01


def test_robust_errors_clustered_in_few_groups_are_too_small():
    rng = np.random.default_rng(0)
    n, runs, group = 200, 2000, 10
    x = np.sort(rng.exponential(1, n))
    design = np.column_stack([np.ones(n), x])
    inverse = np.linalg.inv(design.T @ design)
    shared = np.repeat(rng.standard_normal((runs, n // group)), group, axis=1)
    y = 1 + 2 * x + rng.standard_normal((runs, n)) + shared
    fit = y @ design @ inverse
    scores = (y - fit @ design.T) * (design @ inverse[:, 1])
    clustered = np.sqrt((scores.reshape(runs, -1, group).sum(axis=2) ** 2).sum(axis=1))
    covered = np.mean(abs(fit[:, 1] - 2) < 1.96 * clustered)
    assert 0.8 < covered < 0.92
    assert f"With as few as {n // group} groups even those" in prose(ASSUMPTIONS)


def test_regression_on_all_components_is_least_squares():
    rng = np.random.default_rng(0)
    features = rng.standard_normal((50, 3))
    features[:, 2] = features[:, 0] + 0.1 * features[:, 2]
    features -= features.mean(axis=0)
    y = rng.standard_normal(50)
    left, values, right = np.linalg.svd(features, full_matrices=False)
    on_all = right.T @ ((left * values).T @ y / values**2)
    assert np.allclose(on_all, np.linalg.lstsq(features, y, rcond=None)[0])
    assert "with all components the fit is least squares again" in prose(COLLINEAR)
