"""Drawing a sample: a lottery that anybody can hold again.

Each member of the population holds tickets: one where chance alone decides, more by published rules where risk counts.
Ticket n of a member is the SHA-256 of the line `<seed> <id> <n>`; a member ranks by its lowest ticket, and the first
ones are drawn. More tickets make a low one likelier exactly in proportion: this is sampling without replacement with
probability proportional to weight (Efraimidis and Spirakis, 2006), in whole numbers, the same on every machine.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, RuleBroken
from services.oversight.commands import DrawSample, PublishSamplingRules
from services.oversight.domain.control import Acting, Control, under_way
from services.oversight.events import SampleDrawn, SamplingRulesPublished, TicketRules

Members = Mapping[UUID, Mapping[str, int]]
"""A population: per id its risk factors."""


class RulesVersionTaken(RuleBroken):
    """A version of the sampling rules never changes; other rules have another version."""


class FactorTwice(Malformed):
    """Each risk factor has its points once."""


class NoSamplingRules(RuleBroken):
    """A sample by risk is drawn by weights that were published for the project before."""


class NothingWitnessed(RuleBroken):
    """The seed is the last witnessed checkpoint of the project's log, and there is none yet."""


class SampleAlreadyDrawn(RuleBroken):
    """A control draws one sample of a kind: nobody draws again until the sample pleases."""


class SampleTooLarge(RuleBroken):
    """No more is drawn than there is."""


class TwiceInThePopulation(Malformed):
    """A member stands in the population once."""


class UnknownRiskFactor(Malformed):
    """The published rules give this risk factor no points."""


@dataclass(frozen=True)
class Rules:
    """The rules of a project by version; the newest counts."""

    versions: frozenset[str] = frozenset()
    newest: TicketRules | None = None


@dataclass(frozen=True)
class Seed:
    """The checkpoint that seeds a draw: its text as the log has signed it, and what it says."""

    text: str
    log: str
    size: int
    root: bytes

    @property
    def value(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Lottery:
    """A draw: the seed, the members, and how many tickets each holds."""

    seed: str
    members: Members
    rules: TicketRules | None = None

    def tickets(self, member: UUID) -> int:
        """How many tickets a member holds."""
        if self.rules is None:
            return 1
        points, factors = self.rules.points, self.members[member]
        return min(self.rules.most, self.rules.base + sum(points.get(factor, 0) * value for factor, value in factors.items()))

    def rank(self) -> list[UUID]:
        """All members, the one with the lowest ticket first."""
        return sorted(self.members, key=self._lowest)

    def _lowest(self, member: UUID) -> bytes:
        return min(hashlib.sha256(f"{self.seed} {member} {n}".encode()).digest() for n in range(1, self.tickets(member) + 1))


def members_of(lines: Sequence[str]) -> Members:
    """The population that these lines say. Raises `TwiceInThePopulation`."""
    members: dict[UUID, Mapping[str, int]] = {}
    for line in lines:
        name, *factors = line.split(" ")
        if (member := UUID(name)) in members:
            raise TwiceInThePopulation("population", member=member)
        pairs = (factor.split("=") for factor in factors)
        members[member] = {factor: int(value) for factor, value in pairs}
    return members


def text_of(members: Members) -> str:
    """A population as the one text whose SHA-256 is recorded: a line each, by id, its factors by name."""
    lines = (" ".join([str(one), *(f"{name}={value}" for name, value in sorted(members[one].items()))]) for one in sorted(members))
    return "".join(f"{line}\n" for line in lines)


def publish(rules: Rules, ask: PublishSamplingRules) -> Iterator[Event | RuleBroken]:
    """Published again as they stand, nothing changes."""
    points = {one.factor: one.points for one in ask.factors}
    if len(points) < len(ask.factors):
        raise FactorTwice("factors")
    said = TicketRules(version=ask.version, base=ask.base, points=points, most=ask.most)
    if said == rules.newest:
        return
    if ask.version in rules.versions:
        raise RulesVersionTaken("version", version=ask.version)
    yield SamplingRulesPublished(project=ask.project, rules=said)


def draw(
    control: Control, name: UUID, ask: DrawSample, by: Acting, *, rules: Rules, seed: Seed | None
) -> Iterator[Event | RuleBroken]:
    """By chance, or by risk with the newest weights; the seed is the log's, never the asker's."""
    opened = under_way(control, by)
    weights = rules.newest if ask.method == "risk" else None
    members = members_of(ask.population)
    members = members if ask.method == "risk" else {one: {} for one in members}
    if ask.of in control.samples:
        raise SampleAlreadyDrawn("of", of=ask.of)
    if ask.size > len(members):
        raise SampleTooLarge("size", population=len(members))
    if ask.method == "risk":
        _see_that_factors_are_known(members, weights)
    if seed is None:
        raise NothingWitnessed("control", project=opened.project)
    yield SampleDrawn(
        control=ask.control, sample=name, project=opened.project, of=ask.of, method=ask.method, rules=weights, seed=seed.value,
        log=seed.log, checkpoint_size=seed.size, checkpoint_root=seed.root.hex(), population_size=len(members),
        population_sha256=hashlib.sha256(text_of(members).encode()).hexdigest(),
        drawn=tuple(Lottery(seed.value, members, weights).rank()[: ask.size]), drawn_on=by.day,
    )  # fmt: skip


def _see_that_factors_are_known(members: Members, rules: TicketRules | None) -> None:
    if rules is None:
        raise NoSamplingRules("method")
    if unknown := {factor for factors in members.values() for factor in factors} - rules.points.keys():
        raise UnknownRiskFactor("population", factors=sorted(unknown))


def evolve(rules: Rules, fact: Recorded) -> Rules:
    """The newest rules count."""
    match fact.event:
        case SamplingRulesPublished(rules=published):
            return Rules(rules.versions | {published.version}, published)
        case _:
            return rules
