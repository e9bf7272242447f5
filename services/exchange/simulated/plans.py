"""Where a family stands and where it wants to go: assessments, the plan with its goals, reviews; leaving, and what comes after."""

from datetime import date, timedelta

from services.exchange.simulated.actors import clock_of
from services.exchange.simulated.families import COMES_BACK, JOINS, Family
from services.exchange.simulated.plot import Body
from services.kernel.time import months_after

DOMAINS = ("housing", "employment", "income", "adult-education", "legal", "health", "family", "mobility", "community")
STEPS = {0: (0,), 1: (-1, 0, 0, 1, 1, 1, 2), 3: (0, 1, 2, 2, 3)}
"""How far a domain has come since the entry: not at all yet, on the way, at the end."""
MILESTONES = ("found-helpful", "applied-for-recognition", "found-helpful", "applied-for-long-term-status", "found-not-helpful")
GOALS = (
    ("housing", "Trovare una casa adatta con un contratto regolare."),
    ("social", "Conoscere il quartiere e chi ci abita."),
    ("work", "Un lavoro con orari compatibili con la scuola dei figli."),
)
DESTINATIONS = ("autonomous-housing", "rental", "public-housing", "autonomous-housing", "other-project", "family-or-friends")
WORK = ("fixed-term-contract", "seasonal-work", "traineeship", "looking-for-work", "permanent-contract", "in-training")


def assess(family: Family, on: date, phase: str, gained: int, *, happened: date | None = None, who: int = 0, name: str = "") -> str:
    """Score the domains of the self-sufficiency matrix; the name under which the assessment was told."""
    began = family.scores.setdefault(who, {domain: family.random.randint(1, 3) for domain in DOMAINS})
    steps = STEPS[gained]
    scores: dict[str, int | None] = {d: max(1, min(5, score + family.random.choice(steps))) for d, score in began.items()}
    scores["childcare"] = None if len(family.members) < 3 else min(5, 2 + gained)
    name = f"assessment:{name or phase}:{who}"
    person = family.members[who].person
    family.tell(on, "RecordAssessment", name, happened=happened, person=person, phase=phase, scores=scores)
    return name


def enter(family: Family) -> None:
    """Everybody of age is assessed at the entry; one of the assessments is read again a week later."""
    for who, _ in enumerate(family.adults[:2]):
        assess(family, family.after_entry(4 + 2 * who), "entry", 0, who=who)
    if family.slot % 6 == 2:
        scores: dict[str, int | None] = dict.fromkeys(DOMAINS, 2)
        family.tell(
            family.after_entry(13), "ReviseAssessment", "assessment:entry:revision", scores=scores | {"housing": 1},
            assessment=family.plot.made(family.worker, "RecordAssessment", f"family:{family.number}:assessment:entry:0"),
            reason="La casa era stata letta come stabile, ma lo sfratto è già convalidato.",
        )  # fmt: skip


def assess_again(family: Family) -> None:
    """On the way, every second time noted weeks later."""
    late = 24 if family.number % 2 else 0
    if noted := family.reached(100 + late, 6):
        assess(family, noted, "interim", 1, happened=family.after_entry(100))


def plan(family: Family) -> None:
    """A plan with three goals, agreed by family and worker; goals move; a review opens a new version, agreed again."""
    family.tell(
        family.after_entry(9), "DraftPlan", "plan",
        summary=f"Progetto personalizzato della famiglia {family.head.family.latin}: casa stabile, rete di vicinato, lavoro.",
    )  # fmt: skip
    for n, (dimension, text) in enumerate(GOALS):
        person = family.adults[n % len(family.adults)].person
        due = family.after_entry(345)
        family.tell(family.after_entry(11), "SetGoal", f"goal:{n}", person=person, dimension=dimension, text=text, due=due)
    adults = [someone.person for someone in family.adults]
    family.tell(
        family.after_entry(16), "AgreePlan", "plan:agreed:1", version=1, signatories=adults, next_review=family.after_entry(140)
    )
    _progress(family)
    if day := family.reached(146, 20):
        _review(family, day)


def _progress(family: Family) -> None:
    if family.slot % 3 == 0 and (day := family.reached(95)):
        reached = MILESTONES[family.number % len(MILESTONES)]
        family.tell(day, "RecordMilestone", "milestone", person=family.head.person, milestone=reached)
    leaves = family.exit is not None and family.slot not in JOINS
    for n, _ in enumerate(GOALS):
        goal = family.plot.made(family.worker, "SetGoal", f"family:{family.number}:goal:{n}")
        steps = (30, 60, 100) if leaves and n < 2 else (25, 50)[: 1 + (family.number + n) % 2]
        for m, percent in enumerate(steps):
            if day := family.reached(40 + 23 * m + 3 * n):
                note = "Raggiunto e verificato insieme alla famiglia." if percent == 100 else "Un passo avanti."
                family.tell(day, "RecordGoalProgress", f"goal:{n}:progress:{m}", goal=goal, percent=percent, note=note)


