"""AT-15: data protection holds at the same time (1042/2014 Art. 10(m); GDPR 15 to 22).

After an erasure no topic, table, file, export or page has a word of the person; the logs still verify, figures and
replays are what they were.
"""

import csv
import io
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import orjson
import psycopg
import pytest

from infra.auth import issue_token
from infra.settings import SERVICES, Settings
from projections.figures.asked import quarter
from projections.reporting.sealing import seal
from tests.journeys.audit.canary import Canary, folders_of, found_in_databases, found_in_dumps, found_in_files, found_in_topics
from tests.journeys.audit.controlled import Controlled, ago, eventually

ROOT = Path(__file__).parents[3]


def rows(settings: Settings, query: str, *arguments: Any, database: str = "read") -> list[tuple[Any, ...]]:
    url = psycopg.conninfo.make_conninfo(settings.server(database), dbname=f"weita_{database}")
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query, arguments).fetchall()


def officer(settings: Settings) -> Controlled:
    """The data protection officer, who belongs to no project."""
    return Controlled(settings, "common", "dpo-office")


def erase(settings: Settings, person: UUID | str, what: str = "everything") -> str:
    asked = officer(settings).tell("oversight", f"/subjects/{person}/erasure", role="dpo", what=what)
    erasure = str(asked["erasure"])
    eventually(lambda: rows(settings, "select 1 from rights.erasure where erasure = %s and erased_at is not null", erasure))
    return erasure


@pytest.fixture(scope="module")
def canary(system: Settings) -> Canary:
    """Told in every kind of event, and read: all words are there, save those of names that a correction has replaced."""
    bird = Canary()
    Controlled(system, bird.project, "canarini").declare()
    assert bird.tell(system) > 80
    assert len(bird.words) > 100
    eventually(lambda: len(_words_in_people(system, bird)) > len(bird.words) - 20)
    return bird


def _words_in_people(settings: Settings, bird: Canary) -> set[str]:
    text = "select value from people.text where value like %s union select t::text from people.person t where person = %s"
    found = " ".join(row[0] for row in rows(settings, text, f"%{bird.mark}%", bird.person))
    return {word for word in bird.words if word in found}


def figures(settings: Settings) -> Any:
    return rows(settings, "select * from indicators.counted order by 1, 2, 3")


def test_after_an_erasure_nothing_anywhere_has_a_word_of_the_person(system: Settings, canary: Canary, tmp_path: Path) -> None:
    assert found_in_databases(system, canary.mark) == ["read: people.person", "read: people.text"]
    assert found_in_dumps(system, canary.mark) == ["read"]
    before = _known_before(system, canary)
    counted, sizes = figures(system), rows(system, "select count(*) from event", database="intake")
    _while_papers_are_kept_it_is_refused(system, canary)
    erase(system, canary.person)
    eventually(lambda: not _words_in_people(system, canary))
    assert found_in_databases(system, canary.mark) == []
    assert found_in_dumps(system, canary.mark) == []
    assert found_in_topics(system, canary.mark) == []
    assert found_in_files(folders_of(system), canary.mark) == []
    assert figures(system) == counted
    assert rows(system, "select count(*) from event", database="intake") == sizes
    _what_was_known_before_reads_the_same(system, canary, before)
    _pages_have_nothing(system, canary)
    _the_export_verifies_and_has_nothing(system, canary, tmp_path)
    _a_rebuild_says_the_same(system, canary)


def _while_papers_are_kept_it_is_refused(system: Settings, canary: Canary) -> None:
    eventually(lambda: rows(system, "select 1 from rights.participation where person = %s", canary.person))
    asked = officer(system).tell("oversight", f"/subjects/{canary.person}/erasure", role="dpo", what="everything")
    assert [event["type"] for event in asked["events"]] == ["ErasureRefused"]
    said = "select ground, project, until from rights.erasure where erasure = %s"
    assert eventually(lambda: rows(system, said, asked["erasure"])) == [("retention", canary.project, None)]
    project = Controlled(system, canary.project, "canarini")
    project.tell("oversight", f"/programmes/{canary.project}/final-payment", paid_on="2012-05-31")


def _known_before(system: Settings, canary: Canary) -> dict[str, bytes]:
    """What an auditor is told of a day before the erasure, as known then, and a report that was sealed then, by address."""
    project = Controlled(system, canary.project, "canarini")
    ends = [(service, rows(system, "select coalesce(max(position), 0) from event", database=service)[0][0]) for service in SERVICES]
    moment = project.sealed(*ends).isoformat()
    token = project.token("coordinator")["authorization"].removeprefix("Bearer ")
    report = seal(system, token, canary.project, "quarterly", quarter("2026-Q1"))
    eventually(lambda: project.get(f"/reports/{report}").status_code == 200)
    household = rows(system, _OF_THEIRS, f"%{canary.person}%")[0][0]
    asked = [{"as_of": str(ago(1)), "known_at": moment, **of} for of in ({"household": household}, {"project": canary.project})]
    told = {f"/replay.json?{urlencode(one)}": _page(project, f"/replay.json?{urlencode(one)}") for one in asked}
    assert str(canary.person).encode() in b"".join(told.values())
    return {**told, f"/reports/{report}/document": _page(project, f"/reports/{report}/document")}


