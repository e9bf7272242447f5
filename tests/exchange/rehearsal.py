"""The whole year rehearsed in this process: the services' own decisions and reactions over records in memory, no server."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

import orjson

from infra.checkpoints import Noted
from infra.grouping import Outcome, Save, SavedReceipt
from infra.ledger import Ledger
from infra.react import caller_for
from infra.settings import SERVICES
from infra.web import Route
from services.exchange.simulated.documents import cited, content_of, file_name, with_addresses
from services.exchange.simulated.families import PROJECT
from services.exchange.simulated.plot import Step
from services.housing import api as housing_api
from services.housing import reactions as housing_reactions
from services.housing.application import Housing
from services.housing.events import CATALOGUE as HOUSING
from services.intake import api as intake_api
from services.intake.application import Intake
from services.intake.codes import service_codes
from services.intake.events import CATALOGUE as INTAKE
from services.kernel.command import Caller
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.oversight import api as oversight_api
from services.oversight import reactions as oversight_reactions
from services.oversight.application import Oversight
from services.oversight.commands import SendDocument
from services.oversight.events import CATALOGUE as OVERSIGHT
from services.register import api as register_api
from services.register import reactions as register_reactions
from services.register.application import Register
from services.register.events import CATALOGUE as REGISTER
from services.training import api as training_api
from services.training import reactions as training_reactions
from services.training.application import Training
from services.training.events import CATALOGUE as TRAINING
from tests.memory import Shelf

CLOSING = time(17)


class InMemory:
    """What a ledger asks of its record, of its rows and of its mapper: facts are kept as they are."""

    def __init__(self, catalogue: Any) -> None:
        self.catalogue, self.rows, self.mapper = catalogue, self, self
        self.streams: dict[str, list[Recorded]] = defaultdict(list)
        self.by_id: dict[UUID, Recorded] = {}
        self.receipts: dict[tuple[str, str], SavedReceipt] = {}
        self.log: list[Recorded] = []
        self.now = datetime.now(UTC)

    def ensure_keys(self, facts: Iterable[Recorded]) -> None:
        """Nothing is encrypted."""

    def to_stored_event(self, fact: Recorded) -> Recorded:
        return fact

    def to_domain_event(self, fact: Recorded) -> Recorded:
        return fact

    def select_streams(self, after: Mapping[str, int]) -> Sequence[Recorded]:
        return [fact for stream in sorted(after) for fact in self.streams[stream][after[stream] :]]

    def select_ids(self, ids: Iterable[UUID]) -> Sequence[Recorded]:
        return [self.by_id[name] for name in ids if name in self.by_id]

    def receipt(self, agency: str, key: str) -> SavedReceipt | None:
        return self.receipts.get((agency, key))

    def append(self, save: Save) -> Outcome:
        draft = save.receipt
        if saved := self.receipt(draft.agency, draft.key):
            return Outcome("known", receipt=saved)
        if any(len(self.streams[stream]) != version for stream, version in save.read.items()):
            return Outcome("stale")
        first = len(self.log) + 1
        for n, given in enumerate(cast("Sequence[Recorded]", save.facts)):
            fact = replace(given, recorded_at=self.now, position=first + n)
            self.streams[fact.stream].append(fact)
            self.by_id[fact.id] = fact
            self.log.append(fact)
        self.receipts[draft.agency, draft.key] = SavedReceipt(self.now, first, draft.answer, draft.body_sha256)
        return Outcome("recorded", self.now, first)


Reactions = Mapping[type[Event], Callable[[Recorded], Sequence[Any]]]


def witnessed(log: str) -> Noted:
    """A log of one entry, which enough witnesses have cosigned."""
    note = f"weita.test/{log}\n1\n{b64encode(bytes(32)).decode()}\n\n\u2014 weita.test/{log} AAAA\n"
    return Noted(log, 1, bytes(32), note, 1, datetime.now(UTC), (), datetime.now(UTC))


class Rehearsal:
    """The five services, each hearing its neighbours at once."""

    def __init__(self) -> None:
        self.records = {catalogue.service: InMemory(catalogue) for catalogue in (INTAKE, HOUSING, REGISTER, TRAINING, OVERSIGHT)}
        self.shelf = Shelf()
        ledgers = {name: Ledger(name, record, self.shelf.filings) for name, record in self.records.items()}  # type: ignore[arg-type]
        intake, housing = Intake(ledgers["intake"], service_codes()), Housing(ledgers["housing"])
        register, training = Register(ledgers["register"]), Training(ledgers["training"])
        self.oversight = oversight = Oversight(ledgers["oversight"], self.shelf, (), witnessed)
        made: dict[str, Sequence[Route]] = {
            "intake": intake_api.routes(intake), "housing": housing_api.routes(housing),
            "register": register_api.routes(register), "training": training_api.routes(training),
            "oversight": oversight_api.routes(oversight),
        }  # fmt: skip
        self.routes = {name: {route.command.__name__: route for route in made[name]} for name in SERVICES}
        self.reacting: Sequence[tuple[str, Reactions, Mapping[Any, Any]]] = (
            ("housing", housing_reactions.ON, housing.internal),
            ("register", register_reactions.ON, register.internal),
            ("training", training_reactions.ON, training.internal),
            ("oversight", oversight_reactions.ON, oversight.internal),
        )
        self.unexpected: list[tuple[Step, RuleBroken | None]] = []
        self.refused: list[Step] = []
        self.refused_reactions: list[tuple[Recorded, RuleBroken]] = []

    def play(self, steps: Iterable[Step]) -> "Rehearsal":
        """All steps in their order, each answered on the evening of its day."""
        for step in steps:
            now = datetime.combine(step.on, CLOSING, UTC)
            for record in self.records.values():
                record.now = now
            self._ask(step, now)
        return self

    def facts(self) -> list[Recorded]:
        """All facts of all services."""
        return [fact for record in self.records.values() for fact in record.log]

    def _ask(self, step: Step, now: datetime) -> None:
        record, route = self.records[step.service], self.routes[step.service][step.command]
        before, actor = len(record.log), step.actor
        caller = Caller(
            actor=actor.subject, role=actor.role, agency=actor.agency, key=step.key, now=now + timedelta(seconds=1),
            roles=(actor.role,),
        )  # fmt: skip
        try:
            body = with_addresses(step.body, {kind: self._address(kind, caller) for kind in cited(step)})
            route.handle(route.command.model_validate(orjson.loads(orjson.dumps(dict(body)))), caller)
        except RuleBroken as rule:
            if rule.problem_type().rpartition("/")[2] == step.refused:
                self.refused.append(step)
            else:
                self.unexpected.append((step, rule))
        else:
            if step.refused:
                self.unexpected.append((step, None))
        for fact in record.log[before:]:
            self._hear(step.service, fact)

    def _address(self, kind: str, by: Caller) -> str:
        """Where the agency's document of a kind is; filed now if it was not before."""
        said = SendDocument(kind=kind, file_name=file_name(kind), project=PROJECT)
        sending = replace(by, key=f"demo:document:{kind}")
        return self.oversight.documents.receive(said, content_of(by.agency, kind), sending).ids["sha256"]

    def _hear(self, service: str, fact: Recorded) -> None:
        for name, on, handle in self.reacting:
            if name == service or type(fact.event) not in on:
                continue
            for n, ask in enumerate(on[type(fact.event)](fact)):
                by = replace(caller_for(fact, f"{name}:{type(ask).__name__}:{n}"), now=self.records[name].now)
                try:
                    handle[type(ask)](ask, by)
                except RuleBroken as rule:
                    self.refused_reactions.append((fact, rule))
