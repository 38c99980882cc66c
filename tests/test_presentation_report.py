import io
import itertools
import json
import re
from dataclasses import replace

import altair as alt
import pytest
from rich.console import Console

from breakranks.assessment.types import Assessment
from breakranks.assessment.yardstick import phia_word
from breakranks.presentation import assessment_fragment, brief_markdown, print_brief, report_html
from breakranks.presentation.sections import SECTIONS
from html_page import Page
from synthetic_assessment import all_lost, synthetic, with_note

NETWORK = re.compile(r"^(https?:)?//", re.IGNORECASE)


@pytest.fixture(scope="module")
def html() -> str:
    return report_html(synthetic())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_sections_stand_in_the_order_of_the_argument(page: Page) -> None:
    chapters = [a["id"] for n, a in page.all("h2") if a.get("id") in {s.id for s in SECTIONS}]
    assert chapters == [s.id for s in SECTIONS]
    assert chapters == [
        "misfit",
        "signal",
        "explain",
        "control",
        "forks",
        "ladder",
        "watch",
        "opponent",
        "defeat",
        "minds",
        "prospect",
        "decisive",
        "sources",
    ]


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    for tag, attributes, _ in page.elements:
        for name, value in attributes.items():
            if NETWORK.match(value):
                assert (tag, name) == ("a", "href")
        assert tag not in ("link", "iframe", "object", "embed", "img")
        assert not (tag == "script" and "src" in attributes)
    for number, _ in page.all("style"):
        assert "url(" not in page.text[number]
        assert "@import" not in page.text[number]


def test_no_content_network_is_named(html: str) -> None:
    assert not re.search(r"cdn\.|jsdelivr|unpkg|googleapis", html)


def test_the_file_is_small_enough(html: str) -> None:
    assert len(html.encode()) < 6_000_000


def test_the_chart_library_is_inlined_once(page: Page) -> None:
    assert sum(len(page.text.get(n, "")) > 400_000 for n, _ in page.all("script")) == 1


def test_every_chart_has_a_text_and_a_table(page: Page) -> None:
    figures = [n for n, _ in page.all("figure")]
    assert len(figures) >= 14
    for figure in figures:
        pictures = [a for _, a in (*page.within(figure, "div"), *page.within(figure, "svg")) if a.get("role") == "img"]
        assert len(pictures) == 1
        assert len(pictures[0]["aria-label"]) > 30
        assert page.within(figure, "figcaption")
        assert page.within(figure, "table")


def test_every_chart_is_valid_vega_lite(page: Page) -> None:
    specs = page.all("script", class_="chart-spec")
    assert len(specs) >= 13
    for number, _ in specs:
        spec = json.loads(page.text[number])
        rows = spec.pop("datasets")
        assert rows["rows"], "a chart without data"
        alt.Chart.from_dict(spec)


def test_every_table_has_a_caption_and_scoped_headings(page: Page) -> None:
    tables = [n for n, _ in page.all("table")]
    assert len(tables) > 30
    for table in tables:
        assert page.within(table, "caption")
        assert page.within(table, "th")
        assert all(a.get("scope") in ("col", "row") for _, a in page.within(table, "th"))


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_landmarks_and_language(page: Page) -> None:
    assert page.all("html", lang="en")
    assert len(page.all("main")) == 1
    assert page.all("nav")
    skip = next(a for _, a in page.all("a") if a.get("class") == "skip")
    assert skip["href"] == "#main"


