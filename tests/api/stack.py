"""The five services in this process, on the real PostgreSQL, behind one HTTP server; and what carries facts between them."""

import json
import threading
import time
import warnings
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx
import psycopg
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.app import service_app
from infra.applying import Message
from infra.auth import Tokens, issue_token
from infra.codec import Codec, StoredFact
from infra.evidence import EvidenceStore
from infra.ledger import Ledger
from infra.program import pool, vault_of, witnessed_in
from infra.promising import promises_of
from infra.servers.ports import LOOPBACK
from infra.settings import SERVICES, Settings
from infra.store import COLUMNS, Record, stored_fact
from infra.web import Route
from services.housing import api as housing_api
from services.housing import reactions as housing_reactions
from services.housing.application import Housing
from services.housing.events import CATALOGUE as HOUSING
from services.intake import api as intake_api
from services.intake.application import Intake
from services.intake.codes import service_codes
from services.intake.events import CATALOGUE as INTAKE
from services.kernel.event import Catalogue
from services.oversight import api as oversight_api
from services.oversight import reactions as oversight_reactions
from services.oversight.application import Oversight
from services.oversight.events import CATALOGUE as OVERSIGHT
from services.register import api as register_api
from services.register import reactions as register_reactions
from services.register.application import Register
from services.register.events import CATALOGUE as REGISTER
from services.training import api as training_api
from services.training import reactions as training_reactions
from services.training.application import Training
from services.training.events import CATALOGUE as TRAINING

if TYPE_CHECKING:
    from infra.react import Reactor


@dataclass(frozen=True)
class Actor:
    """Somebody with a token."""

    agency: str
    role: str
    subject: str


@dataclass(frozen=True)
class Call:
    """One command: its fields, those of the address among them. `owner` names the id that another agency must not find.

    `service` is named only for a command that every service takes.
    """

    command: str
    by: Actor
    fields: Mapping[str, Any]
    owner: str | None = "household"
    service: str = ""

    def but(self, **fields: Any) -> "Call":
        return replace(self, fields={**self.fields, **fields})

    def without(self, name: str) -> "Call":
        return replace(self, fields={n: v for n, v in self.fields.items() if n != name})

    def from_(self, actor: Actor) -> "Call":
        return replace(self, by=actor)

    def to(self, service: str) -> "Call":
        return replace(self, service=service)


