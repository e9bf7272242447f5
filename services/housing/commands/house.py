"""What may be asked of housing about: house."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from services.housing.events.house import HouseRules
from services.kernel.command import Command

MOST_DAYS, MOST_WARNINGS = 366, 20


def bounded_rules(rules: HouseRules) -> HouseRules:
    """The rules, if their numbers are such as people live by."""
    for name, least, most in (
        ("sign_days", 0, MOST_DAYS), ("warnings_before_review", 1, MOST_WARNINGS), ("review_days", 0, MOST_DAYS)
    ):  # fmt: skip
        if not least <= getattr(rules, name) <= most:
            raise ValueError(f"{name} lies between {least} and {most}")
    return rules


class PublishHouseRules(Command):
    """Say by which rules people live in a dwelling."""

    dwelling: UUID
    rules: Annotated[HouseRules, AfterValidator(bounded_rules)] = HouseRules()
