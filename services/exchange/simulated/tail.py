"""The last day of the story, told slowly: one family's file grows line by line while somebody looks at it."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.exchange.simulated.actors import AGNESE, ANNA, GIULIO, LUCIA, MARCO, ROCCO, SARA, SDS, TERRE, clock_of
from services.exchange.simulated.albo import Volunteer
from services.exchange.simulated.care import KINDS, Kind
from services.exchange.simulated.communities import Name
from services.exchange.simulated.courses import LESSONS, Edition, attend, open_register, sign_register
from services.exchange.simulated.documents import document
from services.exchange.simulated.families import Family
from services.exchange.simulated.helping import Help, log_hours
from services.exchange.simulated.homes import RULES, Stay, Unit
from services.exchange.simulated.people import Newcomer, register_one
from services.exchange.simulated.plot import Actor, Plot


def end_with(
    family: Family, stay: Stay, found: Help, edition: Edition, *, volunteers: Sequence[Volunteer], empty: Unit
) -> Plot:  # fmt: skip
    """Everything that today brings for one family, through all four services, as one queue."""
    plot = Plot(family.plot.seed, family.plot.today, "live", live=True)
    family.plot, edition.plot = plot, plot
    today = plot.today
    _services(family, today)
    _hours(found, today)
    _lessons(edition, family, today)
    _plan(family, today)
    _consents(family, today)
    _emergency(family, today)
    _grandmother(family, empty, today)
    _second_help(family, volunteers[3], today)
    _home(family, stay, empty, today)
    return plot


def _service(family: Family, name: str, kind: Kind, day: date, actor: Actor = LUCIA) -> None:
    family.plot.tell(
        family.plot.today, actor, "RecordService", f"live:{name}", household=family.household, code=kind.code, delivered_on=day,
        minutes=kind.minutes, amount_cents=kind.cents, note=kind.note, recipients=[family.head.person],
    )  # fmt: skip


def _services(family: Family, today: date) -> None:
    """Yesterday's visits, one forgotten for three weeks, one written down twice and taken back, one corrected."""
    plot = family.plot
    _service(family, "service:mediation", KINDS[0], today - timedelta(days=1))
    _service(family, "service:cv", KINDS[7], today - timedelta(days=1), SARA)
    _service(family, "service:forgotten", KINDS[1], today - timedelta(days=22))
    told_late = Kind("A2.08", 90, None, "Infermiera a domicilio dopo l'intervento.")
    _service(family, "service:after-the-report", told_late, _last_quarter(today))
    delivery = plot.tell(
        today, LUCIA, "RecordService", "live:service:twice", household=family.household, code="A2.19", minutes=60,
        delivered_on=today - timedelta(days=1), recipients=[family.head.person], note="Mediazione linguistica.",
    )  # fmt: skip
    plot.tell(
        today, MARCO, "VoidService", "live:service:twice:voiding", household=family.household, delivery=delivery,
        reason="Scritta due volte.",
    )  # fmt: skip
    delivery = plot.tell(
        today, SARA, "RecordService", "live:service:rent", household=family.household, code="A1.05", amount_cents=20_000,
        delivered_on=today - timedelta(days=2), recipients=[someone.person for someone in family.members], note="Caparra.",
        evidence=[document(SARA.agency, "receipt")],
    )  # fmt: skip
    plot.tell(
        today, MARCO, "CorrectService", "live:service:rent:correction", household=family.household, delivery=delivery,
        amount_cents=22_000, reason="L'importo della ricevuta è 220 euro.",
    )  # fmt: skip


def _last_quarter(today: date) -> date:
    """A day of the quarter that is over, whose report has been sealed: what is told of it now is a rectification."""
    return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=12)


def _hours(found: Help, today: date) -> None:
    """The volunteer writes down the last two afternoons."""
    for n in (1, 0):
        day = today - timedelta(days=7 * n + (today.isoweekday() - found.weekday) % 7)
        log_hours(found, day, today, f"live:hours:{n}", settled=today, minutes=90)


def _lessons(edition: Edition, family: Family, today: date) -> None:
    """The last lesson's register is filled in and signed, and the head of the family has completed."""
    last = LESSONS - 1
    open_register(edition, last, today)
    for learner in range(len(edition.learners)):
        attend(edition, learner, last, on=today)
    sign_register(edition, last, today)
    edition.plot.tell(
        today, edition.offer.by, "CompleteCourse", "live:completion", edition=edition.edition, person=family.head.person
    )  # fmt: skip