@dataclass
class Stack:
    """What tests speak to."""

    settings: Settings
    ledgers: Mapping[str, Ledger]
    routes: Mapping[str, Mapping[str, Route]]
    """By service and command."""
    reactors: Mapping[str, "Reactor"]
    store: EvidenceStore
    http: httpx.Client
    tokens: dict[Actor, str] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SERVICES, 0))

    def bearer(self, actor: Actor) -> str:
        if actor not in self.tokens:
            issued = issue_token(self.settings, agency=actor.agency, roles=[actor.role], subject=actor.subject)
            self.tokens[actor] = issued
        return self.tokens[actor]

    def address(self, call: Call) -> tuple[str, dict[str, Any]]:
        """The address of a call, and the fields that stay in its body."""
        service = call.service or next(name for name, routes in self.routes.items() if call.command in routes)
        route, body = self.routes[service][call.command], dict(call.fields)
        path = route.path.format_map({name: body.pop(name) for name in route.path_fields})
        return f"/{service}{path}", body

    def send(self, call: Call, key: str | bytes | None = "", *, raw: bytes | None = None, **headers: str | bytes) -> httpx.Response:
        """Send a command; a fresh key unless one is given, none with `key=None`."""
        address, body = self.address(call)
        named = {} if key is None else {"Idempotency-Key": key or str(uuid4())}
        content = raw if raw is not None else json.dumps(body).encode()
        bearer = {"Authorization": f"Bearer {self.bearer(call.by)}", "Content-Type": "application/json"}
        return self.http.post(address, content=content, headers={**bearer, **named, **headers})

    def must(self, call: Call) -> dict[str, str]:
        """Send a command that must be accepted; its ids."""
        answer = self.send(call)
        assert answer.status_code == 201, f"{call.command}: {answer.text}"
        return dict(answer.json()["ids"])

    def batch(
        self, service: str, command: str, by: Actor, asks: Sequence[Mapping[str, Any]], keys: Sequence[str] = ()
    ) -> list[dict[str, Any]]:
        """The answers to many commands in one request; fresh keys unless some are given."""
        named = keys or [str(uuid4()) for _ in asks]
        lines = [json.dumps({"command": command, "key": key, "body": ask}) for key, ask in zip(named, asks, strict=True)]
        headers = {"Authorization": f"Bearer {self.bearer(by)}"}
        answer = self.http.post(f"/{service}/commands", content="\n".join(lines).encode(), headers=headers)
        if answer.status_code != 200:
            headers["Connection"] = "close"
            alone = [(self.http.post(f"/{service}/commands", content=line, headers=headers), line[:300]) for line in lines]
            raise AssertionError([line for one, line in alone if one.status_code != 200])
        return [json.loads(line) for line in answer.text.rstrip("\n").split("\n")]

    def receipts(self, service: str, by: Actor, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        """What stands under these keys of somebody's agency."""
        return self.rows(service, "select key from receipt where agency = %s and key = any(%s)", by.agency, list(keys))

    def witness(self, log: str) -> None:
        """Let enough witnesses have cosigned a checkpoint of a log, as the sequencer notes it."""
        note = f"weita.test/{log}\n1\n{b64encode(bytes(32)).decode()}\n\n\u2014 weita.test/{log} AAAA\n"
        with psycopg.connect(self.settings.database("seal", "weita_sealer")) as seal:
            row = seal.execute("insert into round (signed_at) values (now()) returning number").fetchone()
            assert row is not None
            seal.execute("insert into checkpoint values (%s, 1, %s, %s, %s) on conflict do nothing", (log, row[0], bytes(32), note))
            seal.execute("insert into witnessed values (%s, 1, now(), 'test') on conflict do nothing", (log,))

    def read_back(self, service: str, after: int) -> None:
        """Whatever was recorded can be read again, by us and by what stores its text."""
        codec = self.ledgers[service].record_.mapper
        for _, fact in self.facts(service, after=after):
            codec.to_domain_event(fact)
            assert b"\\u0000" not in fact.state

    def size(self, service: str) -> int:
        """How many facts the service's record holds."""
        return self.ledgers[service].record_.rows.max_notification_id() or 0

    def rows(self, service: str, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        with self.ledgers[service].record_.rows.pool.connection() as connection:
            return connection.execute(query, arguments).fetchall()

    def facts(self, service: str, *types: str, after: int = 0) -> list[Message]:
        """The facts of some types (all, if none is named) after a position, as a reaction gets them."""
        query = f"select {COLUMNS} from event where position > %s and (%s::text[] = '{{}}' or type = any(%s)) order by position"
        return [(service, stored_fact(row)) for row in self.rows(service, query, after, list(types), list(types))]

    def of(self, household: str | UUID, service: str, *types: str) -> list[Message]:
        """The facts of one household."""
        return [(s, fact) for s, fact in self.facts(service, *types) if str(household) in f"{fact.originator_id} {fact.state!r}"]

    def types(self, service: str, stream: str) -> list[str]:
        """The types of the facts of a stream, in order."""
        return [row[0] for row in self.rows(service, "select type from event where stream = %s order by version", stream)]

    def deliver(self, to: str, messages: Iterable[Message]) -> None:
        """Let a service react to facts."""
        reactor = self.reactors[to]
        reactor.take([(service, fact) for service, fact in messages if fact.topic in reactor.types and service in reactor.codecs])

    def carry(self) -> None:
        """Let the neighbours hear what was recorded since the last time."""
        for service in ("intake", "training"):
            head = self.size(service)
            since = self.marks[service] if self.marks[service] <= head else 0
            messages = self.facts(service, after=since)
            for to in self.reactors:
                self.deliver(to, messages)
            self.marks[service] = head


def data_of(fact: StoredFact) -> dict[str, Any]:
    """The data of a fact as stored."""
    return dict(json.loads(fact.state))


def open_stack(settings: Settings, closing: ExitStack) -> Stack:
    """Wire the five services as their `__main__` does, and serve them."""
    vault = vault_of(settings)
    closing.callback(vault._pool.close)

    store = EvidenceStore(closing.enter_context(pool(settings.database("evidence", "weita_service"))), vault)

    def ledger(catalogue: Catalogue) -> Ledger:
        rows = closing.enter_context(pool(settings.database(catalogue.service, "weita_service")))
        made = Ledger(catalogue.service, Record(rows, Codec(catalogue, vault)), store.filings)
        made.promises = promises_of(settings, catalogue.service)
        return made

    witnessed = witnessed_in(closing.enter_context(pool(settings.database("seal", "weita_service"), 2)))
    intake, housing = Intake(ledger(INTAKE), service_codes()), Housing(ledger(HOUSING))
    register, training, oversight = (
        Register(ledger(REGISTER)),
        Training(ledger(TRAINING)),
        Oversight(ledger(OVERSIGHT), store, None, witnessed),
    )
    routes: dict[str, Sequence[Route]] = {
        "intake": intake_api.routes(intake), "housing": housing_api.routes(housing),
        "register": register_api.routes(register), "training": training_api.routes(training),
        "oversight": oversight_api.routes(oversight),
    }  # fmt: skip
    ledgers = {service.ledger.service: service.ledger for service in (intake, housing, register, training, oversight)}
    reactor = _reactor_class()
    reactors = {
        "housing": reactor(housing.ledger, housing_reactions.NEIGHBOURS, housing_reactions.ON, housing.internal),
        "register": reactor(register.ledger, register_reactions.NEIGHBOURS, register_reactions.ON, register.internal),
        "training": reactor(training.ledger, training_reactions.NEIGHBOURS, training_reactions.ON, training.internal),
        "oversight": reactor(oversight.ledger, oversight_reactions.NEIGHBOURS, oversight_reactions.ON, oversight.internal),
    }
    uploads = {"oversight": oversight_api.uploads(oversight)}
    apps = {name: service_app(name, ledgers[name], Tokens(settings), routes[name], uploads.get(name, ())) for name in SERVICES}
    url = _serve(_side_by_side(apps), closing)
    http = closing.enter_context(httpx.Client(base_url=url, timeout=60))
    by_name = {name: {route.command.__name__: route for route in routes[name]} for name in SERVICES}
    return Stack(settings, ledgers, by_name, reactors, store, http)


def _reactor_class() -> type["Reactor"]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # kafka-python reads its schemas in an old way when imported
        from infra.react import Reactor
    return Reactor


def _side_by_side(apps: Mapping[str, FastAPI]) -> ASGIApp:
    """Each service at its name; whatever an address holds reaches it as it came."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        _, name, rest = scope["path"].split("/", 2)
        await apps[name]({**scope, "path": f"/{rest}"}, receive, send)

    return app


def _serve(app: ASGIApp, closing: ExitStack) -> str:
    server = uvicorn.Server(uvicorn.Config(app, host=LOOPBACK, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)

    def stop() -> None:
        server.should_exit = True
        thread.join()

    closing.callback(stop)
    return f"http://{LOOPBACK}:{server.servers[0].sockets[0].getsockname()[1]}"
