"""What may be asked of intake about: programme."""

from typing import Annotated

from pydantic import AfterValidator

from services.intake.events import ProgrammeRules
from services.kernel.command import Command
from services.kernel.words import Code, Name

MOST_MONTHS = 600


def bounded_rules(rules: ProgrammeRules) -> ProgrammeRules:
    """The rules, if their months are a number that a stay can have."""
    for name in ("stay_months", "stay_cap_months"):
        if not 0 <= getattr(rules, name) <= MOST_MONTHS:
            raise ValueError(f"{name} lies between 0 and {MOST_MONTHS}")
    return rules


class RegisterAgency(Command):
    """Let an agency take part."""

    agency: Code
    name: Name


class DeclareProgramme(Command):
    """Declare a funded project and its rules."""

    project: Code
    name: Name
    fund: Name = "AMIF/FAMI"
    rules: Annotated[ProgrammeRules, AfterValidator(bounded_rules)] = ProgrammeRules()
