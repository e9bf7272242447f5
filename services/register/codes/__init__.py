"""Code lists of the register, with their source in SOURCE.md."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def centres() -> Mapping[str, tuple[float, float]]:
    """Latitude and longitude of the centres of the municipalities by their ISTAT codes."""
    with files(__name__).joinpath("municipalities_grosseto.csv").open(encoding="utf-8") as file:
        return {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)}
