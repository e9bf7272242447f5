"""Who answers for the data of a programme: what a privacy notice must name (GDPR art. 13(1)(a) and (b))."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

OF_DEMO = Path(__file__).parent / "controller.toml"


@dataclass(frozen=True)
class Controller:
    """Who answers for the data (GDPR art. 4(7)), whom to ask, where to complain, and for how many years data are kept."""

    name: str
    address: str
    email: str
    dpo: str
    authority: str
    years: int


def controller_of(file: Path | None) -> Controller:
    """The controller that a TOML file names; that of the demonstration where there is none."""
    return Controller(**tomllib.loads((file or OF_DEMO).read_text()))
