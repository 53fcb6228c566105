"""The numbers in the answers on training deep networks, computed from their definitions."""

import math
import re

import numpy as np
import pytest

from tests.content.library import source

GRADIENTS = "what-makes-gradients-vanish-or-explode-in-deep-networks-and-how-do-you-fix-it"
BATCHES = "batch-mini-batch-and-stochastic-gradient-descent-how-do-they-compare"
RULES = "what-do-momentum-rmsprop-and-adam-each-add"
ADAMW = "adam-or-sgd-with-momentum-and-what-is-adamw"
RATE = "how-do-you-choose-and-schedule-the-learning-rate"
BATCH_NORM = "what-does-batch-normalization-do-and-how-does-it-behave-at-inference"
DROPOUT = "how-does-dropout-regularize-a-network"
STOPPING = "what-is-early-stopping"
CLIPPING = "what-is-gradient-clipping"
BATCH_SIZE = "how-does-batch-size-affect-training"
DEBUGGING = "the-loss-will-not-go-down-how-do-you-debug-a-network"
PRECISION = "how-do-mixed-precision-and-gradient-accumulation-save-memory"
DISTRIBUTED = "how-do-you-train-a-model-that-does-not-fit-on-one-gpu"


def curve(text: str, css_class: str) -> np.ndarray:
    """The points of the first path of a class in a figure."""
    path = re.search(rf'<path class="{css_class}" d="M([^"Z]+)"', text)[1]
    return np.array([[float(v) for v in point.split()] for point in path.split("L")])


def test_thirty_factors_of_a_half_and_of_one_and_a_half():
    text = source(GRADIENTS)
    assert f"{0.5**30 * 1e10:.1f} \\cdot 10^{{-10}}" in text
    assert f"multiply it by {round(1.5**30, -4):,.0f}" in text


@pytest.mark.parametrize(
    ("css_class", "variance", "relu"),
    [("s1", 4, True), ("s3", 2, True), ("s4", 1, True), ("s5", 1, False)],
)
def test_gradients_through_thirty_layers_as_drawn(css_class, variance, relu):
    rng = np.random.default_rng(0)
    n, depth = 128, 30
    layers, h = [], rng.standard_normal((n, 64))
    for _ in range(depth):
        weights = rng.normal(0, np.sqrt(variance / n), (n, n))
        z = weights @ h
        h = np.maximum(z, 0) if relu else 1 / (1 + np.exp(-z))
        layers.append((weights, (z > 0) * 1.0 if relu else h * (1 - h)))
    gradient = rng.standard_normal(h.shape)
    sizes = [np.linalg.norm(gradient)]
    for weights, slope in reversed(layers):
        gradient = weights.T @ (slope * gradient)
        sizes.append(np.linalg.norm(gradient))
    drawn = (62 - curve(source(GRADIENTS), css_class)[:, 1]) / 8.6
    assert np.allclose(drawn, np.log10(np.array(sizes) / sizes[0]), atol=0.02)


def test_iterations_of_an_epoch():
    text = source(BATCHES)
    assert f"an epoch has {math.ceil(50_000 / 128)} iterations" in text
    assert f"the last with a batch of {50_000 % 128}" in text


def test_a_batch_a_hundred_times_larger_is_ten_times_as_accurate():
    assert math.sqrt(100) == 10
    assert "only ten times as accurate" in source(BATCHES)


def test_paths_of_one_epoch_as_drawn():
    rng = np.random.default_rng(1)
    x = rng.standard_normal((200, 2)) * np.array([0.45, 1.0])
    y = rng.standard_normal(200) * 0.7
    best = np.linalg.solve(x.T @ x, x.T @ y)
    order = np.random.default_rng(3).permutation(200)
    for size, rate, css_class in ((1, 0.12, "s5"), (10, 0.6, "s3"), (200, 1.0, "s1")):
        w = best + np.array([-3.3, 1.15])
        points = [w]
        for start in range(0, 200, size):
            i = order[start : start + size]
            w = w - rate * x[i].T @ (x[i] @ w - y[i]) / size
            points.append(w)
        drawn = (curve(source(BATCHES), css_class) - [312, 132]) / [80, -80]
        assert np.allclose(drawn, np.array(points) - best, atol=0.002)


