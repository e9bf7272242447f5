"""Every new or corrected person is compared once, and whoever may be the same is reported to intake, where a person decides."""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

import httpx
import psycopg

from infra.auth import issue_token
from infra.settings import LANES, Settings
from projections import identities, rights
from projections.identity.candidates import Known, Likeness, likenesses, person
from projections.matching.persons import Comparison
from projections.matching.weights import VERSION
from services.kernel.access import SYSTEM
from services.kernel.command import WEITA

log = logging.getLogger("weita.identity")

TABLES = """
create table if not exists delivery.compared (
    rules_version text, lane smallint, position bigint not null, primary key (rules_version, lane)
);
create table if not exists delivery.passed_over (person uuid primary key)
"""
"""How far the rows of people were compared, by lane: within a lane they come in order of position, and a rebuild keeps both.

And who was passed over because the use of their data is restricted: they are compared once it no longer is.
"""
PAGE = 100
SETTLED = frozenset({404, 409, 422})


class Proposing:
    """Follows the read model of people."""

    def __init__(self, settings: Settings, connection: psycopg.Connection[Any], intake: str) -> None:
        self._settings, self._connection = settings, connection
        self._http = httpx.Client(base_url=intake, timeout=30.0)

    def step(self) -> int:
        """Compare the next persons; how many there were. Raises `httpx.HTTPError` where intake is away; they stay the next."""
        page = self._connection.execute(_NEXT, {"version": VERSION, "lanes": LANES, "page": PAGE}).fetchall()
        for who, lane, position in page:
            self._compare(who)
            self._connection.execute(_MOVE, (VERSION, lane, position))
        again = self._connection.execute(_AGAIN, {"page": PAGE}).fetchall()
        for (who,) in again:
            self._compare(who)
            self._connection.execute(_DONE, (who,))
        return len(page) + len(again)

    def close(self) -> None:
        """Let the connections to intake go."""
        self._http.close()

    def _compare(self, who: UUID) -> None:
        if known := person(self._connection, who):
            for like in self._undecided(known):
                low, high = sorted((known, like.other), key=lambda one: one.person)
                self._report(low, high, like.comparison)

    def _undecided(self, known: Known) -> Iterator[Likeness]:
        """Those whom nobody has said to be the same, or not to be; who may not be used is passed over for now."""
        found = likenesses(self._connection, known)
        if not found:
            return
        others = [like.other.person for like in found]
        unused = rights.restricted(self._connection, [known.person, *others])
        for one in unused:
            self._connection.execute(_SKIP, (one,))
        if known.person in unused:
            return
        decided = identities.decided(self._connection, known.person, others) | unused
        yield from (like for like in found if like.other.person not in decided)

    def _report(self, low: Known, high: Known, found: Comparison) -> None:
        """The key follows from the pair, the rules and what was known of the two, so that reporting twice is harmless."""
        key = uuid5(WEITA, f"{low.person} {high.person} {VERSION} {low.position} {high.position}")
        token = issue_token(self._settings, agency="system", roles=[SYSTEM], subject="identity")
        answer = self._http.post(
            "/duplicates",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"identity:{key}"},
            json={
                "one": str(low.person), "other": str(high.person), "score": found.score, "rules_version": VERSION,
                "evidence": [one._asdict() for one in found.evidence],
            },
        )  # fmt: skip
        if answer.status_code in SETTLED:
            log.warning("%s and %s: %s", low.person, high.person, answer.json().get("type"))
            return
        answer.raise_for_status()


_NEXT = """select p.person, p.lane, p.position from generate_series(0, %(lanes)s - 1) l (lane)
      left join delivery.compared c on c.rules_version = %(version)s and c.lane = l.lane
     cross join lateral (select person, lane, position from people.person p
                          where p.lane = l.lane and p.position > coalesce(c.position, 0) order by p.position limit %(page)s) p
     order by p.lane, p.position limit %(page)s"""
_MOVE = """insert into delivery.compared (rules_version, lane, position) values (%s, %s, %s)
    on conflict (rules_version, lane) do update set position = excluded.position"""
_SKIP = "insert into delivery.passed_over (person) values (%s) on conflict do nothing"
_AGAIN = """select person from delivery.passed_over p
    where not exists (select 1 from rights.subject s where s.person = p.person and s.restricted) order by person limit %(page)s"""
_DONE = "delete from delivery.passed_over where person = %s"
