"""What several of the sixteen tests stand on."""

import pytest

from infra.settings import Settings
from tests.journeys.audit.controlled import Controlled
from tests.journeys.audit.reported import Reported


@pytest.fixture(scope="session")
def reported(system: Settings) -> Reported:
    """A project with a sealed report."""
    return Reported(Controlled(system, "AT-01", "ente-at01")).tell()
