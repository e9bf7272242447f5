"""Whatever is consented, referred, taken back and handed over, in whatever order: one owner, the file open to whom it should be.

A plain model says to whom; intake's own states, and what its neighbours hear (`sharing_of`), must say the same.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from services.intake.commands import (
    AcceptReferral,
    CloseCase,
    CompleteReferral,
    ExpireConsent,
    GiveConsent,
    ReferToAgency,
    RejectReferral,
    RenewConsent,
    ReopenCase,
    RequestEmergencyAccess,
    RevokeReferral,
    TransferCase,
    WithdrawConsent,
)
from services.intake.domain import access, case, consent, referral
from services.intake.domain.household import Household
from services.intake.domain.person import Person
from services.intake.domain.programme import Agency
from services.intake.events import CaseOpened, ProgrammeRules, sharing_of
from tests.spec import an_id, decided, recorded

FAMILY, HEAD = an_id("family"), an_id("head")
AGENCIES = ["sds", "coop", "caritas"]
WHO, DAYS = some.sampled_from(AGENCIES), some.integers(1, 5)
ADULT, KNOWN = Person(known=True), Agency("An agency")
OF = {"household": FAMILY}
STEPS = ["accept", "reject", "complete", "revoke"]


class OneFamily(RuleBasedStateMachine):
    """One family, three agencies, and days that pass."""

    consented, asked = Bundle("consented"), Bundle("asked")

    @initialize()
    def begin(self):
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)
        self.charge, self.consents = case.Case(), consent.Consents()
        self.referrals, self.access = referral.Referrals(), access.EmergencyAccess()
        self.heard, self.made = {}, 0
        self.agreed, self.sent, self.glass = {}, {}, {}
        self.owner, self.open = "sds", True
        self.record(decided.by(lambda: [CaseOpened(**OF, project="P", agency="sds", head=HEAD)]))

    @property
    def today(self):
        return self.now.date()

    @rule(hours=some.sampled_from([1, 23, 24, 72]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(target=consented, agency=WHO, days=DAYS)
    def give(self, agency, days):
        name, until = self.fresh(), self.today + timedelta(days=days)
        ask = GiveConsent(**OF, purpose="housing", recipients=(agency,), expires=until, signatory=HEAD)
        assert self.record(decided.by(lambda: consent.give(Household(), name, ask, self.today, ADULT, head=HEAD)))
        self.agreed[name] = [agency, until, True]
        return name

    @rule(name=consented, days=DAYS)
    def renew(self, name, days):
        _, before, stands = self.agreed[name]
        ask = RenewConsent(**OF, consent=name, expires=self.today + timedelta(days=days), signatory=HEAD)
        told = self.record(decided.by(lambda: consent.renew(self.consents, Household(), ask, self.today, ADULT, head=HEAD)))
        assert told == (stands and self.today <= before < ask.expires)
        if told:
            self.agreed[name][1] = ask.expires

    @rule(name=consented)
    def withdraw(self, name):
        told = self.record(decided.by(lambda: consent.withdraw(self.consents, WithdrawConsent(**OF, consent=name))))
        assert told == self.agreed[name][2]
        self.agreed[name][2] = False
        self.record(decided.by(lambda: list(referral.end_without_consent(self.referrals, name))))
        for one in self.sent.values():
            if one["consent"] == name and one["stage"] != "over":
                one["stage"] = "over"

    @rule(name=consented)
    def expire(self, name):
        asked = decided.by(lambda: consent.expire(self.consents, ExpireConsent(**OF, consent=name), self.today))
        assert (asked.impossible is None) == (self.today > self.agreed[name][1])
        self.record(asked)

    @rule(target=asked, agency=WHO, duty=some.booleans())
    def refer(self, agency, duty):
        name = self.fresh()
        ask = ReferToAgency(**OF, receiver=agency, purpose="housing")
        if duty:
            ask = ask.model_copy(update={"ground": "public-task", "reason": "asked to"})
        told = self.record(decided.by(lambda: referral.refer(
            self.referrals, name, ask, self.owner, HEAD, self.today,
            receiver=KNOWN, case=self.charge, consents=self.consents, codes=set(),
        )))  # fmt: skip
        before = any(one["receiver"] == agency and one["stage"] != "over" for one in self.sent.values())
        assert told == (self.open and agency != self.owner and not before and (duty or self.agrees_to(agency)))
        if not told:
            return multiple()
        rests_on = self.referrals.known[name].sent.consent
        assert (rests_on is None) == duty
        self.sent[name] = {
            "sender": self.owner, "receiver": agency, "consent": rests_on, "stage": "sent", "until": None
        }  # fmt: skip
        return name

    @rule(target=asked, other=some.integers(0, 1), duty=some.booleans(), days=DAYS)
    def refer_and_accept(self, other, duty, days):
        receiver = [agency for agency in AGENCIES if agency != self.owner][other]
        if not duty:
            self.give(receiver, days)
        if not isinstance(name := self.refer(receiver, duty), UUID):
            return multiple()
        self.accept(name)
        return name

    @rule(name=asked)
    def accept(self, name):
        self.go_on(name, "accept", self.sent[name]["receiver"])

    @rule(name=asked, by=some.sampled_from(["sender", "receiver", None]), agency=WHO, how=some.sampled_from(STEPS))
    def answer(self, name, by, agency, how):
        self.go_on(name, how, self.sent[name][by] if by else agency)

    def go_on(self, name, how, agency):
        one = self.sent[name]
        told = self.record(decided.by(lambda: self.ask(how, {**OF, "referral": name}, agency)))
        assert told == self.may(how, one, agency)
        if told:
            one["stage"] = "accepted" if how == "accept" else "over"
            if how == "accept" and one["consent"]:
                one["until"] = self.agreed[one["consent"]][1]

    def ask(self, how, named, agency):
        known = self.referrals
        match how:
            case "accept":
                return referral.accept(known, AcceptReferral(**named), agency, self.today, case=self.charge, consents=self.consents)
            case "reject":
                return referral.reject(known, RejectReferral(**named, reason="no room"), agency)
            case "complete":
                return referral.complete(known, CompleteReferral(**named), agency)
            case _:
                return referral.revoke(known, RevokeReferral(**named), agency, case=self.charge)

    def may(self, how, one, agency):
        if how == "revoke":
            return agency in (one["sender"], self.owner) and one["stage"] != "over"
        if how == "complete":
            return agency == one["receiver"] and one["stage"] == "accepted"
        lives = how == "reject" or (self.open and (one["consent"] is None or self.lives(one["consent"])))
        return agency == one["receiver"] and one["stage"] == "sent" and lives

    @rule(agency=WHO)
    def break_glass(self, agency):
        name, open_already = self.fresh(), agency in self.may_see()
        ask = RequestEmergencyAccess(**OF, reason="an emergency")
        told = self.record(decided.by(lambda: access.request(
            name, ask, HEAD, self.now, agency=agency, viewer="olga", rules=ProgrammeRules(), open_already=open_already
        )))  # fmt: skip
        assert told != open_already
        if told:
            self.glass[agency] = self.now + timedelta(hours=24)

    @rule(agency=WHO)
    def transfer(self, agency):
        ask = TransferCase(**OF, agency=agency)
        told = self.record(decided.by(lambda: case.transfer(self.charge, ask, receiver=KNOWN)))
        assert told == (self.open and agency != self.owner)
        self.owner = agency if told else self.owner

    @rule(for_a_moment=some.booleans())
    def close(self, for_a_moment):
        ask = CloseCase(**OF, outcome="completed")
        assert self.record(decided.by(lambda: case.close(self.charge, ask, enrolled=False, destinations=()))) == self.open
        self.open = False
        if for_a_moment:
            self.reopen()

    @rule()
    def reopen(self):
        assert self.record(decided.by(lambda: case.reopen(self.charge, ReopenCase(**OF, reason="again")))) != self.open
        self.open = True

    def fresh(self):
        self.made += 1
        return an_id(f"thing {self.made}")

    def lives(self, name):
        _, until, stands = self.agreed[name]
        return stands and self.today <= until

    def agrees_to(self, agency):
        return any(one[0] == agency and self.lives(name) for name, one in self.agreed.items())

    def may_see(self):
        """To whom the file is open, as the model has it."""
        return {
            agency
            for agency in AGENCIES
            if agency == self.owner or self.agrees_to(agency) or self.now < self.glass.get(agency, self.now)
            or any(
                one["receiver"] == agency and one["stage"] == "accepted" and (one["until"] is None or self.today <= one["until"])
                for one in self.sent.values()
            )
        }  # fmt: skip

    def record(self, outcome):
        """What is refused leaves no trace."""
        if outcome.broken or outcome.impossible:
            return False
        for event in outcome.facts:
            fact = recorded(event)
            self.charge, self.consents = case.evolve(self.charge, fact), consent.evolve(self.consents, fact)
            self.referrals, self.access = referral.evolve(self.referrals, fact), access.evolve(self.access, fact)
            if shared := sharing_of(event):
                self.heard[shared.ground] = shared
        return True

    @invariant()
    def one_agency_owns_the_case(self):
        assert (self.charge.agency, self.charge.open) == (self.owner, self.open)

    @invariant()
    def the_file_is_open_to_whom_it_should_be(self):
        found = {
            agency for agency in AGENCIES
            if agency == self.charge.agency or self.consents.shared_with(agency, self.today)
            or self.referrals.open_to(agency, self.today) or self.access.open_to(agency, self.now)
        }  # fmt: skip
        assert found == self.may_see()

    @invariant()
    def the_neighbours_hear_the_same(self):
        shared = {
            agency
            for one in self.heard.values()
            if not one.ended and (one.until is None or self.now < one.until)
            for agency in one.agencies
        }
        assert shared | {self.charge.agency} == self.may_see()


TestSharing = OneFamily.TestCase
TestSharing.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
