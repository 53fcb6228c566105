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


CLT = "what-does-the-central-limit-theorem-promise"
POWER = "type-i-and-type-ii-errors-and-statistical-power"
INTERVAL = "how-do-you-interpret-a-confidence-interval"
BOOTSTRAP = "what-is-bootstrapping-in-statistics"
EIGEN = "what-are-eigenvalues-and-eigenvectors-and-where-does-ml-use-them"
CONVEX = "what-makes-a-function-convex-and-why-should-you-care"
DERIVATIVES = "gradient-jacobian-and-hessian-what-is-the-difference"
CONFOUNDER = "correlation-is-not-causation-what-is-a-confounder"
CAUSAL = "how-do-you-estimate-a-causal-effect-without-a-randomized-experiment"
MCMC = "how-does-markov-chain-monte-carlo-sample-from-an-unnormalized-distribution"


def drawn(slug: str, css_class: str) -> list[np.ndarray]:
    """The points of every path of one class in a figure."""
    paths = re.findall(rf'<path class="{css_class}" d="M([^"Z]+)Z?"', source(slug))
    return [np.array([[float(v) for v in p.split()] for p in d.split("L")]) for d in paths]


def printed(slug: str, line: str) -> list[float]:
    """The numbers on a line that the answer's code prints."""
    (found,) = re.findall(rf"^{re.escape(line)}.*$", source(slug), re.MULTILINE)
    return [float(v) for v in re.findall(r"-?\d+\.?\d*", found.removeprefix(line))]


def test_skewness_left_after_thirty_draws():
    assert f"$2/\\sqrt{{30}} = {2 / math.sqrt(30):.2f}$" in source(CLT)


def test_densities_of_the_standardized_mean_as_drawn():
    def density(n, z):
        s = n + math.sqrt(n) * z
        if s <= 0:
            return float(n == 1 and s == 0)
        return math.exp((n - 1) * math.log(s) - s - math.lgamma(n)) * math.sqrt(n)

    for n, css_class in ((5, "s3"), (30, "s1")):
        points = drawn(CLT, css_class)[0]
        z = (points[:, 0] - 30) / 60 - 3
        height = (200 - points[:, 1]) / 150
        assert np.allclose(height, [density(n, v) for v in z], atol=0.002)
    single = drawn(CLT, "s5")[0][1:]
    z = (single[:, 0] - 30) / 60 - 3
    assert np.allclose((200 - single[:, 1]) / 150, np.exp(-1 - z), atol=0.002)


def test_standard_error_of_an_accuracy():
    text = source(CLT)
    error = math.sqrt(0.92 * 0.08 / 2000)
    assert f"2000}} = {error:.4f}$" in text
    assert f"about ±{196 * error:.1f} points" in text


def test_far_tail_of_thirty_exponential_draws():
    threshold = 30 + 4 * math.sqrt(30)  # gamma tail as a Poisson sum
    tail = sum(
        math.exp(-threshold + k * math.log(threshold) - math.lgamma(k + 1)) for k in range(30)
    )
    normal = 1 - NormalDist().cdf(4)
    assert round(tail / normal) == 12
    assert f"a probability of {tail:.5f}, twelve times what" in source(CLT)


def test_clustered_rows_and_rare_events():
    text = source(CLT)
    inflation = 1 + 9 * 0.3
    assert f"$1 + 9 \\cdot 0.3 = {inflation:.1f}$" in text
    assert f"1,000 rows are worth {1000 / inflation:.0f}." in text
    assert f"with a probability of {0.999**1000:.0%}, nothing" in text


def test_sample_size_for_eighty_percent_power():
    normal, text = NormalDist(), source(POWER)
    distance = normal.inv_cdf(0.975) + normal.inv_cdf(0.8)
    assert f"$1.96 + {normal.inv_cdf(0.8):.2f} = {distance:.2f}$ standard errors" in text
    assert f"that takes {math.ceil(2 * distance**2 / 0.2**2)} users per group" in text


def test_low_power_as_told_in_the_text():
    _, power, _, exaggeration = printed(POWER, "   50")
    assert abs(power - 1 / 6) < 0.01
    assert f"on average {exaggeration:.1f} times as large" in source(POWER)


