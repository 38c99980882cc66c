"""What the workbench shows and does: days, effects before saving, conflicts, problems, forecasts, files."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from breakranks import __version__
from breakranks.assessment import headline
from breakranks.assumptions import read_assumptions
from breakranks.case import check, load_case
from breakranks.drafts import Draft, add_drafts, read_drafts
from breakranks.evidence import as_of
from breakranks.importing import import_file
from breakranks.whole import assess
from breakranks.workbench.editing import numbers
from case_folder import EVENTS, FILES
from import_files import scenario, unit
from workbench_client import Browser, words

NEW = {
    "cell__date": "2030-01-18",
    "cell__reported": "2030-01-19",
    "cell__formation": "brigade-2",
    "cell__area": "bridge",
    "cell__kind": "conduct.flee",
    "cell__people": "600",
    "cell__source": "wire",
    "cell__reliability": "A",
    "cell__credibility": "1",
    "cell__note": "ran in the night",
}


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path)


def test_the_headline_is_that_of_the_assessment(browser: Browser) -> None:
    case, day = load_case(browser.folder), date(2030, 1, 20)
    assumptions = read_assumptions(case.slug)
    quick, whole = headline(assumptions, as_of(case, day, assumptions.values)), assess(case, day)
    assert quick.explanations == pytest.approx({z: p.value for z, p in whole.explanations.items()})
    assert (quick.control.value, quick.control.low) == pytest.approx((whole.control.value, whole.control.low))
    assert quick.held == pytest.approx(whole.areas_held)
    counted = {f.key: f for f in whole.forecasts if f.horizon == 28 and f.formation is None}
    assert quick.states == {key: f.state for key, f in counted.items()}
    for key, p in quick.forecasts.items():
        assert p == pytest.approx(counted[key].probability.value, abs=0.06)
    assert quick.formations == pytest.approx({s.formation: s.control for s in whole.formations})


def test_what_was_not_yet_reported_is_not_on_the_desk(browser: Browser) -> None:
    early, late = browser.get("?day=2030-01-16"), browser.get("?day=2030-01-17")
    assert "arrests" not in early
    assert "3 reports" in words(early)
    assert "arrests" in late
    assert browser.get("?day=1999-01-01").count("As of 1\xa0Jan 2030")


def test_the_effect_of_a_report_is_shown_before_it_is_saved_and_comes_true(browser: Browser) -> None:
    before = browser.text()
    effect = words(browser.post("effect/events", **NEW))
    assert browser.text() == before
    told = re.search(r"Control left (\S+ %) (\S+ %) (\S+)", effect)
    assert told
    assert told[3] != "0"
    asked = r"(?:Area given up: The \w+|nordered exit|urrender|utiny|ollapse|hold its ground)"
    assert len(re.findall(rf"{asked} \S+ % \S+ % \S+", effect)) == 3
    assert re.search(r"Area given up: The bridge \d+\s% cannot be told –", effect)
    browser.post("save/events", **NEW)
    assert told[2] in words(browser.get("?day=2030-02-10"))
    assert (
        browser.text() == before + "2030-01-18,2030-01-19,brigade-2,bridge,conduct.flee,600,wire,A,1,ran in the night\n"
    )


def test_a_report_that_was_not_out_yet_says_so(browser: Browser) -> None:
    effect = words(browser.post("effect/events", **NEW, day="2030-01-16"))
    assert "It was not out by 16 Jan 2030" in effect
    assert "As of 19 Jan 2030" in effect


def test_a_report_is_changed_copied_and_deleted(browser: Browser) -> None:
    form = browser.shown("edit/events?number=2")
    form.pop("form")
    browser.post("save/events", **{**form, "cell.people": "41"})
    assert browser.text() == EVENTS.replace(",40,", ",41,")
    copy = browser.shown("edit/events?copy=2")
    copy.pop("form")
    assert copy["was"] == ""
    browser.post("save/events", **copy)
    assert browser.text().count("forty men gone") == 2
    gone = browser.shown("edit/events?number=2")
    gone.pop("form")
    browser.post("save/events", **gone, action="delete")
    assert browser.text().count("forty men gone") == 1
    for _ in range(3):
        browser.post("undo")
    assert browser.text() == EVENTS
    browser.post("redo")
    assert browser.text() == EVENTS.replace(",40,", ",41,")


def test_what_is_wrong_with_a_report_is_said_and_nothing_saved(browser: Browser) -> None:
    page = words(
        browser.post("save/events", 422, **{**NEW, "cell__kind": "conduct.fle", "cell__formation": "brigade-9"})
    )
    assert "events.csv, line 6, column kind: 'conduct.fle' is not a kind. Nearest: 'conduct.flee'" in page
    assert "there is no formation 'brigade-9'" in page
    assert browser.text() == EVENTS


def test_a_new_source_comes_with_its_first_report(browser: Browser) -> None:
    new = {**NEW, "cell__source": "", "source__name": 'A "new" paper', "source__url": "https://example.org/new"}
    browser.post("save/events", **new)
    case = load_case(browser.folder)
    source = case.sources[case.events[-1].sources[0]]
    assert (source.name, source.url) == ('A "new" paper', "https://example.org/new")
    browser.post("undo")
    assert browser.text() == EVENTS
    assert not (browser.folder / "sources.csv").exists()


def test_two_tabs_that_change_one_report_lose_nothing(browser: Browser) -> None:
    one = {key: value for key, value in browser.shown("edit/events?number=4").items() if key != "form"}
    browser.post("save/events", **{**one, "cell.note": "first"})
    page = words(browser.post("save/events", 409, **{**one, "cell.note": "second"}))
    assert "Somebody changed this meanwhile" in page
    assert "Note second first" in page
    assert browser.text() == EVENTS.replace("arrests", "first")


def test_changes_of_different_reports_do_not_clash(browser: Browser) -> None:
    one = {key: value for key, value in browser.shown("edit/events?number=4").items() if key != "form"}
    lines = EVENTS.splitlines(keepends=True)
    (browser.folder / "events.csv").write_text("".join([lines[0], *lines[2:]]))
    browser.post("save/events", **{**one, "cell.note": "mine"})
    assert browser.text() == "".join([lines[0], *lines[2:]]).replace("arrests", "mine")


def test_a_file_that_another_program_changed_is_seen(browser: Browser) -> None:
    before = browser.get("version")
    (browser.folder / "events.csv").write_text(EVENTS.replace("arrests", "sudden arrests"))
    assert browser.get("version") != before
    assert "sudden arrests" in browser.get("reports")


def test_a_folder_with_problems_shows_them_and_can_be_mended(browser: Browser) -> None:
    (browser.folder / "events.csv").write_text(EVENTS.replace("order.hold", "order.holt"))
    page = browser.get("reports", 422)
    assert "events.csv, line 2, kind : 'order.holt' is not a kind" in words(page)
    link = re.search(r'href="[^"]*/(text/events\.csv\?line=2)"', page)
    assert link
    browser.get(link[1])
    browser.post("text/events.csv", text=EVENTS, version=browser.desk.folder.version_of("events.csv"))
    assert check(browser.folder) == ()


def test_text_that_was_changed_elsewhere_is_not_written_over(browser: Browser) -> None:
    version = browser.desk.folder.version_of("events.csv")
    (browser.folder / "events.csv").write_text(EVENTS.replace("arrests", "theirs"))
    page = browser.post("text/events.csv", 409, text=EVENTS.replace("arrests", "mine"), version=version)
    assert "mine" in page
    assert "theirs" in page
    assert "theirs" in browser.text()


def test_neighbours_are_named_on_both_sides(browser: Browser) -> None:
    (browser.folder / "outcomes.csv").unlink()
    new = {
        "cell__id": "",
        "cell__name": "The hill",
        "cell__lat": "46.8",
        "cell__lon": "32.5",
        "cell__adjacent": "town",
    }
    browser.post("save/areas", **new)
    areas = {area.id: area.adjacent for area in load_case(browser.folder).areas}
    assert areas == {"town": ("bridge", "the-hill"), "bridge": ("town",), "the-hill": ("town",)}


def test_search_and_filters(browser: Browser) -> None:
    assert "1 report" in words(browser.get("reports?q=forty+BRIGADE"))
    assert "0 reports" in words(browser.get("reports?q=forty&group=order"))
    assert "told to hold the town" in browser.get("reports?area=town&group=order")


def test_a_case_that_ships_is_copied_before_it_is_changed(browser: Browser, tmp_path: Path) -> None:
    client, base, token = browser.client, browser.base, browser.known.form
    page = client.get(f"{base}/shipped/falklands-1982")
    assert "comes with breakranks and stays as it is" in page.text
    url = str(page.url)
    assert client.post(f"{url}save/events", data={"form": token, **NEW}).status_code == 422
    assert client.post(f"{url}copy", data={"form": token, "name": "islands"}).status_code == 200
    assert check(tmp_path / "islands") == ()
    assert "islands" in client.get(f"{base}/").text


def test_a_new_case_can_be_started(browser: Browser, tmp_path: Path) -> None:
    page = browser.client.post(f"{browser.base}/new", data={"form": browser.known.form, "name": "my-case"})
    assert page.status_code == 200
    assert "Start here" in page.text
    assert check(tmp_path / "my-case") == ()
    board = browser.client.get(str(page.url).removesuffix("tables"))
    assert "Start here" in board.text


def test_a_new_case_is_called_as_people_call_it(browser: Browser, tmp_path: Path) -> None:
    named = {"form": browser.known.form, "name": 'The "Łódź" front,  1914'}
    page = browser.client.post(f"{browser.base}/new", data=named)
    assert page.status_code == 200
    assert load_case(tmp_path / "the-lodz-front-1914").title == 'The "Łódź" front, 1914'


def test_what_an_empty_case_says_is_an_example_and_not_to_be_deleted_first(browser: Browser, tmp_path: Path) -> None:
    page = browser.client.post(f"{browser.base}/new", data={"form": browser.known.form, "name": "my-case"})
    url = str(page.url).removesuffix("tables") + "head"
    form = browser.client.get(url).text
    assert 'value="" placeholder="Who it fights"' in form
    version = re.search(r'name="version" value="(\w+)"', form)
    assert version
    days = dict(re.findall(r'name="(head\.\w+)" value="([^"]+)"', form))
    sent = {"form": browser.known.form, "version": version[1], **days, "head.title": "A front"}
    assert browser.client.post(url, data=sent).status_code == 200
    case = load_case(tmp_path / "my-case")
    assert (case.title, case.opponent) == ("A front", "Who it fights")


def test_own_forecasts_stand_beside_the_tool_s_and_are_scored(browser: Browser) -> None:
    new = {
        "cell__date": "2030-01-25",
        "cell__author": "me",
        "cell__question": "area-given-up",
        "cell__area": "town",
        "cell__horizon_days": "28",
        "cell__probability": "0.7",
    }
    browser.post("save/judgements", **new)
    page = words(browser.get("forecasts"))
    assert re.search(r"by number: 70\s% \d+\s% it happened 0\.090", page)
    browser.post("undo")
    assert not (browser.folder / "judgements.csv").exists()


def test_pages_of_areas_and_formations_and_choices(browser: Browser) -> None:
    assert "told to hold the town" in browser.get("area/town")
    page = words(browser.get("formation/brigade-1"))
    assert "A soldier lives two weeks if it stays" in page
    assert "forty men gone" in page
    browser.get("area/nowhere", 404)
    one, other = browser.get("what-if"), browser.get("what-if?opponent=presses")
    assert re.findall(r'<td class="number">[^<]+', one) != re.findall(r'<td class="number">[^<]+', other)


def test_two_days_compared(browser: Browser) -> None:
    form = browser.get("compare?from=2030-01-10&to=2030-01-20")
    assert "compared?from=2030-01-10&amp;to=2030-01-20" in form
    page = browser.get("compared?from=2030-01-10&to=2030-01-20")
    assert "What moved it" in page
    assert "arrests" in page
    browser.get("compare?from=2030-01-20&to=2030-01-10", 422)


def test_what_is_written_is_dated_and_whole(browser: Browser) -> None:
    url = f"{browser.base}/{browser.desk.id}/write"
    brief, report = browser.client.get(f"{url}/brief.md"), browser.client.get(f"{url}/report.html")
    assert brief.headers["content-disposition"] == 'attachment; filename="line-2030-02-10-brief.md"'
    assert "A made-up river line" in brief.text
    assert report.text.startswith("<!doctype html>")
    assert "How far this hangs on coding" in report.text
    word = Document(BytesIO(browser.client.get(f"{url}/brief.docx").content))
    assert word.paragraphs[0].text == "A made-up river line"
    sources = brief.text.split("## Sources")[1]
    assert "- A daily paper, January 2030" in sources
    assert "http" not in sources
    assert "10\xa0Feb 2030" in brief.text
    assert f"breakranks {__version__}" in brief.text
    texts = [p.text for p in word.paragraphs]
    assert any(text.startswith("A daily paper, January 2030") for text in texts)
    assert any("as of 10\xa0Feb 2030" in text for text in texts)
    assert f"breakranks {__version__}" in "".join(texts)
    assert "The ladder" in [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert any("Area given up" in cell.text for table in word.tables for cell in table.column_cells(0))
    assert "**" not in "".join(p.text for p in word.paragraphs)
    assert browser.client.get(f"{url}/secrets").status_code == 404


def test_outlines_of_areas_are_drawn_where_there_are_some(browser: Browser) -> None:
    cells = browser.get("map")
    ring = [[32.5, 46.5], [32.65, 46.5], [32.65, 46.65], [32.5, 46.5]]
    outline = {"type": "Feature", "properties": {"id": "town"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (browser.folder / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [outline]}))
    assert browser.get("map") != cells
    assert "areas.geojson" in browser.get("map")
    (browser.folder / "areas.geojson").write_text("[[[[")
    assert "nearest to the middle" in browser.get("map")
    assert "areas.geojson: this is not JSON" in browser.get("map")


def test_edits_are_compared_and_their_parts_add_up(browser: Browser) -> None:
    assert "Nothing was edited yet" in browser.get("compare")
    browser.post("save/events", **NEW)
    form = {key: value for key, value in browser.shown("edit/events?number=2").items() if key != "form"}
    browser.post("save/events", **{**form, "cell.people": "2000", "cell.credibility": "1"})
    assert "before all edits of" in browser.get("compare")
    page = browser.get("compared-with?with=edit-1")
    assert "2\xa0rows differ" in page
    rows = re.findall(r"<tr>(.*?)</tr>", page[page.index("What each report moved") :], re.DOTALL)
    parts = [[float(x.replace("−", "-")) for x in re.findall(r">\s*([+−]?\d+\.\d)<", row)] for row in rows[1:]]
    assert len(parts) == 4
    for *moved, change in zip(*parts, strict=True):
        assert sum(moved) == pytest.approx(change, abs=0.16)
    assert any(abs(change) > 0.5 for change in parts[-1])
    assert parts[2] == [0.0] * len(parts[2])
    browser.post("undo")
    browser.get("compared-with?with=edit-2", 422)
    browser.get("compared-with?with=nothing", 404)


def test_two_codings_of_one_case_are_compared(browser: Browser, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for file in browser.folder.iterdir():
        (other / file.name).write_bytes(file.read_bytes().replace(b"conduct.desert,40", b"conduct.flee,400"))
    desk = browser.bench.open(other)
    page = words(browser.get(f"compared-with?with={desk.id}"))
    assert "1 row differs" in page
    assert "Report 2, changed" in page


def test_the_effect_is_shown_as_of_the_day_it_was_out_however_that_is_written(browser: Browser) -> None:
    sent = NEW | {"cell__date": "2030-01-25", "cell__reported": "9 Feb 2030"}
    page = words(browser.post("effect/events", day="2030-01-20", **sent))
    assert "As of 9 Feb 2030" in page.replace("\xa0", " ")


def test_what_the_case_is_can_be_changed(browser: Browser) -> None:
    form = {key: value for key, value in browser.shown("head").items() if key != "form"}
    before = browser.text("case.toml")
    new = {
        **form,
        "head.title": 'A "new" title',
        "head.as_of": "2030-01-20, 2030-02-01",
        "head.summary": "Two brigades hold a town and a bridge.",
    }
    browser.post("head", **new)
    case = load_case(browser.folder)
    assert (case.title, case.as_of) == ('A "new" title', (date(2030, 1, 20), date(2030, 2, 1)))
    changed = [a for a, b in zip(before.splitlines(), browser.text("case.toml").splitlines(), strict=True) if a != b]
    assert [line.split(" = ")[0] for line in changed] == ["title", "as_of"]
    page = words(
        browser.post("head", 422, **{**new, "version": browser.desk.folder.version_of("case.toml"), "head.end": "soon"})
    )
    assert "Last day: 'soon' is not a date" in page
    page = browser.post("head", 409, **{**new, "head.title": "Mine"})
    assert "changed elsewhere" in page
    assert "The file says now: A &#34;new&#34; title" in page
    again = re.search(r'name="version" value="(\w+)"', page)
    assert again
    browser.post("head", **{**new, "head.title": "Mine", "version": again[1]})
    assert load_case(browser.folder).title == "Mine"


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("20 January 2030; Feb. 1, 2030", (date(2030, 1, 20), date(2030, 2, 1))),
        ("January 20, 2030, 1.2.2030", (date(2030, 1, 20), date(2030, 2, 1))),
        ("[2030-01-20 2030-02-01]", (date(2030, 1, 20), date(2030, 2, 1))),
    ],
)
def test_days_of_the_case_are_written_as_in_tables(browser: Browser, asked: str, days: tuple[date, ...]) -> None:
    form = {key: value for key, value in browser.shown("head").items() if key != "form"}
    browser.post("head", **{**form, "head.summary": "Red holds a town.", "head.as_of": asked, "head.end": "28.02.2030"})
    case = load_case(browser.folder)
    assert (case.as_of, case.end) == (days, date(2030, 2, 28))
    assert "end = 2030-02-28\n" in browser.text("case.toml")


@pytest.mark.parametrize(
    ("key", "written", "told"),
    [
        ("end", "1/2/2030", "Last day: '1/2/2030' may be 1 February 2030 or 2 January 2030"),
        ("end", "30 February 2030", "there is no day '30 February 2030'"),
        ("as_of", "2030-01-20, February 2030", "not a day. Give one day; if no more is known, the last day"),
    ],
)
def test_a_day_that_cannot_be_read_is_said_as_of_tables(browser: Browser, key: str, written: str, told: str) -> None:
    form = {key: value for key, value in browser.shown("head").items() if key != "form"}
    before = browser.text("case.toml")
    page = words(browser.post("head", 422, **{**form, "head.summary": "Red holds a town.", f"head.{key}": written}))
    assert told in page
    assert browser.text("case.toml") == before


def test_a_folder_that_went_away_is_a_sentence(browser: Browser) -> None:
    browser.folder.rename(browser.folder.with_name("gone"))
    assert "cannot be read" in browser.get("", 422)
    assert browser.get("version") == '{"version":null}'
    assert "Cases" in browser.client.get(f"{browser.base}/").text


def test_drafts_are_looked_at_accepted_and_rejected_and_that_can_be_undone(browser: Browser) -> None:
    assert "Nothing is proposed" in browser.get("drafts")
    told = {
        "source": "wire",
        "reliability": "B",
        "credibility": "2",
        "words": "The brigade <b>fled</b>.",
        "coder": "acled",
    }
    given = {"date": "2030-01-18", "reported": "2030-01-19", "formation": "brigade-2", **told}
    drafts = [
        Draft("acled:1", kind="conduct.flee", area="bridge", alternatives="conduct.withdraw", note="fled", **given),
        Draft("acled:2", kind="conduct.refuse", area="nowhere", note="refused", **given),
    ]
    add_drafts(browser.folder, drafts)
    page = browser.get("drafts")
    assert "The brigade &lt;b&gt;fled&lt;/b&gt;." in page
    assert "2\xa0drafts waiting" in page
    sent = {"id": "acled:1", "cell.kind": "conduct.withdraw"}
    assert "Control left" in browser.post("drafts/effect", **sent)
    assert browser.text() == EVENTS
    page = words(browser.post("drafts", action="accept", **sent))
    assert "Accepted the report “goes back in order”, 2nd Brigade, 18 Jan 2030." in page
    assert "proposed by the import from ACLED" in page
    assert load_case(browser.folder).events[-1].kind == "conduct.withdraw"
    assert "there is no area 'nowhere'" in words(browser.post("drafts", 422, action="accept", id="acled:2"))
    page = words(browser.post("drafts", action="reject", id="acled:2"))
    assert "Rejected the report “refuses an order”, 2nd Brigade, 18 Jan 2030." in page
    assert [draft.status for draft in read_drafts(browser.folder)] == ["accepted", "rejected"]
    browser.post("undo")
    browser.post("undo")
    assert [draft.status for draft in read_drafts(browser.folder)] == ["open", "open"]
    assert browser.text() == EVENTS


def test_how_far_it_hangs_on_coding(browser: Browser) -> None:
    waiting = browser.get("sensitivity")
    link = re.search(r'data-load="[^"]*/(sensitivity\?[^"]*)"', waiting)
    assert link
    page = words(browser.get(link[1].replace("&amp;", "&")))
    assert "Left out: the reports whose absence would move most" in page


def test_a_text_that_is_pasted_becomes_drafts_and_no_file_is_read(browser: Browser, tmp_path: Path) -> None:
    text = "A daily\n18 January 2030\n\nThe 2nd Brigade fled from the bridge overnight, leaving its equipment behind.\n"
    browser.post("drafts/read", text=text)
    (draft,) = read_drafts(browser.folder)
    assert (draft.formation, draft.kind) == ("brigade-2", "conduct.flee")
    (tmp_path / "secret.txt").write_text(text.replace("2nd", "1st").replace("fled", "surrendered"))
    browser.post("drafts/read", text=str(tmp_path / "secret.txt"))
    assert len(read_drafts(browser.folder)) == 1
    assert browser.text() == EVENTS


def test_a_text_that_cannot_be_read_is_not_lost_and_its_source_has_the_name_that_it_is_given(browser: Browser) -> None:
    text = "18 January 2031\n\nThe 2nd Brigade fled from the bridge overnight.\n"
    page = browser.post("drafts/read", 422, text=text, called="A <daily>")
    assert "outside the window of the case" in words(page)
    assert text in page
    assert 'value="A &lt;daily&gt;"' in page
    assert "There is nothing to read" in browser.post("drafts/read", 422, text=" ")
    browser.post("drafts/read", text=text.replace("2031", "2030"), called="A <daily>")
    (draft,) = read_drafts(browser.folder)
    assert draft.source_name == "A <daily>"
    browser.post("drafts", action="accept", id=draft.id)
    assert "A &lt;daily&gt;" in browser.get("reports")


def test_who_published_a_text_goes_before_the_title_at_its_top(browser: Browser) -> None:
    text = "Brigade flees\n18 January 2030\n\nThe 2nd Brigade fled from the bridge overnight.\n"
    browser.post("drafts/read", text=text, called="A daily")
    (draft,) = read_drafts(browser.folder)
    assert (draft.source_name, draft.source_published) == ("A daily", "2030-01-18")


ARTICLE = "A daily\n18 January 2030\n\nThe 2nd Brigade fled from the bridge overnight, leaving its equipment behind.\n"


def word(*paragraphs: str) -> bytes:
    document, out = Document(), BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", ARTICLE.encode()), ("a.docx", word(*ARTICLE.splitlines())), ("no name.pdf", ARTICLE.encode("utf-16"))],
    ids=["plain", "word", "utf-16"],  # What Word holds tells the time, and ids must be the same in every process.
)
def test_a_file_becomes_drafts_and_that_can_be_undone(browser: Browser, name: str, content: bytes) -> None:
    before = sorted(browser.folder.iterdir())
    page = words(browser.send("drafts/read", name, content, text="", called="A daily"))
    assert "Drafted 1 report." in page
    (draft,) = read_drafts(browser.folder)
    assert (draft.formation, draft.kind, draft.source_name) == ("brigade-2", "conduct.flee", "A daily")
    added = {path.name for path in browser.folder.iterdir()} - {path.name for path in before}
    assert added == {"drafts.csv", ".breakranks"}
    browser.post("drafts", action="accept", id=draft.id)
    browser.post("undo")
    assert browser.text() == EVENTS
    assert "Nothing is proposed" in browser.post("undo")
    assert not (browser.folder / "drafts.csv").exists()
    browser.post("redo")
    assert read_drafts(browser.folder) == (draft,)
    browser.send("drafts/read", name, content, text="", called="A daily")
    browser.post("undo")
    assert not (browser.folder / "drafts.csv").exists()


def test_undoing_what_was_read_leaves_the_drafts_that_were_there(browser: Browser) -> None:
    first = Draft("acled:1", date="2030-01-18", kind="conduct.flee", formation="brigade-1", source="wire")
    add_drafts(browser.folder, [first])
    browser.post("drafts/read", text=ARTICLE)
    assert len(read_drafts(browser.folder)) == 2
    browser.post("undo")
    assert read_drafts(browser.folder) == (first,)


def test_a_draft_for_a_table_that_is_not_edited_here_is_refused_in_a_sentence(browser: Browser) -> None:
    (browser.folder / "sources.tsv").write_text("key\tname\turl\nold\tAn old paper\t\n")
    told = {"source": "new", "source_name": "A new paper", "reliability": "B", "credibility": "2"}
    day = {"date": "2030-01-18", "reported": "2030-01-19", "formation": "brigade-2", "note": "fled"}
    add_drafts(browser.folder, [Draft("acled:1", kind="conduct.flee", **day, **told)])
    assert "sources.tsv is no file that the workbench knows" in words(
        browser.post("drafts", 422, action="accept", id="acled:1")
    )
    assert browser.text() == EVENTS


def test_a_case_of_workbooks_is_made_plain_and_can_then_be_changed(browser: Browser) -> None:
    book, events = Workbook(), browser.folder / "events.csv"
    for row in csv.reader(events.read_text().splitlines()):
        book.active.append(row)
    book.save(browser.folder / "events.xlsx")
    events.unlink()
    areas = browser.folder / "areas.csv"
    areas.write_bytes(areas.read_bytes().replace(b"The town", "Die Städte".encode("cp1252")))
    as_they_were = {name: (browser.folder / name).read_bytes() for name in ("events.xlsx", "areas.csv")}
    assert "areas.csv, events.xlsx can be read and not changed here" in words(browser.get("tables"))
    for view in ("edit/events?number=2", "tables/areas", "text/areas.csv"):
        page = browser.get(view, 422)
        assert 'action="' + f"{browser.base}/{browser.desk.id}/plain" in page
    assert "Undo does not take this back" in words(page)
    version = browser.shown("plain")["version"]
    assert not events.exists()
    browser.post("plain", 409, version="another")
    assert not events.exists()
    done = words(browser.post("plain", version=version))
    assert re.search(r"Wrote .*events.csv.* The files as they were lie in originals-1", done)
    assert {name: (browser.folder / "originals-1" / name).read_bytes() for name in as_they_were} == as_they_were
    assert not (browser.folder / "events.xlsx").exists()
    assert "Die Städte" in browser.text("areas.csv")
    form = {key: value for key, value in browser.shown("edit/events?number=2").items() if key != "form"}
    browser.post("save/events", **{**form, "cell.people": "41"})
    assert [event.people for event in load_case(browser.folder).events] == [None, 41, None, None]
    assert "All tables are plain already" in browser.get("plain")


def test_a_table_that_is_a_link_is_not_made_plain(browser: Browser, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(browser.text("areas.csv").replace("The town", "Die Städte").encode("cp1252"))
    (browser.folder / "areas.csv").unlink()
    (browser.folder / "areas.csv").symlink_to(outside)
    page = browser.post("plain", 422, version=browser.desk.folder.version)
    assert "it is a link to a file elsewhere" in page
    assert not (browser.folder / "originals-1").exists()


def test_an_effect_names_what_can_no_longer_be_told(browser: Browser) -> None:
    case = load_case(browser.folder)
    assumptions = read_assumptions(case.slug)
    before = headline(assumptions, as_of(case, date(2030, 1, 20), assumptions.values))
    key = ("general-collapse", None)
    after = replace(
        before,
        states={**before.states, key: "unclear"},
        forecasts={other: p for other, p in before.forecasts.items() if other != key},
    )
    told = {number.name: (number.word, number.told, number.change) for number in numbers(before, after, case)}
    assert re.fullmatch(r"was <?\d+\s%", told["General collapse"][0])
    assert told["General collapse"][1:] == ("cannot be told", "–")
    assert all(number.change != "–" for number in numbers(before, before, case))


def test_sliders_move_the_parameters_that_matter(browser: Browser) -> None:
    assert "parameters?go=yes" in browser.get("parameters")
    page = browser.get("parameters?go=yes")
    sliders = re.findall(r'name="p\.([\w.-]+)" min="([^"]+)" max="([^"]+)"', page)
    assert len(sliders) == 6
    assert set(re.findall(r">([+−]?\d+\.\d)</td>", page)) == {"0.0"}
    name, _, high = sliders[0]
    moved = re.findall(r">([+−]?\d+\.\d)</td>", browser.get(f"parameters?go=yes&p.{name}={high}"))
    assert max(abs(float(x.replace("−", "-"))) for x in moved) > 1.0
    wrong = browser.get(f"parameters?go=yes&p.{name}=nan")
    assert set(re.findall(r">([+−]?\d+\.\d)</td>", wrong)) == {"0.0"}


def test_what_becomes_of_a_unit_later_is_accepted_into_moves(browser: Browser) -> None:
    brigade = unit("u1", "1st Brigade", "18", people=3000, location=[32.6, 46.6], state=[
        {"t": "2030-01-12T00:00:00Z", "location": [32.7, 46.7]},
        {"t": "2030-01-14T00:00:00Z", "reinforcedStatus": "Reduced"},
    ])  # fmt: skip
    text = browser.text("case.toml").replace("The Blue army", "Military Forces of Blueland")
    (browser.folder / "case.toml").write_text(text, encoding="utf-8")
    import_file("orbat-mapper", scenario(browser.folder.parent / "o.json", [brigade]), browser.folder)
    form = {"id": "orbat:u1:2030-01-12", "cell.area": "bridge"}
    assert "Area given up: The bridge" in words(browser.post("drafts/effect", **form))
    browser.post("drafts", action="accept", **form)
    assert browser.text("moves.csv").endswith("\n2030-01-12,2030-01-13,brigade-1,bridge,,,orbat-mapper\n")
    assert "Reduced, nobody says to how many." in words(browser.get("drafts"))
    refused = browser.post("drafts", 422, id="orbat:u1:2030-01-14", action="accept")
    assert "the row does not say what has changed" in words(refused)


def test_a_case_that_lacks_its_formations_is_told_what_drafts_may_bring(tmp_path: Path) -> None:
    browser = Browser(tmp_path, {name: f"{FILES[name].splitlines()[0]}\n" for name in ("formations.csv", "events.csv")})
    assert "may bring what is missing" not in browser.get("", 422)
    add_drafts(browser.folder, [Draft("x:1", table="formations", formation="high-command", name="High command")])
    assert "1 draft may bring what is missing" in words(browser.get("", 422))
