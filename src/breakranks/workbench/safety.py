"""Who may speak with the workbench: this machine's own browser, with the link that was printed, from our own pages.

Everything lies below a secret path, `/<secret>/`, and the cookie is of that path alone. Cookies do not tell ports
apart: without the path the browser would hand the cookie to any other server on this machine.
"""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from breakranks.workbench.sent import most, sent

COOKIE = "breakranks"
_PLAIN = re.compile(r"[a-z0-9/-]{0,200}")
"""A path below our own that the link may lead to."""
SAFE = ("GET", "HEAD")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No script but the workbench's own files, none inline, no eval; nothing from elsewhere."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True)
class Secrets:
    """What only this server and its user know: the path, the token of the link, the cookie, the token of forms."""

    path: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def base(self) -> str:
        """The path below which everything lies."""
        return f"/{self.path}"


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how far they are."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class Guard:
    """Lets through what comes from our own pages with the cookie; hands out the cookie for the link's token."""

    def __init__(self, app: ASGIApp, known: Secrets, port: int) -> None:
        self.app, self.known = app, known
        self.hosts = (f"127.0.0.1:{port}", f"localhost:{port}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused:
            await refused(scope, receive, _guarded(send))
            return
        if scope["path"] == f"{self.known.base}/enter":
            await self._enter(scope)(scope, receive, _guarded(send))
            return
        if not any(same(cookie, self.known.cookie) for cookie in _cookies(headers)):
            text = "Open the link that breakranks printed when it started: it lets this browser in."
            await PlainTextResponse(text, 403)(scope, receive, _guarded(send))
            return
        await self._with_body(scope, receive, _guarded(send))

    def _refused(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        """Why a request is not looked at any further."""
        host = headers.get("host", "")
        if host not in self.hosts:
            return PlainTextResponse("This server answers to 127.0.0.1 alone.", 421)
        # The link may be followed from anywhere; what it opens may not.
        entering = scope["path"] == f"{self.known.base}/enter"
        if not entering and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return PlainTextResponse("Another site asked for this.", 403)
        if scope["method"] not in SAFE:
            if scope["method"] != "POST":
                return PlainTextResponse("The workbench knows GET and POST.", 405)
            if headers.get("origin") != f"http://{host}":
                return PlainTextResponse("A change must come from the workbench's own page.", 403)
        if not scope["path"].startswith(f"{self.known.base}/"):
            return PlainTextResponse("There is nothing here. Open the link that breakranks printed.", 404)
        return None

    def _enter(self, scope: Scope) -> Response:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if not same(query.get("token", [""])[0], self.known.token):
            return PlainTextResponse("This link is of an earlier run. Open the one that breakranks printed last.", 403)
        to = query.get("to", [""])[0]
        place = f"{self.known.base}/{to if _PLAIN.fullmatch(to) else ''}"
        # Not a redirect: where the link was followed from another site, a browser would not send the cookie on to it.
        answer = HTMLResponse(
            f'<!doctype html><html lang="en"><title>breakranks</title><link rel="icon" href="data:,">'
            f'<meta http-equiv="refresh" content="0;url={place}">'
            f'<p><a href="{place}">Open the workbench</a></p></html>'
        )
        answer.set_cookie(COOKIE, self.known.cookie, path=self.known.base, httponly=True, samesite="strict")
        return answer

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read what a form sends, refuse too much of it and forms without their token, and hand the rest on."""
        if scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        body, size, limit = bytearray(), 0, most(scope)
        while True:
            message = await receive()
            part = message.get("body", b"")
            size += len(part)
            # What is too much is heard out and forgotten: a browser that is cut off would not show the answer.
            if size <= limit:
                body += part
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                break
        if size > limit:
            text = f"This is more than {limit // 10**6} MB, which is not taken. Nothing was changed. Go back."
            await PlainTextResponse(text, 413)(scope, receive, send)
            return
        try:
            form, file = await sent(scope, bytes(body))
        except ValueError:
            await PlainTextResponse("This is no form.", 400)(scope, receive, send)
            return
        if not same(form.get("form", [""])[0], self.known.form):
            text = "This form is of an earlier run of breakranks. Go back, load the page again and send it anew."
            await PlainTextResponse(text, 403)(scope, receive, send)
            return
        scope["form"] = {name: values[-1] for name, values in form.items()}
        scope["forms"], scope["file"] = form, file
        await self.app(scope, receive, send)


def _cookies(headers: Headers) -> list[str]:
    """The cookies of our name. Other servers on this machine can set some too, and may write others in odd ways."""
    parts = (part.strip().partition("=") for line in headers.getlist("cookie") for part in line.split(";"))
    return [value for name, _, value in parts if name == COOKIE]


def _guarded(send: Send) -> Send:
    """Send with the headers that every answer has."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return with_headers
