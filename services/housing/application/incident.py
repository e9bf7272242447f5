"""Commands of housing about: incident."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.house import house_of
from services.housing.application.reading import Decision
from services.housing.domain import house, incident
from services.housing.domain.household import Household
from services.kernel.command import Caller, Receipt


class Incidents:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def report_incident(self, ask: asks.ReportIncident, by: Caller) -> Receipt:
        """Report an incident in a dwelling."""

        def decide(read: Reading) -> Decision:
            involved = [reading.shared(read, name, by) for name in ask.households]
            house.known(house_of(read, ask.dwelling), ask.dwelling)
            return incident.report(by.new_id("incident"), ask, involved, by.today)

        return self.ledger.record(ask, by, decide)

    def classify_incident(self, ask: asks.ClassifyIncident, by: Caller) -> Receipt:
        """Say how grave an incident is."""
        return self.ledger.record(ask, by, lambda read: incident.classify(_incident(read, ask, by), ask))

    def mediate_incident(self, ask: asks.MediateIncident, by: Caller) -> Receipt:
        """State that people involved have sat down together."""

        def decide(read: Reading) -> Decision:
            known = _incident(read, ask, by)
            return incident.mediate(known, ask, _involved(read, known), by.today)

        return self.ledger.record(ask, by, decide)

    def issue_warning(self, ask: asks.IssueWarning, by: Caller) -> Receipt:
        """Warn a household because of an incident."""

        def decide(read: Reading) -> Decision:
            known = _incident(read, ask, by)
            assert known.fact is not None
            return incident.warn(
                _warnings(read, ask), ask, known, reading.household_of(read, ask.household),
                review=by.new_id("review"), rules=house_of(read, known.fact.dwelling).rules, today=by.today,
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def close_incident(self, ask: asks.CloseIncident, by: Caller) -> Receipt:
        """Close an incident."""
        return self.ledger.record(ask, by, lambda read: incident.close(_incident(read, ask, by), ask, by.today))

    def hold_review(self, ask: asks.HoldReview, by: Caller) -> Receipt:
        """State that the stay was reviewed with the family."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return incident.review(_warnings(read, ask), ask, by.today)

        return self.ledger.record(ask, by, decide)


Ask = asks.ClassifyIncident | asks.MediateIncident | asks.IssueWarning | asks.CloseIncident


def _incident(read: Reading, ask: Ask, by: Caller) -> incident.Incident:
    """The incident, for the agency that reported it or that operates the dwelling; for others there is none."""
    known = read.state(f"incident/{ask.incident}", incident.evolve, incident.Incident())
    if known.fact is None or by.agency not in {known.agency, *house_of(read, known.fact.dwelling).agencies}:
        raise incident.UnknownIncident("incident")
    _involved(read, known)
    return known


def _involved(read: Reading, known: incident.Incident) -> list[Household]:
    """The households that an incident involves; its facts are filed under the project of the last."""
    return [reading.household_of(read, name) for name in known.fact.households] if known.fact else []


def _warnings(read: Reading, ask: asks.IssueWarning | asks.HoldReview) -> incident.Warnings:
    return read.state(f"warnings/{ask.household}", incident.evolve_warnings, incident.Warnings())