def test_velocity_of_a_steady_and_of_an_alternating_gradient():
    text = source(RULES)
    assert f"{1 / (1 - 0.9):.0f}" == "10"
    assert "ten times for $\\beta = 0.9$" in text
    assert f"{1 / (1 + 0.9):.1f}" == "0.5"
    assert "shrinks to $1/(1+\\beta)$, about half" in text


def test_uncorrected_adam_step_under_a_constant_gradient():
    text = source(RULES)
    t = np.arange(1, 1001)
    step = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert f"$0.1/\\sqrt{{0.001}} = {step[0]:.2f}$" in text
    assert f"up to {step.max():.1f} times too long" in text
    assert f"{step.max():.1f} at step {t[step.argmax()]}<" in text
    assert f"to {step[-1]:.2f} at step 1,000" in text
    x, y = curve(text, "s4").T
    when = 10 ** ((x - 60) / 120)
    assert np.allclose((224 - y) / 27, (1 - 0.9**when) / np.sqrt(1 - 0.999**when), atol=0.02)


def test_longest_step_of_adam():
    """By Cauchy and Schwarz; gradients weighted by (β1/β2)^age attain it."""
    bound = (1 - 0.9) / math.sqrt((1 - 0.999) * (1 - 0.9**2 / 0.999))
    age = np.arange(2000)
    g = (0.9 / 0.999) ** age
    ratio = 0.1 * np.sum(0.9**age * g) / math.sqrt(0.001 * np.sum(0.999**age * g**2))
    assert np.isclose(ratio, bound)
    assert f"more than a factor of {bound:.1f}" in source(RULES)


def test_memory_of_adam_for_seven_billion_parameters():
    assert f"Adam's two are {7e9 * 2 * 4 / 1e9:.0f} GB" in source(RULES)


def test_decay_of_a_quadratic_at_rate_one_hundredth():
    text = source(RULES)
    assert f"removes only {1 - (1 - 0.01 * 1):.0%} of the error" in text
    assert abs(1 - 2 / 100 * 100) == 1  # at the limit the steep direction just flips
    assert "the rate must stay below $2/100$" in text


def test_time_scale_of_weight_decay():
    assert f"about {round(1 / (3e-4 * 0.1), -3):,.0f}" in source(ADAMW)


def test_decay_curves_as_drawn():
    text = source(ADAMW)
    rate, decay, b1, b2 = 1e-3, 0.2, 0.9, 0.999
    rng = np.random.default_rng(0)
    size = np.repeat([10.0, 0.1], 200)
    w, m, v, kept = np.ones(400), np.zeros(400), np.zeros(400), [(1.0, 1.0)]
    for t in range(1, 5001):
        g = size * rng.standard_normal(400) + decay * w
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        w = w - rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + 1e-8)
        if t % 125 == 0:
            kept.append((w[:200].mean(), w[200:].mean()))
    for css_class, column in (("s1", 0), ("s4", 1)):
        drawn = (222 - curve(text, css_class)[:, 1]) / 176
        assert np.allclose(drawn, np.array(kept)[:, column], atol=0.001)
    assert f"keep {kept[-1][0]:.0%} of their value" in text


def expected_losses(rate: float, cosine: bool) -> np.ndarray:
    """Expected loss of noisy descent on 30 curvatures, step by step."""
    h, m = np.geomspace(0.01, 1, 30), np.ones(30)
    losses = [h @ m / 2]
    for t in range(1000):
        r = rate * ((1 + np.cos(np.pi * t / 1000)) / 2 if cosine else 1)
        m = (1 - r * h) ** 2 * m + r**2 * 0.25 * h
        losses.append(h @ m / 2)
    return np.array(losses)


