"""What an export says, as commands: each fits its schema, and one household's story comes in its order."""

from datetime import date
from pathlib import Path

from services.exchange.asks import Ask
from services.exchange.hmis import Plan, plan
from services.exchange.hmis_export import read_export
from services.exchange.hmis_story import Into
from services.exchange.simulator_hmis import write_export
from services.housing import commands as housing
from services.intake import commands as intake
from services.intake.codes import service_codes
from tests.exchange.test_hmis_export import CLIENT, ENROLMENT, MAPS, TODAY, read

HERE = Into("coop")
SAMI = {**CLIENT, "PersonalID": "2", "FirstName": "Sami", "DOB": "2015-01-01", "Female": "0", "Male": "1"}
CHILD = {**ENROLMENT, "EnrollmentID": "11", "PersonalID": "2", "RelationshipToHoH": "2"}
EXIT = {"ExitID": "8", "EnrollmentID": "10", "PersonalID": "1", "ExitDate": "2022-05-01", "Destination": "10"}
INVENTORY = {"InventoryID": "3", "ProjectID": "942", "HouseholdType": "1", "UnitInventory": "2", "BedInventory": "4"}


def planned(folder: Path, into: Into = HERE, **files) -> Plan:
    return plan(read(folder, **{"Client": [CLIENT, SAMI], **files}), into, MAPS)


def told(asks: list[Ask]) -> list[str]:
    return [ask.command for ask in asks]


def test_every_command_fits_its_schema_and_every_code_is_of_the_list(tmp_path):
    write_export(tmp_path)
    whole = plan(read_export(tmp_path, MAPS, TODAY), HERE, MAPS)
    asks = [ask for stage in vars(whole).values() for ask in stage if isinstance(ask, Ask)]
    for ask in asks:
        getattr(intake if ask.service == "intake" else housing, ask.command).model_validate(ask.body)
    assert len({ask.key for ask in asks}) == len(asks)
    assert set(MAPS.services.values()) <= set(service_codes())


def test_who_enters_on_the_first_day_enters_with_the_family_and_who_comes_later_joins(tmp_path):
    asks = planned(tmp_path, Enrollment=[{**CHILD, "EntryDate": "2022-02-01"}, ENROLMENT]).lives
    assert told(asks) == ["EnrolFamily", "AddMember"]
    assert asks[0].body["members"] == [{"person": str(HERE.person("1")), "relationship": "head"}]
    assert (asks[1].body["occurred_at"], asks[1].body["relationship"]) == ("2022-02-01", "1")


def test_the_family_has_left_when_its_last_member_has(tmp_path):
    both = [EXIT, {**EXIT, "ExitID": "9", "EnrollmentID": "11", "PersonalID": "2", "ExitDate": "2022-04-01", "Destination": "16"}]
    asks = planned(tmp_path, Enrollment=[ENROLMENT, CHILD], Exit=both).lives
    assert told(asks) == ["EnrolFamily", "RemoveMember", "RemoveMember", "EndEnrolment"]
    assert [ask.body["destination"] for ask in asks[1:]] == ["homeless", "rental", "rental"]
    assert asks[3].body["exit"] == "2022-05-01"


def test_while_somebody_stays_the_family_stays(tmp_path):
    assert told(planned(tmp_path, Enrollment=[ENROLMENT, CHILD], Exit=[EXIT]).lives) == ["EnrolFamily", "RemoveMember"]


def test_an_exit_before_the_entry_is_told_after_it(tmp_path):
    asks = planned(tmp_path, Exit=[{**EXIT, "ExitDate": "2001-01-01"}]).lives
    assert told(asks) == ["EnrolFamily", "RemoveMember", "EndEnrolment"]


def test_households_that_share_a_person_in_a_project_are_told_in_one_order(tmp_path):
    again = {**ENROLMENT, "EnrollmentID": "12", "HouseholdID": "78", "EntryDate": "2022-06-01"}
    asks = planned(tmp_path, Enrollment=[again, ENROLMENT], Exit=[EXIT]).lives
    assert len({ask.after for ask in asks}) == 1
    assert told(asks) == ["EnrolFamily", "RemoveMember", "EndEnrolment", "EnrolFamily"]


def test_a_person_twice_in_one_household_joins_twice_and_leaves_twice(tmp_path):
    twice = {**ENROLMENT, "EnrollmentID": "12", "EntryDate": "2022-03-01", "RelationshipToHoH": "99"}
    both = [EXIT, {**EXIT, "ExitID": "9", "EnrollmentID": "12"}]
    asks = planned(tmp_path, Enrollment=[ENROLMENT, twice], Exit=both).lives
    assert told(asks) == ["EnrolFamily", "AddMember", "RemoveMember", "RemoveMember", "EndEnrolment"]


def test_a_move_in_is_a_stay_of_all_who_belong_then_in_the_beds_of_their_project(tmp_path):
    moved = {**ENROLMENT, "MoveInDate": "2022-01-20"}
    (ask,) = planned(tmp_path, Enrollment=[moved, {**CHILD, "EntryDate": "2022-02-01"}], Inventory=[INVENTORY]).stays
    assert ask.body["members"] == [str(HERE.person("1"))]
    assert ask.body["unit"] == str(HERE.id("hmis:Inventory:3", "unit"))


def test_without_inventory_the_unit_is_not_stated(tmp_path):
    (ask,) = planned(tmp_path, Enrollment=[{**ENROLMENT, "MoveInDate": "2022-01-20"}]).stays
    assert "unit" not in ask.body


def test_each_project_becomes_a_funded_project_with_its_rules_off(tmp_path):
    agency, programme = planned(tmp_path).agency[0], planned(tmp_path).places[0]
    assert agency.command == "RegisterAgency"
    assert programme.body["project"] == "HMIS-coop-942"
    spans = {"proposal_days", "emergency_access_hours"}
    kept = {name for name in programme.body["rules"] if name.startswith("retention_")}
    assert not any(value for name, value in programme.body["rules"].items() if name not in spans | kept)


def test_into_one_project_the_codes_of_the_source_stand_on_the_event(tmp_path):
    into = Into("coop", "PROG-2784", agency_known=True, project_known=True)
    whole = planned(tmp_path, into)
    assert not whole.agency
    assert not whole.places
    assert whole.lives[0].body["project"] == "PROG-2784"
    assert whole.lives[0].body["source"] == "hmis:Enrollment/10;household=77;project=942"


def test_money_becomes_cents(tmp_path):
    service = {
        "ServicesID": "5",
        "EnrollmentID": "10",
        "PersonalID": "1",
        "DateProvided": "2022-02-01",
        "RecordType": "152",
        "TypeProvided": "1",
    }
    (ask,) = planned(tmp_path, Services=[{**service, "FAAmount": "412.50"}]).services
    assert (ask.body["amount_cents"], ask.body["code"], ask.body["delivered_on"]) == (41250, "A1.05", date(2022, 2, 1).isoformat())
