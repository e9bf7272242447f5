"""Words of requests that all services share: codes, names, notes."""

from typing import Annotated

from pydantic import Field

from services.kernel.people import Text

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
Note = Annotated[Text, Field(min_length=1, max_length=4000)]
Destination = Code
"""A code of the list of destinations: it stands in clear, so that it is no free text."""
