"""What is meant to be reached, what is spent, and the controller who comes: told once, for the whole project."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from services.exchange.simulated.actors import CHIARA, COOP, ETTORE, GIULIO, MARCO, SDS, TERRE
from services.exchange.simulated.documents import document
from services.exchange.simulated.families import PROJECT, Family
from services.exchange.simulated.plot import Actor, Body, Plot

TARGETS = {"O3": (60, 120, 180, 240), "families_served": (30, 60, 90, 120)}
"""By indicator, what four quarters mean to have reached."""
CLAIMANTS = {COOP: GIULIO, TERRE: ETTORE}
BOOKS = "5.2784"
RENT, COURSES = "B1", "C2"


def control(seed: int, today: date, told: Sequence[Family]) -> Plot:
    """All that oversight records in the year, in a queue of its own."""
    plot = Plot(seed, today, "oversight")
    _aims(plot, today)
    _spending(plot, today)
    _controller(plot, today, told)
    return plot


def _ago(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _aims(plot: Plot, today: date) -> None:
    """Four quarters; the last one is raised when the year goes well."""
    for indicator, values in TARGETS.items():
        for n, value in enumerate(values):
            quarter = _quarter(_ago(today, 91 * (3 - n)))
            name = f"target:{indicator}:{n}"
            plot.tell(
                _ago(today, 360), MARCO, "SetTarget", name, project=PROJECT, indicator=indicator, quarter=quarter, value=value
            )
    raised: Body = {"project": PROJECT, "indicator": "O3", "quarter": _quarter(today), "value": TARGETS["O3"][-1] + 20}
    plot.tell(_ago(today, 80), MARCO, "SetTarget", "target:O3:raised", **raised)


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _spending(plot: Plot, today: date) -> None:
    """Three quarters of expenses: in order, in part, not documented; the last ones wait for their decision."""
    for agency, by in CLAIMANTS.items():
        plot.tell(_ago(today, 358), by, "OpenAccount", f"account:{agency}", project=PROJECT, account=BOOKS)
    for n, (days, cents) in enumerate(((300, 412_000), (210, 438_500), (120, 391_250))):
        rent = _claim(plot, _ago(today, days), GIULIO, f"rent:{n}", RENT, cents)
        course = _claim(plot, _ago(today, days), ETTORE, f"course:{n}", COURSES, cents // 4)
        if n == 2:
            continue
        decided = _ago(today, days - 104)
        if n:
            plot.tell(decided, MARCO, "AcceptExpense", f"claim:rent:{n}:accepted", claim=rent, amount_cents=cents - 23_500,
                      note="Senza la penale di ritardo.")  # fmt: skip
            plot.tell(decided, MARCO, "RejectExpense", f"claim:course:{n}:rejected", claim=course, ground="outside-period",
                      note="La lezione è di un altro progetto.")  # fmt: skip
        else:
            plot.tell(decided, MARCO, "AcceptExpense", f"claim:rent:{n}:accepted", claim=rent)
            plot.tell(decided, MARCO, "AcceptExpense", f"claim:course:{n}:accepted", claim=course)


def _claim(plot: Plot, start: date, by: Actor, name: str, line: str, cents: int) -> UUID:
    """Claimed a few days after the quarter that begins at `start`."""
    return plot.tell(
        start + timedelta(days=95), by, "ClaimExpense", f"claim:{name}", project=PROJECT, line=line, amount_cents=cents,
        account=BOOKS, start=start, until=start + timedelta(days=89), receiver=SDS, evidence=[document(by.agency, "invoice")],
    )  # fmt: skip


def _controller(plot: Plot, today: date, told: Sequence[Family]) -> None:
    """She comes unannounced, draws families by lot, finds two things, hears one answer in time, and closes."""
    came = _ago(today, 60)
    plot.tell(_ago(today, 200), CHIARA, "PublishSamplingRules", "sampling:rules", project=PROJECT, version="2026", base=1, most=50,
              factors=[{"factor": "late-days", "points": 1}, {"factor": "corrections", "points": 3}])  # fmt: skip
    opened = plot.tell(
        came, CHIARA, "OpenControl", "control", project=PROJECT, kind="unannounced", controller_name=CHIARA.name,
        signature="Verbale 4/2026", scope="Destinatari e spese dei primi tre trimestri.", start=_ago(today, 330),
        until=_ago(today, 61),
    )  # fmt: skip
    families = [str(family.household) for family in told if family.entry < _ago(came, 7)]
    plot.tell(came, CHIARA, "DrawSample", "control:sample", control=opened, of="families", method="random",
              size=min(12, len(families)), population=families)  # fmt: skip
    late = plot.tell(
        _ago(today, 58), CHIARA, "RaiseFinding", "control:finding:late", control=opened, agency=COOP, severity="recommendation",
        text="Alcune prestazioni sono registrate settimane dopo.", answer_by=_ago(today, 30),
    )  # fmt: skip
    penalty = plot.tell(
        _ago(today, 57), CHIARA, "RaiseFinding", "control:finding:penalty", control=opened, agency=SDS, severity="irregularity",
        text="Una penale di ritardo è stata rendicontata come affitto.", answer_by=_ago(today, 30),
    )  # fmt: skip
    plot.tell(_ago(today, 44), GIULIO, "AnswerFinding", "control:finding:late:answer", control=opened, finding=late,
              position="accepted", measures_by=today, answer="Ogni operatore registra entro tre giorni.")  # fmt: skip
    plot.tell(_ago(today, 28), CHIARA, "CloseControl", "control:closing", control=opened,
              without=[{"item": "reaction", "ground": "no-answer-in-time"}],
              conclusion="La gestione è regolare; una spesa va corretta.")  # fmt: skip
    found = plot.tell(
        _ago(today, 26), MARCO, "ReportIrregularity", "irregularity", project=PROJECT, agency=COOP, kind="not-eligible-cost",
        provision="514/2014 art. 21", found_by="on-the-spot-control", control=opened, finding=penalty,
        first_information_on=_ago(today, 57), started_on=_ago(today, 210), ended_on=_ago(today, 121), expenditure_cents=438_500,
        public_cents=438_500, affected_cents=23_500, state="administrative", description="Penale di ritardo fra gli affitti.",
    )  # fmt: skip
    plot.tell(_ago(today, 9), MARCO, "UpdateIrregularity", "irregularity:closed", irregularity=found, recovered_cents=23_500,
              state="closed", note="Detratta dalla spesa ammessa.")  # fmt: skip
