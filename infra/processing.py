"""The record of processing (GDPR Art. 30), made from the catalogue of events: which personal data, whose, why, how long."""

from collections.abc import Iterable

from services.kernel.event import Catalogue, Event, personal_fields

HEAD = """# Record of processing

Made by `weita schemas` from `services/*/events` (GDPR Art. 30(1)). It lists every personal field of every event; what stands in no
event is not kept. The controller's name and contact stand in the file that `WEITA_CONTROLLER` names.

| question of Art. 30(1) | answer |
|---|---|"""
ANSWERS = {
    "purposes (b)": (
        "accompanying families toward housing, social and work autonomy; the register of active citizens; training; "
        "proving to the funder what was done"
    ),
    "legal basis": "in the envelope of every event (`legalbasis`): `public-task` unless it says another",
    "categories of persons (c)": "recipients and their households, active citizens, learners, operators, officials who control",
    "recipients (d)": "the agencies to which a family's file is open, and whom `DataDisclosed` names",
    "transfers to third countries (e)": "none",
    "time limits (f)": (
        "class *evidence*: to the end of the legal period of each project (`RetentionNoted`, `FinalPaymentDeclared`, "
        "`HoldPlaced`); class *care*: until it is asked for, and at the latest with the evidence"
    ),
    "security (g)": (
        "each value encrypted with a key of its person and class (AES-256-GCM), keys apart from data and wrapped, every "
        "reading of a family's file recorded, every change in a transparency log"
    ),
}


def record_of_processing(catalogues: Iterable[Catalogue]) -> str:
    """The page."""
    lines = [HEAD, *(f"| {question} | {answer} |" for question, answer in ANSWERS.items()), ""]
    for catalogue in catalogues:
        rows = [row for event in catalogue.by_name.values() for row in _rows(event)]
        if rows:
            head = [f"## {catalogue.service}", "", "| event | personal field | of | class |", "|---|---|---|---|"]
            lines += [*head, *rows, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _rows(event: type[Event]) -> list[str]:
    marks = personal_fields(event).items()
    return [f"| `{event.__name__}` | `{name}` | `{mark.of}` | {mark.kind} |" for name, mark in marks]
