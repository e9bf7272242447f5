"""Sealed reports: once, over, whole; rectified cell by cell from what stands; their bytes are what was sealed."""

import json
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as some

from services.oversight.application import Oversight
from services.oversight.commands import RectifyReport, SealReport
from services.oversight.domain import report as domain
from services.oversight.domain.known import UnknownProject
from services.oversight.domain.report import (
    CellNotAsReported,
    CutNotLater,
    PeriodNotOfKind,
    RectificationOutdated,
    Report,
    ReportAlreadySealed,
    ReportBeforeEnd,
    UnknownReport,
)
from services.oversight.events import ProjectNoted, ReportRectified, ReportSealed
from tests.memory import Book, somebody
from tests.spec import an_id, decided, given, recorded

TODAY = date(2026, 4, 2)
FIGURES = {"O3": {"": 7, "female|18-60": 7}, "stay_length": {"": (90, 3)}}
ASK = SealReport(
    project="PROG-2784", kind="quarterly", start=date(2026, 1, 1), until=date(2026, 3, 31), cut={"intake": 9, "housing": 4},
    logs=({"log": "PROG-2784", "size": 12, "root": "a" * 64},), figures=FIGURES, listed_sha256="b" * 64,
)  # fmt: skip


def sealing(ask=ASK, *facts, today=TODAY):
    return given(domain.evolve, Report(), *facts).when(domain.seal, ask, today)


def sealed(ask=ASK) -> ReportSealed:
    (fact,) = sealing(ask).facts
    return fact


SEALED = sealed()


def rectification(report=SEALED, cut=None, changes=(("O3", "", 7, 8),), previous=None) -> RectifyReport:
    return RectifyReport(
        report=report.report, previous=previous or report.sha256, cut=cut or {"intake": 10, "housing": 4}, logs=(),
        changes=tuple({"figure": f, "cell": c, "before": b, "after": a, "causes": (an_id("late"),)} for f, c, b, a in changes),
        listed_sha256="c" * 64,
    )  # fmt: skip


def rectifying(ask, *facts) -> decided:
    return given(domain.evolve, Report(), *(facts or (SEALED,))).when(domain.rectify, ask)


def test_a_report_has_the_hash_of_its_own_bytes_and_they_have_one_form():
    assert SEALED.sha256 == sha256(SEALED.document).hexdigest()
    assert json.loads(SEALED.document)["figures"]["stay_length"] == {"": [90, 3]}
    stored = ReportSealed.model_validate_json(SEALED.model_dump_json())
    assert stored.document == SEALED.document
    mixed = ASK.model_copy(update={"figures": dict(reversed(FIGURES.items()))})
    assert sealed(mixed).document == SEALED.document


def test_a_report_that_was_sealed_is_sealed_no_more():
    sealing(ASK, SEALED).refuses(ReportAlreadySealed, report=SEALED.report)
    assert sealed(ASK.model_copy(update={"kind": "amif"})).report != SEALED.report


@pytest.mark.parametrize("today", [date(2026, 3, 31), date(2026, 2, 1)])
def test_a_period_is_over_before_it_is_sealed(today):
    sealing(today=today).refuses(ReportBeforeEnd, field="until")


@pytest.mark.parametrize(
    ("kind", "start", "until"),
    [
        ("quarterly", date(2025, 2, 1), date(2025, 4, 30)), ("quarterly", date(2025, 1, 1), date(2025, 12, 31)),
        ("annual", date(2024, 4, 1), date(2025, 3, 31)), ("annual", date(2025, 1, 1), date(2025, 12, 30)),
        ("amif", date(2025, 1, 2), date(2025, 1, 31)), ("amif", date(2025, 3, 1), date(2025, 1, 31)),
    ],
)  # fmt: skip
def test_a_period_is_whole(kind, start, until):
    sealing(ASK.model_copy(update={"kind": kind, "start": start, "until": until})).refuses(PeriodNotOfKind, field="until")


