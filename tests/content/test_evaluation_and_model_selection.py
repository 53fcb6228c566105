"""The numbers in the answers on evaluation, computed from their definitions."""

import math
import re
from statistics import NormalDist

import numpy as np

from tests.content.library import source

F1 = "precision-recall-and-f1-what-does-each-reward"
ROC = "how-do-you-read-a-roc-curve-and-its-area"
PR = "when-should-you-prefer-a-precision-recall-curve"
CALIBRATION = "what-does-it-mean-for-a-classifier-to-be-calibrated"
ACCURACY = "when-is-accuracy-a-misleading-metric"
FOLDS = "how-does-cross-validation-work-and-which-variant-should-you-use"
HOLDOUT = "why-keep-separate-validation-and-test-sets"
ERRORS = "which-error-measure-fits-a-regression-problem"
SEARCH = "grid-random-or-bayesian-search-for-hyperparameters"
ONLINE = "how-do-you-judge-a-new-model-with-an-online-experiment"
USERS = "how-do-you-decide-how-many-users-an-experiment-needs"
SPILLOVER = "users-influence-each-other-how-do-you-run-an-experiment-then"
CUPED = "how-can-you-shrink-the-noise-of-an-experiment-metric-without-adding-users"

TP, FN, FP, TN = 30, 10, 20, 940


def curves(text: str, css_class: str) -> list[np.ndarray]:
    """The points of every path of a class in a figure."""
    paths = re.findall(rf'<path class="{css_class}" d="M([^"Z]+)"', text)
    return [np.array([[float(v) for v in p.split()] for p in path.split("L")]) for path in paths]


def f_score(precision, recall, beta=1.0):
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def test_fraud_table():
    text = source(F1)
    assert TP + FN + FP + TN == 1000
    assert TP + FN == 40
    assert TP + FP == 50
    precision, recall = TP / (TP + FP), TP / (TP + FN)
    assert f"{precision:.2f}, \\qquad" in text
    assert f"\\frac{{30}}{{40}} = {recall:.2f}" in text
    assert f"$F_1 = {f_score(precision, recall):.3f}$" in text
    assert f"$F_2 = {f_score(precision, recall, 2):.3f}$" in text
    assert f"$F_{{0.5}} = {f_score(precision, recall, 0.5):.3f}$" in text
    assert f"F1 of {2 * TN / (2 * TN + FP + FN):.3f}" in text


def test_flagging_everything():
    text = source(F1)
    assert f"$P = {40 / 1000:.2f}$" in text
    assert (
        f"a respectable {(1 + 0.04) / 2:.2f}; the harmonic mean is {f_score(0.04, 1):.3f}" in text
    )


def test_precision_at_a_tenth_of_the_prevalence():
    text = source(F1)
    hits, false_alarms = 0.004 * TP / (TP + FN), 0.996 * FP / (FP + TN)
    assert f"drops from 0.60 to {hits / (hits + false_alarms):.2f}" in text


def test_lines_of_equal_f1_as_drawn():
    text = source(F1)
    for score, css_class in ((0.2, "s1"), (0.4, "s2"), (0.6, "s3"), (0.8, "s4")):
        (points,) = curves(text, css_class)
        recall, precision = (points[:, 0] - 60) / 240, (260 - points[:, 1]) / 230
        assert np.allclose(f_score(precision, recall), score, atol=0.005)


def test_staircase_of_nine_cases():
    text = source(ROC)
    ranking = "PPNPNNPNN"
    assert " ".join(ranking) in text
    above = [ranking[:i].count("P") for i, case in enumerate(ranking) if case == "N"]
    assert " + ".join(str(n) for n in above) in text
    assert f"= {sum(above)} below the curve" in text
    assert f"AUC = {sum(above)}/20 = {sum(above) / 20}" in text
    (points,) = curves(text, "s1")
    x = 70 + 52 * np.array([0] + [ranking[: i + 1].count("N") for i in range(9)])
    y = 240 - 50 * np.array([0] + [ranking[: i + 1].count("P") for i in range(9)])
    assert np.allclose(points, np.column_stack([x, y]))


def test_slopes_of_equal_cost():
    text = source(ROC)
    assert f"the slope is {0.99 / 0.01 / 50:.2f}" in text
    assert f"the slope is {0.99 / 0.01:.0f}, and" in text
    assert f"it is {0.01 * 1_000_000:,.0f} false alarms" in text


