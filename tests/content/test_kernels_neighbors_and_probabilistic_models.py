"""The numbers in the answers on kernels, neighbors and probabilistic models, recomputed."""

import contextlib
import io
import itertools
import math
import re

import numpy as np

from tests.content.library import source

SVM = "what-does-a-support-vector-machine-optimize"
KERNEL = "how-does-the-kernel-trick-work"
C_GAMMA = "what-do-c-and-gamma-control-in-an-rbf-support-vector-machine"
NEIGHBORS = "how-does-k-nearest-neighbors-classify-and-what-does-k-change"
NAIVE = "why-is-naive-bayes-naive-and-why-does-it-work-anyway"
ESTIMATES = "maximum-likelihood-map-and-full-bayesian-inference-compared"
PROCESS = "what-is-a-gaussian-process"
MARKOV = "what-is-a-hidden-markov-model-used-for"


def prose(slug):
    return " ".join(source(slug).split())


def squares_and_triangles(slug):
    """Centers of the marks of a drawing: squares by their corner, triangles by their tip."""
    drawing = source(slug).split("<svg")[1].split("</svg>")[0]
    squares = [
        (float(x) + float(side) / 2, float(y) + float(side) / 2)
        for x, y, side in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v[\d.]+h-[\d.]+z", drawing)
        if float(side) < 20  # not the frame of a panel
    ]
    triangles = [
        (float(x), float(y) + float(side))
        for x, y, side in re.findall(r"M([\d.]+) ([\d.]+)l([\d.]+) [\d.]+h-[\d.]+z", drawing)
    ]
    return squares, triangles


def test_margin_of_the_figure():
    """Two squares on one edge and a triangle on the other fix the band."""
    first, second, other = map(np.array, [(3.4, 5.0), (8.2, 1.8), (6.2, 0.7)])
    along = second - first
    normal = np.array([-along[1], along[0]]) / np.hypot(*along)
    width = (first - other) @ normal
    w = 2 / width * normal
    assert width > 0
    assert rf"$w = ({w[0]:.3f}, {w[1]:.3f})$" in source(SVM)
    assert rf"\lVert w\rVert = {np.hypot(*w):.3f}$ and the band is {width:.3f} wide" in prose(SVM)
    squares, triangles = squares_and_triangles(SVM)
    back = [(np.array([(x - 24) / 44, (254 - y) / 44]), 1) for x, y in squares]
    back += [(np.array([(x - 24) / 44, (254 - y) / 44]), -1) for x, y in triangles]
    b = 1 - w @ first
    scores = [y * (w @ x + b) for x, y in back]
    assert min(scores) > 0.99
    assert sum(s < 1.01 for s in scores) == 3


def test_two_losses_at_four_margins():
    margins = (2, 1, 0, -2)
    hinge = " | ".join(str(max(0, 1 - m)) for m in margins)
    logistic = " | ".join(f"{math.log(1 + math.exp(-m)):.3f}" for m in margins)
    assert f"| Hinge | {hinge} |" in source(SVM)
    assert f"| Logistic | {logistic} |" in source(SVM)


def test_range_of_the_support_vectors():
    counts = [int(c) for c in re.findall(r"support vectors +(\d+)  refit", source(SVM))]
    assert f"Of 200 points, {min(counts)} to {max(counts)} decide" in source(SVM)
    assert counts == sorted(counts)


def test_number_of_monomials():
    assert prose(KERNEL).count(f"{math.comb(105, 5):,}") == 2


def test_memory_of_a_gram_matrix():
    assert f"{8 * 100_000**2 / 1e9:.0f} GB in double precision for 100,000 rows" in prose(KERNEL)
    text = prose(PROCESS)
    assert f"{8 * 10_000**2 / 1e6:.0f} MB for 10,000 points" in text
    assert f"{8 * 100_000**2 / 1e9:.0f} GB for 100,000" in text


def test_series_of_the_gaussian_kernel():
    x, z, gamma = 0.7, -1.1, 0.8
    series = sum((2 * gamma) ** m * (x * z) ** m / math.factorial(m) for m in range(40))
    product = math.exp(-gamma * x * x) * math.exp(-gamma * z * z) * series
    assert math.isclose(product, math.exp(-gamma * (x - z) ** 2))


