"""The numbers in the answers on trees, computed from their definitions."""

import math
import re
from itertools import pairwise

from tests.content.library import source

TREE = "how-does-a-decision-tree-choose-its-splits"
FOREST = "why-does-a-random-forest-decorrelate-its-trees"
BOOSTING = "what-do-xgboost-lightgbm-and-catboost-add-to-plain-boosting"
PRUNING = "how-do-you-stop-a-tree-from-memorizing-the-training-set"
ENSEMBLES = "bagging-boosting-and-stacking-what-problem-does-each-solve"
GRADIENT = "how-does-gradient-boosting-fit-each-new-tree"
ADABOOST = "how-does-adaboost-reweight-its-examples"
CHOICE = "random-forest-or-gradient-boosting-which-would-you-pick"
IMPORTANCE = "how-trustworthy-are-tree-based-feature-importances"
EXTRAPOLATION = "why-cant-tree-models-extrapolate"


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


def printed(slug, block=0):
    """The lines that a code block of the answer prints."""
    return source(slug).split("```output\n")[block + 1].split("\n```")[0].splitlines()


def numbers(line):
    return [float(n) for n in re.findall(r"-?\d+\.?\d*", line)]


def test_error_of_a_tree_that_stored_flipped_labels():
    q = 0.2
    assert f"With $q = {q}$ that is {2 * q * (1 - q):.2f} instead of {q:.2f}" in source(PRUNING)


def test_prices_at_which_smaller_trees_take_over():
    trees = [(7, 2), (4, 5), (2, 13), (1, 27)]
    text = source(PRUNING)
    for (size, mistakes), (smaller, more) in pairwise(trees):
        price = (more - mistakes) / (size - smaller)
        assert price == int(price)
        assert f"$({more}-{mistakes})/{size - smaller} = {price:.0f}$" in text
        lowest = min(m + price * s for s, m in trees)
        assert lowest == mistakes + price * size == more + price * smaller


def test_cross_validation_prefers_the_price_of_four():
    rows = [numbers(line) for line in printed(PRUNING)]
    price, leaves, _, _, new = min(rows, key=lambda row: row[3])
    assert (price, leaves, f"{new:.0%}") == (4, 6, "22%")
    assert rows[0][2] == 0
    assert f"{rows[0][4]:.0%}" == "31%"
    assert rows[-1][1] == 1


def test_bagging_lowers_variance_and_boosting_bias():
    rows = {tuple(line.split()[:2]): numbers(line)[1:] for line in printed(ENSEMBLES)}
    single, bagged = rows["single", "deep"], rows["bagged", "deep"]
    assert abs(bagged[1] / single[1] - 0.5) < 0.05
    assert abs(rows["bagged", "stump"][0] - rows["single", "stump"][0]) < 0.01
    assert rows["boosted", "stump"][0] < 0.2 * rows["single", "stump"][0]
    assert abs(rows["boosted", "deep"][1] - single[1]) < 0.02
    boosted, stump = rows["boosted", "stump"][1], rows["single", "stump"][1]
    assert f"{boosted:.3f} against {stump:.3f}, because" in source(ENSEMBLES)


def test_out_of_fold_weights_beat_the_best_base_model():
    base, inside, outside = (numbers(line) for line in printed(ENSEMBLES, 1))
    assert inside == [0, 0, 1, base[2]]
    assert outside[-1] < 0.5 * min(base)


def test_share_of_distinct_rows_in_a_bootstrap_sample():
    assert f"about {1 - math.exp(-1):.0%} of the distinct rows" in source(ENSEMBLES)


def test_two_rounds_of_gradient_boosting():
    targets, model, rows = [2, 3, 4, 7, 8, 12], [6.0] * 6, []

    def cells(values):
        return " | ".join(f"{v:.4g}".replace("-", "−") for v in values)

    def leaves(residuals, cut):
        left, right = residuals[:cut], residuals[cut:]
        return [sum(left) / cut] * cut + [sum(right) / len(right)] * len(right)

    for name, error in ("F_0", "70"), ("F_1", "29.5"), ("F_2", "11.275"):
        residuals = [y - f for y, f in zip(targets, model, strict=True)]
        assert f"{sum(r * r for r in residuals):.5g}" == error
        rows.append(f"| ${name}$ | {cells(model)} | {error} |")
        if name != "F_2":
            fits = [leaves(residuals, cut) for cut in range(1, 6)]
            tree = max(fits, key=lambda h: sum(v * v for v in h))
            rows.append(f"| residual | {cells(residuals)} | |")
            rows.append(f"| $h_{1 + int(name[-1])}$ | {cells(tree)} | |")
            model = [f + 0.5 * h for f, h in zip(model, tree, strict=True)]
    assert "\n".join(rows) in source(GRADIENT)


