"""What a service's refusal says to whoever filled in the form: at the field, else at the top, in the words of the rule."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from projections.desk.sending import Outcome
from projections.desk.wording import Words


@dataclass(frozen=True)
class Refused:
    """Words for the top of the page, and by field."""

    top: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.top or self.fields)


def explain(outcome: Outcome, names: Collection[str], words: Words) -> Refused:
    """The refusal in words; `names` are the fields that the page shows."""
    top: list[str] = []
    fields: dict[str, str] = {}
    for at, said in _told(outcome, words):
        if place := _place(at, names):
            fields.setdefault(place, said)
        elif said not in top:
            top.append(said)
    return Refused(tuple(top), fields)


def _told(outcome: Outcome, words: Words) -> Iterator[tuple[str, str]]:
    errors = outcome.said.get("errors")
    if errors:
        yield from ((str(error["field"]), misfit(error, words)) for error in errors)
        return
    kind = "".join(part.capitalize() for part in str(outcome.said.get("type", "")).removeprefix("/problems/").split("-"))
    status = words.first(f"refused_form.{outcome.status}", otherwise=words("refused_form.other"))
    yield str(outcome.said.get("field", "")), words.first(f"rule.{kind}", otherwise=status).rstrip(".") + "."


def misfit(error: Mapping[str, Any], words: Words) -> str:
    """What does not fit the schema, in plain words of ours."""
    reason = str(error.get("reason", "")).removeprefix("Value error, ")
    own = "-".join("".join(c if c.isalnum() else " " for c in reason.lower()).split())
    kind = str(error.get("kind", ""))
    return words.first(f"misfit_reason.{own}", f"misfit.{kind}", otherwise=words("misfit.other"))


def _place(at: str, names: Collection[str]) -> str:
    """The field that the page shows, or the one it stands in."""
    while at and at not in names:
        at = at.rpartition(".")[0]
    return at
