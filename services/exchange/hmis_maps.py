"""HUD's codes in our words: three tables beside this file, and what stands where they have no line."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from services.exchange.files import Row

FALLBACK_SERVICE = "A2.30"
"""Altro (prestazione non soggetta a ISEE): for a type of service that the mapping does not know."""
FALLBACK_DESTINATION = "unknown"
FALLBACK_RELATIONSHIP = "not-stated"

FEMALE, MALE = ("female", "woman"), ("male", "man")
OTHER = ("nosinglegender", "transgender", "questioning", "nonbinary", "culturallyspecific", "differentidentity")


@dataclass(frozen=True)
class Maps:
    """The mapping files."""

    services: Mapping[tuple[str, str], str]
    destinations: Mapping[str, str]
    relationships: Mapping[tuple[str, str], str]

    def service(self, row: Row) -> tuple[str, bool]:
        """The SIUSS code of a row of Services.csv, and whether the mapping knows it."""
        code = self.services.get((row["RecordType"], row["TypeProvided"]))
        return code or FALLBACK_SERVICE, code is not None

    def destination(self, code: str) -> str:
        """Where somebody went."""
        return self.destinations.get(code, FALLBACK_DESTINATION)

    def relationship(self, code: str, sex: str) -> str:
        """How somebody is related to the head of the household."""
        of_any_sex = self.relationships.get((code, ""), FALLBACK_RELATIONSHIP)
        return self.relationships.get((code, sex), of_any_sex)


def maps() -> Maps:
    """The mapping files as they stand."""
    return Maps(
        {(line["RecordType"], line["TypeProvided"]): line["code"] for line in _lines("services")},
        {line["Destination"]: line["destination"] for line in _lines("destinations")},
        {(line["RelationshipToHoH"], line["sex"]): line["relationship"] for line in _lines("relationships")},
    )


def _lines(name: str) -> list[dict[str, str]]:
    with files("services.exchange").joinpath(f"hmis_map_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def sex_of(row: Row) -> str:
    """The sex of a client in every version: one column Gender or Sex (0 female, 1 male), or a column per answer."""
    for column in ("Sex", "Gender"):
        if row[column]:
            return {"0": "female", "1": "male"}.get(row[column], "other" if row[column] in {"2", "3", "4", "5"} else "not-stated")
    female, male, other = (any(row[column] == "1" for column in columns) for columns in (FEMALE, MALE, OTHER))
    if other or (female and male):
        return "other"
    return "female" if female else "male" if male else "not-stated"
