"""Documents to print for a family, certificates, and the public page where anyone checks one."""

from typing import Any
from uuid import UUID

import psycopg
from fastapi import APIRouter, HTTPException, Request, Response

from projections import certificates, families, people
from projections.certificates import Certificate
from projections.desk import questions
from projections.desk.asked import Asked, Unreadable, as_uuid
from projections.desk.desk import desk_of
from projections.desk.documents import render
from projections.desk.documents.controller import controller_of
from projections.desk.restriction import unrestricted
from projections.desk.session import Reader, reader_of
from projections.desk.wording import Names

HEADERS = {"Cache-Control": "private, no-store"}


def router() -> APIRouter:
    """The addresses of documents."""
    routes = APIRouter(tags=["documents"])
    family = "/households/{household}/documents"
    routes.add_api_route(f"{family}/privacy-notice.pdf", privacy_notice, methods=["GET"])
    routes.add_api_route(f"{family}/consent.pdf", consent, methods=["GET"])
    routes.add_api_route("/certificates/{certificate}.pdf", certificate_of, methods=["GET"])
    routes.add_api_route("/verify/{code}", verify, methods=["GET"])
    return routes


def privacy_notice(request: Request, household: str) -> Response:
    """The privacy notice in the language asked for, else in the head's."""
    desk, reader = desk_of(request), reader_of(request)
    with desk.pool.connection() as connection:
        family = _family(connection, household, reader)
        language, project = _language(connection, request, family.head), _project(connection, family)
    made = render.notice(language, project, controller_of(desk.settings.controller), desk.assets.fonts)
    return _pdf(made, language, "privacy-notice")


def consent(request: Request, household: str) -> Response:
    """The consent form; what the address does not say is left to be written in."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    with desk.pool.connection() as connection:
        family = _family(connection, household, reader)
        language, project = _language(connection, request, family.head), _project(connection, family)
        names = questions.names_for(connection, [family.head])
    purpose = asked.one_of("purpose", tuple(render.texts(language)["purpose"]))
    recipients = [desk.answers.words["it"].agency(code.strip(), names) for code in (asked.text("recipients") or "").split(",")]
    form = render.Consent(
        name=_said(names.persons.get(family.head) if family.head else None), purpose=purpose or "",
        recipients=[name for name in recipients if name], until=asked.day("until"),
    )  # fmt: skip
    made = render.consent(language, project, controller_of(desk.settings.controller), form, desk.assets.fonts)
    return _pdf(made, language, "consent")


def certificate_of(request: Request, certificate: str) -> Response:
    """A certificate, for who works with the people of the agency that issued it."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need("read people")
    with desk.pool.connection() as connection:
        found = certificates.by_id(connection, _id(certificate))
        if found is None or not (found.agency == reader.identity.agency or reader.may("read every agency")):
            raise HTTPException(404)
        unrestricted(connection, reader, [found.person])
        names = questions.names_for(connection, [found.person])
        language = _language(connection, request, found.person)
    given = render.Certificate(
        credential=found.credential, name=names.persons[found.person], agency=desk.answers.words["it"].agency(found.agency, names),
        course=found.title, hours=found.hours, minutes=found.minutes, test=found.test, completed_on=found.completed_on,
        issued_on=found.issued_on, code=found.verification_code, revoked_on=found.revoked_on,
        address=str(request.url_for("verify", code=found.verification_code)),
    )  # fmt: skip
    return _pdf(render.certificate(language, given, desk.assets.fonts), language, "certificate")


def verify(request: Request, code: str) -> Response:
    """Whether a certificate holds, for anyone who has its code; of the person no more than initials."""
    desk = desk_of(request)
    with desk.pool.connection() as connection:
        found = certificates.by_code(connection, code) if len(code) <= 40 and "\0" not in code else None
        names = questions.names_for(connection, [found.person] if found else [])
    content: dict[str, Any] = {"status": "unknown"} if found is None else _public(found, names)
    shown = {"names": names}
    return desk.answers.answer(request, "verify.html", None, content, shown=shown, status=200 if found else 404)


def _public(found: Certificate, names: Names) -> dict[str, Any]:
    return {
        "status": "revoked" if found.revoked_on else "valid", "code": found.verification_code, "credential": found.credential,
        "initials": initials(names.persons[found.person]), "title": found.title, "hours": found.hours, "agency": found.agency,
        "completed_on": found.completed_on, "issued_on": found.issued_on, "revoked_on": found.revoked_on,
    }  # fmt: skip


def initials(name: str) -> str:
    """`A. H.`; a dash for who was forgotten."""
    return " ".join(f"{word[0].upper()}." for word in name.split()) if _said(name) else people.FORGOTTEN


def _said(name: str | None) -> str:
    return "" if name in (None, people.FORGOTTEN) else str(name)


def _family(connection: psycopg.Connection[Any], household: str, reader: Reader) -> families.Family:
    """A family that the reader may see; 404 whether it is unknown or only not shared."""
    reader.need("read pathway")
    found = families.family(connection, _id(household), reader.viewer)
    if found is None:
        raise HTTPException(404)
    return found


def _id(value: str) -> UUID:
    try:
        return as_uuid(value, "id")
    except Unreadable as error:
        raise HTTPException(404) from error


def _language(connection: psycopg.Connection[Any], request: Request, person: UUID | None) -> str:
    """As asked; else that of the person, where we print in it; else Italian."""
    if asked := Asked(request).one_of("language", render.LANGUAGES):
        return asked
    spoken = people.language(connection, person) if person else None
    return spoken if spoken in render.LANGUAGES else "it"


def _project(connection: psycopg.Connection[Any], family: families.Family) -> str:
    return dict(questions.projects(connection)).get(family.project or "", "WE-ITA")


def _pdf(content: bytes, language: str, name: str) -> Response:
    named = {"Content-Disposition": f'inline; filename="{name}-{language}.pdf"', "Content-Language": language}
    return Response(content, 200, HEADERS | named, "application/pdf")
