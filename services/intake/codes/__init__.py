"""Code lists of intake, with their source in SOURCE.md."""

import csv
from importlib.resources import files


def _codes(name: str) -> dict[str, str]:
    with files(__name__).joinpath(name).open(encoding="utf-8-sig") as file:
        return {row["id.@value"]: row["label_it"] for row in csv.DictReader(file)}


def service_codes() -> dict[str, str]:
    """The SIUSS codes of social services and their Italian labels."""
    return _codes("tipo_categoria_siuss.csv")


def kinship_codes() -> dict[str, str]:
    """The kinship codes and their Italian labels."""
    return _codes("tipo_parentela.csv")


def permit_kinds() -> dict[str, bool]:
    """The kinds of permits to stay, and whether each makes its holder a recipient of the AMIF."""
    with files(__name__).joinpath("permit_kinds.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["eligible"] == "yes" for row in csv.DictReader(file)}
