"""Every indicator in one place: its name, the law that asks for it, what is counted, which facts make it, for whom.

The page, the reports and `docs/indicators.md` are made from this. Which service codes belong to an indicator is our reading of
the law; the programme should confirm it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Measure = Literal["persons", "families", "events", "sum", "own"]
"""Distinct humans, households or facts; the sum of quantities; or a question of its own (`own`)."""
Breakdown = Literal["", "sex and age", "domain", "destination"]


@dataclass(frozen=True)
class Made:
    """Facts of a kind; `about` narrows them to some service codes (by their beginning), what a course teaches, a destination."""

    kind: str
    about: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class Indicator:
    """One indicator. `eligible`: whether only persons count who were eligible for the fund on the day of the fact."""

    name: str
    law: str
    measure: Measure
    unit: str
    of: tuple[Made, ...] = ()
    eligible: bool = False
    by: Breakdown = ""
    divided: int = 1
    """By which the quantity is divided: minutes are told in hours."""
    note: str = ""


FUND_14 = "Reg. (EU) 516/2014, Annex IV"
FUND_21 = "Reg. (EU) 2021/1147, Annex VIII"
OWN = "of the project"

SERVED = (Made("service"), Made("housed"), Made("completed"))
"""What makes a family or person served: a service, a home, a completed course."""
LEARNING = (Made("enrolled"), Made("service", ("A1.18", "A2.02", "A2.09", "A2.11", "A9.04.01", "A9.04.02")))
HOUSING = (Made("housed"), Made("service", ("A1.05", "A2.16", "A3.")))
HEALTH = (Made("service", ("A1.10", "A2.07", "A2.08", "A9.01", "A9.02")),)
GUIDANCE = (Made("service", ("A2.09", "A9.04.02")),)
HOMES = ("autonomous-housing", "public-housing", "rental")


def _fund(name: str, law: str, *of: Made, note: str = "") -> Indicator:
    return Indicator(name, law, "persons", "persons", of, eligible=True, by="sex and age", note=note)


INDICATORS: Sequence[Indicator] = (
    _fund("b-ii", f"{FUND_14}, b(ii)", *SERVED, note="Target persons assisted by integration measures."),
    _fund("b-ii-1", f"{FUND_14}, b(ii)-1", *LEARNING, note="Education and training, language, preparing for work."),
    _fund("b-ii-2", f"{FUND_14}, b(ii)-2", *HOUSING, note="Advice and help in the area of housing."),
    _fund("b-ii-3", f"{FUND_14}, b(ii)-3", *HEALTH, note="Health and psychological care."),
    _fund(
        "b-ii-4", f"{FUND_14}, b(ii)-4", Made("registered"),
        note="Democratic participation: recipients of the project who are entered in a register of active citizens (our proposal).",
    ),
    Indicator(
        "b-iii", f"{FUND_14}, b(iii)", "own", "tools",
        note="Local policy tools that involve civil society, in force at the end of the period: published rules of a waiting list,"
        " registers of active citizens. Agreements with partners are no facts of the record, and are not counted.",
    ),
    Indicator(
        "O2", f"{FUND_21}, output 2", "own", "authorities",
        note="Local and regional authorities that did something for the project; which agency is one, its registration says.",
    ),
    _fund("O3", f"{FUND_21}, output 3", *SERVED, Made("enrolled"), note="Participants supported."),
    _fund("O3.1", f"{FUND_21}, output 3.1", Made("enrolled", ("language",)), note="Of which in a language course."),
    _fund("O3.2", f"{FUND_21}, output 3.2", Made("enrolled", ("civic-orientation",)), note="Of which in civic orientation."),
    _fund("O3.3", f"{FUND_21}, output 3.3", *GUIDANCE, note="Of which with personal professional guidance."),
    _fund(
        "R8", f"{FUND_21}, result 8", Made("level", ("language",)),
        note="Participants in a language course who leave it at least one level above where they came in.",
    ),
    _fund("R9", f"{FUND_21}, result 9", Made("milestone", ("found-helpful",)), note="Who says that the activity helped."),
    _fund("R10", f"{FUND_21}, result 10", Made("milestone", ("applied-for-recognition",)), note="Who applied for recognition."),
    _fund("R11", f"{FUND_21}, result 11", Made("milestone", ("applied-for-long-term-status",)), note="Who applied for the status."),
    Indicator("families_served", OWN, "families", "families", SERVED[:2], note="Italian families too."),
    Indicator("persons_served", OWN, "persons", "persons", SERVED, by="sex and age", note="Of any citizenship."),
    Indicator("nights_housed", OWN, "own", "nights", note="A night of one human in two places is one night."),
    Indicator("volunteer_hours", OWN, "sum", "hours", (Made("volunteering"),), divided=60, note="Once they are approved."),
    Indicator(
        "training_hours", OWN, "sum", "hours", (Made("attended"), Made("attended-other")), divided=60, note="As in the registers."
    ),
    Indicator("exits", OWN, "events", "families", (Made("exit"),), by="destination"),
    Indicator("exits_to_homes", OWN, "events", "families", (Made("exit", HOMES),), note="To a home in autonomy, rented or public."),
    Indicator("returns", OWN, "own", "families", note="Whose case was reopened within 12 months of leaving the project."),
    Indicator("days_to_home", OWN, "own", "days", note="From enrolment to the first night, on average, of families housed then."),
    Indicator("stay_length", OWN, "own", "nights", note="Of the stays that ended, on average."),
    Indicator("ssm_change", OWN, "own", "points", by="domain", note="First score to last, on average of whom was assessed again."),
    Indicator("hours_per_family", OWN, "own", "hours", note="Approved hours per family that was helped."),
    Indicator("breaches", OWN, "events", "events", (Made("breach"),), note="Reported breaches of an agreement."),
    Indicator("completion_rate", OWN, "own", "percent", note="Of the learners of editions that closed, those who completed."),
)  # fmt: skip
BY_NAME: Mapping[str, Indicator] = {one.name: one for one in INDICATORS}
PEOPLE = frozenset({"persons", "families", "events"})
"""Measures whose small numbers could be recognised."""
