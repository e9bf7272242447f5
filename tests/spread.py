"""A pytest plugin: which tests one worker takes together, and which are begun first."""

import pytest


def together(item: pytest.Item) -> str:
    """Tests of the running system share it, save a module that has one of its own; any other keeps what it has set up to itself."""
    module = item.nodeid.partition("::")[0]
    shared = "system" in getattr(item, "fixturenames", ()) and not hasattr(getattr(item, "module", None), "system")
    return "system" if shared else module


def begun(group: str) -> int:
    """The system's tests take longest; then those of the services' HTTP, which share a stack."""
    return 0 if group == "system" else 1 if group.endswith("_api.py") else 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the group of each test, and put the long ones first."""
    groups = {item: together(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: begun(groups[item]))
