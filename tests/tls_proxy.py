"""A reverse proxy that speaks TLS, as one stands in front of a workbench with users; just as much as tests need."""

import asyncio
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket

OPENSSL = shutil.which("openssl")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine's own name that is good for a day, and its key."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    made = [
        "-keyout",
        key,
        "-out",
        cert,
        "-days",
        "1",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
    ]
    command = [str(OPENSSL), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run([*command, *made], check=True, capture_output=True)
    return cert, key


@contextmanager
def proxied(listener: socket, port: int, pair: tuple[Path, Path]) -> Iterator[None]:
    """Hand on what comes by TLS to a listening socket to a port of this machine, in plain HTTP."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*pair)
    loop, tasks = asyncio.new_event_loop(), set[asyncio.Task[None]]()

    async def passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n"))[:-2]
            kept = re.sub(rb"(?im)^(x-forwarded-proto|connection):.*\r\n", b"", head)
            behind, there = await asyncio.open_connection("127.0.0.1", port)
            there.write(kept + b"X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n")
            sending = asyncio.create_task(copied(reader, there))
            await copied(behind, writer)
            sending.cancel()
            there.close()
        writer.close()

    async def copied(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while part := await source.read(65536):
                target.write(part)
                await target.drain()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(asyncio.start_server(passed, sock=listener, ssl=context))
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=30)
