"""Commands of register about: match."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.codes import centres
from services.register.domain import household, match, matching


class Matching:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def publish_matching_rules(self, ask: asks.PublishMatchingRules, by: Caller) -> Receipt:
        """Say how the agency ranks candidates."""
        return self.ledger.record(ask, by, lambda read: matching.publish(reading.matching_rules(read, by.agency), ask, by.agency))

    def rank_volunteers(self, ask: asks.RankVolunteers, by: Caller) -> Receipt:
        """Rank the volunteers that are named, of whatever agency's register, for a need."""

        def decide(read: Reading) -> Decision:
            around = matching.Surroundings(
                reading.used(read, reading.shared(read, ask.household, by)), reading.needs(read, ask.household),
                reading.matches(read, ask.household), centres(),
            )  # fmt: skip
            rules = reading.matching_rules(read, by.agency)
            return matching.rank(by.new_id("ranking"), ask, by.agency, rules, around, reading.candidates(read, ask.candidates))

        return self.ledger.record(ask, by, decide)

    def propose_match(self, ask: asks.ProposeMatch, by: Caller) -> Receipt:
        """Propose a volunteer, of whatever agency's register, for a need of a household that is shared with us."""

        def decide(read: Reading) -> Decision:
            family = reading.used(read, reading.shared(read, ask.household, by))
            return match.propose(
                reading.matches(read, ask.household), by.new_id("match"), ask, by.actor,
                household=family, needs=reading.needs(read, ask.household), candidate=reading.candidate(read, ask.person),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def confirm_match(self, ask: asks.ConfirmMatch, by: Caller) -> Receipt:
        """Confirm a proposed match."""

        def decide(read: Reading) -> Decision:
            family, found = reading.match_of(read, ask.household, ask.match, by)
            return match.confirm(
                reading.matches(read, ask.household), ask, by.actor, by.role,
                household=reading.used(read, family), needs=reading.needs(read, ask.household),
                candidate=reading.candidate(read, found.person),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def decline_match(self, ask: asks.DeclineMatch, by: Caller) -> Receipt:
        """Turn a proposal down."""

        def decide(read: Reading) -> Decision:
            reading.match_of(read, ask.household, ask.match, by)
            return match.decline(reading.matches(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)

    def complete_match(self, ask: asks.CompleteMatch, by: Caller) -> Receipt:
        """Say that the help was given as agreed."""

        def decide(read: Reading) -> Decision:
            _, found = reading.match_of(read, ask.household, ask.match, by)
            reading.agenda(read, found.person)
            last = reading.account(read, found.person).last_day(ask.match)
            return match.complete(reading.matches(read, ask.household), ask, by.today, last)

        return self.ledger.record(ask, by, decide)

    def give_feedback(self, ask: asks.GiveFeedback, by: Caller) -> Receipt:
        """Say how the help went."""

        def decide(read: Reading) -> Decision:
            reading.match_of(read, ask.household, ask.match, by)
            return match.give_feedback(reading.matches(read, ask.household), by.new_id("feedback"), ask, by.role)

        return self.ledger.record(ask, by, decide)

    def end_match(self, ask: asks.EndMatch, by: Caller) -> Receipt:
        """End a match, or drop a proposal."""

        def decide(read: Reading) -> Decision:
            _, found = reading.match_of(read, ask.household, ask.match, by)
            reading.agenda(read, found.person)
            last = reading.account(read, found.person).last_day(ask.match)
            return match.end(reading.matches(read, ask.household), ask, last)

        return self.ledger.record(ask, by, decide)

    def end_matches_after_exit(self, ask: asks.EndMatchesAfterExit, by: Caller) -> Receipt:
        """The household has left the project."""

        def decide(read: Reading) -> Decision:
            family, found = reading.household_of(read, ask.household), reading.matches(read, ask.household)
            for name in match.ends_with(found, ask.exit):
                reading.agenda(read, found.by_id[name].person)
            yield from household.note_exit(family, ask)
            yield from match.end_after_exit(found, ask)

        return self.ledger.record(ask, by, decide)
