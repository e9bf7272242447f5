"""What stands around every page: headers that let a browser run only our own files, and `.json` at the end of an address."""

from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
NOT_PAGES = ("/.well-known/", "/schemas/", "/openapi.json", "/assets/")


class Guard:
    """ASGI middleware: security headers; `/families.json` is `/families` as JSON; no posts from other sites."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"].endswith(".json") and not scope["path"].startswith(NOT_PAGES):
            scope = {**scope, "path": scope["path"].removesuffix(".json"), "weita_json": True}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            await send(message)

        if scope["method"] == "POST" and _from_elsewhere(scope):
            await guarded({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"posted from another site"})
            return
        await self.app(scope, receive, guarded)


def _from_elsewhere(scope: MutableMapping[str, Any]) -> bool:
    """Whether a browser says that another site sends this; the session cookie is SameSite besides."""
    return dict(scope["headers"]).get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none")
