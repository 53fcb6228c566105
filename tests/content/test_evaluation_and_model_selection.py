"""The numbers in the answers on evaluation, computed from their definitions."""

import re
from statistics import NormalDist

import numpy as np

from tests.content.library import source

F1 = "precision-recall-and-f1-what-does-each-reward"
ROC = "how-do-you-read-a-roc-curve-and-its-area"
PR = "when-should-you-prefer-a-precision-recall-curve"
CALIBRATION = "what-does-it-mean-for-a-classifier-to-be-calibrated"

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
