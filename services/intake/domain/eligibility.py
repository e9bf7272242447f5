"""Who is a recipient of the AMIF on a day: a function of citizenship and permit to stay (Reg. (EU) 516/2014 art. 9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from services.intake.events import CitizenshipGroup, ResidencePermitRecorded

PermitKinds = Mapping[str, bool]
"""The kinds of permits to stay, and whether each makes its holder a recipient."""
NEVER: Mapping[CitizenshipGroup, str] = {"italian": "italian-citizen", "eu": "eu-citizen"}


class Eligibility(NamedTuple):
    """Whether, and on what ground; None where nobody can tell."""

    eligible: bool | None = None
    ground: str = "not-stated"


UNSTATED = Eligibility()


@dataclass(frozen=True)
class Standing:
    """Citizenship, what was stated, and the permits to stay by their first day: the last that has begun counts."""

    group: CitizenshipGroup = "not-stated"
    stated: Eligibility = UNSTATED
    permits: Mapping[date, ResidencePermitRecorded] = field(default_factory=dict)

    def permit_on(self, day: date) -> ResidencePermitRecorded | None:
        """The permit that counts on a day, whether it still runs or not."""
        begun = max((start for start in self.permits if start <= day), default=None)
        return self.permits[begun] if begun else None

    def turns(self) -> Iterator[date]:
        """The days on which eligibility may change."""
        for start, permit in self.permits.items():
            yield start
            if end := end_of(permit):
                yield end + timedelta(days=1)


def end_of(permit: ResidencePermitRecorded) -> date | None:
    """The last day of a permit. While its renewal is awaited it goes on, whatever day it bears."""
    return None if permit.under_renewal else permit.valid_until


def eligible_on(standing: Standing, day: date, kinds: PermitKinds) -> Eligibility:
    """Who is Italian or European, also by a second citizenship, never is; else the permit says, else what was stated."""
    if ground := NEVER.get(standing.group):
        stated = standing.stated
        return stated if stated.eligible is False and stated.ground != "not-stated" else Eligibility(False, ground)
    permit = standing.permit_on(day)
    if permit is None:
        return standing.stated
    end = end_of(permit)
    if end and end < day:
        return Eligibility(False, "permit-expired")
    return Eligibility(kinds.get(permit.permit_kind, False), permit.permit_kind)
