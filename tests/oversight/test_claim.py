"""Expenses: from the books of one project, decided by another than the claimant, once, and for no more than was claimed."""

from datetime import date
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.kernel.amending import ApproveAmendment, VoidFact
from services.kernel.rules import RuleBroken
from services.oversight.application import Oversight
from services.oversight.commands import AcceptExpense, ClaimExpense, OpenAccount, RejectExpense
from services.oversight.domain.claim import (
    Account,
    AccountNotOpened,
    AccountOfAnotherProject,
    Claim,
    ClaimantDecides,
    ClaimIsSettled,
    Decider,
    MoreThanClaimed,
    PeriodNotOver,
    UnknownClaim,
    accept,
    claim_expense,
    evolve,
    evolve_account,
    open_account,
    reject,
)
from services.oversight.domain.known import UnknownAgency
from services.oversight.domain.period import PeriodEndsBeforeStart
from services.oversight.events import (
    AccountOpened,
    AgencyNoted,
    ExpenseAccepted,
    ExpenseClaimed,
    ExpenseRejected,
    ProjectNoted,
)
from tests.memory import Book, somebody
from tests.spec import an_id, decided, given, recorded

CLAIM, GIULIO, MARCO = an_id("claim"), an_id("giulio"), an_id("marco")
TODAY = date(2026, 5, 4)
ASK = ClaimExpense(
    project="PROG-2784", line="A1", amount_cents=48_000, account="5.2784", start=date(2026, 4, 1), until=date(2026, 4, 30),
    receiver="sds", note="Affitto",
)  # fmt: skip
CLAIMED = ExpenseClaimed(
    claim=CLAIM, project="PROG-2784", agency="coop", receiver="sds", line="A1", amount_cents=48_000, account="5.2784",
    start=ASK.start, until=ASK.until, official=GIULIO, note="Affitto",
)  # fmt: skip
BY_GIULIO = recorded(CLAIMED, actor="giulio", agency="coop")
BY_MARCO = Decider("marco", "sds", MARCO, TODAY)
ACCEPTED = ExpenseAccepted(
    claim=CLAIM, project="PROG-2784", line="A1", account="5.2784", amount_cents=48_000, claimed_cents=48_000,
    decided_on=TODAY, official=MARCO,
)  # fmt: skip
REJECTED = ExpenseRejected(
    claim=CLAIM, project="PROG-2784", line="A1", account="5.2784", claimed_cents=48_000, ground="not-documented",
    decided_on=TODAY, official=MARCO,
)  # fmt: skip
OURS = Account("PROG-2784")


def claiming(ask=ASK, account=OURS):
    return decided.by(lambda: claim_expense(CLAIM, ask, "coop", GIULIO, TODAY, account=account))


def test_an_account_holds_the_books_of_one_project():
    opened, ask = AccountOpened(agency="coop", account="5.2784", project="PROG-2784"), OpenAccount(project="P-2", account="5.2784")
    mine = OpenAccount(project="PROG-2784", account="5.2784")
    given(evolve_account, Account()).when(open_account, mine, "coop").then(opened)
    given(evolve_account, Account(), opened).when(open_account, mine, "coop").then()
    given(evolve_account, Account(), opened).when(open_account, ask, "coop").refuses(AccountOfAnotherProject, project="PROG-2784")


def test_an_expense_is_claimed_from_the_books_of_its_project():
    claiming().then(CLAIMED)
    claiming(account=Account()).refuses(AccountNotOpened, field="account")
    claiming(account=Account("P-2")).refuses(AccountOfAnotherProject, project="P-2")


def test_it_is_claimed_over_a_period_that_has_begun():
    claiming(ASK.model_copy(update={"until": date(2026, 3, 31)})).refuses(PeriodEndsBeforeStart, field="until")
    ahead = ASK.model_copy(update={"start": date(2026, 6, 1), "until": date(2026, 6, 30)})
    claiming(ahead).refuses(PeriodNotOver, field="start")


def test_without_a_receiver_ones_own_agency_decides():
    claiming(ASK.model_copy(update={"receiver": None})).then(CLAIMED.model_copy(update={"receiver": "coop"}))


def test_another_accepts_it_in_full_or_in_part():
    given(evolve, Claim(), BY_GIULIO).when(accept, AcceptExpense(claim=CLAIM), BY_MARCO).then(ACCEPTED)
    part = AcceptExpense(claim=CLAIM, amount_cents=40_000)
    given(evolve, Claim(), BY_GIULIO).when(accept, part, BY_MARCO).then(ACCEPTED.model_copy(update={"amount_cents": 40_000}))
    more = AcceptExpense(claim=CLAIM, amount_cents=48_001)
    given(evolve, Claim(), BY_GIULIO).when(accept, more, BY_MARCO).refuses(MoreThanClaimed, claimed=48_000)


