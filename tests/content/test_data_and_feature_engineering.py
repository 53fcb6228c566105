"""The numbers in the answers on data and feature engineering, recomputed."""

import contextlib
import io
import itertools
import math
import re
from statistics import NormalDist

import numpy as np

from tests.content.library import source

MISSING = "how-do-you-handle-missing-values"
CATEGORIES = "how-should-categorical-variables-be-encoded"
SCALING = "which-models-need-feature-scaling-and-why"
IMBALANCE = "how-do-you-train-on-a-heavily-imbalanced-dataset"
OUTLIERS = "what-should-you-do-about-outliers"
SELECTION = "how-do-you-decide-which-features-to-keep"
AUGMENTATION = "what-is-data-augmentation-and-when-does-it-hurt"
LABELS = "noisy-or-scarce-labels-what-are-your-options"
WRONG = "how-do-you-find-wrong-labels-in-a-training-set"
PRIORS = "you-resampled-the-classes-how-do-you-get-honest-probabilities-back"
HISTORY = "how-do-you-build-history-features-without-seeing-the-future"


def prose(slug):
    return " ".join(source(slug).split())


def drawing(slug):
    return source(slug).split("<svg")[1].split("</svg>")[0]


def experiment(slug):
    """The names that the answer's program leaves behind."""
    names = {}
    code = source(slug).split("```python run\n")[1].split("```")[0]
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, slug, "exec"), names)
    return names


def output(slug):
    return source(slug).split("```output\n")[1].split("```")[0]


def curve(slug, name):
    """The points of the first path of that class."""
    path = re.search(rf'class="{name}" d="M([^"]+)"', drawing(slug))[1]
    return [tuple(map(float, pair.split())) for pair in path.split("L")]


def test_what_each_reason_does_to_each_repair():
    found = re.findall(r"(M\w+) +(.+?) +mean ([\d.]+)", output(MISSING))
    mean = {(reason, method): float(value) for reason, method, value in found}
    (truth,) = map(float, re.findall(r"truth +mean ([\d.]+)", output(MISSING)))
    for method in ("drop rows", "mean", "regression"):
        assert abs(mean["MCAR", method] - truth) < 0.2
    assert mean["MAR", "drop rows"] == mean["MAR", "mean"] < truth - 3
    assert abs(mean["MAR", "regression"] - truth) < 0.2
    assert max(mean["MNAR", m] for m in ("drop rows", "mean", "regression")) < truth - 3


def test_means_of_the_drawn_incomes():
    """Under MCAR the two lines nearly coincide; otherwise the known mean is lower."""
    all_people = re.findall(r'class="line dash" d="M\d+ ([\d.]+)h140"', drawing(MISSING))
    known = re.findall(r'class="s1" d="M\d+ ([\d.]+)h140"', drawing(MISSING))
    gaps = [float(k) - float(a) for a, k in zip(all_people, known, strict=True)]
    assert abs(gaps[0]) < 2
    assert min(gaps[1:]) > 8


def test_smoothed_code_of_a_small_city():
    code = (3 * 1 + 10 * 0.1) / (3 + 10)
    assert rf"$(3 + 10 \cdot 0.1)/13 = {code:.2f}$" in source(CATEGORIES)


def test_correlations_out_of_nothing():
    plain, smoothed, honest, new = map(float, re.findall(r"correlation (\S+)", output(CATEGORIES)))
    text = prose(CATEGORIES)
    assert f"A correlation of {plain} out of nothing, and smoothing leaves {smoothed}" in text
    assert max(abs(honest), abs(new)) < 0.03


def test_cities_of_the_figure():
    marks = drawing(CATEGORIES)
    heights = [
        [float(y) + 2.2 for y in re.findall(r"M[\d.]+ ([\d.]+)h4\.4v", path)]
        for path in re.findall(r'class="f[14]" d="([^"]+)"', marks)[:2]
    ]
    plain, smoothed = (np.abs(110 - np.array(h)) / 40 for h in heights)
    assert len(plain) == len(smoothed)
    assert source(CATEGORIES).count(f"Codes of {len(plain)} cities") == 2
    assert plain.max() > 1
    assert smoothed.max() < 0.5


def test_leaving_one_row_out_reads_the_label_backward():
    y = np.array([0, 1, 1, 0, 1])
    others = (y.sum() - y) / (len(y) - 1)
    assert others[y == 1].max() < others[y == 0].min()
    assert "low exactly when the row's own label is high" in prose(CATEGORIES)


