"""What holds for every test: a printed seed, no test that is skipped, no leftovers in the cache."""

import os
import random

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings

from tests.sizes import CASES

# On a busy machine the threads of a matrix library wait for each other for seconds.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile(
    "site",
    max_examples=CASES,
    deadline=None,  # a busy machine must not fail a test
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("site")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(random.randrange(2**32))


def pytest_report_header(config):
    return f"generated cases: {CASES} each, --hypothesis-seed={config.option.hypothesis_seed}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return refuse_skipping((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return refuse_skipping((yield))


def refuse_skipping(report):
    """A test that did not run, or may fail, shows nothing: it counts as failed."""
    if report.skipped or hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"A test may be neither skipped nor expected to fail: {report.longrepr}"
        vars(report).pop("wasxfail", None)
    return report


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    from maintenance import state  # needs the settings, which are not there yet above

    cache.clear()
    state.forget()
    # On a busy machine a test takes so long that the site would look again while it is measured.
    monkeypatch.setattr(state, "STALE_AFTER", 3600.0)
