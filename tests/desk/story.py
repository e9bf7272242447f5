"""One family's story, told by HTTP to the real services: every dimension, a late entry, a correction and a voided one."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from infra.auth import issue_token
from infra.settings import Settings
from projections.desk.people_of_demo import PEOPLE, DemoPerson

TODAY = datetime.now(UTC).date()
START = TODAY - timedelta(days=200)


def day(after: int) -> str:
    return (START + timedelta(days=after)).isoformat()


def somebody(agency: str, role: str) -> DemoPerson:
    return next(person for person in PEOPLE if (person.agency, person.role) == (agency, role))


@dataclass
class Teller:
    """Gives commands as a person of the demonstration."""

    settings: Settings
    person: DemoPerson

    def __call__(self, service: str, path: str, at: int | None = None, /, **body: Any) -> dict[str, Any]:
        """The ids that the command gave; `at` is the day of the story on which it happened."""
        who = self.person
        token = issue_token(self.settings, agency=who.agency, roles=[who.role], subject=who.subject, name=who.name)
        if at is not None:
            body["occurred_at"] = f"{day(at)}T09:30:00+00:00"
        answer = httpx.post(
            self.settings.service_url(service) + path, json=body, timeout=30,
            headers={"authorization": f"Bearer {token}", "idempotency-key": str(uuid4())},
        )  # fmt: skip
        assert answer.status_code in {200, 201}, f"{path}: {answer.text}"
        return dict(answer.json()["ids"]) | {"events": answer.json()["events"]}


@dataclass
class Told:
    """What was told: ids by name."""

    household: str
    persons: dict[str, str]
    ids: dict[str, str] = field(default_factory=dict)


def setting(settings: Settings) -> None:
    """The agencies and the funded project; telling it twice does no harm."""
    admin = Teller(settings, somebody("sds", "admin"))
    for agency, name in (
        ("sds", "Società della Salute"),
        ("coop", "Cooperativa Il Ponte"),
        ("comune", "Comune di Orbetello"),
    ):
        admin("intake", "/agencies", agency=agency, name=name)
    admin("intake", "/programmes", project="PROG-DESK", name="WE-ITA – Welfare generativo", fund="FAMI 2014-2020")


def enrol(settings: Settings, names: list[tuple[str, str, str]], *, agency: str = "sds") -> Told:
    """A family in charge and enrolled; names are (given, family, birth date), the first one heads it."""
    ask = Teller(settings, somebody(agency, "caseworker"))
    persons = {
        given: ask("intake", "/persons", given_name=given, family_name=family, birth_date=birth, sex="not-stated")["person"]
        for given, family, birth in names
    }
    head, *others = persons.values()
    household = ask("intake", "/cases", 0, project="PROG-DESK", head=head)["household"]
    members = [
        {"person": head, "relationship": "head"},
        *({"person": other, "relationship": kin} for other, kin in zip(others, ("spouse", "child"), strict=False)),
    ]
    notice = {"given_on": day(1), "language": "ar", "version": "2"}
    ask("intake", "/households", 2, household=household, project="PROG-DESK", head=head, members=members, notice=notice)
    return Told(household, persons)


def pathway(settings: Settings) -> Told:
    """The Haddad family: from emergency to a home, with neighbours, a course and a job."""
    told = enrol(settings, [("Amal", "Haddad", "1988-04-12"), ("Karim", "Haddad", "1985-01-30"), ("Lina", "Haddad", "2016-09-03")])
    ask, coordinator = Teller(settings, somebody("sds", "caseworker")), Teller(settings, somebody("sds", "coordinator"))
    amal, home = told.persons["Amal"], f"/households/{told.household}"
    scores = {
        "housing": 1,
        "employment": 2,
        "income": 1,
        "family": 4,
        "health": 3,
        "community": 2,
        "adult-education": 2,
        "safety": 4,
    }
    ask("intake", f"{home}/assessments", 6, person=amal, phase="entry", scores=scores)
    ask("intake", f"{home}/plans", 12, summary="Casa, lingua, lavoro")
    goal = ask("intake", f"{home}/goals", 12, person=amal, dimension="work", text="Trovare un impiego", due=day(220))["goal"]
    consent = {"purpose": "care", "recipients": ["coop"], "expires": day(700), "signatory": amal}
    ask("intake", f"{home}/consents", 13, **consent)
    served = {"recipients": [amal], "provider": "sds"}
    ask("intake", f"{home}/services", 20, code="A2.19", delivered_on=day(20), minutes=90, **served)
    wrong = ask("intake", f"{home}/services", 33, code="A1.05", delivered_on=day(33), amount_cents=45000, **served)
    told.ids["corrected"] = wrong["events"][0]["id"]
    fixed = coordinator(
        "intake", f"{home}/services/{wrong['delivery']}/correction", amount_cents=54000, reason="Importo scritto male"
    )
    told.ids["correction"] = fixed["events"][0]["id"]
    void = ask("intake", f"{home}/services", 40, code="A2.16", delivered_on=day(40), minutes=30, **served)
    told.ids["voided"] = void["events"][0]["id"]
    coordinator("intake", f"{home}/services/{void['delivery']}/voiding", reason="Famiglia assente")
    dwelling = coordinator("housing", "/dwellings", 1, name="Casa Girasole", address="Via Roma 12, Orbetello", shared=True)[
        "dwelling"
    ]
    told.ids["unit"] = coordinator("housing", f"/dwellings/{dwelling}/units", 1, label="Girasole, stanza 3", capacity=4)["unit"]
    ask("intake", f"{home}/goals/{goal}/progress", 90, percent=60, note="Colloquio")
    return told


def settle(settings: Settings, told: Told) -> None:
    """The family moves in; housing must have heard of it before."""
    coordinator, home = Teller(settings, somebody("sds", "coordinator")), f"/households/{told.household}"
    rules = {"version": "1", "rules": "Rispetto degli spazi comuni"}
    agreement = coordinator("housing", f"{home}/agreements", 44, unit=told.ids["unit"], **rules)["agreement"]
    for name in ("Amal", "Karim"):
        signed = {"person": told.persons[name], "signed": day(45)}
        coordinator("housing", f"{home}/agreements/{agreement}/signatures", 45, **signed)
    coordinator(
        "housing", f"/units/{told.ids['unit']}/assignments", 46, household=told.household, starts=day(46), planned_end=day(400)
    )


def serve(settings: Settings, told: Told, code: str = "A2.20", on: date = TODAY) -> str:
    """One more service; gives the id of its event."""
    ask = Teller(settings, somebody("sds", "caseworker"))
    body = {"code": code, "delivered_on": on.isoformat(), "minutes": 60, "recipients": [told.persons["Amal"]], "provider": "sds"}
    given = ask("intake", f"/households/{told.household}/services", **body, occurred_at=f"{on.isoformat()}T00:00:00+00:00")
    return str(given["events"][0]["id"])
