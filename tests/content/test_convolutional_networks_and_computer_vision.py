"""The numbers in the answers on convolutional networks, computed from their definitions."""

import contextlib
import io
import re

import numpy as np
import pytest

from tests.content.library import source

CONVOLUTION = "what-does-a-convolutional-layer-compute"
WHY = "why-use-convolutions-rather-than-dense-layers-on-images"
POOLING = "what-is-pooling-for"
POINTWISE = "what-is-a-1x1-convolution-good-for"
FIELD = "how-large-is-a-units-receptive-field"
EVOLUTION = "how-did-image-classifiers-evolve-from-alexnet-to-resnet-and-beyond"
FINE_TUNING = "how-do-you-fine-tune-a-pretrained-vision-model"
DETECTORS = "one-stage-and-two-stage-object-detectors-compared"
UNET = "how-does-u-net-segment-an-image"
INVARIANCE = "are-convolutional-networks-invariant-to-rotation-and-shift"
RESIDUAL = "why-do-residual-connections-help-very-deep-networks"
VIT = "how-does-a-vision-transformer-see-an-image"


def code(slug: str) -> str:
    """The first block of code that the answer runs."""
    return re.search(r"```python run\n(.*?)```", source(slug), re.DOTALL)[1]


def run(program: str) -> dict:
    """The names that a program leaves behind."""
    names = {"__name__": "__answer__"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(program, "answer", "exec"), names)
    return names


def points(path: str) -> np.ndarray:
    """The corners of a path that consists of straight lines."""
    return np.array([[float(v) for v in p.split()] for p in path.lstrip("M").split("L")])


def cells(slug: str) -> list[str]:
    """The texts of a drawing, in their order."""
    drawing = re.search(r"<svg.*?</svg>", source(slug), re.DOTALL)[0]
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing)


# What does a convolutional layer compute?


def test_the_drawn_convolution():
    image = np.array([[0, 0, 9, 9, 9]] * 5)
    weights = np.array([[-1, 0, 1]] * 3)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    output = (windows * weights).sum(axis=(2, 3))
    numbers = [c.replace("−", "-") for c in cells(CONVOLUTION)]
    shown = [int(c) for c in numbers if re.fullmatch(r"-?\d+", c)]
    assert shown == [*image.ravel(), *weights.ravel(), *output.ravel()]
    assert "9 in each of 3 rows, sum 27" in source(CONVOLUTION)
    assert output[1, 1] == 27


def test_the_first_layer_of_resnet():
    text = source(CONVOLUTION)
    fraction = (224 - 7 + 2 * 3) / 2
    assert f"the fraction is {fraction}, so the side is" in text
    assert f"{int(fraction)} + 1 = {int(fraction) + 1}" in text


def test_the_last_column_that_nobody_reads():
    starts = range(0, 8 - 3 + 1, 2)
    assert len(starts) == 3
    assert starts[-1] + 3 - 1 == 6
    assert "there are 3 windows. They cover columns 0 to 6" in source(CONVOLUTION)


def test_a_transposed_convolution_undoes_the_change_of_size():
    for side, f, s, p in ((5, 3, 2, 1), (8, 4, 2, 0), (7, 2, 2, 0)):
        large = (side - 1) * s - 2 * p + f
        assert (large - f + 2 * p) // s + 1 == side


# Why use convolutions rather than dense layers on images?


def test_a_dense_layer_on_a_photograph():
    text = source(WHY)
    inputs, outputs = 224 * 224 * 3, 224 * 224 * 64
    assert f"{inputs:,} inputs to {outputs:,} outputs" in text
    assert f"{inputs * outputs / 1e9:.0f} billion weights" in text
    assert f"{(3 * 3 * 3 + 1) * 64:,} parameters" in text
    assert f"{3 * 3 * 3 * outputs / 1e6:.0f} million multiplications" in text
    assert f"{224 * 224:,} places" in text


def test_the_error_of_predicting_zero_and_of_a_shuffled_dense_layer():
    names = run(code(WHY))
    kernel = names["kernel"]
    assert f"always predicting zero, about {kernel @ kernel + 0.01:.2f}" in source(WHY)
    flat, order, targets = names["F"], names["order"], names["Y"]
    shuffled = np.linalg.lstsq(flat[:, order], targets, rcond=None)[0]
    error = np.mean((names["Ft"][:, order] @ shuffled - names["Yt"]) ** 2)
    plain = np.mean((names["Ft"] @ names["W"] - names["Yt"]) ** 2)
    assert error == pytest.approx(plain)


