"""One mark for every page and one for all pages, shared by the processes of a host.

The marks lie in a file that every process maps into its memory. A page that was rendered while
its two marks had certain values is good for as long as they have them. Expiring draws a new
random mark instead of adding one: two processes that expire the same page at the same moment
need no lock to be sure that the mark differs from every one that was read before.
"""

import mmap
import secrets
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from django.conf import settings

EVERY_PAGE: Final = ("*",)

SLOTS: Final = 1 << 14
SLOT_OF_EVERY_PAGE: Final = 0
MARK_BYTES: Final = 8


def slot_of(path: bytes) -> int:
    """Give the slot of a decoded path; paths that share a slot only expire each other."""
    return 1 + zlib.crc32(path) % (SLOTS - 1)


class Generations:
    """The marks in one file: 64 random bits for each slot, zero before the first expiry."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        size = SLOTS * MARK_BYTES
        # Appending never overwrites a mark, so processes that start at once may all do it. The
        # zeros are written out because a hole in the file would fail later, on a full disk.
        with file.open("ab") as new:
            if new.tell() < size:
                new.write(bytes(size))
        with file.open("r+b") as existing:
            self.marks = memoryview(mmap.mmap(existing.fileno(), size)).cast("Q")

    def expire(self, paths: Iterable[str]) -> None:
        """Expire the pages at these URL paths (as `reverse` gives them), or `EVERY_PAGE`."""
        for path in paths:
            slot = (
                SLOT_OF_EVERY_PAGE
                if path in EVERY_PAGE
                else slot_of(unquote_to_bytes(path.partition("?")[0]))
            )
            self.marks[slot] = secrets.randbits(64)

    def read(self, path: str) -> tuple[int, int]:
        """Give the marks of the page at this URL path and of all pages."""
        return self.marks[slot_of(unquote_to_bytes(path))], self.marks[SLOT_OF_EVERY_PAGE]


@cache
def shared() -> Generations:
    """Give this host's marks, mapped once a process from a file in `PAGE_CACHE_DIR`."""
    return Generations(Path(settings.PAGE_CACHE_DIR) / "page-generations")


def expire(paths: Iterable[str]) -> None:
    """Expire the pages at these URL paths, or `EVERY_PAGE`, in all processes of this host."""
    shared().expire(paths)


def read(path: str) -> tuple[int, int]:
    """Give the marks of the page at this URL path and of all pages."""
    return shared().read(path)
