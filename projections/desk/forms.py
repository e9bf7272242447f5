"""Forms are drawn from the commands themselves: their fields, types, limits and choices, as the schema of each says them.

The one module of the read side that knows what may be asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType
from typing import Any

from services.housing import commands as housing
from services.intake import commands as intake
from services.kernel import amending
from services.kernel.access import ACCESS, SYSTEM
from services.kernel.command import Command
from services.oversight import commands as oversight
from services.register import commands as register
from services.training import commands as training

LONG = 200
NOT_ASKED = frozenset({"source", "file_names"})
"""Where an imported fact comes from, and what documents are called, which the evidence store knows: nobody types that."""
COUNTED = frozenset({"SealReport", "RectifyReport"})
"""What a program counts and asks in the name of whoever starts it: there is nothing to fill in."""
SCALE = 8
"""So few whole numbers are chosen, not typed."""
CLOCK = "^([01][0-9]|2[0-3]):"
"""How the pattern of a time of the day begins."""


@dataclass(frozen=True)
class Field:
    """One field of a form. `parts` are those of a group, of one row of a list, or of a table by keys."""

    name: str
    kind: str
    required: bool = False
    default: Any = None
    options: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    longest: int | None = None
    parts: tuple["Field", ...] = ()

    def under(self, prefix: str) -> "Field":
        """The same field where it stands in a form, such as `situation.members`."""
        return replace(self, name=f"{prefix}.{self.name}") if prefix else self

    @property
    def last(self) -> str:
        """The field's own name, without what it stands in."""
        return self.name.rpartition(".")[2]


def _commands(module: ModuleType) -> Iterator[tuple[str, type[Command]]]:
    for name, found in vars(module).items():
        asked = isinstance(found, type) and issubclass(found, Command) and name not in COUNTED
        if asked and ACCESS.get(name, frozenset()) - {SYSTEM}:
            yield name, found


_AMENDING = dict(_commands(amending))
COMMANDS: Mapping[str, Mapping[str, type[Command]]] = {
    service: {**dict(_commands(module)), **_AMENDING}
    for service, module in {
        "intake": intake,
        "housing": housing,
        "register": register,
        "training": training,
        "oversight": oversight,
    }.items()
}
"""What persons may ask, by service and name; what corrects and voids is asked of the service that holds the fact."""


@cache
def fields_of(command: type[Command]) -> tuple[Field, ...]:
    """The fields of a command, in the order in which it names them; when it happened comes last."""
    schema = command.model_json_schema()
    found = [field for field in _fields(schema, schema.get("$defs", {})) if field.name not in NOT_ASKED]
    return tuple(sorted(found, key=lambda field: field.name == "occurred_at"))


def _fields(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, said in schema.get("properties", {}).items():
        default = said.get("default")
        yield replace(_field(name, said, known), required=name in required, default=default)


def _field(name: str, said: Mapping[str, Any], known: Mapping[str, Any]) -> Field:
    said = _plain(said, known)
    field = Field(name, "text", least=said.get("minimum"), most=said.get("maximum"), longest=said.get("maxLength"))
    match said:
        case {"enum": options}:
            return replace(field, kind="choice", options=tuple(options))
        case {"type": "array"}:
            return _several(field, said, known)
        case {"type": "object", "properties": _}:
            return replace(field, kind="group", parts=tuple(_fields(said, known)))
        case {"type": "object"}:
            return _by_keys(field, said, known)
        case {"type": "boolean"}:
            return replace(field, kind="answer", options=("true", "false")) if "nullable" in said else replace(field, kind="tick")
        case {"type": "integer" | "number" as kind}:
            return _number(field, kind)
    return replace(field, kind=_kind_of_text(said))


def _number(field: Field, kind: str) -> Field:
    if field.least is not None and field.most is not None and field.most - field.least < SCALE:
        return replace(field, kind="scale", options=tuple(str(n) for n in range(field.least, field.most + 1)))
    return replace(field, kind=_NUMBERS.get(field.name, "whole" if kind == "integer" else "number"))


_NUMBERS = {
    **dict.fromkeys(("amount_cents", "expenditure_cents", "public_cents", "affected_cents", "recovered_cents"), "amount"),
    "minutes": "minutes", "free_minutes": "minutes",
}  # fmt: skip


def _kind_of_text(said: Mapping[str, Any]) -> str:
    if "anyOf" in said:
        return "moment"
    if said.get("pattern", "").startswith(CLOCK):
        return "hour"
    if (format_ := said.get("format")) in ("date", "time", "uuid"):
        return {"date": "day", "time": "hour", "uuid": "chosen"}[format_]
    return "long" if said.get("maxLength", 0) > LONG else "text"


def _several(field: Field, said: Mapping[str, Any], known: Mapping[str, Any]) -> Field:
    one = _field("", said.get("items", {}), known)
    field = replace(field, least=said.get("minItems"), most=said.get("maxItems"))
    match one.kind:
        case "group":
            return replace(field, kind="rows", parts=one.parts)
        case "choice":
            return replace(field, kind="ticks", options=one.options)
        case "chosen":
            return replace(field, kind="several")
        case "whole":
            return replace(field, kind="numbers")
    return replace(field, kind="lines", longest=one.longest)


def _by_keys(field: Field, said: Mapping[str, Any], known: Mapping[str, Any]) -> Field:
    """A value by key: the keys are a list of the schema's, or of whoever draws the form."""
    values: Any = said.get("additionalProperties") or next(iter(said.get("patternProperties", {}).values()), {})
    keys = said.get("propertyNames", {}).get("enum", ())
    value = _field("", values, known) if isinstance(values, Mapping) else Field("", "text")
    return replace(field, kind="table", options=tuple(keys), parts=(value,))


def _plain(said: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is said once references and the choice of nothing at all are left aside."""
    if "$ref" in said:
        return _plain({**known[said["$ref"].rpartition("/")[2]], **{k: v for k, v in said.items() if k != "$ref"}}, known)
    others = [one for one in said.get("anyOf", ()) if one.get("type") != "null"]
    if len(others) == 1 and len(said["anyOf"]) == 2:
        return {**_plain(others[0], known), "nullable": True}
    return said
