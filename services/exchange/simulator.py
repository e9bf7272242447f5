"""A seeded year of a WE-ITA project, told by HTTP commands through the real services: `year` plans, `simulated.player` plays.

Families live in towns of 120, with dwellings, volunteers and courses of their own; 20,000 families are so many towns.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from services.exchange.simulated import (
    albo,
    care,
    controls,
    courses,
    families,
    helping,
    homes,
    neighbours,
    papers,
    plans,
    sharing,
    tail,
    waiting_list,
)
from services.exchange.simulated.actors import AGENCIES, PAOLO, SEED
from services.exchange.simulated.families import BLOCK, JOINS, PROJECT, Family
from services.exchange.simulated.plot import Plot, Step, in_order

FAMILIES = BLOCK
FEWEST = 6
CONTESTED = 21


@dataclass(frozen=True)
class Town:
    """What is told of one town: all queues, and the last day of its first family where the demonstration looks at it."""

    plots: Sequence[Plot]
    live: Plot | None = None

    @property
    def steps(self) -> list[Step]:
        """By day, those of one queue in their order."""
        return in_order(self.plots)


def year(seed: int, today: date, count: int = FAMILIES) -> Iterator[Town]:
    """The year up to `today`, town by town, the same for the same seed and day."""
    yield Town([_opening(seed, today), albo.opening(seed, today)])
    for town, first in enumerate(range(0, max(count, FEWEST), BLOCK)):
        yield _town(seed, today, town, range(first, min(first + BLOCK, max(count, FEWEST))))


def story(seed: int, today: date, count: int = FAMILIES) -> list[Step]:
    """The whole year in one list, the last day of the first family at its end."""
    towns = list(year(seed, today, count))
    told = in_order(plot for town in towns for plot in town.plots)
    return told + [step for town in towns if town.live for step in town.live.steps]


def first_family(seed: int) -> UUID:
    """The household whose page the demonstration opens."""
    return families.come(seed, date.today(), 0).household  # noqa: DTZ011 - the id does not depend on the day


def _opening(seed: int, today: date) -> Plot:
    """The agencies take part, and the funded project has its rules."""
    plot, first = Plot(seed, today, "opening"), today - timedelta(days=waiting_list.FIRST_DAY + 2)
    for agency, name in AGENCIES.items():
        plot.tell(first, PAOLO, "RegisterAgency", f"agency:{agency}", agency=agency, name=name)
    plot.tell(first, PAOLO, "DeclareProgramme", "programme", project=PROJECT, name="WE-ITA", fund="AMIF/FAMI")
    return plot


def _town(seed: int, today: date, town: int, numbers: range) -> Town:
    dwellings, units = homes.build(seed, today, town)
    register, volunteers = albo.gather(seed, today, town)
    told = [families.come(seed, today, number) for number in numbers]
    for family in told:
        _begin(family)
    stays = homes.settle(told, units if town else units[:-1])
    homes.grow_up(stays)
    homes.race(told, stays)
    together = neighbours.live_together(seed, today, units)
    helps = helping.help_families(told, volunteers)
    for family in told:
        _end(family)
    by_slot = {family.slot: family for family in told}
    for joining, into in JOINS.items():
        if into in by_slot:
            families.join(by_slot[joining], by_slot[into])
    operators, editions = courses.teach(seed, today, town, told, volunteers)
    plots = [dwellings, register, operators, *(family.plot for family in told), *together, *(edition.plot for edition in editions)]
    if town:
        return Town(plots)
    plots += [waiting_list.rank(seed, today, told), controls.control(seed, today, told)]
    first = next(stay for stay in stays if stay.family is told[0])
    live = tail.end_with(told[0], first, helps[0], editions[-1], volunteers=volunteers, empty=units[-1])
    return Town(plots, live)


def _begin(family: Family) -> None:
    families.enter(family)
    sharing.share(family)
    papers.permit(family)
    papers.put_right(family)
    papers.known_twice(family)
    plans.enter(family)
    families.change(family)
    families.part(family)
    plans.plan(family)
    plans.assess_again(family)
    care.serve(family)
    care.mend(family)
    care.amend(family)
    sharing.refer(family)
    if family.slot == CONTESTED:
        papers.contested(family)


def _end(family: Family) -> None:
    sharing.take_back(family)
    plans.leave(family)


def main(arguments: Sequence[str]) -> int:
    """Play the year on a running system, say the address of the page to look at, then play its last day slowly."""
    from infra.settings import Settings
    from services.exchange.simulated.clock import StoryClock
    from services.exchange.simulated.player import Player, StepRefused, Stopped
    from services.exchange.simulated.spool import Spool

    options = _options().parse_args(arguments)
    settings = Settings(data=options.data) if options.data else Settings()
    try:
        with Player(settings) as player, Spool() as spool:
            clock, live = StoryClock(settings, options.seed), list[Step]()
            for town in year(options.seed, clock.today(), options.families):
                spool.lay(town.steps)
                live += town.live.steps if town.live else []
            with clock:
                player.play(spool, clock)
            sys.stdout.write(f"/families/{first_family(options.seed)}\n")
            sys.stdout.flush()
            player.play_slowly(live, options.pause)
    except (StepRefused, Stopped) as error:
        sys.stderr.write(f"weita: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.exchange.simulator", description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--families", type=int, default=FAMILIES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between the steps of the last day")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
