"""What an import asks of the services: commands, and the rows of the source that each of them states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.exchange.files import Row


@dataclass(frozen=True, slots=True)
class Ask:
    """One command for one service. Commands with the same `after` are carried out in their order."""

    service: str
    command: str
    key: str
    body: Mapping[str, Any]
    after: str
    rows: Sequence[Row] = ()
    column: str = ""
    """The column of the rows that it speaks of, where the refusal names none."""
    hearing: bool = False
    """Whether it speaks of something that its service first hears of from a neighbour: unknown means not yet."""


@dataclass(frozen=True)
class Answer:
    """What a service said to a command."""

    status: int
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Recorded now, or known from before."""
        return self.status < 300

    @property
    def replayed(self) -> bool:
        """Known from before."""
        return self.status == 200

    @property
    def kind(self) -> str:
        """The last part of the problem's type, such as `unknown-household`."""
        return str(self.document.get("type", "")).rpartition("/")[2]

    @property
    def reason(self) -> str:
        """Why it was refused, in words, and which field is wrong where the problem names one."""
        title = str(self.document.get("title", self.status))
        errors = self.document.get("errors") or [{"field": self.document.get("field")}]
        wrong = [": ".join(filter(None, (error["field"], error.get("reason")))) for error in errors[:3]]
        return " – ".join([title, *filter(None, wrong)])