def test_error_left_in_the_flattest_direction():
    left = (1 - 0.1 * 0.01) ** 1000
    assert f"still has {left:.0%} of its error after 1,000 steps" in source(RATE)


def test_noise_floor_solves_its_equation():
    rate, h, noise = 0.3, 0.7, 0.25
    m = rate * noise / (h * (2 - rate * h))
    assert np.isclose(m, (1 - rate * h) ** 2 * m + rate**2 * noise)
    assert r"m = \frac{\eta\,\sigma^2}{h\,(2 - \eta h)}" in source(RATE)


@pytest.mark.parametrize(
    ("css_class", "rate", "cosine"),
    [("s1", 1, False), ("s2", 0.01, False), ("s3", 0.1, False), ("s5", 0.3, True)],
)
def test_schedules_as_drawn(css_class, rate, cosine):
    x, y = curve(source(RATE), css_class).T
    step = np.rint((x - 62) / 0.27).astype(int)
    drawn = np.log10(5) - (y - 30) / 70
    assert np.allclose(drawn, np.log10(expected_losses(rate, cosine)[step]), atol=0.002)


def test_a_curve_that_is_behind_at_step_400_ends_lower():
    constant, cosine = expected_losses(0.1, False), expected_losses(0.3, True)
    assert constant[400] < cosine[400]
    assert 4 < constant[-1] / cosine[-1] < 5
    assert "ahead at step 400" in source(RATE)
    assert "ends more than four times lower" in source(RATE)


def test_divergence_above_the_limit_and_recovery_of_a_cosine_just_above_it():
    text = source(RATE)
    h = np.geomspace(0.01, 1, 30)
    for cosine in (False, True):
        m = np.ones(30)
        for t in range(25):
            r = 2.5 * ((1 + np.cos(np.pi * t / 1000)) / 2 if cosine else 1)
            m = (1 - r * h) ** 2 * m + r**2 * 0.25 * h
        assert m.max() > 1e9
    assert "both diverge within 25 steps" in text
    assert expected_losses(2.05, True)[-1] < 0.02 < 1e6 < expected_losses(2.05, False)[-1]
    assert "only slightly above 2 recovers" in text


def test_warm_up_and_cosine_meet_at_the_peak():
    peak, low, warm, end = 3.0, 0.5, 20, 100
    at = [
        low + 0.5 * (peak - low) * (1 + np.cos(np.pi * (t - warm) / (end - warm)))
        for t in (warm, end)
    ]
    assert np.allclose(at, [peak, low])


def test_batch_norm_folds_into_the_layer_before():
    rng = np.random.default_rng(0)
    w, b, x = rng.standard_normal((4, 3)), rng.standard_normal(4), rng.standard_normal((9, 3))
    gamma, beta, mean = rng.standard_normal((3, 4))
    var = rng.random(4) + 0.5
    s = gamma / np.sqrt(var + 1e-5)
    normalized = gamma * (x @ w.T + b - mean) / np.sqrt(var + 1e-5) + beta
    assert np.allclose(x @ (s[:, None] * w).T + s * (b - mean) + beta, normalized)
    assert r"s_j (b_j - \bar\mu_j) + \beta_j" in source(BATCH_NORM)


def test_one_of_b_values_lies_at_most_root_b_minus_one_deviations_away():
    for size in (2, 4, 16):
        x = np.zeros(size)
        x[0] = 1
        assert np.isclose((x[0] - x.mean()) / x.std(), math.sqrt(size - 1))
    assert r"at most $\sqrt{B-1}$ standard deviations" in source(BATCH_NORM)


def test_gradient_through_batch_norm_has_no_shift_and_no_stretch():
    rng = np.random.default_rng(0)
    x, g = rng.standard_normal((2, 6))

    def out(v):
        return (v - v.mean()) / v.std()

    back = [g @ (out(x + 1e-6 * e) - out(x - 1e-6 * e)) / 2e-6 for e in np.eye(6)]
    assert abs(sum(back)) < 1e-7
    assert abs(np.dot(back, out(x))) < 1e-7
    assert "sums to zero over the batch" in source(BATCH_NORM)