def test_links_inside_the_page_lead_somewhere_and_ids_are_unique(page: Page) -> None:
    ids = [a["id"] for _, a, _ in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    inside = {a["href"][1:] for _, a in page.all("a") if a.get("href", "").startswith("#")}
    assert inside <= set(ids)


def test_sixteen_questions_are_answered_near_the_top(page: Page) -> None:
    index = next(n for n, a in page.all("ol") if a.get("class") == "answers")
    assert len(page.within(index, "li")) == 16
    assert index < next(n for n, a in page.all("h2") if a.get("id") == "misfit")


def test_every_report_and_source_is_listed(page: Page) -> None:
    evidence = synthetic().evidence
    ids = {a.get("id") for _, a in page.all("tr")}
    assert {f"report-{r.event.number}" for r in evidence.reports} <= ids
    hrefs = {a.get("href") for _, a in page.all("a")}
    cited = {r.event.source for r in evidence.reports}
    assert {s.url for k, s in evidence.sources.items() if s.url and k in cited} <= hrefs


def test_no_word_of_likelihood_without_its_number(html: str) -> None:
    text = re.sub(r"<script.*?</script>|<style.*?</style>", "", html, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text).replace("&lt;", "<").replace("&gt;", ">")
    for match in re.finditer(r"remote chance|realistic possibility|almost certain\b|highly (?:un)?likely", text):
        before = text[max(0, match.start() - 60) : match.start()]
        number = re.findall(r"([<>]?)(\d+)\s*%", before)
        if "almost certainly" in text[match.start() : match.end() + 3]:
            continue
        assert number, before
        sign, digits = number[-1]
        p = {"<": 0.001, ">": 0.999}.get(sign, int(digits) / 100)
        nearby = {phia_word(min(max(p + d, 0), 1)) for d in (-0.005, 0, 0.005)}
        assert match.group(0) in nearby


def test_likelihood_and_confidence_are_kept_apart(html: str) -> None:
    for sentence in re.split(r"(?<=[.:;])\s|</[a-z0-9]+>", html):
        if re.search(r"\b(confidence)\b", sentence, re.IGNORECASE):
            assert not re.search(r"\d\s%|likely|unlikely|remote chance", sentence)


def test_hostile_notes_are_shown_and_not_run(page: Page) -> None:
    note = "</script><script>alert('x')</script><img src=x onerror=alert(1)> \"quoted\" & more"
    hostile = with_note(synthetic(), note)
    html = report_html(hostile)
    attacked = Page(html)
    assert "alert('x')</script>" not in html
    assert not attacked.all("img")
    assert len(attacked.all("script")) == len(page.all("script"))
    assert "<img" not in assessment_fragment(hostile)


def test_a_source_that_is_no_web_address_is_not_linked() -> None:
    base = synthetic()
    sources = {k: replace(s, url="javascript:alert(1)") for k, s in base.evidence.sources.items()}
    html = report_html(replace(base, evidence=replace(base.evidence, sources=sources)))
    assert 'href="javascript' not in html


def bare(base: Assessment) -> Assessment:
    """An assessment of a force about which nothing was reported."""
    evidence = replace(
        base.evidence,
        reports=(),
        contradictions=(),
        incoherence=base.evidence.incoherence * 0,
    )
    return replace(base, evidence=evidence, report_weights=(), indicators=(), cautions=())


def test_a_force_without_reports_has_a_report_all_the_same() -> None:
    page = Page(report_html(bare(synthetic())))
    assert [a["id"] for _, a in page.all("h2") if a.get("id") in {s.id for s in SECTIONS}] == [s.id for s in SECTIONS]


def test_a_force_that_has_lost_everything_has_a_report_and_a_brief_all_the_same() -> None:
    lost = all_lost(synthetic())
    assert "probably lost" in report_html(lost)
    assert brief_markdown(lost).startswith("# ")
    console = Console(file=io.StringIO(), width=100)
    print_brief(lost, console)


@pytest.mark.parametrize("slug", ["afghanistan-2021", "caporetto-1917", "wagner-2023"])
def test_other_cases_have_reports_too(slug: str) -> None:
    page = Page(report_html(synthetic(slug, 0)))
    assert len(page.all("figure")) >= 14


def test_fragment_is_small_and_says_the_bottom_line() -> None:
    html = assessment_fragment(synthetic())
    assert len(html) < 20_000
    assert "best explanation" in html
    assert "<script" not in html


def test_numbers_that_are_none_do_not_break_the_report() -> None:
    base = synthetic()
    odd = replace(base.indicators[0], if_seen=float("nan"), seen=0.0)
    page = Page(report_html(replace(base, indicators=(odd,))))
    for number, _ in page.all("script", class_="chart-spec"):
        json.loads(page.text[number], parse_constant=lambda name: pytest.fail(name))
