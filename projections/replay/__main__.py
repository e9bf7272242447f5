"""`python -m projections.replay`: what `weita replay` runs."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import orjson
import psycopg
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from infra.applying import Decoder, Message, Records
from infra.auth import NotAuthenticated, Tokens
from infra.clock import now
from infra.codec import Codec
from infra.projecting import decoder_of, records_of
from infra.rebuilding import Rebuilding, Report
from infra.replaying import Unfoldable, replayed, upto
from infra.settings import SERVICES, NotRunning, Settings
from infra.store import COLUMNS, stored_fact
from projections import audit_trail, people, rights
from projections.canonical import canonical
from projections.cuts import NotSealedYet, SealedCut, cut_at
from projections.models import MODELS, catalogues, model
from projections.replay import rankings, state
from projections.replay.state import Question
from services.kernel.access import may
from services.kernel.time import ROME

DIFFERENT, REFUSED = 3, 2


def replay(settings: Settings, question: Question, cut: SealedCut) -> bytes:
    """The answer, from the record alone."""
    bar = Progress(
        TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn(), console=Console(stderr=True)
    )
    with _records(settings) as records, bar:
        task = bar.add_task("folding", total=None)
        pages, decoder = upto(records, cut.positions), _without_keys()
        with replayed(
            settings.database("read", "weita_projector"),
            state.MODELS,
            decoder,
            pages,
            lambda done, _: bar.update(task, completed=done),
        ) as connection:
            return state.answer(connection, question, cut)


def ranking(settings: Settings, name: UUID) -> rankings.Replayed | None:
    """A ranking made again, from the record alone."""
    url, models = settings.database("read", "weita_projector"), (audit_trail.MODEL,)
    with (
        _records(settings) as records,
        replayed(url, models, _without_keys(), _what_rankings_rest_on(records), lambda *_: None) as connection,
    ):
        return rankings.replay(connection, name)


@contextmanager
def _records(settings: Settings) -> Iterator[Records]:
    records = records_of(settings, SERVICES)
    try:
        yield records
    finally:
        records.close()


def _without_keys() -> Decoder:
    """What is replayed holds ids and figures; it needs nobody's key, and reads the same when keys are gone."""
    return Decoder({catalogue.service: Codec(catalogue, None) for catalogue in catalogues()})


def _what_rankings_rest_on(records: Records) -> Iterator[Sequence[Message]]:
    for service in rankings.SERVICES:
        query = f"select {COLUMNS} from event where type = any(%s) order by position"
        rows = records.connection(service).execute(query, (list(rankings.TYPES),)).fetchall()
        yield [(service, stored_fact(row)) for row in rows]


def compare(settings: Settings, name: str) -> Report:
    """The rows of a live read model against those that the record gives; nothing is switched."""
    decoder, records = decoder_of(settings, catalogues()), records_of(settings, SERVICES)
    url = settings.database("read", "weita_projector")
    return Rebuilding(url, model(name), decoder, records, lambda *_: None).compare()


def main(arguments: list[str]) -> int:
    """Answer one question."""
    options = _parser().parse_args(arguments)
    try:
        return _answer(Settings(), options)
    except NotSealedYet:
        print("weita: nothing has been sealed by then", file=sys.stderr)
    except (Unfoldable, NotRunning, NotAuthenticated) as error:
        print(f"weita: {error}", file=sys.stderr)
    return 1


def _answer(settings: Settings, options: argparse.Namespace) -> int:
    if options.compare:
        return _tell_differences(settings, options.compare)
    if options.ranking:
        found = ranking(settings, options.ranking)
        if found is None:
            print("weita: no ranking has this id", file=sys.stderr)
            return 1
        print(canonical({"same": found.same, "replayed": found}).decode())
        return 0 if found.same else DIFFERENT
    if options.names and not (sys.stdout.isatty() and _may(settings, "read people")):
        print("weita: names are shown on a terminal only, to a token (WEITA_TOKEN) of a role that reads people", file=sys.stderr)
        return REFUSED
    cut = cut_at(settings, options.known_at)
    question = Question(options.as_of or now().astimezone(ROME).date(), options.known_at, options.household, options.project)
    said = replay(settings, question, cut)
    print((_with_names(settings, said) if options.names else said).decode())
    return 0


def _tell_differences(settings: Settings, which: str) -> int:
    differs = False
    for name in [one.name for one in MODELS] if which == "all" else [which]:
        report = compare(settings, name)
        differs = differs or not report.same
        print(f"{name}: {report.events} events folded, {report.rows} rows compared: {'the same' if report.same else 'DIFFERENT'}")
        for sample in report.samples:
            print(f"  {sample}")
    return DIFFERENT if differs else 0


def _may(settings: Settings, action: str) -> bool:
    return bool(settings.token) and any(may(role, action) for role in Tokens(settings).verify(settings.token or "").roles)


def _with_names(settings: Settings, said: bytes) -> bytes:
    told = orjson.loads(said)
    found = told.get("families") or [told["family"] or {}]
    persons = {UUID(member["person"]) for family in found for member in family.get("members", ())}
    with psycopg.connect(settings.database("read", "weita_desk"), autocommit=True) as connection:
        if not _may(settings, "read restricted"):
            persons -= rights.restricted(connection, persons)
        return canonical(told | {"names": people.names(connection, persons)})


def _moment(text: str) -> datetime:
    """A bare day means its end in Italy, as on the desk."""
    if len(text) == 10:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), ROME).astimezone(UTC)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ROME)).astimezone(UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m projections.replay")
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--known-at", type=_moment)
    parser.add_argument("--household", type=UUID)
    parser.add_argument("--project")
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--ranking", type=UUID)
    parser.add_argument("--compare", choices=[*(one.name for one in MODELS), "all"])
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
