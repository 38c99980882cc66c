"""Every view of the workbench for all readers: light, dark and on a phone, without violations and not too wide."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from breakranks.drafts import Draft, add_drafts
from breakranks.presentation.sections import SECTIONS
from breakranks.workbench.folder import CaseFolder
from browser import needs_chromium
from case_folder import EVENTS, FILES, write_case
from workbench_server import PATIENCE, at_desk, browsing, started

pytestmark = [pytest.mark.whole, needs_chromium]
JUDGEMENTS = """\
date,author,question,area,horizon_days,phrase,probability,source,note
2030-01-20,me,area-given-up,town,28,,0.7,,
"""
VIEWS = (
    "", "edit/events?number=1", "reports", "drafts", "map", "area/town", "formation/brigade-1", "timeline", "what-if",
    "parameters?go=yes", "compare", "compared?from=2030-01-10&to=2030-01-20", "compared-with?with=edit-1",
    "sensitivity?go=yes", "forecasts", "tables", "tables/areas", "text/case.toml", "head", "write", "copy",
    "sections", "sections/misfit", "area/nowhere",
)  # fmt: skip
"""Of a case with drafts, an edit and a judgement."""
ALL_SECTIONS = tuple(f"seen/sections/{section.id}" for section in SECTIONS)
ELSEWHERE = ("", "record", "spoilt/", "spoilt/tables", "bare/drafts")
"""The shelf, one's record, a folder with problems, and drafts where there are none."""
LOOKS: dict[str, tuple[Literal["light", "dark"], int, list[str]]] = {
    "light": ("light", 1440, []),
    "dark": ("dark", 1440, ["color-contrast"]),
    "phone": ("light", 390, ["scrollable-region-focusable", "target-size"]),
}
"""Colours and width of each look, and the rules that may fail there alone; every rule is tried in the first."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "views",
    [
        pytest.param((*(f"seen/{view}" for view in VIEWS), *ELSEWHERE), id="views"),
        pytest.param(ALL_SECTIONS, id="sections"),
    ],
)
def test_nobody_is_shut_out(tmp_path: Path, views: tuple[str, ...]) -> None:
    folder = write_case(tmp_path / "seen", FILES | {"judgements.csv": JUDGEMENTS})
    events = EVENTS.replace("arrests", "many arrests").encode()
    CaseFolder(folder).change("Changed report 4", {"events.csv": events}, {})
    told = {"kind": "conduct.flee", "source": "wire", "credibility": "2", "words": "The brigade <fled>."}
    draft = Draft("read:1", date="2030-01-18", reported="2030-01-19", formation="brigade-2", **told)
    add_drafts(folder, [replace(draft, reliability="B", alternatives="conduct.withdraw", coder="lexicon")])
    write_case(tmp_path / "bare")
    write_case(tmp_path / "spoilt", FILES | {"events.csv": EVENTS.replace("order.hold", "order.holt")})
    axe, found = Axe(), list[str]()
    with browsing() as chromium, started(tmp_path) as (_, link):
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE)
        cases = {name: at_desk(page, link, name) for name in ("seen", "bare", "spoilt")}
        shelf = cases["seen"].rsplit("/", 2)[0]
        for view in views:
            name, _, rest = view.partition("/")
            page.goto(f"{cases[name]}{rest}" if name in cases else f"{shelf}/{view}")
            if page.locator(".chart").count():
                page.wait_for_selector("html[data-drawn]")
            if page.locator("[data-now]").count():
                page.wait_for_selector("table.effects")
            for look, (scheme, width, rules) in LOOKS.items():
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 900})
                broken = axe.run(page, options={"runOnly": rules} if rules else None).response["violations"]
                found += [f"{look}: {view}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in broken]
                more = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                found += [f"{look}: {view}: {more} pixels too wide"] if more > 0 else []
                if view == "seen/" and width == 1440:
                    assert page.evaluate("document.documentElement.scrollHeight") == 900
    assert "\n".join(found) == ""