def test_area_from_ranks():
    rng = np.random.default_rng(0)
    y = rng.random(200) < 0.3
    scores = rng.standard_normal(200) + y
    ranks = scores.argsort().argsort() + 1
    positives, negatives = y.sum(), (~y).sum()
    area = (ranks[y].sum() - positives * (positives + 1) / 2) / (positives * negatives)
    pairs = scores[y][:, None] > scores[~y][None, :]
    assert np.isclose(area, pairs.mean())


def test_precision_of_the_two_normals():
    text = source(PR)
    normal = NormalDist()
    fpr = normal.cdf(normal.inv_cdf(0.8) - 2)
    half = 0.5 * 0.8 / (0.5 * 0.8 + 0.5 * fpr)
    rare = 0.001 * 0.8 / (0.001 * 0.8 + 0.999 * fpr)
    assert f"{half * 100:.0f} of 100 flags are right" in text
    assert rare < 0.01
    assert "fewer than one in a hundred" in text
    average = float(re.search(r"1\.0% positive: .*average precision ([0-9.]+)", text)[1])
    assert f"An average precision of {average:.2f}" in text
    assert f"{average / 0.01:.0f} times the chance level when 1% are" in text


def test_precision_recall_curves_as_drawn():
    text = source(PR)
    normal = NormalDist()
    for prevalence, css_class in ((0.5, "s1"), (0.1, "s3"), (0.01, "s4")):
        points = curves(text, css_class)[-1]
        recall, drawn = (points[:, 0] - 268) / 170, (216 - points[:, 1]) / 170
        inside = (recall > 0.03) & (recall < 0.99)
        fpr = np.array([normal.cdf(normal.inv_cdf(r) - 2) for r in recall[inside]])
        hits = prevalence * recall[inside]
        assert np.allclose(drawn[inside], hits / (hits + (1 - prevalence) * fpr), atol=0.01)


def test_roc_curve_of_the_two_normals_as_drawn():
    normal = NormalDist()
    points = curves(source(PR), "s1")[0]
    fpr, tpr = (points[:, 0] - 44) / 170, (216 - points[:, 1]) / 170
    inside = (fpr > 0.005) & (fpr < 0.99)
    expected = [normal.cdf(normal.inv_cdf(x) + 2) for x in fpr[inside]]
    assert np.allclose(tpr[inside], expected, atol=0.01)


def test_reliability_diagram_as_drawn():
    text = source(CALIBRATION)
    rng = np.random.default_rng(0)
    honest = rng.normal(-1.0, 1.5, 100_000)
    y = rng.random(100_000) < 1 / (1 + np.exp(-honest))
    for factor, css_class in ((2.5, "s1"), (1.0, "s4")):
        p = 1 / (1 + np.exp(-factor * honest))
        bins = np.minimum((p * 10).astype(int), 9)
        means = [(p[bins == b].mean(), y[bins == b].mean()) for b in range(10)]
        points = curves(text, css_class)[0]
        drawn = np.column_stack([(points[:, 0] - 60) / 230, (262 - points[:, 1]) / 230])
        assert np.allclose(drawn, means, atol=0.001)
        if factor == 2.5:
            says, are = means[-1]
            assert f"where it says {says:.2f}, only {are:.0%} are positive" in text


def test_accuracy_against_the_base_rate():
    text = source(ACCURACY)
    tpr, fpr = 0.80, 0.05
    low, high = fpr / (tpr + fpr), (1 - fpr) / (2 - fpr - tpr)
    assert f"below {low:.1%} and above {high:.1%} positives" in text
    at_tenth, at_half = (p * tpr + (1 - p) * (1 - fpr) for p in (0.1, 0.5))
    assert f"accuracy {at_tenth:.3f} at 10% positives and {at_half:.3f} at 50%" in text
    (line,) = curves(text, "s1")
    positives, accuracy = (line[:, 0] - 60) / 340, 0.4 + (240 - line[:, 1]) / 340
    assert np.allclose(accuracy, positives * tpr + (1 - positives) * (1 - fpr), atol=0.001)