def _page(project: Controlled, address: str) -> bytes:
    answer = httpx.get(project.settings.service_url("desk") + address, headers=project.token("auditor", "autorita"), timeout=60)
    assert answer.status_code == 200, (address, answer.text[:300])
    return answer.content


def _what_was_known_before_reads_the_same(system: Settings, canary: Canary, before: dict[str, bytes]) -> None:
    project = Controlled(system, canary.project, "canarini")
    for address, said in before.items():
        again = _page(project, address)
        assert again == said, address
        assert canary.mark.encode() not in again + _page(project, address.replace(".json", "")), address
    address, sealed = next((address, said) for address, said in before.items() if address.endswith("/document"))
    told = orjson.loads(_page(project, f"{address.removesuffix('/document')}.json"))["sealed"]
    assert told["sha256"] == sha256(sealed).hexdigest()


_OF_THEIRS = "select distinct household from pathway.line where household is not null and subjects::text like %s order by 1"


def _pages_have_nothing(system: Settings, canary: Canary) -> None:
    token = issue_token(system, agency="canarini", roles=["dpo"], subject="canarini/dpo")
    desk = system.service_url("desk")
    pages = ["/families.json", f"/families.json?q={canary.mark}", f"/audit.json?subject={canary.person}", "/audit"]
    ids = [household for (household,) in rows(system, _OF_THEIRS, f"%{canary.person}%")]
    pages += [f"/families/{household}{ending}" for household in ids for ending in ("", ".json")]
    for page in pages:
        answer = httpx.get(desk + page, headers={"authorization": f"Bearer {token}"}, timeout=30)
        assert answer.status_code in {200, 404, 409}, (page, answer.text[:300])
        text = answer.text.replace(f"q={canary.mark}", "").replace(f'"{canary.mark}"', "")
        assert f"{canary.mark}n" not in text, page


def _the_export_verifies_and_has_nothing(system: Settings, canary: Canary, tmp_path: Path) -> None:
    out = tmp_path / "bundle"
    _weita(system, "audit", "export", "--project", canary.project, "--out", str(out))
    assert found_in_files([out], canary.mark) == []


def _a_rebuild_says_the_same(system: Settings, canary: Canary) -> None:
    for model in ("people", "rights"):
        _weita(system, "rebuild", model)
    assert found_in_databases(system, canary.mark) == []