def test_lifted_points_are_separated():
    squares, triangles = squares_and_triangles(KERNEL)
    lifted = [y for _, y in squares if y < 230], [y for _, y in triangles if y < 230]
    border = 190 - 40 * 1.3
    assert len(lifted[0]) == len(lifted[1]) == 6
    assert max(lifted[0]) < border < min(lifted[1])


def test_reach_of_a_bump():
    a, b, c = (f"{math.sqrt(math.log(2) / gamma):.2f}" for gamma in (0.1, 1, 30))
    text = prose(C_GAMMA)
    assert rf"{a} for $\gamma = 0.1$, {b} for $\gamma = 1$, and {c} for $\gamma = 30$" in text
    assert rf"$e^{{-2}} \approx {math.exp(-2):.2f}$" in text


def test_one_class_wins_everywhere():
    X = np.random.default_rng(0).uniform(-2, 2, (1200, 2))
    y = np.where((X**2).sum(axis=1) < 2.5, 1.0, -1.0)
    y[::10] *= -1
    share = (y[:200] > 0).mean()
    text = source(C_GAMMA)
    assert text.count(f"train {min(share, 1 - share):.1%}") == 3
    assert f"({min(share, 1 - share):.1%} of the training labels" in prose(C_GAMMA)


def test_quoted_errors_stand_in_the_output():
    text = prose(C_GAMMA)
    tests = re.findall(r"gamma ([\d.]+) +C ([\d.]+) +train +([\d.]+)% +test +([\d.]+)%", text)
    found = {(g, c): (float(train), float(test)) for g, c, train, test in tests}
    best = min(found, key=lambda key: found[key][1])
    assert best == ("0.01", "100")
    assert f"$C = 100$ gives {found[best][1]}%, the best" in text
    assert f"$C = 1$ gives {found['10', '1'][1]}%" in text
    train, test = found["10", "100"]
    assert f"fits {100 - train:.0f}% of the training labels" in text
    assert f"errs on {test}% of the test set" in text


def test_three_borders_of_the_figure():
    """The machines of the three panels, trained again on the points as drawn."""
    squares, triangles = squares_and_triangles(C_GAMMA)
    text = source(C_GAMMA)
    for panel, gamma in enumerate((0.1, 1, 30)):
        left = 10 + 162 * panel
        inside = [[p for p in marks if left < p[0] < left + 148] for marks in (squares, triangles)]
        X = (np.array(inside[0] + inside[1]) - (left + 74, 108)) / 36
        y = np.repeat([1.0, -1.0], [len(inside[0]), len(inside[1])])
        assert len(X) == 40
        K = np.exp(-gamma * ((X[:, None] - X) ** 2).sum(axis=2))
        c, F, high, low = np.zeros(40), y.copy(), np.maximum(10 * y, 0), np.minimum(10 * y, 0)
        for _ in range(20000):
            i = np.argmax(np.where(c < high - 1e-9, F, -np.inf))
            j = np.argmin(np.where(c > low + 1e-9, F, np.inf))
            if F[i] - F[j] < 1e-4:
                break
            t = min((F[i] - F[j]) / (2 - 2 * K[i, j]), high[i] - c[i], c[j] - low[j])
            c[i], c[j], F = c[i] + t, c[j] - t, F - t * (K[i] - K[j])
        wrong = int((np.sign(K @ c + (F[i] + F[j]) / 2) != y).sum())
        assert f">{wrong} training errors</text>" in text
        assert f">{int((np.abs(c) > 1e-9).sum())} support vectors</text>" in text
    circle = ((X**2).sum(axis=1) < 2) != (y > 0)
    assert circle.sum() == 3


def test_reported_probability_of_the_figure():
    """Each curve of the drawing is the true log-odds times the number of copies."""
    drawing = source(NAIVE).split("<svg")[1]
    for copies, name in ((2, "s1"), (5, "s3"), (20, "s5")):
        curve = re.search(rf'class="{name}" d="M([^"]+)"', drawing)[1]
        for x, y in (map(float, pair.split()) for pair in curve.split("L")):
            true, shown = (x - 60) / 180, (210 - y) / 180
            low, high = (
                p**copies / (p**copies + (1 - p) ** copies)
                for p in (max(true - 0.0004, 0), min(true + 0.0004, 1))
            )
            assert low - 0.001 < shown < high + 0.001