def test_steps_of_gradient_descent():
    text = prose(SCALING)
    factor = (9 - 1) / (9 + 1)
    assert rf"gives $\kappa = 9$ and a factor of {factor}" in text
    steps = math.log(1000) / -math.log((1e6 - 1) / (1e6 + 1))
    assert f"about {steps / 1e6:.1f} million steps" in text
    assert f"8 steps: error 0.8⁸ = {factor**8:.0%}" in text
    points = curve(SCALING, "s1")
    errors = [math.hypot(x - 125, y - 118) for x, y in points]
    assert len(points) == 9
    assert abs(errors[8] / errors[0] - factor**8) < 0.01


def test_who_notices_the_unit():
    change = dict(re.findall(r"^(\w+ +\d+) +change ([\d.]+)$", output(SCALING), re.MULTILINE))
    squares, ridge, neighbor, stump = map(float, change.values())
    assert squares == stump == 0
    assert 0 < ridge < neighbor


def test_threshold_of_the_costs():
    text = prose(IMBALANCE)
    assert f"the threshold is $1/20 = {1 / (1 + 19)}$" in text
    odds = 49 * 1 / 19
    assert rf"$49/(49 + 19) = {odds / (1 + odds):.2f}$" in text


def test_costs_of_two_models():
    text = prose(IMBALANCE)
    costs = re.findall(r"cost per 1,000: (\d+)", output(IMBALANCE))
    recalls = re.findall(r"recall ([\d.]+)", output(IMBALANCE))
    nobody = 19 * experiment(IMBALANCE)["yt"].mean() * 1000
    assert f"costs {costs[0]}, little better than flagging nobody ({nobody:.0f})" in text
    assert f"At its proper threshold it costs {costs[1]}." in text
    assert f"at *its* proper threshold costs {costs[3]}" in text
    assert f"a recall of {recalls[2]}, yet costs {costs[2]}" in text
    assert recalls[1] == recalls[3]
    lowest = [200 - max(y for _, y in curve(IMBALANCE, name)) for name in ("s1", "s4")]
    assert [round(c / 0.3 / 10) for c in lowest] == [21, 21]


def test_precision_at_two_class_shares():
    a, b = (0.8 * p / (0.8 * p + 0.05 * (1 - p)) for p in (0.5, 0.02))
    assert f"precision {a:.2f} on a balanced set and {b:.2f} at 2% positives" in prose(IMBALANCE)


def test_batches_with_a_positive():
    share = 1 - 0.999**64
    assert f"about once in {1 / share:.0f} steps" in prose(IMBALANCE)


def test_positives_in_ten_random_folds():
    few = 0.9**30 + 30 * 0.1 * 0.9**29
    assert 1 < 10 * few < 2
    assert "a fold or two with at most one" in prose(IMBALANCE)


def test_largest_possible_z_score():
    values = np.array([0.0] * 9 + [1e9])
    z = ((values - values.mean()) / values.std(ddof=1)).max()
    assert math.isclose(z, 9 / math.sqrt(10))
    assert f"For $n = 10$ this is {z:.2f}" in prose(OUTLIERS)


def test_rules_on_normal_data():
    normal = NormalDist()
    quartile = normal.inv_cdf(0.75)
    outside = 2 * (1 - normal.cdf(quartile + 1.5 * 2 * quartile))
    text = prose(OUTLIERS)
    assert f"it flags {outside:.1%} of perfectly good values" in text
    assert f"; {quartile:.4f} makes it comparable" in text


def test_slopes_with_one_wrong_point():
    found = [
        tuple(map(float, pair))
        for pair in re.findall(r"squares ([\d.]+) +Huber ([\d.]+)", output(OUTLIERS))
    ]
    clean, target, feature = found
    assert f"bends least squares from {clean[0]} to {target[0]}" in prose(OUTLIERS)
    assert target[1] == clean[1]
    assert max(feature) < 0.1


def test_huber_fit_minimizes_its_loss():
    """The repeated weighted fits end in a minimum of the loss that the answer states."""
    names = experiment(OUTLIERS)
    A = np.c_[np.ones(21), names["x"]]
    b = names["huber"](A, names["high"])
    scale = np.median(np.abs(names["high"] - A @ b)) / 0.6745

    def loss(b):
        r, delta = np.abs(names["high"] - A @ b), 1.345 * scale
        return np.where(r <= delta, r**2 / 2, delta * r - delta**2 / 2).sum()

    for step in ([0.01, 0], [0, 0.01], [-0.01, 0], [0, -0.01]):
        assert loss(b) < loss(b + np.array(step))


def test_greedy_wrapper_fits():
    d = 1000
    assert math.isclose(sum(range(1, d + 1)), d**2 / 2, rel_tol=0.01)
    assert "about $d^2/2$ for a full greedy run" in prose(SELECTION)


