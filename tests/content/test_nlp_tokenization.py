"""The numbers in the answers on tokenization, computed from their definitions."""

import math

from tests.content.library import source

BPE = "how-does-subword-tokenization-such-as-bpe-work"
CHOICE = "how-does-the-choice-of-tokenizer-change-what-a-language-model-can-do"


def test_first_merge_occurs_24_times():
    words = {
        "_learn": 5, "_learner": 3, "_learning": 6, "_train": 4,
        "_trainer": 2, "_training": 5, "_ring": 2,
    }  # fmt: skip
    total = sum(count * word.count("in") for word, count in words.items())
    assert f"it occurs {total} times" in source(BPE)


def test_vocabulary_of_gpt_2():
    assert f"= {256 + 50_000 + 1:,}$".replace(",", "{,}") in source(BPE)


def test_share_of_the_two_vocabulary_tables():
    text = source(CHOICE)
    small = 2 * 32_000 * 4096
    large = 2 * 128_256 * 4096
    assert f"{small / 1e6:.0f} million weights, {small / 6.74e9:.1%} of 6.74 billion" in text
    assert f"{large / 1e9:.2f} billion, {large / 8.03e9:.1%} of 8.03 billion" in text


def test_shorter_sequences_from_longer_tokens():
    kept = 3.17 / 3.94
    text = source(CHOICE)
    assert f"{1 - kept:.1%} fewer tokens" in text
    assert f"{1 - kept**2:.0%} fewer entries" in text


def test_utf8_bytes_of_the_hindi_sentence():
    sentence = "मॉडल अगले शब्द का अनुमान लगाता है"
    assert sum(len((" " + word).encode()) for word in sentence.split()) == 88
    assert sum(len(c.encode()) == 3 for c in sentence) > len(sentence) / 2
    assert "has 88 bytes against 33" in source(CHOICE)
    assert sentence in source(CHOICE)


def test_bits_per_byte():
    text = source(CHOICE)
    assert f"2.0 nats at 4 bytes a token are {2.0 / 4 / math.log(2):.2f} bits" in text
    assert f"1.8 nats at 3 bytes a token are {1.8 / 3 / math.log(2):.2f}" in text


def chunks_from_left(number):
    return [number[i : i + 3] for i in range(0, len(number), 3)]


def chunks_from_right(number):
    return [chunk[::-1] for chunk in chunks_from_left(number[::-1])][::-1]


def borders(chunks):
    """Place values, counted in digits from the right, where one chunk ends."""
    lengths = [len(chunk) for chunk in chunks[::-1]]
    return {sum(lengths[: i + 1]) for i in range(len(lengths) - 1)}


def test_borders_of_the_digits_figure():
    assert not borders(chunks_from_left("1234567")) & borders(chunks_from_left("76543"))
    assert borders(chunks_from_right("1234567")) & borders(chunks_from_right("76543")) == {3}
    text = source(CHOICE)
    assert "the tokens are 123, 456, 7 and 765, 43" in text
    assert "they are 1, 234, 567 and 76, 543" in text
