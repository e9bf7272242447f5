"""What the decisions of oversight read of its record."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid5

from infra.ledger import Reading
from services.kernel.command import WEITA, Caller, Command
from services.kernel.event import Event
from services.kernel.people import PersonId
from services.kernel.rules import RuleBroken
from services.oversight.domain import claim, control, irregularity, known, report, sampling

Decision = Iterator[Event | RuleBroken]


def day(ask: Command, by: Caller) -> date:
    return (ask.occurred_at or by.now).date()


def official(by: Caller) -> PersonId:
    """The id under which is kept what an official says: always the same for one login, and of no person in the register."""
    return uuid5(WEITA, f"official\0{by.actor}")


def of_project(read: Reading, project: str) -> None:
    """File the facts under a funded project that exists. Raises `UnknownProject`."""
    if not known_project(read, project).noted:
        raise known.UnknownProject("project")
    read.project = project


def known_project(read: Reading, project: str) -> known.Known:
    return read.state(f"known-project/{project}", known.evolve, known.Known())


def known_agency(read: Reading, agency: str) -> known.Known:
    return read.state(f"known-agency/{agency}", known.evolve, known.Known())


def control_of(read: Reading, name: UUID) -> control.Control:
    return read.state(f"control/{name}", control.evolve, control.Control())


def see_agency(read: Reading, agency: str, field: str) -> None:
    """See that an agency takes part. Raises `UnknownAgency`."""
    if not known_agency(read, agency).noted:
        raise known.UnknownAgency(field)


def account_of(read: Reading, agency: str, account: str) -> claim.Account:
    return read.state(f"account/{agency}/{account}", claim.evolve_account, claim.Account())


def claim_of(read: Reading, name: UUID) -> claim.Claim:
    return read.state(f"claim/{name}", claim.evolve, claim.Claim())


def acting(ask: Command, by: Caller) -> control.Acting:
    return control.Acting(by.actor, by.agency, official(by), day(ask, by))


def see_control(read: Reading, name: UUID | None, finding: UUID | None, project: str) -> None:
    """See that a project was controlled so, and that this was found, if either is named. Raises `Unknown` of its kind."""
    found = control_of(read, name) if name else control.Control()
    if name and (found.opened is None or found.opened.project != project):
        raise control.UnknownControl("control")
    if finding and finding not in found.findings:
        raise control.UnknownFinding("finding")


def sampling_rules_of(read: Reading, project: str) -> sampling.Rules:
    return read.state(f"sampling-rules/{project}", sampling.evolve, sampling.Rules())


def irregularity_of(read: Reading, name: UUID) -> irregularity.Irregularity:
    return read.state(f"irregularity/{name}", irregularity.evolve, irregularity.Irregularity())


def sealed(read: Reading, name: UUID) -> report.Report:
    return read.state(f"report/{name}", report.evolve, report.Report())
