"""Recipients: one row per person, families by their code; who they are, when they entered, and what the project asks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.exchange.asks import Ask
from services.exchange.sheets.columns import RECIPIENTS
from services.exchange.sheets.findings import FAMILIES, PERSONS, Entry, Findings, Group
from services.exchange.sheets.known import Known
from services.exchange.sheets.people import SOURCE, Persons, key_of
from services.intake.commands import AddMember, EnrolFamily, OpenCase, RecordResidencePermit
from services.intake.events import ProgrammeRules
from services.kernel.command import Command, new_id
from services.kernel.time import age_on

COLUMNS = frozenset(column.name for column in RECIPIENTS.columns)
OF_FAMILY = ("project", "in_charge", "notice_on", "notice_language", "notice_version")
"""Said once for a whole family, or the same on each of its rows."""
NOTICE = OF_FAMILY[2:]


def families(entries: Sequence[Entry], known: Known, agency: str, persons: Persons, findings: Findings) -> list[Group]:
    """A group of rows for each family."""
    by_code: dict[str, list[Entry]] = {}
    for entry in entries:
        by_code.setdefault(entry["family"] or f"\0{entry.place}", []).append(entry)
    return [Family(code, rows, known, agency, persons, findings).group() for code, rows in by_code.items()]


class Family:
    """The rows of one family."""

    def __init__(
        self, code: str, entries: list[Entry], known: Known, agency: str, persons: Persons, findings: Findings
    ) -> None:  # fmt: skip
        self._code, self._entries, self._known, self._agency = code, entries, known, agency
        self._persons, self._findings = persons, findings

    def group(self) -> Group:
        """Check all rows; what they ask is complete only where nothing is wrong with them."""
        group = Group(self._entries)
        for entry in self._entries:
            self._persons.tell(entry, RECIPIENTS.name, group)
            self._permit(entry, group)
            self._findings.not_ahead(entry, "in_charge", "entry", "notice_on", "permit_from")
        head = self._head()
        said = {column: self._said(column) for column in OF_FAMILY}
        if head is None:
            return group
        entry_day = self._entry_day(head)
        rules = self._rules(head, said["project"])
        if entry_day:
            self._may_enter(head, said, entry_day, rules)
        if entry_day and said["project"] and all(entry["person"] for entry in self._entries):
            group.asks += [(FAMILIES, ask) for ask in self._asks(head, said, entry_day)]
        return group

    def _head(self) -> Entry | None:
        heads = [entry for entry in self._entries if entry["head"]]
        for other in self._entries:
            if not other["head"]:
                if other["relationship"] is None:
                    self._findings.add(other, "relationship", "missing")
                elif other["relationship"] == "head":
                    self._findings.add(other, "relationship", "unknown_code")
        for n, head in enumerate(heads if len(heads) > 1 else ()):
            self._findings.add(head, "head", "two_heads", row=heads[1 if n == 0 else 0].line.number)
        if not heads and not any("head" in entry.unread for entry in self._entries):
            self._findings.add(self._entries[0], "head", "no_head")
        return heads[0] if len(heads) == 1 else None

    def _said(self, column: str) -> Any:
        """What the rows say of the family as a whole."""
        stated = [entry for entry in self._entries if entry[column] is not None]
        for other in stated[1:]:
            if other[column] != stated[0][column]:
                first = stated[0].line
                self._findings.add(other, column, "differs_in_family", row=first.number, sheet=first.sheet)
        return stated[0][column] if stated else None

    def _entry_day(self, head: Entry) -> date | None:
        """The day of the head, or the one day that the other rows say. Rows of another sheet agree with it."""
        stated = [entry for entry in self._entries if entry["entry"]]
        first = head if head["entry"] else stated[0] if stated else None
        if first is None:
            self._findings.add(head, "entry", "missing")
            return None
        for other in stated:
            if other.line.sheet != first.line.sheet and other["entry"] != first["entry"]:
                self._findings.add(other, "entry", "entry_differs", sheet=first.line.sheet, row=first.line.number)
            elif other["entry"] < first["entry"]:
                self._findings.add(other, "entry", "entry_before_head")
        return first["entry"]  # type: ignore[no-any-return]

    def _rules(self, head: Entry, project: str | None) -> ProgrammeRules | None:
        if project is None:
            self._findings.add(head, "project", "missing")
            return None
        rules = self._known.programmes.get(project)
        for entry in self._entries if rules is None else ():
            if entry["project"] == project:
                self._findings.add(entry, "project", "unknown_project")
        return rules

    def _may_enter(self, head: Entry, said: dict[str, Any], day: date, rules: ProgrammeRules | None) -> None:
        """What the project asks of a family before it enters."""
        add = self._findings.add
        if said["in_charge"] and said["in_charge"] > day:
            add(head, "in_charge", "charge_after_entry")
        missing = [column for column in NOTICE if said[column] is None]
        if missing and len(missing) < len(NOTICE):
            add(head, missing[0], "notice_incomplete")
        if rules is None:
            return
        if rules.case_required and said["in_charge"] is None:
            add(head, "in_charge", "not_in_charge")
        if rules.notice_required and len(missing) == len(NOTICE):
            add(head, "notice_on", "notice_missing")
        adult = adult_on(head["birth"], day)
        if rules.adult_head and not adult:
            add(head, "birth", "head_age_unknown" if adult is None else "head_is_minor")

    def _permit(self, entry: Entry, group: Group) -> None:
        kind, since, until = entry["permit_kind"], entry["permit_from"], entry["permit_until"]
        if not (kind or since or until):
            return
        if not (kind and since):
            self._findings.add(entry, "permit_from" if kind else "permit_kind", "permit_incomplete")
            return
        if until and until < since:
            self._findings.add(entry, "permit_until", "ends_before_start")
        if code := entry["person"]:
            body = {"person": str(self._persons.id(code)), "permit_kind": kind, "valid_from": str(since), "source": SOURCE}
            body |= {"valid_until": str(until)} if until else {}
            key = f"sheets:permit:{code}:{since}"
            ask = Ask("intake", "RecordResidencePermit", key, body, key_of(code), (entry.row,), "permit_kind")
            group.asks.append((PERSONS, self._findings.fits(RecordResidencePermit, ask, entry, COLUMNS)))

    def _asks(self, head: Entry, said: dict[str, Any], day: date) -> list[Ask]:
        """Taken in charge, enrolled with all who enter on that day; who comes later joins."""
        charged, chain = f"sheets:case:{self._code}", f"sheets:family:{self._code}"
        household = str(new_id(self._agency, charged if said["in_charge"] else chain, "household"))
        body: dict[str, Any] = {"project": said["project"], "head": self._who(head), "source": SOURCE}
        asks = []
        if since := said["in_charge"]:
            asks.append(self._ask(OpenCase, charged, {**body, "occurred_at": str(since)}, [head], "in_charge"))
            body["household"] = household
        if all(said[column] for column in NOTICE):
            given_on, language, version = (str(said[column]) for column in NOTICE)
            body["notice"] = {"given_on": given_on, "language": language, "version": version}
        first = [entry for entry in self._entries if (entry["entry"] or day) <= day]
        first.sort(key=lambda entry: entry is not head)
        body |= {"occurred_at": str(day), "members": [self._member(entry, head) for entry in first]}
        asks.append(self._ask(EnrolFamily, chain, body, first, "family"))
        for entry in self._entries:
            if entry not in first:
                joins = {"household": household, **self._member(entry, head), "occurred_at": str(entry["entry"]), "source": SOURCE}
                asks.append(self._ask(AddMember, f"sheets:member:{self._code}:{entry['person']}", joins, [entry], "entry"))
        return asks

    def _ask(self, command: type[Command], key: str, body: dict[str, Any], entries: list[Entry], column: str) -> Ask:
        """Those of one family follow each other."""
        rows = [entry.row for entry in entries]
        ask = Ask("intake", command.__name__, key, body, f"sheets:family:{self._code}", rows, column)
        return self._findings.fits(command, ask, entries[0], COLUMNS)

    def _member(self, entry: Entry, head: Entry) -> dict[str, str]:
        relationship = "head" if entry is head else entry["relationship"] or "not-stated"
        return {"person": self._who(entry), "relationship": relationship}

    def _who(self, entry: Entry) -> str:
        return str(self._persons.id(entry["person"]))


def adult_on(birth: date | str | None, day: date) -> bool | None:
    """Of age on a day; None where what is known of the birth date does not tell."""
    if birth is None:
        return None
    if isinstance(birth, date):
        return age_on(birth, day) >= 18
    year, _, month = birth.partition("-")
    earliest, latest = date(int(year), int(month or 1), 1), date(int(year), int(month or 12), 28)
    old, young = age_on(earliest, day) >= 18, age_on(latest, day) >= 18
    return old if old == young else None
