"""A HUD HMIS CSV export (FY2022 and later), read and checked: what its rows say, and which of them cannot be.

Refused are only dates that no calendar has, births in the future, ids that are missing, taken or dangling, and rows
that the source itself has deleted. Whether the dates make sense is not asked here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from services.exchange.files import WINDOWS, NoSuchFile, Refusal, Refused, Row, encoding_of, find, gather, read_rows
from services.exchange.hmis_maps import Maps, sex_of

FILES = ("Organization", "Project", "Funder", "Inventory", "Client", "Enrollment", "Exit", "Services")
NEEDED = ("Client", "Enrollment")


class Identified(Protocol):
    """What stands in one row and has an id."""

    @property
    def id(self) -> str: ...


I = TypeVar("I", bound=Identified)  # noqa: E741 - a thing with an id


@dataclass(frozen=True)
class Project:
    """A project of the source, and its funders as one text."""

    row: Row
    id: str
    name: str


@dataclass(frozen=True)
class Inventory:
    """Beds and units of a project."""

    row: Row
    id: str
    project: str
    units: int
    beds: int


@dataclass(frozen=True)
class Client:
    """A person."""

    row: Row
    id: str
    birth: date | None
    sex: str


@dataclass(frozen=True)
class Enrolment:
    """A person in a household in a project, from a day on."""

    row: Row
    id: str
    person: str
    project: str
    household: str
    entry: date
    move_in: date | None
    relationship: str


@dataclass(frozen=True)
class Exit:
    """The end of an enrolment."""

    row: Row
    id: str
    enrolment: str
    day: date


@dataclass(frozen=True)
class Service:
    """Something done for a person during an enrolment."""

    row: Row
    id: str
    enrolment: str
    person: str
    day: date
    code: str
    mapped: bool


@dataclass
class Export:
    """All that the rows of an export say."""

    read: dict[str, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)
    """Files whose bytes are no UTF-8."""
    organizations: list[Row] = field(default_factory=list)
    funders: list[Row] = field(default_factory=list)
    projects: dict[str, Project] = field(default_factory=dict)
    inventories: dict[str, Inventory] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    exits: dict[str, Exit] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)

    @property
    def households(self) -> dict[str, list[Enrolment]]:
        """The enrolments of each household, by entry; the head first among those of a day."""
        found: dict[str, list[Enrolment]] = {}
        for enrolment in self.enrolments.values():
            found.setdefault(enrolment.household, []).append(enrolment)
        return {name: sorted(members, key=_seniority) for name, members in found.items()}


def _seniority(enrolment: Enrolment) -> tuple[date, bool]:
    return enrolment.entry, enrolment.relationship != "head"


def read_export(folder: Path, maps: Maps, today: date) -> Export:
    """Read a folder. Raises `NoSuchFile` where it is no HMIS export."""
    missing = [f"{name}.csv" for name in NEEDED if not (folder.is_dir() and find(folder, name))]
    if missing:
        raise NoSuchFile(f"{folder} is no HMIS export: it has no {' and no '.join(missing)}")
    known = {f"{name}.csv".casefold() for name in FILES}
    export = Export(not_read=sorted(p.name for p in folder.glob("*.[cC][sS][vV]") if p.name.casefold() not in known))
    rows = {name: read_rows(folder, name) for name in FILES if find(folder, name)}
    export.windows = [f"{name}.csv" for name in rows if (path := find(folder, name)) and encoding_of(path) == WINDOWS]
    export.read = {f"{name}.csv": len(found) for name, found in rows.items()}
    _read_places(export, rows)
    _read_people(export, rows, maps, today)
    _read_stories(export, rows, maps)
    return export


def _read_places(export: Export, rows: Mapping[str, Sequence[Row]]) -> None:
    def funder(row: Row) -> Row:
        _dangling(row, "ProjectID", export.projects, "Project.csv")
        return _live(row)

    def inventory(row: Row) -> Inventory:
        project = _dangling(row, "ProjectID", export.projects, "Project.csv")
        return Inventory(_live(row), row.id("InventoryID"), project, row.number("UnitInventory"), row.number("BedInventory"))

    def project(row: Row) -> Project:
        return Project(_live(row), row.id("ProjectID"), row.text("ProjectName") or f"HMIS {row['ProjectID']}")

    export.organizations = gather(rows.get("Organization", ()), _live, export.refusals)
    export.projects = _by_id(rows.get("Project", ()), project, "ProjectID", export)
    export.funders = gather(rows.get("Funder", ()), funder, export.refusals)
    export.inventories = _by_id(rows.get("Inventory", ()), inventory, "InventoryID", export)


def _read_people(export: Export, rows: Mapping[str, Sequence[Row]], maps: Maps, today: date) -> None:
    def client(row: Row) -> Client:
        birth = row.day_or_none("DOB")
        if birth and birth > today:
            raise Refused("DOB", "born in the future")
        return Client(_live(row), row.id("PersonalID"), birth, sex_of(row))

    def enrolment(row: Row) -> Enrolment:
        person = _dangling(row, "PersonalID", export.clients, "Client.csv")
        if "Project" in rows:
            _dangling(row, "ProjectID", export.projects, "Project.csv")
        relationship = maps.relationship(row["RelationshipToHoH"], export.clients[person].sex)
        return Enrolment(
            _live(row), row.id("EnrollmentID"), person, row.id("ProjectID"), row.id("HouseholdID"),
            row.day("EntryDate"), row.day_or_none("MoveInDate"), relationship,
        )  # fmt: skip

    export.clients = _by_id(rows["Client"], client, "PersonalID", export)
    export.enrolments = _by_id(rows["Enrollment"], enrolment, "EnrollmentID", export)


def _read_stories(export: Export, rows: Mapping[str, Sequence[Row]], maps: Maps) -> None:
    def exit_(row: Row) -> Exit:
        enrolment = _dangling(row, "EnrollmentID", export.enrolments, "Enrollment.csv")
        return Exit(_live(row), row.id("ExitID"), enrolment, row.day("ExitDate"))

    def service(row: Row) -> Service:
        enrolment = _dangling(row, "EnrollmentID", export.enrolments, "Enrollment.csv")
        person = _dangling(row, "PersonalID", export.clients, "Client.csv")
        return Service(_live(row), row.id("ServicesID"), enrolment, person, row.day("DateProvided"), *maps.service(row))

    export.exits = _by_id(rows.get("Exit", ()), exit_, "ExitID", export)
    export.services = _by_id(rows.get("Services", ()), service, "ServicesID", export)


def _by_id(rows: Sequence[Row], make: Callable[[Row], I], column: str, export: Export) -> dict[str, I]:
    found: dict[str, I] = {}

    def once(row: Row) -> None:
        made = make(row)
        if made.id in found:
            raise Refused(column, "an earlier row has this id")
        found[made.id] = made

    gather(rows, once, export.refusals)
    return found


def _live(row: Row) -> Row:
    if row["DateDeleted"]:
        raise Refused("DateDeleted", "the source has deleted this row")
    return row


def _dangling(row: Row, column: str, known: Collection[str], where: str) -> str:
    found = row.id(column)
    if found not in known:
        raise Refused(column, f"no accepted row of {where} has this id")
    return found
