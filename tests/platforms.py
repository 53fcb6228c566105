"""Which packages of the lock have no ready-made wheel on a platform: `python -m tests.platforms`.

The lock is resolved for each platform and each Python, from wheels only. A package without one is
named and fails the run, unless it is known to need no compiler.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

LOCK = Path(__file__).parent.parent / "requirements" / "test.txt"
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
PLATFORMS = {
    "Linux x86-64": "x86_64-unknown-linux-gnu",
    "Linux arm64": "aarch64-unknown-linux-gnu",
    "macOS arm64": "aarch64-apple-darwin",
    "Windows x86-64": "x86_64-pc-windows-msvc",
}
NO_COMPILER_NEEDED = {"rcssmin"}  # without its C part it works in Python


def resolves(python, platform, *requirements):
    """Whether wheels for all of these exist; nothing is installed."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version", python, "--python-platform", platform]
    with TemporaryDirectory() as target:
        command += ["--target", target, *requirements]
        return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def without_wheels(python, platform):
    """The names of the lock's packages that would be built from source."""
    pins = {
        name: name + version
        for name, version in re.findall(
            r"^([a-z0-9-]+)(==[^\\\n]+)", LOCK.read_text(), re.MULTILINE
        )
    }
    suspects = dict(pins)
    if resolves(python, platform, *(pins[name] for name in pins if name not in NO_COMPILER_NEEDED)):
        suspects = {name: pins[name] for name in NO_COMPILER_NEEDED}
    return {name for name, pin in suspects.items() if not resolves(python, platform, pin)}


def main():
    failed = False
    for label, platform in PLATFORMS.items():
        for python in PYTHONS:
            named = without_wheels(python, platform)
            failed |= bool(named - NO_COMPILER_NEEDED)
            print(f"{label}, Python {python}: {', '.join(sorted(named)) or 'wheels'}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
