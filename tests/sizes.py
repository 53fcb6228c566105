"""How many generated cases a test tries: a sample in a test run, the full count in a soak."""

import os

CASES = 10_000 if os.environ.get("SOAK") else 300
