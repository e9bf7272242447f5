"""Households that share a person in a project: what is said of them must be said in one order."""

from collections.abc import Iterable


class Kin:
    """Groups households by shared persons (union-find); each group has the name of one of its households."""

    def __init__(self, belonging: Iterable[tuple[str, str, str]]) -> None:
        """`belonging` is project, person, household."""
        self._parent: dict[str, str] = {}
        first: dict[tuple[str, str], str] = {}
        for project, person, household in belonging:
            self._parent.setdefault(household, household)
            self._join(household, first.setdefault((project, person), household))

    def of(self, household: str) -> str:
        """The group of a household."""
        while (parent := self._parent[household]) != household:
            self._parent[household] = self._parent[parent]
            household = parent
        return household

    def _join(self, one: str, other: str) -> None:
        self._parent[self.of(one)] = self.of(other)
