"""What an author is told about a text."""

from typing import NamedTuple


class Problem(NamedTuple):
    """Something to mend in a source: `line` counts from 1, `message` is a sentence."""

    line: int
    message: str


class Unrendered(Exception):
    """A text that is shown as it was written, with the problem to tell its author."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)
