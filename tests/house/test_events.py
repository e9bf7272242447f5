"""What is published stays readable for ever: schemas, examples of every version, and pages that are up to date."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from infra.codec import owners_of
from infra.schemas import as_yaml, breaks, catalogues, documents, published, schema_path
from infra.settings import SERVICES
from services.intake.events import FamilyEnrolled, ServiceDelivered
from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Event, personal_fields
from services.kernel.people import Personal
from services.kernel.policy import Amendable, Instead
from tests.examples import CATALOGUES, STORY, history, missing
from tests.house.code import ROOT, files, place
from tests.spec import recorded

DOCS = ROOT / "docs"
MADE = documents(catalogues())
EVERY = [(catalogue.service, event) for catalogue in catalogues() for event in catalogue.by_name.values()]
NAMES = [f"{service}.{event.__name__}" for service, event in EVERY]
FIELDS = re.compile(r"{(\w+)}")

Change = Callable[[dict[str, Any]], object]


def test_every_service_has_a_catalogue() -> None:
    assert [catalogue.service for catalogue in catalogues()] == list(SERVICES) == list(CATALOGUES)


@pytest.mark.parametrize("name", MADE)
def test_a_generated_document_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text() == MADE[name], "run `weita schemas`"


@pytest.mark.parametrize(("service", "event"), EVERY, ids=NAMES)
def test_what_is_published_is_not_broken(service: str, event: type[Event]) -> None:
    kept = json.loads((DOCS / schema_path(service, event)).read_text())
    assert breaks(kept, published(service, event)) == [], "raise the schema_version and upcast"


def test_every_published_schema_has_an_event_that_still_reads_it() -> None:
    kept = {(file.parent.name, *file.stem.rsplit(".v", 1)) for file in (DOCS / "schemas").rglob("*.json")}
    readable = {(s, e.__name__, str(v)) for s, e in EVERY for v in range(1, e.schema_version + 1)}
    assert kept == readable


def changed(change: Change, event: type[Event] = ServiceDelivered) -> list[str]:
    old = published("intake", event)
    new = json.loads(json.dumps(old))
    change(new)
    return breaks(old, new)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda s: s["properties"].pop("code"), "code is gone"),
        (lambda s: s["properties"]["code"].update(type="integer"), "code has another type"),
        (lambda s: s["properties"]["delivered_on"].update(format="date-time"), "delivered_on has another type"),
        (lambda s: s["properties"]["recipients"]["items"].update(type="integer"), "recipients has another type"),
        (lambda s: s["properties"]["minutes"].update(anyOf=[{"type": "integer"}]), "minutes has another type"),
        (lambda s: s["properties"].update(note=s["properties"]["note"]["x-clear-type"]), "note has another type"),
        (lambda s: s["properties"]["note"]["x-clear-type"]["anyOf"][0].update(type="integer"), "note has another type"),
        (lambda s: s["required"].append("minutes"), "minutes is required now"),
        (lambda s: s.update({"x-stream": "other/{household}"}), "x-stream is another"),
        (lambda s: s.update({"x-key": "{delivery}"}), "x-key is another"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_change_that_breaks_readers_or_old_events_is_found(change: Change, named: str) -> None:
    assert named in changed(change)


def test_a_break_inside_a_part_of_an_event_is_found() -> None:
    assert "members.person is gone" in changed(lambda s: s["$defs"]["Member"]["properties"].pop("person"), FamilyEnrolled)
    assert "notice.place is required now" in changed(
        lambda s: s["$defs"]["PrivacyNotice"]["required"].append("place"), FamilyEnrolled
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda _: None,
        lambda s: s["properties"].update(place={"type": "string", "default": ""}),
        lambda s: s.update(description="In other words."),
        lambda s: s["properties"]["code"].update(title="Code of the service"),
        lambda s: s["required"].remove("code"),
    ],
)
def test_a_change_that_breaks_nothing_passes(change: Change) -> None:
    assert changed(change) == []


def test_a_list_of_codes_may_grow_but_not_shrink() -> None:
    old = {"properties": {"phase": {"enum": ["entry", "exit"], "type": "string"}}}
    grown = {"properties": {"phase": {"enum": ["entry", "exit", "interim"], "type": "string"}}}
    assert breaks(old, grown) == []
    assert breaks(grown, old) == ["phase allows fewer values"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_has_a_named_example(service: str) -> None:
    told = {type(fact).__name__ for fact in STORY[service]}
    assert told == set(CATALOGUES[service].by_name)


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_says_how_it_is_corrected_and_voided(service: str) -> None:
    policy = import_module(f"services.{service}.domain.amending").POLICY
    recorded_here = {event for event in CATALOGUES[service].by_name.values() if event not in AMENDING}
    assert {event.__name__ for event in recorded_here ^ policy.keys()} == set()
    commands = {name for name in vars(import_module(f"services.{service}.commands")) if name[0].isupper()}
    assert {rule.command for rule in policy.values() if isinstance(rule, Instead) and rule.command} - commands == set()
    for event, rule in policy.items():
        if isinstance(rule, Amendable):
            assert set(rule.fields) <= set(event.model_fields) & set(rule.command.model_fields), event.__name__


@pytest.mark.parametrize("service", SERVICES)
def test_every_version_of_every_event_stands_in_the_history(service: str) -> None:
    assert [line["type"] for line in missing(service)] == [], "run `python -m tests.examples`"
    held = {(line["type"], line["schema_version"]) for line in history(service)}
    assert held == {(e.__name__, v) for s, e in EVERY if s == service for v in range(1, e.schema_version + 1)}


@pytest.mark.parametrize("service", SERVICES)
def test_the_history_loads_for_ever(service: str) -> None:
    for line in history(service):
        fact = CATALOGUES[service].load(line["type"], line["schema_version"], dict(line["data"]))
        again = CATALOGUES[service].load(line["type"], fact.schema_version, fact.model_dump(mode="json"))
        assert again == fact


def without_personal(service: str, line: dict[str, Any]) -> dict[str, Any]:
    """The data as it reads when the key was destroyed."""
    return line["data"] | dict.fromkeys(personal_fields(CATALOGUES[service].by_name[line["type"]]))


def folds(service: str) -> Iterator[tuple[str, Callable[[Any, Any], Any], Any]]:
    """Every evolve function of a service's domain and the state it starts from."""
    for file in files("services"):
        if file.parent == ROOT / "services" / service / "domain":
            module = import_module(place(file).removesuffix(".py").replace("/", "."))
            for name, evolve in getmembers(module, isfunction):
                if name.startswith("evolve") and evolve.__module__ == module.__name__:
                    yield f"{module.__name__}.{name}", evolve, get_type_hints(evolve)["return"]()


