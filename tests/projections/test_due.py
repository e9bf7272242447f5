"""What is due, from the fact that sets a day to the fact that settles it; and the clock that notes what has come."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from infra.settings import Settings
from projections import clock, due
from projections.families import Viewer
from services.housing import api as housing_api
from services.intake import api as intake_api
from services.intake.events import (
    ConsentExpired,
    ConsentGiven,
    ConsentRenewed,
    FollowUpFellDue,
    FollowUpRecorded,
    FollowUpScheduled,
    PlanAgreed,
    PlanReviewed,
    ReferralSent,
    ResidencePermitRecorded,
)
from services.kernel.amending import AmendmentAsked, AmendmentRefused
from services.register import api as register_api
from services.register.events import CoverRenewed, CoverStarted, HoursLogged
from tests.projections.story import AMAL, HADDAD, MARCO, case_opened, joined
from tests.projections.world import World, a_world
from tests.spec import an_id

TODAY = date(2026, 6, 1)
CASEWORKER, REGISTRAR = Viewer("caseworker", "sds"), Viewer("registrar", "sds")
CONSENT, FOLLOW_UP, PLAN, COVER = an_id("a consent"), an_id("a follow-up"), an_id("a plan"), an_id("a cover")


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


IN_A_MONTH = day(30)


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        made.tell(case_opened())
        yield made


def items(world: World, viewer: Viewer = CASEWORKER, until: date = IN_A_MONTH, **more: Any) -> list[tuple[str, UUID, date]]:
    world.project()
    found, _ = due.due(world.read, viewer, until=until, **more)
    return [(item.kind, item.thing, item.due_on) for item in found]


def given(expires: date, **more: Any) -> ConsentGiven:
    told = {"consent": CONSENT, "household": HADDAD, "purpose": "care", "recipients": ("coop",), "signatory": AMAL, **more}
    return ConsentGiven(expires=expires, **told)


def scheduled(due_on: date, name: UUID = FOLLOW_UP) -> FollowUpScheduled:
    return FollowUpScheduled(follow_up=name, household=HADDAD, head=AMAL, due=due_on, months=3)


def agreed(next_review: date | None) -> PlanAgreed:
    return PlanAgreed(
        plan=PLAN, version=1, household=HADDAD, signatories=(AMAL,), worker="anna", agreed_on=day(-90), next_review=next_review
    )


def test_a_consent_is_due_on_its_last_day_and_a_renewed_one_on_the_new(world: World):
    world.tell(given(day(5)))
    assert items(world) == [("consent", CONSENT, day(5))]
    assert items(world, until=day(4)) == []
    world.tell(ConsentRenewed(consent=CONSENT, household=HADDAD, recipients=("coop",), expires=day(20), signatory=AMAL))
    assert items(world) == [("consent", CONSENT, day(20))]


def test_what_has_expired_is_due_no_more(world: World):
    world.tell(given(day(-1)))
    world.tell(ConsentExpired(consent=CONSENT, household=HADDAD, signatory=AMAL, recipients=("coop",), expired=day(-1)))
    assert items(world) == []


def test_a_permit_under_renewal_is_nobodys_work(world: World):
    told = {"person": AMAL, "permit": an_id("p"), "permit_kind": "work", "valid_from": day(-300)}
    world.tell(ResidencePermitRecorded(**told, valid_until=day(3)), agency="questura")
    assert items(world) == []
    world.tell(joined(AMAL))
    assert items(world) == [("permit", AMAL, day(3))], "now somebody has them in charge"
    world.tell(ResidencePermitRecorded(**told, valid_until=day(3), under_renewal=True))
    assert items(world) == []


def test_a_review_that_was_held_is_due_again_on_its_next_day_only(world: World):
    world.tell(agreed(day(-3)))
    assert items(world) == [("review", HADDAD, day(-3))]
    world.tell(
        PlanReviewed(plan=PLAN, version=2, household=HADDAD, head=AMAL, outcome="changed", reviewed_on=day(-1), next_review=day(25))
    )
    assert items(world) == [("review", HADDAD, day(25))]
    world.tell(PlanReviewed(plan=PLAN, version=2, household=HADDAD, head=AMAL, outcome="concluded", reviewed_on=day(0)))
    assert items(world) == []


def test_a_follow_up_that_was_voided_is_due_no_more_and_one_whose_record_was_voided_is_due_again(world: World):
    other = an_id("another follow-up")
    world.tell(scheduled(day(1)))
    mistaken = world.tell(scheduled(day(2), other))
    done = world.tell(
        FollowUpRecorded(
            follow_up=FOLLOW_UP, household=HADDAD, head=AMAL, followed_up_on=day(0), housing_situation="rental",
            work_situation="employed", in_contact=True,
        )
    )  # fmt: skip
    assert items(world) == [("follow_up", other, day(2))]
    world.void(mistaken)
    assert items(world) == []
    world.void(done)
    assert items(world) == [("follow_up", FOLLOW_UP, day(1))]


def test_each_sees_the_work_of_their_agency_and_role(world: World):
    world.tell(given(day(5)))
    world.tell(
        ReferralSent(
            referral=an_id("referral"), household=HADDAD, head=AMAL, sender="sds", receiver="coop", purpose="care",
            ground="consent", consent=CONSENT,
        ),
    )  # fmt: skip
    world.tell(CoverStarted(cover=COVER, person=MARCO, insurer="A", policy="1", risks=("accident",), start=day(-9), until=day(9)))
    far = {"until": date(2100, 1, 1)}
    assert [kind for kind, _, _ in items(world, CASEWORKER, **far)] == ["consent"]
    assert [kind for kind, _, _ in items(world, Viewer("caseworker", "coop"), **far)] == ["referral"]
    assert [kind for kind, _, _ in items(world, REGISTRAR, **far)] == ["cover"]
    assert sorted(kind for kind, _, _ in items(world, Viewer("coordinator", "sds"), **far)) == ["consent", "cover"]
    assert sorted(kind for kind, _, _ in items(world, Viewer("auditor", "-"), **far)) == ["consent", "cover", "referral"]
    assert items(world, Viewer("trainer", "sds"), **far) == []


def test_an_amendment_waits_for_its_second_pair_of_eyes(world: World):
    asked = AmendmentAsked(
        amendment=an_id("a"), fact=an_id("f"), fact_type="FamilyEnrolled", household=HADDAD, persons=(AMAL,), ground="other",
        correction=False,
    )  # fmt: skip
    world.tell_all([asked], of="intake")
    coordinator = Viewer("coordinator", "sds")
    assert [kind for kind, _, _ in items(world, coordinator, until=date(2100, 1, 1))] == ["amendment"]
    refused = AmendmentRefused(amendment=an_id("a"), fact=an_id("f"), fact_type="FamilyEnrolled", persons=(AMAL,))
    world.tell_all([refused], of="intake")
    assert items(world, coordinator, until=date(2100, 1, 1)) == []


def test_pages_follow_one_another(world: World):
    things = sorted((an_id(f"follow-up {n}") for n in range(5)), key=str)
    for thing in things:
        world.tell(scheduled(day(1), thing))
    world.project()
    seen, after = [], None
    while True:
        page, after = due.due(world.read, CASEWORKER, until=day(30), after=after, limit=2)
        seen += [item.thing for item in page]
        if after is None:
            break
    assert seen == things
    with pytest.raises(ValueError):  # noqa: PT011 - any reading of a cursor may fail in its own way
        due.due(world.read, CASEWORKER, until=day(30), after="nonsense")


def test_the_clock_asks_at_addresses_that_services_have():
    class Anything:
        def __getattr__(self, _: str) -> Any:
            return Anything()

        def __iter__(self) -> Iterator[Any]:
            return iter(())

        def __call__(self, *_: Any, **__: Any) -> Any:
            return self

    known = {
        service: {route.path for route in api.routes(Anything())}  # type: ignore[arg-type]
        for service, api in (("intake", intake_api), ("housing", housing_api), ("register", register_api))
    }
    things = {"household": "{household}", "person": "{person}", "says": "{permit}"}
    for kind, note in clock.NOTES.items():
        thing = {"consent": "{consent}", "follow_up": "{follow_up}", "stay": "{assignment}", "cover": "{cover}"}.get(kind, "")
        item = due.Due(**{**dict.fromkeys(due.Due.__dataclass_fields__), "kind": kind, "thing": thing, **things})
        assert note.path(item) in known[note.service], kind


class Answering(httpx.MockTransport):
    """Services that accept all but what they are told to refuse, and remember what they were asked."""

    def __init__(self, refuse: str = "") -> None:
        self.asked: list[httpx.Request] = []
        self.refuse = refuse
        super().__init__(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        refused = self.refuse and self.refuse in request.url.path
        return httpx.Response(409, json={"type": "/problems/not-yet-due"}) if refused else httpx.Response(201, json={})


def ticking(world: World, services: Answering) -> clock.Clock:
    made = clock.Clock(world.settings, dict.fromkeys(("intake", "housing", "register"), "http://service"))
    made._http = httpx.Client(transport=services)
    return made


def test_the_clock_notes_what_has_come_once_with_a_key_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch):
    world.tell(given(date(2026, 1, 31)))
    world.tell(scheduled(date(2026, 2, 1)))
    world.tell(
        ResidencePermitRecorded(person=AMAL, permit=an_id("p"), permit_kind="work", valid_from=day(-400), valid_until=day(900))
    )
    world.tell(agreed(date(2026, 3, 1)))
    world.tell(
        CoverStarted(cover=COVER, person=MARCO, insurer="A", policy="1", risks=("accident",), start=day(-300), until=day(-200))
    )
    world.tell(CoverRenewed(cover=COVER, person=MARCO, policy="2", start=day(-199), until=day(900)))
    world.tell(
        HoursLogged(
            hours=an_id("h"),
            match=an_id("m"),
            need=an_id("n"),
            household=HADDAD,
            person=MARCO,
            day=day(-90),
            minutes=60,
            entries=(),
        )
    )
    world.project()
    services = Answering(refuse="review")
    ticker = ticking(world, services)
    assert ticker.tick(world.read) == 2
    assert [request.url.path for request in services.asked] == [
        f"/households/{HADDAD}/consents/{CONSENT}/expiry", f"/households/{HADDAD}/follow-ups/{FOLLOW_UP}/due",
        f"/households/{HADDAD}/plan/review/due",
    ]  # fmt: skip
    assert ticker.tick(world.read) == 0
    again = Answering()
    assert ticking(world, again).tick(world.read) == 3
    keys = [[request.headers["idempotency-key"] for request in one.asked] for one in (services, again)]
    assert keys[0] == keys[1]
    world.tell(FollowUpFellDue(follow_up=FOLLOW_UP, household=HADDAD, head=AMAL, due=date(2026, 2, 1)))
    world.project()
    assert due.fallen_due(world.read, {"follow_up": timedelta(0)}, TODAY) == []
    assert ("follow_up", FOLLOW_UP, date(2026, 2, 1)) in items(world)
