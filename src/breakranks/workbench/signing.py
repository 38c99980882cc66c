"""Signing in, where several people share a workbench: the gate, its page, and the way out."""

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from breakranks.presentation.words import plural
from breakranks.tables import InputError
from breakranks.workbench.safety import PASSWORD, SAFE, SIGN_OUT, Person, cookies, onwards, same
from breakranks.workbench.sessions import Sessions, SignIns, WaitError
from breakranks.workbench.users import CODER, Passwords, User, key_of
from breakranks.workbench.web import Workbench

COOKIE = "__Host-breakranks"
"""Browsers keep a cookie of such a name only of this very host, sent over TLS."""
KNOWN, MARK, REMEMBERED = "__Host-breakranks-known", 32, 30 * 24 * 3600
"""The cookie of a browser where somebody has signed in, how many letters of it are drawn, and how long it is kept."""
SIGN_IN, STATIC = "/sign-in", "/static/"
YEAR = 31_536_000
_PATH = re.compile(r"/(?!/)[\w.~%&=?+,:@/-]{0,500}", re.ASCII)
"""A path of our own to go on to; never another host."""
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]")


@dataclass(frozen=True)
class Address:
    """Where people reach the workbench: the origin of its pages, and the host that requests name."""

    origin: str
    host: str


def read_address(text: str) -> Address:
    """The address that people reach the workbench at.

    Raises:
        InputError: it is not https and a host.
    """
    right = "Give https:// and the name alone, for example --address https://desk.example.org"
    try:
        parts = urlsplit(text)
        name, port = parts.netloc.lower().removesuffix(f":{parts.port}"), parts.port
    except ValueError:
        raise InputError(f"'{text}' is no web address. {right}.") from None
    if parts.scheme != "https":
        raise InputError(f"'{text}' does not begin with https://: passwords are not sent in the open. {right}.")
    if not _HOST.fullmatch(name) or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InputError(f"'{text}' is more than a host, or none. {right}.")
    host = name if port in (None, 443) else f"{name}:{port}"
    return Address(f"https://{host}", host)


