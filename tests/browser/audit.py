"""Lighthouse on a phone's profile: `python -m tests.browser.audit ADDRESS FOLDER`.

FOLDER keeps the program, which npm installs there once, and its last reports. Each page is looked
at five times; the median counts.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

import run
from tests.browser.gallery import PAGES

LIGHTHOUSE = "lighthouse@12.8.2"
RUNS = 5
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}


def install(folder):
    """The path of Lighthouse, installed below the folder."""
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, LIGHTHOUSE]
        subprocess.run(command, check=True)
    return program


def scores(program, address, report):
    """What one look gives for each category, from 0 to 100; the whole report is kept."""
    command = [program, address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--only-categories={','.join(LEAST)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox"]
    variables = os.environ | {"CHROME_PATH": run.find_browser()}
    # Lighthouse now and then loses its trace, and asks to be started again.
    if subprocess.run(command, env=variables).returncode:
        subprocess.run(command, check=True, env=variables)
    categories = json.loads(report.read_text())["categories"]
    return {name: round(100 * categories[name]["score"]) for name in LEAST}


def main(site, folder):
    program = install(folder)
    failed = False
    print(f"{'':10}" + "".join(f"{name:>18}" for name in LEAST))
    for page in ("home", "topic", "question"):
        report = folder / f"{page}.json"
        looks = [scores(program, site + PAGES[page], report) for _ in range(RUNS)]
        cells = []
        for name, least in LEAST.items():
            reached = sorted(look[name] for look in looks)
            failed |= median(reached) < least
            cells.append(f"{median(reached):.0f} ({reached[0]}-{reached[-1]})")
        print(f"{page:10}" + "".join(f"{cell:>18}" for cell in cells), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