def test_another_rejects_it():
    ask = RejectExpense(claim=CLAIM, ground="not-documented")
    given(evolve, Claim(), BY_GIULIO).when(reject, ask, BY_MARCO).then(REJECTED)


@pytest.mark.parametrize(
    ("decide", "ask"), [(accept, AcceptExpense(claim=CLAIM)), (reject, RejectExpense(claim=CLAIM, ground="other"))]
)
def test_who_claims_never_decides_and_nobody_decides_twice(decide, ask):
    herself = Decider("giulio", "sds", GIULIO, TODAY)
    given(evolve, Claim(), BY_GIULIO).when(decide, ask, herself).refuses(ClaimantDecides)
    for settled in (ACCEPTED, REJECTED):
        given(evolve, Claim(), BY_GIULIO, settled).when(decide, ask, BY_MARCO).refuses(ClaimIsSettled)
    given(evolve, Claim(), BY_GIULIO).when(decide, ask, Decider("x", "odv", MARCO, TODAY)).refuses(UnknownClaim)
    given(evolve, Claim()).when(decide, ask, BY_MARCO).refuses(UnknownClaim)


def a_book():
    book = Book("oversight")
    book.tell(ProjectNoted(project="PROG-2784"), AgencyNoted(agency="sds"), AgencyNoted(agency="coop"))
    return book, Oversight(book)


def test_it_is_claimed_before_an_agency_that_takes_part():
    _, oversight = a_book()
    giulio = partial(somebody, agency="coop", name="giulio")
    oversight.claims.open_account(OpenAccount(project="PROG-2784", account="5.2784"), giulio())
    with pytest.raises(UnknownAgency):
        oversight.claims.claim_expense(ASK.model_copy(update={"receiver": "nobody"}), giulio())
    assert oversight.claims.claim_expense(ASK, giulio()).ids["claim"]


def test_an_acceptance_that_does_not_hold_is_voided_by_two_and_the_claim_is_open_again():
    book, oversight = a_book()
    giulio, marco = partial(somebody, agency="coop", name="giulio"), partial(somebody, name="marco")
    oversight.claims.open_account(OpenAccount(project="PROG-2784", account="5.2784"), giulio())
    claim = oversight.claims.claim_expense(ASK, giulio()).ids["claim"]
    oversight.claims.accept_expense(AcceptExpense(claim=claim), marco())
    (accepted,) = book.told(ExpenseAccepted)
    asked = oversight.amendments.void_fact(VoidFact(fact=accepted.id, ground="wrong-entry"), marco())
    with pytest.raises(ClaimIsSettled):
        oversight.claims.accept_expense(AcceptExpense(claim=claim), marco())
    oversight.amendments.approve_amendment(ApproveAmendment(amendment=asked.ids["amendment"]), somebody(name="rita"))
    oversight.claims.reject_expense(RejectExpense(claim=claim, ground="claimed-twice"), marco())


WHO = some.sampled_from(["giulio", "marco", "rita"])


class OneClaim(RuleBasedStateMachine):
    """Three coordinators of one agency try what they like with one claim; a plain model says what may be."""

    @initialize(by=WHO)
    def claim(self, by):
        self.claimant, self.decisions, self.state = by, [], evolve(Claim(), recorded(CLAIMED, actor=by))

    @rule(by=WHO, amount=some.sampled_from([None, 1, 48_000, 48_001]), well=some.booleans())
    def decide(self, by, amount, well):
        decider = Decider(by, "sds", MARCO, TODAY)
        ask = AcceptExpense(claim=CLAIM, amount_cents=amount) if well else RejectExpense(claim=CLAIM, ground="other")
        outcome = decided.by(lambda: (accept if well else reject)(self.state, ask, decider))
        may = by != self.claimant and not self.decisions and not (well and amount == 48_001)
        assert bool(outcome.facts) == may, outcome.impossible
        assert may or isinstance(outcome.impossible, RuleBroken)
        for fact in outcome.facts:
            self.state = evolve(self.state, recorded(fact, 2, actor=by))
            self.decisions.append((by, fact))

    @invariant()
    def at_most_one_other_has_decided(self):
        assert len(self.decisions) <= 1
        assert self.claimant not in {by for by, _ in self.decisions}


TestOneClaim = OneClaim.TestCase
TestOneClaim.settings = settings(max_examples=20, stateful_step_count=6, deadline=None)
