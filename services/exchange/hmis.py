"""What an HMIS export says, as commands of ours. Pure: no file, no network, no clock.

A household is enrolled on its first entry date with all who entered that day and its head; who came later joins at
their own date. Departures are asked before services, in the order of their dates, for all households that share a
person in a project: so a broken rule that is noted on a fact is broken by the dates, not by the order of reading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from services.exchange.asks import Ask
from services.exchange.files import Row
from services.exchange.hmis_export import Client, Enrolment, Exit, Export, Inventory, Project
from services.exchange.hmis_maps import Maps
from services.exchange.kin import Kin
from services.intake.events import ProgrammeRules
from services.kernel.command import new_id

INTAKE, HOUSING = "intake", "housing"
NO_RULES = ProgrammeRules(
    adult_head=False, case_required=False, notice_required=False, agreement_required=False,
    service_in_enrolment=False, stay_months=0, stay_cap_months=0,
).model_dump()  # fmt: skip
PLACES = "places"
NO_UNIT = "unit-not-stated"
LONGEST_CODE = 40


@dataclass
class Plan:
    """The commands of an import, stage by stage: each stage may rely on the one before."""

    agency: list[Ask] = field(default_factory=list)
    places: list[Ask] = field(default_factory=list)
    persons: list[Ask] = field(default_factory=list)
    lives: list[Ask] = field(default_factory=list)
    services: list[Ask] = field(default_factory=list)
    stays: list[Ask] = field(default_factory=list)
    exits: set[UUID] = field(default_factory=set)
    """Housing must have heard that these households have left before it is told of their stays."""


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


def plan(export: Export, into: Into, maps: Maps) -> Plan:
    """All commands."""
    households, departures = export.households, {exit_.enrolment: exit_ for exit_ in export.exits.values()}
    found = Plan()
    found.agency = list(_agency(export, into))
    found.places = [*_programmes(export, into), *_dwellings(export, into)]
    found.persons = [_person(client) for client in export.clients.values()]
    kin = Kin((into.programme(m.project), m.person, name) for name, members in households.items() for m in members)
    dated: list[tuple[date, int, Ask]] = []
    for name, members in households.items():
        story = Story(name, members, into, kin.of(name), maps)
        dated += story.entries()
        dated += story.departures(departures)
        found.stays += story.stays(export, departures)
        if all(member.id in departures for member in members) and any(member.move_in for member in members):
            found.exits.add(story.id)
    found.lives = [ask for _, _, ask in sorted(dated, key=lambda item: item[:2])]
    found.services = list(_services(export, into))
    found.stays.sort(key=lambda ask: str(ask.body["starts"]))
    return found


def _agency(export: Export, into: Into) -> Iterator[Ask]:
    if not into.agency_known:
        names = [row.text("OrganizationName") for row in export.organizations]
        body = {
            "agency": into.agency,
            "name": (names[0] if len(names) == 1 else None) or into.agency,
            "source": "hmis:Organization",
        }
        yield Ask(INTAKE, "RegisterAgency", "hmis:Agency", body, PLACES, export.organizations, "OrganizationName")


def _programmes(export: Export, into: Into) -> Iterator[Ask]:
    if into.project:
        if not into.project_known:
            body = {"project": into.project, "name": into.project, "rules": NO_RULES, "source": "hmis:Project"}
            yield Ask(INTAKE, "DeclareProgramme", f"hmis:Programme:{into.project}", body, PLACES)
        return
    for project in export.projects.values():
        body = {
            "project": into.programme(project.id), "name": project.name, "rules": NO_RULES,
            "fund": _fund(project, export.funders), "source": f"hmis:Project/{project.id}",
        }  # fmt: skip
        yield Ask(INTAKE, "DeclareProgramme", f"hmis:Project:{project.id}", body, PLACES, (project.row,), "ProjectID")
    for name in dict.fromkeys(e.project for e in export.enrolments.values() if e.project not in export.projects):
        body = {"project": into.programme(name), "name": f"HMIS {name}", "rules": NO_RULES, "source": f"hmis:Project/{name}"}
        yield Ask(INTAKE, "DeclareProgramme", f"hmis:Project:{name}", body, PLACES)


def _fund(project: Project, funders: Sequence[Row]) -> str:
    mine = [row for row in funders if row["ProjectID"] == project.id]
    said = [f"HUD {row['Funder'] or row['OtherFunder']} {row['GrantID']}".strip() for row in mine]
    return "; ".join(said)[:200] or "HUD HMIS"


def _dwellings(export: Export, into: Into) -> Iterator[Ask]:
    """A dwelling per project that has beds. A line of the inventory is one shared unit: which bed is whose, nobody says."""
    for name in dict.fromkeys(inventory.project for inventory in export.inventories.values()):
        body = {"name": export.projects[name].name, "shared": True, "source": f"hmis:Project/{name}"}
        yield Ask(HOUSING, "AddDwelling", f"hmis:Dwelling:{name}", body, PLACES)
    for inventory in export.inventories.values():
        beds = inventory.beds or inventory.units
        body = {
            "dwelling": str(into.id(f"hmis:Dwelling:{inventory.project}", "dwelling")), "shared": True,
            "label": f"{inventory.units} units, {inventory.beds} beds", "capacity": min(max(beds, 1), 1000),
            "source": f"hmis:Inventory/{inventory.id};project={inventory.project}",
        }  # fmt: skip
        yield Ask(HOUSING, "AddUnit", f"hmis:Inventory:{inventory.id}", body, PLACES, (inventory.row,), "InventoryID")


def _person(client: Client) -> Ask:
    row = client.row
    body: dict[str, Any] = {"sex": client.sex, "source": f"hmis:Client/{client.id}"}
    names = {"given_name": row.text("FirstName"), "family_name": row.text("LastName")}
    body |= {name: value for name, value in names.items() if value}
    if client.birth:
        body["birth_date"] = client.birth.isoformat()
    return Ask(INTAKE, "RegisterPerson", f"hmis:Client:{client.id}", body, client.id, (row,), "PersonalID")


def _services(export: Export, into: Into) -> Iterator[Ask]:
    households = {name: str(into.household(name)) for name in export.households}
    for service in export.services.values():
        row, enrolment = service.row, export.enrolments[service.enrolment]
        body: dict[str, Any] = {
            "household": households[enrolment.household], "code": service.code, "delivered_on": service.day.isoformat(),
            "recipients": [str(into.person(service.person))],
            "source": f"hmis:Services/{service.id};type={row['RecordType']}:{row['TypeProvided']};project={enrolment.project}",
        }  # fmt: skip
        if cents := _cents(row["FAAmount"]):
            body["amount_cents"] = cents
        yield Ask(INTAKE, "RecordService", f"hmis:Services:{service.id}", body, enrolment.household, (row,), "ServicesID")


def _cents(amount: str) -> int | None:
    return round(float(amount) * 100) if re.fullmatch(r"\d{1,9}(\.\d+)?", amount) else None


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

    def departures(self, exits: dict[str, Exit]) -> Iterator[tuple[date, int, Ask]]:
        """Who has left, the head last of a day; when all have, the household has left the project."""
        gone = [(exits[m.id], m) for m in self.members if m.id in exits]
        gone.sort(key=lambda pair: (pair[0].day, pair[1] is self.head))
        latest = max((m.entry for m in self.members), default=date.min)
        for exit_, member in gone:
            body = {
                "household": str(self.id), "person": self._who(member),
                "destination": self.maps.destination(exit_.row["Destination"]), "occurred_at": exit_.day.isoformat(), "source": self._said(exit_),
            }  # fmt: skip
            ask = Ask(INTAKE, "RemoveMember", f"hmis:Exit:{exit_.id}", body, self.after, (exit_.row,), "ExitDate")
            yield max(exit_.day, member.entry, self.members[0].entry), 2, ask
        if len(gone) == len(self.members):
            last, _ = gone[-1]
            whither = next((exit_ for exit_, member in gone if member is self.head), last)
            body = {
                "household": str(self.id), "exit": last.day.isoformat(), "source": self._said(last),
                "destination": self.maps.destination(whither.row["Destination"]),
            }  # fmt: skip
            ask = Ask(INTAKE, "EndEnrolment", f"hmis:Household:{self.name}:exit", body, self.after, (last.row,), "ExitDate")
            yield max(last.day, latest), 3, ask

    def stays(self, export: Export, exits: dict[str, Exit]) -> Iterator[Ask]:
        """A stay per move-in date: that of the head is for all who belong then and have no date of their own."""
        own = {m.person for m in self.members if m.move_in}
        for member in self.members:
            if (day := member.move_in) is None:
                continue
            with_it = [m for m in self.members if m.person not in own and _belongs(m, day, exits.get(m.id))]
            people = [member, *(with_it if member is self.head or self.head.move_in is None else [])]
            unit = self._unit(member, len(people), export)
            body = {
                "household": str(self.id), "members": list(dict.fromkeys(self._who(m) for m in people)), "starts": day.isoformat(),
                "occurred_at": day.isoformat(), "source": self._source(member),
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


def _belongs(member: Enrolment, day: date, exit_: Exit | None) -> bool:
    return member.entry <= day and (exit_ is None or day <= exit_.day)