def test_normalized_values_as_drawn():
    text = source(BATCH_NORM)
    rng = np.random.default_rng(3)
    for size in (2, 4, 8, 32, 128):
        path = re.search(rf'<path class="f1" d="([^"]+)"/>\n<text[^>]*>{size}<', text)[1]
        tops = [float(p.split()[1].split("l")[0]) for p in path.split("M")[1:]]
        batch = np.hstack([np.full((40, 1), 1.5), rng.standard_normal((40, size - 1))])
        value = (1.5 - batch.mean(1)) / np.sqrt(batch.var(1) + 1e-5)
        assert np.allclose((140 - np.array(tops) - 3) / 40, value, atol=0.002)


def test_thinned_networks_of_ten_units():
    assert f"{2**10:,}".replace(",", "{,}") in source(DROPOUT)


def test_mean_and_variance_of_inverted_dropout():
    for p in (0.1, 0.5, 0.8):
        values, chance = np.array([0, 1 / (1 - p)]), np.array([p, 1 - p])
        assert np.isclose(chance @ values, 1)
        assert np.isclose(chance @ values**2 - 1, p / (1 - p))
    assert r"\frac{p}{1-p}\, h_j^2" in source(DROPOUT)


def stopped_run() -> tuple[np.ndarray, np.ndarray]:
    """Training and validation error of the run, 401 steps."""
    rng = np.random.default_rng(1)
    true = rng.standard_normal(50)
    data = []
    for n in (60, 500):
        x = rng.standard_normal((n, 50)) * np.geomspace(2, 0.1, 50)
        data.append((x, x @ true + 2 * rng.standard_normal(n)))
    w, errors = np.zeros(50), []
    for _ in range(401):
        errors.append([np.mean((x @ w - y) ** 2) for x, y in data])
        x, y = data[0]
        w = w - 0.1 * x.T @ (x @ w - y) / 60
    return tuple(np.array(errors).T)


def test_early_stopping_as_drawn():
    text = source(STOPPING)
    train, validation = stopped_run()
    best = int(validation.argmin())
    assert f"restore step {best}<" in text
    assert f"stop at step {best + 50}," in text
    assert f"minimum of {validation[best]:.2f} at step {best}" in text
    for css_class, errors in (("s1", train), ("s4", validation)):
        x, y = curve(text, css_class).T
        step = np.rint((x - 50) / 0.825).astype(int)
        assert np.allclose((226 - y) / 9.5, errors[step], atol=0.01)


def test_fraction_reached_by_gradient_descent_and_by_ridge():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((30, 4)), rng.standard_normal(30)
    w, rate, steps = np.zeros(4), 0.1, 25
    for _ in range(steps):
        w = w - rate * x.T @ (x @ w - y) / 30
    eigenvalues, vectors = np.linalg.eigh(x.T @ x / 30)
    best = vectors.T @ np.linalg.lstsq(x, y, rcond=None)[0]
    alpha = 1 / (rate * steps)
    ridge = np.linalg.solve(x.T @ x / 30 + alpha * np.eye(4), x.T @ y / 30)
    assert np.allclose(vectors.T @ w / best, 1 - (1 - rate * eigenvalues) ** steps)
    assert np.allclose(vectors.T @ ridge / best, eigenvalues / (eigenvalues + alpha))
    grid = np.geomspace(1e-4, 9, 200)  # stopping always shrinks less
    assert np.all(1 - (1 - rate * grid) ** steps >= grid / (grid + alpha))


