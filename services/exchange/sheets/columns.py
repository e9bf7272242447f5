"""The columns of each kind of sheet: the one source of what is read, what is checked and what the template says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from services.exchange.sheets import cells
from services.exchange.sheets.cells import Read, chosen
from services.exchange.sheets.words import catalogue, folded, word

KindName = Literal["recipients", "operators", "attendance"]
EXAMPLE = "ESEMPIO"
"""How the first cell of a row begins that only shows how to write."""


@dataclass(frozen=True)
class Column:
    """One column: how its cells are read, and whether every row needs one."""

    name: str
    read: Read
    example: str
    needed: bool = False
    choices: str = ""
    """The list that its values are chosen from."""
    dated: bool = False
    """Whether the template has cells for dates."""

    @property
    def header(self) -> str:
        """As the template has it."""
        return word("header", self.name)


@dataclass(frozen=True)
class Kind:
    """One kind of sheet. Its first column tells an example row."""

    name: KindName
    columns: Sequence[Column]

    @property
    def title(self) -> str:
        """The name of its sheet in the template."""
        return word("sheet", self.name)

    @property
    def needed(self) -> list[Column]:
        """Those columns that a sheet must have."""
        return [column for column in self.columns if column.needed]


def _listed(name: str, example: str, *, needed: bool = False) -> Column:
    return Column(name, chosen(name), example, needed, choices=name)


def _day(name: str, example: str, *, needed: bool = False) -> Column:
    return Column(name, cells.day, example, needed, dated=True)


_WHO = (
    Column("family_name", cells.plain, "Haddad"),
    Column("given_name", cells.plain, "Amal"),
    Column("birth", cells.birth, "12/04/1988"),  # as text: a year alone in a cell for dates would become a day of 1905
    _listed("sex", "F"),
    _listed("citizenship", "Siria"),
    Column("fiscal_code", cells.tax_code, "HDDMLA88D52Z240S"),
    Column("contact", cells.contact, "+39 0564 000000"),
)
RECIPIENTS = Kind(
    "recipients",
    (
        Column("family", cells.code, "ESEMPIO", needed=True),
        Column("person", cells.code, "ESEMPIO-1", needed=True),
        Column("head", cells.yes_or_no, "sì", choices="yes"),
        _listed("relationship", ""),
        *_WHO,
        _listed("language", "Arabo"),
        _listed("permit_kind", "Protezione internazionale"),
        _day("permit_from", "01/02/2025"),
        _day("permit_until", "31/01/2030"),
        Column("project", cells.plain, "PROG-2784"),
        _day("in_charge", "03/03/2025"),
        _day("entry", "10/03/2025"),
        _day("notice_on", "03/03/2025"),
        _listed("notice_language", "Arabo"),
        Column("notice_version", cells.plain, "1"),
    ),
)
OPERATORS = Kind(
    "operators",
    (
        Column("person", cells.code, "ESEMPIO-OP1", needed=True),
        *_WHO,
        _listed("learner_type", "Ente pubblico", needed=True),
        Column("edition", cells.plain, "Mediazione interculturale – 01/03/2025", needed=True),
        _day("enrolled_on", "20/02/2025", needed=True),
    ),
)
ATTENDANCE = Kind(
    "attendance",
    (
        Column("learner", cells.plain, "ESEMPIO-OP1", needed=True),
        Column("edition", cells.plain, "Mediazione interculturale – 01/03/2025", needed=True),
        Column("lesson", cells.moment, "05/03/2025", needed=True, dated=True),
        Column("presence", cells.presence, "presente", needed=True),
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (RECIPIENTS, OPERATORS, ATTENDANCE)}


def kind_of(headers: Sequence[str]) -> Kind | None:
    """The kind whose needed columns a header row has, or most of them; None for a row that is no header."""
    found = {folded(header) for header in headers}

    def share(kind: Kind) -> tuple[float, int]:
        there = [column for column in kind.columns if found & spellings(column.name)]
        return sum(column.needed for column in there) / len(kind.needed), len(there)

    best = max(KINDS.values(), key=share)
    needed, there = share(best)
    return best if needed > 0.5 or there >= 4 else None


@cache
def spellings(name: str) -> frozenset[str]:
    """The headers that a column is known by."""
    also = catalogue("it")["also"].get(name, "").split(";")
    return frozenset(folded(text) for text in (word("header", name), *also) if text.strip())
