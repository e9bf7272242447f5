"""Samples: nobody picks the seed, anybody draws the same sample again, and more tickets are drawn more often, in proportion."""

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as some
from pydantic import ValidationError

from infra.checkpoints import Noted
from services.oversight.application import Oversight
from services.oversight.commands import DrawSample, PublishSamplingRules
from services.oversight.domain.control import Acting, Control, ControlIsClosed, UnknownControl
from services.oversight.domain.control import evolve as evolve_control
from services.oversight.domain.sampling import (
    FactorTwice,
    Lottery,
    NoSamplingRules,
    NothingWitnessed,
    Rules,
    RulesVersionTaken,
    SampleAlreadyDrawn,
    SampleTooLarge,
    Seed,
    TwiceInThePopulation,
    UnknownRiskFactor,
    draw,
    evolve,
    members_of,
    publish,
    text_of,
)
from services.oversight.events import ProjectNoted, SampleDrawn, SamplingRulesPublished, TicketRules
from tests.memory import Book, somebody
from tests.oversight.test_control import BEGUN, CLOSED, CONTROL, CONTROLLER, DAY, MARCO, OPEN, SAMPLE
from tests.spec import an_id, given, recorded

FAMILIES = [an_id(f"family {n}") for n in range(9)]
LINES = tuple(f"{family} corrections={n % 2} late-entries={n}" for n, family in enumerate(FAMILIES))
PUBLISH = PublishSamplingRules(
    project="PROG-2784", version="2026", base=1, most=5,
    factors=[{"factor": "late-entries", "points": 1}, {"factor": "corrections", "points": 2}],
)  # fmt: skip
WEIGHTS = TicketRules(version="2026", base=1, points={"late-entries": 1, "corrections": 2}, most=5)
PUBLISHED = SamplingRulesPublished(project="PROG-2784", rules=WEIGHTS)
NEWEST = Rules(frozenset({"2026"}), WEIGHTS)
ASK = DrawSample(control=CONTROL, of="families", method="random", size=3, population=LINES)
BY_CHANCE, BY_TICKETS = [1, 4, 5, 3, 2], [3, 1, 4, 5, 2]
BY_RISK = ASK.model_copy(update={"method": "risk"})


def seeded(n):
    return Seed(f"weita.example/PROG-2784\n{n}\nAAAA\n", "PROG-2784", n, bytes(32))


def drawing(ask=ASK, *facts, rules=NEWEST, seed=seeded(7), by=CONTROLLER):  # noqa: B008 - a value
    control = given(evolve_control, Control(), BEGUN, *facts)
    return control.when(draw, an_id("sample"), ask, by, rules=rules, seed=seed)


def sample(ask=ASK, n=7) -> SampleDrawn:
    (fact,) = drawing(ask, seed=seeded(n)).facts
    assert isinstance(fact, SampleDrawn)
    return fact


def test_a_sample_holds_all_that_is_needed_to_draw_it_again():
    fact = sample(BY_RISK)
    assert fact.seed == hashlib.sha256(seeded(7).text.encode()).hexdigest()
    assert (fact.rules, fact.checkpoint_size, fact.population_size, fact.drawn_on) == (WEIGHTS, 7, 9, DAY)
    assert fact.population_sha256 == hashlib.sha256("".join(f"{line}\n" for line in sorted(LINES)).encode()).hexdigest()
    assert tuple(Lottery(fact.seed, members_of(LINES), fact.rules).rank()[:3]) == fact.drawn


def test_the_lottery_is_the_one_that_was_written_down():
    """Computed once by another program: whoever changes the algorithm makes every sample of the past another one."""
    members = {UUID(int=n): {"risk": n} for n in range(1, 6)}
    by_chance = Lottery("5e" * 32, members).rank()
    by_risk = Lottery("5e" * 32, members, TicketRules(version="1", base=1, points={"risk": 10}, most=40)).rank()
    assert ([one.int for one in by_chance], [one.int for one in by_risk]) == (BY_CHANCE, BY_TICKETS)


@pytest.mark.parametrize("ask", [ASK, BY_RISK], ids=["random", "risk"])
def test_a_controller_draws_it_again_with_the_script_of_the_page(ask, tmp_path):
    """The script is run as it stands in the documents, on the event and the population as files, by a Python of its own."""
    page = Path(__file__).parents[2] / "docs" / "sampling.md"
    (script,) = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    assert len(script.splitlines()) <= 20
    script_file, event, population = (tmp_path / name for name in ("redraw.py", "event.json", "population.txt"))
    script_file.write_text(script)
    event.write_text(json.dumps(sample(ask).model_dump(mode="json")))
    members = members_of(LINES) if ask.method == "risk" else {one: {} for one in FAMILIES}
    population.write_text(text_of(members))
    again = [sys.executable, "-I", str(script_file), str(event), str(population)]
    assert subprocess.run(again, capture_output=True, text=True, check=True).stdout == "the same sample\n"
    population.write_text("".join(population.read_text().splitlines(keepends=True)[:-1]))
    assert subprocess.run(again, capture_output=True, text=True, check=True).stdout == "ANOTHER SAMPLE\n"


