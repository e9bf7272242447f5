"""The housing service over HTTP."""

from tests.api.promises import EveryCommand

pytest_plugins = ["tests.api.fixtures"]


class TestHousing(EveryCommand):
    service = "housing"
