"""Projects and agencies are known from what intake says, once; what nobody declared is not controlled."""

import pytest

from services.intake.events import AgencyRegistered, ProgrammeDeclared, ProgrammeRules
from services.oversight.application import Oversight
from services.oversight.commands import NoteAgency, NoteProject
from services.oversight.domain.known import Known, UnknownProject, evolve, note_agency, note_project
from services.oversight.events import AgencyNoted, ControlOpened, ProjectNoted
from services.oversight.reactions import ON
from tests.memory import Book, somebody
from tests.oversight.test_control import OPEN
from tests.spec import NOW, given, recorded

DECLARED = ProgrammeDeclared(project="PROG-2784", name="WE-ITA", fund="FAMI", rules=ProgrammeRules())


def test_a_project_and_an_agency_are_noted_once():
    project, agency = ProjectNoted(project="PROG-2784"), AgencyNoted(agency="sds")
    given(evolve, Known()).when(note_project, NoteProject(project="PROG-2784")).then(project)
    given(evolve, Known(), project).when(note_project, NoteProject(project="PROG-2784")).then()
    given(evolve, Known()).when(note_agency, NoteAgency(agency="sds")).then(agency)
    given(evolve, Known(), agency).when(note_agency, NoteAgency(agency="sds")).then()


def test_they_are_noted_when_intake_says_so():
    assert NoteProject(project="PROG-2784", occurred_at=NOW) in ON[ProgrammeDeclared](recorded(DECLARED))
    registered = recorded(AgencyRegistered(agency="sds", name="SdS"))
    assert ON[AgencyRegistered](registered) == (NoteAgency(agency="sds", occurred_at=NOW),)


def test_only_a_declared_project_is_controlled_and_its_facts_are_filed_under_it():
    book = Book("oversight")
    oversight, chiara = Oversight(book), somebody("auditor", "autorita", name="chiara")
    with pytest.raises(UnknownProject):
        oversight.controls.open_control(OPEN, chiara)
    book.tell(ProjectNoted(project="PROG-2784"))
    oversight.controls.open_control(OPEN, chiara)
    (opened,) = book.told(ControlOpened)
    assert (opened.project, opened.agency) == ("PROG-2784", "autorita")
