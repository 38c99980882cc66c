"""Starting the workbench: a port of this machine alone, a link with a token, a browser."""

import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from html import escape
from pathlib import Path
from tempfile import mkstemp

import uvicorn
from threadpoolctl import threadpool_limits

from breakranks.presentation.charts.script import chart_script
from breakranks.tables import InputError
from breakranks.workbench.app import application
from breakranks.workbench.safety import Secrets
from breakranks.workbench.shelf import open_case
from breakranks.workbench.web import Workbench

HOST = "127.0.0.1"
FOLLOWED = 20.0
"""Seconds after which a browser has read the page that leads it here."""


def serve(case: str | None, port: int = 0, browser: bool = True) -> None:
    """Serve the workbench until it is interrupted; print the link that lets a browser in.

    `case` is the slug of a shipped case or a folder, and None shows the shelf. Port 0 is any that is free.

    Raises:
        InputError: there is no such case, or the port cannot be had.
    """
    bench = Workbench(Secrets(), Path.cwd())
    to = f"{open_case(bench, case).id}/" if case else ""
    with listening(port) as listener:
        port = listener.getsockname()[1]
        link = f"http://{HOST}:{port}{bench.known.base}/enter?token={bench.known.token}&to={to}"
        print(
            f"The workbench is open at\n\n  {link}\n\nThe link is for this machine and this run. Stop with Ctrl+C.",
            flush=True,
        )
        # The charts' script takes seconds to put together where it is not kept.
        threading.Thread(target=chart_script, daemon=True).start()
        config = uvicorn.Config(
            application(bench, port), log_level="warning", access_log=False, lifespan="off", server_header=False
        )
        server = uvicorn.Server(config)
        # The engine's matrices are small: more threads of linear algebra would wait for each other.
        with threadpool_limits(limits=1, user_api="blas"), shown(link) if browser else nullcontext():
            server.run(sockets=[listener])
    sys.stdout.flush()


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


def listening(port: int) -> socket.socket:
    """A socket of this machine alone that listens at a port.

    Raises:
        InputError: the port is taken, or may not be used.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        # A port that was left a moment ago is free; elsewhere this would let two programs share one.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        # From here on a browser waits, and is not turned away, until the server answers.
        listener.listen()
    except OSError as error:
        listener.close()
        raise InputError(
            f"Port {port} cannot be had ({error.strerror}). Give --port another number, or leave it out for a free one."
        ) from error
    return listener
