"""Opening a family's file is recorded: who, in which role and for which agency; after the answer, once an hour.

The key follows from reader, family and hour, so that several desks record it once.
"""

import logging
from collections import OrderedDict
from datetime import datetime
from threading import Lock
from uuid import UUID, uuid5

import httpx
import orjson
from fastapi import Response
from starlette.background import BackgroundTask

from infra.auth import issue_token
from infra.clock import now
from infra.settings import NotRunning, Settings
from projections.desk.session import Reader
from services.kernel.access import SYSTEM
from services.kernel.command import WEITA

log = logging.getLogger("weita.desk")

PATIENCE = 10.0
REMEMBERED = 10_000


class Views:
    """The views of one desk."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def after(self, answer: Response, reader: Reader, household: UUID, document: str = "") -> Response:
        """The answer, after which the view of the file, or of one document, is recorded unless it was in this hour."""
        key = key_of(reader, household, now(), document)
        if self._is_new(key):
            answer.background = BackgroundTask(self.record, reader, household, key, document)
        return answer

    def record(self, reader: Reader, household: UUID, key: str, document: str = "") -> None:
        """Ask intake to note the view; what fails is logged, and asked again when the file is opened next."""
        identity, role = reader.identity, reader.viewer.role
        seen = {"household": str(household), "viewer": identity.subject, "role": role, "agency": identity.agency}
        seen |= {"document": document} if document else {}
        line = orjson.dumps({"command": "RecordView", "key": key, "body": seen})
        try:
            token = issue_token(
                self._settings, agency=identity.agency, roles=[SYSTEM], subject="desk", on_behalf_of=identity.subject
            )
            url = f"{self._settings.service_url('intake')}/commands"
            answer = httpx.post(url, content=line, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE)
            said = orjson.loads(answer.content)
        except (httpx.HTTPError, NotRunning, OSError, KeyError, orjson.JSONDecodeError) as error:
            said = {"status": 503, "type": type(error).__name__}
        if said.get("status") not in (200, 201):
            log.error("the view of %s by %s is not recorded: %s", household, identity.subject, said.get("type"))
            with self._lock:
                self._seen.pop(key, None)

    def _is_new(self, key: str) -> bool:
        with self._lock:
            new = key not in self._seen
            self._seen[key] = None
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            return new


def key_of(reader: Reader, household: UUID, at: datetime, document: str = "") -> str:
    """One key per reader, agency, family (and document of it) and hour."""
    identity = reader.identity
    return f"view:{uuid5(WEITA, f'{identity.agency} {identity.subject} {household} {at:%Y-%m-%dT%H}{document}')}"
