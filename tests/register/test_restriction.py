"""Whose data is restricted is in no ranking and no match, by whatever id, until the restriction is lifted."""

import pytest

from services.kernel.rules import ProcessingRestricted
from services.oversight.events import ProcessingRestricted as Restricted
from services.oversight.events import RestrictionLifted
from services.register import commands as asks
from services.register.events import CandidatesRanked
from tests.memory import somebody
from tests.register.examples import FAMILY, HEAD, MARCO, MONDAYS, NEED, RITA
from tests.register.test_amending import Albo

WEIGHTS = asks.AskedWeights(skill=3, language=0, distance=0, free_hours=1, past_matches=1, courses=1)


@pytest.fixture
def albo() -> Albo:
    made = Albo()
    rules = asks.PublishMatchingRules(version="1", weights=WEIGHTS, farthest_km=10, free_minutes=60, past_matches=1)
    made.register.matching.publish_matching_rules(rules, somebody())
    return made


def ranked(albo: Albo) -> dict[object, tuple[str, ...]]:
    """The rules that refuse each candidate of the ranking made now."""
    ask = asks.RankVolunteers(household=FAMILY, need=NEED, candidates=(MARCO, RITA))
    albo.register.matching.rank_volunteers(ask, somebody())
    return {one.person: one.refused for one in albo.book.told(CandidatesRanked)[-1].event.candidates}


def test_a_volunteer_is_left_out_until_the_restriction_is_lifted(albo: Albo):
    assert ranked(albo) == {MARCO: (), RITA: ()}
    albo.hear(Restricted(person=RITA, ground="unlawful"))
    assert ranked(albo) == {MARCO: (), RITA: ("ProcessingRestricted",)}
    with pytest.raises(ProcessingRestricted):
        albo.match(RITA)
    albo.hear(RestrictionLifted(person=RITA))
    assert ranked(albo) == {MARCO: (), RITA: ()}
    albo.match(RITA)


def test_a_restriction_of_one_id_holds_for_the_human(albo: Albo):
    albo.same(MARCO, RITA)
    albo.hear(Restricted(person=MARCO, ground="unlawful"))
    assert set(ranked(albo).values()) == {("ProcessingRestricted",)}


def test_a_proposal_made_before_is_not_confirmed(albo: Albo):
    ask = asks.ProposeMatch(household=FAMILY, need=NEED, person=RITA, shifts=MONDAYS)
    match = albo.register.matching.propose_match(ask, somebody()).ids["match"]
    albo.hear(Restricted(person=RITA, ground="unlawful"))
    with pytest.raises(ProcessingRestricted):
        albo.register.matching.confirm_match(asks.ConfirmMatch(household=FAMILY, match=match), somebody(name="rita"))


def test_for_the_household_of_a_restricted_head_nobody_is_ranked_or_proposed(albo: Albo):
    albo.hear(Restricted(person=HEAD, ground="unlawful"))
    with pytest.raises(ProcessingRestricted):
        ranked(albo)
    with pytest.raises(ProcessingRestricted):
        albo.match()
