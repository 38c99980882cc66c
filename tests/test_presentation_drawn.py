"""What is drawn of the charts, wherever one reads them, and what is said where one is not drawn."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from breakranks.presentation import report_html
from breakranks.presentation.scores.page import scores_html
from browser import forbidding, needs_chromium, shown
from html_page import Page
from shown import bare, early, why
from synthetic_scores import synthetic

ZONES = ("UTC", "America/Los_Angeles", "Pacific/Kiritimati")
"""None, eight hours behind universal time, and fourteen ahead."""
OVER_TIME = {
    "incoherence",
    "signal-picture",
    "explanations-over-time",
    "control-of-the-force",
    "control-by-formation",
}
NO_EVAL = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
WHOLE = {"no eval", "no eval, scores", "no reports", "narrow"}
UNDRAWN = (
    "This chart has not been drawn: the script in this file has not run, or it failed. "
    "The numbers are in the table below."
)
NO_INLINE = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'"
DRAW = """
import json, re, sys, vl_convert
drawn = [vl_convert.vegalite_to_svg({**spec, "width": 900}) for spec in json.load(sys.stdin)]
found = ('<text[^>]*>([^<]*)<', 'aria-label="([^"]*)"')
json.dump([[re.findall(pattern, svg) for pattern in found] for svg in drawn], sys.stdout)
"""


@pytest.fixture(scope="module")
def html() -> str:
    return report_html(early(), why())


def specs(html: str) -> dict[str, dict]:
    page = Page(html)
    ids = [a["id"] for _, a in page.all("figure", class_="chart-figure")]
    return dict(zip(ids, (json.loads(page.text[n]) for n, _ in page.all("script", class_="chart-spec")), strict=True))


def in_every_zone(draw: Callable[[str], object]) -> list:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(draw, ZONES))


def days_told(told: Iterable[str]) -> list[tuple[str, str]]:
    """The day at which Vega has drawn each mark, and the one that begins our own text about it."""
    pattern = re.compile(r"\bday: (\d+ \w+); .*?\btext: (\d+ \w+) \d{4}\b")
    return [found.groups() for text in told if (found := pattern.search(text.replace("\N{NO-BREAK SPACE}", " ")))]


def check_days(charts: list[tuple[list[str], list[str]]]) -> None:
    """Check that marks stand on their own days, and that the grid of weeks is labelled with its weeks."""
    told = days_told(text for _, texts in charts for text in texts)
    assert len(told) > 50
    assert [drawn for drawn, _ in told] == [written for _, written in told]
    last = [label for labels, _ in charts for label in labels if re.fullmatch(r"\d+ [A-Z][a-z]{2}", label)][-1]
    day = early().evidence.as_of
    assert last == f"{day.day} {day:%b}"


def test_charts_of_days_are_the_same_in_every_time_zone(html: str) -> None:
    found = specs(html)
    assert {name for name, spec in found.items() if re.search(r'"\d{4}-\d\d-\d\d"', json.dumps(spec))} == OVER_TIME
    over_time = json.dumps([spec for name, spec in found.items() if name in OVER_TIME])

    def draw(zone: str) -> list:
        env = {**os.environ, "TZ": zone}
        command = [sys.executable, "-c", DRAW]
        return json.loads(
            subprocess.run(command, input=over_time, env=env, capture_output=True, check=True, text=True).stdout
        )

    here, *elsewhere = in_every_zone(draw)
    assert all(drawn == here for drawn in elsewhere)
    check_days(here)


@pytest.mark.slow
@needs_chromium
def test_a_browser_draws_the_same_days_in_every_time_zone(html: str, tmp_path: Path) -> None:
    here, *elsewhere = in_every_zone(lambda zone: shown({"page": html}, tmp_path, zone)["page"])
    assert {chart["id"] for chart in here} >= OVER_TIME
    assert all(charts == here for charts in elsewhere)
    check_days([(chart["labels"], chart["told"]) for chart in here if chart["id"] in OVER_TIME])


@needs_chromium
def test_every_chart_is_drawn_or_says_that_it_is_not(html: str, tmp_path: Path) -> None:
    small = scores_html(synthetic())
    pages = {
        "some lines": html.replace('"mark":{"type":"line"', '"mark":{"type":"no such mark"'),
        "no script": html,
        "no inline script": forbidding(small, NO_INLINE),
        "no library": small.replace("window.vegaEmbed", "window.elsewhere"),
        "no JSON": small.replace('class="chart-spec">{', 'class="chart-spec">'),
        "no data": small.replace('"data":{"name":"rows"}', '"data":{"name":"no such rows"}'),
        "no eval": forbidding(html, NO_EVAL),
        "no eval, scores": forbidding(small, NO_EVAL),
        "no reports": report_html(bare(early())),
        "narrow": html,
    }
    found = shown(pages, tmp_path)
    undrawn = {name: [chart["id"] for chart in charts if chart["said"]] for name, charts in found.items()}
    drawn = specs(html)
    lines = [name for name, spec in drawn.items() if '"type": "line"' in json.dumps(spec)]
    assert undrawn.pop("some lines") == lines
    for name, charts in found.items():
        assert charts
        if name in undrawn:
            assert undrawn[name] == ([] if name in WHOLE else [chart["id"] for chart in charts]), name
        for chart in charts:
            assert chart["said"] in ([], [UNDRAWN])
            assert not (chart["said"] and chart["marks"])
    for chart in found["narrow"]:
        names = {"".join(str(row.get("row", "")).split()) for row in drawn[chart["id"]]["datasets"]["rows"]}
        assert names - {""} <= {"".join(label.split()) for label in chart["labels"]}