def test_error_areas_as_drawn():
    null, real = drawn(POWER, "s1")[0], drawn(POWER, "s3")[0]
    normal = NormalDist()
    for points, center in ((null, 0.0), (real, 2.8016)):
        z = (points[:, 0] - 20) / 54 - 3.2 - center
        height = (190 - points[:, 1]) / 330
        assert np.allclose(height, [normal.pdf(v) for v in z], atol=0.002)
    assert f"{normal.cdf(1.96 - 2.8016):.2f}" == "0.20"


def test_interval_of_an_accuracy():
    text, z, p, n = source(INTERVAL), 1.96, 0.87, 1000
    assert f"0.87 \\pm {z * math.sqrt(p * (1 - p) / n):.3f}." in text
    # Wilson: all p0 with |p - p0| <= z sqrt(p0 (1 - p0) / n), the roots of a quadratic
    low, high = sorted(np.roots([1 + z * z / n, -2 * p - z * z / n, p * p]))
    assert f"runs from {low:.3f} to {high:.3f}" in text


def test_numbers_of_the_misreadings():
    text, normal = source(INTERVAL), NormalDist()
    assert f"exact limit is {1 - 0.05 ** (1 / 100):.2%}" in text
    repeat = 2 * normal.cdf(1.96 / math.sqrt(2)) - 1
    assert f"about {repeat:.0%} of the time" in text
    assert f"until they are ${2 * 1.96:.2f}s$ apart" in text
    assert f"significant from ${1.96 * math.sqrt(2):.2f}s$ on" in text
    assert f"covers {printed(INTERVAL, 'n   20  p 0.95   Wald')[0]:.0%} of the time" in text


def test_two_uniform_observations():
    pairs = np.random.default_rng(0).uniform(-0.5, 0.5, (200_000, 2))
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    covers = (low <= 0) & (high >= 0)
    assert abs(covers.mean() - 0.5) < 0.01
    assert covers[high - low > 0.5].all()
    assert covers[high - low < 0.02].mean() < 0.03


def test_intervals_as_drawn():
    data = 50 + 10 * np.random.default_rng(4).standard_normal((20, 25))
    mean, half = data.mean(axis=1), 2.0639 * data.std(axis=1, ddof=1) / 5
    assert (abs(mean - 50) > half).sum() == 1
    lines = sorted(drawn(INTERVAL, "s4") + drawn(INTERVAL, "s1"), key=lambda p: p[0, 1])
    for points, m, h in zip(lines, mean, half, strict=True):
        ends = 50 + (points[:, 0] - 250) / 18
        assert np.allclose(ends, [m - h, m + h], atol=0.01)


def test_distinct_rows_of_a_resample():
    assert f"about {1 - math.exp(-1):.1%} of the distinct rows" in source(BOOTSTRAP)
    assert f"which tends to {1 - (1 - 1 / 1000) ** 1000:.0%} and not to zero" in source(BOOTSTRAP)


def test_simulation_error_of_a_bootstrap_standard_error():
    assert f"{1 / math.sqrt(2 * 200):.0%} for $B = 200$" in source(BOOTSTRAP)
    errors = np.random.default_rng(0).standard_normal((20_000, 200)).std(axis=1)
    assert abs(errors.std() / errors.mean() - 0.05) < 0.002


def test_slope_with_a_rough_copy_of_the_confounder():
    # z given x = 0.8 z + noise and rough = z + noise: precisions 0.64, 1 and the prior's 1
    slope = 1 - 2 * 0.8 / (1 + 0.64 + 1)
    assert abs(printed(CONFOUNDER, "adjusting for a rough copy")[0] - slope) < 0.01


def test_paired_interval_excludes_zero_and_the_others_mislead():
    a, b = printed(BOOTSTRAP, "A   "), printed(BOOTSTRAP, "B   ")
    paired, torn = printed(BOOTSTRAP, "B - A"), printed(BOOTSTRAP, "unpaired")
    assert a[-1] > b[-2]
    assert paired[-2] > 0 > torn[-2]