class SignIn:
    """Lets in who has signed in, at one address, behind a proxy that speaks TLS.

    Raises:
        InputError: the file of users has problems.
    """

    base = ""

    def __init__(self, users: Path, address: Address, clock: Callable[[], float] = monotonic) -> None:
        self.address = address
        self.origins: Mapping[str, str] = {address.host: address.origin}
        self.headers: Mapping[str, str] = {"strict-transport-security": f"max-age={YEAR}"}
        self.passwords, self.sessions = Passwords(users), Sessions(clock)
        self.sign_ins = SignIns(self.passwords, clock)
        self._secret = secrets.token_bytes(32)

    def link(self, to: str) -> str:
        """The address of a page."""
        return f"{self.address.origin}/{to}"

    def refusal(self, headers: Headers) -> str | None:
        """What the proxy does not say to have come over TLS is refused."""
        told = [each.strip().lower() for line in headers.getlist("x-forwarded-proto") for each in line.split(",")]
        if told and all(each == "https" for each in told):
            return None
        return f"Use {self.address.origin}. Its proxy must add X-Forwarded-Proto: https to what comes that way."

    def elsewhere(self, scope: Scope) -> Response | None:
        """Other sites may lead to the first page, and to no other."""
        return onwards("/") if scope["path"] == "/" and scope["method"] in SAFE else None

    def is_open(self, scope: Scope) -> bool:
        """The page to sign in at, and how it looks."""
        return scope["path"] == SIGN_IN or (scope["path"].startswith(STATIC) and scope["method"] in SAFE)

    def person(self, scope: Scope, headers: Headers) -> Person | None:
        """Who has signed in."""
        # Open pages ask for the version every second; that is nobody at work.
        busy = not scope["path"].endswith("/version")
        found = (self._still(secret, busy) for secret in cookies(headers, COOKIE))
        user = next(filter(None, found), None)
        if user is None:
            return None
        scope["user"] = user
        # Of the name and this run, and not of the session: a form that was filled in while a session ended can be sent
        # in the next one.
        form = hmac.digest(self._secret, key_of(user.name).encode(), "sha256").hex()
        return Person(form, user.name, user.role == CODER)

    def _still(self, secret: str, busy: bool) -> User | None:
        """Who began a session, as the file of users has them now; once it does not, the session has ended."""
        user = self.sessions.user(secret, busy)
        now = self.passwords.still(user) if user else None
        if user and now is None:
            self.sessions.end(secret)
        return now

    def mark(self, name: str, headers: Headers) -> str:
        """The mark of a browser in which somebody has signed in under this name since the program began; else none."""
        return next((each for each in cookies(headers, KNOWN) if same(each, self._marked(name, each[:MARK]))), "")

    def _marked(self, name: str, drawn: str) -> str:
        """A mark that is of this name and cannot be made up."""
        return drawn + hmac.digest(self._secret, f"{drawn} {key_of(name)}".encode("utf-8", "replace"), "sha256").hex()

    def begun(self, user: User, to: str) -> Response:
        """Begin a session, and lead on."""
        answer = RedirectResponse(to, 303)
        kept: dict[str, Any] = {"path": "/", "secure": True, "httponly": True, "samesite": "strict"}
        answer.set_cookie(COOKIE, self.sessions.begin(user), **kept)
        answer.set_cookie(KNOWN, self._marked(user.name, secrets.token_hex(MARK // 2)), REMEMBERED, **kept)
        return answer

    def stranger(self, scope: Scope, headers: Headers) -> Response:
        """Lead to the page to sign in at; of a form say how nothing of it is lost."""
        if scope["method"] == "POST":
            text = (
                "You are signed out, and nothing was saved. Sign in in another tab and load this page again: "
                "the browser then sends your form once more."
            )
            return PlainTextResponse(text, 401)
        if "text/html" not in headers.get("accept", ""):
            return PlainTextResponse("You are signed out.", 401)
        query = scope["query_string"].decode("latin-1")
        to = quote(scope["path"]) + (f"?{query}" if query else "")
        return RedirectResponse(f"{SIGN_IN}?to={quote(to, safe='')}" if to != "/" else SIGN_IN, 303)

    def routes(self, bench: Workbench) -> list[Route]:
        """The addresses that there are because of the users."""
        return [
            Route(SIGN_IN, partial(_page, bench)),
            Route(SIGN_IN, partial(_sign_in, bench, self), methods=["POST"]),
            Route(PASSWORD, partial(_password_page, bench)),
            Route(PASSWORD, partial(_change_password, bench, self), methods=["POST"]),
            Route(SIGN_OUT, partial(_sign_out, self), methods=["POST"]),
        ]


def _page(bench: Workbench, request: Request) -> Response:
    """The page to sign in at."""
    out = request.query_params.get("out") == "yes"
    return _shown(bench, request, request.query_params.get("to", ""), out=out)


def _shown(
    bench: Workbench, request: Request, to: str, problem: str = "", status: int = 200, name: str = "", out: bool = False
) -> Response:
    return bench.page(request, "sign_in.html", status, to=_path(to), problem=problem, name=name, out=out)


def _path(to: str) -> str:
    return to if _PATH.fullmatch(to) else "/"


def _sign_in(bench: Workbench, gate: SignIn, request: Request) -> Response:
    """Look at a name and a password; begin a session, and end the one that the browser had."""
    form: Mapping[str, str] = request.scope["form"]
    name, to = form.get("name", ""), form.get("to", "")
    try:
        user = gate.sign_ins.check(name, form.get("password", ""), gate.mark(name, request.headers))
    except WaitError as error:
        told = f"Too many passwords were wrong. Wait {plural(error.seconds, 'second')}, and try again."
        answer = _shown(bench, request, to, told, 429, name)
        answer.headers["retry-after"] = str(error.seconds)
        return answer
    if user is None:
        return _shown(bench, request, to, "This name and this password do not go together.", 403, name)
    for secret in cookies(request.headers, COOKIE):
        gate.sessions.end(secret)
    return gate.begun(user, _path(to))


def _password_page(bench: Workbench, request: Request, problem: str = "", status: int = 200) -> Response:
    """The page to change one's password at."""
    done = request.query_params.get("done") == "yes"
    return bench.page(request, "password.html", status, problem=problem, done=done and not problem)


def _change_password(bench: Workbench, gate: SignIn, request: Request) -> Response:
    """Change the password of whoever asks, who must know the one they have; sessions begun with that end."""
    form, user = request.scope["form"], request.scope["user"]
    new = form.get("new", "")
    try:
        # Whoever has signed in does not wait because strangers try their name.
        if not gate.sign_ins.check(user.name, form.get("password", ""), PASSWORD):
            return _password_page(bench, request, "This is not your password.", 403)
        if new != form.get("again", ""):
            return _password_page(bench, request, "The two new passwords differ.", 422)
        user = gate.passwords.change(user, new)
    except WaitError as error:
        told = f"Too many passwords were wrong. Wait {plural(error.seconds, 'second')}."
        return _password_page(bench, request, told, 429)
    except InputError as error:
        return _password_page(bench, request, str(error), 422)
    for secret in cookies(request.headers, COOKIE):
        gate.sessions.end(secret)
    return gate.begun(user, f"{PASSWORD}?done=yes")


def _sign_out(gate: SignIn, request: Request) -> Response:
    """End the session, and have the browser forget what it was shown."""
    for secret in cookies(request.headers, COOKIE):
        gate.sessions.end(secret)
    answer = RedirectResponse(f"{SIGN_IN}?out=yes", 303)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer
