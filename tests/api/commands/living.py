"""For every command about living together one call that is accepted: agreements, incidents, mutual help, house meetings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.api.commands.row import Row
from tests.api.scenes import LATER, LONG, MOVE_IN, Family, Scene, day
from tests.api.stack import Call


@dataclass(frozen=True)
class Home:
    """A family that lives in a shared dwelling, with its signed agreement."""

    family: Family
    dwelling: str
    agreement: str


def lived_in(scene: Scene, *members: str) -> Home:
    family = scene.known_family(*members)
    dwelling = scene.do("AddDwelling", "housing", name="Casa Giglio", shared=True)["dwelling"]
    unit = scene.do("AddUnit", "housing", dwelling=dwelling, label="1A", capacity=4)["unit"]
    agreement = scene.agreement_signed(family, unit)
    scene.stack.must(scene.assignment(family, unit))
    return Home(family, dwelling, agreement)


def incident_reported(scene: Scene, home: Home) -> str:
    return scene.do("ReportIncident", "housing", **_incident(home))["incident"]


def incident_classified(scene: Scene, home: Home) -> str:
    incident = incident_reported(scene, home)
    scene.do("ClassifyIncident", "housing", incident=incident, severity="serious")
    return incident


def commitment_made(scene: Scene, home: Home) -> str:
    return scene.do("MakeCommitment", "housing", **_promise(home))["commitment"]


def help_logged(scene: Scene, home: Home) -> str:
    commitment = commitment_made(scene, home)
    ask = {"household": home.family.household, "commitment": commitment, "day": LATER, "minutes": 60}
    return scene.do("LogHelp", scene.who("housing", "another"), **ask)["help"]


def _incident(home: Home) -> dict[str, Any]:
    households, persons = [home.family.household], [home.family.head]
    return {
        "dwelling": home.dwelling, "households": households, "persons": persons, "kind": "quarrel", "on": LATER, "note": "Urla.",
    }  # fmt: skip


def _promise(home: Home) -> dict[str, Any]:
    return {
        "household": home.family.household, "dwelling": home.dwelling, "kind": "cooking", "minutes": 120, "every": "week",
        "starts": MOVE_IN, "until": LONG,
    }  # fmt: skip


def _at_home(command: str, by: str, fields: Callable[[Scene, Home], Mapping[str, Any]], owner: str | None = "household") -> Row:
    def row(scene: Scene) -> Call:
        home = lived_in(scene)
        return scene.call(command, by, owner, **fields(scene, home))

    return row


def _household(command: str, by: str = "housing", **fields: Any) -> Row:
    """A command about the family; a field given as a function gets scene and home."""

    def made(scene: Scene, home: Home) -> dict[str, Any]:
        return {"household": home.family.household} | {n: v(scene, home) if callable(v) else v for n, v in fields.items()}

    return _at_home(command, by, made)


def _answer(command: str, made: Callable[[Scene, Home], str], **fields: Any) -> Row:
    """A command about an incident."""

    def answered(scene: Scene, home: Home) -> dict[str, Any]:
        return {"incident": made(scene, home)} | {n: v(scene, home) if callable(v) else v for n, v in fields.items()}

    return _at_home(command, "housing", answered, "incident")


def _add_signatory(scene: Scene) -> Call:
    child = scene.person(birth=day(-365 * 17))
    home = lived_in(scene, child)
    return scene.call("AddSignatory", "housing", household=home.family.household, person=child, since=LATER)


def _hold_review(scene: Scene) -> Call:
    home = lived_in(scene)
    scene.do("PublishHouseRules", "housing", dwelling=home.dwelling, rules={"warnings_before_review": 1})
    incident = incident_classified(scene, home)
    ask = {"incident": incident, "household": home.family.household, "issued": LATER}
    review = scene.do("IssueWarning", "housing", **ask)["review"]
    return scene.call(
        "HoldReview", "coordinator", household=home.family.household, review=review, held=day(0), outcome="stay-with-help"
    )


LIVING: Mapping[str, Row] = {
    "PublishHouseRules": _at_home("PublishHouseRules", "housing", lambda _, home: {"dwelling": home.dwelling}, None),
    "AmendAgreement": _at_home(
        "AmendAgreement", "housing", lambda _, home: {"dwelling": home.dwelling, "version": "2", "amended": LATER}, None
    ),
    "AddSignatory": _add_signatory,
    "ReportBreach": _household(
        "ReportBreach", "caseworker", agreement=lambda _, home: home.agreement, kind="noise", on=LATER, note="Musica."
    ),
    "EndAgreement": _household("EndAgreement", agreement=lambda _, home: home.agreement, ended=day(0), reason="replaced"),
    "ReportIncident": _at_home("ReportIncident", "caseworker", lambda _, home: _incident(home), None),
    "ClassifyIncident": _answer("ClassifyIncident", incident_reported, severity="minor"),
    "MediateIncident": _answer(
        "MediateIncident", incident_reported, present=lambda _, home: [home.family.head], held=LATER, outcome="agreed"
    ),
    "IssueWarning": _answer(
        "IssueWarning", incident_classified, household=lambda _, home: home.family.household, issued=LATER, note="Primo richiamo."
    ),
    "CloseIncident": _answer("CloseIncident", incident_classified, closed=LATER, outcome="settled"),
    "HoldReview": _hold_review,
    "MakeCommitment": _at_home("MakeCommitment", "caseworker", lambda _, home: _promise(home)),
    "LogHelp": _household("LogHelp", commitment=commitment_made, day=LATER, minutes=60),
    "ConfirmHelp": _household("ConfirmHelp", help=help_logged),
    "RejectHelp": _household("RejectHelp", help=help_logged),
    "EndCommitment": _household("EndCommitment", commitment=commitment_made, ended=LATER, reason="done"),
    "HoldMeeting": _at_home(
        "HoldMeeting", "housing",
        lambda _, home: {
            "dwelling": home.dwelling, "held": LATER, "present": [home.family.head], "topics": ["cleaning"],
            "minutes_text": "Turni.",
        },
        None,
    ),
}  # fmt: skip
