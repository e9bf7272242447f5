"""Fixtures of the read models' tests."""

from collections.abc import Iterator

import pytest

from infra.settings import Settings
from tests.projections.world import World, a_world


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        yield made
