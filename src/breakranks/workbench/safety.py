"""Who may speak with the workbench: a browser that was let in, from our own pages.

A `Gate` says who is let in. On one's own machine that is `Link`: the browser that followed the link that was printed.
Everything then lies below a secret path, `/<secret>/`, and the cookie is of that path alone. Cookies do not tell ports
apart: without the path the browser would hand the cookie to any other server on this machine. Where several people
share a workbench, `signing.SignIn` is the gate.
"""

import hmac
import re
import secrets
from asyncio import timeout
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import product
from threading import Lock
from typing import Protocol
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from breakranks.workbench.sent import most, sent

COOKIE, SECURE, KEEPS = "breakranks", "__Secure-breakranks", "__Secure-keeps"
"""The cookie of a session, what it is called in a browser that keeps secure cookies without TLS, and how one asks."""
MOST_SESSIONS = 30
"""Browsers that are let in by one link; of more the first are shut out again."""
_PLAIN = re.compile(r"[a-z0-9/-]{0,200}")
"""A path below our own that the link may lead to."""
HEARD = 10
"""So many times what is taken is listened to."""
SLOWEST = 30.0
"""Seconds for a part of a form to come in; for all of it, where nobody knows who sends it."""
SAFE = ("GET", "HEAD")
SIGN_OUT, PASSWORD = "/sign-out", "/password"
"""What readers may send too, because it is about themselves."""
READER = "You are here as a reader: you can see everything and change nothing."
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
    """What only this server and its user know: the path, the token of the link, the token of forms."""

    path: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def base(self) -> str:
        """The path below which everything lies."""
        return f"/{self.path}"


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how far they are."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


@dataclass(frozen=True)
class Person:
    """Who asks: the token of their forms, what they are called where there are users, whether they may change cases."""

    form: str
    name: str | None = None
    writes: bool = True


NOBODY = Person("", writes=False)


class Gate(Protocol):
    """Who is let in.

    `base` is the path below which everything lies, `origins` the origin of our own pages by the host that a request
    names, and `headers` what every answer says besides.
    """

    base: str
    origins: Mapping[str, str]
    headers: Mapping[str, str]

    def link(self, to: str) -> str:
        """Where one enters who wants to see the page at a path below ours."""

    def refusal(self, headers: Headers) -> str | None:
        """Why nothing that comes this way is looked at."""

    def elsewhere(self, scope: Scope) -> Response | None:
        """What is answered to somebody whom another site leads here; None where that is refused."""

    def is_open(self, scope: Scope) -> bool:
        """Whether this is answered to anybody."""

    def person(self, scope: Scope, headers: Headers) -> Person | None:
        """Who asks; None where nobody was let in."""

    def stranger(self, scope: Scope, headers: Headers) -> Response:
        """What is answered to whom was not let in."""


class Link:
    """Lets in the browser that follows the link that was printed; it is the user's own, and may do all.

    `place` is the host and the port that are listened at.
    """

    headers: Mapping[str, str] = {}

    def __init__(self, known: Secrets, place: str) -> None:
        self.known, self.base, self._place = known, known.base, place
        self._open, self._lock = list[str](), Lock()
        port = place.rpartition(":")[2]
        self.origins: Mapping[str, str] = {name: f"http://{name}" for name in (place, f"localhost:{port}")}
        self._owner = Person(known.form)

    def link(self, to: str) -> str:
        """The link that is printed."""
        return f"http://{self._place}{self.base}/enter?to={to}#{self.known.token}"

    def refusal(self, headers: Headers) -> str | None:
        """All ways to this machine's own address are the same."""
        return None

    def elsewhere(self, scope: Scope) -> Response | None:
        """The link may be followed from anywhere; what it opens may not."""
        entering = scope["path"] == f"{self.base}/enter" and scope["method"] in SAFE
        return self.door(scope["query_string"]) if entering else None

    def is_open(self, scope: Scope) -> bool:
        """The address of the link, and the script there."""
        script = scope["path"] == f"{self.base}/static/enter.js" and scope["method"] in SAFE
        return script or scope["path"] == f"{self.base}/enter"

    def person(self, scope: Scope, headers: Headers) -> Person | None:
        """The user, where the browser has the cookie."""
        return self._owner if any(same(*pair) for pair in product(self._held(headers), self._open)) else None

    @staticmethod
    def _held(headers: Headers) -> list[str]:
        return [*cookies(headers, SECURE), *cookies(headers, COOKIE)]

    def stranger(self, scope: Scope, headers: Headers) -> Response:
        """Say what lets one in."""
        return PlainTextResponse("Open the link that breakranks printed when it started: it lets this browser in.", 403)

    def door(self, query_string: bytes) -> Response:
        """The page that the link leads to: it sends the token on, which is not part of any address that we are sent."""
        to = parse_qs(query_string.decode("latin-1")).get("to", [""])[0]
        answer = HTMLResponse(
            f'<!doctype html><html lang="en"><title>breakranks</title><link rel="icon" href="data:,">'
            f'<script src="{self.base}/static/enter.js" defer></script>'
            f'<form method="post" action="{self.base}/enter"><input type="hidden" name="to" value="{escape(to)}">'
            "<p><label>What stands after # in the link that breakranks printed: "
            '<input type="password" name="token" autocomplete="off" required></label> '
            "<button>Open the workbench</button></p></form></html>"
        )
        answer.set_cookie(KEEPS, "yes", 60, path=self.base, secure=True, httponly=True, samesite="strict")
        return answer

    def enter(self, form: Mapping[str, str], headers: Headers) -> Response:
        """Begin a session for the link's token, and end the one that the browser had."""
        if not same(form.get("token", ""), self.known.token):
            return PlainTextResponse("This link is of an earlier run. Open the one that breakranks printed last.", 403)
        to, held, secret = form.get("to", ""), self._held(headers), secrets.token_urlsafe(32)
        with self._lock:
            others = [each for each in self._open if each not in held]
            self._open = [*others[1 - MOST_SESSIONS :], secret]
        answer = RedirectResponse(f"{self.base}/{to if _PLAIN.fullmatch(to) else ''}", 303)
        keeps = bool(cookies(headers, KEEPS))
        name = SECURE if keeps else COOKIE
        answer.set_cookie(name, secret, path=self.base, secure=keeps, httponly=True, samesite="strict")
        return answer