def test_two_coins_and_their_product():
    coins = np.array([(a, b, a * b) for a in (-1, 1) for b in (-1, 1)])
    for one in (0, 1):
        for value in (-1, 1):
            assert coins[coins[:, one] == value, 2].mean() == 0
    assert "let $x_1$" in prose(SELECTION).lower()


def test_accuracy_out_of_nothing():
    before, inside = map(float, re.findall(r" (0\.\d\d)$", output(SELECTION), re.MULTILINE))
    assert f"the wrong order reports {before:.0%}" in prose(SELECTION)
    assert abs(inside - 0.5) < 0.05


def test_gain_of_shifts_and_loss_of_mirrors():
    few, shifted, mirrored, many = map(
        float, re.findall(r" (0\.\d+)$", output(AUGMENTATION), re.MULTILINE)
    )
    text = prose(AUGMENTATION)
    assert f"from {few} to {shifted}" in text
    assert f"same number of real examples ({many})" in text
    assert 20 * 48 == 960
    assert f"gained {100 * (shifted - few):.0f} points" in text
    assert abs(mirrored - 0.5) < 0.03


def test_kappa_of_two_annotators():
    observed, expected = (5 + 85) / 100, 0.1 * 0.1 + 0.9 * 0.9
    text = prose(LABELS)
    assert rf"0.9 \cdot 0.9 = {expected:.2f}$" in text
    kappa = (observed - expected) / (1 - expected)
    assert rf"{observed - expected:.2f}/{1 - expected:.2f} = {kappa:.2f}$" in text


def test_accuracy_measured_on_noisy_labels():
    def measured(a, rho=0.1):
        return a * (1 - rho) + (1 - a) * rho

    text = prose(LABELS)
    assert f"a perfect model scores {measured(1):.0%}" in text
    assert f"one with 95% scores {measured(0.95):.0%}" in text
    share = (measured(0.95) - measured(0.93)) / 0.02
    assert f"all differences shrink to {share:.0%} of their size" in text


