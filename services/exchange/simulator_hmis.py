"""Writes an HMIS export of invented people, of the shape and with the oddities of real ones; the same for the same seed.

Heads without a birth date and heads who are minors, exits and move-ins before the entry, overlapping enrolments, people
who join later or are enrolled twice, services that repeat an identical row; and rows that cannot be: dates that no
calendar has, births in the future, ids that are missing or lead nowhere.
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from faker import Faker

FIRST_DAY, DAYS = date(2021, 10, 1), 365
COLUMNS = {
    "Organization": ("OrganizationID", "OrganizationName", "VictimServiceProvider"),
    "Project": ("ProjectID", "OrganizationID", "ProjectName", "OperatingStartDate", "ProjectType"),
    "Funder": ("FunderID", "ProjectID", "Funder", "OtherFunder", "GrantID", "StartDate"),
    "Inventory": ("InventoryID", "ProjectID", "HouseholdType", "UnitInventory", "BedInventory", "InventoryStartDate"),
    "Client": ("PersonalID", "FirstName", "LastName", "SSN", "DOB", "Female", "Male", "NoSingleGender", "GenderNone"),
    "Enrollment": ("EnrollmentID", "PersonalID", "ProjectID", "EntryDate", "HouseholdID", "RelationshipToHoH", "MoveInDate"),
    "Exit": ("ExitID", "EnrollmentID", "PersonalID", "ExitDate", "Destination"),
    "Services": ("ServicesID", "EnrollmentID", "PersonalID", "DateProvided", "RecordType", "TypeProvided", "FAAmount"),
    "User": ("UserID", "UserFirstName", "UserLastName"),
}
TAIL = ("DateCreated", "DateUpdated", "UserID", "DateDeleted", "ExportID")
PROJECTS = (
    ("942", "Coordinated entry", 14),
    ("1553", "Rapid rehousing", 13),
    ("1551", "Supportive housing", 3),
    ("1548", "Night shelter", 1),
)
TYPES = (("200", "200"), ("200", "200"), ("200", "200"), ("152", "14"), ("141", "6"), ("161", "6"), ("142", "8"), ("999", "1"))
"""Bed nights above all; the last is no type that anybody maps."""

Cells = dict[str, object]


@dataclass
class Files:
    """The rows of an export under way."""

    random: random.Random
    faker: Faker
    rows: dict[str, list[Cells]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    ids: int = 1000

    def add(self, name: str, **cells: object) -> Cells:
        """Add a row."""
        self.rows[name].append(cells)
        return cells

    def new_id(self) -> str:
        """An id not used before."""
        self.ids += 1
        return str(self.ids)

    def day(self, after: date, within: int) -> date:
        """A day in the `within` days after another."""
        return after + timedelta(days=self.random.randrange(within))


def write_export(folder: Path, seed: int = 2784, households: int = 60) -> None:
    """Write the files of an export into a folder."""
    faker = Faker(["it_IT", "en_US"])
    faker.seed_instance(seed)
    files = Files(random.Random(seed), faker)  # noqa: S311 - invented people, no secrets
    _places(files)
    for n in range(households):
        _household(files, n)
    _overlaps(files)
    _repeats(files)
    _cannot_be(files)
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in COLUMNS.items():
        _write(files, folder, name, [*columns, *TAIL])


def _places(files: Files) -> None:
    files.add("Organization", OrganizationID="7007", OrganizationName="Società d'accoglienza 'Città'")
    files.add("User", UserID="8", UserFirstName="Some", UserLastName="User")
    for project, name, kind in PROJECTS:
        files.add(
            "Project", ProjectID=project, OrganizationID="7007", ProjectName=name, OperatingStartDate="2010-01-01", ProjectType=kind
        )
        files.add("Funder", FunderID=files.new_id(), ProjectID=project, Funder="8", GrantID="12345", StartDate="2020-10-01")
    for project, kind, units, beds in (("1553", 1, 4, 4), ("1553", 3, 2, 8), ("1551", 1, 6, 6), ("1548", 1, 10, 10)):
        inventory = {"HouseholdType": kind, "UnitInventory": units, "BedInventory": beds, "InventoryStartDate": "2019-01-01"}
        files.add("Inventory", InventoryID=files.new_id(), ProjectID=project, **inventory)


def _household(files: Files, n: int) -> None:
    project, size = PROJECTS[n % len(PROJECTS)][0], files.random.choice((1, 1, 1, 2, 3, 5))
    entry, household = files.day(FIRST_DAY, DAYS), files.new_id()
    people = [_client(files, k, entry, odd=n) for k in range(size)]
    enrolments = [_enrolment(files, person, project, household, entry, k) for k, person in enumerate(people)]
    if size > 2:
        enrolments[-1]["EntryDate"] = files.day(entry + timedelta(days=1), 90)
    if n == 7:
        enrolments.append(_enrolment(files, people[0], project, household, entry + timedelta(days=20), 0))
        enrolments[-1]["RelationshipToHoH"] = "99"
    if project in ("1553", "1551") and n % 5:
        enrolments[0]["MoveInDate"] = entry - timedelta(days=3) if n == 9 else files.day(entry, 60)
    if n % 3 == 0:
        _exits(files, enrolments, entry, before=n == 12)
    elif size > 1 and n % 3 == 1:
        _exits(files, enrolments[-1:], entry, before=False)
    for _ in range(files.random.choice((0, 2, 5, 9, 40) if project == "1548" else (0, 1, 3))):
        _service(files, files.random.choice(enrolments), entry)


def _client(files: Files, k: int, entry: date, odd: int) -> str:
    """The head first: of age, save some without a birth date and some who are minors."""
    person, adult = files.new_id(), k < 2
    birth: date | str = entry - timedelta(days=files.random.randrange(*((19 * 366, 70 * 365) if adult else (10, 17 * 365))))
    if k == 0 and odd % 10 == 4:
        birth = ""
    elif k == 0 and odd % 15 == 5:
        birth = entry - timedelta(days=16 * 365)
    female = files.random.random() < 0.5
    files.add(
        "Client", PersonalID=person, FirstName=files.faker.first_name(), LastName=files.faker.last_name(), SSN="",
        DOB=birth, Female=int(female), Male=int(not female), NoSingleGender=0, GenderNone="",
    )  # fmt: skip
    return person


def _enrolment(files: Files, person: str, project: str, household: str, entry: date, k: int) -> Cells:
    kin = ("1", "3", "2", "2", "4")[min(k, 4)]
    return files.add(
        "Enrollment", EnrollmentID=files.new_id(), PersonalID=person, ProjectID=project, EntryDate=entry,
        HouseholdID=household, RelationshipToHoH=kin, MoveInDate="",
    )  # fmt: skip


def _exits(files: Files, enrolments: Sequence[Cells], entry: date, *, before: bool) -> None:
    day = entry - timedelta(days=2) if before else files.day(entry + timedelta(days=100), 200)
    for enrolment in enrolments:
        said = {"EnrollmentID": enrolment["EnrollmentID"], "PersonalID": enrolment["PersonalID"], "ExitDate": day}
        files.add(
            "Exit", ExitID=files.new_id(), Destination=files.random.choice(("1", "10", "19", "16", "22", "30", "435")), **said
        )


def _service(files: Files, enrolment: Cells, entry: date) -> None:
    kind, type_ = files.random.choice(TYPES)
    files.add(
        "Services", ServicesID=f"{files.new_id()}_{kind}", EnrollmentID=enrolment["EnrollmentID"],
        PersonalID=enrolment["PersonalID"], DateProvided=files.day(entry, 120), RecordType=kind,
        TypeProvided=type_, FAAmount="412.50" if kind == "152" else "",
    )  # fmt: skip


def _overlaps(files: Files) -> None:
    """Some people stand in a second household of the same project at the same time."""
    for enrolment in files.rows["Enrollment"][:40:10]:
        entry = date.fromisoformat(str(enrolment["EntryDate"]))
        _enrolment(files, str(enrolment["PersonalID"]), str(enrolment["ProjectID"]), files.new_id(), entry + timedelta(days=10), 0)


def _repeats(files: Files) -> None:
    """Some services repeat an identical row under another id."""
    for service in files.rows["Services"][:40:5]:
        files.add("Services", **{**service, "ServicesID": f"{files.new_id()}_again"})


def _cannot_be(files: Files) -> None:
    """Each of these rows is refused, and so is whatever hangs on it."""
    client, enrolment, service = (files.rows[name][0] for name in ("Client", "Enrollment", "Services"))
    files.add("Client", **{**client, "PersonalID": "born-in-the-future", "DOB": "2999-01-01"})
    files.add("Client", **{**client, "PersonalID": "no-such-day", "DOB": "1990-02-30"})
    files.add("Client", **{**client, "PersonalID": ""})
    files.add("Enrollment", **{**enrolment, "EnrollmentID": "no-such-person", "PersonalID": "nobody"})
    files.add("Enrollment", **{**enrolment, "EnrollmentID": "hangs-on-a-refused", "PersonalID": "no-such-day"})
    files.add("Enrollment", **{**enrolment, "EnrollmentID": "no-household", "HouseholdID": ""})
    files.add(
        "Exit", ExitID="no-such-day", EnrollmentID=enrolment["EnrollmentID"], PersonalID=client["PersonalID"], ExitDate="2022-13-01"
    )
    files.add("Exit", ExitID="leads-nowhere", EnrollmentID="no-household", PersonalID=client["PersonalID"], ExitDate="2022-01-01")
    files.add("Services", **{**service, "ServicesID": "no-such-day", "DateProvided": "2022-02-31"})
    files.add("Services", **{**service, "ServicesID": ""})
    files.add("Services", **{**service, "ServicesID": "leads-nowhere", "EnrollmentID": "999999"})


def _write(files: Files, folder: Path, name: str, columns: list[str]) -> None:
    """Columns in any order, with or without a byte order mark: readers must not mind."""
    files.random.shuffle(columns)
    encoding = files.random.choice(("utf-8", "utf-8-sig"))
    with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(files.rows[name])
