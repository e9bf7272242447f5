"""What active citizens do for families: needs, candidates, matches, hours logged and approved, feedback."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.exchange.simulated.albo import SKILLS, ZONES, Volunteer, coordinator_of
from services.exchange.simulated.families import EARLY, Family
from services.exchange.simulated.plot import Body

WHAT = (
    "Aiuto nei compiti due pomeriggi al mese.", "Conversazione in italiano davanti a un tè.", "In autobus fino al consultorio.",
    "Montare i mobili e sistemare le tapparelle.", "Leggere insieme gli annunci di lavoro.", "Far conoscere il quartiere.",
)  # fmt: skip


@dataclass(frozen=True)
class Help:
    """A volunteer's confirmed help for a family."""

    family: Family
    volunteer: Volunteer
    match: UUID
    need: UUID
    weekday: int
    start: date
    until: date


def help_families(families: Sequence[Family], volunteers: Sequence[Volunteer]) -> list[Help]:
    """Two families of three ask for help and are matched, each on its own weekday of the volunteer."""
    helps = []
    for family in families:
        place, weekday = family.slot % len(volunteers), 1 + family.slot // len(volunteers)
        alone = family.withdrawn is not None or family.slot in EARLY or family.slot % 11 in (3, 6) or family.handed_over != date.max
        if family.slot % 3 != 2 and family.shared and not alone and family.reached(62, 14):
            found = _match(family, volunteers, place, weekday)
            _give_hours(found)
            _end(found)
            helps.append(found)
    return helps


def _match(family: Family, volunteers: Sequence[Volunteer], place: int, weekday: int) -> Help:
    volunteer, start = volunteers[place], family.after_entry(44)
    until = start + timedelta(days=330 if family.slot == 0 else 150)
    if family.exit:
        until = max(until, family.exit + timedelta(days=20))
    shift = {"weekday": weekday, "start": "15:30:00", "end": "17:30:00"}
    skill = volunteer.skill
    need = family.tell(
        start - timedelta(days=8), "PublishNeed", "need", skill=skill, what=WHAT[SKILLS.index(skill)], quantity=1,
        with_minors=volunteer.number % 6 == 0, start=start, until=until, slots=[shift],
        municipality=ZONES[family.slot % len(ZONES)],
    )  # fmt: skip
    if family.slot % 4 == 0:
        candidates = [one.person for one in volunteers if one.skill == skill][:6]
        family.tell(
            start - timedelta(days=6), "RankVolunteers", "need:ranking", by=volunteer.registrar, need=need, candidates=candidates
        )
    if family.slot % 9 == 4:
        _decline(family, volunteers, need, skill, shift)
    asked, answered = start - timedelta(days=3), start - timedelta(days=2)
    match = family.tell(asked, "ProposeMatch", "match", by=volunteer.registrar, need=need, person=volunteer.person, shifts=[shift])
    family.tell(answered, "ConfirmMatch", "match:confirmation", by=volunteer.actor, match=match)
    return Help(family, volunteer, match, need, weekday, start, until)


def _decline(family: Family, volunteers: Sequence[Volunteer], need: UUID, skill: str, shift: Body) -> None:
    """The first who is asked has no time this season; they are told so, and somebody else is asked."""
    busy = next(one for one in reversed(volunteers) if one.skill == skill)
    asked = family.after_entry(39)
    match = family.tell(asked, "ProposeMatch", "match:first", by=busy.registrar, need=need, person=busy.person, shifts=[shift])
    family.tell(
        asked + timedelta(days=1), "DeclineMatch", "match:first:declined", by=busy.actor, match=match, reason="volunteer-declined",
        note="In questa stagione lavoro anche il pomeriggio.",
    )  # fmt: skip


def _give_hours(found: Help) -> None:
    """Every second week, logged by the volunteer and approved by who keeps the register; some are logged late."""
    family, slot = found.family, found.family.slot
    day = found.start + timedelta(days=(found.weekday - found.start.isoweekday()) % 7)
    n, end = 0, min(found.until, family.last_day)
    while day < end - timedelta(days=20 if slot == 0 else 8):
        late = n == 2 and slot % 4 == 0
        logged = min(day + timedelta(days=9 if late else 1), end - timedelta(days=5))
        settled = "RejectHours" if n == 3 and slot % 10 == 4 else "ApproveHours"
        log_hours(found, day, logged, f"hours:{n}", settled=logged + timedelta(days=2), command=settled)
        day += timedelta(days=21 if slot == 0 else 14)
        n += 1
    if slot % 12 == 1 and n:
        hours = family.plot.made(found.volunteer.actor, "LogHours", f"family:{family.number}:hours:0")
        family.tell_of(
            min(found.start + timedelta(days=30), end - timedelta(days=2)), "ReverseHours", "hours:0:reversal",
            by=coordinator_of(found.volunteer), person=found.volunteer.person, hours=hours,
            reason="Quel giorno la famiglia era fuori; le ore erano di un'altra settimana.",
        )  # fmt: skip


def log_hours(
    found: Help, day: date, logged: date, name: str, *, settled: date, command: str = "ApproveHours", minutes: int = 120
) -> None:
    """One afternoon: the volunteer writes it down, somebody else confirms it or does not."""
    family, volunteer = found.family, found.volunteer
    key = f"family:{family.number}:{name}" if not family.plot.live else name
    hours = family.plot.tell(
        logged, volunteer.actor, "LogHours", key, happened=day, household=family.household,
        match=found.match, day=day, minutes=minutes,
    )  # fmt: skip
    why: Body = {"reason": "Sul foglio firme manca la firma della famiglia."} if command == "RejectHours" else {}
    family.plot.tell(settled, volunteer.registrar, command, f"{key}:settled", person=volunteer.person, hours=hours, **why)


def _end(found: Help) -> None:
    """Help comes to its end: completed as agreed, no longer needed, or it ends by itself when the family leaves."""
    family, volunteer, slot = found.family, found.volunteer, found.family.slot
    if slot % 6 == 0 and slot and (day := family.reached(60, 10)):
        family.tell(day, "CloseNeed", "need:closed", need=found.need, closed_on=day, reason="met")
    if family.exit is not None or found.until >= family.last_day - timedelta(days=6):
        return
    ended = found.until
    if slot % 3 == 1:
        family.tell(
            ended, "EndMatch", "match:ended", match=found.match, ended_on=ended, reason="household-withdrew",
            note="Ora si organizzano da soli.",
        )  # fmt: skip
    else:
        family.tell(ended, "CompleteMatch", "match:completed", match=found.match, completed_on=ended, note="Con piacere.")
    said = ended + timedelta(days=2)
    family.tell(said, "GiveFeedback", "match:feedback", match=found.match, side="household", rating=5, comment="Ci vediamo ancora.")
    if slot % 2:
        family.tell(
            said, "GiveFeedback", "match:feedback:volunteer", by=volunteer.actor, match=found.match, side="volunteer", rating=4
        )
