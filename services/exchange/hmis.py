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
from services.exchange.hmis_export import Client, Export, Project
from services.exchange.hmis_maps import Maps
from services.exchange.hmis_story import HOUSING, INTAKE, Into, Story, exits_of
from services.exchange.kin import Kin
from services.intake.events import ProgrammeRules

NO_RULES = ProgrammeRules(
    adult_head=False, case_required=False, notice_required=False, agreement_required=False,
    service_in_enrolment=False, four_eyes=False, stay_months=0, stay_cap_months=0, review_months=0, follow_up_months=(),
).model_dump()  # fmt: skip
PLACES = "places"


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


def plan(export: Export, into: Into, maps: Maps) -> Plan:
    """All commands."""
    households, exits = export.households, exits_of(export)
    found = Plan()
    found.agency = list(_agency(export, into))
    found.places = [*_programmes(export, into), *_dwellings(export, into)]
    found.persons = [_person(client) for client in export.clients.values()]
    kin = Kin((into.programme(m.project), m.person, name) for name, members in households.items() for m in members)
    dated: list[tuple[date, int, Ask]] = []
    for name, members in households.items():
        story = Story(name, members, into, kin.of(name), maps)
        dated += story.entries()
        dated += story.departures(exits)
        found.stays += story.stays(export, exits)
        if all(member.id in exits for member in members) and any(member.move_in for member in members):
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
            body = {
                "project": into.project, "name": into.project, "rules": NO_RULES, "fund": "HUD HMIS", "source": "hmis:Project",
            }  # fmt: skip
            yield Ask(INTAKE, "DeclareProgramme", f"hmis:Programme:{into.project}", body, PLACES)
        return
    for project in export.projects.values():
        body = {
            "project": into.programme(project.id), "name": project.name, "rules": NO_RULES,
            "fund": _fund(project, export.funders), "source": f"hmis:Project/{project.id}",
        }  # fmt: skip
        yield Ask(INTAKE, "DeclareProgramme", f"hmis:Project:{project.id}", body, PLACES, (project.row,), "ProjectID")
    for name in dict.fromkeys(e.project for e in export.enrolments.values() if e.project not in export.projects):
        body = {
            "project": into.programme(name), "name": f"HMIS {name}", "rules": NO_RULES, "fund": "HUD HMIS",
            "source": f"hmis:Project/{name}",
        }  # fmt: skip
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