def test_votes_of_the_figure():
    squares, triangles = squares_and_triangles(NEIGHBORS)
    marks = [(math.dist(p, (160, 125)), "square") for p in squares]
    marks += [(math.dist(p, (160, 125)), "triangle") for p in triangles]
    votes = [kind for _, kind in sorted(marks)]
    assert (votes[:3].count("triangle"), votes[:3].count("square")) == (2, 1)
    assert (votes[:7].count("triangle"), votes[:7].count("square")) == (3, 4)
    radii = re.findall(r'cy="125" r="(\d+)"', source(NEIGHBORS))[:2]
    distances = sorted(d for d, _ in marks)
    assert [sum(d < float(r) for d in distances) for r in radii] == [3, 7]


def test_bound_of_cover_and_hart():
    best = math.erfc(1 / math.sqrt(2)) / 2  # two normal classes two deviations apart
    text = prose(NEIGHBORS)
    assert f"errs in {best:.1%} of the cases" in text
    assert rf"$R = {100 * best:.1f}\%$, so the bound is {2 * best * (1 - best):.1%}" in text
    (observed,) = re.findall(r"^  1 +0.0% +([\d.]+)%", source(NEIGHBORS), re.MULTILINE)
    assert f"the {observed}% that 401 points gave" in text
    assert float(observed) / 100 < 2 * best * (1 - best)


def test_cost_of_a_naive_query():
    text = prose(NEIGHBORS)
    assert f"{1_000_000 * 128 // 1_000_000} million multiply-adds" in text
    assert f"{1_000_000 * 128 * 4 // 1_000_000} MB at four bytes" in text


def test_message_worked_by_hand():
    text = prose(NAIVE)
    free, meeting = (20 + 1) / (100 + 50), (0 + 1) / (100 + 50)
    spam = 0.4 * free**2 * meeting
    assert f"$21/150 = {free:.3f}$" in text
    assert f"$1/150 = {meeting:.4f}$" in text
    assert rf"= {spam * 1e5:.2f} \times 10^{{-5}}$" in text
    free, meeting = (4 + 1) / (200 + 50), (12 + 1) / (200 + 50)
    ham = 0.6 * free**2 * meeting
    assert f"$5/250 = {free:.3f}$" in text
    assert f"$13/250 = {meeting:.3f}$" in text
    assert rf"= {ham * 1e5:.2f} \times 10^{{-5}}$" in text
    assert f"spam probability of {spam / (spam + ham):.3f}" in text


def test_table_of_a_billion_numbers():
    assert 1.0e9 < 2**30 - 1 < 1.1e9
    assert "about a billion" in prose(NAIVE)


def test_copies_of_one_piece_of_evidence():
    two, five = (4**m / (1 + 4**m) for m in (2, 5))
    assert f"reported as {two:.3f} with two copies and as {five:.3f} with five" in prose(NAIVE)


def test_accuracy_that_thirty_copies_cost():
    right = [float(r) for r in re.findall(r"is right in ([\d.]+)%", source(NAIVE))]
    assert f"cost only {right[0] - right[-1]:.1f} points of accuracy" in prose(NAIVE)


def test_three_heads_in_three_tosses():
    text = prose(ESTIMATES)
    assert f"$4/5 = {4 / 5}$" in text  # the mode of Beta(5, 2) is (5 - 1)/(5 + 2 - 2)
    assert f"$5/7 = {5 / 7:.3f}$" in text
    assert f"$0.8^{{10}} = {0.8**10:.3f}$" in text
    full = (5 * 6) / (15 * 16)  # B(15, 2)/B(5, 2)
    assert f"Full Bayes gives {full:.3f}" in text
    assert f"= {(5 / 7) ** 10:.3f}$" in text
    assert f"by a factor of {full / (5 / 7) ** 10:.1f}" in text


def test_mode_in_log_odds():
    theta = np.linspace(0.001, 0.999, 99801)
    assert math.isclose(theta[(theta**4 * (1 - theta)).argmax()], 4 / 5, abs_tol=1e-4)
    changed = theta**4 * (1 - theta) * theta * (1 - theta)
    assert math.isclose(theta[changed.argmax()], 5 / 7, abs_tol=1e-4)


