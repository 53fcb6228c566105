"""How much a test tries: a sample in a test run, the full count in a soak."""

import os

SOAK = bool(os.environ.get("SOAK"))
CASES = 10_000 if SOAK else 100
