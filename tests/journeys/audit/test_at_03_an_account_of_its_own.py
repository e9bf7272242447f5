"""AT-03 (Reg. 1042/2014 Art. 4(j), (k)): every event carries its project's code, and the query by code is complete."""

from collections import Counter

import psycopg

from infra.settings import SERVICES, Settings
from tests.journeys.audit.controlled import Controlled, eventually

PROJECT, OTHER = "PROG-AT03", "PROG-AT03-B"


def recorded(settings: Settings, project: str) -> set[str]:
    """The ids of all events of a project, from every service's record."""
    found = set()
    for service in SERVICES:
        url = psycopg.conninfo.make_conninfo(settings.server(service), dbname=f"weita_{service}")
        with psycopg.connect(url) as owner:
            rows = owner.execute("select id, envelope::json ->> 'projectcode' from event").fetchall()
            assert all(code for _, code in rows), f"{service} holds an event without a code"
            found |= {str(id_) for id_, code in rows if code == project}
    return found


def told(controlled: Controlled, project: str) -> list[str]:
    """The same, as the auditor asks the trail, page by page."""
    found, after = [], ""
    while True:
        answer = controlled.get("/audit.json", project=project, after=after).json()
        found += [entry["event_id"] for entry in answer["entries"]]
        if not (after := answer["after"] or ""):
            return found


def test_what_belongs_to_a_project_is_found_by_its_code_and_nothing_else_is(system: Settings):
    one, other = Controlled(system, PROJECT, "ente03").declare(), Controlled(system, OTHER, "ente03b").declare()
    for controlled, name in ((one, "Amal"), (one, "Sami"), (other, "Nour")):
        controlled.family(name)
    for controlled in (one, other):
        expected = recorded(system, controlled.project)
        assert len(expected) >= 3
        found = eventually(lambda controlled=controlled, expected=expected: told_whole(controlled, expected))
        assert set(found) == expected
        assert max(Counter(found).values()) == 1
    assert not recorded(system, PROJECT) & recorded(system, OTHER)


def told_whole(controlled: Controlled, expected: set[str]) -> list[str]:
    found = told(controlled, controlled.project)
    return found if expected <= set(found) else []
