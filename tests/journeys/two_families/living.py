"""From the waiting list to living together in a shared house."""

from tests.journeys.two_families.cast import MUNICIPALITY, PROJECT, Family, Tale
from tests.journeys.two_families.stage import Person

EVICTED = {"input": "eviction", "weight": 2, "bands": [{"code": "ordered", "points": 2}, {"code": "enforced", "points": 4}]}
CROWDED = {"input": "overcrowding", "bands": [{"code": "severe", "points": 3}]}
CHILDREN = {"input": "minors", "bands": [{"at_least": 1, "points": 1}, {"at_least": 2, "points": 2}]}


def pietro_makes_the_house_ready(tale: Tale) -> None:
    """Two parts of one house, a kitchen for all, and rules that everybody knows before they come."""
    tale.on_day(26)
    house = tale.pietro.add_dwelling(name="Casa Ginestra", address="Via delle Ginestre 4, Poggio", shared=True)["dwelling"]
    tale.house["dwelling"] = house
    tale.pietro.publish_house_rules(dwelling=house, rules={"warnings_before_review": 3})
    for part, places in (("North", 4), ("South", 3)):
        unit = tale.pietro.add_unit(dwelling=house, label=part, capacity=places)["unit"]
        tale.house[part] = unit
        tale.pietro.open_vacancy(unit=unit, opens=tale.day(26))


def teresa_publishes_the_rules_of_the_list(tale: Tale) -> None:
    """Before anybody is ranked; whoever ranks does not make the rules."""
    rules = {"project": PROJECT, "version": "2026-1", "criteria": [EVICTED, CROWDED, CHILDREN], "refresh_months": 24}
    tale.pietro.is_refused("not-allowed", "publish_rules", **rules)
    tale.pietro.is_refused("rules-not-published", "rank_candidates", project=PROJECT, day=tale.day(26))
    tale.teresa.publish_rules(**rules)


def both_families_apply_for_a_home(tale: Tale) -> None:
    """Each worker tells how the family lives."""
    tale.on_day(30)
    rossi = {"members": 3, "minors": 2, "eviction": "enforced", "income": "low"}
    haddad = {"members": 4, "minors": 2, "overcrowding": "severe", "income": "none"}
    tale.lucia.apply_for_housing(household=tale.haddad.household, agency=MUNICIPALITY, applied=tale.day(30), situation=haddad)
    tale.francesca.apply_for_housing(household=tale.rossi.household, applied=tale.day(30), situation=rossi)


def pietro_ranks_and_proposes_and_the_families_accept(tale: Tale) -> None:
    """The ranking says who comes first; it gives nobody a home."""
    tale.on_day(35)
    tale.house["ranking"] = tale.pietro.rank_candidates(project=PROJECT, day=tale.day(35))["ranking"]
    tale.on_day(36)
    _propose(tale, tale.rossi, "South", tale.francesca)
    _propose(tale, tale.haddad, "North", tale.lucia)


def every_adult_signs_the_agreement(tale: Tale) -> None:
    """Hala alone is not enough: her mother lives there too. A child does not sign."""
    tale.on_day(40)
    for family, part in ((tale.haddad, "North"), (tale.rossi, "South")):
        drafted = tale.pietro.draft_agreement(
            household=family.household, dwelling=tale.house["dwelling"], version="1", rules=f"Casa Ginestra, {part}: cucina comune."
        )
        family.things["agreement"] = drafted["agreement"]
    _sign(tale, tale.rossi, "Carlo")
    _sign(tale, tale.haddad, "Hala")
    lina = {"household": tale.haddad.household, "agreement": tale.haddad["agreement"], "person": tale.haddad["Lina"]}
    tale.pietro.is_refused("signatory-must-be-adult", "sign_agreement", **lina, signed=tale.day(40))
    tale.teresa.is_refused("agreement-not-signed", "assign_unit", **_home(tale, tale.haddad, "North"))
    _sign(tale, tale.haddad, "Fatima")


def teresa_decides_and_the_families_move_in(tale: Tale) -> None:
    """A named person decides, and not the one who ranked."""
    tale.on_day(45)
    tale.pietro.is_refused("not-allowed", "assign_unit", **_home(tale, tale.rossi, "South"))
    for family, part in ((tale.rossi, "South"), (tale.haddad, "North")):
        family.things["assignment"] = tale.teresa.assign_unit(**_home(tale, family, part))["assignment"]


