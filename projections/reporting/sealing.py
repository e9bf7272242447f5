"""Reports are counted here, and sealed by the oversight service in the name of whoever asks.

Counting rests on the last cut that the sequencer has signed, so that everybody who holds the logs can count again: `check`
folds the record anew up to the cut of the report and compares byte for byte.
"""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import httpx
import psycopg

from infra.applying import Decoder
from infra.codec import Codec
from infra.evidence import LARGEST
from infra.projecting import records_of
from infra.readmodel import ReadModel
from infra.replaying import replayed, upto
from infra.settings import SERVICES, Settings
from projections import identities, indicators
from projections.cuts import SealedCut, cut_at
from projections.figures.asked import Period
from projections.figures.changes import changes
from projections.figures.counting import Cell, Number
from projections.figures.sealed import Counted, Numbers, Report, count, reports
from projections.known import Cut, Known
from projections.models import catalogues
from services.kernel.command import WEITA
from services.oversight.events import LogUsed, document_of, report_of

PATIENCE = 60.0
"""Seconds that read models have to reach the cut."""
MODELS = (indicators.MODEL, identities.MODEL)


class NotSealed(Exception):
    """Raised when a report cannot be sealed or rectified, with the reason in its words; `refusal` is what the service said."""

    def __init__(self, reason: str, refusal: Mapping[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.refusal = refusal


class ListTooLarge(NotSealed):
    """Raised when the list of facts behind the figures is larger than a document may be."""


@dataclass(frozen=True)
class Difference:
    """The first cell of which a report does not say what the record gives."""

    version: str
    figure: str
    cell: Cell
    reported: Number | None
    counted: Number | None


def seal(settings: Settings, token: str, project: str, kind: str, period: Period) -> UUID:
    """Count a period at the last signed cut, file the list behind it, and have the report sealed. Raises `NotSealed`."""
    cut = cut_at(settings, None)
    with _reading(settings, cut) as connection:
        counted = count(connection, project, period, cut.positions)
    body = {
        "project": project, "kind": kind, "start": str(period.first), "until": str(period.last), "figures": counted.numbers,
        **_said(settings, token, project, counted, cut),
    }  # fmt: skip
    name = report_of(project, kind, period.first, period.last)
    _ask(settings, token, "/reports", body, f"report {name} {cut.positions}")
    return name


def rectify(settings: Settings, token: str, name: UUID) -> int:
    """Count the period of a report anew, and have every cell rectified that is another; how many. Raises `NotSealed`."""
    cut = cut_at(settings, None)
    with _reading(settings, cut) as connection:
        report = _report(connection, name)
        project, stood = report.sealed.project, report.newest
        counted = count(connection, project, report.period, cut.positions)
        cuts = (stood.cut, cut.positions)
        found = list(changes(connection, report.numbers, counted.numbers, project, report.period, cuts))
    if found:
        body = {
            "previous": stood.sha256, "changes": [change.told() for change in found],
            **_said(settings, token, project, counted, cut),
        }  # fmt: skip
        _ask(settings, token, f"/reports/{name}/rectifications", body, f"rectification {stood.sha256} {cut.positions}")
    return len(found)


def check(settings: Settings, name: UUID) -> Difference | None:
    """The first difference between a report, or one of its rectifications, and what the record alone gives at its cut."""
    with psycopg.connect(settings.database("read", "weita_desk"), autocommit=True) as connection:
        report = _report(connection, name)
    for n, (told, said) in enumerate(report.versions()):
        with from_the_record(settings, told.cut) as connection:
            counted = count(connection, report.sealed.project, report.period, told.cut)
        again = document_of(report.sealed, told.cut, told.logs, counted.numbers, counted.listed_sha256)
        if again != said:
            return _first(f"rectification {n}" if n else "sealed report", json.loads(said)["figures"], counted.numbers)
        if told.sha256 != sha256(said).hexdigest():
            return Difference(f"rectification {n}" if n else "sealed report", "sha256", "", None, None)
    return None


@contextmanager
def from_the_record(settings: Settings, cut: Mapping[str, int]) -> Iterator[psycopg.Connection[Any]]:
    """Figures as the record alone gives them up to a cut; it takes nobody's key."""
    records = records_of(settings, SERVICES)
    decoder = Decoder({catalogue.service: Codec(catalogue, None) for catalogue in catalogues()})
    url, pages = settings.database("read", "weita_projector"), upto(records, cut)
    try:
        with replayed(url, MODELS, decoder, pages, lambda *_: None) as connection:
            yield connection
    finally:
        records.close()


def _first(version: str, reported: Numbers, counted: Numbers) -> Difference:
    for figure in sorted({*reported, *counted}):
        was, has = reported.get(figure, {}), counted.get(figure, {})
        for cell in sorted({*was, *has}):
            if _plain(was.get(cell)) != _plain(has.get(cell)):
                return Difference(version, figure, cell, was.get(cell), has.get(cell))
    return Difference(version, "listed_sha256", "", None, None)


def _plain(number: Any) -> Any:
    return tuple(number) if isinstance(number, list | tuple) else number


def _report(connection: psycopg.Connection[Any], name: UUID) -> Report:
    found = reports(connection, report=name)
    if not found:
        raise NotSealed(f"no report {name} was sealed")
    return found[0]


@contextmanager
def _reading(settings: Settings, cut: SealedCut) -> Iterator[psycopg.Connection[Any]]:
    """The live read models, once they hold all that was known at the cut. Raises `NotSealed`."""
    known = Known(settings)
    try:
        wanted = known.at(cut.signed_at)
    finally:
        known.close()
    with psycopg.connect(settings.database("read", "weita_desk"), autocommit=True) as connection:
        until = time.monotonic() + PATIENCE
        while not all(_reached(connection, model, wanted) for model in MODELS):
            if time.monotonic() > until:
                raise NotSealed("the read models have not reached the last signed cut yet: try again")
            time.sleep(0.2)
        yield connection


def _reached(connection: psycopg.Connection[Any], model: ReadModel, wanted: Cut) -> bool:
    rows = connection.execute(f"select service, lane, position from {model.name}.mark").fetchall()
    marks = {(service, lane): position for service, lane, position in rows}
    return all(marks.get(lane, 0) >= last for lane, last in wanted.lanes.items() if lane[0] in model.services)


def _said(settings: Settings, token: str, project: str, counted: Counted, cut: SealedCut) -> dict[str, Any]:
    """At which cut and trees it was counted, and the list behind it, filed."""
    logs = [
        LogUsed(log=head.log, size=head.size, root=base64.b64decode(head.root).hex())
        for head in cut.heads if head.log in {project, "common"}
    ]  # fmt: skip
    return {
        "cut": dict(cut.positions), "logs": [log.model_dump() for log in logs], "listed_sha256": counted.listed_sha256,
        "evidence": [{"sha256": _file(settings, token, project, counted), "kind": "report"}],
    }  # fmt: skip


def _file(settings: Settings, token: str, project: str, counted: Counted) -> str:
    if len(counted.listed) > LARGEST:
        raise ListTooLarge("the list of facts behind the figures is larger than a document may be (20 MB)")
    query = {"kind": "report", "project": project, "file_name": f"{project}-{counted.listed_sha256[:12]}.csv"}
    answer = _post(settings, token, "/evidence", f"list {counted.listed_sha256}", params=query, content=counted.listed)
    return str(answer["ids"]["sha256"])


def _ask(settings: Settings, token: str, path: str, body: Mapping[str, Any], name: str) -> None:
    _post(settings, token, path, name, content=json.dumps(body, default=str).encode())


def _post(settings: Settings, token: str, path: str, name: str, **request: Any) -> dict[str, Any]:
    """The same thing asked twice has the same key. Raises `NotSealed` with the rule that refused."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"report:{uuid5(WEITA, name)}",
               "Content-Type": "application/json"}  # fmt: skip
    try:
        answer = httpx.post(settings.service_url("oversight") + path, headers=headers, timeout=60.0, **request)
    except httpx.TransportError as error:
        raise NotSealed(f"oversight does not answer: {type(error).__name__}") from error
    if answer.is_error:
        said = answer.json()
        raise NotSealed(f"{said.get('type')}: {said.get('detail') or said.get('title')}", said)
    return dict(answer.json())
