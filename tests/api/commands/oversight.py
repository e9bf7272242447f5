"""For every command of oversight one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping

from tests.api.commands.row import Row
from tests.api.scenes import ENTRY, LATER, Scene
from tests.api.stack import Call


def open_control(scene: Scene) -> Call:
    scene.stack.carry()
    return scene.call(
        "OpenControl", "auditor", None, project=scene.project, kind="on-the-spot", controller_name="Chiara Villa",
        signature="Verbale 12", scope="Destinatari e spese", start=ENTRY, until=LATER,
    )  # fmt: skip


OVERSIGHT: Mapping[str, Row] = {
    "OpenControl": open_control,
}
