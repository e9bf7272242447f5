"""How families live in a house they share: promises and help, meetings, a new version of the agreement, quarrels and warnings."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from services.exchange.simulated.actors import BRUNA, PIETRO, VALERIA
from services.exchange.simulated.homes import Stay, Unit, agree
from services.exchange.simulated.plot import Actor, Plot

HELP = ("childcare", "cooking", "garden", "shopping")
TOPICS = (["cleaning", "guests"], ["noise", "laundry"], ["garden", "summer-dinner"], ["bills", "cleaning"])


def live_together(seed: int, today: date, units: Sequence[Unit]) -> list[Plot]:
    """What happens in each shared house, from the day on which the second family has moved in."""
    return [_house(Plot(seed, today, f"house:{unit.name}"), unit) for unit in units if unit.shared and len(unit.stays) > 1]


def _house(plot: Plot, unit: Unit) -> Plot:
    for stay in unit.stays:
        _promise(stay)
    together = sorted(stay.starts for stay in unit.stays)[1]
    full = max(stay.starts for stay in unit.stays)
    _meet(plot, unit, together + timedelta(days=10))
    if full + timedelta(days=60) < plot.today:
        _amend(plot, unit, full + timedelta(days=25))
    _quarrel(plot, unit, together + timedelta(days=16))
    return plot


def _there(unit: Unit, day: date) -> list[Stay]:
    return [stay for stay in unit.stays if stay.starts < day - timedelta(days=2) and (stay.ends is None or stay.ends > day)]


def _other(unit: Unit) -> Actor:
    return PIETRO if unit.by is BRUNA else BRUNA


def _promise(stay: Stay) -> None:
    """An hour or two a week: logged by the caseworker, confirmed or not by who looks after the house."""
    family, by, kind = stay.family, stay.unit.by, HELP[stay.family.slot // 2 % len(HELP)]
    starts = stay.starts + timedelta(days=9)
    commitment = family.tell(
        starts, "MakeCommitment", "promise", dwelling=stay.unit.dwelling, person=family.speaker_on(starts).person, kind=kind,
        minutes=120, every="week", starts=starts,
    )  # fmt: skip
    n, day = 0, starts + timedelta(days=4)
    while day < (last := min(family.last_day, stay.ends or date.max) - timedelta(days=15)) and n < 6:
        help_given = family.tell(
            day + timedelta(days=1), "LogHelp", f"promise:help:{n}", commitment=commitment, day=day, minutes=90 + 15 * (n % 3)
        )
        settled = "RejectHelp" if n == 2 and family.slot % 4 == 2 else "ConfirmHelp"
        family.tell(day + timedelta(days=3), settled, f"promise:help:{n}:settled", by=by, help=help_given)
        day, n = day + timedelta(days=21), n + 1
    if family.slot % 4 == 0 and day < last:
        family.tell(day, "EndCommitment", "promise:ended", by=by, commitment=commitment, ended=day, reason="done")


def _meet(plot: Plot, unit: Unit, first: date) -> None:
    day, n = first, 0
    while day < plot.today - timedelta(days=2):
        present = [
            one.person for stay in _there(unit, day) for one in stay.family.members_on(day) if one.adult_on(stay.family.entry)
        ]
        if len(present) > 1:
            plot.tell(
                day, unit.by, "HoldMeeting", f"{unit.name}:meeting:{n}", dwelling=unit.dwelling, held=day, present=present,
                topics=TOPICS[n % len(TOPICS)], decisions=["new-turns"] if n % 2 else [],
                minutes_text="Si è parlato con calma; i turni nuovi sono appesi in cucina.",
            )  # fmt: skip
        day, n = day + timedelta(days=35), n + 1


def _amend(plot: Plot, unit: Unit, day: date) -> None:
    """The house agrees on something new, and everybody of age signs the new version."""
    plot.tell(day, unit.by, "AmendAgreement", f"{unit.name}:amended", dwelling=unit.dwelling, version="2", amended=day)
    for stay in _there(unit, day + timedelta(days=8)):
        agree(stay.family, unit, day + timedelta(days=2), "2")


def _quarrel(plot: Plot, unit: Unit, first: date) -> None:
    """Noise at night: talked over the first time, warned of three times, then looked at together. Nobody is put out by it."""
    day, n = first, 0
    while day < plot.today - timedelta(days=30) and n < 4:
        involved = _there(unit, day)[:2]
        if len(involved) == 2:
            _incident(plot, unit, involved, day, n)
        day, n = day + timedelta(days=30), n + 1


def _incident(plot: Plot, unit: Unit, involved: Sequence[Stay], day: date, n: int) -> None:
    name, by = f"{unit.name}:incident:{n}", unit.by
    households = [stay.family.household for stay in involved]
    heads = [stay.family.speaker_on(day).person for stay in involved]
    incident = plot.tell(
        day + timedelta(days=1), by, "ReportIncident", name, dwelling=unit.dwelling, households=households, persons=heads,
        kind="noise" if n else "quarrel", on=day, note="Musica alta dopo mezzanotte, i vicini non riuscivano a dormire.",
    )  # fmt: skip
    severity = "minor" if n == 0 else "serious"
    plot.tell(day + timedelta(days=2), by, "ClassifyIncident", f"{name}:severity", incident=incident, severity=severity)
    plot.tell(
        day + timedelta(days=5), by, "MediateIncident", f"{name}:mediation", incident=incident, present=heads,
        held=day + timedelta(days=5), outcome="agreed" if n == 0 else "adjourned", note="Con il mediatore, in cucina.",
    )  # fmt: skip
    if n:
        _warn(plot, unit, involved[0], incident, day, n)
    plot.tell(
        day + timedelta(days=9), by, "CloseIncident", f"{name}:closed", incident=incident, closed=day + timedelta(days=9),
        outcome="warned" if n else "settled",
    )  # fmt: skip


def _warn(plot: Plot, unit: Unit, stay: Stay, incident: UUID, day: date, n: int) -> None:
    name, family, issued = f"{unit.name}:incident:{n}:warning", stay.family, day + timedelta(days=6)
    household = family.household
    review = plot.tell(
        issued, unit.by, "IssueWarning", name, incident=incident, household=household, issued=issued, note="Il richiamo è scritto."
    )
    if n == 1:
        family.tell(
            issued, "ReportBreach", "breach", by=unit.by, agreement=stay.agreement, kind="noise", on=day, note="Musica di notte."
        )
    if n == 3:
        held = issued + timedelta(days=8)
        plot.tell(
            held, VALERIA, "HoldReview", f"{name}:review", household=household, review=review, held=held, outcome="stay-with-help",
            note="Un volontario li aiuta a trovare un'altra sala prove.",
        )  # fmt: skip
