"""The library's files as the tests of their numbers read them."""

from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[2] / "content"


def source(slug: str) -> str:
    """The text of a question's file."""
    (path,) = LIBRARY.glob(f"*/{slug}.md")
    return path.read_text(encoding="utf-8")


def question_files() -> list[Path]:
    """Every question's file, in order."""
    outside = {"pages", "reviews"}
    return sorted(p for p in LIBRARY.glob("*/*.md") if p.parent.name not in outside)
