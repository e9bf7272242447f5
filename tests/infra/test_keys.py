"""Personal values: never in clear in the record, readable only with their key, and only in their place."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.exceptions import InvalidTag

from infra.codec import StoredFact
from infra.keys import KeyMissing
from services.intake import commands as asks
from services.kernel.rules import SubjectForgotten
from tests.infra.conftest import Desk, a_caller, all_at_once

SECRETS = ("Zbigniew", "Brzęczyszczykiewicz", "1984-02-29", "+39 0564 999", "polski-only")


def a_person(desk: Desk) -> UUID:
    ask = asks.RegisterPerson(
        given_name=SECRETS[0], family_name=SECRETS[1], birth_date=date(1984, 2, 29), sex="male", contact=SECRETS[3], language="pl"
    )
    return UUID(desk.intake.persons.register_person(ask, a_caller()).ids["person"])


def stored(desk: Desk, person: UUID) -> StoredFact:
    return desk.ledger.record_.rows.select_events(f"person/{person}")[0]


def destroy(desk: Desk, person: UUID) -> None:
    with psycopg.connect(psycopg.conninfo.make_conninfo(desk.settings.admin_url, dbname="weita_keys"), autocommit=True) as keys:
        keys.execute("update key set wrapped = null, destroyed_at = now() where person = %s", (person,))


def test_no_personal_value_stands_in_clear_in_any_table_of_the_service(desk: Desk) -> None:
    a_person(desk)
    everything = str(desk.rows("select e::text from event e")) + str(desk.rows("select r::text from receipt r"))
    assert "PersonRegistered" in everything
    assert not [secret for secret in SECRETS if secret in everything or secret.encode().hex() in everything]


def test_the_receipt_holds_ids_and_no_personal_value(desk: Desk) -> None:
    person = a_person(desk)
    ((answer,),) = desk.rows("select answer from receipt")
    found = json.loads(answer)
    assert found["ids"] == {"person": str(person)}
    assert set(found) == {"ids", "events", "marks"}
    assert all(set(event) == {"id", "type", "stream", "version"} for event in found["events"])


def test_with_the_key_everything_reads_as_it_was_said(desk: Desk) -> None:
    fact = desk.another().ledger.record_.mapper.to_domain_event(stored(desk, a_person(desk)))
    said = fact.event
    assert (said.given_name, said.family_name, said.birth_date, said.sex) == ("Zbigniew", SECRETS[1], date(1984, 2, 29), "male")


def test_a_follower_without_keys_reads_the_rest(desk: Desk) -> None:
    person = a_person(desk)
    fact = desk.ledger.record_.mapper.decode(stored(desk, person), clear=False)  # type: ignore[attr-defined]
    assert fact.event.person == person
    assert fact.event.given_name is None


def test_when_the_key_is_destroyed_the_values_are_gone_and_the_fact_still_reads(desk: Desk) -> None:
    person = a_person(desk)
    destroy(desk, person)
    fact = desk.another().ledger.record_.mapper.to_domain_event(stored(desk, person))
    assert fact.event.person == person
    assert {fact.event.given_name, fact.event.birth_date, fact.event.contact} == {None}


def test_a_key_that_was_lost_is_no_destroyed_one(desk: Desk) -> None:
    """Keys set back to an older day must not look like persons who were forgotten."""
    person = a_person(desk)
    with psycopg.connect(psycopg.conninfo.make_conninfo(desk.settings.admin_url, dbname="weita_keys"), autocommit=True) as keys:
        keys.execute("delete from key where person = %s", (person,))
    with pytest.raises(KeyMissing):
        desk.another().ledger.record_.mapper.to_domain_event(stored(desk, person))


def test_nothing_new_is_recorded_about_who_was_forgotten(desk: Desk) -> None:
    person = a_person(desk)
    destroy(desk, person)
    forgotten = desk.another().vault
    forgotten.ensure([(person, "evidence")])
    with pytest.raises(SubjectForgotten):
        forgotten.seal([(person, "evidence")], "again", b"place")


@pytest.mark.parametrize("other", [{"id": uuid4()}, {"originator_version": 2}, {"originator_id": f"person/{uuid4()}"}])
def test_a_ciphertext_that_was_moved_to_another_event_is_refused(desk: Desk, other: dict[str, object]) -> None:
    moved = replace(stored(desk, a_person(desk)), **other)
    with pytest.raises(InvalidTag):
        desk.ledger.record_.mapper.to_domain_event(moved)


def test_a_ciphertext_that_was_moved_to_another_field_is_refused(desk: Desk) -> None:
    fact = stored(desk, a_person(desk))
    data = json.loads(fact.state)
    data["given_name"], data["family_name"] = data["family_name"], data["given_name"]
    with pytest.raises(InvalidTag):
        desk.ledger.record_.mapper.to_domain_event(replace(fact, state=json.dumps(data).encode()))


def test_every_encryption_has_a_nonce_of_its_own(desk: Desk) -> None:
    owner = (uuid4(), "care")
    desk.vault.ensure([owner])  # type: ignore[list-item]
    sealed = [desk.vault.seal([owner], "the same", b"place") for _ in range(200)]  # type: ignore[arg-type]
    assert len({one["nonce"] for one in sealed}) == len({one["ct"] for one in sealed}) == 200


def test_a_person_has_one_key_however_many_ask_for_it_at_once(desk: Desk) -> None:
    owner, desks = (uuid4(), "care"), [desk, desk.another(), desk.another()]
    all_at_once([lambda d=d: d.vault.ensure([owner]) for d in desks * 8])
    assert len({d.vault.seal([owner], "x", b"p")["kid"] for d in desks}) == 1  # type: ignore[arg-type]


def test_evidence_and_care_are_encrypted_with_two_keys(desk: Desk) -> None:
    data = json.loads(stored(desk, a_person(desk)).state)
    assert data["given_name"]["kid"] == data["family_name"]["kid"] != data["contact"]["kid"]


def test_the_vault_keeps_no_key_in_clear(desk: Desk) -> None:
    a_person(desk)
    with psycopg.connect(psycopg.conninfo.make_conninfo(desk.settings.admin_url, dbname="weita_keys")) as keys:
        sizes = keys.execute("select distinct length(wrapped) from key where wrapped is not null").fetchall()
    assert sizes == [(40,)]
