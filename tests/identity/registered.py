"""An entry as an office registers it."""

from datetime import date
from uuid import UUID

from services.intake.events import PersonRegistered
from tests.identity.labelled import Entry


def as_registered(entry: Entry, who: UUID) -> PersonRegistered:
    year, month, day = entry.birth
    partial = "-".join(filter(None, (f"{year:04d}" if year else "", f"{month:02d}" if month else "")))
    return PersonRegistered(
        person=who, given_name=entry.given_name, family_name=entry.family_name, sex=entry.sex, citizenship=entry.citizenship,
        birth_date=date(*entry.birth) if day else None, partial_birth_date=None if day else partial or None,
        fiscal_code=entry.tax_code, birth_place=entry.birth_place,
    )  # fmt: skip
