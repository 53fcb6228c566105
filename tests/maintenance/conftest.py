import pytest

from maintenance.models import Mode
from maintenance.switch import switch


@pytest.fixture
def close():
    """Switches maintenance on; arguments as of `switch`."""

    def on(mode=Mode.READ_ONLY, **values):
        return switch(mode, by="operator", **values)

    return on


@pytest.fixture
def reopen():
    """Switches maintenance off."""

    def off():
        return switch(Mode.OFF, by="operator")

    return off


@pytest.fixture
def committed(transactional_db):
    """Real transactions; the site is open again before the rows are cleared away."""
    yield
    switch(Mode.OFF, by="operator")
