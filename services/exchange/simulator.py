"""A seeded year of a WE-ITA project, told by HTTP commands through the real services: `story` plans, `simulated.player` plays."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from services.exchange.simulated import albo, care, courses, families, homes, tail
from services.exchange.simulated.actors import AGENCIES, PAOLO, SEED
from services.exchange.simulated.families import PROJECT, Family
from services.exchange.simulated.plot import Plot, Step, in_order

FAMILIES = 30
FEWEST = 6


def story(seed: int, today: date, count: int = FAMILIES) -> list[Step]:
    """The whole year up to `today`, the same for the same seed and day; the live tail comes last."""
    opening = _opening(seed, today)
    dwellings, units = homes.build(seed, today)
    register, volunteers = albo.gather(seed, today)
    told = [families.come(seed, today, number) for number in range(max(count, FEWEST))]
    for family in told:
        _year(family)
    stays = homes.settle(told, units)
    helps = albo.help_families(told, volunteers)
    for family in told:
        families.take_back(family)
        families.leave(family)
    plots = [opening, dwellings, register, *(family.plot for family in told)]
    editions = courses.teach(seed, today, told, volunteers)
    plots.append(editions[0].plot)
    plots.append(tail.end_with(told[0], stays[0], helps[0], editions[-1], volunteers))
    return in_order(plots)


def first_family(seed: int) -> UUID:
    """The household whose page the demonstration opens."""
    return families.come(seed, date.today(), 0).household  # noqa: DTZ011 - the id does not depend on the day


def _opening(seed: int, today: date) -> Plot:
    plot, day = Plot(seed, today, "opening"), today - timedelta(days=362)
    for agency, name in AGENCIES.items():
        plot.tell(day, PAOLO, "RegisterAgency", f"agency:{agency}", agency=agency, name=name)
    plot.tell(day, PAOLO, "DeclareProgramme", "programme", project=PROJECT, name="WE-ITA", fund="AMIF/FAMI")
    return plot


def _year(family: Family) -> None:
    families.enter(family)
    families.assess_again(family)
    families.change(family)
    care.aim(family)
    care.serve(family)
    care.mend(family)


def main(arguments: Sequence[str]) -> int:
    """Play the year on a running system, say the address of the page to look at, then play its last day slowly."""
    from infra.settings import Settings
    from services.exchange.simulated.clock import StoryClock
    from services.exchange.simulated.player import Player, StepRefused, Stopped

    options = _options().parse_args(arguments)
    settings = Settings(data=options.data) if options.data else Settings()
    try:
        with Player(settings) as player:
            clock = StoryClock(settings, options.seed)
            steps = story(options.seed, clock.today(), options.families)
            with clock:
                player.play([step for step in steps if not step.live], clock)
            sys.stdout.write(f"/families/{first_family(options.seed)}\n")
            sys.stdout.flush()
            player.play_slowly([step for step in steps if step.live], options.pause)
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
