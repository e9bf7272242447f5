"""What a page draws of a form: every field with its words, its choices, what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from infra.clock import now
from projections.desk.asking import ROWS, Form
from projections.desk.choosing import Choice, Chooser
from projections.desk.filling import NONE, Typed, keys_of, rows_of, typed_of
from projections.desk.forms import Field
from projections.desk.wording import CODES_OF, Words
from services.intake.codes import codes

FEW = 4
"""So many choices are seen at a glance; more are a list."""
TODAY = frozenset({
    "delivered_on", "answered", "on", "held", "signed", "day", "issued", "closed", "completed_on", "closed_on", "applied", "opens",
})  # fmt: skip
"""Days that are mostly today."""
_GROUPS: Mapping[str, str] = {
    **CODES_OF, "scores": "level", "known": "known", "test": "test", "reason": "end_reason", "every": "pace", "tie": "tie",
}  # fmt: skip
_OPTIONAL_KINDS = frozenset({"choice", "chosen", "scale", "answer"})


@dataclass(frozen=True)
class Drawn:
    """A field on the page."""

    name: str
    kind: str
    label: str
    required: bool = False
    hint: str = ""
    values: Sequence[str] = ()
    options: Sequence[Choice] = ()
    none: str = ""
    """The words for choosing nothing, where that is allowed."""
    error: str = ""
    longest: int | None = None
    within: bool = False
    """Whether it is asked for only where something of its row or group is stated."""
    parts: Sequence["Drawn"] = ()
    rows: Sequence[Sequence["Drawn"]] = ()

    @property
    def value(self) -> str:
        """What stands in it."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True)
class Pen:
    """Draws the fields of one form in one language."""

    form: Form
    words: Words
    chooser: Chooser
    typed: Typed
    more: str = ""
    """The list to which a row is added."""
    seen: dict[str, list[Choice]] = field(default_factory=dict)
    """Choices by source: rows choose from the same."""

    def draw(self, one: Field) -> Drawn:
        """A field and what it is made of."""
        drawn = Drawn(
            one.name, _shape(one, self.options(one)), self.label(one), required=one.required, hint=self._hint(one),
            values=self.typed.get(one.name, ()), longest=one.longest,
        )  # fmt: skip
        match one.kind:
            case "group":
                parts = [self.draw(part.under(one.name)) for part in one.parts]
                return replace(drawn, parts=parts if one.required else _at_will(parts))
            case "rows":
                return replace(drawn, rows=[_at_will([self.draw(part) for part in row]) for row in self._rows(one)])
            case "table":
                return replace(drawn, parts=[self._cell(one, key) for key in keys_of(one, self.typed)])
        none = "" if one.required or one.kind not in _OPTIONAL_KINDS else self.words("do.none")
        return replace(drawn, options=self._with_typed(one), none=none)

    def label(self, one: Field) -> str:
        """The words for a field: those of this command, of forms, of facts, in this order."""
        path = ".".join(part for part in one.name.split(".") if not part.isdigit())
        keys = (f"form.{self.form.command}.{path}", f"form.{path}", f"form.{one.last}", f"programme_rule.{one.last}")
        return self.words.first(*keys, f"field.{one.last}", f"text.{one.last}")

    def options(self, one: Field) -> list[Choice]:
        """The choices of a field: its own, or those of its source."""
        if one.options and one.kind != "table":
            return [(value, self.option(one, value)) for value in one.options]
        source = self.form.source(one)
        if source and source not in self.seen:
            self.seen[source] = self.chooser.choices(source)
        return self.seen.get(source, [])

    def option(self, one: Field, value: str) -> str:
        """The words for one value of a list in the schema."""
        group = _GROUPS.get(one.last, one.last)
        keys = (f"choice.{self.form.command}.{one.last}.{value}", f"choice.{one.last}.{value}", f"{group}.{value}")
        return value if one.kind == "scale" and one.last not in _SAID else self.words.first(*keys)

    def _hint(self, one: Field) -> str:
        keys = (f"form_hint.{self.form.command}.{one.last}", f"form_hint.{one.last}", f"form_hint_kind.{one.kind}")
        return self.words.first(*keys, otherwise="")

    def _with_typed(self, one: Field) -> list[Choice]:
        """What was chosen before stands among the choices, even where it could not be chosen now."""
        found = self.options(one)
        if one.kind not in ("chosen", "several"):
            return found
        known = {value for value, _ in found}
        return [*found, *((value, value) for value in self.typed.get(one.name, ()) if value and value not in known)]

    def _rows(self, one: Field) -> list[list[Field]]:
        path = ".".join(part for part in one.name.split(".") if not part.isdigit())
        typed = len(rows_of(one, self.typed))
        least = typed + 1 if self.more == one.name else max(typed, ROWS.get(f"{self.form.command}.{path}", 1))
        return rows_of(one, self.typed, least)

    def _cell(self, table: Field, key: str) -> Drawn:
        """One value of a table by its key."""
        (value,) = table.parts
        name = f"{table.name}.{key}"
        options = [(one, f"{one} – {level(self.words, one)}" if table.last == "scores" else self.option(
            replace(value, name=table.last), one)) for one in value.options]  # fmt: skip
        if table.last == "scores":
            options.append((NONE, self.words("do.not_applicable")))
        label = self.words.first(f"domain.{key}", f"text.{key}", f"field.{key}", otherwise=key)
        return Drawn(
            name, "select", label, values=self.typed.get(name, ()), options=options, none=self.words("do.none"), within=True
        )


def _at_will(parts: Sequence[Drawn]) -> list[Drawn]:
    """A browser must not ask for a part of what may be left out whole; the service says what is missing."""
    return [replace(part, required=False, within=part.required) for part in parts]


_SAID = frozenset({"weekday", "rating"})
"""Numbers that have words."""


def level(words: Words, score: str) -> str:
    """What a self-sufficiency score means."""
    return codes("ssm-levels", words.language).get(score, "")


def _shape(one: Field, options: Sequence[Choice]) -> str:
    """How it is drawn: a few choices as buttons, many as a list."""
    match one.kind:
        case "choice" | "answer":
            return "radios" if len(options) <= FEW else "select"
        case "scale" | "chosen":
            return "select"
        case "ticks" | "several":
            return "ticks"
    return one.kind


def beginning(fields: Sequence[Field]) -> dict[str, list[str]]:
    """What a form begins with: the defaults of its command, and today where that is mostly meant."""
    today = now().date().isoformat()
    given: dict[str, Any] = {one.last: one.default for one in fields if one.default not in (None, (), [], {})}
    given |= {one.last: today for one in fields if one.kind == "day" and one.required and one.last in TODAY}
    nested = {one.last: _defaults(one) for one in fields if one.kind == "group" and one.last not in given and one.required}
    return typed_of(fields, {**nested, **given})


def _defaults(group: Field) -> dict[str, Any]:
    return {part.name: part.default for part in group.parts if part.default not in (None, (), [], {})}


def marked(drawn: Sequence[Drawn], errors: Mapping[str, str]) -> list[Drawn]:
    """The fields, each with what is wrong with it."""
    return [
        replace(
            one, error=errors.get(one.name, ""), parts=marked(one.parts, errors), rows=[marked(row, errors) for row in one.rows]
        )
        for one in drawn
    ]


def every(drawn: Sequence[Drawn]) -> list[Drawn]:
    """All fields, those of groups and rows too, from the top."""
    inner = [part for one in drawn for part in [*one.parts, *(cell for row in one.rows for cell in row)]]
    return [*drawn, *every(inner)] if inner else list(drawn)
