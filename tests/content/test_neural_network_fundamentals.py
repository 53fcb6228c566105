"""The numbers in the answers on neural networks, computed from their definitions."""

import math

import numpy as np

from tests.content.library import source

FORWARD = "how-does-a-feed-forward-neural-network-compute-its-output"
BACKWARD = "how-does-backpropagation-compute-gradients"
UNIVERSAL = "what-does-the-universal-approximation-theorem-really-guarantee"
INITIALIZATION = "how-should-weights-be-initialized"
LOSS = "which-loss-goes-with-which-output-layer"
COUNTING = "how-do-you-count-the-parameters-of-a-layer"


def test_exclusive_or_by_two_relu_units():
    for a in (0, 1):
        for b in (0, 1):
            assert max(a + b, 0) - 2 * max(a + b - 1, 0) == a ^ b
            assert (a + b) - 2 * (a + b - 1) == 2 - a - b
    assert "$2 - x_1 - x_2$" in source(FORWARD)


def test_parameters_and_cost_of_the_digit_network():
    parameters = 128 * 785 + 10 * 129
    text = source(FORWARD)
    assert f"= {parameters:,}." in text
    assert f"about {2 * parameters / 1e6:.1f} million operations" in text


def test_derivatives_on_the_graph():
    x, w = 3, 2
    u = x * w
    v = u + w
    loss = v**2 // 2
    text = source(BACKWARD)
    assert f"gives $u = {u}$, $v = {v}$ and $L = {loss}$" in text
    assert f"= v = {v}," in text
    assert rf"= {v} \cdot w = {v * w}," in text
    assert f"= {v * x + v} ." in text
    assert f"{v * x} + {v} = {v * x + v}</text>" in text

    def value(x, w):
        return (x * w + w) ** 2 / 2

    step = 1e-6
    by_x = (value(x + step, w) - value(x - step, w)) / (2 * step)
    by_w = (value(x, w + step) - value(x, w - step)) / (2 * step)
    assert math.isclose(by_x, v * w, rel_tol=1e-6)
    assert math.isclose(by_w, v * x + v, rel_tol=1e-6)


def tent(x):
    return 2 * max(x, 0) - 4 * max(x - 0.5, 0)


def test_pieces_of_the_sawtooth():
    """The slope of the tenfold tent changes sign between any two dyadic pieces."""
    depth = 10
    pieces = 2**depth
    values = []
    for k in range(pieces + 1):
        x = k / pieces
        for _ in range(depth):
            x = tent(x)
        values.append(x)
    assert values == [k % 2 for k in range(pieces + 1)]
    text = source(UNIVERSAL)
    assert f"the deep network has {2 * depth} hidden units" in text
    assert f"at least {pieces - 1:,} to reproduce the {pieces:,} pieces" in text


def test_error_of_the_last_straight_piece_outside():
    slope = (0 - math.sin(2 * math.pi * 47 / 48)) * 48
    assert f"at x = 1.5: error {slope * 0.5:.2f}" in source(UNIVERSAL)


def superscript(exponent):
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def size_after_thirty_layers(activation, variance, units=256):
    rng = np.random.default_rng(0)
    h = rng.standard_normal((units, 64))
    for _ in range(30):
        h = activation(rng.normal(0, math.sqrt(variance / units), (units, units)) @ h)
    return float(np.sqrt(np.mean(h**2)))


def relu(z):
    return np.maximum(z, 0)


def shown(size):
    if size >= 0.01:
        return f"{size:.2f}"
    leading, exponent = f"{size:.1e}".split("e")
    return f"{leading} × 10{superscript(int(exponent))}"


def test_sizes_of_activations_under_four_variances():
    text = source(INITIALIZATION)
    rows = [("$0.01^2$", 256e-4), ("$1/(3n)$", 1 / 3), ("$1/n$", 1), ("$2/n$", 2)]
    for label, variance in rows:
        tanh, rectified = (size_after_thirty_layers(a, variance) for a in (np.tanh, relu))
        assert f"| {label} | {shown(tanh)} | {shown(rectified)} |" in text


def test_gradients_of_tanh_layers_at_twice_the_variance():
    """Wide layers: the balance of the signal, then the factor of the gradient's mean square."""
    z, w = np.polynomial.hermite_e.hermegauss(80)
    w = w / w.sum()
    square = 1.0
    for _ in range(200):
        square = w @ np.tanh(math.sqrt(2 * square) * z) ** 2
    assert abs(math.sqrt(square) - 0.55) < 0.01
    factor = 2 * w @ (1 - np.tanh(math.sqrt(2 * square) * z) ** 2) ** 2
    assert f"about {math.sqrt(factor) - 1:.0%} a layer" in source(INITIALIZATION)


def test_standard_deviations_of_xavier_and_he():
    text = source(INITIALIZATION)
    xavier, he = math.sqrt(2 / (784 + 128)), math.sqrt(2 / 784)
    assert f"are {xavier:.3f} (Xavier) and {he:.3f} (He)" in text
    fan_in = 3 * 3 * 64
    assert f"it is {fan_in}, and He gives {math.sqrt(2 / fan_in):.3f}" in text


