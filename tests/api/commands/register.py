"""For every command of register one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.api.commands.row import Row, about_family
from tests.api.scenes import LONG, SLOT, WEEK, Scene, day
from tests.api.stack import Call


def _volunteer(command: str, state: str = "vetted", **fields: Any) -> Row:
    return lambda scene: scene.call(command, "registrar", "person", person=getattr(scene, state)(), **fields)


def _match(command: str, state: str, by: str = "registrar", **fields: Any) -> Row:
    def row(scene: Scene) -> Call:
        match = getattr(scene, state)()
        return scene.call(command, by, household=match.family.household, match=match.match, **fields)

    return row


def _propose(scene: Scene) -> Call:
    family, person = scene.known_family(), scene.volunteer()
    need = scene.need_published(family)
    return scene.call("ProposeMatch", "registrar", household=family.household, need=need, person=person, shifts=[SLOT])


def _approve(scene: Scene) -> Call:
    match, hours = scene.hours_logged()
    return scene.call("ApproveHours", "coordinator", "person", person=match.person, hours=hours)


REGISTER: Mapping[str, Row] = {
    "ApplyAsVolunteer": lambda s: s.call("ApplyAsVolunteer", "registrar", None, person=str(uuid4()), motivation="Aiutare"),
    "VetVolunteer": _volunteer("VetVolunteer", "applicant", outcome="positive", identity_seen=True, adult=True),
    "RegisterVolunteer": _volunteer("RegisterVolunteer", section="regular", start=day(0)),
    "StartCover": _volunteer(
        "StartCover", insurer="Cattolica", policy="7", risks=["accident", "illness", "liability"], start=day(0), until=LONG
    ),
    "DeclareSkill": _volunteer("DeclareSkill", skill="italian"),
    "SetAvailability": _volunteer("SetAvailability", slots=WEEK),
    "PublishNeed": about_family("PublishNeed", skill="italian", start=day(0), until=day(60)),
    "ProposeMatch": _propose,
    "ConfirmMatch": _match("ConfirmMatch", "match_proposed", "coordinator"),
    "EndMatch": _match("EndMatch", "match_confirmed", ended_on=day(3), reason="completed"),
    "LogHours": _match("LogHours", "match_confirmed", day=day(0), minutes=60),
    "ApproveHours": _approve,
}
