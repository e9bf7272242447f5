"""Sealed reports: what is counted at a cut, what the record alone gives at it, and why a later count differs."""

import csv
import io
from datetime import date
from hashlib import sha256

import pytest
from openpyxl import load_workbook

from infra.applying import Decoder
from infra.codec import Codec
from infra.replaying import replayed, upto
from projections import identities, indicators
from projections.figures.asked import Period, Scope, quarter
from projections.figures.changes import changes
from projections.figures.counting import figures
from projections.figures.definitions import INDICATORS
from projections.figures.sealed import count, reports
from projections.models import catalogues
from projections.reporting.participants import participants
from projections.reporting.sheet import plain, sheet
from services.intake.events import CountingProfileSet, DuplicateConfirmed
from services.oversight.events import ReportRectified, ReportSealed, TargetSet, document_of, report_of
from tests.projections.story import AMAL, MARCO, NOUR, ROSSI, SAMI, assigned, day, enrolled, exited, released, served
from tests.projections.world import World
from tests.spec import an_id

PROJECT, PERIOD = "PROG-2784", quarter("2026-Q1")
MODELS = (indicators.MODEL, identities.MODEL)


def profile(person, sex, born, *, eligible=True):
    return CountingProfileSet(
        person=person, valid_from=date(1950, 1, 1), sex=sex, birth_month=born, citizenship_group="third-country",
        eligible=eligible, ground="family",
    )  # fmt: skip


def cut(world: World) -> dict[str, int]:
    facts = world.messages()
    return {service: max((fact.position for name, fact in facts if name == service), default=0)
            for service in world.codecs}  # fmt: skip


@pytest.fixture
def told(world: World) -> World:
    world.tell_all(
        [profile(AMAL, "female", "1988-04"), profile(SAMI, "male", "2015-01"), profile(MARCO, "male", "1960", eligible=False)]
    )
    world.tell(profile(NOUR, "female", "1950"))
    world.tell(enrolled())
    world.tell(served(recipients=(AMAL, SAMI), name=an_id("one")), occurred=day("2026-02-10"))
    world.tell(served(recipients=(MARCO,), household=ROSSI, name=an_id("two")), occurred=day("2026-02-11"))
    world.tell(assigned(starts=date(2026, 2, 1)))
    world.tell(released(on=date(2026, 2, 11)))
    world.tell(exited(exit_=date(2026, 3, 20), destination="rental"))
    world.tell(TargetSet(project=PROJECT, indicator="O3", quarter="2026-Q1", value=4))
    world.project(models=MODELS)
    return world


def sealed(world: World) -> ReportSealed:
    at = cut(world)
    counted = count(world.read, PROJECT, PERIOD, at)
    fact = ReportSealed(
        report=report_of(PROJECT, "quarterly", PERIOD.first, PERIOD.last), project=PROJECT, kind="quarterly", start=PERIOD.first,
        until=PERIOD.last, cut=at, logs=(), figures=counted.numbers, listed_sha256=counted.listed_sha256, sha256="",
    )  # fmt: skip
    fact = fact.model_copy(update={"sha256": sha256(fact.document).hexdigest()})
    world.tell(fact)
    world.project(models=MODELS)
    return fact


def test_a_report_counts_who_was_eligible_by_sex_and_age_and_serves_italians_without_counting_them(told: World):
    numbers = sealed(told).figures
    assert numbers["O3"] == {"": 2, "female|18-60": 1, "male|<18": 1}
    assert numbers["persons_served"][""] == 3
    assert (numbers["families_served"], numbers["exits"]) == ({"": 2}, {"": 1, "rental": 1})
    assert numbers["nights_housed"] == {"": 20}
    assert numbers.keys() == {one.name for one in INDICATORS}


def test_the_sum_of_what_the_list_says_is_each_figure(told: World):
    fact = sealed(told)
    listed = count(told.read, PROJECT, PERIOD, fact.cut).listed
    rows = list(csv.DictReader(io.StringIO(listed.decode())))
    for name, cells in fact.figures.items():
        whole = cells[""] if isinstance(cells[""], int) else cells[""][0]
        assert sum(int(row["adds"]) for row in rows if row["figure"] == name) == whole, name
    assert {row["event"] for row in rows} <= {str(fact.id) for _, fact in told.messages()}


def test_the_record_alone_gives_the_same_bytes_at_the_cut_whatever_was_told_since(told: World):
    fact = sealed(told)
    told.tell(served(recipients=(NOUR,), name=an_id("late")), occurred=day("2026-03-01"))
    told.tell(DuplicateConfirmed(survivor=AMAL, merged=SAMI))
    told.tell(profile(MARCO, "male", "1960"))
    told.project(models=MODELS)
    without_keys = Decoder({catalogue.service: Codec(catalogue, None) for catalogue in catalogues()})
    with replayed(told.url, MODELS, without_keys, upto(told.records, fact.cut), lambda *_: None) as connection:
        alone = count(connection, PROJECT, PERIOD, fact.cut)
    live = count(told.read, PROJECT, PERIOD, fact.cut)
    assert alone == live
    assert document_of(fact, fact.cut, fact.logs, alone.numbers, alone.listed_sha256) == fact.document
    ((report,),) = [reports(told.read, report=fact.report)]
    assert report.sealed.document == fact.document


