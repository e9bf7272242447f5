"""The dry run: a file, what is known, and out come all problems by sheet, row and column; or the commands. Writes nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from services.exchange.asks import Ask
from services.exchange.sheets.classes import Classes
from services.exchange.sheets.columns import KINDS
from services.exchange.sheets.families import families
from services.exchange.sheets.findings import Findings, Group, read_entry
from services.exchange.sheets.known import ROME, Known
from services.exchange.sheets.people import Persons
from services.exchange.sheets.problems import Problem
from services.exchange.sheets.reading import File, read_file

STAGES = 4


@dataclass
class Checked:
    """A file that was looked through."""

    problems: list[Problem]
    groups: list[Group] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    not_read: list[tuple[str, str]] = field(default_factory=list)
    unreadable: bool = False
    """Whether a sheet as a whole is wrong, so that no part of the file is to be trusted."""

    def left_out(self) -> list[Group]:
        """The groups in which something is wrong: a whole family, all rows of a learner."""
        bad = {(problem.sheet, problem.row) for problem in self.problems}
        return [group for group in self.groups if any(entry.place in bad for entry in group.entries)]

    def stages(self, *, skip_bad: bool = False) -> list[list[Ask]]:
        """What is to be asked, stage by stage; nothing while anything is wrong, unless that is left out."""
        if self.unreadable or (self.problems and not skip_bad):
            return [[] for _ in range(STAGES)]
        out = {id(group) for group in self.left_out()}
        asks = [ask for group in self.groups if id(group) not in out for ask in group.asks]
        return [[ask for stage, ask in asks if stage == wanted] for wanted in range(STAGES)]


def check(name: str, content: bytes, known: Known, agency: str, now: datetime, may: Callable[[str], bool] | None = None) -> Checked:
    """Look a file through; `may` says whether the uploader's role may give a command; without it, an import states."""
    file = read_file(name, content)
    if file.problems and not file.sheets:
        return Checked(file.problems, unreadable=True)
    findings = Findings(now.astimezone(ROME).date())
    entries = {kind: [read_entry(line, KINDS[kind], findings) for line in file.lines(kind)] for kind in KINDS}
    persons = Persons(agency, findings)
    groups = families(entries["recipients"], known, agency, persons, findings)
    classes = Classes(known, persons, findings, now, imports=may is None)
    classes.operators(entries["operators"])
    classes.attendance(entries["attendance"])
    groups += classes.groups.values()
    not_allowed = _not_allowed(file, groups, may) if may else []
    problems = {(*problem.place, problem.code): problem for problem in (*file.problems, *findings.problems, *not_allowed)}
    rows = {sheet.name: len(sheet.lines) for sheet in file.sheets}
    unreadable = bool(not_allowed) or any(problem.code != "more_cells" for problem in file.problems)
    return Checked([problems[place] for place in sorted(problems)], groups, rows, file.not_read, unreadable=unreadable)


def _not_allowed(file: File, groups: Iterable[Group], may: Callable[[str], bool]) -> list[Problem]:
    """Sheets that hold what the uploader's role may not ask."""
    commands: dict[str, set[str]] = {}
    for group in groups:
        for _, ask in group.asks:
            for row in ask.rows:
                commands.setdefault(row.file, set()).add(ask.command)
    found = [sheet.name for sheet in file.sheets if not all(map(may, commands.get(sheet.name, ())))]
    return [Problem(name, 0, "", "not_for_your_role") for name in found]