def test_majorities_of_annotators():
    three, five = (
        sum(math.comb(n, k) * 0.8**k * 0.2 ** (n - k) for k in range(n // 2 + 1, n + 1))
        for n in (3, 5)
    )
    assert f"is right {three:.1%} of the time, a majority of five {five:.1%}" in prose(LABELS)


def test_uncertain_labels_against_random_ones():
    rows = re.findall(r"^(?:random|uncertain) +(.*)$", output(LABELS), re.MULTILINE)
    random, uncertain = ([float(a) for a in row.split()] for row in rows)
    assert uncertain[2] > random[3]
    assert "With 40 labels chosen by uncertainty the model is better than with 80" in prose(LABELS)
    for name, row in (("s4", random), ("s1", uncertain)):
        points = curve(LABELS, name)
        shown = [0.75 + (200 - points[i][1]) / 700 for i in (0, 1, 3, 7, 15)]
        assert np.allclose(shown, row, atol=0.001)


def test_suspects_in_and_out_of_sample():
    text = prose(WRONG)
    (few, _, _), (suspects, found, wrong) = (
        map(int, row) for row in re.findall(r"(\d+) suspects, +(\d+) of the (\d+)", output(WRONG))
    )
    assert f"In-sample the method finds {few} of {wrong}" in text
    assert f"names {suspects} suspects, of whom {found} are really wrong" in text
    assert f"The remaining {suspects - found} suspects" in text
    assert f"{wrong - found} wrong labels were missed" in text
    assert 0.1 < suspects / 900 < 0.11
    assert 0.74 < found / wrong < 0.78


def test_direction_of_the_replacements():
    joint = experiment(WRONG)["joint"]
    large = [joint[(k + 1) % 3, k] for k in range(3)]
    small = [joint[k, (k + 1) % 3] for k in range(3)]
    assert min(large) > 2 * max(small)
    assert f"({large[2]}, {large[0]}, {large[1]})" in prose(WRONG)


def test_least_trimmed_squares_ignores_the_wrong_feature_value():
    names = experiment(OUTLIERS)
    A = np.c_[np.ones(21), names["far"]]
    y, fits = names["y"], []
    for pair in itertools.combinations(range(21), 2):
        b = np.linalg.solve(A[list(pair)], y[list(pair)])
        for _ in range(10):
            kept = np.argsort((y - A @ b) ** 2)[:16]
            b = np.linalg.lstsq(A[kept], y[kept], rcond=None)[0]
        fits.append((np.sort((y - A @ b) ** 2)[:16].sum(), b[1]))
    assert abs(min(fits)[1] - 0.5) < 0.05


def test_mistakes_of_the_rule_that_knows_densities_and_rates():
    names = experiment(WRONG)
    given, wrong = names["given"], names["wrong"]
    distance = ((names["X"][:, None] - names["centers"]) ** 2).sum(axis=2)
    density = np.exp(-distance / 2)  # equal shares, equal round classes
    rate = 0.9 * np.eye(3) + 0.1 * np.roll(np.eye(3), 1, axis=1)  # true, given
    share = density * rate[:, given].T
    own = share[np.arange(900), given] / share.sum(axis=1)
    named = own < 0.5
    correct, missed = np.sum(named & ~wrong), np.sum(wrong & ~named)
    text = prose(WRONG)
    assert f"names {named.sum()} rows, {correct} of them correct" in text
    assert f"and misses {missed}." in text


def test_bars_of_the_wrong_rows():
    names = experiment(WRONG)
    text = prose(WRONG)
    counts = []
    for use in (np.ones((900, 900)), names["fold"][:, None] != names["fold"]):
        votes = (names["near"] * use) @ np.eye(3)[names["given"]] + 1e-12
        p = votes / votes.sum(axis=1, keepdims=True)
        own = p[np.arange(900), names["given"]][names["wrong"]]
        counts.append(np.histogram(own, bins=np.linspace(0, 1, 11))[0])
    assert f"Out-of-fold {counts[1][0]} of them lie below 0.1, in-sample none" in text
    assert counts[0][0] == 0
    paths = re.findall(r'class="f[14]" d="([^"]+)"', drawing(WRONG))
    for path, count in zip(paths, counts, strict=True):
        shown = [float(h) / 2.3 for h in re.findall(r"180v-([\d.]+)h", path)]
        assert np.allclose(shown, count[count > 0], atol=0.05)


def test_odds_of_the_worked_case():
    odds = 0.8 / 0.2
    ten, one = odds / 9, odds / 99
    text = prose(PRIORS)
    assert rf"$4 \cdot \frac{{1}}{{9}} = {ten:.2f}$" in text
    assert f"the probability {ten / (1 + ten):.2f}. If it is 1%" in text
    assert f"$4/99$, and the probability is {one / (1 + one):.2f}" in text


def test_two_forms_of_the_correction():
    beta, output_ = 0.02, 0.7
    odds = beta * output_ / (1 - output_)
    assert math.isclose(odds / (1 + odds), beta * output_ / (beta * output_ + 1 - output_))


def test_curves_of_the_correction():
    for name, prior in (("s4", 0.1), ("s1", 0.01)):
        for x, y in curve(PRIORS, name):
            shown, at = (224 - y) / 200, (x - 60) / 200
            low, high = (
                p * prior / (p * prior + (1 - p) * (1 - prior))
                for p in (max(at - 0.0003, 0), min(at + 0.0003, 1))
            )
            assert low - 0.0005 < shown < high + 0.0005


def test_correction_recovers_the_full_model():
    mean = re.findall(r"mean ([\d.]+)", output(PRIORS))
    loss = re.findall(r"log loss ([\d.]+)", output(PRIORS))
    text = prose(PRIORS)
    assert f"claims {float(mean[0]):.1%} positives on average" in text
    assert loss[1] == loss[2]
    names = experiment(PRIORS)
    assert f"though it saw {names['keep'].mean():.0%} of them" in text
    assert np.array_equal(np.argsort(names["odds"]), np.argsort(names["fixed"]))


def test_order_of_three_classes_can_change():
    factors = np.array([0.6, 0.3, 0.1]) * 3
    outputs = np.array([[0.5, 0.5, 0], [0.45, 0, 0.55]])
    corrected = outputs * factors / (outputs @ factors)[:, None]
    a, b = corrected[:, 0]
    assert a < b
    text = prose(PRIORS)
    assert f"become {a:.2f} and {b:.2f} for the first class" in text
    assert "Now the ranking of inputs *can* change" in text


def test_three_joins():
    everything, paid, reported = re.findall(r"AUC ([\d.]+)", output(HISTORY))
    text = prose(HISTORY)
    assert f"gives an AUC of {everything}" in text
    assert f"still gives {paid}" in text
    assert f"at time $t$ is worth {reported}" in text
    assert f"ships on {paid} delivers {reported}" in text


def test_only_the_first_payment_counts():
    events = re.findall(r'class="flow" d="M(\d+) \d+H(\d+)"', drawing(HISTORY))[:3]
    (moment,) = map(int, re.findall(r'class="cell" d="M(\d+) 26V158"', drawing(HISTORY)))
    known = [int(end) + 8 < moment for _, end in events]
    happened = [int(start) < moment for start, _ in events]
    assert known == [True, False, False]
    assert happened == [True, True, False]
