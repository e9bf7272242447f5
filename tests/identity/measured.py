"""How well the matcher tells the labelled pairs apart, by kind of alteration, of nearness and of community."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from projections.matching.births import Birth
from projections.matching.persons import Comparison, Identity, compare
from tests.identity.labelled import Entry, Pair

FIXED_ON, REPORTED_ON = 1, 2
"""Points and thresholds were fixed looking at the pairs of one seed; what is reported is measured on another."""


@dataclass
class Count:
    """Pairs of a kind, and how many of them are shown to a person as perhaps or surely one human."""

    same: int = 0
    same_shown: int = 0
    near: int = 0
    near_shown: int = 0

    def add(self, pair: Pair, *, shown: bool) -> None:
        if pair.same:
            self.same += 1
            self.same_shown += shown
        else:
            self.near += 1
            self.near_shown += shown

    @property
    def recall(self) -> float:
        """Of the pairs that are one human, the share that is shown."""
        return self.same_shown / self.same if self.same else 0.0

    @property
    def precision(self) -> float:
        """Of the pairs that are shown, the share that is one human."""
        return self.same_shown / (self.same_shown + self.near_shown) if self.same_shown else 0.0


@dataclass
class Measured:
    """Counts of all pairs, and by kind."""

    whole: Count = field(default_factory=Count)
    altered: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    alterations: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    near: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    communities: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    codes: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))


def identity(entry: Entry) -> Identity:
    """An entry as the matcher takes it."""
    return Identity(
        entry.given_name, entry.family_name, Birth(*entry.birth), entry.sex, entry.citizenship, entry.tax_code, entry.birth_place
    )


def compared(pairs: Iterable[Pair]) -> list[tuple[Pair, Comparison]]:
    return [(pair, compare(identity(pair.one), identity(pair.other))) for pair in pairs]


def measured(pairs: Sequence[tuple[Pair, Comparison]]) -> Measured:
    """What is shown to a person, counted."""
    told = Measured()
    for pair, comparison in pairs:
        counts = [told.whole, told.communities[pair.community], *(told.altered[kind] for kind in pair.kinds)]
        counts.append(told.alterations[f"{len(pair.kinds)} of them"])
        both = bool(pair.one.tax_code and pair.other.tax_code)
        counts.append(told.codes["both have a tax code" if both else "one or both have none"])
        if pair.near:
            counts.append(told.near[pair.near])
        for count in counts:
            count.add(pair, shown=comparison.decision != "different")
    return told
