"""Read models without a database: rows as a plain dictionary, and the words given, when, then for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.readmodel import ReadModel
from services.kernel.event import Event, Recorded
from tests.spec import recorded

Key = tuple[str, tuple[Any, ...]]
Rows = dict[Key, dict[str, Any]]


def rows_of(model: ReadModel, facts: Iterable[Recorded]) -> Rows:
    """What the facts leave in the tables: each row is a partial upsert, as `infra.readmodel` writes it."""
    rows: Rows = {}
    for fact in facts:
        for row in model.when(fact) if fact.service in model.services else ():
            table = model.by_name[row.table]
            assert row.values.keys() <= table.columns.keys()
            rows.setdefault((row.table, tuple(row.values[column] for column in table.key)), {}).update(row.values)
    return rows


@dataclass(frozen=True)
class given:  # noqa: N801 - reads as a word
    """`given(*facts).when(model).then(table, *rows)`; bare events get an envelope, in order of telling."""

    facts: tuple[Recorded, ...]

    def __init__(self, *facts: Event | Recorded) -> None:
        told = [fact if isinstance(fact, Recorded) else recorded(fact, n) for n, fact in enumerate(facts, 1)]
        object.__setattr__(self, "facts", tuple(told))

    def when(self, model: ReadModel) -> "Folded":
        """Fold the facts, once and then once more: the second time must change nothing."""
        rows = rows_of(model, self.facts)
        assert rows_of(model, (*self.facts, *self.facts)) == rows
        return Folded(rows)


@dataclass(frozen=True)
class Folded:
    """The rows that facts left."""

    rows: Rows

    def of(self, table: str) -> list[dict[str, Any]]:
        return [values for (name, _), values in self.rows.items() if name == table]

    def then(self, table: str, *expected: Mapping[str, Any]) -> None:
        """The table holds so many rows, and each says at least what is expected of it."""
        found = self.of(table)
        assert len(found) == len(expected), found
        for row, wanted in zip(found, expected, strict=True):
            assert {name: row.get(name) for name in wanted} == dict(wanted)
