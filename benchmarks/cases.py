"""The comparisons, each with the figure it has to reach."""

import json
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Server, Variant

CACHED_SITE = "site_config.wsgi:application"
UNCACHED_SITE = "site_config.wsgi:django_application"
SAME_BYTES = "benchmarks.applications:same_bytes()"
UNGUARDED_SITE = "benchmarks.applications:unguarded()"
WITHOUT_MODE = "benchmarks.applications:without_mode()"
BARE_VIEW = "benchmarks.applications:bare_view()"

BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html"}
OURS = ("x-site-mode", "normal")


@dataclass
class Case:
    """Two variants, and how many times the processor time of the second the first may cost."""

    figure: str
    variant: Variant
    baseline: Variant
    at_most: float


def all_cases(paths: dict[str, str], folder: Path, port: int) -> list[Case]:
    """Give the cases for a site's home, topic, search and question `paths`.

    The pages that the baselines answer with are taken from the site first, into `folder`.
    """
    cached = Variant("question, cached", CACHED_SITE, paths["question"], {}, BROWSER, OURS)
    uncached = {
        name: Variant(f"{name}, uncached", UNCACHED_SITE, path, {}, {}, OURS)
        for name, path in paths.items()
    }
    bytes_file, text_file = folder / "bytes.json", folder / "text.json"
    take_page(cached, port, bytes_file)
    take_page(uncached["question"], port, text_file)
    same_bytes = Variant(
        "granian, same bytes",
        SAME_BYTES,
        paths["question"],
        {"BENCHMARK_PAGE": str(bytes_file)},
        BROWSER,
    )
    bare_view = Variant("bare Django view", BARE_VIEW, "/", {"BENCHMARK_PAGE": str(text_file)}, {})
    unguarded = Variant("question, unguarded", UNGUARDED_SITE, paths["question"])
    without_mode = Variant("cached, no mode", WITHOUT_MODE, paths["question"], {}, BROWSER)
    return [
        Case("P1", cached, same_bytes, 1.05),
        Case("P3", uncached["question"], bare_view, 11),
        Case("P5", uncached["home"], bare_view, 25),
        Case("P5", uncached["topic"], bare_view, 25),
        Case("P5", uncached["search"], bare_view, 25),
        # What maintenance mode costs while it is off.
        Case("guard", uncached["question"], unguarded, 1.03),
        Case("guard", cached, without_mode, 1.03),
    ]


def take_page(variant: Variant, port: int, file: Path) -> None:
    with Server(variant, port) as server:
        headers, body = server.check()
    content = {"headers": list(headers.items()), "body": b64encode(body).decode()}
    file.write_text(json.dumps(content))
