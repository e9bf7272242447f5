"""What a field's value may be chosen from: code lists, and what exists, as far as the reader may see it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from projections import families as pathway
from projections import people
from projections.desk import questions
from projections.desk.restriction import usable
from projections.desk.session import Reader
from projections.desk.wording import Names, Words, local
from projections.families import Viewer
from services.exchange.sheets.choices import choices
from services.intake.codes import codes
from services.kernel.access import CASEWORKER, COORDINATOR, VOLUNTEER

Choice = tuple[str, str]
"""A value and its words."""
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MOST, FOUND = 400, 50
"""So many facts are looked through, so many persons or families are offered; whoever wants another searches."""


class Source(NamedTuple):
    """Things to choose: what brings one about, the field with its id, what ends it, and what must agree with the form."""

    opens: tuple[str, ...]
    name: str
    ends: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    """Fields of the fact that a form needs beside."""
    to: str = ""
    """The field that names the agency whose answer is awaited: it chooses from what others have addressed to it."""


FACTS: Mapping[str, Source] = {
    "consent": Source(("ConsentGiven",), "consent", ("ConsentWithdrawn", "ConsentExpired")),
    "referral": Source(("ReferralSent",), "referral", ("ReferralRejected", "ReferralRevoked", "ReferralCompleted")),
    "assessment": Source(("AssessmentRecorded",), "assessment"),
    "goal": Source(("GoalSet",), "goal", ("GoalReached",)),
    "plan": Source(("PlanDrafted",), "version"),
    "delivery": Source(("ServiceDelivered",), "delivery", ("ServiceVoided",)),
    "follow_up": Source(("FollowUpScheduled",), "follow_up", ("FollowUpRecorded",)),
    "agreement": Source(("AgreementDrafted",), "agreement", ("AgreementEnded",)),
    "assignment": Source(("UnitAssigned",), "assignment", ("UnitReleased",)),
    "commitment": Source(("CommitmentMade",), "commitment", ("CommitmentEnded",)),
    "help": Source(("HelpLogged",), "help", ("CommitmentKept", "HelpRejected")),
    "review": Source(("ReviewRequested",), "review", ("ReviewHeld",)),
    "need": Source(("NeedPublished",), "need", ("NeedClosed",)),
    "match": Source(("MatchProposed",), "match", ("MatchDeclined", "MatchCompleted", "MatchEnded"), beside=("household",)),
    "application": Source(("HousingApplied",), "application", ("ApplicationWithdrawn",)),
    "incident": Source(("IncidentReported",), "incident", ("IncidentClosed",), ("dwelling",)),
    "dwelling": Source(("DwellingAdded",), "dwelling"),
    "unit": Source(("UnitAdded",), "unit"),
    "vacancy": Source(("VacancyOpened",), "vacancy", ("VacancyClosed",), ("unit",), ("unit",)),
    "proposal": Source(
        ("UnitProposed",), "proposal", ("ProposalAccepted", "ProposalDeclined"), ("unit",), ("unit", "household")
    ),
    "accepted": Source(("ProposalAccepted",), "proposal", (), ("unit",)),
    "course": Source(("CoursePublished",), "course"),
    "edition": Source(("EditionOpened",), "edition", ("EditionClosed",)),
    "session": Source(("SessionScheduled",), "session", ("SessionCancelled",), ("edition",), ("edition",)),
    "certificate": Source(("CertificateIssued",), "certificate", ("CertificateRevoked",), ("edition",), ("edition",)),
    "cover": Source(("CoverStarted",), "cover", ("CoverEnded", "CoverLapsed"), ("person",), ("person",)),
    "hours": Source(("HoursLogged",), "hours", ("HoursRejected", "HoursReversed"), ("person",), ("person",)),
    "amendment": Source(("AmendmentAsked",), "amendment", ("AmendmentApproved", "AmendmentRefused")),
    "volunteers": Source(("VolunteerApplied",), "person"),
    "control": Source(("ControlOpened",), "control", ("ControlClosed",)),
    "finding": Source(("FindingRaised",), "finding", ("FindingAnswered",), (), ("control",), to="agency"),
    "claim": Source(("ExpenseClaimed",), "claim", ("ExpenseAccepted", "ExpenseRejected"), to="receiver"),
    "irregularity": Source(("IrregularityReported",), "irregularity"),
    "hold": Source(("HoldPlaced",), "hold", ("HoldReleased",)),
    "objection": Source(("ObjectionRaised",), "objection", ("ObjectionDecided",), ("person",), ("person",)),
    "disclosure": Source(("DataDisclosed",), "disclosure"),
    "learners": Source(("LearnerEnrolled",), "person", ("LearnerWithdrawn",), ("edition",)),
    "staying": Source(("UnitAssigned",), "assignment", ("UnitReleased",)),
}  # fmt: skip
OF_AGENCY = frozenset({
    "incident", "dwelling", "unit", "vacancy", "course", "edition", "session", "certificate", "cover", "hours", "amendment",
    "volunteers", "learners", "staying", "control", "finding", "claim", "irregularity",
    "hold", "objection", "disclosure",
})  # fmt: skip
"""What an agency chooses from its own, whichever family the form is about."""
PERSONS = frozenset({"volunteers", "learners"})
LISTS = frozenset({"kinship", "languages", "countries"})


@dataclass(frozen=True)
class Chooser:
    """What one reader may choose from, in a form about what `about` names."""

    connection: psycopg.Connection[Any]
    reader: Reader
    words: Words
    about: Mapping[str, str]
    find: str = ""

    def choices(self, source: str) -> list[Choice]:
        """Values and words of a source; nothing for one that is not known."""
        if source in FACTS:
            return self._things(source)
        asked: Mapping[str, Callable[[], list[Choice]]] = {
            "members": lambda: self._named(self._members(self.about.get("household"))),
            "joining": lambda: self._named(self._members(self.about.get("joining"))),
            "people": lambda: self._named(self._people()), "families": self._families, "household": self._families,
            "residents": lambda: self._named(p for h in self._residing() for p in self._members(h)), "residing": self._heads,
            "projects": lambda: questions.projects(self.connection), "agencies": self._agencies, "workers": self._workers,
        }  # fmt: skip
        return asked[source]() if source in asked else code_list(source, self.words)

    def beside(self, source: str, thing: str) -> dict[str, str]:
        """What else a form needs to know of a thing that is chosen: of a match its family, of a vacancy its unit."""
        facts = self._facts(FACTS[source], everywhere=True)
        found = next((data for _, _, _, data in facts if str(data.get(FACTS[source].name)) == thing), {})
        return {name: str(found[name]) for name in FACTS[source].beside if found.get(name)}

    def name_of(self, source: str, value: str) -> str:
        """The words for something that was chosen."""
        if source in ("household", "families", "joining"):
            return next((name for chosen, name in self._of_families([value]) if chosen == value), "")
        if source in ("person", "people"):
            return next((name for chosen, name in self._named([value]) if chosen == value), "")
        if source == "fact":
            return self._fact(value)
        return next((name for chosen, name in self.choices(source) if chosen == value), "")

    def _fact(self, value: str) -> str:
        """What a recorded fact says."""
        rows = self.connection.execute(
            "select type, occurred_at, agency, wire from audit_trail.entry where event_id = any(%s) and agency = %s",
            (as_ids([value]), self.reader.identity.agency),
        ).fetchall()
        for kind, on, agency, wire in rows:
            data = questions.clear_data(wire)
            return self._told(kind, on, agency, data, questions.names_for(self.connection, ids_in([data]), self.reader))
        return ""

    def _things(self, source: str) -> list[Choice]:
        said = FACTS[source]
        own = self.reader.identity.subject if set(self.reader.identity.roles) == {VOLUNTEER} else ""
        if source == "volunteers" and own:
            return self._named([own])
        facts = [fact for fact in self._facts(said, own_only=source in OF_AGENCY) if not own or str(fact[3].get("person")) == own]
        if source in PERSONS:
            return self._named(str(data[said.name]) for _, _, _, data in facts)
        names = questions.names_for(self.connection, ids_in(data for _, _, _, data in facts), self.reader)
        return [(str(data[said.name]), self._told(kind, on, agency, data, names)) for kind, on, agency, data in facts]

    def _told(self, kind: str, on: Any, agency: str, data: Mapping[str, Any], names: Names) -> str:
        """`3 marzo 2026 – Prestazione erogata: Sussidio · Amal Haddad`."""
        line = SimpleNamespace(type=kind, data=dict(data), agency=agency, project="")
        if name := data.get("name") or data.get("label") or data.get("title"):
            return str(name)
        told = [value for _, value in self.words.details(line, names)][:3]
        return " · ".join([f"{self.words.day(local(on))} – {self.words.headline(line)}", *told])

    def _facts(
        self, source: Source, *, own_only: bool = False, everywhere: bool = False
    ) -> list[tuple[str, Any, str, dict[str, Any]]]:
        """Type, day, agency and data of what stands open, newest first."""
        household = None if own_only else self._household()
        where = "household = %(household)s" if household and not everywhere else "agency = %(agency)s"
        where = "true" if source.to else where
        rows = self.connection.execute(
            f"""select event_id, type, occurred_at, agency, wire from audit_trail.entry
                 where type = any(%(types)s) and {where} order by recorded_at desc limit {MOST}""",
            {"types": [*source.opens, *source.ends, "FactVoided"], "household": household, "agency": self.reader.identity.agency},
        ).fetchall()
        said = [(event, kind, on, agency, questions.clear_data(wire)) for event, kind, on, agency, wire in rows]
        ended = {str(data.get(source.name)) for _, kind, _, _, data in said if kind in source.ends}
        voided = {str(data["corrects_event_id"]) for _, kind, _, _, data in said if kind == "FactVoided"}
        return [
            (kind, on, agency, data)
            for event, kind, on, agency, data in said
            if kind in source.opens
            and (not source.to or data.get(source.to) == self.reader.identity.agency)
            and str(event) not in voided
            and str(data[source.name]) not in ended
            and self._fits(source, data)
        ]

    def _fits(self, source: Source, data: Mapping[str, Any]) -> bool:
        return all(str(data.get(name)) == self.about[name] for name in source.within if self.about.get(name))

    def _household(self) -> UUID | None:
        """The family that the form is about, if the reader's agency may see it."""
        given = as_ids([self.about.get("household", "")])
        return next(iter(pathway.visible(self.connection, given, self.reader.viewer)), None) if given else None

    def _members(self, household: str | None) -> list[str]:
        seen = pathway.visible(self.connection, as_ids([household or ""]), self.reader.viewer)
        rows = [row for one in seen for row in pathway.members(self.connection, one)]
        heads = self.connection.execute(
            "select coalesce(head, case_head) from pathway.household where household = any(%s)", (list(seen),)
        ).fetchall()
        return list(
            dict.fromkeys(str(person) for person in [*(row[0] for row in rows if row[3] is None), *(h for (h,) in heads if h)])
        )

    def _people(self) -> list[str]:
        """Of the family that the form is about, those found, and those whom the agency has registered last."""
        rows = self.connection.execute(
            f"""select wire from audit_trail.entry where type = 'PersonRegistered' and agency = %s
                 order by recorded_at desc limit {FOUND}""",
            (self.reader.identity.agency,),
        ).fetchall()
        latest = [str(questions.clear_data(wire)["person"]) for (wire,) in rows]
        return list(dict.fromkeys([*self._members(self.about.get("household")), *self._found(), *latest]))

    def _found(self) -> list[str]:
        if not self.find:
            return []
        named = people.search(self.connection, self.find)
        rows = self.connection.execute(_SEEN, {
            "people": list(usable(self.connection, self.reader, named)), "agency": self.reader.identity.agency, "all": False,
        }).fetchall()  # fmt: skip
        return [str(person) for (person,) in rows]

    def _named(self, persons: Iterable[str]) -> list[Choice]:
        """Persons and who they are; nobody whose data is not to be used."""
        asked = list(dict.fromkeys(persons))
        shown = usable(self.connection, self.reader, as_ids(asked))
        ids = [one for one in asked if one == self._self or shown.intersection(as_ids([one]))]
        names = people.names(self.connection, as_ids(ids)) if self.reader.may("read people") or ids == [self._self] else {}
        born = self.connection.execute("select person::text, born from people.person where person = any(%s)", (as_ids(ids),))
        births = dict(born.fetchall()) if names else {}
        return [
            (one, " · ".join(filter(None, (names.get(UUID(one), one), self.words.birth(births.get(one))))))
            for one in ids
            if as_ids([one])
        ]

    @property
    def _self(self) -> str:
        return self.reader.identity.subject

    def _families(self) -> list[Choice]:
        viewer = self.reader.viewer
        if not self.reader.may("read pathway"):
            helped = self._facts(Source(("NeedPublished", "MatchProposed"), "household"), own_only=True)
            own = self._self if set(self.reader.identity.roles) == {VOLUNTEER} else ""
            return self._of_families(str(d["household"]) for _, _, _, d in helped if not own or str(d.get("person")) == own)
        page = pathway.families(self.connection, viewer, text=self.find or None, limit=FOUND)
        return self._of_families(str(family.household) for family in page.families)

    def _of_families(self, households: Iterable[str]) -> list[Choice]:
        """Families by the names of their heads, as far as the reader's agency may see them."""
        ids = list(dict.fromkeys(households))
        seen = pathway.visible(self.connection, as_ids(ids), Viewer(self.reader.viewer.role, self.reader.identity.agency))
        rows = self.connection.execute(
            "select household::text, coalesce(head, case_head)::text from pathway.household where household = any(%s)",
            (list(seen),),
        ).fetchall()
        heads = dict(rows)
        names = dict(self._named(head for head in heads.values() if head))
        return [(one, names.get(heads[one], "—")) for one in ids if one in heads]

    def _residing(self) -> list[str]:
        return [str(data["household"]) for _, _, _, data in self._facts(FACTS["staying"], own_only=True)]

    def _heads(self) -> list[Choice]:
        return self._of_families(self._residing())

    def _agencies(self) -> list[Choice]:
        facts = questions.entries(self.connection, "AgencyRegistered")
        return sorted({d["agency"]: d["name"] for d in map(questions.wire_data, facts)}.items(), key=lambda one: one[1])

    def _workers(self) -> list[Choice]:
        rows = self.connection.execute(
            """select distinct actor from (select actor, actor_role from audit_trail.entry where agency = %s
                 order by recorded_at desc limit 2000) a where actor_role = any(%s)""",
            (self.reader.identity.agency, [CASEWORKER, COORDINATOR]),
        ).fetchall()
        return sorted((actor, self.words.actor(actor, Names())) for actor in {self._self, *(row[0] for row in rows)})


