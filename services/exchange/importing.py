"""An import from start to report: plan, send stage by stage, wait until everything is applied, ask back."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.exchange.asks import Answer, Ask
from services.exchange.client import Services
from services.exchange.hmis import Plan, plan
from services.exchange.hmis_export import Export, read_export
from services.exchange.hmis_maps import maps
from services.exchange.hmis_story import Into
from services.exchange.readback import ReadModels
from services.exchange.report import Check, Report

Advance = Callable[[int], None]
FACTS = {
    "RegisterPerson": "PersonRegistered", "EnrolFamily": "FamilyEnrolled", "AddMember": "MemberAdded",
    "RemoveMember": "MemberLeft", "EndEnrolment": "FamilyExited", "RecordService": "ServiceDelivered",
    "AssignUnit": "UnitAssigned", "DeclareProgramme": "ProgrammeDeclared", "AddUnit": "UnitAdded",
}  # fmt: skip
"""The fact that a command comes to."""
SAID_BY = {
    "DeclareProgramme": "Project.csv", "AddUnit": "Inventory.csv", "RegisterPerson": "Client.csv", "EnrolFamily": "HouseholdID",
    "RemoveMember": "Exit.csv", "RecordService": "Services.csv", "AssignUnit": "MoveInDate",
}  # fmt: skip
"""What in the source each count is taken from."""


@dataclass
class Import:
    """One import under way."""

    services: Services
    read_models: ReadModels
    report: Report
    advance: Advance
    accepted: dict[str, set[str]]

    def send(self, asks: Sequence[Ask]) -> None:
        """Have commands answered."""
        self.services.carry_out(asks, self._hear)

    def _hear(self, ask: Ask, answer: Answer) -> None:
        self.report.hear(ask, answer)
        if answer.accepted and ask.command in FACTS:
            self.accepted.setdefault(FACTS[ask.command], set()).add(str(ask.body["source"]))
        self.advance(1)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage."""
        began = time.monotonic()
        yield
        self.report.seconds[name] = time.monotonic() - began


def import_hmis(
    folder: Path, agency: str, project: str | None, services: Services, read_models: ReadModels, progress: Callable[[int], Advance]
) -> Report:
    """Import an HMIS export. Raises `NoSuchFile` and `NotAnswering`."""
    began, mapping = time.monotonic(), maps()
    export = read_export(folder, mapping, date.today())  # noqa: DTZ011 - births are compared with this machine's day
    into = Into(
        agency, project,
        agency_known=read_models.knows(f"agency/{agency}"),
        project_known=project is not None and read_models.knows(f"programme/{project}"),
    )  # fmt: skip
    planned = plan(export, into, mapping)
    report = Report(f"hmis {folder}", agency, export.read, export.not_read, _notes(export, into), list(export.refusals))
    report.seconds["read"] = time.monotonic() - began
    total = sum(len(getattr(planned, stage)) for stage in ("agency", "places", "persons", "lives", "services", "stays"))
    work = Import(services, read_models, report, progress(total), {})
    _send(work, planned)
    with work.stage("caught up"):
        if not read_models.wait_until_applied():
            report.notes.append("the read models have not caught up in time: the counts below are not final")
    report.checks = _checks(work, export, into)
    report.seconds["in all"] = time.monotonic() - began
    return report


def _send(work: Import, planned: Plan) -> None:
    with work.stage("places and persons"):
        work.send(planned.agency)
        work.send([*planned.places, *planned.persons])
    with work.stage("households"):
        work.send(planned.lives)
    with work.stage("services and stays"), ThreadPoolExecutor(1) as beside:
        stays = beside.submit(_stays, work, planned)
        work.send(planned.services)
        stays.result()


def _stays(work: Import, planned: Plan) -> None:
    """Stays are told when housing has heard who has left, so that a place is found free where it was."""
    work.read_models.wait_for_exits(planned.exits, patience=30)
    work.send(planned.stays)


def _notes(export: Export, into: Into) -> list[str]:
    unmapped = [s for s in export.services.values() if not s.mapped]
    notes = [f"{len(unmapped)} services have a type that the mapping does not know: recorded as A2.30"] if unmapped else []
    if export.windows:
        notes.append(f"{', '.join(export.windows)}: no UTF-8, read as Windows-1252")
    if into.project and into.project_known:
        notes.append(f"project {into.project}: its own rules stand; an imported fact that breaks one is marked, not refused")
    else:
        which = f"funded project {into.project}" if into.project else f"{len(export.projects)} funded projects"
        notes.append(f"{which} with the programme's rules off: they state what happened elsewhere")
    return notes


def _checks(work: Import, export: Export, into: Into) -> list[Check]:
    """What the files say, less what was refused, beside what the read models say."""
    refused, found = work.report.refused_commands, work.read_models.facts(work.report.agency, work.accepted)
    stated = {
        "DeclareProgramme": 0 if into.project else len(export.projects), "AddUnit": len(export.inventories),
        "RegisterPerson": len(export.clients), "EnrolFamily": len(export.households), "RemoveMember": len(export.exits),
        "RecordService": len(export.services), "AssignUnit": sum(e.move_in is not None for e in export.enrolments.values()),
    }  # fmt: skip
    checks = [
        Check(f"{what}: {FACTS[command]}", stated[command] - refused[command], found.get(FACTS[command], 0))
        for command, what in SAID_BY.items()
        if stated[command]
    ]
    enrolled = len(export.enrolments) - work.report.refused("Enrollment.csv", but=("MoveInDate",)) + _refused_on_reading(export)
    households = [into.household(name) for name in export.households]
    return [*checks, Check("Enrollment.csv: members", enrolled, work.read_models.members(households))]


def _refused_on_reading(export: Export) -> int:
    return len({refusal.line for refusal in export.refusals if refusal.file == "Enrollment.csv" and refusal.column != "MoveInDate"})
