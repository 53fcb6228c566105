"""The numbers in the answers on probability and statistics, computed from their definitions."""

import math
import re
from statistics import NormalDist

import numpy as np

from tests.content.library import source

BAYES = "what-is-bayes-theorem-and-what-does-it-say-about-a-positive-test"
P_VALUE = "what-does-a-p-value-mean"
ENTROPY = "entropy-cross-entropy-and-kl-divergence-how-do-they-relate"
MANY = "you-test-twenty-metrics-at-once-what-happens-to-the-false-alarms"


def posterior(prior: float, ratio: float) -> float:
    odds = prior / (1 - prior) * ratio
    return odds / (1 + odds)


def test_positive_test_in_people():
    text = source(BAYES)
    ill = 10_000 // 100
    hits, healthy = round(0.90 * ill), 10_000 - ill
    false_alarms = round(0.05 * healthy)
    assert f"- {ill} are ill, and {hits} of them" in text
    assert f"- {healthy:,} are healthy, and 5% of them, {false_alarms}," in text
    assert f"Of {hits + false_alarms} positive tests, {hits} are true: " in text
    assert f"{hits / (hits + false_alarms):.1%}." in text
    assert f"$0.90/0.05 = {0.90 / 0.05:.0f}$ gives 18 to 99" in text
    assert f"{posterior(0.01, 18):.1%}" == f"{hits / (hits + false_alarms):.1%}"


def test_squares_of_the_figure():
    text = source(BAYES)
    for css_class, people in (("f1", 90), ("f5", 495)):
        path = re.search(rf'<path class="{css_class}" d="([^"]+)"', text)[1]
        assert path.count("M") * 5 == people


def test_negative_test():
    text = source(BAYES)
    assert f"$0.10/0.95 = {0.10 / 0.95:.3f}$" in text
    assert f"falls to {posterior(0.01, 0.10 / 0.95):.2%}" in text


def test_better_sensitivity_or_specificity():
    text = source(BAYES)
    assert f"to {1 / 0.05:.0f} and the posterior to {posterior(0.01, 20):.1%}" in text
    assert f"to {0.9 / 0.025:.0f} and gives {posterior(0.01, 36):.1%}" in text


def test_two_pages():
    text = source(P_VALUE)
    pooled = 230 / 2000
    error = math.sqrt(2 * pooled * (1 - pooled) / 1000)
    z = 0.03 / error
    tail = 1 - NormalDist().cdf(z)
    assert f"the pooled rate is {pooled}" in text
    assert f"/ 1000}} = {error:.4f}$" in text
    assert f"$z = {z:.2f}$" in text
    assert f"with probability {2 * tail:.4f}." in text
    assert text.count(f">{tail:.4f}</text>") == 2
    own = math.sqrt(0.10 * 0.90 / 1000 + 0.13 * 0.87 / 1000)
    low, high = 0.03 - 1.96 * own, 0.03 + 1.96 * own
    assert f"interval from {low * 100:.1f} to {high * 100:.1f}" in text


def test_share_of_false_discoveries():
    text = source(P_VALUE)
    hits, false_alarms = 0.8 * 100, 0.05 * 900
    share = false_alarms / (hits + false_alarms)
    assert f"{hits:.0f} of {hits + false_alarms:.0f} significant results are real" in text
    assert f"and {share:.0%} are false" in text


def test_bound_on_the_evidence_of_five_percent():
    text = source(P_VALUE)
    bound = -math.e * 0.05 * math.log(0.05)
    assert f"which is {bound:.2f} for $p = 0.05$" in text
    assert f"at least {bound / (1 + bound):.0%}" in text


def test_chance_that_a_borderline_result_repeats():
    normal = NormalDist()
    limit = normal.inv_cdf(0.975)
    power = 1 - normal.cdf(limit - limit) + normal.cdf(-2 * limit)
    assert abs(power - 0.5) < 1e-3
    assert "only about half the time" in source(P_VALUE)


