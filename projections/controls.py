"""Controls, their samples and findings; irregularities; expenses and the accounts they stand in. Ids and figures only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from infra.readmodel import ReadModel, Row, Table
from services.kernel.amending import FactVoided
from services.kernel.event import Event, Recorded, personal_fields
from services.oversight import events

CONTROL = Table(
    "control",
    key=("control",),
    columns={
        "control": "uuid", "project": "text", "agency": "text", "kind": "text", "controller": "uuid", "start": "date",
        "until": "date", "opened_on": "date", "opened_by": "text", "opened_event": "uuid", "opened_at": "timestamptz",
        "outcome": "text", "without": "jsonb", "closed_on": "date", "closed_event": "uuid",
    },
    indexes=("(project, opened_at)",),
)  # fmt: skip
SAMPLE = Table(
    "sample",
    key=("sample",),
    columns={
        "sample": "uuid", "control": "uuid", "project": "text", "of": "text", "method": "text", "rules": "jsonb", "seed": "text",
        "log": "text", "checkpoint_size": "bigint", "checkpoint_root": "text", "population_size": "integer",
        "population_sha256": "text", "drawn": "jsonb", "drawn_on": "date", "drawn_by": "text", "event_id": "uuid",
    },
    indexes=("(control)",),
)  # fmt: skip
FINDING = Table(
    "finding",
    key=("finding",),
    columns={
        "finding": "uuid", "control": "uuid", "project": "text", "agency": "text", "severity": "text", "concerns": "jsonb",
        "answer_by": "date", "raised_on": "date", "raised_by": "text", "raised_event": "uuid", "raised_at": "timestamptz",
        "stance": "text", "measures_by": "date", "answered_on": "date", "answered_by": "text", "answered_event": "uuid",
    },
    indexes=("(control)", "(agency) where answered_on is null"),
)  # fmt: skip
IRREGULARITY = Table(
    "irregularity",
    key=("irregularity",),
    columns={
        "irregularity": "uuid", "project": "text", "agency": "text", "reported_by": "text", "kind": "text", "qualification": "text",
        "provision": "text", "found_by": "text", "control": "uuid", "finding": "uuid", "first_information_on": "date",
        "started_on": "date", "ended_on": "date", "expenditure_cents": "bigint", "public_cents": "bigint",
        "affected_cents": "bigint", "recovered_cents": "bigint", "state": "text", "reported_on": "date", "updated_on": "date",
        "reported_event": "uuid", "updated_event": "uuid",
    },
    indexes=("(project, reported_on)",),
)  # fmt: skip
CLAIM = Table(
    "claim",
    key=("claim",),
    columns={
        "claim": "uuid", "project": "text", "agency": "text", "receiver": "text", "line": "text", "account": "text",
        "amount_cents": "bigint", "start": "date", "until": "date", "evidence": "jsonb", "claimed_at": "timestamptz",
        "claimed_by": "text", "claimed_event": "uuid", "voided": "boolean", "decision": "text", "accepted_cents": "bigint",
        "ground": "text", "decided_on": "date", "decided_by": "text", "decided_event": "uuid",
    },
    indexes=("(project, claimed_at)", "(account)"),
)  # fmt: skip
ACCOUNT = Table(
    "account", key=("agency", "account"), columns={"agency": 'text collate "C"', "account": 'text collate "C"', "project": "text"}
)

_UNDECIDED = dict.fromkeys(("decision", "accepted_cents", "ground", "decided_on", "decided_by", "decided_event"))


def when(fact: Recorded) -> Iterable[Row]:
    """What each fact says of its control, irregularity or claim: all of one thing stands in one stream."""
    match fact.event:
        case events.ControlOpened() | events.ControlClosed() | events.FindingRaised() | events.FindingAnswered():
            yield from _controlled(fact)
        case events.SampleDrawn() as drawn:
            yield Row("sample", {**drawn.model_dump(mode="json"), "drawn_by": fact.actor, "event_id": fact.id, **_ids(drawn)})
        case events.IrregularityReported() as report:
            who = {"reported_by": fact.agency, "reported_event": fact.id}
            yield Row("irregularity", {**_said(report, "official"), **who})
        case events.IrregularityUpdated() as now:
            yield Row("irregularity", {**_said(now, "official", "project"), "updated_event": fact.id})
        case events.AccountOpened() as account:
            yield Row("account", account.model_dump())
        case _:
            yield from _claimed(fact)


def _controlled(fact: Recorded) -> Iterable[Row]:
    match fact.event:
        case events.ControlOpened() as opened:
            who = {"agency": fact.agency, "opened_by": fact.actor, "opened_event": fact.id, "opened_at": fact.occurred_at}
            yield Row("control", {**_said(opened), **who})
        case events.ControlClosed(control=control) as closed:
            without = {one.item: one.ground for one in closed.without}
            over = {"outcome": closed.outcome, "without": without, "closed_on": closed.closed_on, "closed_event": fact.id}
            yield Row("control", {"control": control, **over})
        case events.FindingRaised() as raised:
            who = {"raised_by": fact.actor, "raised_event": fact.id, "raised_at": fact.occurred_at}
            concerns = [str(one) for one in raised.concerns]
            yield Row("finding", {**_said(raised, "controller"), "concerns": concerns, **who})
        case events.FindingAnswered() as answered:
            said = {"stance": answered.position, "measures_by": answered.measures_by, "answered_on": answered.answered_on}
            who = {"answered_by": fact.actor, "answered_event": fact.id}
            yield Row("finding", {"finding": answered.finding, "control": answered.control, **said, **who})
        case _:
            pass


def _claimed(fact: Recorded) -> Iterable[Row]:
    match fact.event:
        case events.ExpenseClaimed() as claimed:
            evidence = [one.model_dump(mode="json") for one in claimed.evidence]
            who = {"claimed_by": fact.actor, "claimed_event": fact.id, "claimed_at": fact.occurred_at, "voided": False}
            yield Row("claim", {**_said(claimed, "official"), "evidence": evidence, **who})
        case events.ExpenseAccepted(claim=claim, amount_cents=amount) as accepted:
            yield Row("claim", {"claim": claim, "decision": "accepted", "accepted_cents": amount, **_decided(fact, accepted)})
        case events.ExpenseRejected(claim=claim, ground=ground) as rejected:
            yield Row("claim", {"claim": claim, "decision": "rejected", "ground": ground, **_decided(fact, rejected)})
        case FactVoided(fact_type="ExpenseClaimed", of_stream=stream):
            yield Row("claim", {"claim": UUID(stream.rpartition("/")[2]), "voided": True})
        case FactVoided(fact_type="ExpenseAccepted" | "ExpenseRejected", of_stream=stream):
            yield Row("claim", {"claim": UUID(stream.rpartition("/")[2]), **_UNDECIDED})
        case _:
            pass


def _decided(fact: Recorded, event: events.ExpenseAccepted | events.ExpenseRejected) -> dict[str, Any]:
    return {"decided_on": event.decided_on, "decided_by": fact.actor, "decided_event": fact.id}


def _said(event: Event, *without: str) -> dict[str, Any]:
    """The fields of an event that are no texts."""
    return event.model_dump(exclude={*personal_fields(type(event)), *without})


def _ids(event: Event) -> dict[str, Any]:
    """The ids and days of an event as they are, where the rest is told as JSON."""
    return {name: value for name, value in vars(event).items() if isinstance(value, UUID) or name.endswith("_on")}


MODEL = ReadModel(
    "controls", version=1, tables=(CONTROL, SAMPLE, FINDING, IRREGULARITY, CLAIM, ACCOUNT), when=when, services=("oversight",)
)
