"""What an import reports: every row of every file accounted for, and the same counts asked back from the read models."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from services.exchange.asks import Answer, Ask
from services.exchange.files import Refusal

SHOWN = 20


@dataclass(frozen=True)
class Check:
    """A count of the source, and what the read models say."""

    what: str
    source: int
    read_models: int | None = None

    @property
    def right(self) -> bool:
        """Whether the two agree."""
        return self.source == self.read_models


@dataclass
class Report:
    """The account of one import."""

    what: str
    agency: str
    read: Mapping[str, int] = field(default_factory=dict)
    not_read: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    refused_commands: Counter[str] = field(default_factory=Counter)
    recorded: int = 0
    replayed: int = 0
    checks: list[Check] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def hear(self, ask: Ask, answer: Answer) -> None:
        """Count an answer; a refusal is one of every row the command stood for."""
        self.commands[ask.command] += 1
        if answer.accepted:
            self.recorded += not answer.replayed
            self.replayed += answer.replayed
            self.marks.update(answer.document.get("marks", ()))
            return
        self.refused_commands[ask.command] += 1
        why = f"{ask.command}: {answer.reason} ({answer.kind})"
        self.refusals.extend(Refusal(row.file, row.line, ask.column, why) for row in ask.rows)
        if not ask.rows:
            self.notes.append(f"refused: {why}")

    def refused(self, file: str, but: Collection[str] = ()) -> int:
        """The rows of a file that were refused, each once; `but` are columns whose refusal is not meant."""
        return len({refusal.line for refusal in self.refusals if refusal.file == file and refusal.column not in but})

    @property
    def complete(self) -> bool:
        """Every row is accounted for, and the read models agree."""
        counted = all(self.refused(file) <= read for file, read in self.read.items())
        return counted and all(check.right for check in self.checks)

    def document(self) -> dict[str, Any]:
        """The report as JSON."""
        files = {
            file: {"read": read, "accepted": read - self.refused(file), "refused": self.refused(file)}
            for file, read in self.read.items()
        }
        ordered = sorted(self.refusals, key=lambda r: (r.file, r.line, r.column))
        return {
            "import": self.what, "agency": self.agency, "complete": self.complete, "files": files, "not_read": self.not_read,
            "notes": self.notes, "commands": dict(self.commands), "recorded": self.recorded, "replayed": self.replayed,
            "marks": dict(self.marks.most_common()), "refusals": [vars(refusal) for refusal in ordered],
            "checks": [{"what": c.what, "source": c.source, "read_models": c.read_models, "right": c.right} for c in self.checks],
            "seconds": {stage: round(seconds, 2) for stage, seconds in self.seconds.items()},
        }  # fmt: skip

    def show(self, console: Console) -> None:
        """The report for a person."""
        found = self.document()
        rows = [(file, n["read"], n["accepted"], n["refused"]) for file, n in found["files"].items()]
        console.print(_table("file", "read", "accepted", "refused", rows=rows))
        checks = [(c.what, c.source, c.read_models, "yes" if c.right else "NO") for c in self.checks]
        console.print(_table("counted", "source", "read models", "same", rows=checks))
        if self.marks:
            console.print(_table("rule that an imported fact breaks", "facts", rows=self.marks.most_common()))
        for refusal in found["refusals"][:SHOWN]:
            console.print("refused: {file} line {line}, {column}: {reason}".format_map(refusal), markup=False)
        if len(self.refusals) > SHOWN:
            console.print(f"… and {len(self.refusals) - SHOWN} more: see --json")
        for note in self.notes:
            console.print(note, markup=False)
        console.print(f"{self.recorded} commands recorded, {self.replayed} known from before")
        console.print(", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in self.seconds.items()))


def _table(*columns: str, rows: Iterable[tuple[Any, ...]]) -> Table:
    table = Table(box=None)
    for n, column in enumerate(columns):
        table.add_column(column, justify="right" if n else "left")
    for row in rows:
        table.add_row(*map(str, row))
    return table
