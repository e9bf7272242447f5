"""The persons of a file: each once, under a code of the agency's own that gives the id."""

from datetime import date
from typing import Any
from uuid import UUID

from services.exchange.asks import Ask
from services.exchange.sheets.findings import PERSONS, Entry, Findings, Group
from services.exchange.sheets.words import folded
from services.intake.commands import RegisterPerson
from services.kernel.command import new_id

TOLD = ("family_name", "given_name", "birth", "sex", "citizenship", "fiscal_code", "contact")
"""What both recipients and operators tell of themselves."""
SOURCE = "sheets"


class Persons:
    """Everybody in a file, to find who stands there twice."""

    def __init__(self, agency: str, findings: Findings) -> None:
        self._agency, self._findings = agency, findings
        self._by_code: dict[str, tuple[str, Entry]] = {}
        self._by_tax_code: dict[str, Entry] = {}
        self._by_name: dict[tuple[str, str, date], Entry] = {}

    def id(self, code: str) -> UUID:
        """The id that a code gives, in this file or any other of the agency."""
        return new_id(self._agency, key_of(code), "person")

    def by_tax_code(self, code: str) -> UUID | None:
        """The person of this file who has a tax code."""
        found = self._by_tax_code.get(code)
        return self.id(found["person"]) if found and found["person"] else None

    def tell(self, entry: Entry, kind: str, group: Group) -> None:
        """Register somebody, unless the file did before; another row for the same operator says the same of them."""
        add, code = self._findings.add, entry["person"]
        if not (entry["family_name"] or entry["given_name"] or entry.unread & {"family_name", "given_name"}):
            add(entry, "family_name", "name_missing")
        if entry["birth"] and str(entry["birth"]) > self._findings.today.isoformat():
            add(entry, "birth", "born_in_future")
        if code is None:
            return
        if before := self._by_code.get(code):
            kind_before, first = before
            again = all(first[name] == entry[name] for name in TOLD)
            if not again or kind == kind_before == "recipients":
                self._both(first, entry, "person", "twice_in_file" if again else "code_twice")
            return
        self._by_code[code] = kind, entry
        self._alike(entry)
        ask = Ask("intake", "RegisterPerson", key_of(code), _identity(entry), key_of(code), (entry.row,), "person")
        columns = {*TOLD, "language"}
        group.asks.append((PERSONS, self._findings.fits(RegisterPerson, ask, entry, columns)))

    def _alike(self, entry: Entry) -> None:
        """The same tax code, or the same names and birth date, under two codes."""
        if tax_code := entry["fiscal_code"]:
            first = self._by_tax_code.setdefault(tax_code, entry)
            if first is not entry:
                self._both(first, entry, "fiscal_code", "twice_in_file")
                return
        if entry["family_name"] and entry["given_name"] and isinstance(entry["birth"], date):
            name = folded(entry["family_name"]), folded(entry["given_name"]), entry["birth"]
            first = self._by_name.setdefault(name, entry)
            if first is not entry:
                self._both(first, entry, "family_name", "twice_in_file")

    def _both(self, one: Entry, other: Entry, column: str, code: str) -> None:
        self._findings.add(other, column, code, sheet=one.line.sheet, row=one.line.number)
        self._findings.add(one, column, code, sheet=other.line.sheet, row=other.line.number)


def key_of(code: str) -> str:
    """The key under which a person is registered."""
    return f"sheets:person:{code}"


def _identity(entry: Entry) -> dict[str, Any]:
    """What a row tells of a person; what is not known is left out."""
    body = {name: entry[name] for name in (*TOLD, "language") if name != "birth" and entry[name] is not None}
    birth = entry["birth"]
    if birth is not None:
        body["partial_birth_date" if isinstance(birth, str) else "birth_date"] = str(birth)
    return body | {"source": SOURCE}
