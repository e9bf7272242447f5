"""What may be asked of intake about: programme."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from services.intake.events import Authority, ProgrammeRules
from services.kernel.command import Command
from services.kernel.words import Code, Name

MOST_MONTHS = 600
BOUNDS: Mapping[str, tuple[int, int]] = {
    "stay_months": (0, MOST_MONTHS), "stay_cap_months": (0, MOST_MONTHS), "review_months": (0, MOST_MONTHS),
    "proposal_days": (1, 366), "emergency_access_hours": (1, 168),
}  # fmt: skip
MOST_FOLLOW_UPS = 12


def bounded_rules(rules: ProgrammeRules) -> ProgrammeRules:
    """The rules, if their numbers are such as a stay, an answer or an emergency can have, and their follow-ups come in order."""
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(rules, name) <= most:
            raise ValueError(f"{name} lies between {least} and {most}")
    months = rules.follow_up_months
    if len(months) > MOST_FOLLOW_UPS or list(months) != sorted({n for n in months if 1 <= n <= MOST_MONTHS}):
        raise ValueError(f"follow_up_months are at most {MOST_FOLLOW_UPS}, rising, each between 1 and {MOST_MONTHS}")
    return rules


class RegisterAgency(Command):
    """Let an agency take part."""

    agency: Code
    name: Name
    authority: Authority | None = None


class DeclareProgramme(Command):
    """Declare a funded project and its rules."""

    project: Code
    name: Name
    fund: Name = "AMIF/FAMI"
    rules: Annotated[ProgrammeRules, AfterValidator(bounded_rules)] = ProgrammeRules()
