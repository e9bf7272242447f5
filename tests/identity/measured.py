"""How well the matcher tells the labelled pairs apart, by kind."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from projections.matching.births import Birth
from projections.matching.persons import Comparison, Identity, compare
from tests.identity.labelled import Entry, Pair


@dataclass
class Count:
    """Pairs of a kind, and how many of them were found."""

    pairs: int = 0
    found: int = 0

    @property
    def share(self) -> float:
        return self.found / self.pairs if self.pairs else 0.0


@dataclass
class Measured:
    """Found means: shown to a person, as perhaps or surely one human."""

    altered: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    near: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    communities: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    number: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    true: Count = field(default_factory=Count)
    false: Count = field(default_factory=Count)

    @property
    def recall(self) -> float:
        return self.true.share

    @property
    def precision(self) -> float:
        return self.true.found / max(self.true.found + self.false.found, 1)

    def precision_beside(self, kind: Count) -> float:
        """What precision would be were these the only true pairs, and near misses as many for each as there are in the set."""
        shown = self.false.found * kind.pairs / max(self.true.pairs, 1)
        return kind.found / (kind.found + shown) if kind.found else 0.0


def identity(entry: Entry) -> Identity:
    """An entry as the matcher takes it."""
    return Identity(
        entry.given_name, entry.family_name, Birth(*entry.birth), entry.sex, entry.citizenship, entry.tax_code, entry.birth_place
    )


def compared(pairs: Iterable[Pair]) -> list[tuple[Pair, Comparison]]:
    return [(pair, compare(identity(pair.one), identity(pair.other))) for pair in pairs]


def measured(pairs: Sequence[tuple[Pair, Comparison]], at: str = "perhaps") -> Measured:
    """Counts of pairs that were found; `at` is from which decision on."""
    shown = {"perhaps", "same"} if at == "perhaps" else {"same"}
    told = Measured()
    for pair, comparison in pairs:
        counts = [told.true if pair.same else told.false]
        counts += [(told.altered if pair.same else told.near)[kind] for kind in pair.kinds]
        if pair.same:
            counts += [told.communities[pair.community], told.number[f"{len(pair.kinds)} alterations"]]
        for count in counts:
            count.pairs += 1
            count.found += comparison.decision in shown
    return told
