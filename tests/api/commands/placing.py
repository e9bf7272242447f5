"""For every command of housing about who gets which home one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping
from typing import Any

from tests.api.commands.row import Row, about_family
from tests.api.scenes import ENTRY, LATER, MOVE_IN, Family, Scene, day
from tests.api.stack import Call

SITUATION = {"members": 1, "eviction": "ordered", "income": "1"}
CRITERIA = [{"input": "eviction", "weight": 2, "bands": [{"code": "ordered", "points": 3}]}]


def vacancy(scene: Scene, unit: str) -> str:
    """A vacant unit."""
    return scene.do("OpenVacancy", "housing", unit=unit, opens=day(-5))["vacancy"]


def vacant(scene: Scene, **more: Any) -> str:
    """A unit with an open vacancy."""
    unit = scene.unit_added(**more)
    vacancy(scene, unit)
    return unit


def proposed(scene: Scene, family: Family, unit: str = "", **more: Any) -> dict[str, str]:
    """The unit and the proposal of it."""
    home = unit or vacant(scene)
    ids = scene.do("ProposeUnit", "housing", unit=home, household=family.household, reason="Vicino alla scuola.", **more)
    return {"unit": home, "proposal": ids["proposal"]}


def accepted(scene: Scene, family: Family, **more: Any) -> dict[str, str]:
    """A proposal that the family has accepted."""
    offer = proposed(scene, family, **more)
    scene.do("AcceptProposal", "housing", household=family.household, answered=day(0), **offer)
    return offer


def applied(scene: Scene, family: Family, on: str = ENTRY) -> str:
    """On the waiting list of our agency."""
    ask = {"household": family.household, "applied": on, "situation": SITUATION}
    return scene.do("ApplyForHousing", "caseworker", **ask)["application"]


def rules_published(scene: Scene) -> None:
    """Our list has rules."""
    scene.do("PublishRules", "coordinator", project=scene.project, version="1", criteria=CRITERIA)


def ranked(scene: Scene, *families: Family) -> None:
    """The families stand on our list in this order."""
    rules_published(scene)
    for n, family in enumerate(families):
        applied(scene, family, day(n - 90))
    scene.do("RankCandidates", "housing", project=scene.project, day=day(0))


def _rank(scene: Scene) -> Call:
    rules_published(scene)
    applied(scene, scene.known_family())
    return scene.call("RankCandidates", "housing", None, project=scene.project, day=day(0))


def _override(scene: Scene) -> Call:
    first, second = scene.enrolled_family(), scene.known_family()
    ranked(scene, first, second)
    ask = {"project": scene.project, "household": second.household, "place": 1, "reason": "Sfratto anticipato."}
    return scene.call("OverrideRank", "coordinator", None, **ask)


def _close(scene: Scene) -> Call:
    unit = scene.unit_added()
    return scene.call("CloseVacancy", "housing", None, unit=unit, vacancy=vacancy(scene, unit))


def _return(scene: Scene) -> Call:
    unit = scene.unit_added()
    scene.do("TakeUnitOutOfService", "housing", unit=unit, since=day(-9), reason="maintenance")
    return scene.call("ReturnUnit", "housing", None, unit=unit, returned=day(-2))


def _answer(command: str, **more: Any) -> Row:
    def row(scene: Scene) -> Call:
        family = scene.known_family()
        ask = {"household": family.household, "answered": day(0), **proposed(scene, family), **more}
        return scene.call(command, "caseworker", **ask)

    return row


def _move(scene: Scene) -> Call:
    family = scene.known_family()
    stay, other = scene.assigned_unit(family), scene.unit_added()
    scene.agreement_signed(family, other)
    return scene.call("MoveHousehold", "coordinator", household=family.household, assignment=stay, unit=other, moved=LATER)


def _due(scene: Scene) -> Call:
    family, unit = scene.known_family(), scene.unit_added()
    scene.agreement_signed(family, unit)
    stay = scene.stack.must(scene.assignment(family, unit, planned_end=day(-1)))["assignment"]
    return scene.call("NoteStayDue", "system", None, household=family.household, assignment=stay)


PLACING: Mapping[str, Row] = {
    "TakeUnitOutOfService": lambda s: s.call(
        "TakeUnitOutOfService", "housing", None, unit=s.unit_added(), since=day(0), reason="unfit"
    ),
    "ReturnUnit": _return,
    "OpenVacancy": lambda s: s.call("OpenVacancy", "housing", None, unit=s.unit_added(), opens=day(0)),
    "CloseVacancy": _close,
    "PublishRules": lambda s: s.call(
        "PublishRules", "coordinator", None, project=s.project, version="1", criteria=CRITERIA, tie="lot"
    ),
    "ApplyForHousing": about_family("ApplyForHousing", applied=MOVE_IN, situation=SITUATION, note="Ospite da parenti."),
    "WithdrawApplication": about_family("WithdrawApplication", application=applied, because="own-choice"),
    "RankCandidates": _rank,
    "OverrideRank": _override,
    "ProposeUnit": about_family("ProposeUnit", "housing", unit=lambda s, _: vacant(s), reason="Vicino alla scuola."),
    "AcceptProposal": _answer("AcceptProposal"),
    "DeclineProposal": _answer("DeclineProposal", because="too-far", note="Senza auto."),
    "ExtendAssignment": about_family(
        "ExtendAssignment", "coordinator", assignment=lambda s, family: s.assigned_unit(family), planned_end=day(400),
        evidence=lambda s, _: [{"sha256": s.filed(), "kind": "declaration"}],
    ),
    "MoveHousehold": _move,
    "NoteStayDue": _due,
}  # fmt: skip
