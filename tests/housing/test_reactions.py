"""Neighbours' facts become what housing knows; each fact becomes one command, the same each time."""

from datetime import UTC, date, datetime

import pytest

from services.housing.application import Housing
from services.housing.commands import (
    EndPromisesAfterExit,
    EndSharing,
    NoteCaseEnd,
    NoteCharge,
    NoteDuplicate,
    NoteHousehold,
    NoteMembers,
    NoteRestriction,
    NoteRules,
    NoteSharing,
    RecountStay,
    ReleaseAfterExit,
)
from services.housing.reactions import ON
from services.intake.events import (
    CaseClosed,
    CaseOpened,
    CaseReopened,
    CaseTransferred,
    ConsentExpired,
    ConsentGiven,
    ConsentRenewed,
    ConsentWithdrawn,
    DuplicateConfirmed,
    EmergencyAccessGranted,
    FamilyEnrolled,
    FamilyExited,
    HeadChanged,
    Member,
    MemberAdded,
    MemberLeft,
    PersonUnlinked,
    ProgrammeDeclared,
    ProgrammeRules,
    ReferralAccepted,
    ReferralCompleted,
    ReferralRevoked,
)
from services.kernel.amending import FactVoided
from services.oversight.events import ProcessingRestricted, RestrictionLifted
from tests.housing.story import AMAL, HADDAD, NOUR, SAMI, TODAY
from tests.spec import NOW, an_id, recorded

CONSENT = an_id("consent")
WHEN = {"occurred_at": NOW, "source": None}
OF = {"household": HADDAD}
PROJECT = {"project": "PROG-2784", "agency": "sds", "head": AMAL}

STORY = [
    (
        ProgrammeDeclared(project="PROG-2784", name="WE-ITA", fund="FAMI", rules=ProgrammeRules(stay_months=18)),
        NoteRules(
            project="PROG-2784", stay_months=18, stay_cap_months=36, agreement_required=True, case_required=True, **WHEN
        ),
    ),
    (CaseOpened(**OF, **PROJECT), NoteHousehold(**OF, **PROJECT, members=(AMAL,), case_open=True, **WHEN)),
    (
        FamilyEnrolled(
            **OF, **PROJECT, adults=(AMAL,), entry=TODAY,
            members=(Member(person=AMAL, relationship="head"), Member(person=NOUR, relationship="3")),
        ),
        NoteHousehold(**OF, **PROJECT, members=(AMAL, NOUR), adults=(AMAL,), **WHEN),
    ),
    (
        MemberAdded(**OF, person=SAMI, relationship="2", adult=True, since=TODAY),
        NoteMembers(**OF, joined=(SAMI,), adults=(SAMI,), on=TODAY, **WHEN),
        RecountStay(**OF, joined=(SAMI,), on=TODAY, **WHEN),
    ),
    (
        MemberAdded(**OF, person=SAMI, relationship="2", adult=None, since=TODAY),
        NoteMembers(**OF, joined=(SAMI,), on=TODAY, **WHEN),
        RecountStay(**OF, joined=(SAMI,), on=TODAY, **WHEN),
    ),
    (
        MemberLeft(**OF, person=SAMI, left=TODAY),
        NoteMembers(**OF, left=(SAMI,), on=TODAY, **WHEN),
        RecountStay(**OF, left=(SAMI,), on=TODAY, **WHEN),
    ),
    (HeadChanged(**OF, head=SAMI, before=AMAL), NoteMembers(**OF, head=SAMI, **WHEN)),
    (
        ConsentGiven(**OF, consent=CONSENT, purpose="housing", recipients=("coop",), expires=date(2027, 1, 1), signatory=AMAL),
        NoteSharing(**OF, ground=CONSENT, agencies=("coop",), until=datetime(2027, 1, 2, tzinfo=UTC), **WHEN),
    ),
    (
        ConsentWithdrawn(**OF, consent=CONSENT, signatory=AMAL, recipients=("coop",)),
        EndSharing(**OF, ground=CONSENT, **WHEN),
    ),
    (
        ReferralAccepted(**OF, referral=CONSENT, head=AMAL, receiver="coop"),
        NoteSharing(**OF, ground=CONSENT, agencies=("coop",), **WHEN),
    ),
    (
        ConsentRenewed(**OF, consent=CONSENT, recipients=("coop",), expires=date(2027, 1, 1), signatory=AMAL),
        NoteSharing(**OF, ground=CONSENT, agencies=("coop",), until=datetime(2027, 1, 2, tzinfo=UTC), **WHEN),
    ),
    (
        ConsentExpired(**OF, consent=CONSENT, signatory=AMAL, recipients=("coop",), expired=TODAY),
        EndSharing(**OF, ground=CONSENT, **WHEN),
    ),
    (ReferralRevoked(**OF, referral=CONSENT, head=AMAL, receiver="coop"), EndSharing(**OF, ground=CONSENT, **WHEN)),
    (ReferralCompleted(**OF, referral=CONSENT, head=AMAL, receiver="coop"), EndSharing(**OF, ground=CONSENT, **WHEN)),
    (
        EmergencyAccessGranted(**OF, access=CONSENT, head=AMAL, agency="coop", viewer="coop/olga", expires=NOW),
        NoteSharing(**OF, ground=CONSENT, agencies=("coop",), until=NOW, **WHEN),
    ),
    (
        CaseTransferred(**OF, project="PROG-2784", head=AMAL, agency="coop", before="sds"),
        NoteCharge(**OF, agency="coop", **WHEN),
    ),
    (CaseReopened(**OF, head=AMAL, agency="coop"), NoteCharge(**OF, agency="coop", **WHEN)),
    (DuplicateConfirmed(survivor=AMAL, merged=NOUR), NoteDuplicate(survivor=AMAL, merged=NOUR, **WHEN)),
    (PersonUnlinked(survivor=AMAL, merged=NOUR), NoteDuplicate(survivor=AMAL, merged=NOUR, same=False, **WHEN)),
    (ProcessingRestricted(person=AMAL, ground="unlawful"), NoteRestriction(person=AMAL, **WHEN)),
    (RestrictionLifted(person=AMAL), NoteRestriction(person=AMAL, restricted=False, **WHEN)),
    (CaseClosed(**OF, head=AMAL, outcome="done"), NoteCaseEnd(**OF, **WHEN)),
    (
        FamilyExited(**OF, project="PROG-2784", members=(AMAL,), exit=TODAY, destination="autonomous-housing", head=AMAL),
        ReleaseAfterExit(**OF, exit=TODAY, destination="autonomous-housing", **WHEN),
        EndPromisesAfterExit(**OF, exit=TODAY, **WHEN),
    ),
]  # fmt: skip


@pytest.mark.parametrize("told", STORY, ids=lambda told: type(told[0]).__name__)
def test_a_fact_of_intake_becomes_commands(told):
    fact, *commands = told
    assert ON[type(fact)](recorded(fact)) == commands


def test_every_reaction_is_in_the_story():
    assert set(ON) - {FactVoided} == {type(fact) for fact, *_ in STORY}


def test_every_command_of_a_reaction_has_somebody_who_carries_it_out():
    assert set(Housing(ledger=None).reacting) == {type(command) for _, *commands in STORY for command in commands}


def test_a_reaction_never_happens_after_its_fact_was_recorded():
    fact = recorded(STORY[0][0], at=datetime(2030, 1, 1, tzinfo=UTC), recorded_at=NOW)
    assert ON[ProgrammeDeclared](fact)[0].occurred_at == NOW
