"""Use is restricted for all ids of a human at once; a person decides on objections; recipients are known and told."""

from dataclasses import replace
from uuid import uuid4

import pytest

from infra.codec import Codec
from infra.transparency import leaf
from services.kernel.event import Event
from services.kernel.rules import EventTooLarge
from services.oversight import commands as asks
from services.oversight import events
from services.oversight.application import Oversight
from services.oversight.domain.disclosure import PART, Disclosure, UnknownDisclosure, evolve, tell
from services.oversight.domain.restriction import (
    NotRestricted,
    ObjectionIsDecided,
    RestrictedAlready,
    UnknownObjection,
)
from tests.memory import NOW, Book, somebody
from tests.spec import an_id, decided, recorded

AMAL, AMINA = an_id("amal"), an_id("amina")
OFFICER = somebody("dpo")


def oversight(*told: Event) -> tuple[Oversight, Book]:
    book = Book("oversight")
    book.tell(*told)
    return Oversight(book), book


def by():
    return somebody("dpo")


def restrict(service: Oversight, person=AMAL):
    return service.restrictions.restrict_processing(asks.RestrictProcessing(person=person, ground="unlawful", note="Perché"), by())


def lift(service: Oversight, person=AMAL):
    return service.restrictions.lift_restriction(asks.LiftRestriction(person=person, note="Perché"), by())


def test_the_use_of_all_that_is_known_of_a_human_is_restricted_and_lifted_together():
    service, book = oversight(events.SameHumanNoted(person=AMAL, other=AMINA), events.SameHumanNoted(person=AMINA, other=AMAL))
    restrict(service)
    told = {fact.event.person: fact.event.note for fact in book.told(events.ProcessingRestricted)}
    assert told == {AMAL: "Perché", AMINA: None}
    with pytest.raises(RestrictedAlready):
        restrict(service, AMINA)
    lift(service, AMINA)
    assert {fact.event.person for fact in book.told(events.RestrictionLifted)} == {AMAL, AMINA}
    with pytest.raises(NotRestricted):
        lift(service)


def test_an_objection_is_decided_once_by_a_person():
    service, book = oversight()
    raised = service.restrictions.raise_objection(asks.RaiseObjection(person=AMAL, against="ranking", reason="No"), by())
    decide = asks.DecideObjection(person=AMAL, objection=raised.ids["objection"], upheld=True, reason="Sì")
    with pytest.raises(UnknownObjection):
        service.restrictions.decide_objection(decide.model_copy(update={"objection": an_id("none")}), by())
    service.restrictions.decide_objection(decide, by())
    assert book.told(events.ObjectionDecided)[0].event.against == "ranking"
    with pytest.raises(ObjectionIsDecided):
        service.restrictions.decide_objection(decide, by())


def test_a_long_list_of_persons_is_disclosed_in_parts():
    service, book = oversight()
    persons = [an_id(f"person {n}") for n in range(2 * PART + 1)]
    ask = asks.DiscloseData(recipient="adf", purpose="audit", fields=["given_name"], persons=[*persons, persons[0]])
    service.disclosures.disclose_data(ask, by())
    parts = [fact.event for fact in book.told(events.DataDisclosed)]
    assert [(part.part, len(part.persons)) for part in parts] == [(1, PART), (2, PART), (3, 1)]
    assert {part.stream_id for part in parts} == {parts[0].stream_id}


def test_the_largest_part_of_a_disclosure_fits_into_a_leaf_of_the_log():
    persons, code = [uuid4() for _ in range(PART)], "x" * 40
    service, book = oversight(events.ProjectNoted(project=code))
    fields = [f"{n:02}{code[2:]}" for n in range(60)]
    ask = asks.DiscloseData(recipient=code, purpose="legal-duty", fields=fields, persons=persons, project=code)
    service.disclosures.disclose_data(ask, somebody("dpo", code, name="n" * 200, on_behalf_of="n" * 200))
    (part,) = book.told(events.DataDisclosed)
    assert len(part.event.persons) == PART
    stored = Codec(events.CATALOGUE, None).to_stored_event(replace(part, project=code))
    assert len(stored.state) + len(stored.envelope) > leaf.LARGEST * 3 // 4
    too_many = replace(part, event=part.event.model_copy(update={"persons": tuple(persons * 2)}))
    with pytest.raises(EventTooLarge):
        Codec(events.CATALOGUE, None).to_stored_event(too_many)


def test_only_a_recipient_of_the_person_s_data_is_told():
    given = events.DataDisclosed(
        disclosure=an_id("d"), recipient="adf", purpose="audit", fields=("given_name",), persons=(AMAL,), disclosed_on=NOW.date()
    )
    disclosure = evolve(Disclosure(), recorded(given))
    ask = asks.TellRecipient(person=AMAL, disclosure=an_id("d"), what="rectified")
    (told,) = decided.by(lambda: tell(disclosure, ask, NOW.date())).facts
    assert told.recipient == "adf"
    stranger = ask.model_copy(update={"person": AMINA})
    decided.by(lambda: tell(disclosure, stranger, NOW.date())).refuses(UnknownDisclosure)
    decided.by(lambda: tell(Disclosure(), ask, NOW.date())).refuses(UnknownDisclosure)