def test_bell_as_drawn():
    path = re.search(r'<path class="s1" d="M([^"]+)"', source(P_VALUE))[1]
    points = np.array([[float(v) for v in p.split()] for p in path.split("L")])
    z = (points[:, 0] - 240) / 60
    assert np.allclose((190 - points[:, 1]) / 150, np.exp(-z * z / 2), atol=0.001)


def test_code_lengths():
    text = source(ENTROPY)
    p, q = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]), np.full(4, 1 / 4)
    assert list(-np.log2(p)) == [1, 2, 3, 3]
    entropy, cross = -np.sum(p * np.log2(p)), -np.sum(p * np.log2(q))
    divergence = np.sum(p * np.log2(p / q))
    assert f"needs {entropy:.2f} bits per symbol" in text
    assert f"pays {cross:.2f}" in text
    assert f"costs {divergence:.2f} bits per symbol" in text
    assert cross == entropy + divergence


def test_boxes_of_the_figure_have_the_areas():
    boxes = re.findall(
        r'<rect class="cell" x="[0-9.]+" y="[0-9.]+" width="([0-9.]+)" height="([0-9.]+)"/>',
        source(ENTROPY),
    )
    areas = [float(width) / 184 * float(height) / 48 for width, height in boxes]
    assert np.isclose(sum(areas[:4]), 1.75)
    assert np.isclose(sum(areas[4:]), 2.00)


def test_nat_and_loss_of_an_untrained_classifier():
    text = source(ENTROPY)
    assert f"one nat is {1 / math.log(2):.2f} bits" in text
    assert f"$\\ln K$, {math.log(10):.3f} for ten classes" in text


def test_any_false_alarm_among_twenty():
    text = source(MANY)
    any_false = 1 - 0.95**20
    assert f"1 - 0.95^{{20}} = {any_false:.3f}" in text
    assert f"\\approx {any_false * 100:.0f}\\%$" in text
    assert f"$m\\alpha = {20 * 0.05:.0f}$" in text


def test_procedures_on_the_example():
    text = source(MANY)
    p = [0.0004, 0.0019, 0.0086, 0.0088, 0.021, 0.034, 0.047]
    assert "0.0004, 0.0019, 0.0086, 0.0088, 0.021, 0.034 and 0.047" in text
    alpha, m = 0.05, 20
    assert sum(v <= alpha for v in p) == 7
    assert sum(v <= alpha / m for v in p) == 2
    assert p[1] <= alpha / (m - 1)
    assert p[2] > alpha / (m - 2)
    assert f"$0.05/18 = {alpha / 18:.4f}$" in text
    ranks = [k for k, v in enumerate(p, start=1) if v <= k * alpha / m]
    assert ranks == [1, 2, 4]
    assert ", ".join(f"{k * alpha / m:.4f}" for k in range(1, 5)) in text
    for k, v in enumerate(p, start=1):
        y = 30 - 46 * math.log(v / 0.06)
        drawn = re.search(rf'cx="{70 + 40 * k}" cy="([0-9.]+)"', text)[1]
        assert abs(float(drawn) - y) < 0.06


def test_false_discovery_rate_of_the_simulation():
    text = source(MANY)
    assert f"{0.05 * 16 / 20:.0%} of what it reports" in text
    bh = re.search(r"Benjamini-Hochberg +[0-9.]+ +[0-9.]+ +([0-9.]+)", text)[1]
    bonferroni = re.search(r"Bonferroni +[0-9.]+ +[0-9.]+ +([0-9.]+)", text)[1]
    assert f"finds {float(bh):.0%} of the real effects" in text
    assert f"where Bonferroni finds {float(bonferroni):.0%}" in text


def test_divisor_for_any_dependence():
    total = sum(1 / k for k in range(1, 21))
    assert f"which is {total:.2f} for $m = 20$" in source(MANY)
