"""The sealed register: a root over all entries of a section that no later change of any of them would give.

Civil Code 2215-bis lets a register be kept by computer if its entries bear a certain date and cannot be altered. Each entry is
hashed with all before it, beginning with the root of the seal before, so that one root stands for every entry and every seal;
the time mark is the moment at which the record took the seal. Whoever has a seal and the entries can tell with `verify`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.register.commands import SealRegister
from services.register.domain.numbering import Numbering
from services.register.domain.volunteer import Volunteer
from services.register.events import RegisterSealed, Section

NO_SEAL = "0" * 64
"""What stands before the first seal."""


class NothingToSeal(RuleBroken):
    """A section is sealed that has an entry."""


@dataclass(frozen=True)
class Sealed:
    """The newest seal of a section."""

    root: str = NO_SEAL


@dataclass(frozen=True)
class SealedEntry:
    """One line of the register, as it is sealed."""

    number: int
    person: UUID
    section: Section
    start: date | None
    end: date | None
    void: bool

    @property
    def line(self) -> bytes:
        """The same bytes for the same entry."""
        days = [day.isoformat() if day else None for day in (self.start, self.end)]
        return json.dumps([self.number, str(self.person), self.section, *days, self.void], separators=(",", ":")).encode()


def entries(section: Section, numbering: Numbering, volunteers: Mapping[UUID, Volunteer]) -> tuple[SealedEntry, ...]:
    """The section from its first number to its last; a number whose entry is not there any more is void."""
    found = []
    for number, person in sorted(numbering.taken.items()):
        made = (one for one in volunteers[person].inscriptions if (one.fact.section, one.fact.number) == (section, number))
        entry = next(made, None)
        start, end = (entry.fact.start, entry.ended) if entry else (None, None)
        found.append(SealedEntry(number, person, section, start, end, void=entry is None or entry.void))
    return tuple(found)


def root_of(lines: Iterable[SealedEntry], previous: str) -> str:
    """Each entry hashed with what all before it came to."""
    root = previous
    for entry in lines:
        root = hashlib.sha256(root.encode() + b"\n" + entry.line).hexdigest()
    return root


def seal(
    sealed: Sealed, name: UUID, ask: SealRegister, agency: str, *, numbering: Numbering, volunteers: Mapping[UUID, Volunteer]
) -> Iterator[Event | RuleBroken]:
    """All numbers that are taken, whatever has become of the entries."""
    if not numbering.taken:
        raise NothingToSeal("section", section=ask.section)
    lines = entries(ask.section, numbering, volunteers)
    yield RegisterSealed(
        seal=name, agency=agency, section=ask.section, first=lines[0].number, last=lines[-1].number,
        root=root_of(lines, sealed.root), previous=sealed.root,
    )  # fmt: skip


def verify(seal: RegisterSealed, lines: Iterable[SealedEntry]) -> bool:
    """Whether these entries, as they stood when the seal was made, are those that were sealed; later numbers do not matter."""
    asked = [entry for entry in lines if seal.first <= entry.number <= seal.last]
    complete = [entry.number for entry in asked] == list(range(seal.first, seal.last + 1))
    return complete and root_of(asked, seal.previous) == seal.root


def evolve(sealed: Sealed, fact: Recorded) -> Sealed:
    """The newest."""
    return Sealed(fact.event.root) if isinstance(fact.event, RegisterSealed) else sealed
