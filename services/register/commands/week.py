"""What may be asked of register about: hours of the week."""

import re
from datetime import time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from services.register.events import Slot

TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"


def _as_on_a_clock(value: Any) -> Any:
    """Times as `hh:mm`; seconds since midnight are none. Raises `ValueError`."""
    if isinstance(value, dict):
        for name in {"start", "end"} & value.keys():
            if not isinstance(value[name], time) and not re.fullmatch(TIME, str(value[name])):
                raise ValueError("a time of the day is written hh:mm")
    return value


def _a_stretch_of_a_day(slot: Slot) -> Slot:
    """A stretch over midnight is two. Raises `ValueError`; a fact has a plain `Slot`, so that it can always be read."""
    if not 1 <= slot.weekday <= 7:
        raise ValueError("a weekday is a number from 1 (Monday) to 7")
    if slot.start.tzinfo or slot.end.tzinfo:
        raise ValueError("a weekly slot has local times, without a zone")
    if slot.start >= slot.end:
        raise ValueError("a weekly slot ends after it starts")
    return slot


AskedSlot = Annotated[
    Slot,
    BeforeValidator(_as_on_a_clock),
    AfterValidator(_a_stretch_of_a_day),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {
                "weekday": {"type": "integer", "minimum": 1, "maximum": 7},
                "start": {"type": "string", "pattern": TIME},
                "end": {"type": "string", "pattern": TIME},
            },
            "required": ["weekday", "start", "end"],
            "additionalProperties": False,
        }
    ),
]
Slots = Annotated[tuple[AskedSlot, ...], Field(min_length=1, max_length=100)]
