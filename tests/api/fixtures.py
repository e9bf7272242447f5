"""A pytest plugin: the stack once for the run, and for each test a scene of its own."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from infra.migrate import migrate
from infra.settings import Settings
from tests.api.scenes import Scene
from tests.api.stack import Stack, open_stack


@pytest.fixture(scope="session")
def stack(api_server: Settings) -> Iterator[Stack]:
    migrate(api_server)
    with ExitStack() as closing:
        yield open_stack(api_server, closing)


@pytest.fixture
def scene(stack: Stack) -> Scene:
    """Two agencies and a funded project that no other test knows."""
    return Scene(stack)


@pytest.fixture(scope="module")
def shared_scene(stack: Stack) -> Scene:
    """One scene for all tests of a file that leave nothing behind."""
    return Scene(stack)
