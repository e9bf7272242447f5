"""The hours of a volunteer's week that are given away, whichever household has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.kernel.event import Recorded
from services.register.domain.calendar import Days, meet
from services.register.events import ShiftsReleased, ShiftsTaken, Slot


@dataclass(frozen=True)
class Agenda:
    """The hours of the week a volunteer has given away, by match; and the matches that were completed."""

    taken: Mapping[UUID, tuple[Days, tuple[Slot, ...]]] = field(default_factory=dict)
    completed: frozenset[UUID] = frozenset()

    def clashes(self, days: Days, shifts: tuple[Slot, ...]) -> tuple[UUID, ...]:
        """The matches that share an hour of a day with these shifts."""
        return tuple(
            name
            for name, (other_days, others) in self.taken.items()
            if (both := days.common(other_days))
            and any(meet(one, other) and both.has_weekday(one.weekday) for one in shifts for other in others)
        )

    def beyond(self, day: date) -> tuple[UUID, ...]:
        """The matches that have a day after that one."""
        return tuple(name for name, (days, _) in self.taken.items() if days.start <= days.until and days.until > day)

    def busy(self, days: Days) -> tuple[Slot, ...]:
        """The hours of the week that are given away on some of the days."""
        return tuple(shift for taken, shifts in self.taken.values() if taken.common(days) for shift in shifts)


def together(agendas: Iterable[Agenda]) -> Agenda:
    """The agenda of one human who is known by several ids."""
    many = tuple(agendas)
    taken = {name: taken for agenda in many for name, taken in agenda.taken.items()}
    return Agenda(taken, frozenset[UUID]().union(*(agenda.completed for agenda in many)))


def evolve(agenda: Agenda, fact: Recorded) -> Agenda:
    """Taken, and free again after the last day."""
    match fact.event:
        case ShiftsTaken(match=name, start=start, until=until, shifts=shifts):
            return Agenda({**agenda.taken, name: (Days(start, until), shifts)}, agenda.completed)
        case ShiftsReleased(match=name, ended_on=day, completed=completed):
            taken = dict(agenda.taken)
            if name in taken:
                days, shifts = taken[name]
                taken[name] = (Days(days.start, min(days.until, day)), shifts)
            return Agenda(taken, agenda.completed | {name} if completed else agenda.completed)
        case _:
            return agenda