def test_first_loss_and_output_bias():
    text = source(INITIALIZATION)
    assert f"$K$ classes, {math.log(10):.3f} for ten" in text
    assert f"= {math.log(0.01 / 0.99):.3f}$" in text


def test_rectifier_halves_the_mean_square():
    z = np.random.default_rng(0).standard_normal(1_000_000)
    assert abs(np.mean(relu(z) ** 2) / np.mean(z**2) - 0.5) < 0.005


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def slope(function, z, step=1e-6):
    return (function(z + step) - function(z - step)) / (2 * step)


def test_each_matched_pair_has_prediction_minus_target_as_gradient():
    normalizers = [
        (lambda z: z * z / 2, lambda z: z),
        (lambda z: math.log(1 + math.exp(z)), sigmoid),
        (math.exp, math.exp),
    ]
    for normalizer, mean in normalizers:
        for z in (-2.0, 0.3, 1.7):
            assert math.isclose(slope(normalizer, z), mean(z), rel_tol=1e-6)
    for z in (-3.0, 0.5):
        for y in (0, 1):
            p = sigmoid(z)
            plain = -y * math.log(p) - (1 - y) * math.log(1 - p)
            stable = max(z, 0) - y * z + math.log(1 + math.exp(-abs(z)))
            assert math.isclose(plain, stable)


def test_gradients_in_the_figure_of_the_mismatched_pair():
    text = source(LOSS)
    hump = max(sigmoid(z / 100) * (1 - sigmoid(z / 100)) ** 2 for z in range(-800, 800))
    assert f"a small hump of at most {hump:.2f}" in text
    x0, x1, bottom, height = 56, 440, 200, 160

    def path(value):
        points = []
        for k in range(65):
            z = -8 + k / 4
            x = round(x0 + (z + 8) / 16 * (x1 - x0), 1)
            points.append(f"{x:g} {round(bottom - height * value(sigmoid(z)), 1):g}")
        return "M" + "L".join(points)

    assert path(lambda p: 1 - p) in text
    assert path(lambda p: p * (1 - p) ** 2) in text


def test_confident_mistake_under_squared_error():
    p = sigmoid(-8)
    size = p * (1 - p) ** 2
    assert f"the prediction is {p:.4f} instead of 1" in source(LOSS)
    assert f"the gradient has only size {size:.4f}" in source(LOSS)


def test_the_sigmoid_rounds_to_one():
    assert sigmoid(40) == 1
    assert "$\\sigma(40)$ is exactly 1" in source(LOSS)


def dense(n_in, n_out):
    return (n_in + 1) * n_out


def convolution(k, c_in, c_out):
    return (k * k * c_in + 1) * c_out


def test_single_layers_counted():
    text = source(COUNTING)
    assert f"(9 · 64 + 1) · 128 = {convolution(3, 64, 128):,} parameters" in text
    assert f"has {5 * 5 * 3} weights, not 25" in text
    inputs, outputs = 32 * 32 * 3, 32 * 32 * 16
    assert f"{inputs:,} × {outputs:,} weights, about {inputs * outputs / 1e6:.0f} million" in text
    assert f"has {convolution(3, 3, 16)} parameters" in text
    d = 768
    feed_forward = dense(d, 4 * d) + dense(4 * d, d)
    assert feed_forward == 8 * d * d + 5 * d
    assert 4 * dense(d, d) == 4 * d * (d + 1)


def test_memory_of_gpt2():
    d = 768
    block = 4 * dense(d, d) + dense(d, 4 * d) + dense(4 * d, d) + 4 * d
    total = (50257 + 1024) * d + 12 * block + 2 * d
    text = source(COUNTING)
    assert f"GPT-2   {total:,}," in text
    assert f"32-bit floats, {4 * total / 1e9:.2f} GB" in text
    assert f"so 16 bytes, {16 * total / 1e9:.2f} GB" in text
    assert f"Counting it twice adds {50257 * d:,}" in text


def test_parameters_and_multiplications_of_vgg16():
    side, channels, held, done = 224, 3, 0, 0
    for width, layers in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(layers):
            held += convolution(3, channels, width)
            done += 9 * channels * width * side * side
            channels = width
        side //= 2
    inputs = side * side * channels
    sizes = [(inputs, 4096), (4096, 4096), (4096, 1000)]
    dense_held = sum(dense(*pair) for pair in sizes)
    dense_done = sum(a * b for a, b in sizes)
    share_held, share_done = held / (held + dense_held), done / (done + dense_done)
    text = source(COUNTING)
    assert f"from {inputs:,} numbers to {channels}" in text
    assert f"hold {share_held:.0%} of the parameters" in text
    assert f"do {share_done:.0%} of the multiplications" in text
    assert f"conv {held / 1e6:.1f} M" in text
    assert f"dense {dense_held / 1e6:.1f} M" in text
    assert f"conv {done / 1e9:.1f} G" in text
    assert f"dense {dense_done / 1e9:.2f} G" in text
    assert f'width="{440 * share_held:.1f}"' in text
    assert f'width="{440 * share_done:.1f}"' in text
