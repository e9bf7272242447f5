"""HTTP in front of the record: whatever is sent, the answer is a receipt or a problem document with a stable type."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
import uvicorn

from infra import patience
from infra.app import service_app
from infra.auth import Tokens, issue_token
from infra.ledger import Memory
from infra.servers.ports import LOOPBACK
from services.intake.api import routes
from services.kernel.command import OF_REACTIONS
from tests.infra.conftest import Desk

ENTRY = (datetime.now(UTC) - timedelta(days=100)).date().isoformat()
LATER = (datetime.now(UTC) - timedelta(days=50)).date().isoformat()
OVERRIDE, MARKS = "Amal\u202egnp.exe", "a" + "\u0301" * 10_000


class Client:
    """Speaks for one agency and role."""

    def __init__(self, desk: Desk, url: str, agency: str = "sds", role: str = "caseworker", **more: Any) -> None:
        self.token = issue_token(desk.settings, agency=agency, roles=[role], subject=f"{agency}/{role}", **more)
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {self.token}"}, timeout=30)

    def post(self, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> httpx.Response:
        named = {} if key is None else {"Idempotency-Key": key or str(uuid4())}
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        return self.http.post(path, content=content, headers={**named, **headers})

    def must(self, path: str, body: Any = None) -> dict[str, str]:
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json()["ids"])


class House:
    """A running service, and clients of it."""

    def __init__(self, desk: Desk, url: str) -> None:
        self.desk, self.url = desk, url
        self.clients: list[Client] = []
        self.worker, self.other = self.client(), self.client("coop")
        admin = self.client(role="admin")
        admin.must("/programmes", {"project": "PROG-2784", "name": "WE-ITA"})
        for agency in ("sds", "coop"):
            admin.must("/agencies", {"agency": agency, "name": agency})

    def client(self, agency: str = "sds", role: str = "caseworker", **more: Any) -> Client:
        made = Client(self.desk, self.url, agency, role, **more)
        self.clients.append(made)
        return made

    def family(self) -> tuple[str, str]:
        """Household and head of a family that the SdS has enrolled."""
        head = self.worker.must("/persons", {"given_name": "Amal", "birth_date": "1990-01-01"})["person"]
        household = self.worker.must("/cases", {"project": "PROG-2784", "head": head})["household"]
        notice = {"given_on": ENTRY, "language": "ar", "version": "1"}
        members = [{"person": head, "relationship": "head"}]
        self.worker.must("/households", {
            "household": household, "project": "PROG-2784", "head": head, "members": members, "notice": notice,
            "occurred_at": ENTRY,
        })  # fmt: skip
        return household, head


@pytest.fixture
def house(desk: Desk) -> Iterator[House]:
    app = service_app("intake", desk.ledger, Tokens(desk.settings), routes(desk.intake))
    server = uvicorn.Server(uvicorn.Config(app, host=LOOPBACK, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    house = House(desk, f"http://{LOOPBACK}:{server.servers[0].sockets[0].getsockname()[1]}")
    yield house
    for client in house.clients:
        client.http.close()
    server.should_exit = True
    thread.join()


def refused(answer: httpx.Response, status: int, type_: str, field: str | None = None) -> dict[str, Any]:
    document: dict[str, Any] = answer.json()
    assert (answer.status_code, document["type"]) == (status, f"/problems/{type_}"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["status"] == status
    assert document["title"]
    if field:
        assert document["field"] == field
    return document


def test_a_command_is_answered_with_a_receipt_and_the_version_of_its_stream(house: House) -> None:
    answer = house.worker.post("/persons", {"given_name": "Amal"}, key="one")
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"2"'
    assert [event["type"] for event in answer.json()["events"]] == ["PersonRegistered", "CountingProfileSet"]
    assert "Amal" not in answer.text


def test_the_same_key_and_body_again_give_the_same_answer(house: House) -> None:
    first = house.worker.post("/persons", {"given_name": "Amal", "sex": "female"}, key="one")
    second = house.worker.post("/persons", {"sex": "female", "given_name": "Amal"}, key="one")
    assert (second.status_code, second.json()["replayed"]) == (200, True)
    assert {**second.json(), "replayed": False} == first.json()


def test_the_same_key_with_another_body_or_at_another_address_is_refused(house: House) -> None:
    house.worker.must("/persons", {})
    house.worker.post("/persons", {"given_name": "Amal"}, key="one")
    refused(house.worker.post("/persons", {"given_name": "Sami"}, key="one"), 422, "key-reused", "Idempotency-Key")
    refused(house.worker.post("/cases", {"project": "PROG-2784", "head": str(uuid4())}, key="one"), 422, "key-reused")


def test_after_a_lost_reply_the_receipt_can_be_asked_for_by_its_own_agency_alone(house: House) -> None:
    first = house.worker.post("/persons", {"given_name": "Amal"}, key="one")
    found = house.worker.http.get("/receipts/one")
    assert (found.status_code, found.json()["ids"]) == (200, first.json()["ids"])
    refused(house.worker.http.get("/receipts/two"), 404, "unknown")
    refused(house.other.http.get("/receipts/one"), 404, "unknown")


def test_a_moment_without_a_zone_is_utc(house: House) -> None:
    house.worker.must("/persons", {"occurred_at": "2026-03-01T08:00:00"})
    assert house.desk.rows("select distinct occurred_at at time zone 'UTC' from event where type = 'PersonRegistered'") == [
        (datetime(2026, 3, 1, 8),)  # noqa: DTZ001 - as the database gives it
    ]


def test_an_import_cannot_state_a_moment_that_nobody_can_read_back(house: House) -> None:
    system = house.client(role="system")
    for moment in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"):
        refused(system.post("/persons", {"occurred_at": moment}), 422, "does-not-fit", "occurred_at")


def test_a_key_may_hold_slashes(house: House) -> None:
    house.worker.post("/persons", {}, key="hmis/Client/1")
    assert house.worker.http.get("/receipts/hmis/Client/1").status_code == 200


def test_while_the_database_is_away_the_answer_is_to_try_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.2)
    kill = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'weita_service' and datname = 'weita_intake'"
    with psycopg.connect(house.desk.settings.admin_url, autocommit=True) as admin:
        admin.execute("alter database weita_intake with allow_connections false")
        try:
            admin.execute(kill)
            answer = house.worker.post("/persons", {}, key="later")
            refused(answer, 503, "try-again")
            assert answer.headers["retry-after"] == "1"
        finally:
            admin.execute("alter database weita_intake with allow_connections true")
    assert until(lambda: house.worker.post("/persons", {}, key="later").status_code in (200, 201))


def until(what: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.2)
    return False


def test_without_a_key_nothing_is_recorded(house: House) -> None:
    refused(house.worker.post("/persons", {}, key=None), 400, "idempotency-key-missing", "Idempotency-Key")
    refused(house.worker.post("/persons", {}, key="x" * 201), 400, "idempotency-key-missing")


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_without_a_valid_token_nothing_is_recorded(house: House, token: str) -> None:
    answer = house.worker.post("/persons", {}, Authorization=f"Bearer {token}")
    assert house.worker.post("/persons", {}, Authorization="Basic eDp5").status_code == 401
    refused(answer, 401, "not-authenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_that_has_expired_or_is_for_somebody_else_is_no_token(house: House) -> None:
    refused(house.client(lifetime=timedelta(seconds=-1)).post("/persons"), 401, "not-authenticated")
    forged = house.worker.token[:-8] + "AAAAAAAA"
    refused(house.worker.post("/persons", Authorization=f"Bearer {forged}"), 401, "not-authenticated")


@pytest.mark.parametrize("claims", [{"agency": ""}, {"agency": "a\0b"}, {"agency": ["sds"]}, {"on_behalf_of": 7}, {"name": ["x"]}])
def test_a_token_whose_claims_are_no_text_is_no_token(house: House, claims: dict[str, Any]) -> None:
    """They stand in the envelope, and from there in the headers of Kafka's messages."""
    refused(house.client(**claims).post("/persons"), 401, "not-authenticated")


