"""Starting the workbench: a port, who is let in, a link, a browser."""

import errno
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from html import escape
from ipaddress import ip_address
from pathlib import Path
from tempfile import mkstemp

import uvicorn
from threadpoolctl import threadpool_limits

from breakranks.presentation.charts.script import chart_script
from breakranks.tables import InputError
from breakranks.workbench.app import application
from breakranks.workbench.safety import Link, Secrets
from breakranks.workbench.shelf import open_case
from breakranks.workbench.signing import SignIn, read_address
from breakranks.workbench.web import Workbench

HOST = "127.0.0.1"
FOLLOWED = 20.0
"""Seconds after which a browser has read the page that leads it here."""


def serve(
    case: str | None,
    port: int = 0,
    browser: bool = True,
    host: str = HOST,
    users: Path | None = None,
    address: str | None = None,
) -> None:
    """Serve the workbench until it is interrupted; print the link that lets a browser in.

    `case` is the slug of a shipped case or a folder, and None shows the shelf. Port 0 is any that is free. With
    `users`, a file, those sign in who stand in it, at the `address` of a proxy that speaks TLS; no browser is opened
    then.

    Raises:
        InputError: there is no such case, the host or the port cannot be had, the file of users has problems, or
            others would be let in without users and TLS.
    """
    sign_in = _for_users(host, users, address)
    with listening(port, host) as listener:
        port = listener.getsockname()[1]
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        gate = sign_in or Link(Secrets(), place)
        bench = Workbench(gate.base, Path.cwd(), shared=sign_in is not None)
        to = f"{open_case(bench, case).id}/" if case is not None else ""
        link = gate.link(to)
        if sign_in:
            told = f"The workbench listens at {place}. Its users reach it at\n\n  {link}\n\n"
        else:
            told = f"The workbench is open at\n\n  {link}\n\nThe link is for this machine and this run. "
        print(f"{told}Stop with Ctrl+C.", flush=True)
        if hasattr(signal, "SIGPIPE"):
            # A browser that goes away while it is answered must not end the server.
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        # The charts' script takes seconds to put together where it is not kept.
        threading.Thread(target=chart_script, daemon=True).start()
        config = uvicorn.Config(
            application(bench, gate),
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            # Of two ways to read a request the stricter, whatever else is installed; and nothing but requests.
            http="h11",
            ws="none",
        )
        server = uvicorn.Server(config)
        opened = shown(link) if browser and not sign_in else nullcontext()
        # The engine's matrices are small: more threads of linear algebra would wait for each other.
        with threadpool_limits(limits=1, user_api="blas"), opened:
            server.run(sockets=[listener])
    sys.stdout.flush()


def _for_users(host: str, users: Path | None, address: str | None) -> SignIn | None:
    """The gate of a workbench that several people share; None where it is for its owner on this machine.

    Raises:
        InputError: what was given would let others in without a password or without TLS.
    """
    if users and address:
        return SignIn(users, read_address(address))
    if users:
        raise InputError(
            "--users needs --address, where people reach the workbench by way of a proxy that speaks TLS: "
            "for example --address https://desk.example.org."
        )
    if address:
        raise InputError("--address is for a workbench with users. Give --users FILE too.")
    if not _is_loopback(host):
        raise InputError(
            f"--host {host} would let in whoever reaches it. Give --users FILE and --address too, and let a proxy that "
            "speaks TLS stand in front, or leave out --host. docs/security.md says how."
        )
    return None


def _is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches a host."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def shown(link: str) -> Iterator[None]:
    """Open the browser at a link, by way of a file that no other user may read.

    What a program is started with is seen by every user of the machine, and the link holds the token. The file lies in
    the user's own folder because a browser that is shut off from the rest of the machine may look there alone; where
    it cannot be written, the link that was printed is all there is.
    """
    try:
        handle, name = mkstemp(prefix="breakranks-", suffix=".html", dir=Path.home())
    except OSError:
        yield
        return
    page = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(
            f'<!doctype html><title>breakranks</title><meta http-equiv="refresh" content="0;url={escape(link)}">'
        )
    for seconds, what in ((0.3, partial(webbrowser.open, page.as_uri())), (FOLLOWED, partial(page.unlink, True))):
        timer = threading.Timer(seconds, what)
        timer.daemon = True
        timer.start()
    try:
        yield
    finally:
        page.unlink(missing_ok=True)


def listening(port: int, host: str = HOST) -> socket.socket:
    """A socket that listens at a port of a host.

    Raises:
        InputError: the port is taken or may not be used, or the host is none of this machine.
    """
    try:
        family, kind, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise InputError(
            f"There is no host {host} ({error.strerror}). Give --host a name or address of yours."
        ) from None
    listener = socket.socket(family, kind)
    if os.name == "posix":
        # A port that was left a moment ago is free; elsewhere this would let two programs share one.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
        # From here on a browser waits, and is not turned away, until the server answers.
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise InputError(f"{host} is not an address of this machine. Give --host one that is.") from error
        raise InputError(
            f"Port {port} cannot be had ({error.strerror}). Give --port another number, or leave it out for a free one."
        ) from error
    return listener
