"""The intake service over HTTP."""

from tests.api.promises import EveryCommand

pytest_plugins = ["tests.api.fixtures"]


class TestIntake(EveryCommand):
    service = "intake"