def test_threshold_of_highest_accuracy_and_of_lowest_cost():
    text = source(ACCURACY)
    assert f"costs {1000 * 0.01 * 50:.0f} per 1,000 cases" in text
    pairs = re.findall(r"accuracy (0\.\d{4}).*cost per 1,000: (\d+)", text)
    (strict, cost), (lenient, cheap) = [(float(a), int(c)) for a, c in pairs]
    assert f"gains {100 * (strict - 0.99):.2f} percentage points on the constant" in text
    assert round(100 * (strict - lenient)) == 8
    assert "eight points of accuracy" in text
    assert cheap < cost / 2
    assert "cuts the cost by more than half" in text


def test_small_numbers_on_accuracy():
    text = source(ACCURACY)
    assert f"average to {0.9 * 0.97 + 0.1 * 0.77:.0%}" in text
    assert f"standard error of {100 * (0.95 * 0.05 / 200) ** 0.5:.1f} points" in text
    assert f"{(0.97 - 0.95) / (1 - 0.95):.0%} of the baseline's errors" in text
    assert f"as bad as {0.99 / 0.01:.0f} false alarms" in text


def test_cross_validation_numbers():
    text = source(FOLDS)
    assert f"probability of about {0.9**20:.0%}" in text
    assert f"standard error of {(0.25 / 400) ** 0.5:.3f}" in text
    assert (5 - 2) / (5 - 1) == 3 / 4  # common folds of two training sets
    assert "any two training sets share three quarters of their cases" in text


def test_leave_one_out_shortcut():
    rng = np.random.default_rng(0)
    x = np.column_stack([np.ones(30), rng.standard_normal((30, 3))])
    y = rng.standard_normal(30)
    hat = x @ np.linalg.inv(x.T @ x) @ x.T
    for i in range(30):
        kept = np.arange(30) != i
        weights = np.linalg.lstsq(x[kept], y[kept], rcond=None)[0]
        left_out = (y - hat @ y)[i] / (1 - hat[i, i])
        assert np.isclose(y[i] - x[i] @ weights, left_out)


def expected_winner(models, cases=1000):
    logs = [math.lgamma(cases + 1) - math.lgamma(j + 1) - math.lgamma(cases - j + 1)
            for j in range(cases + 1)]  # fmt: skip
    below = np.minimum(np.cumsum(np.exp(np.array(logs) - cases * math.log(2))), 1)
    return (cases - np.sum(below[:-1] ** models)) / cases


def test_winner_among_guessing_models():
    text = source(HOLDOUT)
    sigma = (0.25 / 1000) ** 0.5
    assert f"the bound is {sigma * (2 * math.log(100)) ** 0.5:.3f}" in text
    assert f"winner stands at {expected_winner(100):.3f}" in text
    for models in (10, 100, 1000):
        assert f">{expected_winner(models):.3f}</text>" in text
    (points,) = curves(text, "s1")
    for x, y in points:
        models = round(10 ** ((x - 66) / 110))
        assert abs(0.49 + (230 - y) / 2900 - expected_winner(models)) < 5e-4


def test_precision_of_held_out_accuracies():
    text = source(HOLDOUT)
    assert f"standard error of {(0.09 / 1000) ** 0.5:.4f}, on 10,000 cases" in text
    assert f"cases {(0.09 / 10_000) ** 0.5:.3f}" in text
    gap = (0.92 * 0.08 / 1000 + 0.88 * 0.12 / 1000) ** 0.5
    assert f"standard error of about {gap:.3f}" in text
    found = re.search(r"100 tried: validation (0\.8\d+), truly (0\.8\d+)", text)
    seen, true = map(float, found.groups())
    assert seen - true > (seen - 0.8) / 2
    assert f"from 0.800 to {true:.3f}" in text
    assert f"it promises {seen:.3f}" in text


def test_best_constants_of_a_log_normal():
    text = source(ERRORS)
    normal = NormalDist()
    bests = [30 * math.exp(v) for v in (-1, 0, 0.5, normal.inv_cdf(0.9))]
    for css_class, best in zip(("s1", "s2", "s3", "s4"), bests, strict=True):
        x = curves(text, css_class)[0][0, 0]
        assert abs((x - 40) / 3.3 - best) < 0.05
        assert f": {best:.1f}</text>" in text
    assert f"where the mean is {bests[2]:.1f}" in text
    y = 30 * np.exp([normal.inv_cdf(q) for q in (np.arange(20_000) + 0.5) / 20_000])
    percent = [np.mean(abs(y - c) / y) for c in (10.5, bests[0], 11.6)]
    assert percent[1] == min(percent)
    assert f"would tell customers {bests[0]:.0f} minutes" in text


