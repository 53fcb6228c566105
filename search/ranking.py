"""One ranker for both databases: which of the candidates answers best. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WEIGHTS = {"title": 8.0, "keywords": 7.0, "short_answer": 3.0, "body": 1.0}
SATURATION = 1.2
TITLE_BONUS = 6.0


@dataclass(frozen=True)
class Candidate:
    """A document as lists of stems, one a field of `WEIGHTS`."""

    key: int
    fields: dict[str, list[str]]


def rank(words: Sequence[str], candidates: Sequence[Candidate]) -> list[int]:
    """The candidates' keys, best first; `words` are the stems that were asked for.

    A word counts by its rarity among the candidates and by how often each field holds it, with
    diminishing returns as in BM25 (Robertson and Zaragoza, 2009). Documents that hold more of the
    words, and titles that say little else, come first. Equal scores keep the order of keys.
    """
    held = {word: [_weight(word, candidate) for candidate in candidates] for word in set(words)}
    scores = dict.fromkeys((candidate.key for candidate in candidates), 0.0)
    for weights in held.values():
        rarity = _rarity(len(candidates), sum(1 for weight in weights if weight))
        for candidate, weight in zip(candidates, weights, strict=True):
            scores[candidate.key] += rarity * weight
    for place, candidate in enumerate(candidates):
        found = sum(1 for weights in held.values() if weights[place])
        scores[candidate.key] *= (found / len(held)) ** 2
        scores[candidate.key] += TITLE_BONUS * _title_match(words, candidate.fields["title"])
    return sorted(scores, key=lambda key: (-scores[key], key))


def _weight(word: str, candidate: Candidate) -> float:
    total = 0.0
    for name, weight in WEIGHTS.items():
        count = candidate.fields[name].count(word)
        total += weight * count / (count + SATURATION)
    return total


def _rarity(total: int, holding: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5)) + 0.25


def _title_match(words: Sequence[str], title: Sequence[str]) -> float:
    """How far the title and the question are the same set of words, from 0 to 1 (Jaccard)."""
    asked, named = set(words), set(title)
    return len(asked & named) / len(asked | named) if asked else 0.0
