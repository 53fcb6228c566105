"""Writing the site's library as files: the inverse of loading."""

from collections.abc import Iterator
from pathlib import Path

from editorial.library import files, storing


def export(folder: Path) -> Iterator[Path]:
    """Write everything into `folder`; yields the files. What else stands there is left alone."""
    yield from files.write(folder, storing.everything())
