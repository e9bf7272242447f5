"""What every command promises over HTTP, whatever it asks (design, HTTP conventions). A service's tests subclass it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.kernel.access import ACCESS, ROLES
from tests.api.commands import ROWS
from tests.api.commands.wrong import ANY_MOMENT, WRONG
from tests.api.generated import generate
from tests.api.hostile import BODIES, KEYS, MATCHES, hostile
from tests.api.impossible import impossible
from tests.api.scenes import Scene
from tests.api.stack import Call, Stack

NAMED_BY_A_CODE = {
    "RegisterAgency",
    "DeclareProgramme",
    "DeclareRegister",
    "PublishMatchingRules",
    "PublishRules",
    "SetTarget",
    "PublishSamplingRules",
    "SealReport",
    "OpenAccount",
    "DeclareFinalPayment",
}
Row = Callable[[Scene], Call]


def refused(answer: httpx.Response, status: int, type_: str = "", field: str | None = None) -> dict[str, Any]:
    """A problem document with a stable type."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["title"]
    assert document["type"].startswith("/problems/")
    if type_:
        assert document["type"] == f"/problems/{type_}", answer.text
    if field:
        assert document["field"].split(".")[0] == field, answer.text
    return document


class EveryCommand:
    """The promises, for each command of one service."""

    service: str

    @property
    def rows(self) -> Mapping[str, Row]:
        return ROWS[self.service]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "command" in metafunc.fixturenames:
            metafunc.parametrize("command", list(self.rows))

    def test_every_command_that_has_a_route_has_a_row_here(self, stack: Stack):
        assert set(self.rows) == set(stack.routes[self.service])
        assert set(self.rows) <= set(ACCESS)

    def test_a_command_is_answered_once_and_the_same_again(self, command: str, stack: Stack, scene: Scene):
        call = self.rows[command](scene)
        before = stack.size(self.service)
        first = stack.send(call, "key")
        after = stack.size(self.service)
        again = stack.send(call, "key")
        other = stack.send(call.but(source="hmis:other"), "key")
        assert (first.status_code, again.status_code) == (201, 200), first.text
        assert {**again.json(), "replayed": False} == first.json()
        assert again.headers["etag"] == first.headers["etag"] == f'"{_version(first.json())}"'
        assert len(first.json()["events"]) == after - before > 0
        assert first.json()["ids"] or command in NAMED_BY_A_CODE
        refused(other, 422, "key-reused", "Idempotency-Key")
        assert stack.size(self.service) == after

    def test_a_refused_command_leaves_nothing_and_its_key_stays_free(self, command: str, stack: Stack, scene: Scene):
        call = self.rows[command](scene)
        before = stack.size(self.service)
        refused(stack.send(call, key=None), 400, "idempotency-key-missing", "Idempotency-Key")
        refused(stack.send(call.from_(scene.who("funder")), "key"), 403, "not-allowed")
        refused(stack.send(call, "key", **{"If-Match": '"999"'}), 412, "stale", "If-Match")
        refused(stack.send(call.but(colour="red"), "key"), 422, "does-not-fit", "colour")
        assert stack.size(self.service) == before
        assert stack.send(call, "key").status_code == 201

    def test_what_is_missing_or_of_another_type_is_named(self, command: str, stack: Stack, shared_scene: Scene):
        by, route = shared_scene.who(_one_who_may(command)), stack.routes[self.service][command]
        blank = Call(command, by, dict.fromkeys(route.path_fields, str(uuid4())), service=self.service)
        schema = route.command.model_json_schema()
        for name in set(schema.get("required", [])) - set(route.path_fields):
            answer = stack.send(blank)
            assert name in {error["field"] for error in refused(answer, 422, "does-not-fit")["errors"]}
        for name in set(schema["properties"]) - set(route.path_fields):
            answer = stack.send(blank.but(**{name: [[]]}))
            found = {error["field"].split(".")[0] for error in refused(answer, 422, "does-not-fit")["errors"]}
            assert name in found, answer.text

    def test_what_another_agency_has_looks_like_nothing_at_all(self, command: str, stack: Stack, scene: Scene):
        call = self.rows[command](scene)
        if call.owner is None:
            return
        stranger = scene.who(call.by.role, agency="nobody-shares-with")
        theirs = refused(stack.send(call.from_(stranger)), 404)
        nobodys = refused(stack.send(call.from_(stranger).but(**{call.owner: str(uuid4())})), 404)
        assert theirs == nobodys

    @pytest.mark.parametrize("role", ROLES)
    def test_a_role_gives_the_commands_that_the_table_of_access_allows(
        self, command: str, role: str, stack: Stack, shared_scene: Scene
    ):
        path = dict.fromkeys(stack.routes[self.service][command].path_fields, str(uuid4()))
        answer = stack.send(Call(command, shared_scene.who(role), {**path, "no_such_field": 1}, service=self.service))
        if role in ACCESS[command]:
            refused(answer, 422, "does-not-fit")
        else:
            refused(answer, 403, "not-allowed")

    def test_a_command_at_the_wrong_moment_is_refused_by_the_rule_that_says_so(self, command: str, stack: Stack, scene: Scene):
        wrong = WRONG[self.service].get(command)
        assert (wrong is None) == (command in ANY_MOMENT), "every command has its wrong moment, or a reason for having none"
        if wrong is None:
            return
        rule, row = (wrong, self.rows[command]) if isinstance(wrong, str) else wrong
        call = row(scene)
        if isinstance(wrong, str):
            stack.must(call)
        before = stack.size(self.service)
        answer = stack.send(call, "wrong")
        refused(answer, answer.status_code, rule)
        assert answer.status_code in (404, 409)
        assert stack.size(self.service) == before
        assert stack.receipts(self.service, call.by, ["wrong"]) == []

    def test_what_cannot_be_is_refused_and_leaves_nothing(self, command: str, stack: Stack, scene: Scene):
        call, route = self.rows[command](scene), stack.routes[self.service][command]
        bad = list(impossible(route.command, call.fields, in_path=route.path_fields, imports=call.by.role == "system"))
        before, keys = stack.size(self.service), [str(uuid4()) for _ in bad]
        for one, answer in zip(bad, stack.batch(self.service, command, call.by, [one.fields for one in bad], keys), strict=True):
            assert 400 <= answer["status"] < 500, (one, answer)
            misfits = {error["field"].split(".")[0] for error in answer.get("errors", ())}
            assert misfits in ({one.field}, {""}) if one.by_schema else misfits in (set(), {""}), (one, answer)
        assert stack.size(self.service) == before
        assert stack.receipts(self.service, call.by, keys) == []

    def test_what_is_generated_from_the_published_document_is_answered_as_it_says(self, stack: Stack, tmp_path: Path):
        outcome = generate(stack, self.service, tmp_path)
        assert outcome.passed, outcome.report
        assert set(self.rows) - outcome.accepted() == set()

    def test_nothing_that_is_put_into_a_field_breaks_anything(self, command: str, stack: Stack, scene: Scene):
        call = self.rows[command](scene)
        before = stack.size(self.service)
        asks = list(hostile(stack.routes[self.service][command].command, call.fields))
        answers = stack.batch(self.service, command, call.by, asks)
        written = 0
        for ask, answer in zip(asks, answers, strict=True):
            assert answer["status"] in (200, 201) or 400 <= answer["status"] < 500, (ask, answer)
            if answer["status"] >= 400:
                assert answer["type"].startswith("/problems/"), answer
            else:
                written += len(answer["events"])
        assert stack.size(self.service) - before == written
        stack.read_back(self.service, after=before)

    def test_a_body_a_key_or_a_version_that_cannot_be_read_is_refused(self, command: str, stack: Stack, shared_scene: Scene):
        path = dict.fromkeys(stack.routes[self.service][command].path_fields, str(uuid4()))
        call = Call(command, shared_scene.who(_one_who_may(command)), path, service=self.service)
        before = stack.size(self.service)
        for body in BODIES:
            _refused_or_done(stack.send(call, raw=body))
        for key in KEYS:
            _refused_or_done(stack.send(call, key=key, raw=b'{"colour":1}'))
        for match in MATCHES:
            _refused_or_done(stack.send(call, **{"If-Match": match}))
        assert stack.size(self.service) - before <= len(BODIES)


def _refused_or_done(answer: httpx.Response) -> None:
    if answer.status_code not in (200, 201):
        assert 400 <= answer.status_code < 500, answer.text
        refused(answer, answer.status_code)


def _one_who_may(command: str) -> str:
    return min(ACCESS[command] - {"system", "volunteer"}, default="system")


def _version(answer: dict[str, Any]) -> int:
    events = answer["events"]
    return max(event["version"] for event in events if event["stream"] == events[0]["stream"])
