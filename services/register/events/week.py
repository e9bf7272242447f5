"""Words of register about: hours of the week."""

from datetime import time

from pydantic import BaseModel, ConfigDict


class Slot(BaseModel):
    """A stretch of one day of every week; weekday 1 is Monday, as in ISO 8601; times are those of the place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekday: int
    start: time
    end: time
