"""The audit trail: one row per event, with its whole envelope and the hash of the stored bytes."""

import hashlib

from hypothesis import given as any_of
from hypothesis import settings

from projections.audit_trail import MODEL
from tests.projections.histories import histories
from tests.projections.story import AMAL, HADDAD, attended, served
from tests.projections.told import given, rows_of
from tests.spec import an_id, recorded


def test_an_event_is_one_row_with_who_for_whom_when_and_why():
    fact = recorded(
        served(), 7, agency="porto", on_behalf_of="sds", causation_id=an_id("cause"), wire='{"a":1}', lane=3, previous_position=4,
        marks=("NotAMember",), source="hmis:Services/1", position=9,
    )  # fmt: skip
    given(fact).when(MODEL).then(
        "entry",
        {
            "event_id": fact.id, "service": "intake", "position": 9, "previous_position": 4, "lane": 3, "version": 7,
            "stream": f"service-log/{HADDAD}", "type": "ServiceDelivered", "schema_version": 1, "agency": "porto", "actor": "anna",
            "actor_role": "caseworker", "on_behalf_of": "sds", "household": HADDAD, "subjects": [str(AMAL)],
            "causation_id": an_id("cause"), "correlation_id": an_id("story"), "command_id": an_id("command"),
            "legal_basis": "public-task", "marks": ["NotAMember"], "source": "hmis:Services/1", "wire": '{"a":1}',
            "sha256": hashlib.sha256(b'{"a":1}').hexdigest(),
        },
    )  # fmt: skip


def test_an_event_of_no_household_has_a_row_too():
    given(recorded(attended(), service="training")).when(MODEL).then("entry", {"household": None, "subjects": [str(AMAL)]})


@settings(max_examples=30, deadline=None)
@any_of(histories())
def test_every_event_of_every_service_is_one_row(facts):
    assert len(rows_of(MODEL, facts)) == len(facts)