def _review(family: Family, day: date) -> None:
    """The day of the review came six days before; what is wanted may have changed."""
    changed = family.slot % 3 != 1
    agency = family.worker_on(day).agency
    family.tell(family.after_entry(140), "NoteReviewDue", "plan:review:due", by=clock_of(agency))
    family.tell(
        day, "ReviewPlan", "plan:review", outcome="changed" if changed else "confirmed", next_review=day + timedelta(days=182),
        note="Il lavoro è arrivato prima della casa." if changed else None,
    )  # fmt: skip
    there = [someone for someone in family.members_on(day) if someone.adult_on(family.entry)]
    if changed:
        family.tell(
            day + timedelta(days=1), "SetGoal", "goal:3", person=there[0].person, dimension="work",
            text="Patente di guida, per i turni in campagna.", due=day + timedelta(days=200),
        )  # fmt: skip
    signatories = [someone.person for someone in there]
    family.tell(day + timedelta(days=3), "AgreePlan", "plan:agreed:2", version=2, signatories=signatories)


def leave(family: Family) -> None:
    """The family leaves: an exit assessment or a stated reason, the exit itself, the case closed; then looks back."""
    day = family.exit
    if day is None or family.slot in JOINS:
        return
    gone = family.slot % 12 == 11
    destination = "unknown" if gone else DESTINATIONS[family.slot // 4 % len(DESTINATIONS)]
    if not gone:
        assess(family, day - timedelta(days=3), "exit", 3)
        family.tell(
            day - timedelta(days=2), "ReviewPlan", "plan:concluded", outcome="concluded", note="Gli obiettivi sono raggiunti."
        )
    reason = "Partiti all'improvviso, al telefono non risponde nessuno." if gone else None
    family.tell(day, "EndEnrolment", "exit", exit=day, destination=destination, reason=reason)
    closed, outcome = day + timedelta(days=4), "unreachable" if gone else "autonomy-reached"
    if closed < family.plot.today:
        family.tell(closed, "CloseCase", "case:closing", outcome=outcome, destination=destination)
        _follow_up(family, day, destination, gone=gone)
        _come_back(family, closed)


def _follow_up(family: Family, exit_day: date, destination: str, *, gone: bool) -> None:
    """Three, six and twelve months later, and once more in between where it was agreed at the door."""
    today, worker = family.plot.today, family.worker_on(exit_day)
    leaving = f"family:{family.number}:exit"
    for months in (3, 6, 12):
        due = months_after(exit_day, months)
        asked = due + timedelta(days=4)
        if asked >= today:
            return
        name = family.plot.made_of(worker, leaving, f"follow-up {months}")
        family.tell(due, "NoteFollowUpDue", f"follow-up:{months}:due", by=clock_of(worker.agency), follow_up=name)
        cited: Body = {}
        if not gone and months == 3:
            told = assess(family, asked, "follow-up", 3)
            cited = {"assessment": family.plot.made(worker, "RecordAssessment", f"family:{family.number}:{told}")}
        family.tell(
            asked, "RecordFollowUp", f"follow-up:{months}", follow_up=name, in_contact=not gone, **cited,
            housing_situation=destination, work_situation="unknown" if gone else WORK[(family.slot + months) % len(WORK)],
            note=None if gone else "Al telefono: stanno bene, i bambini vanno a scuola volentieri.",
        )  # fmt: skip


def _come_back(family: Family, closed: date) -> None:
    """A family knocks again: its case is reopened, a fourth call is agreed on, and the case closes for good."""
    day = closed + timedelta(days=15)
    if family.slot != COMES_BACK or day + timedelta(days=12) >= family.plot.today:
        return
    family.tell(day, "ReopenCase", "case:reopening", reason="Il lavoro è finito prima del previsto; chiedono un orientamento.")
    family.tell(day + timedelta(days=1), "ScheduleFollowUp", "follow-up:by-hand", due=day + timedelta(days=10))
    name = family.plot.made(family.worker, "ScheduleFollowUp", f"family:{family.number}:follow-up:by-hand")
    family.tell(
        day + timedelta(days=11), "RecordFollowUp", "follow-up:by-hand:recorded", follow_up=name, in_contact=True,
        housing_situation="rental", work_situation="seasonal-work",
    )  # fmt: skip
    family.tell(day + timedelta(days=12), "CloseCase", "case:closing:2", outcome="completed", destination="rental")