@whatever(order=some.permutations(LINES))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_population_says_nothing(order):
    assert sample(ASK.model_copy(update={"population": tuple(order)})) == sample()


def test_another_seed_draws_another_sample():
    assert len({sample(n=n).drawn for n in range(20)}) > 10


def test_three_times_the_tickets_are_drawn_three_times_as_often():
    light, heavy = an_id("light"), an_id("heavy")
    members, rules = {light: {}, heavy: {"risk": 2}}, TicketRules(version="1", base=1, points={"risk": 1}, most=10)
    first = Counter(Lottery(f"{n:064x}", members, rules).rank()[0] for n in range(4000))
    assert 0.72 < first[heavy] / 4000 < 0.78


def test_everybody_has_a_ticket_and_nobody_more_than_the_most():
    lottery = Lottery("0", members_of(LINES), WEIGHTS)
    assert [lottery.tickets(family) for family in FAMILIES] == [1, 4, 3, 5, 5, 5, 5, 5, 5]


def test_weights_are_published_under_a_version_that_never_changes():
    other = PUBLISH.model_copy(update={"most": 6})
    given(evolve, Rules()).when(publish, PUBLISH).then(PUBLISHED)
    given(evolve, Rules(), PUBLISHED).when(publish, PUBLISH).then()
    given(evolve, Rules(), PUBLISHED).when(publish, other).refuses(RulesVersionTaken, version="2026")
    twice = PUBLISH.model_copy(update={"factors": (PUBLISH.factors[0], PUBLISH.factors[0])})
    given(evolve, Rules()).when(publish, twice).refuses(FactorTwice)


def test_a_sample_by_risk_needs_published_weights_for_every_factor():
    drawing(BY_RISK, rules=Rules()).refuses(NoSamplingRules, field="method")
    unknown = BY_RISK.model_copy(update={"population": (f"{FAMILIES[0]} colour=2",), "size": 1})
    drawing(unknown).refuses(UnknownRiskFactor, factors=["colour"])


def test_without_a_witnessed_checkpoint_nothing_is_drawn():
    drawing(seed=None).refuses(NothingWitnessed)


def test_nobody_draws_again_until_the_sample_pleases():
    before = recorded(SAMPLE, 2, actor="chiara")
    drawing(ASK, before).refuses(SampleAlreadyDrawn, of="families")
    assert drawing(ASK.model_copy(update={"of": "claims"}), before).facts


def test_a_population_holds_each_once_and_no_fewer_than_are_drawn():
    drawing(ASK.model_copy(update={"size": 10})).refuses(SampleTooLarge, population=9)
    drawing(ASK.model_copy(update={"population": (*LINES, LINES[0])})).refuses(TwiceInThePopulation, member=FAMILIES[0])


def test_only_the_authority_draws_and_only_while_the_control_goes_on():
    drawing(by=Acting("marco", "sds", MARCO, DAY)).refuses(UnknownControl)
    drawing(ASK, recorded(CLOSED, 2, actor="chiara")).refuses(ControlIsClosed)


ONE = UUID(int=7)


@pytest.mark.parametrize("line", ["", "x", f"{ONE} ", f"{ONE} a=-1", f"{ONE} a=1=2", f"{ONE} a=01", f"{ONE}\n", f"{ONE}A"])
def test_a_member_is_written_in_one_way(line):
    with pytest.raises(ValidationError):
        DrawSample(control=CONTROL, of="families", method="random", size=1, population=(line,))


def test_the_seed_comes_from_the_log_of_the_project_and_from_nowhere_else():
    book, asked, text = Book("oversight"), [], f"weita.example/PROG-2784\n7\n{'A' * 43}=\n"

    def witnessed(log):
        asked.append(log)
        return Noted(log, 7, bytes(32), f"{text}\n\u2014 weita.example/{log} AAAA\n", 1, datetime.now(UTC), (), datetime.now(UTC))

    book.tell(ProjectNoted(project="PROG-2784"))
    oversight, chiara = Oversight(book, witnessed=witnessed), partial(somebody, "auditor", "autorita", name="chiara")
    control = oversight.controls.open_control(OPEN, chiara()).ids["control"]
    oversight.samples.publish_sampling_rules(PUBLISH, chiara())
    oversight.samples.draw_sample(BY_RISK.model_copy(update={"control": UUID(control)}), chiara())
    (fact,) = book.told(SampleDrawn)
    assert isinstance(fact.event, SampleDrawn)
    assert (asked, fact.event.seed) == (["PROG-2784"], hashlib.sha256(text.encode()).hexdigest())
    assert (fact.project, fact.event.rules) == ("PROG-2784", WEIGHTS)