FOLDS = [(service, *fold) for service in SERVICES for fold in folds(service)]


@pytest.mark.parametrize(("service", "name", "evolve", "initial"), FOLDS, ids=[fold[1] for fold in FOLDS])
@pytest.mark.parametrize("keys", ["held", "destroyed"])
@pytest.mark.parametrize("order", [1, -1], ids=["in order", "backwards"])
def test_the_history_folds_for_ever(
    service: str, name: str, evolve: Callable[[Any, Any], Any], initial: Any, keys: str, order: int
) -> None:
    state = initial
    for n, line in enumerate(history(service)[::order], 1):
        data = dict(line["data"]) if keys == "held" else without_personal(service, line)
        fact = CATALOGUES[service].load(line["type"], line["schema_version"], data)
        state = evolve(state, recorded(fact, n, service=service))
    assert type(state) is type(initial), name


@pytest.mark.parametrize(("service", "event"), EVERY, ids=NAMES)
def test_the_key_of_an_event_is_a_function_of_its_stream(service: str, event: type[Event]) -> None:
    assert set(FIELDS.findall(event.key)) <= set(FIELDS.findall(event.stream)), service
    assert set(FIELDS.findall(event.stream)) <= set(event.model_fields)


def test_all_events_of_one_stream_have_one_key() -> None:
    keys = defaultdict(set)
    for service, event in EVERY:
        keys[service, event.stream].add(event.key)
    assert {stream: found for stream, found in keys.items() if len(found) > 1} == {}


@pytest.mark.parametrize(("service", "event"), EVERY, ids=NAMES)
def test_personal_fields_can_be_forgotten(service: str, event: type[Event]) -> None:
    for name, mark in personal_fields(event).items():
        assert isinstance(mark, Personal)
        assert mark.of in event.model_fields, service
        assert event.model_fields[name].default is None, f"{name} must read as None when its key was destroyed"


@pytest.mark.parametrize("fact", [fact for story in STORY.values() for fact in story], ids=lambda fact: type(fact).__name__)
def test_an_event_is_about_every_person_whose_key_it_needs(fact: Event) -> None:
    owners = {owner for of_field in owners_of(recorded(fact)).values() for owner, _ in of_field}
    assert owners <= set(fact.subjects)
    assert set(type(fact).about) <= set(type(fact).model_fields)


def test_a_document_reads_the_same_as_yaml() -> None:
    text = as_yaml({"a": {"b": "x: y", "$ref": "#/c"}, "d": ["é", "1"], "e": {}, "n": 6})
    assert text == 'a:\n  b: "x: y"\n  "$ref": "#/c"\nd:\n- "é"\n- "1"\ne: {}\nn: 6\n'


def test_this_folder_is_where_the_history_lives() -> None:
    assert sorted(file.stem for file in Path(ROOT / "tests" / "history").glob("*.jsonl")) == sorted(SERVICES)
