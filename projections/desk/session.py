"""Who is reading: a token from the cookie or the `Authorization` header, verified on every request; and in which language."""

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request

from infra.auth import Identity, NotAuthenticated
from projections.desk.labels import LANGUAGES
from projections.families import Viewer
from services.kernel.access import ACCESS, SYSTEM, may

COOKIE, LANGUAGE_COOKIE = "weita_session", "weita_language"
WORK = "work"
WORKING = frozenset().union(*(roles for action, roles in ACCESS.items() if action[:1].isupper())) - {SYSTEM}
"""Roles that give some command."""


class NotForThisRole(Exception):
    """Raised when the reader's roles do not include what was asked for."""


@dataclass(frozen=True)
class Reader:
    """The person who reads, as their token says."""

    identity: Identity

    def may(self, action: str) -> bool:
        """Whether one of the reader's roles allows it; `work` is to record anything at all."""
        if action == WORK:
            return bool(WORKING.intersection(self.identity.roles))
        return any(may(role, action) for role in self.identity.roles)

    def need(self, action: str) -> None:
        """Raise `NotForThisRole` where no role allows it."""
        if not self.may(action):
            raise NotForThisRole(action)

    @property
    def viewer(self) -> Viewer:
        """Role and agency for the questions to the pathway: the role that sees most."""
        roles = self.identity.roles
        for action in ("read every agency", "read pathway"):
            if role := next((role for role in roles if may(role, action)), None):
                return Viewer(role, self.identity.agency)
        return Viewer(roles[0] if roles else "", self.identity.agency)

    @property
    def first_page(self) -> str:
        """Where this reader starts."""
        pages = {"read pathway": "/families", "read indicators": "/indicators", "read audit trail": "/audit"}
        return next((page for action, page in pages.items() if self.may(action)), "/programmes")


def reader_of(request: Request) -> Reader:
    """The reader of a request. Raises `NotAuthenticated`."""
    header = request.headers.get("authorization")
    tokens = request.app.state.desk.tokens
    if header:
        return Reader(tokens.identify(header))
    if token := request.cookies.get(COOKIE):
        return Reader(tokens.verify(token))
    raise NotAuthenticated("a bearer token is needed")


def language_of(request: Request) -> str:
    """`?lang=`, else the cookie, else what the browser asks for, else Italian."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    accepted = request.headers.get("accept-language", "")
    wanted = (part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))
    return next((language for language in wanted if language in LANGUAGES), "it")


def wants_json(request: Request) -> bool:
    """`.json`, `?format=json`, or an `Accept` that names JSON and no page."""
    if request.scope.get("weita_json") or request.query_params.get("format") == "json":
        return True
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def login_address(request: Request) -> str:
    """The login page that leads back to this one."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?next={quote(back)}"


def safe_next(address: str | None) -> str | None:
    """A path of ours to go to after the login; never another site."""
    if address and address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address:
        return address
    return None
