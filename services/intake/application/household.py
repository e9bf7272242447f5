"""Commands of intake about: household."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.codes import codes
from services.intake.domain import household
from services.intake.events import ProgrammeRules
from services.kernel.command import Caller, Receipt


class Households:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def enrol_family(self, ask: asks.EnrolFamily, by: Caller) -> Receipt:
        """Enter a household into a funded project."""
        name = ask.household or by.new_id("household")

        def decide(read: Reading) -> Decision:
            rules = reading.rules(read, ask.project)
            names = [member.person for member in ask.members]
            people = reading.people_of(read, reading.with_guardian(names, ask.guardian))
            charge, family = reading.case_of(read, name), reading.household_of(read, name)
            owner = charge.agency or family.agency
            if owner != by.agency and (owner or ask.household):
                raise household.UnknownHousehold("household")
            return household.enrol(
                family, name, ask, by.agency, reading.day(ask, by),
                today=by.today, rules=rules, case=charge, persons=people, memberships=reading.memberships(read, ask.project, names),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def add_member(self, ask: asks.AddMember, by: Caller) -> Receipt:
        """A person joins the household."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            memberships = reading.memberships(read, family.project or "", [ask.person])
            return household.add_member(
                family, ask, reading.day(ask, by), person=reading.person_of(read, ask.person), memberships=memberships
            )

        return self.ledger.record(ask, by, decide)

    def remove_member(self, ask: asks.RemoveMember, by: Caller) -> Receipt:
        """A person leaves the household."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            reading.memberships(read, family.project or "", [ask.person])
            return household.remove_member(family, ask, reading.day(ask, by), destinations=codes("destinations"))

        return self.ledger.record(ask, by, decide)

    def change_head(self, ask: asks.ChangeHead, by: Caller) -> Receipt:
        """Another member heads the household."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            rules = reading.rules(read, read.project)
            people = reading.people_of(read, reading.with_guardian([ask.head], ask.guardian))
            return household.change_head(family, ask, reading.day(ask, by), rules=rules, persons=people)

        return self.ledger.record(ask, by, decide)

    def end_enrolment(self, ask: asks.EndEnrolment, by: Caller) -> Receipt:
        """The household leaves the project."""

        def decide(read: Reading) -> Decision:
            family = reading.owned(read, ask.household, by)
            reading.memberships(read, family.project or "", sorted(family.members))
            reading.follow_ups(read, ask.household)
            rules = reading.rules(read, family.project) if family.project else ProgrammeRules()
            return household.end_enrolment(
                family, ask, by.today, assessed=reading.assessments(read, ask.household).any("exit"),
                destinations=codes("destinations"),
                follow_ups={months: by.new_id(f"follow-up {months}") for months in rules.follow_up_months},
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)
