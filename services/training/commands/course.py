"""What may be asked of training about: course."""

from typing import Annotated

from pydantic import Field

from services.kernel.command import Command
from services.kernel.words import Name
from services.training.events import Teaches


class PublishCourse(Command):
    """Publish a course of the training path."""

    title: Name
    field: Name
    teaches: Teaches | None = None
    hours: Annotated[int, Field(ge=1, le=2000)]
