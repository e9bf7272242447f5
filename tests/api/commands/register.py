"""For every command of register one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.api.commands.amending import offer, rows
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


def _rank(scene: Scene) -> Call:
    family, person = scene.known_family(), scene.volunteer()
    scene.rules_published()
    ask = {"household": family.household, "need": scene.need_published(family), "candidates": [person], "shifts": [SLOT]}
    return scene.call("RankVolunteers", "registrar", **ask)


def _close(scene: Scene) -> Call:
    family = scene.known_family()
    ask = {"household": family.household, "need": scene.need_published(family), "closed_on": day(0), "reason": "withdrawn"}
    return scene.call("CloseNeed", "registrar", **ask)


def _cover(command: str, by: str = "registrar", last: str = "", **fields: Any) -> Row:
    def row(scene: Scene) -> Call:
        person = scene.vetted()
        return scene.call(command, by, "person", person=person, cover=scene.covered(person, last), **fields)

    return row


def _resume(scene: Scene) -> Call:
    person = scene.volunteer()
    scene.do("SuspendVolunteer", "registrar", person=person, since=day(-2))
    return scene.call("ResumeVolunteer", "registrar", "person", person=person, start=day(0))


def _seal(scene: Scene) -> Call:
    scene.volunteer()
    return scene.call("SealRegister", "registrar", None, section="regular")


def _hours(command: str, **fields: Any) -> Row:
    def row(scene: Scene) -> Call:
        match, hours = scene.hours_logged()
        return scene.call(command, "coordinator", "person", person=match.person, hours=hours, **fields)

    return row


WEIGHTS = {"skill": 30, "language": 20, "distance": 20, "free_hours": 15, "past_matches": 10, "courses": 5}

REGISTER: Mapping[str, Row] = {
    **rows("register", "registrar", offer, {"skill": "italian"}),
    "ApplyAsVolunteer": lambda s: s.call("ApplyAsVolunteer", "registrar", None, person=str(uuid4()), motivation="Aiutare"),
    "DeclareRegister": lambda s: s.call(
        "DeclareRegister", "coordinator", None, law_applies=False, sections=["regular"], checks=["interview"]
    ),
    "SealRegister": _seal,
    "PublishMatchingRules": lambda s: s.call(
        "PublishMatchingRules", "coordinator", None, version="1", weights=WEIGHTS, farthest_km=40, free_minutes=240, past_matches=5
    ),
    "VetVolunteer": _volunteer(
        "VetVolunteer",
        "applicant",
        outcome="positive",
        identity_seen=True,
        identity_complete=True,
        adult=True,
        checks=["interview"],
    ),
    "RegisterVolunteer": _volunteer("RegisterVolunteer", section="regular", start=day(0)),
    "StartCover": _volunteer(
        "StartCover", insurer="Cattolica", policy="7", risks=["accident", "illness", "liability"], start=day(0), until=LONG
    ),
    "SuspendVolunteer": _volunteer("SuspendVolunteer", "volunteer", since=day(0), reason="Assente"),
    "ResumeVolunteer": _resume,
    "CancelRegistration": _volunteer("CancelRegistration", "volunteer", ended_on=day(1), reason="own-wish"),
    "VoidRegistration": lambda s: s.call("VoidRegistration", "coordinator", "person", person=s.volunteer(), reason="Errore"),
    "RenewCover": _cover("RenewCover", last=day(20), until=LONG, policy="8"),
    "EndCover": _cover("EndCover", ended_on=day(2), reason="Disdetta"),
    "LapseCover": _cover("LapseCover", "system", last=day(-1)),
    "DeclareSkill": _volunteer("DeclareSkill", skill="italian"),
    "VerifySkill": _volunteer("VerifySkill", "volunteer", skill="italian", note="Ha insegnato"),
    "DeclareLanguage": _volunteer("DeclareLanguage", language="ar", level="B2"),
    "SetZone": _volunteer("SetZone", municipality="053011"),
    "MakeOffer": _volunteer("MakeOffer", "volunteer", skill="cooking", start=day(1), until=day(30), what="Un corso di cucina"),
    "SetAvailability": _volunteer("SetAvailability", slots=WEEK),
    "PublishNeed": about_family(
        "PublishNeed", skill="italian", start=day(0), until=day(60), language="ar", level="A2", municipality="053011", slots=[SLOT]
    ),
    "CloseNeed": _close,
    "RankVolunteers": _rank,
    "ProposeMatch": _propose,
    "DeclineMatch": _match("DeclineMatch", "match_proposed", reason="household-declined"),
    "CompleteMatch": _match("CompleteMatch", "match_confirmed", completed_on=day(0), note="Bene"),
    "GiveFeedback": _match("GiveFeedback", "match_confirmed", side="household", rating=4, comment="Gentile"),
    "ConfirmMatch": _match("ConfirmMatch", "match_proposed", "coordinator"),
    "EndMatch": _match("EndMatch", "match_confirmed", ended_on=day(3), reason="completed"),
    "LogHours": _match("LogHours", "match_confirmed", day=day(0), minutes=60),
    "ApproveHours": _hours("ApproveHours"),
    "RejectHours": _hours("RejectHours", reason="Non c'era"),
    "ReverseHours": _hours("ReverseHours", reason="Scritte due volte"),
}
