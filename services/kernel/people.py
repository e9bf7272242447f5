"""Words about persons that all services share: ids, and which fields of an event are personal."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator

PersonId = UUID
HouseholdId = UUID
AgencyCode = Annotated[str, "the short code of an agency, as its token gives it"]
ProjectCode = Annotated[str, "the code of a funded project, e.g. PROG-2784"]

KeyClass = Literal["care", "evidence"]


@dataclass(frozen=True)
class Personal:
    """Marks a field of an event as personal: encrypted with the key of the person that the field `of` names.

    Where `of` holds several persons, it takes the keys of all of them to read it: what is said of several goes with the
    first who is forgotten. A field of which a key was destroyed reads as None, so that every personal field is optional.
    """

    of: str
    kind: KeyClass = "care"


def plain_text(value: str) -> str:
    """Refuse what no keyboard writes and every screen garbles; one spelling (NFC) for what looks the same."""
    for character in value:
        if (unicodedata.category(character) == "Cc" and character not in "\n\t") or character in _UNSAFE:
            raise ValueError(f"contains the character U+{ord(character):04X}, which is not text")
    return unicodedata.normalize("NFC", value).strip()


_UNSAFE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def a_word(value: str) -> str:
    """Plain text of at most 40 characters, and not nothing."""
    word = plain_text(value)
    if not 1 <= len(word) <= 40:
        raise ValueError("has 1 to 40 characters")
    return word


Text = Annotated[str, AfterValidator(plain_text)]
