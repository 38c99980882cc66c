"""A shared workbench as its users reach it: the program itself, behind a proxy that speaks TLS."""

import os
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from argon2 import PasswordHasher
from playwright.sync_api import expect, sync_playwright

from browser import CHROMIUM, needs_chromium
from case_folder import EVENTS, write_case
from tls_proxy import OPENSSL, certificate, proxied

pytestmark = [pytest.mark.whole, pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")]
PASSWORD = "the river is wide"
SERVING = """
import sys
from pathlib import Path
from breakranks.workbench import serve

serve("line", 0, False, "127.0.0.1", Path("users.csv"), sys.argv[1])
"""


@dataclass
class Desk:
    """A workbench behind its proxy: where its users reach it, the port behind, the certificate, and the case."""

    address: str
    port: int
    trusted: ssl.SSLContext
    folder: Path

    def client(self) -> httpx2.Client:
        headers = {"origin": self.address, "accept": "text/html"}
        return httpx2.Client(base_url=self.address, verify=self.trusted, headers=headers, timeout=60)

    def raw(self, request: str) -> str:
        """What the port behind the proxy answers to bytes that no browser would send."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(request.replace("\n", "\r\n").encode())
            parts = list[bytes]()
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts).decode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("home")
    folder, known = (
        write_case(home / "line"),
        PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(PASSWORD),
    )
    (home / "users.csv").write_text(f'name,role,hash\nann,coder,"{known}"\nrita,reader,"{known}"\n')
    pair = certificate(home)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"https://localhost:{listener.getsockname()[1]}"
        environment = os.environ | {"XDG_DATA_HOME": str(home / ".data")}
        process = subprocess.Popen(
            [sys.executable, "-c", SERVING, address], cwd=home, text=True, env=environment, stdout=subprocess.PIPE
        )
        try:
            assert process.stdout
            place = next(
                found for line in process.stdout if (found := re.search(r"listens at 127\.0\.0\.1:(\d+)", line))
            )
            with proxied(listener, int(place[1]), pair):
                yield Desk(address, int(place[1]), ssl.create_default_context(cafile=pair[0]), folder)
        finally:
            process.kill()
            process.communicate(timeout=30)


def sent(client: httpx2.Client, url: str, **form: str) -> httpx2.Response:
    token = re.search(r'name="form" value="(\w+)"', client.get("/").text)
    return client.post(url, data={"form": token[1] if token else "", **form})


def test_signing_in_an_edit_a_file_and_signing_out_by_way_of_a_proxy(desk: Desk) -> None:
    with desk.client() as client:
        assert client.get("/").headers["location"] == "/sign-in"
        answer = client.post("/sign-in", data={"name": "ann", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        url = re.search(r'href="(/line-\w+/)"', client.get("/").text)[1]
        assert "As of" in client.get(url).text
        row = {
            "cell.date": "2030-01-18", "cell.reported": "2030-01-19", "cell.formation": "brigade-2",
            "cell.area": "bridge", "cell.kind": "conduct.flee", "cell.source": "wire", "cell.reliability": "A",
            "cell.credibility": "1", "cell.note": "ran in the night",
        }  # fmt: skip
        answer = sent(client, f"{url}save/events", **row)
        assert answer.headers["location"].startswith(f"{url}reports?done=")
        assert (desk.folder / "events.csv").read_text().splitlines()[-1].endswith("ran in the night,ann")
        token = re.search(r'name="form" value="(\w+)"', client.get("/").text)[1]
        text = b"18 January 2030\n\nThe 1st Brigade fled from the town overnight.\n" + b" " * 200_000
        answer = client.post(f"{url}drafts/read", data={"form": token}, files={"file": ("a.txt", text)})
        assert answer.headers["location"].startswith(f"{url}drafts?done=")
        assert "fled from the town" in (desk.folder / "drafts.csv").read_text()
        secret = client.cookies["__Host-breakranks"]
        assert sent(client, "/sign-out").headers["location"] == "/sign-in?out=yes"
        client.headers["cookie"] = f"__Host-breakranks={secret}"
        assert client.get(url).status_code == 303


def test_who_goes_round_the_proxy_gets_nothing(desk: Desk) -> None:
    host, form = desk.address.removeprefix("https://"), f"name=ann&password={PASSWORD.replace(' ', '+')}"
    head = f"Host: {host}\nConnection: close\n"
    assert desk.raw(f"GET / HTTP/1.1\n{head}\n").startswith("HTTP/1.1 403 ")
    post = f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(form)}\n\n{form}"
    answer = desk.raw(f"POST /sign-in HTTP/1.1\n{head}Origin: {desk.address}\n{post}")
    assert answer.startswith("HTTP/1.1 403 ")
    assert "set-cookie" not in answer.lower()
    with pytest.raises(httpx2.HTTPError):
        httpx2.get(desk.address)


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET / HTTP/1.1", "Host: evil.example", 421),
        ("GET / HTTP/1.1", "Host: {host}\nHost: evil.example", 400),
        ("GET / HTTP/1.1", "", 400),
        ("GET http://evil.example/ HTTP/1.1", "Host: {host}", 404),
        ("GET //evil.example/ HTTP/1.1", "Host: {host}", 303),
        ("CONNECT {host} HTTP/1.1", "Host: {host}", 405),
        ("POST /sign-in HTTP/1.1", "Host: {host}\nOrigin: {origin}\nContent-Length: 5\nContent-Length: 6", 400),
        ("POST /sign-in HTTP/1.1", "Host: {host}\nOrigin: {origin}\nContent-Length: -5", 400),
        ("POST /sign-in HTTP/1.1", "Host: {host}\nOrigin: {origin}\nTransfer-Encoding: gzip, chunked", 400),
        ("POST /sign-in HTTP/1.1", "Host : {host}\nOrigin: {origin}", 400),
        ("GET /line/ws HTTP/1.1", "Host: {host}\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: x", 303),
    ],
)  # fmt: skip
def test_a_request_that_can_be_read_in_two_ways_is_read_in_neither(
    desk: Desk, request_line: str, headers: str, status: int
) -> None:
    known = {"host": desk.address.removeprefix("https://"), "origin": desk.address}
    text = f"{request_line}\n{headers}\nX-Forwarded-Proto: https\nAccept: text/html\nConnection: close\n\n".format(
        **known
    )
    answer = desk.raw(text)
    assert answer.startswith(f"HTTP/1.1 {status} "), answer[:200]
    assert "//evil" not in answer
    assert "made-up" not in answer


@pytest.mark.slow
@needs_chromium
def test_a_browser_signs_in_edits_and_signs_out_by_way_of_a_proxy(desk: Desk) -> None:
    (desk.folder / "events.csv").write_text(EVENTS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(ignore_https_errors=True)
        context.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        page = context.new_page()
        page.goto(desk.address)
        page.get_by_label("Name").fill("ann")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="line").first.click()
        page.get_by_role("link", name="4", exact=True).click()
        page.get_by_label("Note").fill("by way of a proxy")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("table.events")).to_contain_text("by way of a proxy")
        assert {cookie["name"] for cookie in context.cookies()} == {"__Host-breakranks", "__Host-breakranks-known"}
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("status")).to_contain_text("You are signed out")
        browser.close()
    assert "by way of a proxy" in (desk.folder / "events.csv").read_text()
