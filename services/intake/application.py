"""One method per command of intake: gather facts, decide, record."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.domain import assessment, case, consent, household, person, plan, programme, service_log
from services.intake.events import ProgrammeRules
from services.kernel.command import Caller, Command, Receipt
from services.kernel.event import Event
from services.kernel.rules import RuleBroken

Decision = Iterator[Event | RuleBroken]


class Intake:
    """The application of the intake service."""

    def __init__(self, ledger: Ledger, service_codes: Collection[str]) -> None:
        self.ledger = ledger
        self.service_codes = service_codes

    def register_agency(self, ask: asks.RegisterAgency, by: Caller) -> Receipt:
        """Let an agency take part."""
        return self.ledger.record(ask, by, lambda read: programme.register_agency(_agency(read, ask.agency), ask))

    def declare_programme(self, ask: asks.DeclareProgramme, by: Caller) -> Receipt:
        """Declare a funded project and its rules."""

        def decide(read: Reading) -> Decision:
            read.project = ask.project
            stream = f"programme/{ask.project}"
            return programme.declare(read.state(stream, programme.evolve_programme, programme.Programme()), ask)

        return self.ledger.record(ask, by, decide)

    def register_person(self, ask: asks.RegisterPerson, by: Caller) -> Receipt:
        """Give a human an id."""
        name = by.new_id("person")

        def decide(read: Reading) -> Decision:
            return person.register(_person(read, name), name, ask, by.today)

        return self.ledger.record(ask, by, decide)

    def open_case(self, ask: asks.OpenCase, by: Caller) -> Receipt:
        """Take a family in charge."""
        name = by.new_id("household")

        def decide(read: Reading) -> Decision:
            _rules(read, ask.project)
            return case.open_case(_case(read, name), name, ask, _person(read, ask.head), by.agency)

        return self.ledger.record(ask, by, decide)

    def close_case(self, ask: asks.CloseCase, by: Caller) -> Receipt:
        """End the charge of a family."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            return case.close(_case(read, ask.household), ask, enrolled=family.enrolled)

        return self.ledger.record(ask, by, decide)

    def enrol_family(self, ask: asks.EnrolFamily, by: Caller) -> Receipt:
        """Enter a household into a funded project."""
        name = ask.household or by.new_id("household")

        def decide(read: Reading) -> Decision:
            rules = _rules(read, ask.project)
            names = [member.person for member in ask.members]
            people = dict(zip(names, read.states([f"person/{n}" for n in names], person.evolve, person.Person()), strict=True))
            charge, family = _case(read, name), _household(read, name)
            owner = charge.agency or family.agency
            if owner != by.agency and (owner or ask.household):
                raise household.UnknownHousehold("household")
            return household.enrol(
                family, name, ask, by.agency, _day(ask, by),
                rules=rules, case=charge, persons=people, memberships=_memberships(read, ask.project, names),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def add_member(self, ask: asks.AddMember, by: Caller) -> Receipt:
        """A person joins the household."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            memberships = _memberships(read, family.project or "", [ask.person])
            return household.add_member(family, ask, _day(ask, by), person=_person(read, ask.person), memberships=memberships)

        return self.ledger.record(ask, by, decide)

    def remove_member(self, ask: asks.RemoveMember, by: Caller) -> Receipt:
        """A person leaves the household."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            _memberships(read, family.project or "", [ask.person])
            return household.remove_member(family, ask, _day(ask, by))

        return self.ledger.record(ask, by, decide)

    def change_head(self, ask: asks.ChangeHead, by: Caller) -> Receipt:
        """Another member heads the household."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            rules = _rules(read, family.project or "")
            return household.change_head(family, ask, _day(ask, by), rules=rules, persons={ask.head: _person(read, ask.head)})

        return self.ledger.record(ask, by, decide)

    def give_consent(self, ask: asks.GiveConsent, by: Caller) -> Receipt:
        """The family lets other agencies see its file."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            _consents(read, ask.household)
            for agency in ask.recipients:
                if _agency(read, agency).name is None:
                    raise programme.UnknownAgency("recipients", agency=agency)
            return consent.give(family, by.new_id("consent"), ask, _day(ask, by), _person(read, ask.signatory))

        return self.ledger.record(ask, by, decide)

    def withdraw_consent(self, ask: asks.WithdrawConsent, by: Caller) -> Receipt:
        """The family takes a consent back."""

        def decide(read: Reading) -> Decision:
            _shared(read, ask.household, by)
            return consent.withdraw(_consents(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)

    def record_assessment(self, ask: asks.RecordAssessment, by: Caller) -> Receipt:
        """Fill in the self-sufficiency matrix."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            return assessment.record(_assessments(read, ask.household), by.new_id("assessment"), ask, family)

        return self.ledger.record(ask, by, decide)

    def draft_plan(self, ask: asks.DraftPlan, by: Caller) -> Receipt:
        """Draft the personalised project."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            _plan(read, ask.household)
            return plan.draft(ask, by.new_id("plan"), family)

        return self.ledger.record(ask, by, decide)

    def set_goal(self, ask: asks.SetGoal, by: Caller) -> Receipt:
        """Add a goal to the plan."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            return plan.set_goal(_plan(read, ask.household), ask, by.new_id("goal"), family)

        return self.ledger.record(ask, by, decide)

    def record_goal_progress(self, ask: asks.RecordGoalProgress, by: Caller) -> Receipt:
        """Say how far a goal has come."""

        def decide(read: Reading) -> Decision:
            _shared(read, ask.household, by)
            return plan.progress(_plan(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)

    def record_service(self, ask: asks.RecordService, by: Caller) -> Receipt:
        """Record that a service was provided."""
        provider = ask.provider or by.agency

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            _service_log(read, ask.household)
            return service_log.record(
                ask, by.new_id("delivery"), by.today, household=family, rules=_rules(read, family.project or ""),
                provider=provider, agency=_agency(read, provider), codes=self.service_codes,
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def correct_service(self, ask: asks.CorrectService, by: Caller) -> Receipt:
        """Say how a recorded service really was."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            return service_log.correct(
                _service_log(read, ask.household), ask, by.today,
                household=family, rules=_rules(read, family.project or ""), codes=self.service_codes,
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def void_service(self, ask: asks.VoidService, by: Caller) -> Receipt:
        """Say that a recorded service never took place."""

        def decide(read: Reading) -> Decision:
            _shared(read, ask.household, by)
            return service_log.void(_service_log(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)

    def end_enrolment(self, ask: asks.EndEnrolment, by: Caller) -> Receipt:
        """The household leaves the project."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            _memberships(read, family.project or "", sorted(family.members))
            assessed = _assessments(read, ask.household).any("exit")
            return household.end_enrolment(family, ask, assessed=assessed)

        return self.ledger.record(ask, by, decide)


def _day(ask: Command, by: Caller) -> date:
    return (ask.occurred_at or by.now).date()


def _shared(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency owns its case or a live consent names it; files the facts under its project."""
    family, charge = _household(read, name), _case(read, name)
    owner = charge.agency or family.agency
    if owner is None or (owner != by.agency and not _consents(read, name).shared_with(by.agency, by.today)):
        raise household.UnknownHousehold("household")
    read.project = family.project or charge.project or read.project
    return family


def _rules(read: Reading, project: str) -> ProgrammeRules:
    found = read.state(f"programme/{project}", programme.evolve_programme, programme.Programme())
    if found.rules is None:
        raise programme.UnknownProgramme("project", project=project)
    read.project = project
    return found.rules


def _agency(read: Reading, code: str) -> programme.Agency:
    return read.state(f"agency/{code}", programme.evolve_agency, programme.Agency())


def _person(read: Reading, name: UUID) -> person.Person:
    return read.state(f"person/{name}", person.evolve, person.Person())


def _case(read: Reading, name: UUID) -> case.Case:
    return read.state(f"case/{name}", case.evolve, case.Case())


def _household(read: Reading, name: UUID) -> household.Household:
    return read.state(f"household/{name}", household.evolve, household.Household())


def _memberships(read: Reading, project: str, people: list[UUID]) -> dict[UUID, household.Membership]:
    streams = [f"membership/{project}:{name}" for name in people]
    states = read.states(streams, household.evolve_membership, household.Membership())
    return dict(zip(people, states, strict=True))


def _consents(read: Reading, name: UUID) -> consent.Consents:
    return read.state(f"consent/{name}", consent.evolve, consent.Consents())


def _assessments(read: Reading, name: UUID) -> assessment.Assessments:
    return read.state(f"assessment/{name}", assessment.evolve, assessment.Assessments())


def _plan(read: Reading, name: UUID) -> plan.Plan:
    return read.state(f"plan/{name}", plan.evolve, plan.Plan())


def _service_log(read: Reading, name: UUID) -> service_log.ServiceLog:
    return read.state(f"service-log/{name}", service_log.evolve, service_log.ServiceLog())
