"""What an author is told about a text."""

from typing import NamedTuple


class Problem(NamedTuple):
    """Something to mend in a source: `line` counts from 1, `message` is a sentence."""

    line: int
    message: str
