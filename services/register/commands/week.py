"""What may be asked of register about: hours of the week."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.register.events import Slot


def _a_stretch_of_a_day(slot: Slot) -> Slot:
    """A stretch over midnight is two. Raises `ValueError`; a fact has a plain `Slot`, so that it can always be read."""
    if not 1 <= slot.weekday <= 7:
        raise ValueError("a weekday is a number from 1 (Monday) to 7")
    if slot.start.tzinfo or slot.end.tzinfo:
        raise ValueError("a weekly slot has local times, without a zone")
    if slot.start >= slot.end:
        raise ValueError("a weekly slot ends after it starts")
    return slot


AskedSlot = Annotated[Slot, AfterValidator(_a_stretch_of_a_day)]
Slots = Annotated[tuple[AskedSlot, ...], Field(min_length=1, max_length=100)]
