"""What is wrong with a sheet, by row and column; never a value, for it may be personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.exchange.sheets.words import word


class Wrong(Exception):
    """A value cannot be taken: which problem it is, and what its sentence needs."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Problem:
    """One thing to mend before a file is taken; `row` as a spreadsheet counts, 0 for a whole sheet or file."""

    sheet: str
    row: int
    column: str
    """The header, as the template has it; empty for a whole row."""
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "it") -> str:
        """What is wrong and what to do, in words."""
        return word("problem", self.code, language, **self.values)

    @property
    def place(self) -> tuple[str, int, str]:
        """For sorting."""
        return self.sheet, self.row, self.column


def header(column: str) -> str:
    """The header of a column; nothing for none."""
    return word("header", column) if column else ""