def _plan(family: Family, today: date) -> None:
    """The interim assessment of the other adult is typed in late; two goals move, one is reached."""
    plot = family.plot
    scores = {"housing": 4, "employment": 3, "income": 3, "legal": 4, "health": 4, "family": 5, "community": 4}
    plot.tell(
        today, LUCIA, "RecordAssessment", "live:assessment", happened=today - timedelta(days=10), household=family.household,
        person=family.members[1].person, phase="interim", scores=scores,
    )  # fmt: skip
    family.plot.tell(
        today, LUCIA, "ReviewPlan", "live:review", household=family.household, outcome="changed",
        next_review=today + timedelta(days=182), note="Il lavoro c'è, ora si cerca una casa propria.",
    )  # fmt: skip
    for dimension, text, steps in (
        ("housing", "Firmare un contratto d'affitto proprio.", (40, 80)),
        ("work", "Tirocinio di tre mesi in una cooperativa agricola.", (50, 100)),
    ):
        goal = plot.tell(
            today, LUCIA, "SetGoal", f"live:goal:{dimension}", household=family.household,
            person=family.head.person, dimension=dimension, text=text, due=today + timedelta(days=90),
        )  # fmt: skip
        for percent in steps:
            plot.tell(
                today, LUCIA, "RecordGoalProgress", f"live:goal:{dimension}:{percent}", household=family.household, goal=goal,
                percent=percent, note="Ne abbiamo parlato oggi a casa loro.",
            )  # fmt: skip
    plot.tell(
        today, LUCIA, "AgreePlan", "live:plan", household=family.household, version=3,
        signatories=[adult.person for adult in family.adults],
    )  # fmt: skip


def _consents(family: Family, today: date) -> None:
    """The association may see the file for its evaluation; the family thinks again the same afternoon."""
    plot = family.plot
    consent = plot.tell(
        today, LUCIA, "GiveConsent", "live:consent", household=family.household, purpose="evaluation",
        recipients=[TERRE], expires=today + timedelta(days=180), signatory=family.head.person,
    )  # fmt: skip
    plot.tell(
        today, LUCIA, "WithdrawConsent", "live:consent:withdrawal", household=family.household, consent=consent,
        reason="La famiglia preferisce non partecipare alla ricerca.",
    )  # fmt: skip


def _emergency(family: Family, today: date) -> None:
    """The boy is found alone at the station on a Sunday: the parish opens the file for a day, and everybody can read why."""
    plot = family.plot
    plot.tell(
        today, AGNESE, "RequestEmergencyAccess", "live:emergency", household=family.household,
        reason="Il bambino è solo alla stazione, serve il numero dei genitori.",
    )  # fmt: skip
    plot.tell(
        today, clock_of(SDS), "RecordView", "live:view", household=family.household, viewer=AGNESE.subject, role=AGNESE.role,
        agency=ROCCO,
    )  # fmt: skip


def _grandmother(family: Family, unit: Unit, today: date) -> None:
    """The mother-in-law arrives by family reunion; the agreement on the larger flat is signed by everybody of age."""
    plot = family.plot
    given = Name("Hala", "هالة")
    mother = Newcomer(
        family.community, given, family.members[1].family, "female", "8", date(today.year - 66, 3, 14), 8, own_script=True
    )
    who = register_one(plot, today, LUCIA, "live:person:grandmother", mother)
    plot.tell(today, LUCIA, "AddMember", "live:member", household=family.household, person=who.person, relationship="8")
    family.members.append(who)
    agreement = plot.tell(
        today, unit.by, "DraftAgreement", "live:agreement", household=family.household, unit=unit.unit, version="1",
        rules=RULES + " La nonna ha la stanza al piano terra.",
    )  # fmt: skip
    for n, adult in enumerate(family.adults):
        plot.tell(
            today, LUCIA, "SignAgreement", f"live:agreement:signature:{n}", household=family.household, agreement=agreement,
            person=adult.person, signed=today,
        )  # fmt: skip


def _second_help(family: Family, volunteer: Volunteer, today: date) -> None:
    """A second active citizen comes to help with the move."""
    plot = family.plot
    need = plot.tell(
        today, LUCIA, "PublishNeed", "live:need", household=family.household, skill=volunteer.skill, quantity=2,
        what="Una mano con il trasloco.", start=today, until=today + timedelta(days=30),
    )  # fmt: skip
    match = plot.tell(
        today, ANNA, "ProposeMatch", "live:match", household=family.household, need=need, person=volunteer.person,
        shifts=[{"weekday": 6, "start": "15:00:00", "end": "18:00:00"}],
    )  # fmt: skip
    plot.tell(today, GIULIO, "ConfirmMatch", "live:match:confirmation", household=family.household, match=match)


def _home(family: Family, stay: Stay, unit: Unit, today: date) -> None:
    """They move within the project, into a larger flat; the months of their stay count on."""
    family.plot.tell(
        today, MARCO, "MoveHousehold", "live:move", household=family.household, assignment=stay.assignment, unit=unit.unit,
        moved=today, reason="Con la nonna sono in cinque.",
    )  # fmt: skip
    _service(family, "service:move", KINDS[11], today)
