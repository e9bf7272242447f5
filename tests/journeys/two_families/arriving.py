"""From the first contact to an agreed plan."""

from tests.journeys.two_families.cast import COOPERATIVE, LEAD, LENGTH, MUNICIPALITY, PROJECT, Family, Tale
from tests.journeys.two_families.stage import Person, eventually


def the_agencies_declare_the_project(tale: Tale) -> None:
    """A home is given from a ranking only, and families are asked again three months after they have left."""
    tale.on_day(0)
    for agency, name in ((LEAD, "SdS delle Colline"), (COOPERATIVE, "La Ginestra"), (MUNICIPALITY, "Comune di Poggio")):
        tale.paolo.register_agency(agency=agency, name=name)
    rules = {"ranking_required": True, "follow_up_months": [3, 12]}
    tale.paolo.declare_programme(project=PROJECT, name="WE-ITA, la storia di due famiglie", rules=rules)
    tale.marco.is_refused("not-allowed", "declare_programme", project=PROJECT, name="Un altro nome")


def hala_comes_to_the_cooperative_and_then_to_the_lead(tale: Tale) -> None:
    """Sara writes her name as she hears it, Lucia as it stands in the passport; neither knows of the other's entry."""
    hala = {"birth_date": "1985-03-12", "sex": "female", "citizenship": "SY", "citizenship_group": "third-country"}
    tale.on_day(3)
    tale.duplicate = tale.sara.register_person(given_name="Hala", family_name="Haddad", language="ar", **hala)["person"]
    tale.on_day(5)
    tale.haddad.people["Hala"] = tale.lucia.register_person(
        given_name="هالة", family_name="حداد", script="Arab", birth_place="حلب", birth_country="SY", language="ar",
        known={"given_name": "documented", "family_name": "documented", "birth_date": "documented"}, **hala,
    )["person"]  # fmt: skip


def the_duplicate_is_found_by_itself_and_marco_confirms_it(tale: Tale) -> None:
    """The program shows the two side by side; a person who answers for it decides, and no caseworker."""
    two = {tale.duplicate, tale.haddad["Hala"]}
    found = eventually(
        lambda: [pair for pair in tale.marco.reads("/duplicates")["pairs"] if {pair["low"], pair["high"]} == two], bool
    )
    assert {field["field"] for field in found[0]["fields"]} >= {"given_name", "family_name", "birth_date"}
    decision = {"survivor": tale.haddad["Hala"], "merged": tale.duplicate, "reason": "Stesso passaporto."}
    tale.lucia.is_refused("not-allowed", "confirm_duplicate", **decision)
    tale.marco.confirm_duplicate(**decision)
    eventually(lambda: tale.marco.reads("/duplicates")["pairs"], lambda pairs: not any({p["low"], p["high"]} == two for p in pairs))


def her_children_and_her_mother_are_registered(tale: Tale) -> None:
    """Omar comes of age in half a year. Nobody knows on which day Fatima was born."""
    family = {"citizenship": "SY", "citizenship_group": "third-country", "language": "ar", "family_name": "Haddad"}
    coming_of_age = tale.day(150).replace(year=tale.day(150).year - 18)
    for name, sex, birth in (("Omar", "male", coming_of_age), ("Lina", "female", "2016-09-02")):
        tale.haddad.people[name] = tale.lucia.register_person(given_name=name, sex=sex, birth_date=birth, **family)["person"]
    tale.haddad.people["Fatima"] = tale.lucia.register_person(
        given_name="فاطمة", other_names=["Fatima", "Fatmeh"], script="Arab", sex="female", partial_birth_date="1951",
        known={"birth_date": "estimated", "given_name": "stated"}, **(family | {"family_name": "حداد"}),
    )["person"]  # fmt: skip
    for person in tale.haddad.everybody:
        tale.lucia.record_residence_permit(
            person=person, permit_kind="international-protection", valid_from=tale.day(-300), valid_until=tale.day(900)
        )


def lucia_takes_the_haddad_family_in_charge(tale: Tale) -> None:
    """No project without presa in carico, and none without the privacy notice, which they read in Arabic."""
    tale.on_day(10)
    hala = tale.haddad["Hala"]
    kin = {"Hala": "head", "Omar": "1", "Lina": "1", "Fatima": "4"}
    members = [{"person": tale.haddad[name], "relationship": code} for name, code in kin.items()]
    enrolment = {"project": PROJECT, "head": hala, "members": members}
    tale.lucia.is_refused("not-taken-in-charge", "enrol_family", **enrolment)
    tale.haddad.things["household"] = tale.lucia.open_case(project=PROJECT, head=hala)["household"]
    tale.lucia.assign_worker(household=tale.haddad.household, worker="sds-colline/lucia")
    tale.on_day(12)
    enrolment["household"] = tale.haddad.household
    tale.lucia.is_refused("privacy-notice-missing", "enrol_family", **enrolment)
    tale.lucia.enrol_family(**enrolment, notice={"given_on": tale.day(12), "language": "ar", "version": "1"})
    notice = eventually(lambda: _printed_notice(tale, "ar"), lambda answer: answer.status_code == 200)
    assert notice.content.startswith(b"%PDF")


