"""The workbench in a real browser: from an empty folder to a brief, by keyboard, in two tabs, and after accidents."""

import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from breakranks.case import check, load_case
from browser import needs_chromium
from case_folder import EVENTS, VERSION_2, write_case
from keyboard import Keyboard
from workbench_client import Browser as AtDesk
from workbench_server import PATIENCE, at_desk, browsing, started

pytestmark = [pytest.mark.whole, needs_chromium]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The link that a workbench printed, and the folder it was started in."""
    home = tmp_path_factory.mktemp("home")
    write_case(home / "line")
    write_case(home / "other")
    with started(home) as (process, link):
        urlopen(link).close()
        # So a system tells a program that the other end of a connection is gone.
        process.send_signal(signal.SIGPIPE)
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


@pytest.mark.slow
def test_from_an_empty_folder_to_a_brief_by_keyboard_alone(page: Page, server: tuple[str, Path]) -> None:
    keys, folder = Keyboard(page), server[1] / "by-keys"
    keys.write("A new case, called", "by-keys")
    keys.opening("Enter")
    keys.press("Tab")
    expect(page.get_by_text("Skip to the page")).to_be_focused()
    keys.press("Enter")
    keys.follow("link", "Add the first report")
    expect(page.get_by_role("heading", name="Add a report")).to_be_visible()
    day = str(load_case(folder).as_of[0])
    for label, text in (
        ("Day it happened", day), ("Day it was out", day), ("Whom it is about", "brigade-1"), ("Kind", "conduct.flee"),
    ):  # fmt: skip
        keys.write(label, text)
    keys.reach(page.get_by_label("Reliability"))
    page.keyboard.type("B")
    keys.reach(page.get_by_label("Credibility"))
    page.keyboard.type("3")
    keys.write("Note", "the brigade ran")
    keys.reach(page.get_by_text("The source is not in the list"))
    keys.press("Enter")
    keys.write("Name of the source", "An article")
    expect(page.locator("table.effects")).to_contain_text("Control left")
    keys.follow("button", "Save")
    expect(page.get_by_role("status").first).to_contain_text("Added report 1")
    assert check(folder) == ()
    keys.opening("Control+z")
    expect(page.get_by_role("status").first).to_contain_text("Undone: Added report 1")
    assert load_case(folder).events == ()
    keys.opening("Control+Shift+Z")
    expect(page.get_by_role("status").first).to_contain_text("Redone: Added report 1")
    keys.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    keys.follow("link", "Desk")
    expect(page.locator("#board")).to_contain_text("the brigade ran")
    keys.reach(page.locator("#day"))
    keys.press("Home")
    expect(page.locator("#board")).to_contain_text("Nothing had been reported by then")
    keys.press("End")
    expect(page.locator("#board")).to_contain_text("the brigade ran")
    keys.reach(page.get_by_role("link", name="All reports"))
    keys.follow("link", "Drafts")
    keys.reach(page.get_by_label("A text, with its day at the top"))
    page.keyboard.insert_text(
        f"{day}\n\nThe 1st Brigade fled overnight. Soldiers of the 1st Brigade refused an order.\n"
    )
    keys.follow("button", "Read it")
    expect(page.get_by_role("status").first).to_contain_text("Drafted 2 reports")
    keys.opening("r")
    expect(page.get_by_role("status").first).to_contain_text("Rejected the report")
    keys.opening("a")
    expect(page.get_by_role("status").first).to_contain_text("Accepted the report “")
    assert [event.kind for event in load_case(folder).events] == ["conduct.flee", "conduct.refuse"]
    keys.follow("link", "Write")
    keys.reach(page.get_by_role("link", name="Brief", exact=True))
    with page.expect_download() as download:
        keys.press("Enter")
    assert "An article" in download.value.path().read_text(encoding="utf-8")


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


def until(done: Callable[[], bool]) -> None:
    """Wait for another program."""
    for _ in range(PATIENCE // 50):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


STALL = """
import os, pathlib, time
replace = os.replace

def stalling(source, target):
    # The program hangs before the table of this name takes its place.
    if str(target).endswith("{table}"):
        pathlib.Path("stalled").touch()
        time.sleep(600)
    replace(source, target)

