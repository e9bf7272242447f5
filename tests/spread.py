"""A pytest plugin: which tests one worker takes together, and which are begun first."""

import pytest


def together(item: pytest.Item) -> str:
    """Tests of the running system share it; any other module keeps what it has set up to itself."""
    return "system" if "system" in getattr(item, "fixturenames", ()) else item.nodeid.partition("::")[0]


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
