"""Targets: set by indicator and quarter; another value is another fact, and the old one stays readable."""

import pytest
from pydantic import ValidationError

from services.oversight.application import Oversight
from services.oversight.commands import SetTarget
from services.oversight.domain.known import UnknownProject
from services.oversight.domain.target import Target, evolve, set_target
from services.oversight.events import ProjectNoted, TargetSet
from tests.memory import Book, somebody
from tests.spec import given

ASK = SetTarget(project="PROG-2784", indicator="families", quarter="2026-Q2", value=40)
SET = TargetSet(project="PROG-2784", indicator="families", quarter="2026-Q2", value=40)


def test_a_target_is_set_and_set_anew():
    given(evolve, Target()).when(set_target, ASK).then(SET)
    given(evolve, Target(), SET).when(set_target, ASK).then()
    raised = ASK.model_copy(update={"value": 50})
    given(evolve, Target(), SET).when(set_target, raised).then(SET.model_copy(update={"value": 50}))


def test_each_quarter_and_each_indicator_has_its_own():
    book = Book("oversight")
    targets = Oversight(book).targets
    with pytest.raises(UnknownProject):
        targets.set_target(ASK, somebody())
    book.tell(ProjectNoted(project="PROG-2784"))
    for ask in (ASK, ASK.model_copy(update={"quarter": "2026-Q3"}), ASK.model_copy(update={"indicator": "persons"}), ASK):
        targets.set_target(ask, somebody())
    assert len({fact.stream for fact in book.told(TargetSet)}) == len(book.told(TargetSet)) == 3


@pytest.mark.parametrize("quarter", ["2026-Q5", "2026-2", "Q2-2026", "2026-Q2 ", "2026-Q2\n"])
def test_a_quarter_is_written_in_one_way(quarter):
    with pytest.raises(ValidationError):
        SetTarget(project="PROG-2784", indicator="families", quarter=quarter, value=1)
