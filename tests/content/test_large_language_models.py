"""The numbers in the answers on large language models, computed from their definitions."""

import math
from math import comb

from tests.content.library import source

PROMPT = "what-makes-a-good-prompt"
RAG = "how-does-retrieval-augmented-generation-rag-work"
LORA = "what-is-lora"
SCALING = "what-do-scaling-laws-predict"

E, A, B, ALPHA, BETA = 1.8172, 482.01, 2085.43, 0.3478, 0.3658


def loss(n, d):
    return E + A / n**ALPHA + B / d**BETA


def optimum(c):
    """The best size by search over a fine grid, not by the formula of the answer."""
    sizes = [10 ** (8 + i / 2000) for i in range(10_000)]
    n = min(sizes, key=lambda n: loss(n, c / (6 * n)))
    return n, c / (6 * n)


def sign_test(fixed, broken):
    n = fixed + broken
    return 2 * sum(comb(n, k) for k in range(fixed, n + 1)) / 2**n


def test_two_prompts_compared():
    text = source(PROMPT)
    assert f"from {44 / 60:.0%} to {49 / 60:.0%}" in text
    assert f"in {sign_test(9, 4):.0%} of such tests" in text
    assert f"it is {sign_test(36, 16):.1%}" in text


def test_retrieval_and_generation_multiply():
    text = source(RAG)
    assert f"$0.80 \\cdot 0.90 = {round(0.8 * 0.9 * 100)}\\%$" in text
    assert f"brings {0.95 * 0.9:.1%}" in text


def test_size_of_a_lora_update():
    d = k = 4096
    r = 8
    text = source(LORA)
    update = r * (d + k)
    assert f"{d * k:,}" in text
    assert f"{update:,}".replace(",", "{,}") in text
    assert f"which is {update / (d * k):.2%}" in text
    trainable = 2 * 32 * update
    assert f"= {trainable / 1e6:.2f}$ million" in text
    assert f"need {16 * trainable / 1e6:.0f} MB" in text


def test_memory_of_full_tuning():
    text = source(LORA)
    assert 2 + 2 + 4 + 4 + 4 == 16
    assert f"That is {16 * 7} GB" in text
    assert f"beside {2 * 7} GB" in text
    assert f"about {0.5 * 7} GB" in text


def test_doubling_the_parameters():
    assert f"$2^{{-0.3478}} = {2**-ALPHA:.2f}$" in source(SCALING)


def test_optimum_at_the_budget_of_gopher():
    n, d = optimum(5.76e23)
    text = source(SCALING)
    assert f"at {n / 1e9:.0f} billion parameters and {d / n:.0f} tokens per parameter" in text


def test_flat_minimum():
    n, d = optimum(5.76e23)
    for ratio in (15, 30):
        other = math.sqrt(5.76e23 / (6 * ratio))
        assert loss(other, ratio * other) - loss(n, d) < 0.002


def test_smaller_models_trained_for_longer():
    text = source(SCALING)
    n, d = optimum(5.76e23)
    target = loss(n, d) - E
    extra = {}
    for share in (0.5, 0.25):
        needed = (B / (target - A / (share * n) ** ALPHA)) ** (1 / BETA)
        extra[share] = needed / d
    assert f"needs {extra[0.5]:.1f} times the tokens" in text
    assert f"{0.5 * extra[0.5] - 1:.0%} more training compute" in text
    assert f"needs {0.25 * extra[0.25]:.1f} times the compute" in text


def test_exponents_of_kaplan_and_chinchilla():
    text = source(SCALING)
    assert f"{10**0.73:.1f} times the parameters on {10**0.27:.1f} times the tokens" in text
    assert f"about {10**0.5:.1f} times each" in text


def test_tokens_per_parameter_of_llama_3():
    assert f"about {15e12 / 8e9:,.0f} per parameter" in source(SCALING)


def test_jump_of_an_all_or_nothing_metric():
    text = source(SCALING)
    assert f"gives {0.8**10:.2f} for the task, and 0.95 gives {0.95**10:.2f}" in text


def test_minima_of_the_figure():
    text = source(SCALING)
    small, large = optimum(1e20), optimum(1e24)
    assert f"about {small[0] / 1e9:.2f} billion parameters at loss {loss(*small):.2f}" in text
    assert f"about {large[0] / 1e9:.0f} billion at loss {loss(*large):.2f}" in text
    for i in range(5):
        n, d = optimum(10 ** (20 + i))
        x = 56 + (math.log10(n) - 8) / 4.5 * (470 - 56)
        y = 262 - (loss(n, d) - 1.8) / 1.25 * (262 - 22)
        circle = f'class="f{i + 1}"'
        line = next(s for s in text.splitlines() if "<circle" in s and circle in s)
        cx, cy = (float(line.split(f'{k}="')[1].split('"')[0]) for k in ("cx", "cy"))
        assert abs(cx - x) < 0.2
        assert abs(cy - y) < 0.2
