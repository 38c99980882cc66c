"""Signing in to a shared workbench in a real browser: by keyboard, and for everyone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from breakranks.workbench.app import application
from breakranks.workbench.server import listening
from breakranks.workbench.sessions import Sessions
from breakranks.workbench.signing import Address, SignIn
from breakranks.workbench.web import Workbench
from browser import CHROMIUM, needs_chromium
from case_folder import write_case

pytestmark = [pytest.mark.whole, needs_chromium]
PASSWORD = "the river is wide"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[tuple[str, SignIn]]:
    """A shared workbench; a browser takes this machine's own address for one that TLS protects."""
    write_case(tmp_path / "line")
    known = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(PASSWORD)
    with listening(0) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        (tmp_path / "users.csv").write_text(f'name,role,hash\nann,coder,"{known}"\n')
        gate = SignIn(tmp_path / "users.csv", Address(f"http://{host}", host))
        app = application(Workbench(gate.base, tmp_path, shared=True), gate)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://{host}", gate
        server.should_exit = True
        thread.join(timeout=30)


@pytest.mark.slow
def test_signing_in_and_out_by_keyboard(shared: tuple[str, SignIn]) -> None:
    address, gate = shared
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        # What the proxy would add.
        context = browser.new_context(extra_http_headers={"X-Forwarded-Proto": "https"}, color_scheme="dark")
        context.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.get_by_label("Password")).to_have_attribute("type", "password")
        page.get_by_label("Name").focus()
        page.keyboard.type("ann")
        page.keyboard.press("Tab")
        page.keyboard.type("a wrong one")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("do not go together")
        broken = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(page).response["violations"]]
        page.get_by_label("Password").focus()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Cases")).to_be_visible()
        assert [cookie["httpOnly"] and cookie["secure"] for cookie in context.cookies()] == [True, True]
        page.get_by_role("link", name="line").first.click()
        expect(page.get_by_role("heading", name="As of")).to_be_visible()
        broken += [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(page).response["violations"]]
        page.get_by_role("link", name="change your password").press("Enter")
        expect(page.get_by_label("The one you have")).to_be_visible()
        broken += [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(page).response["violations"]]
        page.go_back()
        page.get_by_role("link", name="4", exact=True).press("Enter")
        page.get_by_label("Note").fill("written for an hour")
        gate.sessions = Sessions()
        expect(page.locator("#outside")).to_contain_text("You are signed out")
        other = context.new_page()
        other.goto(address)
        other.get_by_label("Name").fill("ann")
        other.get_by_label("Password").fill(PASSWORD)
        other.get_by_role("button", name="Sign in").press("Enter")
        expect(page.locator("#outside")).to_be_hidden()
        page.get_by_role("button", name="Save").press("Enter")
        expect(page.locator("table.events")).to_contain_text("written for an hour")
        page.get_by_role("button", name="Sign out").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("You are signed out")
        page.go_back()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        browser.close()
    assert not broken
