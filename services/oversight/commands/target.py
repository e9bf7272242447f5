"""What may be asked of oversight about: target."""

from typing import Annotated

from pydantic import Field

from services.kernel.command import Command
from services.kernel.words import Code

Quarter = Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}-Q[1-4]$")]


class SetTarget(Command):
    """Say how much of an indicator the project means to have reached by the end of a quarter."""

    project: Code
    indicator: Code
    quarter: Quarter
    value: Annotated[int, Field(ge=0, le=1_000_000_000)]
