"""The numbers in the answers on trees, computed from their definitions."""

import math

from tests.content.library import source

TREE = "how-does-a-decision-tree-choose-its-splits"
FOREST = "why-does-a-random-forest-decorrelate-its-trees"
BOOSTING = "what-do-xgboost-lightgbm-and-catboost-add-to-plain-boosting"


def mistakes(p):
    return min(p, 1 - p)


def gini(p):
    return 1 - p**2 - (1 - p) ** 2


def entropy(p):
    return -sum(q * math.log2(q) for q in (p, 1 - p))


def test_three_impurities_of_one_split():
    text = source(TREE)
    for name, impurity in [
        ("misclassification", mistakes),
        ("Gini", gini),
        ("entropy, bits", entropy),
    ]:
        parent, left, right = impurity(70 / 100), impurity(50 / 60), impurity(20 / 40)
        weighted = 0.6 * left + 0.4 * right
        cells = [parent, left, right, weighted, abs(parent - weighted)]
        assert f"| {name} | " + " | ".join(f"{c:.3f}" for c in cells) + " |" in text


def test_gap_in_the_impurity_figure():
    drop = gini(0.7) - 0.6 * gini(50 / 60) - 0.4 * gini(0.5)
    assert f"Gini drop {drop:.3f}" in source(TREE)


def variance(rho, trees):
    """Variance of the mean of equally correlated variables with variance 1."""
    return (trees + trees * (trees - 1) * rho) / trees**2


def test_variance_of_an_average_of_correlated_trees():
    text = source(FOREST)
    ten, hundred = variance(0.6, 10), variance(0.6, 100)
    assert f"ten trees have variance {ten:.3f}, a hundred {hundred:.3f}" in text
    ten, hundred = variance(0.2, 10), variance(0.2, 100)
    assert f"the same three numbers are {ten:.3f}, {hundred:.3f} and 0.2" in text


def test_savings_beyond_a_hundred_trees():
    first, second = (variance(rho, 100) - rho for rho in (0.6, 0.2))
    assert f"can save only {first:.3f} or {second:.3f}" in source(FOREST)


def test_share_of_root_splits_without_the_strongest_feature():
    assert f"absent from {1 - 10 / 100:.0%} of the root splits" in source(FOREST)


def test_share_of_rows_out_of_the_bag():
    text = source(FOREST)
    assert f"which is {(1 - 1 / 10) ** 10:.3f} for $n = 10$" in text
    assert rf"$e^{{-1}} \approx {math.exp(-1):.3f}$" in text
    assert f"roughly {math.exp(-1):.0%} of trees" in text


def test_the_middle_subset_size_has_the_smallest_error():
    lines = [row for row in source(FOREST).splitlines() if row.startswith("m ") and "rho" in row]
    errors = [float(row.split()[-1]) for row in lines]
    rhos = [float(row.split("rho ")[1].split(",")[0]) for row in lines]
    assert min(errors) == errors[1]
    assert rhos == sorted(rhos, reverse=True)


def test_second_order_leaf_weight_and_gain():
    left_g, left_h = 4 * 0.5 - 3, 4 * 0.5 * 0.5
    right_g, right_h = 4 * 0.5 - 1, 4 * 0.5 * 0.5
    text = source(BOOSTING)
    expected = f"$G_L = {left_g:.0f}$, $H_L = {left_h:.0f}$, $G_R = {right_g:.0f}$"
    assert f"{expected}, $H_R = {right_h:.0f}$" in text
    weight = -left_g / (left_h + 1)
    gain = 0.5 * (
        left_g**2 / (left_h + 1)
        + right_g**2 / (right_h + 1)
        - (left_g + right_g) ** 2 / (left_h + right_h + 1)
    )
    assert f"the left weight is {weight} and the gain {gain}" in text
    assert f"Without the penalty the weight is {-left_g / left_h}" in text
    assert rf"$\ln 3 = {math.log(3):.3f}$" in text
    assert f"negative gradients gives {-left_g / 4}" in text
