"""What is known of spellings: small tables, read in order from top to bottom."""

import re

ARTICLES = frozenset({"al", "el", "ad", "ed", "ar", "er", "as", "es", "az", "ez", "at", "et", "an", "en", "ul", "ud", "ur"})
"""The Arabic article as a word of its own, before sun letters too, and as it stands inside names of the subcontinent."""
ATTACHED_ARTICLE = re.compile(r"^[ae]l(?=[bcdfghjkmnpqrstvwxz])(?=.{4})|^el(?=a[lm]|ou|id)(?=.{5})|^e(?=([zstdrn])\1)")
"""The same, written together with its word: Elmasri, Ezzahra."""
ARABIC_ARTICLE = re.compile(r"^ال(?=..)(?!له)")

SHORT_FORMS = {"md": "mohammad", "mohd": "mohammad", "muh": "mohammad", "mhd": "mohammad", "mst": "mosammat", "sk": "sheikh"}
"""How papers of Bangladesh, India and Pakistan shorten names."""

EQUIVALENTS = {
    "oleksandr": "aleksandr", "oleksandra": "aleksandra", "oleksii": "aleksei", "olena": "elena", "volodymyr": "vladimir",
    "volodimir": "vladimir", "mykola": "nikolai", "mikola": "nikolai", "nikola": "nikolai", "olha": "olga", "hanna": "anna",
    "dmytro": "dmitri", "svitlana": "svetlana", "tetiana": "tatiana", "tetyana": "tatiana", "pavlo": "pavel", "petro": "petr",
    "yevhen": "evgen", "yevgen": "evgen", "ievgen": "evgen", "halyna": "galina", "hryhorii": "grigori",
    "kateryna": "katerina", "khrystyna": "kristina",
}  # fmt: skip
"""Ukrainian names and the Russian forms under which many papers have them."""

SOUNDS = {
    "shch": "s", "tsch": "s", "dsch": "j", "dzh": "j", "tch": "s", "sch": "s", "dj": "j", "gj": "j", "xh": "j", "zh": "z",
    "sh": "s", "ch": "s", "ph": "f", "kh": "h", "gh": "g", "dh": "d", "th": "t", "bh": "b", "tz": "s", "ts": "s", "que": "k",
    "ck": "k", "oua": "va", "ou": "u", "oo": "u", "ow": "u", "ee": "i", "ai": "i", "ay": "i", "ei": "i", "ey": "i",
    "c": "k", "e": "i", "o": "u", "q": "k", "w": "v", "x": "ks", "y": "i",
}  # fmt: skip
"""French, English, German, Italian and Slavic ways to write one sound; what is left over counts as a slip."""
WRITTEN = re.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))
SOFT_C = re.compile(r"c(?=[eiy])")
"""c before e, i, y: the sound of Italian `ci`, and of Cyrillic letters in older Italian and Slavic papers."""
SLAVIC_J = re.compile(r"(?<=[aeiou])j(?![aeiou])|^j(?=u)|j$")
SERVANT = re.compile(r"^(a?bd)[aeou]+[lrsnzdt]")
"""Abdel, Abdul, Abder before its word or written together with it, for `abd al-`."""
FRENCH_E = re.compile(r"(?<=[nt])e$")
"""Amine, Hanane, Barakate: not heard."""
DOUBLED = re.compile(r"(.)\1+")
SILENT = re.compile(r"h$|[^a-z]")

CONSONANTS = str.maketrans({**dict.fromkeys("aeiouyvw"), "z": "s", "p": "b"})
"""What is left of a word's sounds where vowels are not written (Arabic, Urdu) or not heard alike."""
INTERCHANGED = frozenset(both for pair in ("gj", "js", "gk", "gh", "kh", "dt", "ds", "ts") for both in (pair, pair[::-1]))
"""Sounds that one land or one office writes for the other: Gamal and Jamal, Ihor and Igor, Qasim and Gasim, Rida and Reza."""
COARSE = str.maketrans("gjhd", "kkkt")
"""Most of these as one letter, to find by."""
NO_SHORT_VOWELS = re.compile(r"[\u0590-\u074f\u0980-\u09ff\ufb1d-\ufefc]")
"""Hebrew, Arabic and Urdu letters; Bengali ones, whose commonest vowel is not written either."""
BENGALI_CH = str.maketrans({"চ": "ছ"})
"""Both are heard as `ch`."""

COMMON_NAMES = (
    "mohamed ahmed ali hassan hussein fatima maria anna giuseppe rossi russo ibrahim ismail yusuf omar khan islam rahman hossain "
    "uddin begum khatun akter abdul abdullah singh kaur kumar li wei wang zhang lin chen liu yang huang diop ndiaye fall hoxha "
    "quispe flores garcia rodriguez kovalenko shevchenko melnyk oleksandr olena ayesha aisha said juan jose popescu maria"
)
"""Names that so many bear, the world over or in one land, that they say less."""