def test_coverage_of_the_percentile_interval_for_ten_values():
    rng, covered, runs = np.random.default_rng(0), 0, 3000
    for _ in range(runs):
        x = rng.standard_exponential(10)
        means = x[rng.integers(0, 10, (400, 10))].mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        covered += low <= 1 <= high
    assert abs(covered / runs - 0.86) < 0.015
    assert "gives about 86% instead of 95%" in source(BOOTSTRAP)


def test_eigenvectors_of_the_example():
    matrix = np.array([[2.0, 1.0], [1.0, 2.0]])
    assert np.allclose(matrix @ [1, 1], [3, 3])
    assert np.allclose(matrix @ [-1, 1], [-1, 1])
    assert np.allclose(matrix @ [1, 0], [2, 1])
    ellipse = (drawn(EIGEN, "s4")[0] - [205, 165]) / [46, -46]
    assert np.allclose(np.linalg.norm(ellipse @ np.linalg.inv(matrix), axis=1), 1, atol=0.005)


def test_condition_number_and_steps():
    text = source(EIGEN)
    rate = 99 / 101
    assert f"that is {rate:.3f}, and" in text
    assert f"can take {math.ceil(math.log(1000) / -math.log(rate))} steps" in text


def test_growth_before_the_decay():
    matrix = np.array([[0.9, 1.0], [0.0, 0.9]])
    length = np.linalg.norm(np.linalg.matrix_power(matrix, 9) @ [0, 1])
    assert f"a vector of length {length:.1f} before" in source(EIGEN)


def test_saddle_of_the_smallest_deep_network():
    def loss(u, v):
        return (u * v - 1) ** 2

    assert loss(1, 1) == loss(-1, -1) == 0
    assert loss(0, 0) == 1
    hessian = np.array([[0, -2], [-2, 0]])  # at the origin
    assert np.prod(np.linalg.eigvalsh(hessian)) < 0
    assert "their midpoint $(0, 0)$ has loss 1" in source(CONVEX)


def test_broken_chords():
    assert printed(CONVEX, "log loss, linear score")[0] == 0
    assert printed(CONVEX, "hinge loss, linear score")[0] == 0
    assert printed(CONVEX, "squared error of a sigmoid")[0] > 0
    assert printed(CONVEX, "log loss, small network")[0] > 0


def test_curves_as_drawn():
    left, right = drawn(CONVEX, "s1")
    x = (left[:, 0] - 114) / 46
    assert np.allclose((190 - left[:, 1]) / 62, 0.5 * x**2 + 0.15, atol=0.005)
    x = (right[:, 0] - 362) / 46
    assert np.allclose((190 - right[:, 1]) / 62, x**4 / 4 - x**2 + x / 4 + 1.7, atol=0.02)


def test_bowl_as_drawn():
    text, scales = source(DERIVATIVES), np.array([1.0, 4.0])
    x = np.array([-3.2, 1.2])
    level = 0.5 * scales @ x**2
    rx, ry = 50 * np.sqrt(2 * level / scales)
    assert f'rx="{rx:.0f}" ry="{ry:.0f}"' in text
    start, base = drawn(DERIVATIVES, "s1")[0]
    assert np.allclose(start, [250 + 50 * x[0], 140 - 50 * x[1]])
    arrow, gradient = (base - start) * [1, -1], scales * x
    assert np.allclose(
        arrow / np.linalg.norm(arrow), -gradient / np.linalg.norm(gradient), atol=0.01
    )


def test_steps_of_gradient_descent_in_the_bowl():
    scales, text = np.array([1.0, 4.0]), source(DERIVATIVES)
    x = start = np.array([-3.2, 1.2])
    steps = 0
    while np.linalg.norm(x) > np.linalg.norm(start) / 1000:
        x, steps = x - 2 / 5 * scales * x, steps + 1
    assert f"a thousandfold reduction takes {steps} steps" in text
    assert np.allclose(abs(1 - 2 / 5 * scales), 0.6)
    assert "each step leaves 0.6 of the distance" in text


def test_size_of_a_hessian():
    assert 4 * (10**6) ** 2 == 4 * 10**12
    assert "$10^{12}$ entries, 4 terabytes" in source(DERIVATIVES)


