"""Code lists as data: those of INPS as published (CC BY 4.0, attribution: INPS) and our own. Sources stand in SOURCE.md."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LISTS: Mapping[str, str] = {
    "services": "tipo_categoria_siuss.csv", "user-areas": "tipo_area_utenza.csv", "kinship": "tipo_parentela.csv",
    "destinations": "destinations.csv", "work-situations": "work_situations.csv",
    "ssm-domains": "ssm_domains.csv", "ssm-levels": "ssm_levels.csv", "permit-kinds": "permit_kinds.csv",
    "eu-members": "eu_members.csv",
}  # fmt: skip


@cache
def codes(name: str, language: str = "it") -> Mapping[str, str]:
    """The codes of a list and their labels: in Italian, which every list has, where there are none in the language."""
    with files(__name__).joinpath(LISTS[name]).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return {row.get("code") or row["id.@value"]: row.get(f"label_{language}") or row["label_it"] for row in rows}


def service_codes() -> Mapping[str, str]:
    """The SIUSS codes of social services and their Italian labels."""
    return codes("services")


def kinship_codes() -> Mapping[str, str]:
    """The kinship codes and their Italian labels."""
    return codes("kinship")


def assessment_tools() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """The domains of each tool of assessment, by its name and version."""
    return {("SSM", "1"): codes("ssm-domains")}


def permit_kinds() -> Mapping[str, bool]:
    """The kinds of permits to stay, and whether each makes its holder a recipient of the AMIF."""
    with files(__name__).joinpath(LISTS["permit-kinds"]).open(encoding="utf-8-sig") as file:
        return {row["code"]: row["eligible"] == "yes" for row in csv.DictReader(file)}
