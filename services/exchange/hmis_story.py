"""One household of an HMIS export: who enters when, who leaves when, where they live; as commands of ours. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.exchange.asks import Ask
from services.exchange.hmis_export import Enrolment, Exit, Export, Inventory
from services.exchange.hmis_maps import Maps
from services.kernel.command import new_id

INTAKE, HOUSING = "intake", "housing"
LONGEST_CODE = 40

Exits = Mapping[str, Sequence[Exit]]
"""The exits of each enrolment; a source may state more than one."""


@dataclass(frozen=True)
class Into:
    """Where the export goes: the agency, and the funded project that takes all of it (None: each project its own)."""

    agency: str
    project: str | None = None
    agency_known: bool = False
    project_known: bool = False

    def programme(self, project: str) -> str:
        """The code of the funded project that a project of the source becomes."""
        return self.project or re.sub(r"[^A-Za-z0-9._-]", "-", f"HMIS-{self.agency}-{project}")[:LONGEST_CODE]

    def id(self, key: str, kind: str) -> UUID:
        """The id of what the command with this key brings into being."""
        return new_id(self.agency, key, kind)

    def household(self, name: str) -> UUID:
        """The id of a household."""
        return self.id(f"hmis:Household:{name}", "household")

    def person(self, name: str) -> UUID:
        """The id of a person."""
        return self.id(f"hmis:Client:{name}", "person")


@dataclass(frozen=True)
class Story:
    """One household from its first day to its last."""

    name: str
    members: Sequence[Enrolment]
    into: Into
    after: str
    maps: Maps

    @property
    def id(self) -> UUID:
        """The household."""
        return self.into.household(self.name)

    @property
    def head(self) -> Enrolment:
        """Who is said to head it, else who came first."""
        return next((m for m in self.members if m.relationship == "head"), self.members[0])

    def entries(self) -> Iterator[tuple[date, int, Ask]]:
        """The family's entry, then those who join later; a person with two enrolments joins twice."""
        entry, first = self.members[0].entry, {self.head.person: self.head}
        later: list[Enrolment] = []
        for member in self.members:
            if member is not self.head:
                if member.entry == entry and member.person not in first:
                    first[member.person] = member
                else:
                    later.append(member)
        listed = sorted(first.values(), key=lambda m: m is not self.head)
        body = {
            "project": self.into.programme(self.head.project), "head": self._who(self.head), "occurred_at": entry.isoformat(),
            "members": [{"person": self._who(m), "relationship": self._kin(m)} for m in listed],
            "source": self._source(*listed),
        }  # fmt: skip
        rows = [member.row for member in listed]
        yield entry, 0, Ask(INTAKE, "EnrolFamily", f"hmis:Household:{self.name}", body, self.after, rows, "HouseholdID")
        for member in later:
            body = {
                "household": str(self.id), "person": self._who(member), "relationship": self._kin(member),
                "occurred_at": member.entry.isoformat(), "source": self._source(member),
            }  # fmt: skip
            day = max(member.entry, entry)
            yield day, 1, Ask(INTAKE, "AddMember", f"hmis:Enrollment:{member.id}", body, self.after, (member.row,), "PersonalID")

    def departures(self, exits: Exits) -> Iterator[tuple[date, int, Ask]]:
        """Who has left, the head last of a day; when all have, the household has left the project."""
        gone = [(exit_, m) for m in self.members for exit_ in exits.get(m.id, ())]
        gone.sort(key=lambda pair: (pair[0].day, pair[1] is self.head))
        latest = max((m.entry for m in self.members), default=date.min)
        for exit_, member in gone:
            whither = self.maps.destination(exit_.row["Destination"])
            body = {
                "household": str(self.id), "person": self._who(member), "destination": whither,
                "occurred_at": exit_.day.isoformat(), "source": self._said(exit_),
            }  # fmt: skip
            ask = Ask(INTAKE, "RemoveMember", f"hmis:Exit:{exit_.id}", body, self.after, (exit_.row,), "ExitDate")
            yield max(exit_.day, member.entry, self.members[0].entry), 2, ask
        if all(member.id in exits for member in self.members):
            last, _ = gone[-1]
            of_head = next((exit_ for exit_, member in gone if member is self.head), last)
            body = {
                "household": str(self.id), "exit": last.day.isoformat(), "source": self._said(last),
                "destination": self.maps.destination(of_head.row["Destination"]),
            }  # fmt: skip
            ask = Ask(INTAKE, "EndEnrolment", f"hmis:Household:{self.name}:exit", body, self.after, (last.row,), "ExitDate")
            yield max(last.day, latest), 3, ask

    def stays(self, export: Export, exits: Exits) -> Iterator[Ask]:
        """A stay per move-in date: that of the head is for all who belong then and have no date of their own."""
        own = {m.person for m in self.members if m.move_in}
        for member in self.members:
            if (day := member.move_in) is None:
                continue
            with_it = [m for m in self.members if m.person not in own and _belongs(m, day, exits.get(m.id, ()))]
            people = [member, *(with_it if member is self.head or self.head.move_in is None else [])]
            names, unit = list(dict.fromkeys(self._who(m) for m in people)), self._unit(member, len(people), export)
            body = {
                "household": str(self.id), "members": names, "starts": day.isoformat(), "source": self._source(member),
            } | ({"unit": str(unit)} if unit else {})  # fmt: skip
            key, after = f"hmis:MoveIn:{member.id}", str(unit or self.name)
            yield Ask(HOUSING, "AssignUnit", key, body, after, (member.row,), "MoveInDate", hearing=True)

    def _unit(self, member: Enrolment, people: int, export: Export) -> UUID | None:
        """The inventory of the member's project whose beds suit the family: as HouseholdType says, else the largest."""
        kind = "3" if len(self.members) > 1 else "1"
        offers = [i for i in export.inventories.values() if i.project == member.project]
        best = max(offers, key=lambda i: (_beds(i) >= people, i.row["HouseholdType"] == kind, _beds(i)), default=None)
        return self.into.id(f"hmis:Inventory:{best.id}", "unit") if best else None

    def _who(self, member: Enrolment) -> str:
        return str(self.into.person(member.person))

    def _kin(self, member: Enrolment) -> str:
        if member is self.head:
            return "head"
        return member.relationship if member.relationship != "head" else "not-stated"

    def _source(self, *members: Enrolment) -> str:
        ids = ",".join(member.id for member in members)
        return f"hmis:Enrollment/{ids};household={self.name};project={members[0].project}"

    def _said(self, exit_: Exit) -> str:
        whither = exit_.row["Destination"] or "none"
        return f"hmis:Exit/{exit_.id};destination={whither};household={self.name};project={self.head.project}"


def _beds(inventory: Inventory) -> int:
    return inventory.beds or inventory.units


def _belongs(member: Enrolment, day: date, exits: Sequence[Exit]) -> bool:
    return member.entry <= day and all(day <= exit_.day for exit_ in exits)


def exits_of(export: Export) -> Exits:
    """The exits of each enrolment."""
    found: dict[str, list[Exit]] = {}
    for exit_ in export.exits.values():
        found.setdefault(exit_.enrolment, []).append(exit_)
    return found
