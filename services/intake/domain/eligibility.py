"""Who is a recipient of the AMIF on a day: a function of citizenship and permit to stay (Reg. (EU) 516/2014 art. 9)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from services.intake.events import CitizenshipGroup, ResidencePermitRecorded

NEVER: Mapping[CitizenshipGroup, str] = {"italian": "italian-citizen", "eu": "eu-citizen"}


@dataclass(frozen=True)
class Criteria:
    """The kinds of permits to stay, whether each makes its holder a recipient, and the member states of the Union."""

    kinds: Mapping[str, bool]
    union: Collection[str]


class Eligibility(NamedTuple):
    """Whether, and on what ground; None where nobody can tell."""

    eligible: bool | None = None
    ground: str = "not-stated"


UNSTATED = Eligibility()


@dataclass(frozen=True)
class Standing:
    """Citizenship, what was stated, and the permits to stay in the order in which they were recorded."""

    group: CitizenshipGroup = "not-stated"
    stated: Eligibility = UNSTATED
    permits: tuple[ResidencePermitRecorded, ...] = ()


def group_of(citizenships: Collection[str], stated: CitizenshipGroup, union: Collection[str]) -> CitizenshipGroup:
    """Of several citizenships the closest counts, whatever was stated; without any, what was stated."""
    if "IT" in citizenships:
        return "italian"
    if any(country in union for country in citizenships):
        return "eu"
    if stated != "not-stated" or not citizenships:
        return stated
    return "stateless" if set(citizenships) == {"stateless"} else "third-country"


def permit_on(permits: tuple[ResidencePermitRecorded, ...], day: date) -> ResidencePermitRecorded | None:
    """The permit that counts on a day, whether it still runs or not: the last to begin; of two, the one recorded later."""
    begun = [permit for permit in reversed(permits) if permit.valid_from <= day]
    return max(begun, key=lambda permit: permit.valid_from, default=None)


def end_of(permit: ResidencePermitRecorded) -> date | None:
    """The last day of a permit. While its renewal is awaited it goes on, whatever day it bears."""
    return None if permit.under_renewal else permit.valid_until


def turns(permits: tuple[ResidencePermitRecorded, ...]) -> Iterator[date]:
    """The days on which eligibility may change."""
    for permit in permits:
        yield permit.valid_from
        if end := end_of(permit):
            yield end + timedelta(days=1)


def eligible_on(standing: Standing, day: date, kinds: Mapping[str, bool]) -> Eligibility:
    """Who is Italian or European, also by a second citizenship, never is; else the permit says, else what was stated."""
    if ground := NEVER.get(standing.group):
        stated = standing.stated
        return stated if stated.eligible is False and stated.ground != "not-stated" else Eligibility(False, ground)
    permit = permit_on(standing.permits, day)
    if permit is None:
        return standing.stated
    end = end_of(permit)
    if end and end < day:
        return Eligibility(False, "permit-expired")
    return Eligibility(kinds.get(permit.permit_kind, False), permit.permit_kind)