def test_while_the_issuers_keys_are_away_the_answer_is_to_try_again(house: House) -> None:
    away = house.desk.settings.model_copy(update={"jwks": f"http://{LOOPBACK}:9/jwks.json"})
    with pytest.raises(patience.StoreUnavailable):
        Tokens(away).verify(house.worker.token)


@pytest.mark.parametrize("role", ["auditor", "funder", "dpo", "housing", "volunteer"])
def test_a_role_that_may_not_is_refused(house: House, role: str) -> None:
    refused(house.client(role=role).post("/cases", {"project": "PROG-2784", "head": str(uuid4())}), 403, "not-allowed")


def test_agency_and_actor_in_the_body_are_not_believed(house: House) -> None:
    refused(house.worker.post("/persons", {"agency": "coop"}), 422, "does-not-fit", "agency")


def test_a_household_of_another_agency_looks_like_none_at_all(house: House) -> None:
    household, person = house.family()
    body = {"code": "A1.05", "delivered_on": LATER, "recipients": [person]}
    there = refused(house.other.post(f"/households/{household}/services", body), 404, "unknown-household")
    nowhere = refused(house.other.post(f"/households/{uuid4()}/services", body), 404, "unknown-household")
    assert there == nowhere


def test_a_rule_of_the_domain_is_a_conflict_in_its_own_words(house: House) -> None:
    _, head = house.family()
    case = house.worker.must("/cases", {"project": "PROG-2784", "head": head})["household"]
    members = [{"person": head, "relationship": "head"}]
    notice = {"given_on": ENTRY, "language": "ar", "version": "1"}
    ask = {"household": case, "project": "PROG-2784", "head": head, "members": members, "notice": notice}
    document = refused(house.worker.post("/households", ask), 409, "already-in-a-household", "person")
    assert document["person"] == head
    assert document["title"] == "A person belongs to one household of a project at a time."


