"""Logging in by choosing a person of the demonstration, and logging out."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from starlette.responses import RedirectResponse

from infra.auth import issue_token
from infra.settings import Settings
from projections.desk.desk import desk_of
from projections.desk.people_of_demo import AGENCIES, BY_KEY, PEOPLE
from projections.desk.session import COOKIE, LANGUAGE_COOKIE, language_of, safe_next

LIFETIME, YEAR = 12 * 3600, 365 * 24 * 3600


def router() -> APIRouter:
    """The addresses of this page."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/login", choose, methods=["GET"])
    routes.add_api_route("/login", enter, methods=["POST"])
    routes.add_api_route("/logout", leave, methods=["POST"])
    routes.add_api_route("/language", speak, methods=["GET"])
    return routes


def choose(request: Request) -> Response:
    """The persons to choose from, by agency."""
    desk = desk_of(request)
    groups = [(name, persons) for code, name in AGENCIES.items() if (persons := [one for one in PEOPLE if one.agency == code])]
    shown = {"groups": groups if _issues(desk.settings) else [], "next": safe_next(request.query_params.get("next"))}
    return desk.answers.answer(request, "login.html", None, {"people": PEOPLE}, shown=shown)


def enter(request: Request, person: Annotated[str, Form()], next: Annotated[str, Form()] = "") -> Response:  # noqa: A002 - the form's field
    """Become the chosen person."""
    settings = desk_of(request).settings
    chosen = BY_KEY.get(person)
    if chosen is None or not _issues(settings):
        raise HTTPException(403)
    token = issue_token(settings, agency=chosen.agency, roles=[chosen.role], subject=chosen.subject, name=chosen.name)
    answer = RedirectResponse(safe_next(next) or "/", 303)
    answer.set_cookie(COOKIE, token, max_age=LIFETIME, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


def leave() -> Response:
    """Be nobody again."""
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


def speak(request: Request) -> Response:
    """Choose the language, and go back."""
    answer = RedirectResponse(safe_next(request.query_params.get("next")) or "/", 303)
    answer.set_cookie(LANGUAGE_COOKIE, language_of(request), max_age=YEAR, samesite="lax", httponly=True)
    return answer


def _issues(settings: Settings) -> bool:
    """Whether this data folder has an issuer of its own."""
    return "issuer_private_key" in settings.secrets and (settings.data / "jwks.json").exists()
