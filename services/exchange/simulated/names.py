"""Invented volunteers and operators, and the codes by which an Italian office knows people. Any likeness is chance."""

from datetime import date

from stdnum.it.codicefiscale import calc_check_digit
from stdnum.luhn import calc_check_digit as luhn

VOLUNTEERS = (
    ("Nadia", "El Amrani", "female"), ("Giorgio", "Pieri", "male"), ("Carla", "Santini", "female"),
    ("Florin", "Munteanu", "male"), ("Teresa", "Lotti", "female"), ("Bruno", "Magnani", "male"),
    ("Olena", "Shevchuk", "female"), ("Sergio", "Vanni", "male"), ("Ines", "Bardi", "female"),
    ("Alioune", "Sarr", "male"), ("Patrizia", "Nerli", "female"), ("Edmond", "Prifti", "male"),
    ("Lia", "Capecchi", "female"), ("Renato", "Bigi", "male"), ("Monica", "Detti", "female"), ("Aldo", "Fusi", "male"),
)  # fmt: skip
"""The first volunteers; the others' names are Faker's."""
OPERATORS = (
    ("Barbara", "Neri", "public-operator"), ("Luca", "Tosi", "public-operator"), ("Simona", "Pacini", "public-operator"),
    ("Giulia", "Fanti", "public-operator"), ("Claudia", "Serafini", "public-operator"), ("Ivan", "Chelli", "public-operator"),
    ("Rita", "Galeotti", "public-operator"), ("Massimo", "Bindi", "public-operator"), ("Sonia", "Vichi", "public-operator"),
    ("Alessio", "Goretti", "private-operator"), ("Marta", "Landi", "private-operator"), ("Yasmine", "Trabelsi", "private-operator"),
    ("Enrico", "Duchi", "private-operator"), ("Diana", "Petrescu", "private-operator"), ("Omero", "Fedi", "private-operator"),
    ("Loredana", "Sani", "private-operator"), ("Amadou", "Barry", "private-operator"), ("Noemi", "Rossetti", "private-operator"),
)  # fmt: skip
MEN = frozenset({"Luca", "Ivan", "Massimo", "Alessio", "Enrico", "Omero", "Amadou"})

_MONTHS = "ABCDEHLMPRST"


def fiscal_code(given: str, family: str, birth: date, sex: str, place: str) -> str:
    """The Italian fiscal code (D.M. 23 December 1976) of an invented person."""
    day = birth.day + (40 if sex == "female" else 0)
    body = f"{_letters(family, 0)}{_letters(given, 4)}{birth:%y}{_MONTHS[birth.month - 1]}{day:02}{place}"
    return body + str(calc_check_digit(body))


def provisional_code(number: int) -> str:
    """The provisional tax code of eleven digits, given to who has asked for asylum; 053 stands for the province."""
    body = f"{9_000_000 + number:07}053"
    return body + luhn(body)


def _letters(name: str, skip_above: int) -> str:
    """Consonants, then vowels, then X; a given name with four consonants leaves out the second."""
    plain = [c for c in name.upper().replace("Á", "A") if c.isascii() and c.isalpha()]
    consonants = [c for c in plain if c not in "AEIOU"]
    if skip_above and len(consonants) >= skip_above:
        consonants.pop(1)
    return "".join([*consonants, *(c for c in plain if c in "AEIOU"), *"XXX"][:3])