os.replace = stalling
"""


def test_a_server_killed_in_the_middle_of_a_save(chromium: Browser, tmp_path: Path) -> None:
    folder = write_case(tmp_path / "line", VERSION_2)
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    tables = ("sources.csv", "events.csv")
    before = [(folder / name).read_bytes() for name in tables]

    def saved() -> tuple[bool, ...]:
        now = [(folder / name).read_bytes() for name in tables]
        assert all(b"A new paper" in new for new, old in zip(now, before, strict=True) if new != old)
        return tuple(new != old for new, old in zip(now, before, strict=True))

    # A report with a new source changes two tables, of which sources.csv takes its place first.
    for stalled, half_done, done in (("sources.csv", (False, False), None), ("events.csv", (True, False), False)):
        with started(tmp_path, STALL.format(table=stalled)) as (process, link):
            desk = at_desk(page, link, "line")
            page.goto(f"{desk}edit/events?copy=2")
            if done is not None:
                assert (check(folder), saved()) == ((), (done, done))
                expect(page.get_by_role("button", name="Undo")).to_be_disabled()
            page.get_by_label("Note").fill("A new paper told it")
            page.get_by_text("The source is not in the list").click()
            page.get_by_label("Name of the source").fill("A new paper")
            page.get_by_role("button", name="Save").click(no_wait_after=True)
            until((tmp_path / "stalled").exists)
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
        (tmp_path / "stalled").unlink()
        assert saved() == half_done
    with started(tmp_path) as (_, link):
        page.goto(f"{at_desk(page, link, 'line')}reports")
        assert (check(folder), saved()) == ((), (True, True))
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("status").first).to_contain_text("Undone: Added report 5")
        assert [(folder / name).read_bytes() for name in tables] == before
    assert not [path.name for path in folder.iterdir() if path.suffix == ".half"]
    context.close()


def test_pages_work_without_a_script(chromium: Browser, server: tuple[str, Path]) -> None:
    shutil.rmtree(server[1] / "plain", ignore_errors=True)
    write_case(server[1] / "plain")
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(server[0])
    page.get_by_label("What stands after # in the link").fill(server[0].partition("#")[2])
    page.get_by_role("button", name="Open the workbench").click()
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
    page.get_by_role("link", name="Drafts", exact=True).click()
    article = b"18 January 2030\n\nThe 2nd Brigade fled from the bridge overnight.\n"
    page.get_by_label("Or a file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": article})
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("status").first).to_contain_text("Drafted 1 report")
    context.close()


def test_the_summary_is_printed_on_two_pages(tmp_path: Path) -> None:
    at_desk = AtDesk(tmp_path)
    answer = at_desk.client.get(f"{at_desk.base}/{at_desk.desk.id}/write/summary.pdf")
    assert answer.status_code == 200
    assert len(PdfReader(BytesIO(answer.content)).pages) == 2


def test_charts_and_the_map_fit_their_place_whatever_makes_it_narrow(page: Page) -> None:
    page.get_by_role("link", name="other").first.click()
    desk = page.url
    page.goto(f"{desk}timeline")
    for width in (420, 1100, 380):
        page.locator("main").evaluate("(main, width) => { main.style.width = `${width}px`; }", width)
        inner = page.locator(".chart").evaluate("chart => chart.clientWidth")
        expect(page.locator(".chart svg")).to_have_attribute("width", str(inner))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{desk}map")
    assert page.locator(".ground-box").evaluate("box => box.scrollWidth <= box.clientWidth")
    expect(page.locator(".marks.narrow .unit").first).to_be_visible()
    expect(page.locator(".marks.wide .unit").first).to_be_hidden()


def test_the_note_of_a_draft_follows_its_kind(page: Page, server: tuple[str, Path]) -> None:
    page.get_by_role("link", name="other").first.click()
    page.goto(f"{page.url}drafts")
    page.get_by_label("A text, with its day at the top").fill("18 January 2030\n\nThe 1st Brigade fled overnight.\n")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_label("Note")).to_have_value(re.compile("Goes back in disorder: "))
    page.locator("#f-kind").fill("conduct.withdraw")
    expect(page.get_by_label("Note")).to_have_value(re.compile("Goes back in order: "))
    page.get_by_label("Note").fill("My own words")
    page.locator("#f-kind").fill("conduct.flee")
    expect(page.get_by_label("Note")).to_have_value("My own words")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("Accepted the report “goes back in disorder”, 1st Brigade")
    page.get_by_role("link", name="What it moved").click()
    expect(page.get_by_role("heading", name="What the edits moved")).to_be_visible()
    assert load_case(server[1] / "other").events[-1].note == "My own words"


def test_a_report_is_saved_once_however_often_the_button_is_pressed(page: Page, server: tuple[str, Path]) -> None:
    page.get_by_role("link", name="other").first.click()
    page.goto(f"{page.url}edit/events?copy=2")
    page.get_by_label("Note").fill("pressed again")
    save = page.get_by_role("button", name="Save")
    save.evaluate("button => { for (const wait of [0, 20, 40, 60, 80]) setTimeout(() => button.click(), wait); }")
    expect(page.locator("table.events")).to_contain_text("pressed again")
    page.go_back()
    page.get_by_label("Note").fill("and once more")
    save.click()
    expect(page.locator("table.events")).to_contain_text("and once more")
    notes = [event.note for event in load_case(server[1] / "other").events]
    assert [notes.count("pressed again"), notes.count("and once more")] == [1, 1]
