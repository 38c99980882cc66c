"""The workbench in a real browser: from an empty folder to a brief, by keyboard, in two tabs, and for everyone."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pypdf import PdfReader

from breakranks.case import check, load_case
from browser import CHROMIUM, needs_chromium
from case_folder import EVENTS, write_case
from workbench_client import Browser as AtDesk

pytestmark = [pytest.mark.whole, needs_chromium]
PATIENCE = 60_000
"""Milliseconds that a busy machine may take."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A workbench of its own process, with the link that it printed and the folder it was started in."""
    home = tmp_path_factory.mktemp("home")
    write_case(home / "line")
    write_case(home / "other")
    command = [sys.executable, "-m", "breakranks", "open", "--no-browser"]
    environment = os.environ | {"XDG_DATA_HOME": str(home / ".data")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=home, text=True, env=environment, **pipes)
    assert process.stdout
    link = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
    yield link, home
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[1] == ""
    assert process.returncode in (130, -signal.SIGINT)


@pytest.fixture
def page(chromium: Browser, server: tuple[str, Path]) -> Iterator[Page]:
    """The shelf; whatever the page's scripts complain of fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page = context.new_page()
    complaints = list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
    page.goto(server[0])
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()
    yield page
    assert not complaints
    context.close()


def test_from_an_empty_folder_to_a_brief(page: Page, server: tuple[str, Path]) -> None:
    page.get_by_label("A new case, called").fill("first-case")
    page.get_by_role("button", name="New case").click()
    page.get_by_role("link", name="Add the first report").click()
    case = load_case(server[1] / "first-case")
    page.get_by_label("Day it happened").fill(str(case.as_of[0]))
    page.get_by_label("Day it was out").fill(str(case.as_of[0]))
    page.get_by_label("Whom it is about").fill("brigade-1")
    page.get_by_label("Kind").fill("conduct.flee")
    expect(page.locator("#m-kind")).to_contain_text("goes back in disorder")
    page.get_by_text("The source is not in the list").click()
    page.get_by_label("Name of the source").fill("An article")
    page.get_by_text("Which letter and number?").click()
    page.get_by_role("button", name="Mostly right: B").click()
    page.get_by_role("button", name="It may be so: 3").click()
    page.get_by_label("Note").fill("the brigade ran")
    expect(page.locator("table.effects")).to_contain_text("Control left")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Added report 1")
    assert check(server[1] / "first-case") == ()
    page.get_by_role("link", name="Desk", exact=True).click()
    expect(page.locator("#board")).to_contain_text("the brigade ran")
    page.get_by_role("link", name="Write", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Brief", exact=True).click()
    assert "A title" in download.value.path().read_text(encoding="utf-8")


def test_by_keyboard_alone(page: Page, server: tuple[str, Path]) -> None:
    page.goto(page.get_by_role("link", name="other").first.evaluate("link => link.href"))
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#day").focus()
    before = page.locator("#headline").inner_text()
    page.keyboard.press("Home")
    expect(page.locator("#headline")).not_to_have_text(before)
    expect(page.locator("#headline")).to_have_text(re.compile(r"As of 1\sJan 2030"))
    page.locator("body").press("n")
    expect(page.get_by_role("heading", name="Add report")).to_be_visible()
    for label, text in (
        ("Day it happened", "2030-01-15"), ("Day it was out", "2030-01-16"), ("Whom it is about", "brigade-1"),
        ("Kind", "conduct.refuse"), ("Source", "wire"), ("Note", "would not go"),
    ):  # fmt: skip
        page.get_by_label(label, exact=label in ("Source", "Kind")).first.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
    page.get_by_label("Reliability").focus()
    page.keyboard.type("B")
    page.get_by_label("Credibility").focus()
    page.keyboard.type("2")
    page.get_by_label("Note").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Added report 5")
    page.locator("body").press("Control+z")
    expect(page.get_by_role("status").first).to_contain_text("Undone: Added report 5")
    assert (server[1] / "other" / "events.csv").read_text() == EVENTS
    page.locator("body").press("Control+Shift+Z")
    expect(page.get_by_role("status").first).to_contain_text("Redone: Added report 5")
    page.locator("body").press("/")
    expect(page.get_by_label("Search")).to_be_focused()


def test_two_tabs_and_another_program(page: Page, server: tuple[str, Path]) -> None:
    page.get_by_role("link", name="line").first.click()
    desk, events = page.url, server[1] / "line" / "events.csv"
    other = page.context.new_page()
    other.goto(f"{desk}edit/events?number=4")
    other.get_by_label("Note").fill("mine")
    page.goto(f"{desk}edit/events?number=4")
    page.get_by_label("Note").fill("theirs")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("table.events")).to_contain_text("theirs")
    expect(other.locator("#outside")).to_contain_text("changed elsewhere")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("alert")).to_contain_text("Somebody changed this meanwhile")
    expect(other.get_by_label("Note")).to_have_value("mine")
    other.get_by_role("button", name="Save mine over it").click()
    expect(other.locator("table.events")).to_contain_text("mine")
    expect(page.locator("table.events")).to_contain_text("mine")
    events.write_text(EVENTS.replace("arrests", "from a spreadsheet"))
    expect(page.locator("table.events")).to_contain_text("from a spreadsheet")
    expect(other.locator("table.events")).to_contain_text("from a spreadsheet")


VIEWS = ("", "edit/events?number=1", "reports", "map", "formation/brigade-1")
ONCE = (
    "drafts",
    "head",
    "timeline",
    "what-if",
    "forecasts",
    "tables",
    "write",
    "compare",
    "tables/areas",
    "text/case.toml",
    "area/town",
)
"""Views that show nothing in dark or on a phone that the others do not."""


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_nobody_is_shut_out(chromium: Browser, server: tuple[str, Path], look: str) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844} if look == "phone" else {"width": 1440, "height": 900},
        color_scheme="dark" if look == "dark" else "light",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(server[0])
    page.get_by_role("link", name="other").first.click()
    desk = page.url
    found = list[str]()
    for view in (*VIEWS, *(ONCE if look == "light" else ())):
        page.goto(desk + view)
        if view in ("timeline", "formation/brigade-1"):
            page.wait_for_selector("html[data-drawn]")
        broken = Axe().run(page).response["violations"]
        found += [f"{view}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in broken]
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{view}: {width} pixels too wide"] if width > 0 else []
    context.close()
    assert not found


def test_pages_work_without_a_script(chromium: Browser, server: tuple[str, Path]) -> None:
    shutil.rmtree(server[1] / "plain", ignore_errors=True)
    write_case(server[1] / "plain")
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(server[0])
    page.get_by_role("link", name="plain").first.click()
    page.get_by_role("link", name="One day back").click()
    expect(page.locator("#headline")).to_have_text(re.compile(r"As of 9\sFeb 2030"))
    page.get_by_role("link", name="Reports", exact=True).click()
    page.get_by_role("link", name="4", exact=True).click()
    page.get_by_label("Credibility").select_option("1")
    page.get_by_role("button", name="Show the effect").click()
    expect(page.get_by_role("main")).to_contain_text("Control left")
    page.go_back()
    page.get_by_label("Credibility").select_option("1")
    page.get_by_role("button", name="Save").click()
    assert "grip.coerce,,daily,D,1" in (server[1] / "plain" / "events.csv").read_text()
    context.close()


def test_the_summary_is_printed_on_two_pages(tmp_path: Path) -> None:
    at_desk = AtDesk(tmp_path)
    answer = at_desk.client.get(f"{at_desk.base}/{at_desk.desk.id}/write/summary.pdf")
    assert answer.status_code == 200
    assert len(PdfReader(BytesIO(answer.content)).pages) == 2
