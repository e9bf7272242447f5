"""What a row of these tables is, and the one about a family that every service uses."""

from collections.abc import Callable
from typing import Any

from tests.api.scenes import Scene
from tests.api.stack import Call

Row = Callable[[Scene], Call]


def about_family(command: str, by: str = "caseworker", **fields: Any) -> Row:
    """A command about an enrolled family that every neighbour knows; a field given as a function gets scene and family."""

    def row(scene: Scene) -> Call:
        family = scene.known_family()
        made = {name: value(scene, family) if callable(value) else value for name, value in fields.items()}
        return scene.call(command, by, household=family.household, **made)

    return row
