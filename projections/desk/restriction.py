"""What is known of a person whose data is restricted is kept and not used (GDPR Art. 18); who controls or protects reads it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import psycopg

from projections import rights
from projections.desk.session import Reader

READS = "read restricted"


class Restricted(Exception):
    """Raised where a page would use what is known of a person whose data is restricted."""


def usable(connection: psycopg.Connection[Any], reader: Reader, persons: Collection[UUID]) -> set[UUID]:
    """Those of the persons of whom this reader may be told who they are."""
    return set(persons) if reader.may(READS) else set(persons) - rights.restricted(connection, persons)


def unrestricted(connection: psycopg.Connection[Any], reader: Reader, persons: Collection[UUID]) -> None:
    """Raise `Restricted` where one of the persons' data is kept and not used."""
    if not reader.may(READS) and rights.restricted(connection, persons):
        raise Restricted
