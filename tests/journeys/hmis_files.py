"""What an HMIS export says, counted from its files by other code than the product's."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from infra.clock import now

Rows = list[dict[str, str]]


def is_day(text: str) -> bool:
    """Whether a calendar has it."""
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


@dataclass
class Source:
    """The rows that stand, file by file."""

    folder: Path

    def rows(self, name: str) -> Rows:
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def clients(self) -> Rows:
        today = now().date().isoformat()
        born = [c for c in self.rows("Client") if c["PersonalID"] and (not c["DOB"] or is_day(c["DOB"]))]
        return [c for c in born if c["DOB"] <= today]

    @cached_property
    def enrolments(self) -> Rows:
        people = {c["PersonalID"] for c in self.clients}
        return [e for e in self.rows("Enrollment") if e["PersonalID"] in people and e["HouseholdID"] and is_day(e["EntryDate"])]

    @cached_property
    def by_id(self) -> dict[str, dict[str, str]]:
        return {e["EnrollmentID"]: e for e in self.enrolments}

    @cached_property
    def exits(self) -> Rows:
        return [x for x in self.rows("Exit") if x["EnrollmentID"] in self.by_id and is_day(x["ExitDate"])]

    @cached_property
    def services(self) -> Rows:
        return [
            s for s in self.rows("Services") if s["ServicesID"] and s["EnrollmentID"] in self.by_id and is_day(s["DateProvided"])
        ]

    @cached_property
    def moves(self) -> Rows:
        return [e for e in self.enrolments if e.get("MoveInDate")]

    @cached_property
    def households(self) -> dict[str, Rows]:
        found: dict[str, Rows] = {}
        for enrolment in self.enrolments:
            found.setdefault(enrolment["HouseholdID"], []).append(enrolment)
        return found

    @cached_property
    def gone(self) -> dict[str, date]:
        """The households whose every enrolment has ended, and when the last did."""
        last = {x["EnrollmentID"]: date.fromisoformat(x["ExitDate"][:10]) for x in self.exits}
        ended = {name: [last.get(m["EnrollmentID"]) for m in members] for name, members in self.households.items()}
        return {name: max(d for d in days if d) for name, days in ended.items() if all(days)}

    def story(self, household: str) -> list[tuple[date, str]]:
        """Every line of a household's timeline, by day."""
        members = self.households[household]
        mine = {m["EnrollmentID"] for m in members}
        first = min(m["EntryDate"][:10] for m in members)
        head = next((m for m in members if m["RelationshipToHoH"] == "1"), None)
        with_family = {m["PersonalID"] for m in members if m["EntryDate"][:10] == first} | ({head["PersonalID"]} if head else set())
        lines = [(first, "FamilyEnrolled"), *((m["EntryDate"], "MemberAdded") for m in members)]
        for _ in with_family:
            lines.remove(
                next(line for line in lines if line[1] == "MemberAdded" and (line[0][:10] == first or line[0] == head["EntryDate"]))
            )
        lines += [(x["ExitDate"], "MemberLeft") for x in self.exits if x["EnrollmentID"] in mine]
        lines += [(s["DateProvided"], "ServiceDelivered") for s in self.services if s["EnrollmentID"] in mine]
        lines += [(m["MoveInDate"], "UnitAssigned") for m in members if m.get("MoveInDate")]
        story = [(date.fromisoformat(day[:10]), kind) for day, kind in lines]
        if (gone := self.gone.get(household)) is not None:
            story.append((gone, "FamilyExited"))
            story += [(max(day, gone), "UnitReleased") for day, kind in story if kind == "UnitAssigned"]
        return sorted(story)

    def five(self) -> list[str]:
        """Households that tell most: many services, several members, a late joiner, a stay that ended, one that did not."""
        size = Counter(self.by_id[s["EnrollmentID"]]["HouseholdID"] for s in self.services)
        moved = {m["HouseholdID"] for m in self.moves}
        late = [n for n, members in self.households.items() if len({m["EntryDate"][:10] for m in members}) > 1]
        wanted = (
            sorted(size, key=lambda n: -size[n]), sorted(self.households, key=lambda n: -len(self.households[n])), late,
            [n for n in self.gone if n in moved], [n for n in moved if n not in self.gone], list(self.households),
        )  # fmt: skip
        chosen: dict[str, None] = {}
        for names in wanted:
            chosen.update(dict.fromkeys([name for name in names if name not in chosen][:1]))
        return list(chosen)[:5]
