"""The waiting list of the municipality: who asks for a home, in what order they stand each month, who is put higher and why."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.exchange.simulated.actors import COMUNE, PIETRO, VALERIA
from services.exchange.simulated.families import HANDED_OVER, PROJECT, Family
from services.exchange.simulated.plot import Plot

CRITERIA = (
    {"input": "eviction", "weight": 3, "bands": [{"code": "threatened", "points": 2}, {"code": "enforced", "points": 4}]},
    {"input": "overcrowding", "weight": 2, "bands": [{"code": "moderate", "points": 1}, {"code": "severe", "points": 3}]},
    {"input": "minors", "bands": [{"at_least": 1, "points": 1}, {"at_least": 3, "points": 3}]},
    {"input": "income", "weight": 2, "bands": [{"code": "isee-0-3", "points": 3}, {"code": "isee-3-6", "points": 1}]},
    {"input": "months_on_list", "bands": [{"at_least": 3, "points": 1}, {"at_least": 6, "points": 2}]},
)
FIRST_DAY = 478
"""Days before today on which the rules of the list are published, and the dwellings are there."""
URGENT = 16
"""Who has few points, and then an eviction that nobody foresaw."""


def asks(family: Family) -> bool:
    """Whether a family asks for a home: every second one that is there long enough, and whose file is open to the town."""
    alone = family.withdrawn is not None or family.slot % 11 in (3, 6) or family.slot == HANDED_OVER
    return family.slot % 2 == 0 and family.shared and not alone and family.reached(60, 20) is not None


def apply(family: Family) -> None:
    """On the list of the municipality, with what a family says of how it lives."""
    minors = len(family.members) - len(family.adults)
    situation = {
        "members": len(family.members), "minors": minors, "disabled": int(family.slot % 14 == 4),
        "eviction": ("none", "threatened", "enforced")[family.slot // 2 % 3],
        "overcrowding": ("severe", "none", "moderate")[family.slot // 4 % 3],
        "income": ("isee-0-3", "isee-3-6")[family.slot // 2 % 2],
    }  # fmt: skip
    if family.slot == URGENT:
        situation |= {"eviction": "none", "overcrowding": "none", "income": "isee-3-6"}
    day = family.after_entry(12)
    family.tell(
        day, "ApplyForHousing", "application", agency=COMUNE, applied=day, situation=situation,
        note="Ospiti da connazionali, in cinque in una stanza." if family.slot % 6 == 0 else None,
    )  # fmt: skip


def ranking_days(today: date) -> list[date]:
    """The list is ranked anew every month."""
    return [today - timedelta(days=FIRST_DAY - 26 - 30 * n) for n in range(FIRST_DAY // 30)]


def next_ranking(family: Family, day: date) -> date:
    """The first ranking on or after a day."""
    return min(ranked for ranked in [*ranking_days(family.plot.today), date.max - timedelta(days=9)] if ranked >= day)


def rank(seed: int, today: date, families: Sequence[Family]) -> Plot:
    """The list month by month; once a named person puts a family higher than its points, and says why."""
    plot, waiting = Plot(seed, today, "list"), [family for family in families if asks(family)]
    for n, day in enumerate(ranking_days(today)):
        if _on_the_list(waiting, day):
            plot.tell(day, PIETRO, "RankCandidates", f"list:{n}", project=PROJECT, day=day)
    urgent = next((family for family in waiting if family.slot == URGENT), None)
    if urgent and _before(urgent, waiting, day := next_ranking(urgent, urgent.after_entry(14))):
        plot.tell(
            day + timedelta(days=1), VALERIA, "OverrideRank", "list:override", project=PROJECT, household=urgent.household, place=1,
            reason="Lo sfratto è stato anticipato alla settimana prossima.",
        )  # fmt: skip
    return plot


def _on_the_list(families: Sequence[Family], day: date) -> list[Family]:
    return [family for family in families if family.after_entry(12) < day <= min(family.waits_until, family.last_day)]


def _before(urgent: Family, families: Sequence[Family], day: date) -> bool:
    """Whether somebody with more points stands on the list on that day: who is threatened by an eviction, at least."""
    return any(family.slot // 2 % 3 for family in _on_the_list(families, day) if family is not urgent)


def wait_no_longer(family: Family) -> None:
    """Nothing was free for so long that they look elsewhere."""
    if day := family.reached(75, 8):
        family.waits_until = day
        application = family.plot.made(family.worker, "ApplyForHousing", f"family:{family.number}:application")
        family.tell(
            day, "WithdrawApplication", "application:withdrawn", agency=COMUNE, application=application, because="own-choice"
        )  # fmt: skip
