"""What is done for the families: services with their codes, told on the day or late, corrected, voided, or never held."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.exchange.simulated.actors import COORDINATORS, CPI, MARCO, SARA, SDS
from services.exchange.simulated.documents import document
from services.exchange.simulated.families import Family
from services.exchange.simulated.plot import Actor, Body


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
WHY = (
    "Durata trascritta male dal foglio firme.",
    "Codice scambiato con quello della riga precedente.",
    "Il giorno era quello dopo, come da agenda.",
)


def serve(family: Family) -> None:
    """A service every three to six weeks from the first week on, recorded the same day or the day after."""
    day, n = family.after_entry(family.random.randint(3, 8)), 0
    while day < family.last_day - timedelta(days=2):
        kind = KINDS[(n + family.number) % len(KINDS)]
        record(family, day, kind, f"service:{n}", on=day + timedelta(days=family.random.randint(0, 1)))
        day += timedelta(days=family.random.randint(21, 45))
        n += 1


def mend(family: Family) -> None:
    """What was not written down, or wrongly: a service told weeks later, one corrected, one that never took place."""
    slot, told = family.slot, family.reached(75)
    if told is None:
        return
    if slot % 3 == 0:
        record(family, family.after_entry(33), KINDS[5], "service:late", on=told)
    if slot % 3 != 2:
        day = family.after_entry(40)
        delivery = record(family, day, KINDS[3], "service:wrong", on=day)
        changed: dict[str, Any] = ({"minutes": 75}, {"code": "A2.17"}, {"delivered_on": family.after_entry(41)})[slot % len(WHY)]
        family.tell(
            family.after_entry(72), "CorrectService", "service:wrong:correction", by=_reader(family, 72), delivery=delivery,
            reason=WHY[slot % len(WHY)], **changed,
        )  # fmt: skip
    if slot % 5 == 2:
        day = family.after_entry(44)
        delivery = record(family, day, KINDS[10], "service:never", on=day)
        family.tell(
            family.after_entry(58), "VoidService", "service:never:voiding", by=_reader(family, 58), delivery=delivery,
            reason="L'attività era stata annullata per maltempo.",
        )  # fmt: skip


def amend(family: Family) -> None:
    """Where money or figures change, one asks and another approves or refuses; the rest is put right at once."""
    plot, slot, n = family.plot, family.slot, family.number
    day = family.reached(92, 8)
    if family.worker.agency != SDS or slot % 4 != 0 or day is None:
        return
    name = f"family:{n}:service:amended"
    record(family, family.after_entry(82), KINDS[4], "service:amended", on=family.after_entry(83))
    amendment = plot.tell(
        day, family.worker, "CorrectFact", f"{name}:asked", service="intake", ground="wrong-entry",
        fact=plot.fact(family.worker, "intake", name), reason="Sulla ricevuta sono 280 euro.", corrected={"amount_cents": 28_000},
    )  # fmt: skip
    settled = "RefuseAmendment" if slot % 16 == 12 else "ApproveAmendment"
    why: Body = {"reason": "La ricevuta in archivio dice 250 euro."} if settled == "RefuseAmendment" else {}
    plot.tell(day + timedelta(days=2), MARCO, settled, f"{name}:settled", service="intake", amendment=amendment, **why)
    if slot % 8 == 0:
        _void_twice_written(family, day)


def _void_twice_written(family: Family, day: date) -> None:
    name = f"family:{family.number}:service:twice"
    record(family, family.after_entry(84), KINDS[9], "service:twice", on=family.after_entry(84))
    fact = family.plot.fact(family.worker, "intake", name)
    amendment = family.plot.tell(
        day, family.worker, "VoidFact", f"{name}:asked", service="intake", fact=fact, ground="entered-twice",
        reason="Gli stessi buoni erano già stati registrati.",
    )  # fmt: skip
    family.plot.tell(
        day + timedelta(days=1), MARCO, "ApproveAmendment", f"{name}:settled", service="intake", amendment=amendment
    )  # fmt: skip


def record(family: Family, day: date, kind: Kind, name: str, *, on: date) -> UUID:
    """A service of a day, told on another by the worker or by a colleague of the cooperative."""
    colleague = family.shared and family.withdrawn is None and name.endswith(("3", "7")) and family.slot % 11 not in (3, 6)
    provider: dict[str, Any] = {"provider": CPI} if kind.code == "A2.09" and kind.minutes == 60 else {}
    everybody = [someone.person for someone in family.members_on(day)]
    by = SARA if colleague else _by(family, day)
    paid: dict[str, Any] = {"evidence": [document(by.agency, "receipt")]} if kind.cents else {}
    return family.tell(
        on, "RecordService", name, by=by, code=kind.code, delivered_on=day,
        minutes=kind.minutes, amount_cents=kind.cents, note=kind.note,
        recipients=everybody if kind.code in ("A1.05", "A1.06") else [family.speaker_on(day).person], **provider, **paid,
    )  # fmt: skip


def _reader(family: Family, days: int) -> Actor:
    """Another than who wrote an entry says how it was: the coordinator, who has read it over."""
    return COORDINATORS[family.worker_on(family.after_entry(days)).agency]


def _by(family: Family, day: date) -> Actor:
    return family.worker_on(day + timedelta(days=1))