def test_numbers_on_regression_errors():
    text = source(ERRORS)
    assert f"their ratio is {(math.pi / 2) ** 0.5:.2f}" in text
    y, guess = np.array([10, 12, 14]), np.array([14, 12, 10])
    errors, spread = np.sum((y - guess) ** 2), np.sum((y - y.mean()) ** 2)
    assert f"$R^2 = 1 - {errors}/{spread:.0f} = {1 - errors / spread:.0f}$" in text
    assert np.isclose(np.corrcoef(y, guess)[0, 1] ** 2, 1)
    assert f"contributes {1 / 0.01:,.0%}" in text
    assert f"the {9 / (9 + 1):.0%} quantile" in text


def test_search_numbers():
    text = source(SEARCH)
    assert f"$0.95^{{60}}$, about {0.95**60:.1%}" in text
    assert f"{(0.1 - 0.01) / (0.1 - 1e-5):.0%} of learning rates exceed" in text
    rungs = zip((81, 27, 9, 3, 1), (1, 3, 9, 27, 81), strict=True)
    assert f"cost {sum(n * epochs for n, epochs in rungs)} epochs" in text
    assert f"against {81 * 81:,} for training" in text


def test_dots_of_the_search_lie_on_the_curve():
    text = source(SEARCH)
    dots = re.findall(r'<circle class="(f\d)" cx="([\d.]+)" cy="([\d.]+)"', text)
    for left, values in ((24, 4), (262, 16)):
        inside = [(c, float(x), float(y)) for c, x, y in dots if left <= float(x) <= left + 196]
        tried = [((x - left) / 196, y) for c, x, y in inside if c == "f3"]
        assert len(tried) == values
        assert sum(c == "f1" for c, _, _ in inside) == 16
        best = max((118 - y) / 78 for _, y in tried)
        assert f"the best reaches {best:.2f}" in text
        for u, y in tried:
            height = (118 - y) / 78
            assert abs(height - math.exp(-(((u - 0.52) / 0.07) ** 2))) < 0.02


def test_sample_ratio_mismatch():
    text = source(ONLINE)
    z = (50_600 - 49_400) / 2 / (100_000 * 0.25) ** 0.5
    assert f"$z = {z:.2f}$, $p = {2 * NormalDist().cdf(-z):.5f}$" in text


def test_false_alarms_of_repeated_looks():
    text = source(ONLINE)
    rng = np.random.default_rng(0)
    tens = rng.standard_normal((100_000, 10)).cumsum(axis=1) / np.sqrt(np.arange(1, 11))
    assert f"about {(abs(tens) > 1.96).any(axis=1).mean():.0%} of the experiments" in text
    weeks = np.arange(1, 5)
    limits = 2.0243 * np.sqrt(4 / weeks)
    assert ", ".join(f"{v:.2f}" for v in limits[:3]) + f" and {limits[3]:.2f}" in text
    z = rng.standard_normal((400_000, 4)).cumsum(axis=1) / np.sqrt(weeks)
    assert abs((abs(z) > limits).any(axis=1).mean() - 0.05) < 0.0015


def test_false_alarms_by_unit():
    text = source(ONLINE)
    by_view, by_user = (
        float(re.search(rf"with {unit} as the unit: ([0-9.]+)%", text)[1])
        for unit in ("views", "users")
    )
    assert round(by_view / 5) == 4
    assert "about four times the promised 5%" in text
    assert abs(by_user - 5) < 2 * 100 * (0.05 * 0.95 / 2000) ** 0.5
    assert "within the noise of 2,000 runs" in text


def test_limit_that_holds_at_any_time():
    text = source(ONLINE)
    alpha, r = 0.05, 5

    def limit(n):
        return np.sqrt((1 + r / n) * np.log((n + r) / (r * alpha**2)))

    assert f"the limit is {limit(10 * r):.2f}" in text
    n = np.arange(1, 501)
    rng = np.random.default_rng(0)
    z = rng.standard_normal((5_000, 500)).cumsum(axis=1) / np.sqrt(n)
    assert 0.01 < (abs(z) > limit(n)).any(axis=1).mean() < alpha


