"""A project whose first quarter of last year was reported: three families, one of them Italian; one service told too late."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from projections.figures.asked import Period, quarter
from projections.reporting.sealing import rectify, seal
from tests.journeys.audit.controlled import TODAY, Controlled, eventually

PERIOD = quarter(f"{TODAY.year - 1}-Q1")


@dataclass
class Reported:
    """What was told, and the report that was sealed of it."""

    project: Controlled
    period: Period = PERIOD
    name: str = ""
    document: str = ""
    women: list[str] = field(default_factory=list)
    child: str = ""
    italian: str = ""
    homes: list[str] = field(default_factory=list)
    served: list[str] = field(default_factory=list)
    late: str = ""

    def tell(self) -> "Reported":
        """The quarter, up to the sealed report."""
        self.project.declare()
        amal, self.child = self._family("Amal", {"sex": "female", "birth_date": "1988-04-12"}, child=True)
        nour, _ = self._family("Nour", {"sex": "female", "birth_date": "1990-05-02"})
        self.italian, _ = self._family("Rosa", {"sex": "female", "birth_date": "1980-01-01", "citizenship_group": "italian"})
        self.women = [amal, nour]
        self.document = self._file()
        last = self.serve(0, [amal, self.child], "A2.16", evidence=[{"sha256": self.document, "kind": "report"}])
        last = self.serve(2, [self.italian], "A1.01") or last
        body = {"project": self.project.project, "indicator": "O3", "quarter": self.period.name, "value": 4}
        target = self.project.tell("oversight", "/targets", **body)
        self.project.sealed(last, target["at"])
        self.name = str(seal(self.project.settings, self._token(), self.project.project, "quarterly", self.period))
        eventually(lambda: self.project.get(f"/reports/{self.name}").status_code == 200)
        return self

    def tell_late(self) -> None:
        """A service of the quarter that is told after the report; once."""
        if self.late:
            return
        last = self.serve(1, [self.women[1]], "A2.09")
        self.late = self.served[-1]
        self.project.sealed(last)
        assert rectify(self.project.settings, self._token(), UUID(self.name)) > 0
        eventually(lambda: self.report()["rectifications"])

    def serve(self, home: int, recipients: list[str], code: str, **more: Any) -> tuple[str, int]:
        """A service in the middle of the quarter."""
        given = self.project.tell(
            "intake", f"/households/{self.homes[home]}/services", role="caseworker", code=code,
            delivered_on=str(self.period.first.replace(month=2)), recipients=recipients, provider=self.project.agency, **more,
        )  # fmt: skip
        self.served.append(given["events"][0]["id"])
        return given["at"]

    def report(self) -> dict[str, Any]:
        """As the auditor reads it."""
        return self.project.get(f"/reports/{self.name}.json").json()

    def facts(self, name: str, cell: str) -> str:
        """The facts behind a cell, as CSV."""
        query = {"project": self.project.project, "quarter": self.period.name, "cell": cell}
        return self.project.get(f"/figures/{name}/facts.csv", **query).text

    def _token(self) -> str:
        return self.project.token("coordinator")["authorization"].removeprefix("Bearer ")

    def _family(self, name: str, who: dict[str, str], *, child: bool = False) -> tuple[str, str]:
        """A head, and a child of hers if there is one; in charge and enrolled before the quarter."""
        began = self.period.first - timedelta(days=40)
        foreign = {"citizenship_group": "third-country", "eligible": True, "eligibility_ground": "family"}
        persons = [self._person(name, foreign | who if "citizenship_group" not in who else who)]
        if child:
            persons.append(self._person("Sami", {**foreign, "sex": "male", "birth_date": "2015-03-01"}))
        project = self.project.project
        household = self.project.tell("intake", "/cases", on=began, project=project, head=persons[0])["household"]
        members = [{"person": one, "relationship": "02" if n else "head"} for n, one in enumerate(persons)]
        notice = {"given_on": str(began), "language": "it", "version": "1"}
        self.project.tell(
            "intake", "/households", on=began, household=household, project=project, head=persons[0], notice=notice, members=members
        )
        self.homes.append(household)
        return persons[0], persons[-1]

    def _person(self, name: str, who: dict[str, Any]) -> str:
        return str(self.project.tell("intake", "/persons", given_name=name, family_name="Haddad", **who)["person"])

    def _file(self) -> str:
        """A document about the project, filed before it is cited."""
        eventually(lambda: self._send().status_code in {200, 201})
        return str(self._send().json()["ids"]["sha256"])

    def _send(self) -> httpx.Response:
        query = {"kind": "report", "project": self.project.project, "file_name": "relazione.txt"}
        headers = self.project.token("caseworker") | {"idempotency-key": str(uuid4())}
        url = self.project.settings.service_url("oversight") + "/evidence"
        return httpx.post(url, params=query, content=b"Relazione del trimestre", headers=headers, timeout=60)
