"""For every command of housing one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping

from tests.api.commands.amending import lay_before, rows, sign
from tests.api.commands.living import LIVING
from tests.api.commands.placing import PLACING
from tests.api.commands.row import Row, about_family
from tests.api.scenes import LATER, MOVE_IN, Scene
from tests.api.stack import Call


def _add_unit(scene: Scene) -> Call:
    dwelling = scene.do("AddDwelling", "housing", name="Via Verdi 2")["dwelling"]
    return scene.call("AddUnit", "housing", None, dwelling=dwelling, label="2B", capacity=3)


def _sign(scene: Scene) -> Call:
    family = scene.known_family()
    agreement = scene.agreement_drafted(family, scene.unit_added())
    return scene.call(
        "SignAgreement", "housing", household=family.household, agreement=agreement, person=family.head, signed=MOVE_IN
    )


def _assign(scene: Scene) -> Call:
    family, unit = scene.known_family(), scene.unit_added()
    scene.agreement_signed(family, unit)
    return scene.assignment(family, unit)


HOUSING: Mapping[str, Row] = {
    **rows("housing", "housing", lay_before, {"rules": "Si tace dopo le 22."}, sign),
    **LIVING,
    **PLACING,
    "AddDwelling": lambda s: s.call("AddDwelling", "housing", None, name="Via Roma 1", address="Via Roma 1, Firenze"),
    "AddUnit": _add_unit,
    "DraftAgreement": about_family(
        "DraftAgreement", "housing", unit=lambda s, _: s.unit_added(), version="1", rules="Si tace dopo le 23."
    ),
    "SignAgreement": _sign,
    "AssignUnit": _assign,
    "ReleaseUnit": about_family(
        "ReleaseUnit", "housing", assignment=lambda s, family: s.assigned_unit(family), released=LATER, reason="own-home"
    ),
}