def test_estimates_after_a_thousand_tosses():
    mode, mean = (800 + 1) / (1000 + 2), (800 + 2) / (1000 + 4)
    assert round(0.8 - mean, 3) == 0.001
    assert 0.8 > mode > mean
    assert "the three estimates differ by about 0.001" in prose(ESTIMATES)


def test_quoted_predictions_of_the_process():
    text = prose(PROCESS)
    x = np.array([-3.6, -2.8, -2.0, -1.2, -0.4, 2.0, 2.7])
    y = np.sin(1.5 * x) + 0.1 * np.random.default_rng(0).standard_normal(7)

    def predict(new, ell):
        K = np.exp(-((x[:, None] - x) ** 2) / (2 * ell**2)) + 0.01 * np.eye(7)
        k = np.exp(-((x - new) ** 2) / (2 * ell**2))
        return k @ np.linalg.inv(K) @ y, math.sqrt(1 - k @ np.linalg.inv(K) @ k)

    mean, sd = predict(-2.4, 0.2)
    assert f"the prediction is {mean:.2f} with standard deviation {sd:.2f}" in text
    mean, sd = predict(0.8, 5.0)
    truth = math.sin(1.5 * 0.8)
    assert f"claims −{-mean:.2f} ± {sd:.2f} where the truth is {truth:.2f}" in text
    for new in np.linspace(-4.4, 6.4, 109):  # the true function stays inside the band
        mean, sd = predict(new, 1.0)
        assert abs(math.sin(1.5 * new) - mean) < 2 * sd


def test_evidence_is_highest_for_the_middle_length_scale():
    evidence = [float(e) for e in re.findall(r"evidence (-[\d.]+)", source(PROCESS))]
    assert evidence.index(max(evidence)) == 1
    assert len(evidence) == 3


def test_posteriors_of_the_trellis():
    start = np.array([0.5, 0.0, 0.5])
    A = np.array([[0.8, 0.2, 0.0], [0.3, 0.4, 0.3], [0.0, 0.2, 0.8]])
    B = np.array([[0.6, 0.1, 0.3], [0.3, 0.4, 0.3], [0.3, 0.1, 0.6]])
    seen = [0, 0, 2, 2, 2]
    posterior = np.zeros((5, 3))
    for path in itertools.product(range(3), repeat=5):
        p = start[path[0]] * B[path[0], seen[0]]
        for t in range(1, 5):
            p *= A[path[t - 1], path[t]] * B[path[t], seen[t]]
        for t in range(5):
            posterior[t, path[t]] += p
    posterior /= posterior.sum(axis=1, keepdims=True)
    drawing = source(MARKOV).split("<svg")[1]
    shown = re.findall(r">(0\.\d\d)</text>", drawing)
    assert shown == [f"{p:.2f}" for p in posterior.ravel()]


def test_paths_and_steps():
    text = prose(MARKOV)
    assert f"all {3**5} paths" in text
    assert f"about {100 * 10**2:,}, against $10^{{100}}$ paths" in text
    assert f"a mean stay of {1 / (1 - 0.8):.0f} steps" in text


def test_change_of_unit():
    rows = re.findall(r"^ *\d+ +[\d.]+% +([\d.]+)% +([\d.]+)%$", source(NEIGHBORS), re.MULTILINE)
    before, after = (min(float(row[column]) for row in rows) for column in (0, 1))
    assert len(rows) == 6
    assert f"raised the best error from {before}% to {after}%" in prose(NEIGHBORS)


def program(slug):
    """The names that the answer's program defines."""
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(re.search(r"```python run\n(.*?)```", source(slug), re.DOTALL)[1], names)
    return names


def test_support_vectors_at_the_cap():
    names = program(SVM)
    counts = []
    for C in (100, 1, 0.01):
        _, alpha = names["svm"](names["X"], names["y"], C)
        counts.append(f"{(alpha > C * (1 - 1e-6)).sum()} of {(alpha > 1e-8).sum()}")
    assert "{}, {} and {} in the experiment".format(*counts) in prose(SVM)


def test_smallest_eigenvalues():
    names = program(KERNEL)
    assert np.linalg.matrix_rank(names["K"]) == 6
    assert 1e-8 < np.linalg.eigvalsh(np.exp(-names["d2"]))[0] < 0.0005


