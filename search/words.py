"""Text to the words that are indexed and searched: folded once, here, for both databases."""

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

# A word is letters and digits, with the marks that make "c++", "c#" and "f1-score" what they are.
WORD = re.compile(r"[^\W_]+(?:\+\+|#)?", re.UNICODE)
LONGEST_WORD = 40

_stemmer = snowballstemmer.stemmer("english")
_stemming = Lock()  # a stemmer keeps its place in a word, so threads take turns


def fold(text: str) -> str:
    """Text without case and accents: “Bézier” and “bezier” are one word."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word; words with digits or marks stay as they are."""
    if not word.isalpha():
        return word.replace("+", "p")
    with _stemming:
        return str(_stemmer.stemWord(word))


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [
        word[:LONGEST_WORD] for word in WORD.findall(fold(text).replace("'", "").replace("’", ""))
    ]


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(word.replace("#", "sharp")) for word in words(text)]
