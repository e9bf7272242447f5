"""Invented people of the communities that live around Grosseto. Any likeness to living persons is chance."""

from dataclasses import dataclass
from datetime import date

from stdnum.it.codicefiscale import calc_check_digit


@dataclass(frozen=True)
class Community:
    """Where families come from, and what that means for counting; `place` is the land register code of the birth place."""

    citizenship: str
    group: str
    ground: str
    place: str
    language: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]

    @property
    def eligible(self) -> bool:
        """Target persons of the fund are third-country nationals (514/2014)."""
        return self.group == "third-country"


COMMUNITIES = (
    Community(
        "SY", "third-country", "international-protection", "Z240", "ar",
        ("Amal", "Nour", "Rima", "Hala"), ("Sami", "Karim", "Bassel", "Omar"), ("Haddad", "Khoury", "Darwish"),
    ),
    Community(
        "RO", "eu", "eu-citizen", "Z129", "ro",
        ("Ioana", "Elena", "Andreea", "Mihaela"), ("Andrei", "Marius", "Stefan", "Luca"), ("Popa", "Dumitru", "Stoica", "Rusu"),
    ),
    Community(
        "UA", "third-country", "temporary-protection", "Z138", "uk",
        ("Oksana", "Iryna", "Daryna", "Solomija"), ("Taras", "Maksym", "Bohdan", "Ostap"), ("Kovalenko", "Melnyk", "Bondar"),
    ),
    Community(
        "AL", "third-country", "residence-permit", "Z100", "sq",
        ("Elira", "Besa", "Ornela", "Drita"), ("Arben", "Ilir", "Gent", "Klodian"), ("Hoxha", "Dervishi", "Marku", "Leka"),
    ),
    Community(
        "MA", "third-country", "family-reunion", "Z330", "ar",
        ("Fatima", "Salma", "Khadija", "Imane"), ("Youssef", "Hamza", "Rachid", "Ilyas"), ("Benali", "El Idrissi", "Tazi"),
    ),
    Community(
        "SN", "third-country", "residence-permit", "Z343", "wo",
        ("Awa", "Mariama", "Ndeye", "Coumba"), ("Mamadou", "Cheikh", "Ousmane", "Lamine"), ("Diop", "Ndiaye", "Faye"),
    ),
    Community(
        "IT", "italian", "italian-citizen", "E202", "it",
        ("Giada", "Silvia", "Martina", "Rosa"), ("Matteo", "Fabio", "Dario", "Tommaso"), ("Ginanneschi", "Corsi", "Tamburelli"),
    ),
    Community(
        "BD", "third-country", "residence-permit", "Z249", "bn",
        ("Shirin", "Nasrin", "Ruma", "Taslima"), ("Rafiq", "Jahangir", "Anwar", "Tariq"), ("Hossain", "Chowdhury", "Miah"),
    ),
    Community(
        "NG", "third-country", "international-protection", "Z335", "en",
        ("Blessing", "Ngozi", "Amara", "Joy"), ("Emeka", "Chidi", "Tunde", "Samuel"), ("Okafor", "Adeyemi", "Eze"),
    ),
    Community(
        "PE", "third-country", "residence-permit", "Z611", "es",
        ("Milagros", "Rosario", "Luz", "Carmen"), ("Jorge", "Wilmer", "Percy", "Alonso"), ("Quispe", "Huamán", "Flores"),
    ),
)  # fmt: skip
VOLUNTEERS = (
    ("Nadia", "El Amrani", "female"), ("Giorgio", "Pieri", "male"), ("Carla", "Santini", "female"),
    ("Florin", "Munteanu", "male"), ("Teresa", "Lotti", "female"), ("Bruno", "Magnani", "male"),
    ("Olena", "Shevchuk", "female"), ("Sergio", "Vanni", "male"), ("Ines", "Bardi", "female"),
    ("Alioune", "Sarr", "male"), ("Patrizia", "Nerli", "female"), ("Edmond", "Prifti", "male"),
    ("Lia", "Capecchi", "female"), ("Renato", "Bigi", "male"), ("Monica", "Detti", "female"),
    ("Aldo", "Fusi", "male"), ("Ilaria", "Biagini", "female"),
)  # fmt: skip
OPERATORS = (
    ("Barbara", "Neri", "public-operator"), ("Luca", "Tosi", "public-operator"), ("Simona", "Pacini", "public-operator"),
    ("Alessio", "Goretti", "private-operator"), ("Marta", "Landi", "private-operator"), ("Yasmine", "Trabelsi", "private-operator"),
    ("Enrico", "Duchi", "private-operator"), ("Giulia", "Fanti", "public-operator"),
)  # fmt: skip

_MONTHS = "ABCDEHLMPRST"


def fiscal_code(given: str, family: str, birth: date, sex: str, place: str) -> str:
    """The Italian fiscal code (D.M. 23 December 1976) of an invented person."""
    day = birth.day + (40 if sex == "female" else 0)
    body = f"{_letters(family, 0)}{_letters(given, 4)}{birth:%y}{_MONTHS[birth.month - 1]}{day:02}{place}"
    return body + str(calc_check_digit(body))


def _letters(name: str, skip_above: int) -> str:
    """Consonants, then vowels, then X; a given name with four consonants leaves out the second."""
    plain = [c for c in name.upper().replace("Á", "A") if c.isascii() and c.isalpha()]
    consonants = [c for c in plain if c not in "AEIOU"]
    if skip_above and len(consonants) >= skip_above:
        consonants.pop(1)
    return "".join([*consonants, *(c for c in plain if c in "AEIOU"), *"XXX"][:3])