def _printed_notice(tale: Tale, language: str):
    return tale.lucia.opens(f"/households/{tale.haddad.household}/documents/privacy-notice.pdf", "*/*", language=language)


def francesca_takes_the_rossi_family_in_charge(tale: Tale) -> None:
    """Carlo and his two children were evicted; the municipality has them in charge."""
    tale.on_day(15)
    italian = {"family_name": "Rossi", "citizenship": "IT", "citizenship_group": "italian", "language": "it"}
    for name, sex, birth in (("Carlo", "male", "1979-11-02"), ("Giulia", "female", "2012-01-20"), ("Matteo", "male", "2015-06-08")):
        known = tale.francesca.register_person(given_name=name, sex=sex, birth_date=birth, **italian)
        tale.rossi.people[name] = known["person"]
    carlo = tale.rossi["Carlo"]
    tale.rossi.things["household"] = tale.francesca.open_case(project=PROJECT, head=carlo)["household"]
    members = [{"person": person, "relationship": "1" if person != carlo else "head"} for person in tale.rossi.everybody]
    notice = {"given_on": tale.day(15), "language": "it", "version": "1"}
    tale.francesca.enrol_family(household=tale.rossi.household, project=PROJECT, head=carlo, members=members, notice=notice)


def the_families_let_the_other_agencies_see_their_file(tale: Tale) -> None:
    """Before that the file is closed to them, and nobody is referred."""
    tale.on_day(16)
    house, hala = tale.haddad.household, tale.haddad["Hala"]
    referral = {"household": house, "receiver": COOPERATIVE, "purpose": "work", "code": "A2.09", "reason": "Cerca un corso."}
    assert tale.sara.opens(f"/families/{house}").status_code == 404
    tale.lucia.is_refused("no-consent-to-share", "refer_to_agency", **referral)
    given = {"purpose": "care", "expires": tale.day(900), "form_version": "1"}
    tale.lucia.give_consent(
        household=house, recipients=[COOPERATIVE, MUNICIPALITY], signatory=hala, language="ar", **given
    )  # fmt: skip
    tale.francesca.give_consent(
        household=tale.rossi.household, recipients=[COOPERATIVE], signatory=tale.rossi["Carlo"], language="it", **given
    )
    tale.haddad.things["referral"] = tale.lucia.refer_to_agency(**referral)["referral"]


def the_cooperative_accepts_to_help(tale: Tale) -> None:
    """Only the agency that was asked answers."""
    tale.on_day(18)
    referral = {"household": tale.haddad.household, "referral": tale.haddad["referral"]}
    tale.lucia.is_refused("not-the-receiver", "accept_referral", **referral)
    tale.sara.accept_referral(**referral)
    eventually(lambda: tale.sara.opens(f"/families/{tale.haddad.household}"), lambda answer: answer.status_code == 200)


def both_families_are_asked_how_they_fare(tale: Tale) -> None:
    """The self-sufficiency matrix at entry, from 1 in crisis to 5 autonomous."""
    tale.on_day(20)
    assess(tale.lucia, tale.haddad, "Hala", "entry", housing=1, employment=1, community=2, mobility=None)
    assess(tale.francesca, tale.rossi, "Carlo", "entry", housing=1, employment=3, family=2)


def both_families_agree_on_a_plan(tale: Tale) -> None:
    """Goals on housing, social life and work, signed by an adult of the family.

    The clock lives today: of a review that was due before, it would write a line of its own at any moment.
    """
    tale.on_day(22)
    _plan(tale.lucia, tale.haddad, "Hala", housing="Una casa in affitto.", social="Amicizie.", work="Un lavoro in cucina.")
    _plan(tale.francesca, tale.rossi, "Carlo", housing="Una casa popolare.", social="I figli a scuola.", work="Un contratto.")
    tale.on_day(24)
    agreement = {"household": tale.haddad.household, "version": 1}
    tale.lucia.is_refused("no-adult-signed", "agree_plan", **agreement, signatories=[tale.haddad["Omar"]])
    tale.lucia.agree_plan(**agreement, signatories=[tale.haddad["Hala"], tale.haddad["Omar"]], next_review=tale.day(LENGTH + 60))
    tale.francesca.agree_plan(
        household=tale.rossi.household, version=1, signatories=[tale.rossi["Carlo"]], next_review=tale.day(LENGTH + 60)
    )


def assess(worker: Person, family: Family, head: str, phase: str, /, **scores: int | None) -> None:
    domains = {domain.replace("_", "-"): score for domain, score in scores.items()}
    made = worker.record_assessment(household=family.household, person=family[head], phase=phase, scores=domains)
    family.things[f"{phase} assessment"] = made["assessment"]


def _plan(worker: Person, family: Family, head: str, /, **goals: str) -> None:
    worker.draft_plan(household=family.household, summary="Casa, relazioni, lavoro.")
    for dimension, text in goals.items():
        made = worker.set_goal(household=family.household, person=family[head], dimension=dimension, text=text)
        family.things[f"{dimension} goal"] = made["goal"]
