"""Oversight over HTTP: what every command promises."""

from tests.api.promises import EveryCommand

pytest_plugins = ["tests.api.fixtures"]


class TestOversight(EveryCommand):
    service = "oversight"