LATER = {
    "a late service": lambda w: [w.tell(served(recipients=(NOUR,), name=an_id("late")), occurred=day("2026-03-01"))],
    "a voided service": lambda w: [w.void([f for s, f in w.messages() if f.topic == "ServiceDelivered"][-1])],
    "a merge": lambda w: [w.tell(DuplicateConfirmed(survivor=AMAL, merged=SAMI))],
    "another profile": lambda w: [w.tell(profile(MARCO, "male", "1960"))],
    "an exit that was not": lambda w: [w.void(next(f for s, f in w.messages() if f.topic == "FamilyExited"))],
    "a stay that ended earlier": lambda w: [
        w.void(next(f for s, f in w.messages() if f.topic == "UnitReleased"), "housing"), w.tell(released(on=date(2026, 2, 6))),
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", LATER)
def test_a_later_count_is_explained_cell_by_cell_by_the_facts_that_make_it_another(told: World, what: str):
    fact = sealed(told)
    causes = {later.id for later in LATER[what](told)}
    told.project(models=MODELS)
    after = count(told.read, PROJECT, PERIOD, cut(told))
    found = list(changes(told.read, fact.figures, after.numbers, PROJECT, PERIOD, (fact.cut, cut(told))))
    assert found
    for change in found:
        assert set(change.causes) <= causes, change
        assert change.causes, change
    again = {name: dict(cells) for name, cells in fact.figures.items()}
    for change in found:
        if change.after is None:
            del again[change.figure][change.cell]
        else:
            again[change.figure][change.cell] = change.after
    assert again == after.numbers


def test_a_report_reads_with_its_rectifications_and_each_version_has_its_hash(told: World):
    fact = sealed(told)
    told.tell(served(recipients=(NOUR,), name=an_id("late")), occurred=day("2026-03-01"))
    told.project(models=MODELS)
    at = cut(told)
    after = count(told.read, PROJECT, PERIOD, at)
    found = list(changes(told.read, fact.figures, after.numbers, PROJECT, PERIOD, (fact.cut, at)))
    said = document_of(fact, at, (), after.numbers, after.listed_sha256)
    told.tell(ReportRectified.model_validate({
        "report": fact.report, "project": PROJECT, "number": 1, "previous": fact.sha256, "cut": at, "logs": (),
        "changes": [change.told() for change in found], "listed_sha256": after.listed_sha256, "sha256": sha256(said).hexdigest(),
    }))  # fmt: skip
    told.project(models=MODELS)
    (report,) = reports(told.read, project=PROJECT)
    assert [(version.sha256, bytes_) for version, bytes_ in report.versions()] == [
        (fact.sha256, fact.document), (sha256(said).hexdigest(), said),
    ]  # fmt: skip
    assert report.numbers == after.numbers


def test_the_sheet_of_the_fund_says_the_numbers_of_the_report_and_its_hash(told: World):
    fact = sealed(told)
    (report,) = reports(told.read)
    book = load_workbook(io.BytesIO(sheet(told.read, report)))
    assert book.sheetnames == ["Generale", "Avanzamento fisico", "Cittadini di Paesi terzi", "Operatori"]
    assert all("unverified" in page["A1"].value for page in book)
    assert ("SHA-256 della relazione sigillata", fact.sha256) in list(book["Generale"].values)
    progress = {(row[0], row[6] or ""): row for row in list(book["Avanzamento fisico"].values)[2:]}
    assert progress["O3", ""][3:6] == (4, 2, 50)
    assert progress["O3", "male|<18"][7] == 1
    people = [row for row in list(book["Cittadini di Paesi terzi"].values)[2:] if row[0] == "O3"]
    assert {row[1]: row[3:5] for row in people} == {str(AMAL): ("female", "18-60"), str(SAMI): ("male", "<18")}


def test_the_participants_of_the_fund_are_told_one_by_one_by_sex_and_age(told: World):
    rows = list(csv.DictReader(io.StringIO(participants(told.read, PROJECT, PERIOD).decode())))
    found = figures(told.read, [PERIOD], Scope(PROJECT))
    for one in INDICATORS:
        if one.eligible:
            cells = [f"{row['sex']}|{row['age']}" for row in rows if row["indicator"] == one.name]
            assert {cell: cells.count(cell) for cell in cells} == dict(found[one.name, PERIOD].parts)


def test_a_period_has_a_name_where_it_is_whole():
    february, whole_year = Period(date(2026, 2, 1), date(2026, 2, 28)), Period(date(2026, 1, 1), date(2026, 12, 31))
    assert [period.name for period in (PERIOD, february, whole_year)] == ["2026-Q1", "2026-02", "2026"]
    assert Period(date(2026, 1, 2), date(2026, 3, 31)).name == "2026-01-02/2026-03-31"
    assert PERIOD.whole
    assert not Period(date(2026, 1, 1), date(2026, 3, 30)).whole


def test_a_text_in_a_sheet_is_no_formula():
    assert [plain(value) for value in ("=1+1", "+39", "-5", "@x", "<18", 7, date(2026, 1, 1))] == [
        "'=1+1", "'+39", "'-5", "'@x", "<18", 7, date(2026, 1, 1),
    ]  # fmt: skip