def test_clipping_of_the_drawn_gradient():
    text = source(CLIPPING)
    g = np.array([0.8, 3.0])
    norm = np.linalg.norm(g)
    by_norm, by_value = g / norm, np.minimum(g, 1)
    angle = [math.degrees(math.atan2(v[1], v[0])) for v in (g, by_norm, by_value)]
    assert f"the norm is {norm:.2f}" in text
    assert f"gives $({by_norm[0]:.2f}, {by_norm[1]:.2f})$" in text
    assert f"clipping by value $({by_value[0]:.1f}, {by_value[1]:.0f})$" in text
    assert f"a direction {angle[0] - angle[2]:.0f}° away" in text
    assert f"{angle[0]:.0f}° from the horizontal" in text
    assert f"still {angle[1]:.0f}°" in text
    assert f"now {angle[2]:.0f}°" in text


def test_solution_and_wall_of_the_repeated_weight():
    text = source(CLIPPING)
    assert rf"w = 0.5^{{1/50}} \approx {0.5 ** (1 / 50):.3f}" in text
    wall = (1.15**50 - 0.5) * 50 * 1.15**49
    assert round(wall / 1e6) == 51
    assert "the gradient is 50 million" in text


def test_best_rate_and_gain_of_a_noisy_step():
    rng = np.random.default_rng(0)
    g, h, noise = rng.random((3, 5)) + 0.1  # diagonal Hessian and covariance
    rates = np.linspace(0, 5, 200_001)
    exact = rates * (g @ g) - rates**2 / 2 * (g @ (h * g))
    scale = (h @ noise) / (g @ (h * g))
    for size in (1, 3, 50):
        gain = exact - rates**2 / 2 * (h @ noise) / size
        assert np.isclose(
            rates[gain.argmax()], (g @ g) / (g @ (h * g)) / (1 + scale / size), atol=1e-4
        )
        assert np.isclose(gain.max(), (g @ g) ** 2 / (g @ (h * g)) / 2 / (1 + scale / size))


def steps_to_a_tenth(size: float) -> tuple[int, float]:
    """Fewest steps over constant rates, and the rate in the middle of those that need them."""
    h, rates = 1 / np.arange(1, 101), np.geomspace(0.01, 1.99, 200)
    m, r = np.ones((200, 100)), rates[:, None]
    for t in range(1, 1000):
        m = (1 - r * h) ** 2 * m + r**2 * h / size
        good = m @ h <= 0.1 * h.sum()
        if good.any():
            return t, float(np.median(rates[good]))
    raise AssertionError


def test_steps_against_batch_size_as_drawn():
    text = source(BATCH_SIZE)
    x, y = curve(text, "s1").T
    sizes = 2 ** np.rint((x - 64) / 32)
    steps = [steps_to_a_tenth(size)[0] for size in sizes]
    assert np.allclose(3 + (226 - y) / 32, np.log2(steps), atol=0.01)
    assert f"{steps_to_a_tenth(math.inf)[0]} steps, no noise at all" in text


def test_linear_scaling_up_to_a_batch_of_eight():
    text = source(BATCH_SIZE)
    (one, slow), (eight, fast) = steps_to_a_tenth(1), steps_to_a_tenth(8)
    assert 5.5 < fast / slow < 6.5
    assert "the best rate grows six-fold" in text
    assert 6.5 < one / eight < 7
    assert "the steps fall nearly seven-fold" in text
    assert f"the number of examples rises by only {8 * eight / one - 1:.0%}" in text


def test_a_batch_beyond_sixty_four_saves_few_steps():
    small, large = steps_to_a_tenth(64)[0], steps_to_a_tenth(1024)[0]
    assert f"save only {small - large} of {small} steps" in source(BATCH_SIZE)


def test_loss_of_a_uniform_prediction():
    text = source(DEBUGGING)
    for classes, words in ((10, "for 10 classes"), (1000, "for 1,000"), (50257, "for the 50,257")):
        assert f"{math.log(classes):.2f} {words}" in text


def test_best_loss_of_a_softmax_of_probabilities():
    floor = math.log(1 + 9 / math.e)
    assert rf"\ln(1 + 9/e) = {floor:.2f}" in source(DEBUGGING)
    q = np.exp(np.eye(10)[0])
    assert np.isclose(-np.log(q[0] / q.sum()), floor)