def test_a_report_is_of_a_project_that_there_is():
    book = Book("oversight")
    reports = Oversight(book).reports
    with pytest.raises(UnknownProject):
        reports.seal_report(ASK, somebody())
    book.tell(ProjectNoted(project="PROG-2784"))
    reports.seal_report(ASK, somebody())
    reports.rectify_report(rectification(), somebody())
    with pytest.raises(ReportAlreadySealed):
        reports.seal_report(ASK, somebody())
    (sealed_, rectified) = [fact.event for fact in book.book.facts[1:]]
    assert sealed_ == SEALED
    assert rectified.number == 1


def test_a_rectification_names_what_stood_what_stands_and_why():
    (told,) = rectifying(rectification()).facts
    assert isinstance(told, ReportRectified)
    assert (told.number, told.previous, told.changes[0].causes) == (1, SEALED.sha256, (an_id("late"),))
    figures = {**FIGURES, "O3": {"": 8, "female|18-60": 7}}
    after = ASK.model_copy(update={"figures": figures, "cut": told.cut, "logs": (), "listed_sha256": told.listed_sha256})
    assert told.sha256 == sealed(after).sha256


def test_a_second_rectification_starts_from_the_first():
    (first,) = rectifying(rectification()).facts
    rectifying(rectification(cut={"intake": 11, "housing": 4}), SEALED, first).refuses(RectificationOutdated, sha256=first.sha256)
    second = rectification(previous=first.sha256, cut={"intake": 11, "housing": 4}, changes=(("O3", "", 8, None),))
    (told,) = rectifying(second, SEALED, first).facts
    assert told.number == 2
    state = domain.evolve(domain.evolve(domain.evolve(Report(), recorded(SEALED)), recorded(first)), recorded(told))
    assert "" not in state.figures["O3"]
    assert state.sealed == SEALED


@pytest.mark.parametrize("cut", [{"intake": 9, "housing": 4}, {"intake": 10, "housing": 3}, {"intake": 10}])
def test_a_rectification_is_made_of_what_has_become_known_since(cut):
    rectifying(rectification(cut=cut)).refuses(CutNotLater, field="cut")


@pytest.mark.parametrize(
    "changes",
    [
        (("O3", "", 6, 8),), (("O3", "", 7, 7),), (("O3", "male|<18", 1, 2),), (("O3", "", 7, 8), ("O3", "", 7, 9)),
        (("stay_length", "", 90, 91),),
    ],
)  # fmt: skip
def test_a_rectification_says_what_stands_and_something_else(changes):
    rectifying(rectification(changes=changes)).refuses(CellNotAsReported, figure=changes[-1][0])


def test_nothing_is_rectified_that_was_not_sealed():
    given(domain.evolve, Report()).when(domain.rectify, rectification()).refuses(UnknownReport, field="report")


@settings(max_examples=40, deadline=None)
@any_of(some.lists(some.dictionaries(some.sampled_from(["", "a", "b"]), some.integers(0, 9), min_size=1), min_size=1, max_size=5))
def test_what_stands_after_any_rectifications_is_what_the_last_one_says(story):
    """A plain model: the numbers are a dictionary that each rectification brings to the next one."""
    told, numbers = [sealed(ASK.model_copy(update={"figures": {"O3": story[0]}}))], story[0]
    for n, after in enumerate(story[1:], 10):
        cells = sorted({*numbers, *after})
        changes = tuple(("O3", c, numbers.get(c), after.get(c)) for c in cells if numbers.get(c) != after.get(c))
        if changes:
            ask = rectification(told[0], {"intake": n, "housing": 4}, changes, told[-1].sha256)
            told += rectifying(ask, *told).facts
            numbers = after
    state = Report()
    for fact in told:
        state = domain.evolve(state, recorded(fact))
    assert dict(state.figures["O3"]) == numbers
    assert state.sealed == told[0]
