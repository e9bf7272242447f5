"""What controllers and coordinators ask of the controls: reports with their eight items, samples drawn again, lists."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, LiteralString, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import class_row, dict_row

from projections import people

T = TypeVar("T")
ITEMS = ("project", "controller_name", "signature", "kind", "scope", "sample", "findings", "reaction")
"""The eight items of Regulation 2015/840, Art. 7(1)(a)-(h), as domain.md names them."""


@dataclass(frozen=True)
class Control:
    """A control as it stands."""

    control: UUID
    project: str
    agency: str
    kind: str
    controller: UUID
    start: date
    until: date
    opened_on: date
    opened_by: str
    opened_event: UUID
    opened_at: datetime
    outcome: str | None
    without: Mapping[str, str] | None
    closed_on: date | None
    closed_event: UUID | None


@dataclass(frozen=True)
class Sample:
    """A sample, with all that it takes to draw it again."""

    sample: UUID
    control: UUID
    project: str
    of: str
    method: str
    rules: Mapping[str, Any] | None
    seed: str
    log: str
    checkpoint_size: int
    checkpoint_root: str
    population_size: int
    population_sha256: str
    drawn: Sequence[str]
    drawn_on: date
    drawn_by: str
    event_id: UUID

    def drawn_from(self, population: Sequence[str]) -> "Redrawn":
        """What the population of today, a line each, gives by the same seed and weights."""
        population = population if self.rules else [line.split()[0] for line in population]
        text = "".join(f"{line}\n" for line in sorted(population))
        same = hashlib.sha256(text.encode()).hexdigest() == self.population_sha256
        ranked = sorted(population, key=self._lowest)
        return Redrawn(tuple(line.split()[0] for line in ranked[: len(self.drawn)]), same_population=same)

    def _lowest(self, line: str) -> bytes:
        name, *factors = line.split()
        tickets = 1
        if self.rules:
            units = (factor.split("=") for factor in factors)
            points = sum(self.rules["points"].get(factor, 0) * int(n) for factor, n in units)
            tickets = min(self.rules["most"], self.rules["base"] + points)
        return min(hashlib.sha256(f"{self.seed} {name} {n}".encode()).digest() for n in range(1, tickets + 1))


@dataclass(frozen=True)
class Redrawn:
    """A sample drawn again."""

    drawn: tuple[str, ...]
    same_population: bool
    """Whether the population is still the one whose digest was recorded; it grows with every family."""


@dataclass(frozen=True)
class Finding:
    """A finding and what was answered."""

    finding: UUID
    control: UUID
    project: str
    agency: str
    severity: str
    concerns: Sequence[str]
    answer_by: date | None
    raised_on: date
    raised_by: str
    raised_event: UUID
    raised_at: datetime
    stance: str | None
    measures_by: date | None
    answered_on: date | None
    answered_by: str | None
    answered_event: UUID | None


@dataclass(frozen=True)
class Report:
    """The report of a control: what stands for each of the eight items; nothing where it is missing, or why it is."""

    control: Control
    samples: Sequence[Sample]
    findings: Sequence[Finding]
    texts: Mapping[UUID, Mapping[str, str]]
    """The texts of its events, as far as their keys live."""

    @property
    def items(self) -> dict[str, Any]:
        """Each item by name."""
        said = self.texts.get(self.control.opened_event, {})
        answered = [finding for finding in self.findings if finding.answered_on]
        found: dict[str, Any] = {
            "project": self.control.project, "kind": self.control.kind,
            **{name: said.get(name) for name in ("controller_name", "signature", "scope")},
            "sample": list(self.samples), "findings": list(self.findings),
            "reaction": answered if len(answered) == len(self.findings) else [],
        }  # fmt: skip
        without = self.control.without or {}
        return {name: found[name] or without.get(name) for name in ITEMS}

    @property
    def missing(self) -> tuple[str, ...]:
        """The items that are not there, and of which nobody has said why."""
        return tuple(name for name, value in self.items.items() if not value)


@dataclass(frozen=True)
class Irregularity:
    """An irregularity as it stands, with the fields of Regulation 2021/1060, Annex XII."""

    irregularity: UUID
    project: str
    agency: str
    reported_by: str
    kind: str
    qualification: str
    provision: str
    found_by: str
    control: UUID | None
    finding: UUID | None
    first_information_on: date
    started_on: date
    ended_on: date | None
    expenditure_cents: int
    public_cents: int
    affected_cents: int
    recovered_cents: int
    state: str
    reported_on: date
    updated_on: date | None
    reported_event: UUID
    updated_event: UUID | None


@dataclass(frozen=True)
class Claim:
    """An expense, where it stands in the books, and what was decided."""

    claim: UUID
    project: str
    agency: str
    receiver: str
    line: str
    account: str
    amount_cents: int
    start: date
    until: date
    evidence: Sequence[Mapping[str, str]]
    claimed_at: datetime
    claimed_by: str
    claimed_event: UUID
    voided: bool
    decision: str | None
    accepted_cents: int | None
    ground: str | None
    decided_on: date | None
    decided_by: str | None
    decided_event: UUID | None


def controls(connection: psycopg.Connection[Any], project: str | None = None) -> list[Control]:
    """All controls, of a project or of all, the newest first."""
    return _all(connection, Control, "select * from controls.control where opened_at is not null", project, "opened_at desc")


def report(connection: psycopg.Connection[Any], control: UUID) -> Report | None:
    """The report of a control; None where there is none."""
    found = [one for one in controls(connection) if one.control == control]
    if not found:
        return None
    samples = _of(connection, Sample, "select * from controls.sample where control = %s order by drawn_on, sample", control)
    findings = _of(connection, Finding, "select * from controls.finding where control = %s order by raised_at, finding", control)
    told = [found[0].opened_event, found[0].closed_event, *(one.raised_event for one in findings)]
    told += [one.answered_event for one in findings]
    return Report(found[0], samples, findings, people.texts(connection, [one for one in told if one]))


def irregularities(connection: psycopg.Connection[Any], project: str | None = None) -> list[Irregularity]:
    """All irregularities, of a project or of all, the oldest first."""
    query: LiteralString = "select * from controls.irregularity where reported_on is not null"
    return _all(connection, Irregularity, query, project, "reported_on, irregularity")


def claims(connection: psycopg.Connection[Any], project: str | None = None) -> list[Claim]:
    """All expenses that stand, of a project or of all, the oldest first."""
    query: LiteralString = "select * from controls.claim where claimed_at is not null and not voided"
    return _all(connection, Claim, query, project, "claimed_at, claim")


def accounts(connection: psycopg.Connection[Any], project: str) -> list[tuple[str, str]]:
    """Under which codes of their accounts agencies keep the books of a project."""
    query = "select agency, account from controls.account where project = %s order by agency, account"
    return connection.execute(query, (project,)).fetchall()


def as_csv(found: Sequence[Irregularity]) -> str:
    """Irregularities as a table for the Commission's form: a row each, amounts in cents."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Irregularity)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(one) for one in found)
    return text.getvalue()