@pytest.mark.parametrize("fault", ["s1", "s2", "s3", "s4"])
def test_signatures_of_bugs_as_drawn(fault):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 10, 500)
    x = rng.standard_normal((10, 20))[y] + rng.standard_normal((500, 20))
    shuffled = rng.permutation(y)
    target = np.eye(10)[shuffled if fault == "s4" else y]
    size, twice = float(fault != "s2"), fault == "s3"

    def softmax(z):
        e = np.exp(z - z.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    rng = np.random.default_rng(1)
    a, c = size * rng.normal(0, 0.3, (20, 32)), size * rng.normal(0, 0.01, (32, 10))
    losses = []
    for _ in range(200):
        hidden = np.maximum(x @ a, 0)
        p = softmax(hidden @ c)
        q = softmax(p) if twice else p
        losses.append(-np.log((q * target).sum(1)).mean())
        g = (q - target) / 500
        if twice:
            g = p * (g - (g * p).sum(1, keepdims=True))
        a, c = a - 0.2 * x.T @ (g @ c.T * (hidden > 0)), c - 0.2 * hidden.T @ g
    px, py = curve(source(DEBUGGING), fault).T
    step = np.rint((px - 52) / 1.4).astype(int)
    assert np.allclose((216 - py) / 74, np.array(losses)[step], atol=0.002)


def test_bytes_of_activations_and_states():
    text = source(PRECISION)
    tensor = 32 * 2048 * 4096
    assert f"takes {tensor * 4 / 1e9:.2f} GB in 32 bits and {tensor * 2 / 1e9:.2f} GB in 16" in text
    assert 4 + 4 + 8 == 2 + 2 + 4 + 8 == 16
    assert f"needs {7e9 * 16 / 1e9:.0f} GB either way" in text
    assert f"takes {7e9 * 16 / 1e9:.0f} GB" in source(DISTRIBUTED)
    assert f"about {7e9 / 2 / 1e9:.1f} GB for the weights" in source(DISTRIBUTED)


def test_limits_of_half_precision():
    text = source(PRECISION)
    info = np.finfo(np.float16)
    assert f"the largest number is {int(info.max):,}" in text
    assert np.float16(2.9e-8) == 0 < np.float16(3.1e-8)
    assert r"below about $3 \cdot 10^{-8}$ round to zero" in text
    assert f"is {2**-10:.3f} in float16 and {2**-7:.3f} in bfloat16" in text
    assert float(info.eps) == 2**-10


def test_bars_of_the_number_formats_as_drawn():
    bars = re.findall(
        r'<rect class="(soft|f\d)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', source(PRECISION)
    )
    ranges = [(-149, -126, 128), (-133, -126, 128), (-24, -14, 16)]  # powers of two
    for k, (tiny, normal, top) in enumerate(ranges):
        (_, x0, w0), (_, x1, w1) = bars[2 * k : 2 * k + 2]
        edges = np.array([float(x0), float(x1), float(x1) + float(w1)])
        assert np.isclose(float(x0) + float(w0), float(x1), atol=0.2)
        drawn = (edges - 30) / 5 - 46
        assert np.allclose(drawn, np.array([tiny, normal, top]) * math.log10(2), atol=0.03)


def test_idle_share_of_the_drawn_pipelines():
    text = source(DISTRIBUTED)
    for batches in (2, 8):
        idle = 3 / (batches + 3)
        assert f"{batches} micro-batches: {idle:.0%} idle" in text
    drawn = text[text.index("<svg") : text.index("</svg>")]
    assert drawn.count('class="f2"') == 4 * (2 + 8)
    assert drawn.count('class="soft"') == 4 * (3 + 3)


def test_a_recomputed_forward_pass_costs_a_third():
    forward, backward = 1, 2
    assert np.isclose(forward / (forward + backward), 1 / 3)
    assert "about a third more computation" in source(DISTRIBUTED)