def test_path_of_the_experiment_without_effect():
    text = source(ONLINE)
    (points,) = curves(text, "s1")
    days, z = (points[:, 0] - 50) / 12.6, (190 - points[:, 1]) / 34
    assert np.allclose(days, np.arange(1, 29), atol=0.01)
    first = int(np.argmax(z > 1.96)) + 1
    assert f"at 1.96 on day {first}," in text
    looks = z[6::7]
    assert (looks < 2.0243 * np.sqrt(4 / np.arange(1, 5))).all()


def spread(alpha=0.05, power=0.8):
    normal = NormalDist()
    return 2 * (normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)) ** 2


def test_sixteen():
    text = source(USERS)
    assert f"(1.96 + 0.84)^2 = {spread():.1f}$" in text
    assert f"the 16 becomes {spread(power=0.9):.0f}" in text
    assert f"{16 * 0.0475 / 0.005**2:,.0f}".replace(",", "{,}") in text
    assert f"about ${spread(alpha=0.1):.1f}\\,\\sigma^2/m^2$" in text
    assert f"{16 * 5**2 / 0.01**2 / 1e6:.0f} million users per arm" in text
    assert f"which is {1 / (4 * 0.9 * 0.1):.2f} at 90/10" in text


def test_days_of_the_experiment():
    text = source(USERS)
    users = 2 * math.ceil(spread() * 0.0475 / 0.005**2)
    assert f"{users:,} users in two arms" in text
    assert f"take {math.ceil(users / 5000)} days" in text


def test_power_curves_as_drawn():
    text = source(USERS)
    normal = NormalDist()
    for lift, css_class in ((0.01, "s1"), (0.005, "s3"), (0.0025, "s4")):
        points = curves(text, css_class)[0]
        for x, y in points:
            n = 10 ** (3 + (x - 60) / 122)
            mean = lift / (2 * 0.0475 / n) ** 0.5
            power = normal.cdf(mean - 1.96) + normal.cdf(-mean - 1.96)
            assert abs((230 - y) / 190 - power) < 0.005


def test_power_with_the_variance_of_both_rates():
    normal = NormalDist()
    both = (0.05 * 0.95 + 0.055 * 0.945) / 2
    planned = math.ceil(spread() * 0.0475 / 0.005**2)
    better = math.ceil(spread() * both / 0.005**2)
    powers = [normal.cdf(0.005 / (2 * both / n) ** 0.5 - 1.96) for n in (planned, better)]
    assert powers[0] < 0.79
    assert abs(powers[1] - 0.8) < 0.001


def test_design_effect():
    text = source(SPILLOVER)
    effect = 1 + (500 - 1) * 0.01
    assert f"it is {effect:.2f}, so 100,000 users" in text
    assert f"about {round(100_000 / effect, -2):,.0f} independent ones" in text


def test_switchback_grid_is_balanced():
    text = source(SPILLOVER)
    drawn = re.search(r'class="f3" d="(M340[^"]+)"', text)[1]
    left = [int(x) for x in re.findall(r"M(\d+) \d+h19v27h-19z", drawn)]
    columns = [left.count(340 + 21 * t) for t in range(6)]
    assert columns == [2] * 6


def test_variance_left_by_correlation():
    text = source(CUPED)
    for rho in (0.3, 0.5, 0.7, 0.9):
        left = 1 - rho**2
        assert f"| {rho} | {left:.0%} | {1 / left:.1f} |" in text
    habit = 4.0**2  # variance of the gamma, and 4 is its mean
    assert f"$\\rho = {habit / (habit + 4):.1f}$ here" in text
    assert f"The theory says {1 - (habit / (habit + 4)) ** 2:.0%}" in text
    left = int(re.search(r"before: .*variance left (\d+)%", text)[1])
    assert f"leaves {left}% of the variance, as if there were {100 / left:.1f} times" in text


def test_forty_users_as_drawn():
    text = source(CUPED)
    dots = [tuple(map(float, d)) for d in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', text)]
    x, y = np.array(dots[:40]).T
    raw, adjusted = np.array(dots[40:80])[:, 1], np.array(dots[80:])[:, 1]
    assert np.allclose(raw, y)
    rho = -np.corrcoef(x, y)[0, 1]  # the vertical axis of a drawing points down
    assert f"the correlation is {rho:.2f}" in text
    assert f"falls to {adjusted.std() / y.std():.0%}" in text
    assert abs(adjusted.var() / y.var() - (1 - rho**2)) < 0.005
