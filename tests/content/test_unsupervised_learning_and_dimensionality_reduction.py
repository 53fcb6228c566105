"""The numbers in the answers on unsupervised learning, computed from their definitions."""

import math
import re

import numpy as np

from tests.content.library import source

K_MEANS = "how-does-k-means-work-and-when-does-it-fail"
NUMBER = "how-do-you-choose-the-number-of-clusters"
TREE = "how-does-hierarchical-clustering-build-its-tree"
MIXTURE = "gaussian-mixtures-and-the-em-algorithm"
PICTURES = "what-can-and-cant-you-read-off-a-t-sne-or-umap-plot"
COMPONENTS = "what-does-principal-component-analysis-compute"
AUTOENCODER = "what-is-an-autoencoder-and-how-does-it-relate-to-pca"
SVD = "how-are-svd-and-pca-related"
ANOMALIES = "how-would-you-detect-anomalies-without-labels"
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def first_block(slug, kind):
    return next(code for info, code in FENCE.findall(source(slug)) if info == kind)


def circles(slug):
    """Class, place and radius of each circle of an answer's drawing."""
    pattern = r'<circle class="([^"]+)" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/>'
    found = re.findall(pattern, first_block(slug, "svg"))
    return [(name, float(x), float(y), float(r)) for name, x, y, r in found]


