"""What neighbours say of a person, noted on the volunteer: courses of training, ids that are one human, restrictions."""

from collections.abc import Iterator

from services.kernel.event import Event
from services.kernel.rules import RuleBroken
from services.register.commands import ClearDuplicate, DropCourse, NoteCourse, NoteDuplicate, NoteRestriction
from services.register.domain.volunteer import Volunteer
from services.register.events import (
    CourseDropped,
    CourseNoted,
    DuplicateCleared,
    DuplicateNoted,
    RestrictionCleared,
    RestrictionNoted,
)


def note_course(volunteer: Volunteer, ask: NoteCourse) -> Iterator[Event | RuleBroken]:
    """Nothing for who is no volunteer, nor for an edition that is noted."""
    if volunteer.agency and ask.edition not in volunteer.courses:
        yield CourseNoted(
            person=ask.person, course=ask.course, edition=ask.edition, minutes=ask.minutes, completed_on=ask.completed_on
        )  # fmt: skip


def drop_course(volunteer: Volunteer, ask: DropCourse) -> Iterator[Event | RuleBroken]:
    """Nothing where that course is not noted."""
    if ask.edition in volunteer.courses:
        yield CourseDropped(person=ask.person, edition=ask.edition)


def note_restriction(volunteer: Volunteer, ask: NoteRestriction) -> Iterator[Event | RuleBroken]:
    """Only what is new; also of who is no volunteer, for they may head a household or become one."""
    if ask.restricted != volunteer.restricted:
        yield (RestrictionNoted if ask.restricted else RestrictionCleared)(person=ask.person)


def note_duplicate(one: Volunteer, other: Volunteer, ask: NoteDuplicate) -> Iterator[Event | RuleBroken]:
    """Noted on either id, for either may be the one that is a volunteer; a number, matches and hours stay where they are."""
    for volunteer, person, same_as in ((one, ask.survivor, ask.merged), (other, ask.merged, ask.survivor)):
        if same_as not in volunteer.same_as:
            yield DuplicateNoted(person=person, other=same_as, survivor=ask.survivor)


def clear_duplicate(one: Volunteer, other: Volunteer, ask: ClearDuplicate) -> Iterator[Event | RuleBroken]:
    """Taken back on either id."""
    for volunteer, person, same_as in ((one, ask.survivor, ask.merged), (other, ask.merged, ask.survivor)):
        if same_as in volunteer.same_as:
            yield DuplicateCleared(person=person, other=same_as)