def test_expected_loss_of_the_true_probabilities():
    n, total = 100_000, 0.0
    for i in range(n):
        p = 0.5 + 0.35 * math.sin(2 * math.pi * (i + 0.5) / n)
        total += entropy(p) * math.log(2)
    assert f"an expected loss of {total / n:.3f}" in source(GRADIENT)


def test_the_small_learning_rate_needs_more_trees_and_ends_lower():
    rows = [numbers(line) for line in printed(GRADIENT)]
    fast, slow = ([(row[1], row[3]) for row in rows if row[0] == eta] for eta in (1, 0.1))
    assert min(slow, key=lambda row: row[1])[0] > min(fast, key=lambda row: row[1])[0]
    assert min(loss for _, loss in slow) < min(loss for _, loss in fast)
    assert slow[-1][1] > min(loss for _, loss in slow)


def test_one_round_of_adaboost():
    error = 0.3
    vote = math.log((1 - error) / error) / 2
    wrong, right = 0.1 * math.exp(vote), 0.1 * math.exp(-vote)
    total = 3 * wrong + 7 * right
    assert math.isclose(3 * wrong, 7 * right)
    text = source(ADABOOST)
    assert rf"$\varepsilon = {error}$ and $\alpha = {vote:.3f}$" in text
    assert (
        f"from 0.1 to {wrong / total:.3f} each, the right ones fall to {right / total:.3f}" in text
    )


def test_flipped_rows_hold_several_times_their_share_of_the_weight():
    clean, noisy = (numbers(line) for line in printed(ADABOOST, 1))
    assert noisy[1] >= 3 * noisy[0]
    assert 1.8 < noisy[2] / clean[2] < 2.2


def test_forest_and_boosting_errors_are_quoted_from_the_experiment():
    low, high = [
        [numbers(line.split(":")[1]) for line in printed(CHOICE) if f"noise {sd}" in line]
        for sd in (1, 3)
    ]
    text = source(CHOICE)
    assert f"boosting ends at {low[1][-1]} against {low[0][-1]} for the forest" in text
    assert f"after 60 trees it is at {high[1][2]} against {high[0][-1]} for the forest" in text
    assert f"by 200 trees, at {high[1][-1]}, the lead is gone" in text
    assert min(high[1]) == high[1][2] < high[0][-1] <= high[1][-1]
    for forest, _, full in (low, high):
        assert min(full) > max(forest)


def test_falls_in_accuracy_after_shuffling():
    first, *rest = printed(IMPORTANCE)
    accuracy = {row.split()[0]: numbers(row) for row in rest}
    training, new = accuracy["nothing"]
    text = source(IMPORTANCE)
    assert f"takes {numbers(first)[3]:.0%} of the impurity importance" in text
    assert numbers(first)[3] > numbers(first)[0] + numbers(first)[1]
    assert f"falls by {training - accuracy['uniform'][0]:.3f} when `uniform`" in text
    assert f"the fall is {new - accuracy['uniform'][1]:.3f}".replace("-", "−") in text
    one, two, both = (new - accuracy[name][1] for name in ("signal", "copy", "both"))
    assert f"costs {one:.3f} on new rows and `copy` alone {two:.3f}" in text
    assert f"but both together cost {both:.3f}" in text


def test_boosted_stumps_add_two_effects():
    rows, targets = [(0, 0), (1, 0), (0, 1), (1, 1)], [0.0, 10.0, 10.0]
    model = [sum(targets) / 3] * 4
    for _ in range(400):
        residuals = [y - f for y, f in zip(targets, model, strict=False)]
        fits = []
        for j in 0, 1:
            means = []
            for v in 0, 1:
                part = [r for r, x in zip(residuals, rows, strict=False) if x[j] == v]
                means.append(sum(part) / len(part))
            fits.append([means[x[j]] for x in rows])
        step = max(fits, key=lambda h: sum(v * v for v in h[:3]))
        model = [f + 0.1 * h for f, h in zip(model, step, strict=True)]
    assert f"converge to {model[3]:.0f} at the unseen corner" in source(EXTRAPOLATION)


def test_removing_the_trend_helps_the_trees_most():
    raw, line, change = (numbers(row)[-1] for row in printed(EXTRAPOLATION))
    assert line < change < raw
    assert f"about {raw:.0f} units too low" in source(EXTRAPOLATION)
