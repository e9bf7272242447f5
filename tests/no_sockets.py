"""A pytest plugin: only tests that say so by their folder (or by a name that ends in `_api.py`) may reach a server."""

import socket
from typing import Any

import psycopg
import pytest

OPEN_FOLDERS = {"infra", "projections", "journeys", "desk", "exchange", "chaos", "bench"}


class SocketsAreClosed(Exception):
    """Raised when a unit test reaches for the network."""


def may_reach_servers(item: pytest.Item) -> bool:
    """Whether the test stands where servers are allowed."""
    return item.path.name.endswith("_api.py") or not OPEN_FOLDERS.isdisjoint(item.path.relative_to(item.config.rootpath).parts)


def refuse(*_: Any, **__: Any) -> None:
    raise SocketsAreClosed("a unit test reaches for the network: move it to tests/infra, tests/projections or tests/journeys")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reaches servers, so that `-m 'not servers'` gives the unit tests."""
    for item in items:
        if may_reach_servers(item):
            item.add_marker(pytest.mark.servers)


@pytest.fixture(autouse=True)
def sockets_closed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Close Python's sockets and libpq's."""
    if not may_reach_servers(request.node):
        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket.socket, "connect_ex", refuse)
        monkeypatch.setattr(psycopg.Connection, "connect", refuse)
        monkeypatch.setattr(psycopg.AsyncConnection, "connect", refuse)
