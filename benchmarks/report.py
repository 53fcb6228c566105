"""The results as a table for people and as a file for comparison."""

import json
import os
import platform
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.cases import Case
from benchmarks.measuring import Slice

RESULTS = Path(__file__).resolve().parent / "results"


def spread(values: list[float], digits: int = 3) -> str:
    """Median, and in brackets minimum and maximum."""
    low, high = min(values), max(values)
    return f"{median(values):.{digits}f} [{low:.{digits}f}-{high:.{digits}f}]"


def ratios(case: Case, slices: dict[str, list[Slice]]) -> list[float]:
    """How many times the baseline's processor time the variant cost, round by round."""
    pairs = zip(slices[case.variant.name], slices[case.baseline.name], strict=True)
    return [ours.processor_ms / theirs.processor_ms for ours, theirs in pairs]


def table(cases: list[Case], slices: dict[str, list[Slice]]) -> str:
    lines = [f"{'':28}{'processor ms a request':>28}{'a second':>10}{'p50, p99 ms':>14}{'MB':>6}"]
    for name, taken in slices.items():
        processor = spread([taken_slice.processor_ms for taken_slice in taken], 4)
        rate = median(taken_slice.requests_per_second for taken_slice in taken)
        p50 = median(taken_slice.median_ms for taken_slice in taken)
        p99 = median(taken_slice.p99_ms for taken_slice in taken)
        memory = median(taken_slice.memory_mb for taken_slice in taken)
        latency = f"{p50:.1f}, {p99:.1f}"
        lines.append(f"{name:28}{processor:>28}{rate:>10.0f}{latency:>14}{memory:>6.0f}")
    lines.append("")
    for case in cases:
        found = ratios(case, slices)
        verdict = "reached" if median(found) <= case.at_most else "MISSED"
        lines.append(
            f"{case.figure}  {case.variant.name} / {case.baseline.name}: "
            f"{spread(found, 2)}, at most {case.at_most:g}: {verdict}"
        )
    return "\n".join(lines)


def machine() -> dict[str, object]:
    """What the figures depend on."""
    cpus = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in cpus if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": version("django"),
        "granian": version("granian"),
    }


def write(cases: list[Case], slices: dict[str, list[Slice]]) -> Path:
    """Write everything measured to a new file in `results/`; give its path."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / time.strftime("%Y-%m-%d-%H%M%S.json", time.gmtime())
    content = {
        "machine": machine(),
        "cases": [
            {
                "figure": case.figure,
                "variant": case.variant.name,
                "baseline": case.baseline.name,
                "at_most": case.at_most,
                "ratios": ratios(case, slices),
            }
            for case in cases
        ],
        "slices": {name: [asdict(one) for one in taken] for name, taken in slices.items()},
    }
    file.write_text(json.dumps(content, indent=1) + "\n")
    return file