def population(connection: psycopg.Connection[Any], project: str, of: str, method: str = "risk") -> list[str]:
    """A population as it stands, by id: a line each, the id and, for risk, its factors. Raises `KeyError` for none such."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(POPULATIONS[of], {"project": project}).fetchall()
    if method == "random":
        return sorted(str(row["id"]) for row in rows)
    return sorted(" ".join([str(row.pop("id")), *(f"{n}={v}" for n, v in sorted(row.items()) if v)]) for row in rows)


POPULATIONS: Mapping[str, LiteralString] = {
    "families": """
        select h.household as id, least(count(*), 999999)::int as entries,
               least(coalesce(sum(greatest(l.recorded_at::date - l.occurred_at::date, 0)), 0), 999999)::int as "late-days",
               count(*) filter (where l.corrects is not null)::int as corrections,
               least(coalesce(sum((l.data ->> 'amount_cents')::bigint) / 100, 0), 999999)::int as euros
          from pathway.household h join pathway.line l on l.household = h.household
         where h.project = %(project)s and h.enrolled_at is not null group by h.household""",
    "claims": """
        select claim as id, least(amount_cents / 100, 999999)::int as euros,
               (jsonb_array_length(evidence) = 0)::int as undocumented
          from controls.claim where project = %(project)s and claimed_at is not null and not voided""",
    "hours": """
        select (wire::jsonb ->> 'hours')::uuid as id, max((wire::jsonb ->> 'minutes')::int) as minutes,
               least(max(greatest(recorded_at::date - (wire::jsonb ->> 'day')::date, 0)), 999999)::int as "late-days"
          from audit_trail.entry a where project = %(project)s and type = 'HoursApproved'
           and not exists (select from audit_trail.entry b where b.type = 'HoursReversed' and b.project = a.project
                            and b.wire::jsonb ->> 'hours' = a.wire::jsonb ->> 'hours')
         group by 1""",
}
"""Each member of a population with its risk factors, whole numbers up to 999,999; a factor of 0 is left out."""


def _all(
    connection: psycopg.Connection[Any], kind: type[T], query: LiteralString, project: str | None, order: LiteralString
) -> list[T]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(f"{query} and (%s::text is null or project = %s) order by {order}", (project, project)).fetchall()


def _of(connection: psycopg.Connection[Any], kind: type[T], query: LiteralString, control: UUID) -> list[T]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(query, (control,)).fetchall()
