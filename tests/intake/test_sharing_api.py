"""Over HTTP: referrals, transfers and emergencies open a family's file and close it again, here and at the neighbours'."""

from typing import Any

from tests.api.promises import refused
from tests.api.scenes import ENTRY, LATER, LONG, Family, Scene, day
from tests.api.stack import Call

pytest_plugins = ["tests.api.fixtures"]


def service_by(scene: Scene, family: Family) -> Call:
    """The neighbour agency records a service for the family."""
    return scene.call(
        "RecordService", scene.them(), household=family.household, code="A1.05", delivered_on=LATER, recipients=[family.head]
    )


def need_by(scene: Scene, family: Family) -> Call:
    """The neighbour agency asks for a volunteer for the family."""
    need = {"skill": "italian", "what": "Compiti", "start": day(0), "until": day(60)}
    return scene.call("PublishNeed", scene.them("registrar"), household=family.household, **need)


def answer(scene: Scene, family: Family, referral: str, command: str, **more: Any) -> Call:
    return scene.call(command, scene.them("caseworker"), household=family.household, referral=referral, **more)


def test_an_accepted_referral_opens_the_file_until_it_is_completed(scene: Scene):
    family = scene.known_family()
    referral = scene.referral_sent(family)
    refused(scene.stack.send(service_by(scene, family)), 404, "unknown-household")
    scene.stack.must(answer(scene, family, referral, "AcceptReferral"))
    scene.stack.carry()
    scene.stack.must(service_by(scene, family))
    scene.stack.must(need_by(scene, family))
    scene.stack.must(answer(scene, family, referral, "CompleteReferral"))
    scene.stack.carry()
    refused(scene.stack.send(service_by(scene, family)), 404, "unknown-household")
    refused(scene.stack.send(need_by(scene, family)), 404, "unknown-household")


def test_only_the_receiver_answers_and_only_the_sender_takes_back(scene: Scene):
    family = scene.enrolled_family()
    referral = scene.referral_sent(family)
    accept = answer(scene, family, referral, "AcceptReferral")
    refused(scene.stack.send(accept.from_(scene.who("caseworker"))), 403, "not-the-receiver", "referral")
    refused(scene.stack.send(accept.from_(scene.who("caseworker", agency="a-third"))), 404, "unknown-household")
    refused(scene.stack.send(answer(scene, family, referral, "RevokeReferral")), 403, "not-the-sender", "referral")


def test_without_consent_a_family_is_not_referred_and_a_consent_taken_back_ends_the_referral(scene: Scene):
    family = scene.enrolled_family()
    ask = {"household": family.household, "receiver": scene.neighbour, "purpose": "housing"}
    refused(scene.stack.send(scene.call("ReferToAgency", "caseworker", **ask)), 409, "no-consent-to-share", "consent")
    consent = scene.consent_given(family)
    referral = scene.do("ReferToAgency", "caseworker", **ask)["referral"]
    scene.stack.must(answer(scene, family, referral, "AcceptReferral"))
    scene.do("WithdrawConsent", "caseworker", household=family.household, consent=consent)
    told = ["ReferralSent", "ReferralAccepted", "ReferralRevoked"]
    assert scene.stack.types("intake", f"referral/{family.household}") == told
    refused(scene.stack.send(service_by(scene, family)), 404, "unknown-household")
    refused(scene.stack.send(answer(scene, family, referral, "CompleteReferral")), 409, "referral-over")


def test_who_is_let_in_lets_nobody_else_in(scene: Scene):
    family = scene.enrolled_family()
    scene.consent_given(family)
    of = {"household": family.household}
    consent = {"purpose": "work", "recipients": [scene.agency], "expires": LONG, "signatory": family.head}
    referral = {"receiver": scene.agency, "purpose": "work", "ground": "public-task", "reason": "Un corso"}
    for call in (
        scene.call("GiveConsent", scene.them("caseworker"), **of, **consent),
        scene.call("ReferToAgency", scene.them("caseworker"), **of, **referral),
        scene.call("TransferCase", scene.them(), **of, agency=scene.neighbour),
        scene.call("CloseCase", scene.them("caseworker"), **of, outcome="other"),
    ):
        refused(scene.stack.send(call), 403, "not-in-your-charge", "household")


def test_a_case_that_is_handed_over_is_the_other_agencys_alone(scene: Scene):
    family = scene.known_family()
    scene.do("TransferCase", "coordinator", household=family.household, agency=scene.neighbour)
    scene.stack.carry()
    scene.stack.must(service_by(scene, family))
    scene.stack.must(need_by(scene, family))
    ours = service_by(scene, family).from_(scene.who("coordinator"))
    refused(scene.stack.send(ours), 404, "unknown-household")
    refused(scene.stack.send(need_by(scene, family).from_(scene.who("registrar"))), 404, "unknown-household")


def test_in_an_emergency_a_file_that_is_not_shared_opens_once(scene: Scene):
    family = scene.known_family()
    ask = {"household": family.household, "reason": "Il bambino è solo alla stazione"}
    glass = scene.call("RequestEmergencyAccess", scene.them("caseworker"), None, **ask)
    scene.stack.must(glass)
    scene.stack.carry()
    scene.stack.must(service_by(scene, family))
    scene.stack.must(need_by(scene, family))
    refused(scene.stack.send(glass), 409, "access-not-needed", "household")
    refused(scene.stack.send(glass.from_(scene.who("caseworker"))), 409, "access-not-needed", "household")
    refused(scene.stack.send(glass.but(household=str(scene.person()))), 404, "unknown-household")


def test_a_household_that_splits_is_two_families_to_everybody(scene: Scene):
    family = scene.enrolled_family(scene.person())
    own = [{"person": family.members[1], "relationship": "head"}]
    ask = {"household": family.household, "head": family.members[1], "members": own, "occurred_at": ENTRY}
    ids = scene.do("SplitHousehold", "caseworker", **ask)
    scene.stack.carry()
    other = Family(ids["into"], (family.members[1],))
    assert scene.stack.types("intake", f"case/{other.household}") == ["CaseOpened"]
    scene.assigned_unit(other)
    scene.assigned_unit(family)
    scene.service_recorded(other)


def test_households_that_join_are_one_family_to_everybody(scene: Scene):
    family, other = scene.known_family(), scene.known_family()
    scene.assigned_unit(other)
    coming = [{"person": other.head, "relationship": "15"}]
    scene.do("JoinHouseholds", "caseworker", household=family.household, joining=other.household, members=coming)
    scene.stack.carry()
    assert scene.stack.types("housing", f"stay/{other.household}")[-1] == "UnitReleased"
    assert scene.stack.types("intake", f"case/{other.household}") == ["CaseOpened", "CaseClosed"]
    one = Family(family.household, (family.head, other.head))
    record = {"code": "A1.05", "delivered_on": day(0), "recipients": list(one.members)}
    scene.do("RecordService", "caseworker", household=one.household, **record)
