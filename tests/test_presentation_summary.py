"""The summary that a report opens with: what it says, what it compares with, and how it prints."""

import re
import subprocess
from pathlib import Path
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from breakranks.case import create, load_case
from breakranks.presentation import report_html
from breakranks.presentation.findings import NAMED, answers, bottom_line, lost
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.sections import SECTIONS
from breakranks.presentation.since import in_between, moved_most, stands
from breakranks.whole import assess, earlier
from browser import CHROMIUM, needs_chromium
from html_page import Page
from shown import CASE, EARLY, LATER, all_settled, before_late, early, late, why

SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)


@pytest.fixture(scope="module")
def html() -> str:
    return report_html(late(), None, before_late())


def test_the_earlier_day_says_what_its_own_assessment_says() -> None:
    found, whole = earlier(CASE, assess(CASE, LATER)), early()
    asked = [f for f in whole.forecasts if f.horizon == 28 and f.formation is None]
    assert found is not None
    assert found.as_of == EARLY
    assert found.reports == len(whole.evidence.reports)
    assert found.explanations == whole.explanations
    assert found.control == whole.control
    assert found.states == {f.key: f.state for f in asked}
    assert found.forecasts == {f.key: f.probability for f in asked if f.probability}


def test_a_case_of_one_area_and_one_formation_is_told_as_one_would(tmp_path: Path) -> None:
    create(tmp_path / "small")
    look = Lookup(assess(load_case(tmp_path / "small")))
    told = " ".join([*bottom_line(look), *(answer.answer for answer in answers(look))])
    assert "it has not given up its only area, The town." in told
    assert "The force holds its only area with a probability of" in told
    assert not re.search(r"\bof (its )?[01]\s|of its areas", told)


def test_the_first_day_has_none_before_it() -> None:
    assert earlier(CASE, early()) is None
    assert in_between(Lookup(early())) == []
    assert [c.title for c in stands(Lookup(early())).columns][1:] == ["15\N{NO-BREAK SPACE}Sep 2022"]


def test_what_moved_is_the_difference_of_the_two_days() -> None:
    look = Lookup(late(), None, before_late())
    for key, now, before in moved_most(look):
        forecast = look.forecast(*key[:1], area=key[1])
        assert forecast is not None
        assert (now, before) == (forecast.probability, before_late().forecasts[key])
    every = [
        abs(f.probability.value - before_late().forecasts[f.key].value)
        for f in look.asked
        if f.probability and f.key in before_late().forecasts
    ]
    assert [abs(now.value - before.value) for _, now, before in moved_most(look)] == sorted(every, reverse=True)[:3]
    for row in stands(look).rows:
        then, now, change = (cell.sort for cell in row[1:])
        assert change == pytest.approx(now - then)


def test_what_came_true_in_between_is_named() -> None:
    look, told = Lookup(late(), None, before_late()), " ".join(in_between(Lookup(late(), None, before_late())))
    fallen = {a for (_, a), state in before_late().states.items() if a and state != "happened"} & set(look.areas_lost)
    assert fallen
    for area in look.areas:
        assert (look.place(area) in told) == (area in fallen)
    assert f"{len(late().evidence.reports) - before_late().reports}\N{NO-BREAK SPACE}reports came out" in told


def test_what_is_already_lost_is_named(html: str) -> None:
    look = Lookup(late())
    opening = html.split("What moved since")[0]
    assert look.areas_lost
    assert all(look.place(area) in opening for area in look.areas_lost)
    assert "Has happened at least once: unordered exit." in opening
    assert "none of its 11" in " ".join(lost(Lookup(early())))


def test_of_many_areas_lost_the_last_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("breakranks.presentation.findings.NAMED", 3)
    first = next(lost(Lookup(all_settled(early()))))
    assert first.endswith(f"; {len(early().areas_held) - 3} more.")
    assert NAMED > 3


def test_whether_the_verdict_hangs_on_coding_stands_beside_it() -> None:
    page = Page(report_html(early(), why()))
    (section,) = [n for n, a in page.all("section", class_="bottom-line")]
    assert "Sensitive to coding?" in page.text[section]
    assert "the best explanation" in page.text[section]


def printed(html: str, folder: Path, name: str, fragment: str = "") -> list[str]:
    """The text of every page of a report as Chromium prints it."""
    place, out = folder / f"{name}.html", folder / f"{name}.pdf"
    place.write_text(html, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--no-pdf-header-footer"]
    command = [str(CHROMIUM), *options, f"--user-data-dir={folder / name}", f"--print-to-pdf={out}"]
    subprocess.run([*command, f"{place.as_uri()}{fragment}"], capture_output=True, check=True)
    return [" ".join(page.extract_text().split()) for page in PdfReader(out).pages]


@needs_chromium
def test_the_summary_prints_as_two_pages_without_any_script(html: str, tmp_path: Path) -> None:
    for paper, report in (("A4", report_html(early(), why())), ("Letter", html)):
        size = f"<style>@page {{ size: {paper}; }}</style></head>"
        chosen = report.replace(' id="print-two-pages"', ' id="print-two-pages" checked').replace("</head>", size)
        assert len(printed(SCRIPT.sub("", chosen), tmp_path, paper)) == 2


@needs_chromium
def test_a_link_chooses_the_two_pages(tmp_path: Path) -> None:
    pages = printed(report_html(early(), why()), tmp_path, "two", "#print-two-pages")
    assert len(pages) == 2
    assert "Bottom line" in pages[0]


@pytest.mark.slow
@needs_chromium
def test_everything_is_printed_unfolded_after_the_two_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("breakranks.presentation.report.SECTIONS", SECTIONS[-4:])
    html = SCRIPT.sub("", report_html(early(), why()))
    pages = printed(html, tmp_path, "everything")
    assert pages[2].startswith("What this report answers")
    text, page = normalize("NFKC", "".join(pages)).replace(" ", ""), Page(html)
    folds = [n for n, _ in page.all("details")]
    captions = {page.caption(n) for fold in folds for n, _ in page.within(fold, "table")}
    assert len(captions) > 5
    assert {caption for caption in captions if caption.replace(" ", "") not in text} == set()