def test_a_write_on_what_has_changed_is_stale(house: House) -> None:
    household, head = house.family()
    person = house.worker.must("/persons", {"given_name": "Sami"})["person"]
    ask = {"person": person, "relationship": "1"}
    refused(house.worker.post(f"/households/{household}/members", ask, **{"If-Match": '"7"'}), 412, "stale", "If-Match")
    assert house.worker.post(f"/households/{household}/members", ask, **{"If-Match": '"1"'}).status_code == 201
    refused(house.worker.post(f"/households/{household}/members", ask, **{"If-Match": "x"}), 400, "if-match-unreadable")
    assert head


def test_an_event_of_the_record_that_cannot_be_loaded_is_our_fault_and_not_the_askers(house: House) -> None:
    head = house.worker.must("/persons", {"given_name": "Amal"})["person"]
    house.desk.ledger.memory = Memory()
    house.desk.admin.execute("update event set data = '{\"person\": 7}' where stream = %s", (f"person/{head}",))
    answer = house.worker.post("/cases", {"project": "PROG-2784", "head": head})
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/fault")


def test_a_body_beyond_a_megabyte_is_too_large(house: House) -> None:
    refused(house.worker.post("/persons", b" " * 1_100_000), 413, "too-large")


def test_an_event_beyond_32_kib_is_too_large(house: House) -> None:
    household, head = house.family()
    scores = {"housing": 1}
    files = [{"sha256": f"{n:064x}", "kind": "photo"} for n in range(20)]
    long = {"note": "𠀀" * 4000, "evidence": files, "file_names": ["𠀀" * 200] * 20, "source": "archive:7"}
    ask = {"person": head, "phase": "entry", "scores": scores}
    assert house.worker.post(f"/households/{household}/assessments", ask).status_code == 201
    body = {"code": "A1.05", "delivered_on": LATER, "recipients": [head], **long}
    refused(house.client(role="system").post(f"/households/{household}/services", body), 413, "event-too-large")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"null", b"[1]", b'"x"', b"1e999", b'{"a":NaN}'])
def test_a_body_that_is_no_object_is_refused(house: House, body: bytes) -> None:
    answer = house.worker.post("/cases", body)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["type"] in ("/problems/unreadable", "/problems/does-not-fit")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", "Am\x00al"),
        ("given_name", "Am\x1bal"),
        ("given_name", OVERRIDE),
        ("given_name", MARKS),
        ("given_name", "x" * 201),
        ("given_name", ["a"]),
        ("given_name", ""),
        ("given_name", "   "),
        ("given_name", "\ud800"),
        ("family_name", {"a": 1}),
        ("birth_date", "2026-02-30"),
        ("birth_date", "1990-13-01"),
        ("birth_date", "2999-01-01"),
        ("birth_date", "yesterday"),
        ("birth_date", "99999-01-01"),
        ("sex", "unknown"),
        ("citizenship", "it"),
        ("fiscal_code", "RSSMRA85T10A562X"),
        ("fiscal_code", "\x00" * 16),
        ("occurred_at", "2999-01-01"),
        ("occurred_at", "2026-02-30"),
        ("occurred_at", "not a moment"),
        ("occurred_at", 10**30),
        ("occurred_at", "-0001-01-01T00:00:00Z"),
        ("occurred_at", "0001-01-01T00:00:00+14:00"),
        ("occurred_at", "9999-12-31T23:59:59-12:00"),
        ("source", "\x00"),
        ("source", "\ud800"),
        ("eligible", "perhaps"),
    ],
)
def test_bad_input_is_refused_with_the_field_named_and_nothing_half_written(house: House, field: str, value: Any) -> None:
    before = house.desk.rows("select count(*) from event")
    answer = house.worker.post("/persons", {field: value})
    assert 400 <= answer.status_code < 500, answer.text
    if answer.status_code != 400:
        assert answer.json()["field"] == field
    assert house.desk.rows("select count(*) from event") == before


def test_a_key_that_is_read_differently_by_everybody_is_none(house: House) -> None:
    answer = house.worker.http.post("/persons", json={}, headers={"Idempotency-Key": "chiave-è".encode()})
    refused(answer, 400, "idempotency-key-missing", "Idempotency-Key")


def test_the_id_of_an_operation_that_is_none_is_refused_like_any_other(house: House) -> None:
    refused(house.worker.http.post("/refused-reactions/x/retry"), 422, "does-not-fit", "event")


