"""Who somebody is: permits with their renewals, what turns out otherwise, and persons whom two agencies have registered."""

from datetime import date, timedelta

from services.exchange.simulated.actors import AGNESE, LUCIA, MARCO, ROCCO, clock_of
from services.exchange.simulated.families import PROJECT, Family
from services.exchange.simulated.people import Newcomer, register_one
from services.exchange.simulated.plot import Body

TWICE, TWINS, UNLINKED = 4, 52, 28
"""Of twelve families whose head another agency knew already; who only looked like it; whose merge was a mistake."""


def permit(family: Family) -> None:
    """A permit to stay that runs out in the year is asked for anew in time, or late, and comes months later."""
    if not family.community.permit or family.slot % 2:
        return
    head, kind = family.head.person, family.community.permit
    ends = family.after_entry(70 + family.slot % 40)
    first = family.tell_of(
        family.after_entry(2), "RecordResidencePermit", "permit:1", person=head, permit_kind=kind,
        valid_from=ends - timedelta(days=729), valid_until=ends, number=f"I{17_000_000 + family.number}",
    )  # fmt: skip
    late = family.slot % 3 == 1
    asked = family.reached(_days(family, ends) + (25 if late else -30), 30)
    if asked is None:
        return
    if late:
        clock = clock_of(family.worker.agency)
        family.tell_of(ends + timedelta(days=1), "ExpirePermit", "permit:1:expiry", by=clock, person=head, permit=first)
    family.tell_of(
        asked, "RecordResidencePermit", "permit:2", person=head, permit_kind=kind, valid_from=max(asked, ends + timedelta(days=1)),
        under_renewal=True, receipt_number=f"0556{28_000_000 + family.number}",
    )  # fmt: skip
    if (came := asked + timedelta(days=75)) < family.last_day:
        family.tell_of(
            came, "RecordResidencePermit", "permit:3", person=head, permit_kind=kind, valid_from=came,
            valid_until=came + timedelta(days=730), number=f"I{18_000_000 + family.number}",
        )  # fmt: skip


def _days(family: Family, day: date) -> int:
    return (day - family.entry).days


def put_right(family: Family) -> None:
    """What was told at the desk, and reads otherwise in the passport."""
    if family.slot % 9 == 2 and (day := family.reached(30)):
        place = {"SY": "Aleppo", "UA": "Černivci", "MA": "Khouribga", "IT": "Manciano"}.get(
            family.community.citizenship, "Capitale"
        )
        family.tell_of(
            day, "CorrectPerson", "person:0:correction", person=family.head.person, birth_place=place,
            reason="Visto il passaporto.", known={"birth_date": "documented"},
        )  # fmt: skip


def known_twice(family: Family) -> None:
    """The parish has written down the head before, in another spelling; a coordinator looks at both and decides."""
    if family.slot % 12 != TWICE or family.worker.agency == ROCCO:
        return
    plot, n, head = family.plot, family.number, family.head
    twins = family.slot == TWINS
    birth = head.birth
    who = Newcomer(family.community, head.given, head.family, head.sex, "head", birth, 10 * n)
    changed: Body = {"family_name": f"{head.family.latin[:-1]}h", "contact": None} | ({"fiscal_code": None} if twins else {})
    if twins:
        changed["given_name"] = family.community.women[5].latin
    met = register_one(plot, family.after_entry(-33), AGNESE, f"family:{n}:known-before", who, **changed)
    pair: Body = {"one": met.person, "other": head.person}
    evidence = [
        {"field": "birth_date", "finding": "same", "points": 4.0},
        {"field": "family_name", "finding": "near", "points": 2.5},
    ]
    found, decided = family.after_entry(5), family.after_entry(8)
    plot.tell(
        found,
        MARCO,
        "ReportPotentialDuplicate",
        f"family:{n}:duplicate",
        score=6.5,
        rules_version="by-hand",
        evidence=evidence,
        **pair,
    )
    if twins:
        plot.tell(decided, MARCO, "RejectDuplicate", f"family:{n}:duplicate:rejected", reason="Sono sorelle gemelle.", **pair)
        return
    plot.tell(
        decided, MARCO, "ConfirmDuplicate", f"family:{n}:duplicate:confirmed", survivor=head.person, merged=met.person,
        reason="Stesso codice fiscale, il cognome era trascritto a orecchio.",
    )  # fmt: skip
    if family.slot == UNLINKED:
        plot.tell(
            family.after_entry(38), MARCO, "UnlinkPerson", f"family:{n}:duplicate:unlinked", person=met.person,
            reason="È la cugina: il codice fiscale era stato copiato dalla scheda sbagliata.",
        )  # fmt: skip


def contested(family: Family) -> None:
    """A second agency takes the same people in charge; that a person is in one household of a project is held to."""
    day = family.reached(26)
    if day is None:
        return
    name, by = f"family:{family.number}:contested", AGNESE if family.worker.agency != ROCCO else LUCIA
    household = family.plot.tell(
        day, by, "OpenCase", f"{name}:case", project=PROJECT, head=family.head.person
    )  # fmt: skip
    family.plot.tell(
        day + timedelta(days=1), by, "EnrolFamily", f"{name}:enrolment", refused="already-in-a-household", household=household,
        project=PROJECT, head=family.head.person, members=[{"person": family.head.person, "relationship": "head"}],
        notice={"given_on": day, "language": family.community.language, "version": "2026-1"},
    )  # fmt: skip
    family.plot.tell(
        day + timedelta(days=3), by, "CloseCase", f"{name}:case:closing", household=household, outcome="transferred"
    )  # fmt: skip