def _weita(system: Settings, *words: str) -> None:
    command = [sys.executable, "-P", "-m", "infra.cli", *words, "--data", str(system.data)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def family(system: Settings) -> tuple[Controlled, dict[str, str]]:
    """Somebody with a note, whose data was given away, and whose file was opened."""
    project = Controlled(system, "PROG-RIGHTS", "diritti").declare()
    told = project.family("Zaira")
    note = {"code": "A1.05.01", "delivered_on": str(ago(3)), "recipients": [told["head"]], "note": "Colloquio riservato"}
    project.tell("intake", f"/households/{told['household']}/services", role="caseworker", **note)
    given = {"recipient": "prefettura", "purpose": "legal-duty", "fields": ["given_name"], "persons": [told["head"]]}
    told["disclosure"] = project.tell("oversight", "/disclosures", **given)["disclosure"]
    eventually(lambda: project.get(f"/families/{told['household']}.json", "caseworker").status_code == 200)
    return project, told


def test_the_access_file_says_all_that_is_known_and_who_was_given_it(system: Settings, family: tuple[Any, Any]) -> None:
    project, told = family
    head = told["head"]
    project.tell("oversight", f"/subjects/{head}/disclosures/{told['disclosure']}/told", role="dpo", what="rectified")
    page = f"/subjects/{head}.json"
    eventually(lambda: "RecipientTold" in project.get(page, "dpo").text and project.get(page, "dpo").json()["readers"])
    found = project.get(page, "dpo").json()
    assert found["identity"][0]["given_name"] == "Zaira"
    types = {fact["type"] for fact in found["facts"]}
    assert {"PersonRegistered", "CaseOpened", "FamilyEnrolled", "ServiceDelivered", "DataDisclosed"} <= types
    assert "Colloquio riservato" in [text for fact in found["facts"] for text in fact["texts"].values()]
    assert ("prefettura", "legal-duty") in {(one["recipient"], one["ground"]) for one in found["recipients"]}
    assert "caseworker" in {one["role"] for one in found["readers"]}
    assert found["rights"]["told"][0]["what"] == "rectified"
    portable = project.get(f"/subjects/{head}/portable", "dpo").json()
    assert portable["identity"][0]["given_name"] == "Zaira"
    assert project.get(f"/subjects/{head}", "dpo").status_code == 200
    for role in ("caseworker", "coordinator", "auditor", "funder"):
        assert project.get(page, role).status_code == 403
    readers = project.get(f"/families/{told['household']}/readers.json", "auditor").json()["readers"]
    assert readers[0]["household"] == told["household"]


def test_a_rectification_keeps_what_was_said_before(system: Settings, family: tuple[Any, Any]) -> None:
    project, told = family
    head = told["head"]
    project.tell("intake", f"/persons/{head}/correction", given_name="Zahira", reason="Documento")
    page = f"/subjects/{head}.json"
    eventually(lambda: project.get(page, "dpo").json()["identity"][0]["given_name"] == "Zahira")
    said = [fact["type"] for fact in project.get(page, "dpo").json()["facts"]]
    assert said.count("PersonRegistered") == said.count("PersonCorrected") == 1


def test_restricted_data_is_kept_and_not_used(system: Settings, family: tuple[Any, Any]) -> None:
    project, told = family
    page, subject = f"/families/{told['household']}.json", f"/subjects/{told['head']}"
    project.tell("oversight", f"{subject}/restriction", role="dpo", ground="accuracy-contested")
    eventually(lambda: project.get(page, "caseworker").status_code == 409)
    assert project.get(page, "caseworker").json()["type"] == "/problems/processing-restricted"
    assert project.get("/families.json", "caseworker", q="Zahira").json()["families"] == []
    listed = {one["household"]: one["head_name"] for one in project.get("/families.json", "caseworker").json()["families"]}
    assert listed[told["household"]] == "—"
    _a_bundle_gives_nobody_the_name(project, told["head"])
    noted = "select 1 from event where type = 'RestrictionNoted' and data::text like %s"
    for service in ("housing", "register"):
        eventually(lambda service=service: rows(system, noted, f"%{told['head']}%", database=service))
    for role in ("dpo", "auditor"):
        assert project.get(page, role).status_code == 200
    project.tell("oversight", f"{subject}/restriction/end", role="dpo")
    eventually(lambda: project.get(page, "caseworker").status_code == 200)


def _a_bundle_gives_nobody_the_name(project: Controlled, person: str) -> None:
    address, token = project.settings.service_url("desk") + f"/bundles/{project.project}.zip", project.token("auditor", "autorita")
    posted = httpx.post(address, headers=token, timeout=60)
    assert posted.status_code == 200, posted.text
    with zipfile.ZipFile(io.BytesIO(posted.content)) as archive:
        told = csv.DictReader(io.StringIO(archive.read(f"{project.project}/persons.csv").decode()))
        row = next(one for one in told if one["person"] == person)
    assert (row["given_name"], row["family_name"], row["left_out"]) == ("", "", "processing-restricted")


def test_on_an_objection_a_person_decides(system: Settings, family: tuple[Any, Any]) -> None:
    project, told = family
    subject = f"/subjects/{told['head']}"
    objection = project.tell("oversight", f"{subject}/objections", against="ranking", reason="No")["objection"]
    project.tell("oversight", f"{subject}/objections/{objection}/decision", role="dpo", upheld=True)
    decided = eventually(
        lambda: [one for one in project.get(f"{subject}.json", "dpo").json()["rights"]["objection"] if one["upheld"]]
    )
    assert decided[0]["decided_by"] == "diritti/dpo"


def test_notes_go_and_who_they_are_is_kept_and_who_comes_back_is_known_anew(system: Settings, family: tuple[Any, Any]) -> None:
    project, told = family
    head = told["head"]
    page, notes = f"/subjects/{head}.json", f"/households/{told['household']}/services"
    again = {"code": "A1.05.01", "delivered_on": str(ago(2)), "recipients": [head], "note": "Un altro colloquio"}
    erase(system, head, "care")
    eventually(lambda: "Colloquio riservato" not in project.get(page, "dpo").text)
    assert project.get(page, "dpo").json()["identity"][0]["given_name"] in ("Zahira", "Zaira"), "as entered, or as rectified before"
    answer = project.ask("intake", notes, "caseworker", None, again)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/subject-forgotten")
    assert project.ask("intake", notes, "caseworker", None, {**again, "note": None}).status_code == 201
    project.tell("oversight", f"/subjects/{head}/readmission", role="dpo", what="care")
    eventually(lambda: project.ask("intake", notes, "caseworker", None, again).status_code == 201)
    eventually(lambda: "Un altro colloquio" in project.get(page, "dpo").text)
    assert "Colloquio riservato" not in project.get(page, "dpo").text