def lloyd(rows, centers, steps=60):
    for _ in range(steps):
        label = ((rows[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)
        parts = [rows[label == j] for j in range(len(centers))]
        pairs = zip(parts, centers, strict=True)
        centers = np.array([part.mean(axis=0) if len(part) else old for part, old in pairs])
    return label, ((rows - centers[label]) ** 2).sum()


def best_lloyd(rows, k, rng):
    starts = (rows[rng.choice(len(rows), k, replace=False)] for _ in range(10))
    return min(lloyd(rows, start, 30)[1] for start in starts)


def test_k_means_cuts_the_large_cluster():
    rng = np.random.default_rng(1)
    angle, radius = rng.uniform(0, 2 * np.pi, 110), 3.4 * np.sqrt(rng.uniform(size=110))
    large = np.c_[radius * np.cos(angle), radius * np.sin(angle)]
    small = [4.9, 0] + 0.35 * rng.standard_normal((16, 2))
    label, found = lloyd(np.vstack([large, small]), np.array([[0.0, 0.0], [4.9, 0.0]]))
    true = sum(((part - part.mean(axis=0)) ** 2).sum() for part in (large, small))
    text = source(K_MEANS)
    assert f"has $J = {found:.0f}$ and the two true groups have $J = {true:.0f}$" in text
    assert f"so {(label[:110] == 1).sum()} of the 110 points" in text
    assert (label[110:] == 1).all()
    drawn = [name for name, *_ in circles(K_MEANS) if name in ("f1", "f4")]
    assert drawn == ["f1" if one == 0 else "f4" for one in label]


def test_k_means_from_random_rows_is_almost_four_times_the_best():
    best, median = re.search(r"random rows\s+best (\d+)\s+median (\d+)", source(K_MEANS)).groups()
    assert 3.7 < int(median) / int(best) < 4


def gaps(rows, rng, upto):
    ks = range(1, upto + 1)
    box = rows.min(axis=0), rows.max(axis=0)
    data = np.array([math.log(best_lloyd(rows, k, rng)) for k in ks])
    reference = np.array(
        [
            [math.log(best_lloyd(part, k, rng)) for k in ks]
            for part in (rng.uniform(*box, rows.shape) for _ in range(20))
        ]
    )
    return reference.mean(axis=0) - data, reference.std(axis=0) * math.sqrt(1 + 1 / 20)


def smallest_sufficient(gap, error):
    pairs = zip(gap, gap[1:] - error[1:], strict=False)
    return next(k for k, (here, following) in enumerate(pairs, 1) if here >= following)


def test_gap_statistic_finds_three_blobs_and_no_cluster_in_the_square():
    rng = np.random.default_rng(0)
    spots = np.repeat([(0, 0), (7, 0), (3.5, 6)], 50, axis=0)
    blobs = spots + rng.standard_normal((150, 2))
    square = rng.uniform(0, 7, (150, 2))
    gap, error = gaps(blobs, rng, 5)
    assert smallest_sufficient(gap, error) == 3
    shown = float(re.search(r">gap ([\d.]+)<", source(NUMBER))[1])
    assert abs(shown - gap[2]) < 0.05
    assert smallest_sufficient(*gaps(square, rng, 3)) == 1


def test_parameters_of_three_components():
    k, d = 3, 2
    shares, means, covariances = k - 1, k * d, k * d * (d + 1) // 2
    total = shares + means + covariances
    assert f"$p = {shares} + {means} + {covariances} = {total}$" in source(NUMBER)


def test_memory_of_all_distances():
    gigabytes = 50_000 * 49_999 / 2 * 8 / 1e9
    assert f"50,000 points in double precision that is {gigabytes:.0f} gigabytes" in source(TREE)


def test_responsibilities_sharpen_as_the_variance_falls():
    wide, narrow = (1 / (1 + math.exp(3 / (2 * v))) for v in (1, 0.1))
    assert f"{wide:.2f} at $\\sigma^2 = 1$" in source(MIXTURE)
    assert f"{narrow:.0e}" == "3e-07"
    assert r"$3 \times 10^{-7}$ at $\sigma^2 = 0.1$" in source(MIXTURE)


def test_one_step_of_em_touches_the_bound_and_climbs():
    rows = np.array([-0.8, 0.4, 1.1, 1.6, 2.2, 2.7, 3.3])

    def density(mean):
        return np.exp(-((rows - mean) ** 2) / 2) / math.sqrt(2 * math.pi)

    def likelihood(mean):
        return np.log(0.5 * density(0) + 0.5 * density(mean)).sum()

    start = 0.5
    share = density(start) / (density(0) + density(start))

    def bound(mean):
        other = np.log(0.5 * density(0) / (1 - share))
        return (share * np.log(0.5 * density(mean) / share) + (1 - share) * other).sum()

    after = (share * rows).sum() / share.sum()
    assert math.isclose(bound(start), likelihood(start))
    assert likelihood(after) > bound(after) > likelihood(start)
    (_, x0, y0, _), (_, x1, y1, _) = [c for c in circles(MIXTURE) if c[0] == "f1"]
    (top,) = [c for c in circles(MIXTURE) if c[0] == "f4"]
    assert abs((x1 - x0) - (after - start) * 400 / 5.6) < 0.2
    assert abs((y0 - y1) - (likelihood(after) - likelihood(start)) * 200 / 6.5) < 0.2
    assert abs((top[2] - y1) - (likelihood(after) - bound(after)) * 200 / 6.5) < 0.2


def test_drawn_lines_are_the_first_components():
    for slug, kind, shape in ((COMPONENTS, "f1", "s4"), (AUTOENCODER, "f2", "s4 dash")):
        rows = np.array([c[1:3] for c in circles(slug) if c[0] == kind])
        pattern = rf'class="{shape}" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"'
        ends = np.array(re.search(pattern, first_block(slug, "svg")).groups(), dtype=float)
        offsets = ends.reshape(2, 2) - rows.mean(axis=0)
        across = np.linalg.svd(rows - rows.mean(axis=0))[2][1]
        assert np.abs(offsets @ across).max() < 0.1


def test_first_direction_of_uncentered_data_is_the_mean():
    shown = float(re.search(r"not centered .*\[(\d+)\.", source(SVD))[1])
    assert abs(shown / (20**2 + 1) - 1) < 0.03


def test_plot_keeps_neighbors_within_their_cluster():
    drawn = [c for c in circles(PICTURES) if c[3] == 4]
    places = np.array([c[1:3] for c in drawn])
    names = np.array([c[0] for c in drawn])
    distances = np.linalg.norm(places[:, None] - places, axis=2)
    nearest = distances.argsort(axis=1)[:, :6]
    assert len(drawn) == 75
    assert (names[nearest] == names[:, None]).all()


def test_plain_distance_prefers_members_of_the_wide_cluster():
    rng = np.random.default_rng(0)
    dense = 0.2 * rng.standard_normal((150, 2))
    wide = [8, 0] + 1.5 * rng.standard_normal((150, 2))
    rows = np.vstack([dense, wide, [[0, 2], [4, 12]]])
    distances = np.sort(np.linalg.norm(rows[:, None] - rows, axis=2), axis=1)[:, 20]
    before = np.flatnonzero(distances > distances[300])
    members = before[(before >= 150) & (before < 300)]
    assert set(before) == {*members, 301}
    text = " ".join(source(ANOMALIES).split())
    assert f"than {len(members)} normal members of the wide cluster" in text
    assert f"ranks it {len(before) + 1}rd" in text


def test_path_length_of_a_full_subsample():
    m = 256
    harmonic = sum(1 / j for j in range(1, m))
    assert f"$c(256) = {2 * harmonic - 2 * (m - 1) / m:.2f}$" in source(ANOMALIES)


def cuts_until_alone(rows, target, rng):
    inside, cuts = np.arange(len(rows)), 0
    while len(inside) > 1:
        feature = rng.integers(2)
        values = rows[inside, feature]
        cut = rng.uniform(values.min(), values.max())
        inside = inside[(values < cut) == (rows[target, feature] < cut)]
        cuts += 1
    return cuts


def test_cuts_of_the_two_marked_points():
    drawn = [c for c in circles(ANOMALIES) if c[0] in ("f1", "f5")]
    assert len(drawn) == 82
    rng = np.random.default_rng(0)
    text = source(ANOMALIES)
    medians = []
    for panel in (drawn[:41], drawn[41:]):
        rows = np.array([c[1:3] for c in panel])
        (target,) = [i for i, c in enumerate(panel) if c[0] == "f5"]
        medians.append(np.median([cuts_until_alone(rows, target, rng) for _ in range(400)]))
    assert f"{medians[0]:.0f} cuts for the outlier, {medians[1]:.0f} for a point in the" in text


def test_precision_of_rare_alerts():
    caught, false = 0.001 * 0.9, 0.999 * 0.01
    assert f"is right in {caught / (caught + false):.1%} of its alerts" in source(ANOMALIES)
    assert rf"$10/500 = {10 / 500:.0%}".replace("%", r"\%$") in source(ANOMALIES)