@pytest.mark.parametrize("path", ["/households/x/members", "/households/%00/members", f"/households/{UUID(int=7)}%00/members"])
def test_an_id_that_is_none_is_refused(house: House, path: str) -> None:
    answer = house.worker.post(path, {"person": str(uuid4()), "relationship": "1"})
    refused(answer, 422, "does-not-fit", "household")


def test_addresses_and_methods_that_are_none_are_refused(house: House) -> None:
    refused(house.worker.post("/nowhere"), 404, "not-found")
    refused(house.worker.http.get("/schemas/intake/FamilyEnrolled.vx.json"), 404, "unknown")
    answer = house.worker.http.get("/persons")
    refused(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("key", ["\x01", "a\tb"])
def test_a_key_that_cannot_be_printed_is_refused(house: House, key: str) -> None:
    try:
        answer = house.worker.post("/persons", key=key)
    except httpx.LocalProtocolError:
        return
    assert answer.status_code == 400


def test_a_key_of_the_reactions_own_is_refused(house: House) -> None:
    """Event ids can be foretold: who took the key of a reaction to come would keep it from acting."""
    key = f"{OF_REACTIONS}{uuid4()}:housing:NoteHousehold:0"
    refused(house.worker.post("/persons", key=key), 400, "idempotency-key-reserved", "Idempotency-Key")


def test_many_commands_at_once_are_answered_line_by_line(house: House) -> None:
    lines = [
        {"command": "RegisterPerson", "key": "a", "body": {"given_name": "Amal"}},
        {"command": "RegisterPerson", "key": "a", "body": {"given_name": "Amal"}, "after": "x"},
        {"command": "NoSuchThing", "key": "b", "body": {}},
        {"command": "RegisterPerson", "key": "c", "body": {"birth_date": "2999-01-01"}},
        {"command": "RegisterPerson", "body": {}},
        {"command": "RegisterAgency", "key": "d", "body": {"agency": "x", "name": "x"}},
        {"command": "RegisterPerson", "key": "e", "body": []},
        {"command": "RegisterPerson", "key": 7},
    ]
    body = b"\n".join([*(json.dumps(line).encode() for line in lines), b"nonsense", b"[]", b"7", b""])
    answer = house.worker.post("/commands", body)
    answers = [json.loads(line) for line in answer.text.splitlines()]
    assert sorted(one["status"] for one in answers[:2]) == [200, 201]
    assert [one["status"] for one in answers[2:]] == [422, 422, 400, 403, 422, 422, 400, 400, 400]


def test_a_batch_of_too_many_lines_is_too_large(house: House) -> None:
    refused(house.worker.post("/commands", b"{}\n" * 10_001), 413, "too-large")


def test_commands_of_one_household_keep_their_order_in_a_batch(house: House) -> None:
    household, head = house.family()
    lines = [
        {"command": "DraftPlan", "key": "plan", "body": {"household": household, "summary": "Casa"}, "after": household},
        *(
            {"command": "SetGoal", "key": f"goal {n}", "after": household,
             "body": {"household": household, "person": head, "dimension": "housing", "text": f"Goal {n}"}}
            for n in range(20)
        ),
    ]  # fmt: skip
    answer = house.worker.post("/commands", b"\n".join(json.dumps(line).encode() for line in lines))
    answers = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["status"] for one in answers] == [201] * 21
    assert [one["events"][0]["version"] for one in answers] == list(range(1, 22))


def test_a_batch_that_is_sent_again_adds_nothing(house: House) -> None:
    lines = [{"command": "RegisterPerson", "key": f"p{n}", "body": {"given_name": f"P{n}"}} for n in range(50)]
    body = b"\n".join(json.dumps(line).encode() for line in lines)
    house.worker.post("/commands", body)
    count = house.desk.rows("select count(*) from event")
    answers = [json.loads(line) for line in house.worker.post("/commands", body).text.splitlines()]
    assert {one["status"] for one in answers} == {200}
    assert house.desk.rows("select count(*) from event") == count


def test_the_service_shows_its_own_page_of_commands(house: House) -> None:
    document = house.worker.http.get("/openapi.json").json()
    operation = document["paths"]["/households/{household}/members"]["post"]
    assert operation["operationId"] == "AddMember"
    assert {parameter["name"] for parameter in operation["parameters"]} == {"household", "Idempotency-Key", "If-Match"}
    assert set(operation["responses"]) >= {"201", "400", "401", "403", "404", "409", "412", "413", "422"}
    page = house.worker.http.get("/docs").text
    assert "POST /households/{household}/members" in page
    assert "<script" not in page
    assert "//" not in page.replace("http://json-schema.org", ""), "nothing comes from another site"
