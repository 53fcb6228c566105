"""Measure the site that the environment describes against the least that could do the same.

`python3 run.py bench` prepares the environment and runs this. It needs wrk and two cores.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django

from benchmarks import report
from benchmarks.cases import all_cases
from benchmarks.measuring import measure


def site_paths() -> dict[str, str]:
    """The pages to measure: home, and the longest question with its topic and a search for it."""
    from django.db.models.functions import Length
    from django.urls import reverse

    from questions.models import Question

    question = Question.objects.published().order_by(-Length("answer_html"), "pk").first()
    if question is None:
        sys.exit("The site has no question to measure.")
    word = max(question.title.rstrip("?").split(), key=len).lower()
    return {
        "home": reverse("questions:home"),
        "topic": question.topic.get_absolute_url(),
        "search": f"{reverse('search:search')}?q={word}",
        "question": question.get_absolute_url(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("site", help="the address of the served copy, which stands idle")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each slice")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between slices")
    parser.add_argument("--port", type=int, default=8700, help="the first of several")
    parser.add_argument("--figure", help="only the cases of this one, such as P1")
    options = parser.parse_args()
    if shutil.which("wrk") is None or len(os.sched_getaffinity(0)) < 2:
        sys.exit("Measuring needs wrk (apt-get install wrk) and two cores.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        cases = all_cases(site_paths(), Path(folder), options.port)
        cases = [case for case in cases if options.figure in (None, case.figure)]
        variants = {v.name: v for case in cases for v in (case.variant, case.baseline)}
        slices = measure(
            list(variants.values()),
            rounds=options.rounds,
            seconds=options.seconds,
            pause=options.pause,
            port=options.port,
        )
    print(report.table(cases, slices))
    print(f"\nWritten to {report.write(cases, slices)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