_SEEN = f"""select m.person from (select distinct on (person, household) person, household, joined from pathway.membership
                where person = any(%(people)s) and voided_at is null order by person, household, place desc) m
              join pathway.household h on h.household = m.household where m.joined and {pathway.VISIBLE}
            union select h.case_head from pathway.household h where h.case_head = any(%(people)s) and {pathway.VISIBLE}
            union select a.person::uuid from (select jsonb_array_elements_text(subjects) as person from audit_trail.entry
                where type = 'PersonRegistered' and agency = %(agency)s and subjects ?| %(people)s::text[]) a
            limit {FOUND}"""
"""Persons of families that the agency may see, and those whom it has registered itself."""


def code_list(source: str, words: Words) -> list[Choice]:
    """The codes of a list and their words."""
    if source in ("destinations", "work-situations", "permit-kinds", "services"):
        return [(code, f"{code} {name}" if source == "services" else name) for code, name in codes(source, words.language).items()]
    if source in LISTS:
        listed = choices({"languages": "language", "countries": "citizenship"}.get(source, source)).labels
        return [(code, words.kinship(code) or words("do.head") if source == "kinship" else name)
                for code, name in ({"head": ""} | dict(listed) if source == "kinship" else listed).items()]  # fmt: skip
    return words.group({"skills": "skill", "municipalities": "municipality"}.get(source, source))


def as_ids(values: Sequence[str]) -> list[UUID]:
    """The ids among some texts."""
    return [UUID(value) for value in values if ID.fullmatch(value)]


def ids_in(told: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """Every id that facts name, so that those which are persons are named."""
    return {one for data in told for value in data.values() for one in _ids(value)}


def _ids(value: Any) -> Iterator[UUID]:
    match value:
        case str():
            yield from as_ids([value])
        case list():
            for one in value:
                yield from _ids(one)
        case dict():
            yield from _ids(value.get("person", ""))
