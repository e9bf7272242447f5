"""The register service over HTTP."""

from tests.api.promises import EveryCommand

pytest_plugins = ["tests.api.fixtures"]


class TestRegister(EveryCommand):
    service = "register"