# What is pooling for?


def test_the_drawn_pooling():
    before, after = np.array([0, 0, 9, 0, 0, 7, 0, 0]), np.array([0, 0, 0, 9, 0, 0, 7, 0])
    assert (np.roll(before, 1) == after).all()
    rows = [before, before.reshape(4, 2).max(1), after, after.reshape(4, 2).max(1)]
    shown = [int(c) for c in cells(POOLING) if c.isdigit()]
    assert shown == [v for row in rows for v in row]


def test_the_weights_that_global_pooling_saves():
    text = source(POOLING)
    assert f"{(7 * 7 * 512 + 1) * 1000:,} parameters" in text
    assert f"on their means {(512 + 1) * 1000:,}" in text
    assert f"stands for {2**5} × {2**5} pixels" in text


# What is a 1x1 convolution good for?


def test_the_bottleneck_as_drawn():
    narrow, middle = 256 * 64, 3 * 3 * 64 * 64
    total, direct = 2 * narrow + middle, 3 * 3 * 256 * 256
    shown = cells(POINTWISE)
    for count in (narrow, middle, direct):
        assert f"{count:,}" in shown
    assert f"bottleneck: {total:,} weights" in shown
    assert f"{direct / total:.1f} times fewer weights" in source(POINTWISE)
    heights = re.findall(r'class="f[13]"[^>]*height="([\d.]+)"', source(POINTWISE))
    assert [float(h) for h in heights] == pytest.approx(
        [0.4 * c for c in (256, 64, 64, 256, 256, 256)]
    )


def test_the_share_of_a_separable_convolution():
    share = (9 * 256 + 256 * 256) / (9 * 256 * 256)
    assert share == pytest.approx(1 / 256 + 1 / 9)
    assert f"here {share:.3f} of them" in source(POINTWISE)


# How large is a unit's receptive field?


def influence(layers: int) -> np.ndarray:
    values = np.ones(1)
    for _ in range(layers):
        values = np.convolve(values, np.ones(3) / 3)
    return values


@pytest.mark.parametrize(("layers", "css_class"), [(20, "s1"), (80, "s4")])
def test_the_influence_as_drawn(layers, css_class):
    text = source(FIELD)
    values = influence(layers)
    places = np.arange(-layers, layers + 1)
    drawn = points(re.search(rf'<path class="{css_class}" d="([^"]+)"', text)[1])
    assert drawn[:, 0] == pytest.approx(240 + 2.6 * places, abs=0.06)
    assert drawn[:, 1] == pytest.approx(170 - 1250 * values, abs=0.06)
    assert np.sqrt(values @ places**2) == pytest.approx(np.sqrt(2 * layers / 3))
    half = next(h for h in range(layers) if values[np.abs(places) <= h].sum() >= 0.95)
    assert f"{layers} layers: field {2 * layers + 1}, 95% within {2 * half + 1}" in text


def test_three_small_kernels_or_one_large():
    assert 3 * 3 * 3 == 27
    assert 7 * 7 == 49
    assert "$27C^2$ instead of $49C^2$" in source(FIELD)
    assert "they see 15 pixels" in source(FIELD)
    assert 1 + 2 * (1 + 2 + 4) == 15


# Why do residual connections help very deep networks?


def test_thirty_plain_layers_at_any_rate():
    train = run(code(RESIDUAL))["train"]
    assert train(30, skip=0) > 100 * train(2, skip=0)
    assert train(30, skip=1) < train(2, skip=0)
    for rate in (0.05, 0.08):
        assert train(30, skip=0, rate=rate) > 5 * train(30, skip=1, rate=rate)
    text = source(RESIDUAL)
    assert "with 0.05 and with 0.08, 30 plain layers still have more than five times" in text