def test_wide_kernel_with_large_price_is_a_linear_machine():
    rng = np.random.default_rng(1)
    y = np.repeat([1.0, -1.0], 20)
    X = rng.standard_normal((40, 2)) + 0.7 * y[:, None]
    names, gamma = program(C_GAMMA), 1e-6
    weights, _ = program(SVM)["svm"](X, y, 1.0)
    c, b = names["fit"](np.asarray(names["gram"](X, X, gamma)), y, 1 / (2 * gamma))
    origin = names["gram"](np.zeros((1, 2)), X, gamma) @ c + b
    slopes = names["gram"](np.eye(2), X, gamma) @ c + b - origin
    assert np.allclose(slopes, weights, atol=0.01)


def test_limit_of_the_nearest_neighbor():
    x = np.linspace(-10, 12, 100_001)
    p, q = np.exp(-(x**2) / 2), np.exp(-((x - 2) ** 2) / 2)
    density, share = (p + q) / 2 / math.sqrt(2 * math.pi), q / (p + q)
    limit = (2 * share * (1 - share) * density).sum() * (x[1] - x[0])
    assert f"The limit itself is {limit:.1%}" in prose(NEIGHBORS)


def test_what_the_other_length_scales_lose():
    fit, complexity = (
        [v.replace("-", "−") for v in re.findall(rf"{word} (-?[\d.]+),", source(PROCESS))]
        for word in ("fit", "complexity")
    )
    text = prose(PROCESS)
    assert f"loses in the complexity term, {complexity[0]} against {complexity[1]}" in text
    assert f"in the fit, {fit[2]} against {fit[1]}" in text


def test_at_most_one_more_point_on_the_edges_than_features():
    names = program(SVM)
    for C in (100, 1, 0.01):
        _, alpha = names["svm"](names["X"], names["y"], C)
        assert ((alpha > 1e-8) & (alpha < C * (1 - 1e-6))).sum() <= 2 + 1


def test_narrow_capped_bumps_do_not_outweigh_the_intercept():
    names = program(C_GAMMA)
    X, y = names["X"][:200], names["y"][:200]
    K = names["gram"](X, X, 10)
    c, b = names["fit"](K, y, 0.1)
    assert np.abs(K @ c).max() < abs(b)


def test_many_features_make_every_point_a_support_vector():
    """A good machine with all points as support vectors and no training error."""
    rng, d, y = np.random.default_rng(5), 300, np.repeat([1.0, -1.0], 50)
    X, new = (rng.standard_normal((100, d)) for _ in range(2))
    for points in (X, new):
        points[:, :10] += 0.7 * y[:, None]
    names = program(C_GAMMA)
    c, b = names["fit"](names["gram"](X, X, 1 / d), y, 1.0)
    assert (c != 0).all()
    assert (np.sign(names["gram"](X, X, 1 / d) @ c + b) == y).all()
    assert (np.sign(names["gram"](new, X, 1 / d) @ c + b) == y).mean() > 0.9


def test_accuracy_of_the_stronger_feature_alone():
    assert f"A alone would be right in {1 - math.erfc(0.8 / math.sqrt(2)) / 2:.1%}" in prose(NAIVE)


def test_uniform_start_of_baum_welch_stays_uniform():
    seen = [0] * 10 + [1] * 10 + [0] * 10
    A, B, T = np.full((2, 2), 0.5), np.full((2, 2), 0.5), 30
    for _ in range(5):
        alpha, beta = np.full((T, 2), 0.5) * B[:, seen[0]], np.ones((T, 2))
        for t in range(1, T):
            alpha[t] = (alpha[t - 1] @ A) * B[:, seen[t]]
        for t in range(T - 2, -1, -1):
            beta[t] = A @ (B[:, seen[t + 1]] * beta[t + 1])
        gamma = alpha * beta / alpha[-1].sum()
        moves = alpha[:-1, :, None] * A * (B[:, seen[1:]].T * beta[1:])[:, None] / alpha[-1].sum()
        A = moves.sum(axis=0) / gamma[:-1].sum(axis=0)[:, None]
        counts = [gamma[[o == k for o in seen]].sum(axis=0) for k in (0, 1)]
        B = np.transpose(counts) / gamma.sum(axis=0)[:, None]
    assert np.allclose(gamma, 0.5)
    assert np.allclose(A, 0.5)
    assert np.allclose(B, [2 / 3, 1 / 3])
