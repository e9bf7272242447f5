"""How facts are put into words: days, amounts, names of things, and what a line of a timeline says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from projections.desk.asked import ROME
from projections.desk.labels import catalogue, label, label_or
from projections.desk.people_of_demo import AGENCIES, NAMES
from services.intake.codes import codes, service_codes

HIDDEN = frozenset({
    "household", "scores", "corrects_event_id", "entries", "shifts", "slots", "rule", "rules", "notice",
    "households", "persons", "present", "inputs_sha256", "order_sha256", "tie_key",
})  # fmt: skip
"""Fields that say nothing to a reader, or too much: a line about people of several families does not name them to each."""
CODES_OF = {
    "citizenship_group": "citizenship_group", "open_to": "learner_type",
    "dimension": "dimension", "phase": "phase", "destination": "destination",
    "housing_situation": "destination", "work_situation": "work_situation", "outcome": "outcome", "section": "section",
    "learner_type": "learner_type", "reason": "end_reason", "test": "test", "skill": "skill", "purpose": "purpose",
    "risks": "risk", "sex": "sex", "result": "result", "cause": "cause", "signed_as": "signed_as",
    "ground": "ground", "role": "role", "because": "because",
    "kind": "kind", "severity": "severity", "every": "pace", "permit_kind": "permit_kind", "changed": "text",
    "side": "side", "sections": "section", "municipality": "municipality", "milestone": "milestone",
    "authority": "authority", "teaches": "teaches",
    "level_before": "language_level", "level_after": "language_level",
}  # fmt: skip
"""Fields whose values are codes, and the group of labels that has their words."""
ACTORS = frozenset({"worker", "viewer", "before"})
"""Fields that name who acts by the subject of their token."""
ORDER = (
    "project", "person", "head", "recipients", "members", "adults", "dimension", "phase", "purpose", "dwelling", "unit", "course",
    "entry", "starts", "start", "since", "delivered_on", "signed", "day", "planned_end", "until", "due", "expires", "minutes",
    "amount_cents", "percent", "skill", "quantity", "outcome", "destination", "reason", "provider", "tool", "tool_version",
    "version",
)  # fmt: skip
"""In which order a line tells its details; what is not named comes last."""


@dataclass(frozen=True)
class Names:
    """Names to be joined when read: persons by id, and agencies, units and courses by code or id."""

    persons: Mapping[UUID, str] = field(default_factory=dict)
    things: Mapping[str, str] = field(default_factory=dict)


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._months = catalogue(language)["date.months"].split()
        self._short = catalogue(language)["date.short_months"].split()

    def __call__(self, key: str, **values: Any) -> str:
        return label(key, self.language, **values)

    def code(self, group: str, value: str | None) -> str:
        """The words for a code, or the code as it came."""
        return label_or(f"{group}.{value}", str(value or "—"), self.language)

    def first(self, *keys: str, otherwise: str | None = None) -> str:
        """The words for the first of the keys that has some. Raises `KeyError` where none has, and nothing else is given."""
        found = next((words for key in keys if (words := catalogue(self.language).get(key))), otherwise)
        if found is None:
            raise KeyError(keys[0])
        return found

    def group(self, name: str) -> list[tuple[str, str]]:
        """All codes of a group of labels, and their words."""
        start = f"{name}."
        return [(key[len(start) :], words) for key, words in catalogue(self.language).items() if key.startswith(start)]

    def day(self, value: date | datetime | None) -> str:
        """`31 marzo 2026`; a dash for none."""
        return f"{(on := local(value)).day} {self._months[on.month - 1]} {on.year}" if value else "—"

    def birth(self, born: str | None) -> str:
        """A birth date as far as it is known: `12 aprile 1988`, `1988-04` or `1988`."""
        return self.day(date.fromisoformat(born)) if born and len(born) == 10 else born or ""

    def short_day(self, value: date | datetime) -> str:
        """`31 mar`."""
        return f"{(on := local(value)).day} {self._short[on.month - 1]}"

    def month(self, value: date) -> str:
        """`mar 2026`."""
        return f"{self._short[value.month - 1]} {value.year}"

    def moment(self, value: datetime) -> str:
        """`31 marzo 2026, ore 10:05`, in Italian time."""
        return f"{self.day(value)}, {self('date.at')} {value.astimezone(ROME):%H:%M}"

    def in_field(self, value: datetime | None) -> str:
        """As a field for a moment wants it, in Italian time."""
        return f"{value.astimezone(ROME):%Y-%m-%dT%H:%M:%S}" if value else ""

    def number(self, value: float) -> str:
        """`1.234,5` in Italian, `1,234.5` in English; no decimals where there are none."""
        text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "it" else text

    def signed(self, change: int) -> str:
        """`+2`, `−1` or `0`."""
        return f"{change:+d}".replace("-", "−") if change else "0"

    def level(self, score: int) -> str:
        """What a self-sufficiency score means."""
        return codes("ssm-levels", self.language).get(str(score), "")

    def duration(self, minutes: int) -> str:
        """`1 h 30 min`."""
        hours, rest = divmod(minutes, 60)
        return " ".join(([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else []))

    def amount(self, cents: int) -> str:
        """`€ 1.234,50`."""
        text = f"{cents / 100:,.2f}"
        return "€ " + (text.translate(str.maketrans(",.", ".,")) if self.language == "it" else text)

    def cell(self, cell: str) -> str:
        """A part of a figure: `Femmina, da 18 a 60 anni`, a domain, a destination; or the whole."""
        sex, divided, age = cell.partition("|")
        if divided:
            return f"{self.code('sex', sex)}, {self.code('age', age)}"
        return self.first(f"domain.{cell}", f"destination.{cell}", otherwise=cell) if cell else self("reports.whole")

    def agency(self, code: str, names: Names) -> str:
        """The name of an agency."""
        return names.things.get(code) or AGENCIES.get(code, code)

    def actor(self, subject: str, names: Names) -> str:
        """Who acted: the name that the issuer of tokens gave, or that of the person, for a volunteer acts as who they are."""
        person = _uuid(subject)
        return names.persons.get(person, subject) if person else NAMES.get(subject) or self.code("actor", subject)

    def project(self, code: str | None) -> str:
        """`PROG-2784` is shown as PROG 2784, and `common` in words."""
        return self.code("project", code).replace("PROG-", "PROG ")

    def kinship(self, relationship: str | None) -> str:
        """The relationship to the head, in words."""
        if relationship in (None, "head"):
            return ""
        return self.code("kinship", relationship)

    def headline(self, line: Any) -> str:
        """What happened, in a few words."""
        what = self.code("event", line.type)
        code = line.data.get("code") if line.type.startswith("Service") else None
        return f"{what}: {service_codes().get(code, code)}" if code else what

    def details(self, line: Any, names: Names) -> list[tuple[str, str]]:
        """What else a line says: labels and values in words. Ids without a name say nothing to a reader."""
        found = []
        said = {"agency": line.agency, "project": line.project}
        in_headline = "code" if line.type.startswith("Service") else ""
        for key, value in sorted(line.data.items(), key=lambda item: ORDER.index(item[0]) if item[0] in ORDER else len(ORDER)):
            if key in HIDDEN or key == in_headline or value in (None, [], "", {}) or said.get(key) == value:
                continue
            if text := self.value(key, value, names):
                found.append((self.field(line.type, key), text))
        return found

    def field(self, event: str, name: str) -> str:
        """The words for a field of an event: its own, where the same name says something else elsewhere; else those of all."""
        return self.first(f"field.{event}.{name}", f"field.{name}", otherwise=name.replace("_", " ").capitalize())

    def texts(self, said: Mapping[str, str], without: str = "") -> list[tuple[str, str]]:
        """The free text of a line: labels and what was written."""
        return [(self.code("text", name), value) for name, value in said.items() if name != without]

    def scores(self, line: Any) -> list[tuple[str, int]]:
        """Self-sufficiency scores per domain, those that apply."""
        scores: dict[str, int | None] = line.data.get("scores") or {}
        return [(self.code("domain", domain), score) for domain, score in scores.items() if score is not None]

    def value(self, key: str, value: Any, names: Names) -> str:
        """A value of an event in words; empty for an id that has no name."""
        if key in _FORMATS and not isinstance(value, str):
            return _FORMATS[key](self, value)
        match value:
            case bool():
                return self("programmes.yes" if value else "programmes.no")
            case int() | float():
                return self.number(value)
            case list():
                return ", ".join(filter(None, (self.value(key, item, names) for item in value)))
            case {"sha256": _, "kind": kind}:
                return self.code("evidence_kind", kind)
            case dict():
                return self.value(key, value.get("person"), names) if "person" in value else ""
            case str():
                return self._text(key, value, names)
        return ""

    def _text(self, key: str, value: str, names: Names) -> str:
        if (identity := _uuid(value)) is not None:
            return names.persons.get(identity) or names.things.get(value, "")
        if key == "project":
            return self.project(value)
        if key == "relationship":
            return self.kinship(value)
        if value in names.things:
            return names.things[value]
        if len(value) >= 10 and value[4:5] == "-" and (on := _day(value)):
            return self.day(on)
        if key in ACTORS:
            return self.actor(value, names)
        return self.code(CODES_OF[key], value) if key in CODES_OF else value


_FORMATS: Mapping[str, Callable[[Words, Any], str]] = {
    "minutes": lambda words, value: words.duration(value),
    "course_minutes": lambda words, value: words.duration(value),
    **dict.fromkeys(
        ("amount_cents", "claimed_cents", "expenditure_cents", "public_cents", "affected_cents", "recovered_cents"),
        lambda words, value: words.amount(value),
    ),
    "percent": lambda _, value: f"{value} %",
}


def local(value: date | datetime) -> date:
    """The day in Italy."""
    return value.astimezone(ROME).date() if isinstance(value, datetime) else value


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value) if len(value) == 36 else None
    except ValueError:
        return None


def _day(value: str) -> date | datetime | None:
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return None