def test_other_draws_of_the_initial_weights():
    program = code(RESIDUAL)
    start, end = program.index("rng(1)"), program.index("\nfor depth")
    for seed in (2, 3, 4, 5):
        train = run(f"{program[:start]}rng({seed}){program[start + 6 : end]}")["train"]
        assert train(30, skip=0) > 10 * train(30, skip=1)
    drawn = "rng.normal(0, width**-0.5"
    assert drawn in program
    larger = run(program[:end].replace(drawn, "rng.normal(0, 1.3 * width**-0.5"))["train"]
    assert larger(30, skip=0, rate=0.03) < 0.01
    text = source(RESIDUAL)
    assert "With four other draws of the initial weights" in text
    assert "with a rate of 0.03, the plain network then gets below 0.01" in text


# How did image classifiers evolve from AlexNet to ResNet and beyond?


def test_the_dense_share_of_alexnet():
    dense = (6 * 6 * 256 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
    text = source(EVOLUTION)
    assert f"{dense:,}" in text
    assert f"In AlexNet {dense / (dense + 2_469_696):.0%} of the parameters" in text


def test_the_networks_as_drawn():
    text = source(EVOLUTION)
    networks = re.findall(r"(\S+) of (\d+): ([\d.]+) billion multiplications, ([\d.]+)", text)
    assert len(networks) == 8
    dots = re.findall(r'<circle class="f\d" cx="([\d.]+)" cy="([\d.]+)"', text)
    for (_, _, cost, accuracy), (x, y) in zip(networks, dots, strict=True):
        assert 10 ** ((float(x) - 60) / 190 - 0.7) == pytest.approx(float(cost), abs=0.06)
        assert 54 + (250 - float(y)) / 7 == pytest.approx(float(accuracy), abs=0.06)


# How do you fine-tune a pretrained vision model?


def test_the_red_value_of_a_white_pixel():
    text = source(FINE_TUNING)
    assert f"should arrive as {(1 - 0.485) / 0.229:.2f}" in text
    assert f"but without the first, as {(255 - 0.485) / 0.229:.0f}" in text


def test_a_head_that_starts_at_zero_does_no_harm():
    program = code(FINE_TUNING)
    random_head = "train(pre, random, *data, 0.1, 0.02)"
    assert random_head in program
    collect = "errors = []\n" + program.replace("    print(", "    errors.append(e)\n    print(")
    with_random = np.array(run(collect)["errors"])
    zero_head = random_head.replace("random", "0 * random")
    with_zero = np.array(run(collect.replace(random_head, zero_head))["errors"])
    assert (with_zero[:, 3] <= with_zero[:, 2]).all()
    assert (with_random[:, 2] <= with_random[:, 3] + 0.005 * with_random[:, 2]).all()
    assert with_random[0, 3] > 1.5 * with_random[0, 2]


def test_more_steps_do_not_replace_the_order():
    program = code(FINE_TUNING)
    collect = "errors = []\n" + program.replace("    print(", "    errors.append(e)\n    print(")
    scratch, at_once = "train(fresh, 0.1 * random", "train(pre, random, *data, 0.1, 0.02)"
    twice = collect.replace(scratch, "train(*train(fresh, 0.1 * random, *data, 0.1, 0.1)")
    twice = twice.replace(at_once, "train(*train(pre, random, *data, 0.1, 0.02), *data, 0.1, 0.02)")
    assert twice.count("train(*train(") == 2
    errors = np.array(run(twice)["errors"])
    for row in errors[:2]:
        assert row[2] < 0.9 * row[[0, 1, 3]].min()
    frozen = "train(pre, 0 * random, *data, 0.1, 0))"
    longer = collect.replace(frozen, f"train(*{frozen[:-1]}, *data, 0.1, 0))")
    assert longer != collect
    heads = np.array(run(longer)["errors"])[:2, 1]
    assert (heads > 1.1 * errors[:2, 2]).all()


# One-stage and two-stage object detectors compared


def test_background_and_objects_in_the_loss():
    text = source(DETECTORS)
    background, objects = -100_000 * np.log(0.99), -50 * np.log(0.5)
    assert f"a loss of {background:.0f}, and 50 objects" in text
    assert f"at probability 0.5 to {objects:.1f}" in text
    focal = (1 - 0.99) ** 2 * background, (1 - 0.5) ** 2 * objects
    assert f"the two sums become {focal[0]:.1f} and {focal[1]:.1f}" in text


# How does U-Net segment an image?


def test_the_sides_of_the_drawn_u():
    side, left, right = 572, [], []
    for _ in range(5):
        side -= 4
        left.append(side)
        side //= 2
    side = left[-1]
    for _ in range(4):
        side = 2 * side - 4
        right.append(side)
    channels = [64, 128, 256, 512]
    shown = cells(UNET)
    for level, c in enumerate(channels):
        assert f"{left[level]}², {c}" in shown
        assert f"{right[3 - level]}², {c}" in shown
    assert f"{left[4]}², 1024" in shown
    assert f"output {right[3]}², 2" in shown


def test_dice_iou_and_tiny_objects():
    a, b = np.zeros(20), np.zeros(20)
    a[2:9], b[5:15] = 1, 1
    dice = 2 * (a * b).sum() / (a.sum() + b.sum())
    iou = (a * b).sum() / np.maximum(a, b).sum()
    assert dice == pytest.approx(2 * iou / (1 + iou))
    missed, added = 2 * 3 / (4 + 3), 2 * 4 / (4 + 5)
    assert 1 - missed > 0.1
    assert 1 - added > 0.1
    assert "one wrong pixel takes more than a tenth off a perfect Dice" in source(UNET)
    empty, shifted = 1 - 100 / 10_000, 1 - 2 * 2 * 10 / 10_000
    assert f"gains only {100 * (shifted - empty):.1f} points" in source(UNET)


# Are convolutional networks invariant to rotation and shift?


@pytest.mark.parametrize(("css_class", "blurred"), [("s1", False), ("s4", True)])
def test_shifts_and_strides_as_drawn(css_class, blurred):
    rng = np.random.default_rng(0)
    signals, filters = rng.normal(size=(2000, 64)), rng.normal(size=(2000, 3))
    binomial = np.array([1, 6, 15, 20, 15, 6, 1]) / 64

    def feature(shift):
        x = np.roll(signals, shift, axis=1)
        y = sum(filters[:, k : k + 1] * np.roll(x, 1 - k, axis=1) for k in range(3))
        y = np.maximum(y, 0)
        if blurred:
            y = sum(c * np.roll(y, k - 3, axis=1) for k, c in enumerate(binomial))
        return y[:, ::4].mean(axis=1)

    base = feature(0)
    change = [np.sqrt(np.mean((feature(s) - base) ** 2) / np.mean(base**2)) for s in range(13)]
    text = source(INVARIANCE)
    drawn = points(re.search(rf'<path class="{css_class}" d="([^"]+)"', text)[1])
    assert drawn[:, 0] == pytest.approx(60 + 32 * np.arange(13))
    assert drawn[:, 1] == pytest.approx(210 - 340 * np.array(change), abs=0.06)
    assert change[::4] == pytest.approx(np.zeros(4), abs=1e-12)


def test_the_gap_between_unrelated_maps():
    gap = np.sqrt(2 - 2 / np.pi)  # rectified, independent, normal
    rng = np.random.default_rng(0)
    a, b = np.maximum(rng.normal(size=(2, 200_000)), 0)
    assert np.linalg.norm(a - b) / np.linalg.norm(b) == pytest.approx(gap, abs=0.01)
    assert f"a gap of {gap:.2f} is what two unrelated maps" in source(INVARIANCE)
    w = run(code(INVARIANCE))["w"]
    assert (w[:, 1:] * w[:, :-1]).sum() < 0
    assert "neighboring outputs of this filter are negatively correlated" in source(INVARIANCE)


# How does a Vision Transformer see an image?


def test_the_tokens_of_a_vision_transformer():
    text = source(VIT)
    assert f"{224 * 224:,} tokens" in text
    assert f"14 = {(224 // 16) ** 2}$ patches" in text
    assert f"3 = {16 * 16 * 3}$ numbers" in text
    small, large = (224 // 16) ** 2 + 1, (448 // 16) ** 2 + 1
    assert f"there are {large} tokens instead of {small}" in text
    assert f"{(large / small) ** 2:.0f} times as many pairs" in text


def test_the_parameters_of_a_vision_transformer():
    d = 768
    embedding = (16 * 16 * 3 + 1) * d
    block = 12 * d**2 + 13 * d
    total = embedding + d + 197 * d + 12 * block + 2 * d + (d + 1) * 1000
    text = source(VIT)
    assert f"{total:,} parameters, of which the patch embedding is {embedding:,}" in text
    assert f"The 12 blocks hold {12 * block / total:.0%}" in text
