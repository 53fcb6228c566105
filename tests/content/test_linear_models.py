"""The numbers in the answers on linear models, computed from their definitions."""

import math

from tests.content.library import source

LOGISTIC = "how-does-logistic-regression-turn-a-linear-score-into-a-probability"
PENALTIES = "ridge-and-lasso-penalties-what-does-each-do-to-the-weights"
SOFTMAX = "from-two-classes-to-many-what-does-softmax-regression-do"
GLM = "what-is-a-generalized-linear-model"


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
