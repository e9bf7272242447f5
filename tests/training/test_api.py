"""The training path over HTTP."""

from tests.api.promises import EveryCommand

pytest_plugins = ["tests.api.fixtures"]


class TestTraining(EveryCommand):
    service = "training"