def test_kidney_stones():
    text = source(CONFOUNDER)
    surgery, puncture = ((81, 87), (192, 263)), ((234, 270), (55, 80))
    for good, of in (*surgery, *puncture):
        assert re.search(rf"{good / of:.0%}(\*\*)? \({good}/{of}\)", text)
    for groups in (surgery, puncture):
        good, of = (sum(column) for column in zip(*groups, strict=True))
        assert re.search(rf"{good / of:.0%}(\*\*)? \({good}/{of}\)", text)
    sizes = [a[1] + b[1] for a, b in zip(surgery, puncture, strict=True)]
    assert f"all {sum(sizes)} patients, {sizes[0]} with small and {sizes[1]} with" in text
    adjusted = [
        sum(good / of * size for (good, of), size in zip(groups, sizes, strict=True)) / sum(sizes)
        for groups in (surgery, puncture)
    ]
    assert f"succeeds in {adjusted[0]:.1%} and puncture in {adjusted[1]:.1%}" in text
    assert abs(263 / 350 - 0.75) < 0.025
    assert abs(270 / 350 - 0.75) < 0.025


def test_slopes_of_the_simulation():
    # x = 0.8 z + noise, y = x - 2 z + noise; then x alone, collider c = x + y + noise
    assert abs(printed(CONFOUNDER, "ignoring the confounder")[0] - (1 - 2 * 0.8 / 1.64)) < 0.02
    assert abs(printed(CONFOUNDER, "adjusting for it")[0] - 1) < 0.02
    assert abs(printed(CONFOUNDER, "randomized, no adjustment")[0] - 1) < 0.02
    assert abs(printed(CONFOUNDER, "adjusting for a collider")[0] - (1 - 2 * 5 / 6)) < 0.02


def test_difference_in_differences_and_instrument():
    text = source(CAUSAL)
    assert f"$(62 - 50) - (46 - 40) = {(62 - 50) - (46 - 40)}$" in text
    assert f"expected {50 + 46 - 40}</text>" in text
    assert f"$0.6 / 0.3 = {0.6 / 0.3:.0f}$" in text
    heights = drawn(CAUSAL, "s1") + drawn(CAUSAL, "s4") + drawn(CAUSAL, "s1 dash")
    values = [list(30 + (250 - points[:, 1]) / 5) for points in heights]
    assert values == [[50, 62], [40, 46], [50, 56]]


def test_weighting_repairs_all_but_the_hidden_confounder():
    _, regression, weighted, robust = printed(CAUSAL, "   0.0")
    assert abs(regression - 2) > 0.15
    assert max(abs(weighted - 2), abs(robust - 2)) < 0.05
    assert min(printed(CAUSAL, "   1.0")) > 2.6


def test_posterior_mean_of_a_rate():
    grid = np.linspace(0, 1, 100_001)
    density = grid**7 * (1 - grid) ** 3
    mean = (grid * density).sum() / density.sum()
    assert f"$8/12 = {mean:.3f}$" in source(MCMC)


def test_chains_as_drawn():
    for step, points in zip((0.2, 2.4, 40), drawn(MCMC, "s1"), strict=True):
        rng, x, chain = np.random.default_rng(0), 6.0, [6.0]
        for _ in range(150):
            new = x + step * rng.standard_normal()
            if np.log(rng.random()) < (x * x - new * new) / 2:
                x = new
            chain.append(x)
        zero = points[0, 1] + 54
        assert np.allclose((zero - points[:, 1]) / 9, chain, atol=0.02)


def test_chains_that_agree_and_are_wrong():
    rows = re.findall(
        r"^step +([\d.]+) accepted .* R-hat +([\d.]+)  chain means \[(.+)\]$",
        source(MCMC),
        re.MULTILINE,
    )
    small, middle, huge, same, spread = [
        (float(r), [float(v) for v in means.split()]) for _, r, means in rows
    ]
    assert f"from {min(small[1])} to {max(small[1])}" in source(MCMC)
    assert f"$\\hat R = {huge[0]}$" in source(MCMC)
    assert middle[0] == same[0] == 1.0
    assert min(same[1]) > 4
    assert spread[0] > 5
