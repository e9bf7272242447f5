"""Named example facts of living together: the agreement of a house, incidents, mutual help, house meetings."""

from datetime import date

from services.housing import events as housing
from services.housing.events.house import HouseRules
from services.kernel.event import Event
from tests.examples.cast import AGREEMENT, AMAL, DWELLING, HADDAD, NOUR, SAMI, UNIT
from tests.spec import an_id

BREACH, INCIDENT, REVIEW, COMMITMENT, HELP, MEETING = (
    an_id(name) for name in ("breach", "incident", "review", "commitment", "help", "meeting")
)
_PROMISE = {"commitment": COMMITMENT, "household": HADDAD, "person": SAMI}
_WARNING = {"household": HADDAD, "incident": INCIDENT, "head": AMAL}

LIVING: tuple[Event, ...] = (
    housing.UnitListed(dwelling=DWELLING, unit=UNIT),
    housing.HouseRulesPublished(dwelling=DWELLING, rules=HouseRules(sign_days=21, warnings_before_review=3, review_days=10)),
    housing.AgreementAmended(dwelling=DWELLING, version="2", amended=date(2026, 4, 1), sign_by=date(2026, 4, 22)),
    housing.SignatoryAdded(household=HADDAD, person=NOUR, since=date(2026, 4, 10)),
    housing.BreachReported(
        breach=BREACH, agreement=AGREEMENT, household=HADDAD, person=SAMI, kind="noise", on=date(2026, 4, 20), note="Musica"
    ),
    housing.AgreementEnded(agreement=AGREEMENT, household=HADDAD, head=AMAL, ended=date(2026, 10, 31), reason="moved-out"),
    housing.IncidentReported(
        incident=INCIDENT, dwelling=DWELLING, households=(HADDAD,), persons=(SAMI,), kind="quarrel", on=date(2026, 5, 2),
        note="Lite in cucina",
    ),
    housing.IncidentClassified(incident=INCIDENT, persons=(SAMI,), severity="serious"),
    housing.MediationHeld(
        incident=INCIDENT, present=(SAMI, AMAL), held=date(2026, 5, 5), outcome="agreed", note="Si sono chiariti"
    ),
    housing.WarningIssued(**_WARNING, number=3, issued=date(2026, 5, 6), note="Terzo richiamo"),
    housing.ReviewRequested(**_WARNING, review=REVIEW, warnings=3, due=date(2026, 5, 16)),
    housing.ReviewHeld(
        review=REVIEW, household=HADDAD, head=AMAL, held=date(2026, 5, 14), outcome="stay-with-help", note="Più colloqui"
    ),
    housing.IncidentClosed(incident=INCIDENT, persons=(SAMI,), closed=date(2026, 5, 15), outcome="warned", note="Chiuso"),
    housing.CommitmentMade(
        **_PROMISE, dwelling=DWELLING, kind="cooking", minutes=120, every="week", starts=date(2026, 3, 1), until=date(2026, 6, 30)
    ),
    housing.HelpLogged(help=HELP, **_PROMISE, day=date(2026, 3, 7), minutes=90),
    housing.CommitmentKept(help=HELP, **_PROMISE, day=date(2026, 3, 7), minutes=90),
    housing.HelpRejected(help=an_id("other help"), **_PROMISE),
    housing.CommitmentEnded(**_PROMISE, ended=date(2026, 6, 1), reason="own-choice"),
    housing.MeetingHeld(
        meeting=MEETING, dwelling=DWELLING, held=date(2026, 4, 5), present=(AMAL, SAMI), topics=("cleaning", "noise"),
        decisions=("cleaning-turns",), amendment="2", minutes_text="Turni di pulizia per tutti",
    ),
)  # fmt: skip
