"""A need says what is asked for, where and when; it is closed once, and nobody more is asked."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.register.commands import CloseNeed, PublishNeed
from services.register.domain import need
from services.register.domain.household import Household
from services.register.domain.need import Needs, UnknownNeed, evolve
from services.register.events import NeedClosed
from tests.register.examples import FAMILY, HEAD, JANUARY, JULY, MONDAYS, NEED
from tests.register.examples import need as a_need
from tests.spec import decided, given

HOME = Household("PROG-2784", "sds", HEAD)
APRIL = date(2026, 4, 30)
CLOSED = NeedClosed(need=NEED, household=FAMILY, head=HEAD, closed_on=APRIL, reason="met")


def publishing(**changes):
    ask = PublishNeed(
        **{"household": FAMILY, "skill": "italian", "what": "conversation", "start": JANUARY, "until": JULY, **changes}
    )
    return decided.by(lambda: need.publish(NEED, ask, HOME))


def closing(*facts):
    ask = CloseNeed(household=FAMILY, need=NEED, closed_on=APRIL, reason="met")
    return given(evolve, Needs(), *facts).when(need.close, ask)


def test_a_need_says_language_place_and_hours():
    asked = {"language": "ar", "level": "B1", "municipality": "053018", "slots": MONDAYS, "with_minors": True, "quantity": 2}
    publishing(**asked).then(a_need(**asked))


def test_a_level_goes_with_a_language():
    publishing(level="B1").refuses(need.LevelWithoutLanguage)


@pytest.mark.parametrize(
    "wrong", [{"language": "Arabic"}, {"language": "AR"}, {"level": "D1"}, {"municipality": "GR"}, {"quantity": 0}]
)
def test_what_no_code_list_has_is_refused(wrong):
    with pytest.raises(ValidationError):
        publishing(**wrong)


def test_a_need_is_closed_once():
    closing(a_need()).then(CLOSED)
    closing(a_need(), CLOSED).refuses(need.NeedIsClosed, closed_on=APRIL)
    closing().refuses(UnknownNeed)
