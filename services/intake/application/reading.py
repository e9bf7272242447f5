"""What the decisions of intake read of its record."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from infra.ledger import Reading
from services.intake.domain import (
    access,
    assessment,
    case,
    consent,
    follow_up,
    household,
    identity,
    milestone,
    person,
    plan,
    programme,
    referral,
    service_log,
)
from services.intake.events import ProgrammeRules
from services.kernel.command import Caller, Command
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken

Decision = Iterator[Event | RuleBroken]


def day(ask: Command, by: Caller) -> date:
    return (ask.occurred_at or by.now).date()


def shared(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency owns its case or its file is open to that agency."""
    family = any_household(read, name)
    if owner_of(read, name) != by.agency and not opened_to(read, name, by):
        raise household.UnknownHousehold("household")
    return family


def reached(read: Reading, fact: Recorded, by: Caller) -> bool:
    """Whether the household of a fact, if it has one, is still in the agency's charge or open to it."""
    name = getattr(fact.event, "household", None)
    return name is None or owner_of(read, name) in (None, by.agency) or opened_to(read, name, by)


def owned(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency has it in charge itself."""
    family = shared(read, name, by)
    case.only_the_owner(owner_of(read, name), by.agency)
    return family


def recorded_here(read: Reading, name: UUID, by: Caller, recorder: str | None) -> None:
    """What one agency has recorded another amends only if it has the family in charge. Raises `NotInYourCharge`."""
    if recorder not in (None, by.agency):
        case.only_the_owner(owner_of(read, name), by.agency)


def referred(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency has it in charge or was ever party to a referral of it."""
    family = any_household(read, name)
    if owner_of(read, name) != by.agency and not referrals(read, name).involve(by.agency):
        raise household.UnknownHousehold("household")
    return family


def any_household(read: Reading, name: UUID) -> household.Household:
    """The household, whoever asks; files the facts under its project."""
    family, charge = household_of(read, name), case_of(read, name)
    if owner_of(read, name) is None:
        raise household.UnknownHousehold("household")
    read.project = family.project or charge.project or read.project
    return family


def owner_of(read: Reading, name: UUID) -> str | None:
    """The one agency that has the household in charge."""
    return case_of(read, name).agency or household_of(read, name).agency


def opened_to(read: Reading, name: UUID, by: Caller) -> bool:
    """Whether a consent, a referral or an emergency opens the household's file to the asking agency now."""
    return (
        consents(read, name).shared_with(by.agency, by.today)
        or referrals(read, name).open_to(by.agency, by.today)
        or emergency_access(read, name).open_to(by.agency, by.now)
    )


def head_of(read: Reading, name: UUID) -> UUID:
    """Who heads the household, or is named by its case."""
    head = household_of(read, name).head or case_of(read, name).head
    if head is None:
        raise household.UnknownHousehold("household")
    return head


def rules(read: Reading, project: str) -> ProgrammeRules:
    found = read.state(f"programme/{project}", programme.evolve_programme, programme.Programme())
    if found.rules is None:
        raise programme.UnknownProgramme("project", project=project)
    read.project = project
    return found.rules


def agency(read: Reading, code: str) -> programme.Agency:
    return read.state(f"agency/{code}", programme.evolve_agency, programme.Agency())


def person_of(read: Reading, name: UUID) -> person.Person:
    """The person, who may enter something new: one who was merged into another may not, the survivor does."""
    return people_of(read, [name])[name]


def people_of(read: Reading, names: Sequence[UUID]) -> dict[UUID, person.Person]:
    found = dict(zip(names, read.states([f"person/{name}" for name in names], person.evolve, person.Person()), strict=True))
    for name, one in found.items():
        if one.merged_into:
            raise person.PersonMerged(person=name, survivor=_survivor(read, one.merged_into))
    return found


def with_guardian(names: Sequence[UUID], guardian: UUID | None) -> Sequence[UUID]:
    return names if guardian is None or guardian in names else [*names, guardian]


def _survivor(read: Reading, name: UUID) -> UUID:
    """The end of the chain. States from memory are of different moments, so that they may seem to go round."""
    passed = set()
    while (further := anybody(read, name).merged_into) and name not in passed:
        passed.add(name)
        name = further
    return name


def anybody(read: Reading, name: UUID) -> person.Person:
    """The person under this very id, merged or not."""
    return read.state(f"person/{name}", person.evolve, person.Person())


def ids_of(read: Reading, name: UUID) -> list[UUID]:
    """The id, and those that were merged into it, one after the other."""
    found = [name]
    for one in found:
        found.extend(sorted(anybody(read, one).stands_for - set(found)))
    return found


def pair_of(read: Reading, one: UUID, other: UUID) -> identity.Pair:
    low, high = identity.pair_of(one, other)
    return read.state(f"pair/{low}:{high}", identity.evolve, identity.Pair())


def case_of(read: Reading, name: UUID) -> case.Case:
    return read.state(f"case/{name}", case.evolve, case.Case())


def household_of(read: Reading, name: UUID) -> household.Household:
    return read.state(f"household/{name}", household.evolve, household.Household())


def memberships(read: Reading, project: str, people: list[UUID]) -> dict[UUID, household.Membership]:
    """The household that each belongs to, under whichever of their ids."""
    ids = {name: ids_of(read, name) for name in people}
    streams = {one: f"membership/{project}:{one}" for name in people for one in ids[name]}
    states = dict(
        zip(streams, read.states(list(streams.values()), household.evolve_membership, household.Membership()), strict=True)
    )
    taken = {one: state for one, state in states.items() if state.household}
    return {name: next((taken[one] for one in ids[name] if one in taken), household.Membership()) for name in people}


def consents(read: Reading, name: UUID) -> consent.Consents:
    return read.state(f"consent/{name}", consent.evolve, consent.Consents())


def referrals(read: Reading, name: UUID) -> referral.Referrals:
    return read.state(f"referral/{name}", referral.evolve, referral.Referrals())


def emergency_access(read: Reading, name: UUID) -> access.EmergencyAccess:
    return read.state(f"access/{name}", access.evolve, access.EmergencyAccess())


def assessments(read: Reading, name: UUID) -> assessment.Assessments:
    return read.state(f"assessment/{name}", assessment.evolve, assessment.Assessments())


def plan_of(read: Reading, name: UUID) -> plan.Plan:
    return read.state(f"plan/{name}", plan.evolve, plan.Plan())


def follow_ups(read: Reading, name: UUID) -> follow_up.FollowUps:
    return read.state(f"follow-up/{name}", follow_up.evolve, follow_up.FollowUps())


def milestones(read: Reading, name: UUID) -> milestone.Milestones:
    return read.state(f"milestone/{name}", milestone.evolve, milestone.Milestones())


def service_log_of(read: Reading, name: UUID) -> service_log.ServiceLog:
    return read.state(f"service-log/{name}", service_log.evolve, service_log.ServiceLog())
