"""AT-11: papers are kept long enough (840/2015 Art. 9; 2021/1060 Art. 82): no erasure touches what is held; the reason is shown."""

from datetime import date
from typing import Any

import pytest

from infra.settings import Settings
from tests.journeys.audit.controlled import TODAY, Controlled, eventually


@pytest.fixture(scope="module")
def held(system: Settings) -> tuple[Controlled, str]:
    """A project with one participant, noted by oversight."""
    project = Controlled(system, "PROG-HELD", "conserva").declare()
    head = project.family("Custodita")["head"]
    eventually(lambda: _of(project)["persons"] == 1)
    return project, head


def _of(project: Controlled) -> dict[str, Any]:
    rows = project.get("/retention.json").json()["projects"]
    return next((row for row in rows if row["project"] == project.project), {"persons": 0})


def _asked(project: Controlled, head: str) -> dict[str, Any]:
    """What is answered to who asks to be forgotten, as the access file says it."""
    erasure = project.tell("oversight", f"/subjects/{head}/erasure", role="dpo", what="everything")["erasure"]
    rights = lambda: project.get(f"/subjects/{head}.json", "dpo").json()["rights"]["erasure"]  # noqa: E731
    return eventually(lambda: next((dict(one) for one in rights() if one["erasure"] == erasure), None))


def test_who_took_part_is_kept_until_the_end_and_the_refusal_says_why(held: tuple[Controlled, str]) -> None:
    project, head = held
    before = _asked(project, head)
    assert (before["ground"], before["project"], before["until"]) == ("retention", project.project, None)
    project.tell("oversight", f"/programmes/{project.project}/final-payment", paid_on="2024-03-31")
    assert eventually(lambda: _of(project)["ends"]) == "2029-12-31"
    assert _asked(project, head)["until"] == "2029-12-31"
    assert project.get(f"/subjects/{head}.json", "dpo").json()["identity"], "nothing was touched"


def test_a_court_case_holds_longer_and_after_the_end_the_page_lists_what_may_go(held: tuple[Controlled, str]) -> None:
    project, head = held
    hold = project.tell("oversight", "/holds", role="dpo", project=project.project, ground="court-case")["hold"]
    refused = _asked(project, head)
    assert (refused["ground"], refused["until"]) == ("court-case", None)
    project.tell("oversight", f"/programmes/{project.project}/final-payment", paid_on="2012-03-31")
    eventually(lambda: _of(project)["ends"] == "2017-12-31")
    listed = lambda: [one["person"] for one in project.get("/retention.json").json()["may_go"]]  # noqa: E731
    assert head not in listed()
    project.tell("oversight", f"/holds/{hold}/release", role="dpo", project=project.project)
    today = TODAY
    ends = date(today.year + 1, today.month, min(today.day, 28) if today.month == 2 else today.day)
    assert _asked(project, head)["until"] == str(ends), "a year after the case"
    alone = Controlled(project.settings, "PROG-OVER", "conserva").declare()
    other = alone.family("Libera")["head"]
    eventually(lambda: _of(alone)["persons"] == 1)
    alone.tell("oversight", f"/programmes/{alone.project}/final-payment", paid_on="2012-03-31")
    eventually(lambda: other in listed())
    assert head not in listed()
