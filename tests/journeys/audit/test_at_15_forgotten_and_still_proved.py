"""AT-15: data protection holds at the same time (1042/2014 Art. 10(m); GDPR 15 to 22).

After an erasure no topic, table, file, export or page has a word of the person; the logs still verify, figures and
replays are what they were.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from infra.auth import issue_token
from infra.settings import Settings
from tests.journeys.audit.canary import Canary, folders_of, found_in_databases, found_in_files, found_in_topics
from tests.journeys.audit.controlled import Controlled, eventually

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
    counted, sizes = figures(system), rows(system, "select count(*) from event", database="intake")
    _while_papers_are_kept_it_is_refused(system, canary)
    erase(system, canary.person)
    eventually(lambda: not _words_in_people(system, canary))
    assert found_in_databases(system, canary.mark) == []
    assert found_in_topics(system, canary.mark) == []
    assert found_in_files(folders_of(system), canary.mark) == []
    assert figures(system) == counted
    assert rows(system, "select count(*) from event", database="intake") == sizes
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


def _pages_have_nothing(system: Settings, canary: Canary) -> None:
    token = issue_token(system, agency="canarini", roles=["dpo"], subject="canarini/dpo")
    desk = system.service_url("desk")
    pages = ["/families.json", f"/families.json?q={canary.mark}", f"/audit.json?subject={canary.person}", "/audit"]
    of_theirs = "select distinct household from pathway.line where household is not null and subjects::text like %s"
    ids = [household for (household,) in rows(system, of_theirs, f"%{canary.person}%")]
    pages += [f"/families/{household}{ending}" for household in ids for ending in ("", ".json")]
    for page in pages:
        answer = httpx.get(desk + page, headers={"authorization": f"Bearer {token}"}, timeout=30)
        assert answer.status_code in {200, 404, 409}, (page, answer.text[:300])
        text = answer.text.replace(f"q={canary.mark}", "").replace(f'"{canary.mark}"', "")
        assert f"{canary.mark}n" not in text, page


def _the_export_verifies_and_has_nothing(system: Settings, canary: Canary, tmp_path: Path) -> None:
    out = tmp_path / "bundle"
    command = [sys.executable, "-P", "-m", "infra.cli", "audit", "export", "--project", "common", "--out", str(out)]
    done = subprocess.run([*command, "--data", str(system.data)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert found_in_files([out], canary.mark) == []


def _a_rebuild_says_the_same(system: Settings, canary: Canary) -> None:
    for model in ("people", "pathway", "rights"):
        command = [sys.executable, "-P", "-m", "infra.cli", "rebuild", model, "--data", str(system.data)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert found_in_databases(system, canary.mark) == []
