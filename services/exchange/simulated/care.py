"""What is done for the families: services with their codes, late ones, corrected and voided ones; goals and how far they come."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.exchange.simulated.actors import ATENEO, SARA
from services.exchange.simulated.families import Family


@dataclass(frozen=True)
class Kind:
    """A kind of service (code of `tipo_categoria_siuss`), how long or how much, and what the worker writes."""

    code: str
    minutes: int | None
    cents: int | None
    note: str


KINDS = (
    Kind("A2.19", 60, None, "Mediazione linguistica al colloquio con la scuola."),
    Kind("A2.16", 90, None, "Visita di un appartamento con il proprietario."),
    Kind("A2.09", 60, None, "Bilancio di competenze e curriculum."),
    Kind("A2.20", 120, None, "Gruppo di buon vicinato del quartiere."),
    Kind("A1.05", None, 25_000, "Contributo per la caparra."),
    Kind("A2.17", 45, None, "Accompagnamento allo sportello anagrafe."),
    Kind("A2.11", 90, None, "Doposcuola e colloquio con le insegnanti."),
    Kind("A2.09", 45, None, "Simulazione di colloquio di lavoro."),
    Kind("A2.28", 60, None, "Incontro di sostegno alla genitorialità."),
    Kind("A1.06", None, 6_000, "Buoni spesa."),
    Kind("A2.29", 120, None, "Pomeriggio al centro di socializzazione."),
    Kind("A2.16", 60, None, "Verifica del contratto e delle utenze."),
    Kind("A2.19", 60, None, "Mediazione al consultorio."),
)
GOALS = (
    ("housing", "Trovare una casa adatta con un contratto regolare."),
    ("social", "Conoscere il quartiere e chi ci abita."),
    ("work", "Un lavoro con orari compatibili con la scuola dei figli."),
)
WHY = (
    "Durata trascritta male dal foglio firme.",
    "Codice scambiato con quello della riga precedente.",
    "Il giorno era quello dopo, come da agenda.",
)


def serve(family: Family) -> None:
    """A service every two to four weeks from the first week on, recorded the same day or the day after."""
    day, n = family.after_entry(family.random.randint(3, 8)), 0
    while day < family.last_day - timedelta(days=1):
        kind = KINDS[(n + family.number) % len(KINDS)]
        _record(family, day, kind, f"service:{n}", on=day + timedelta(days=family.random.randint(0, 1)))
        day += timedelta(days=family.random.randint(13, 27))
        n += 1


def mend(family: Family) -> None:
    """What was not written down, or wrongly: a service told weeks later, one corrected, one that never took place."""
    n = family.number
    told = family.after_entry(75)
    if told >= family.last_day - timedelta(days=2):
        return
    if n % 3 == 0:
        _record(family, family.after_entry(33), KINDS[5], "service:late", on=told)
    if n % 3 != 2:
        delivery = _record(family, family.after_entry(40), KINDS[3], "service:wrong", on=family.after_entry(40))
        changed: dict[str, Any] = ({"minutes": 75}, {"code": "A2.17"}, {"delivered_on": family.after_entry(41)})[n % len(WHY)]
        family.plot.tell(
            family.after_entry(62), family.worker, "CorrectService", f"family:{n}:service:wrong:correction",
            household=family.household, delivery=delivery, reason=WHY[n % len(WHY)], **changed,
        )  # fmt: skip
    if n % 5 == 2:
        delivery = _record(family, family.after_entry(44), KINDS[10], "service:never", on=family.after_entry(44))
        family.plot.tell(
            family.after_entry(58), family.worker, "VoidService", f"family:{n}:service:never:voiding",
            household=family.household, delivery=delivery, reason="L'attività era stata annullata per maltempo.",
        )  # fmt: skip


def aim(family: Family) -> None:
    """Three goals, and how far each one comes; those who leave well have reached two of them."""
    for n, (dimension, text) in enumerate(GOALS):
        person = (family.adults or family.members)[n % max(1, len(family.adults))].person
        goal = family.plot.tell(
            family.after_entry(11), family.worker, "SetGoal", f"family:{family.number}:goal:{n}", household=family.household,
            person=person, dimension=dimension, text=text, due=family.after_entry(270),
        )  # fmt: skip
        steps = (30, 60, 100) if family.exit and n < 2 else (25, 50)[: 1 + (family.number + n) % 2]
        for m, percent in enumerate(steps):
            day = family.after_entry(40 + 28 * m + 3 * n)
            if day < family.last_day - timedelta(days=4):
                family.plot.tell(
                    day, family.worker, "RecordGoalProgress", f"family:{family.number}:goal:{n}:progress:{m}",
                    household=family.household, goal=goal, percent=percent,
                    note="Raggiunto e verificato insieme alla famiglia." if percent == 100 else "Un passo avanti.",
                )  # fmt: skip


def _record(family: Family, day: date, kind: Kind, name: str, *, on: date) -> UUID:
    colleague = family.shared and family.withdrawn is None and name.endswith(("3", "7")) and family.worker is not SARA
    provider: dict[str, Any] = {"provider": ATENEO} if kind.code == "A2.09" and kind.minutes == 60 else {}
    return family.plot.tell(
        on, SARA if colleague else family.worker, "RecordService", f"family:{family.number}:{name}", household=family.household,
        code=kind.code, delivered_on=day, minutes=kind.minutes, amount_cents=kind.cents, note=kind.note,
        recipients=[someone.person for someone in (family.members if kind.code in ("A1.05", "A1.06") else family.members[:1])],
        **provider,
    )  # fmt: skip