def they_promise_to_help_each_other_and_do(tale: Tale) -> None:
    """Hala cooks for the house, Carlo mends what breaks; help counts when another has confirmed it."""
    tale.on_day(50)
    for family, who, kind, worker in (
        (tale.haddad, "Hala", "cooking", tale.lucia),
        (tale.rossi, "Carlo", "repairs", tale.francesca),
    ):
        family.things["promise"] = worker.make_commitment(
            household=family.household, dwelling=tale.house["dwelling"], person=family[who], kind=kind, minutes=120,
            starts=tale.day(50),
        )["commitment"]  # fmt: skip
    tale.on_day(57)
    for family in (tale.haddad, tale.rossi):
        given = {"household": family.household, "commitment": family["promise"], "day": tale.day(57), "minutes": 90}
        help_ = {"household": family.household, "help": tale.pietro.log_help(**given)["help"]}
        tale.pietro.is_refused("confirmed-by-who-logged", "confirm_help", **help_)
        tale.teresa.confirm_help(**help_)


def the_house_meets(tale: Tale) -> None:
    """Those who live there, and nobody else."""
    tale.on_day(60)
    present = [tale.haddad["Hala"], tale.haddad["Fatima"], tale.rossi["Carlo"]]
    meeting = {"dwelling": tale.house["dwelling"], "held": tale.day(60), "topics": ["cleaning", "kitchen"]}
    tale.pietro.is_refused("not-a-resident", "hold_meeting", **meeting, present=[*present, tale.volunteers["Nadia"]])
    tale.pietro.hold_meeting(**meeting, present=present, decisions=["kitchen-turns"], minutes_text="Turni in cucina.")


def a_quarrel_at_night_is_mediated(tale: Tale) -> None:
    """Lucia does not know the neighbours. What was said is read by few; nothing follows by itself, and nobody is put out."""
    tale.on_day(77)
    quarrel = {
        "dwelling": tale.house["dwelling"], "households": [tale.haddad.household, tale.rossi.household], "kind": "noise",
        "persons": [tale.haddad["Omar"], tale.rossi["Carlo"]], "on": tale.day(77), "note": "Musica dopo mezzanotte.",
    }  # fmt: skip
    tale.lucia.is_refused("unknown-household", "report_incident", **quarrel)
    incident = tale.pietro.report_incident(**quarrel)["incident"]
    tale.lucia.is_refused("not-allowed", "classify_incident", incident=incident, severity="minor")
    tale.pietro.classify_incident(incident=incident, severity="minor")
    tale.on_day(79)
    present = [tale.haddad["Omar"], tale.haddad["Hala"], tale.rossi["Carlo"]]
    tale.pietro.mediate_incident(incident=incident, present=present, held=tale.day(79), outcome="agreed", note="Cuffie dopo le 22.")
    tale.pietro.close_incident(incident=incident, closed=tale.day(79), outcome="settled")


def omar_comes_of_age_and_signs_too(tale: Tale) -> None:
    """From his birthday on he signs for himself."""
    tale.on_day(152)
    omar = {"household": tale.haddad.household, "person": tale.haddad["Omar"]}
    tale.lucia.add_signatory(**omar, since=tale.day(150))
    tale.on_day(153)
    tale.lucia.sign_agreement(**omar, agreement=tale.haddad["agreement"], signed=tale.day(153))


def _propose(tale: Tale, family: Family, part: str, worker: Person) -> None:
    unit = {"unit": tale.house[part], "household": family.household}
    made = tale.pietro.propose_unit(**unit, list_agency=MUNICIPALITY, reason="Posti quanti sono loro, vicino alla scuola.")
    family.things["proposal"] = made["proposal"]
    tale.teresa.is_refused("proposal-not-accepted", "assign_unit", **_home(tale, family, part))
    worker.accept_proposal(**unit, proposal=made["proposal"], answered=tale.day(tale.stage.today))


def _sign(tale: Tale, family: Family, name: str) -> None:
    tale.pietro.sign_agreement(
        household=family.household, agreement=family["agreement"], person=family[name], signed=tale.day(tale.stage.today)
    )


def _home(tale: Tale, family: Family, part: str) -> dict[str, object]:
    return {
        "household": family.household, "unit": tale.house[part], "members": family.everybody, "proposal": family["proposal"],
        "starts": tale.day(45), "planned_end": tale.day(45 + 700),
    }  # fmt: skip
