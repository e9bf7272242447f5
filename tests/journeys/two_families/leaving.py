"""What was done for them, how they came on, and how they left for a home of their own."""

from tests.journeys.two_families.arriving import assess
from tests.journeys.two_families.cast import LEAD, Family, Tale
from tests.journeys.two_families.stage import Person, eventually


def they_are_served(tale: Tale) -> None:
    """Each service is recorded by who gave it: mediation, money for the rent, help to find work."""
    _serve(tale, tale.lucia, tale.haddad, "mediation", "A2.19", 100, minutes=60)
    _serve(tale, tale.lucia, tale.haddad, "deposit", "A1.05", 101, amount_cents=60_000)
    _serve(tale, tale.sara, tale.haddad, "job", "A2.09", 102, minutes=90)
    _serve(tale, tale.sara, tale.haddad, "job again", "A2.09", 102, minutes=90)
    _serve(tale, tale.francesca, tale.rossi, "counsel", "A2.04", 103, minutes=45)
    _serve(tale, tale.francesca, tale.rossi, "home", "A2.16", 104, minutes=30)


def what_was_entered_wrong_is_put_right(tale: Tale) -> None:
    """Figures rest on it, so one asks and another agrees; both versions stay on the page."""
    tale.on_day(110)
    asked = {"of": "intake", "ground": "wrong-entry", "reason": "Erano due ore."}
    amendment = tale.lucia.correct_fact(fact=tale.haddad["mediation"], corrected={"minutes": 120}, **asked)["amendment"]
    tale.lucia.is_refused("not-allowed", "approve_amendment", of="intake", amendment=amendment)
    tale.marco.approve_amendment(of="intake", amendment=amendment)
    twice = {"of": "intake", "ground": "entered-twice", "reason": "Registrata due volte."}
    amendment = tale.sara.void_fact(fact=tale.haddad["job again"], **twice)["amendment"]
    tale.sara.is_refused("not-allowed", "approve_amendment", of="intake", amendment=amendment)
    tale.giulio.approve_amendment(of="intake", amendment=amendment)


def the_referral_has_done_its_work(tale: Tale) -> None:
    """The receiver says so."""
    tale.on_day(160)
    tale.sara.complete_referral(household=tale.haddad.household, referral=tale.haddad["referral"], note="Corso finito.")


def they_look_at_the_plan_together(tale: Tale) -> None:
    """Half a year on: what has changed, and what of it was misread and said again."""
    tale.on_day(195)
    assess(tale.lucia, tale.haddad, "Hala", "interim", housing=3, employment=3, community=3, mobility=None)
    assess(tale.francesca, tale.rossi, "Carlo", "interim", housing=3, employment=3, family=3)
    tale.on_day(196)
    tale.lucia.revise_assessment(
        household=tale.haddad.household, assessment=tale.haddad["interim assessment"], reason="Il tirocinio non era iniziato.",
        scores={"housing": 3, "employment": 2, "community": 3, "mobility": None},
    )  # fmt: skip
    tale.on_day(198)
    for worker, family in ((tale.lucia, tale.haddad), (tale.francesca, tale.rossi)):
        worker.record_goal_progress(household=family.household, goal=family["work goal"], percent=50)
        worker.review_plan(household=family.household, outcome="concluded")


def they_reach_their_goals(tale: Tale) -> None:
    """A job, friends, a home."""
    for number, goal in ((250, "work"), (260, "social"), (285, "housing")):
        tale.on_day(number)
        tale.lucia.record_goal_progress(household=tale.haddad.household, goal=tale.haddad[f"{goal} goal"], percent=100)
        tale.francesca.record_goal_progress(household=tale.rossi.household, goal=tale.rossi[f"{goal} goal"], percent=100)


def they_leave_for_homes_of_their_own(tale: Tale) -> None:
    """Only after they were asked once more how they fare. The rest follows by itself."""
    tale.on_day(288)
    leaving = {"exit": tale.day(290), "destination": "rental"}
    tale.lucia.is_refused("exit-needs-assessment", "end_enrolment", household=tale.haddad.household, **leaving)
    tale.pietro.is_refused("not-allowed", "end_enrolment", household=tale.haddad.household, **leaving)
    assess(tale.lucia, tale.haddad, "Hala", "exit", housing=5, employment=4, community=4, mobility=None)
    assess(tale.francesca, tale.rossi, "Carlo", "exit", housing=4, employment=4, family=4)
    tale.on_day(290)
    tale.haddad.things["asked again"] = tale.lucia.end_enrolment(household=tale.haddad.household, **leaving)["follow_up"]
    tale.rossi.things["asked again"] = tale.francesca.end_enrolment(
        household=tale.rossi.household, exit=tale.day(290), destination="public-housing"
    )["follow_up"]


def their_cases_are_closed(tale: Tale) -> None:
    """Whoever is closed takes no new service."""
    tale.on_day(295)
    for worker, family in ((tale.lucia, tale.haddad), (tale.francesca, tale.rossi)):
        worker.close_case(household=family.household, outcome="autonomy-reached")
    late = {"household": tale.haddad.household, "code": "A2.19", "delivered_on": tale.day(288), "recipients": [tale.haddad["Hala"]]}
    tale.lucia.is_refused("case-is-closed", "record_service", **late)


def three_months_later_the_clock_reminds_their_workers(tale: Tale) -> None:
    """On the day it is due it stands in their list, without anybody having written it there."""
    tale.on_day(385)
    for worker, family in ((tale.lucia, tale.haddad), (tale.francesca, tale.rossi)):
        todo = eventually(lambda w=worker, f=family: due(w, f), lambda found: bool(found) and all(one["noted"] for one in found))
        assert [one["kind"] for one in todo] == ["follow_up"]


def they_are_asked_how_they_fare_now(tale: Tale) -> None:
    """The matrix is filled in once more: how it was at the exit is no answer."""
    hala = {
        "household": tale.haddad.household, "follow_up": tale.haddad["asked again"], "in_contact": True,
        "housing_situation": "rental", "work_situation": "fixed-term-contract",
    }  # fmt: skip
    tale.lucia.is_refused("not-a-follow-up-assessment", "record_follow_up", **hala, assessment=tale.haddad["exit assessment"])
    assess(tale.lucia, tale.haddad, "Hala", "follow-up", housing=5, employment=5, community=5, mobility=None)
    tale.lucia.record_follow_up(**hala, assessment=tale.haddad["follow-up assessment"])
    tale.francesca.record_follow_up(
        household=tale.rossi.household, follow_up=tale.rossi["asked again"], in_contact=True,
        housing_situation="public-housing", work_situation="permanent-contract",
    )  # fmt: skip


def due(worker: Person, family: Family) -> list[dict]:
    """What the worker has to do about the family today."""
    today = worker.stage.day(worker.stage.today)
    return list(worker.reads("/due", household=family.household, until=today.isoformat())["due"])


def _serve(tale: Tale, worker: Person, family: Family, word: str, code: str, number: int, **much: int) -> None:
    tale.on_day(number)
    provider = {} if worker.agency != LEAD else {"provider": LEAD}
    family.things[word] = worker.record_service(
        household=family.household, code=code, delivered_on=tale.day(number), recipients=[next(iter(family.everybody))],
        **provider, **much,
    )["fact"]  # fmt: skip