def onwards(place: str) -> Response:
    """A page that leads on to another of ours.

    Not a redirect: where another site led here, a browser would not send the cookie on to it.
    """
    return HTMLResponse(
        f'<!doctype html><html lang="en"><title>breakranks</title><link rel="icon" href="data:,">'
        f'<meta http-equiv="refresh" content="0;url={place}">'
        f'<p><a href="{place}">Open the workbench</a></p></html>'
    )


class Guard:
    """Lets through what comes from our own pages and from somebody whom the gate knows."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers, send = Headers(scope=scope), _guarded(send, self.gate.headers)
        answer = self._answer(scope, headers)
        if answer:
            await answer(scope, receive, send)
        else:
            await self._with_body(scope, receive, send)

    def _answer(self, scope: Scope, headers: Headers) -> Response | None:
        """What is answered at once; None where the application answers, to the `person` of the scope."""
        host, gate = headers.get("host", ""), self.gate
        if host not in gate.origins:
            return PlainTextResponse(f"This server answers to {' and '.join(gate.origins)} alone.", 421)
        if refusal := gate.refusal(headers):
            return PlainTextResponse(refusal, 403)
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return gate.elsewhere(scope) or PlainTextResponse("Another site asked for this.", 403)
        if scope["method"] not in SAFE:
            if scope["method"] != "POST":
                return PlainTextResponse("The workbench knows GET and POST.", 405)
            if headers.get("origin") != gate.origins[host]:
                return PlainTextResponse("A change must come from the workbench's own page.", 403)
        if not scope["path"].startswith(f"{gate.base}/"):
            return PlainTextResponse("There is nothing here. Open the link that breakranks printed.", 404)
        if gate.is_open(scope):
            scope["person"] = NOBODY
            return None
        person = gate.person(scope, headers)
        if person is None:
            return gate.stranger(scope, headers)
        if scope["method"] == "POST" and not person.writes and scope["path"] not in (SIGN_OUT, PASSWORD):
            return PlainTextResponse(READER, 403)
        scope["person"] = person
        return None

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read what a form sends, refuse too much of it and forms without their token, and hand the rest on."""
        if scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        person: Person = scope["person"]
        try:
            body = await _body(scope, receive)
        except TimeoutError:
            text = "The form did not come in. Nothing was changed. Go back, and send it again."
            await PlainTextResponse(text, 408, {"connection": "close"})(scope, receive, send)
            return
        if body is None:
            text = f"This is more than {most(scope) // 10**6} MB, which is not taken. Nothing was changed. Go back."
            await PlainTextResponse(text, 413)(scope, receive, send)
            return
        try:
            form, file = await sent(scope, body)
        except ValueError:
            await PlainTextResponse("This is no form.", 400)(scope, receive, send)
            return
        if person is not NOBODY and not same(form.get("form", [""])[0], person.form):
            text = "This form is of an earlier run of breakranks. Go back, load the page again and send it anew."
            await PlainTextResponse(text, 403)(scope, receive, send)
            return
        scope["form"] = {name: values[-1] for name, values in form.items()}
        scope["forms"], scope["file"] = form, file
        await self.app(scope, receive, send)


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """What is sent; None where it is too much.

    Raises:
        TimeoutError: it comes too slowly.
    """
    body, size, limit, known = bytearray(), 0, most(scope), scope["person"] is not NOBODY
    # Too much from our own is heard out and forgotten: a browser that is cut off would not show the answer.
    heard = HEARD * limit if known else limit
    async with timeout(None if known else SLOWEST):
        while size <= heard:
            async with timeout(SLOWEST):
                message = await receive()
            part = message.get("body", b"")
            size += len(part)
            if size <= limit:
                body += part
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                break
    return bytes(body) if size <= limit else None


def cookies(headers: Headers, called: str) -> list[str]:
    """The cookies of a name. Other servers of this host can set some too, and may write others in odd ways."""
    parts = (part.strip().partition("=") for line in headers.getlist("cookie") for part in line.split(";"))
    return [value for name, _, value in parts if name == called]


def _guarded(send: Send, more: Mapping[str, str]) -> Send:
    """Send with the headers that every answer has."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {**HEADERS, **more}.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return with_headers
