"""An upload from file to report: checked first, sent only when nothing is wrong, each refusal by sheet and row."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from services.exchange.asks import Answer, Ask
from services.exchange.client import Services
from services.exchange.sheets.checking import Checked
from services.exchange.sheets.findings import COLUMN_OF
from services.exchange.sheets.problems import Problem, header
from services.exchange.sheets.words import catalogue

Advance = Callable[[int], None]
SHOWN = 40
NOT_ITS_OWN = frozenset({"person", "members", "head"})
"""Fields of a command that stand in several columns or in none: the ask says which it speaks of."""


@dataclass
class Upload:
    """The account of one upload, or of its dry run."""

    checked: Checked
    dry_run: bool
    skip_bad: bool = False
    refusals: list[Problem] = field(default_factory=list)
    commands: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    """Rules that stated facts break: an import may state them all the same."""
    recorded: int = 0
    replayed: int = 0

    def hear(self, ask: Ask, answer: Answer) -> None:
        """Count an answer; a refusal is one of every row that the command stood for."""
        self.commands[ask.command] += 1
        if answer.accepted:
            self.recorded += not answer.replayed
            self.replayed += answer.replayed
            self.marks.update(answer.document.get("marks", ()))
            return
        code = "key_reused" if answer.kind == "key-reused" else "refused"
        values = {} if code == "key_reused" else {"reason": answer.reason, "kind": answer.kind}
        self.refusals += [Problem(row.file, row.line, _column(ask, answer), code, values) for row in ask.rows]

    @property
    def written(self) -> bool:
        """Whether anything was sent."""
        return bool(self.commands)

    @property
    def complete(self) -> bool:
        """Nothing is wrong, and nothing was refused."""
        return not self.checked.problems and not self.refusals

    @property
    def left_out(self) -> int:
        """Rows that were left out because something is wrong with them, or with others of their family."""
        return sum(len(group.entries) for group in self.checked.left_out()) if self.skip_bad else 0

    def document(self, language: str = "it", reason: Callable[[Problem], str] | None = None) -> dict[str, Any]:
        """The account as JSON; `reason` puts a refusal of a service into words."""
        return {
            "dry_run": self.dry_run, "complete": self.complete, "rows": self.checked.rows, "left_out": self.left_out,
            "problems": [_shown(problem, language, None) for problem in self.checked.problems],
            "refusals": [_shown(problem, language, reason) for problem in sorted(self.refusals, key=lambda one: one.place)],
            "not_read": [{"sheet": sheet, "column": column} for sheet, column in self.checked.not_read],
            "commands": dict(self.commands), "recorded": self.recorded, "replayed": self.replayed,
            "marks": dict(self.marks.most_common()),
        }  # fmt: skip

    def show(self, console: Console) -> None:
        """The account for a person."""
        for line in self._lines():
            console.print(line, markup=False, highlight=False)

    def _lines(self) -> Iterator[str]:
        said = catalogue("it")["report"]
        for sheet, rows in self.checked.rows.items():
            yield said["rows"].format(sheet=sheet, rows=rows)
        for sheet, column in self.checked.not_read:
            yield said["not_read"].format(sheet=sheet, column=column)
        found = [*self.checked.problems, *sorted(self.refusals, key=lambda one: one.place)]
        yield from (place_of(problem) + ": " + problem.sentence() for problem in found[:SHOWN])
        if len(found) > SHOWN:
            yield said["more"].format(count=len(found) - SHOWN)
        if self.left_out:
            yield said["left_out"].format(rows=self.left_out)
        if self.written:
            yield said["written"].format(recorded=self.recorded, replayed=self.replayed, refused=len(self.refusals))
            yield from (said["marked"].format(rule=rule, count=count) for rule, count in self.marks.most_common())
        elif self.checked.problems:
            yield said["nothing_written"].format(count=len(self.checked.problems))
        else:
            yield said["clean"]


def upload(checked: Checked, services: Services | None, progress: Callable[[int], Advance], *, skip_bad: bool = False) -> Upload:
    """Send what the file asks, stage by stage; without `services` nothing is. Raises `NotAnswering`."""
    done = Upload(checked, dry_run=services is None, skip_bad=skip_bad)
    if services is None:
        return done
    stages = checked.stages(skip_bad=skip_bad)
    advance = progress(sum(map(len, stages)))

    def hear(ask: Ask, answer: Answer) -> None:
        done.hear(ask, answer)
        advance(1)

    for asks in stages:
        services.carry_out(asks, hear)
    return done


def place_of(problem: Problem) -> str:
    """`Destinatari, riga 12, colonna «Nome»`."""
    said = catalogue("it")["report"]
    parts = [problem.sheet]
    if problem.row:
        parts.append(said["row"].format(row=problem.row))
    if problem.column:
        parts.append(said["column"].format(column=problem.column))
    return ", ".join(parts)


def _column(ask: Ask, answer: Answer) -> str:
    """The header of the column that an answer speaks of, or the ask does."""
    wrong = str(answer.document.get("field") or "").split(".")[0]
    wrong = "" if wrong in NOT_ITS_OWN else COLUMN_OF.get(wrong, wrong)
    column = wrong if wrong in catalogue("it")["header"] else ask.column
    return header(column)


def _shown(problem: Problem, language: str, reason: Callable[[Problem], str] | None) -> Mapping[str, Any]:
    if reason and problem.code == "refused":
        problem = Problem(problem.sheet, problem.row, problem.column, "refused", {"reason": reason(problem)})
    return {
        "sheet": problem.sheet, "row": problem.row, "column": problem.column, "code": problem.code,
        "sentence": problem.sentence(language),
    }  # fmt: skip
