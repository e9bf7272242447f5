"""Who may see a family's file: consents given, renewed, run out, taken back; and the referrals that rest on them."""

from datetime import date, timedelta
from uuid import UUID

from services.exchange.simulated.actors import COOP, CPI, KARIMA, SARA, TERRE, TOMMASO, clock_of
from services.exchange.simulated.families import Family

RENEWED, RUNS_OUT = 3, 6
"""Of eleven families, whose consent is renewed in time, and whose runs out and is given anew."""


def share(family: Family) -> None:
    """Most families let the partners see their file; for some it ends sooner than the project."""
    if not family.shared:
        return
    soon = family.slot % 11
    expires = family.after_entry({RENEWED: 60, RUNS_OUT: 90}.get(soon, 500))
    consent = _consent(family, family.after_entry(1), "consent:1", family.others, "care", expires)
    if soon == RENEWED and (day := family.reached(55)):
        family.tell(
            day, "RenewConsent", "consent:1:renewal", consent=consent, expires=family.after_entry(560),
            signatory=family.speaker_on(day).person, language=family.community.language, form_version="2026-1",
        )  # fmt: skip
    if soon == RUNS_OUT and (day := family.reached(95)):
        clock = clock_of(family.worker_on(day).agency)
        family.tell(family.after_entry(91), "ExpireConsent", "consent:1:expiry", by=clock, consent=consent)
        _consent(family, day, "consent:2", family.others, "care", family.after_entry(500))


def take_back(family: Family) -> None:
    """A family takes its consent back, and later gives a narrower one."""
    day = family.withdrawn
    if day is None or not family.shared:
        return
    soon = family.slot % 11
    name = "consent:2" if soon == RUNS_OUT and family.reached(95) else "consent:1"
    family.tell(
        day, "WithdrawConsent", f"{name}:withdrawal",
        consent=family.plot.made(family.worker, "GiveConsent", f"family:{family.number}:{name}"),
        reason="La famiglia preferisce essere seguita da un solo ente.",
    )  # fmt: skip
    _consent(family, day + timedelta(days=4), "consent:narrow", family.others[:1], "housing", day + timedelta(days=300))


def _consent(family: Family, on: date, name: str, recipients: list[str], purpose: str, expires: date) -> UUID:
    return family.tell(
        on, "GiveConsent", name, purpose=purpose, recipients=recipients, expires=expires,
        signatory=family.speaker_on(on).person, language=family.community.language, form_version="2026-1",
    )  # fmt: skip


def refer(family: Family) -> None:
    """To the employment office or the cooperative with consent, to the association on the ground of a public task."""
    turn, day = family.slot % 5, family.reached(20, 70)
    if not family.shared or family.withdrawn or day is None or family.slot % 11 in (RENEWED, RUNS_OUT):
        return
    if turn == 0:
        _to_work(family, day)
    elif turn == 1 and family.worker.agency != TERRE:
        _to_the_association(family, day)
    elif turn == 2 and family.worker.agency != COOP:
        referral = family.tell(day, "ReferToAgency", "referral:housing", receiver=COOP, purpose="housing", code="A2.16")
        if family.slot % 2:
            family.tell(
                day + timedelta(days=5), "RevokeReferral", "referral:housing:revoked", by=family.worker, referral=referral,
                reason="Hanno trovato loro stessi un alloggio.",
            )  # fmt: skip
        else:
            family.tell(day + timedelta(days=3), "AcceptReferral", "referral:housing:accepted", by=SARA, referral=referral)


def _to_work(family: Family, day: date) -> None:
    referral = family.tell(day, "ReferToAgency", "referral:work", receiver=CPI, purpose="work", code="A2.09")
    family.tell(day + timedelta(days=3), "AcceptReferral", "referral:work:accepted", by=TOMMASO, referral=referral)
    family.tell(
        day + timedelta(days=20), "RecordService", "referral:work:service", by=TOMMASO, code="A2.09", minutes=60,
        delivered_on=day + timedelta(days=19), recipients=[family.head.person], note="Patto di servizio e primo colloquio.",
    )  # fmt: skip
    family.tell(
        day + timedelta(days=45), "CompleteReferral", "referral:work:completed", by=TOMMASO, referral=referral,
        note="Iscritta alle liste, tirocinio avviato.",
    )  # fmt: skip


def _to_the_association(family: Family, day: date) -> None:
    referral = family.tell(
        day, "ReferToAgency", "referral:social", receiver=TERRE, purpose="legal", ground="public-task",
        reason="Il ricorso scade tra una settimana; il consenso non nomina ancora l'associazione.",
    )  # fmt: skip
    if family.slot % 2:
        family.tell(
            day + timedelta(days=2), "RejectReferral", "referral:social:rejected", by=KARIMA, referral=referral,
            reason="Lo sportello legale è chiuso fino al mese prossimo.",
        )  # fmt: skip
    else:
        family.tell(day + timedelta(days=2), "AcceptReferral", "referral:social:accepted", by=KARIMA, referral=referral)
        family.tell(
            day + timedelta(days=30), "CompleteReferral", "referral:social:completed", by=KARIMA, referral=referral,
            note="Ricorso depositato.",
        )  # fmt: skip
