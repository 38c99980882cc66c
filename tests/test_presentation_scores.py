import io
import itertools
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from breakranks.presentation.scores import folder as folder_module
from breakranks.presentation.scores import print_scores, write_scores
from breakranks.presentation.scores.curves import blocks, hits
from breakranks.presentation.scores.findings import beaten, verdict
from breakranks.presentation.scores.lookup import ScoresLookup
from breakranks.presentation.scores.page import SECTIONS, scores_html
from breakranks.scoring.types import Interval, Scores
from breakranks.tables import InputError
from breakranks.vocabulary import EXPLANATIONS
from html_page import Page
from synthetic_scores import FORECASTERS, synthetic, without_intervals

asked = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans()), min_size=2, max_size=40)


@pytest.fixture(scope="module")
def html() -> str:
    return scores_html(synthetic())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def printed(scores: Scores, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_scores(scores, console, Path("somewhere/scores.html"))
    return console.file.getvalue()


def without_mutiny(scores: Scores) -> Scores:
    return replace(scores, lines=tuple(line for line in scores.lines if line.question != "mutiny"))


def nothing() -> Scores:
    """No case has a day on which anything could be asked."""
    return Scores((), {name: np.zeros(0) for name in FORECASTERS}, (), {}, (), (), (), "0.3.0")


def test_terminal_shows_every_forecaster_within_a_hundred_columns() -> None:
    text = printed(synthetic(), width=140)
    assert max(len(line) for line in text.splitlines()) <= 100
    first = text.index("breakranks ")
    rows = text[first : text.index("Better is")].splitlines()
    assert next(row for row in rows if row.strip()).startswith("breakranks")
    for name in FORECASTERS:
        line = next(x for x in synthetic().lines if x.forecaster == name and not (x.question or x.horizon))
        row = next(r for r in rows if re.match(rf"{re.escape(name)} +\d", r))
        assert f"{line.brier.value:.3f} ({line.brier.low:.3f}–{line.brier.high:.3f})" in row
    assert "0.3.0" in text
    assert "somewhere/scores.html" in text


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("make", [synthetic, lambda: without_intervals(synthetic())], ids=["many cases", "one case"])
def test_a_narrow_terminal_loses_no_number_and_no_word(make, width: int) -> None:
    narrow, wide = printed(make(), width), printed(make(), 200)
    assert max(map(len, narrow.splitlines())) <= width
    assert "…" not in narrow
    words = [set(re.findall(r"\d+(?:[,.]\d+)?|[^\W\d_]+", text)) for text in (narrow, wide)]
    assert words[0] == words[1]
    numbers = [re.findall(r"[+−]?\d\.\d+\*?", text) for text in (narrow, wide)]
    assert sorted(numbers[0]) == sorted(numbers[1])


def test_terminal_marks_the_lowest_score_of_each_question_and_horizon() -> None:
    text = printed(synthetic())
    for name in ("Area given up", "Mutiny", "General collapse", "Within 7", "Within 56"):
        row = next(r for r in text.splitlines() if r.replace("\N{NO-BREAK SPACE}", " ").startswith(name))
        scores = re.findall(r"(0\.\d{3})(\*?)", row)
        assert len(scores) == len(FORECASTERS)
        assert [x for x, mark in scores if mark] == [min(x for x, _ in scores)]


def test_every_place_where_another_does_better_has_a_sentence() -> None:
    sentences = beaten(ScoresLookup(synthetic()))
    assert len(sentences) == 1
    assert sentences[0].startswith("Mutiny (")
    assert "base rate (0.031) and event counts (0.036) do better than breakranks (0.042) by Brier score" in sentences[0]
    assert sentences[0] in " ".join(printed(synthetic()).replace("\n", " ").split())


def test_where_nobody_does_better_it_says_so() -> None:
    assert beaten(ScoresLookup(without_mutiny(synthetic())))[0].startswith("Nowhere does another forecaster do better")


def test_a_better_explainer_is_named_and_a_difference_is_never_rounded_away() -> None:
    base = without_mutiny(synthetic())
    explaining = tuple(
        replace(x, top=Interval(0.9, 0.8, 1.0), log=Interval(0.8996, 0.7, 1.0))
        if x.forecaster == "inconsistency count"
        else x
        for x in base.explanation_lines
    )
    sentences = beaten(ScoresLookup(replace(base, explanation_lines=explaining)))
    assert [s for s in sentences if "share of days named right" in s and "inconsistency count" in s]
    assert any("inconsistency count (0.8996) does better than breakranks (0.9000)" in s for s in sentences)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.1, 0.4, "it does better"), (-0.1, 0.4, "does not tell the two apart"), (-0.4, -0.1, "it does worse")],
)
def test_the_verdict_follows_the_interval(low: float, high: float, words: str) -> None:
    base = synthetic()
    lines = tuple(replace(x, skill=Interval((low + high) / 2, low, high)) for x in base.lines)
    assert words in verdict(ScoresLookup(replace(base, lines=lines)))[0]


def test_fewer_than_three_cases_give_no_interval_anywhere(tmp_path: Path) -> None:
    scores = without_intervals(synthetic())
    told = verdict(ScoresLookup(scores))
    assert "fewer than three cases give no interval, so this does not tell the two apart" in told[0]
    said = " ".join(printed(scores).split())
    assert "Fewer than three cases were asked, so there are no intervals." in said
    assert "interval leaves out zero" not in said
    assert "In brackets" not in said
    places = write_scores(scores, tmp_path)
    rows = pq.read_table(places["scores"]).to_pylist()
    assert {(r["low"], r["high"]) for r in rows} == {(None, None)}
    assert "nan" not in places["record"].read_text(encoding="utf-8")
    page = " ".join(Page(places["page"].read_text(encoding="utf-8")).text.values())
    assert "fewer than three cases: no interval" in page
    assert not re.search(r"90\s% interval *(?:$|[.;<])", page)


def test_a_score_that_is_no_number_stands_as_none(tmp_path: Path) -> None:
    base = synthetic(days=1)
    odd = replace(base, forecasts={**base.forecasts, "a general": np.full(len(base.items), np.nan)})
    rows = pq.read_table(write_scores(odd, tmp_path)["forecasts"]).to_pylist()
    assert {r["probability"] for r in rows if r["forecaster"] == "a general"} == {None}


def test_files_hold_every_number(tmp_path: Path) -> None:
    scores = synthetic()
    places = write_scores(scores, tmp_path / "new" / "folder")
    assert {key: place.name for key, place in places.items()} == {
        "page": "scores.html",
        "forecasts": "forecasts.parquet",
        "scores": "scores.parquet",
        "explanations": "explanations.parquet",
        "judgements": "judgements.parquet",
        "record": "track-record.csv",
    } | {f"csv/{name}": f"{name}.csv" for name in ("forecasts", "scores", "explanations", "judgements")}
    forecasts = pq.read_table(places["forecasts"])
    rows = forecasts.to_pylist()
    assert len(rows) == len(scores.items) * len(FORECASTERS)
    told = [r["probability"] for r in rows if r["forecaster"] == "breakranks"]
    np.testing.assert_array_equal(told, scores.forecasts["breakranks"])
    assert isinstance(rows[0]["as_of"], date)
    assert {r["area"] for r in rows if r["question"] == "mutiny"} == {None}

    lines = pq.read_table(places["scores"]).to_pylist()
    overall = [x for x in lines if x["question"] is None and x["horizon"] is None and x["forecaster"] == "breakranks"]
    assert {x["measure"] for x in overall} == {
        "brier",
        "skill",
        "log",
        "miscalibration",
        "discrimination",
        "uncertainty",
        "auc",
        "auc_within",
        "sharpness",
        "calibration_error",
        "behind",
    }
    brier = next(x for x in overall if x["measure"] == "brier")
    line = next(x for x in scores.lines if x.forecaster == "breakranks")
    assert (brier["value"], brier["low"], brier["high"]) == (line.brier.value, line.brier.low, line.brier.high)
    assert brier["items"] == len(scores.items)
    top = [x["value"] for x in lines if x["question"] == "explanation" and x["measure"] == "top"]
    assert sorted(top) == sorted(x.top.value for x in scores.explanation_lines)

    explained = pq.read_table(places["explanations"]).to_pylist()
    assert len(explained) == len(scores.phases) * len(EXPLANATIONS) * len(scores.explained)


def test_judgements_stand_beside_what_others_say_of_the_same(tmp_path: Path, html: str) -> None:
    scores = synthetic()
    rows = pq.read_table(write_scores(scores, tmp_path)["judgements"]).to_pylist()
    assert [(r["author"], r["forecaster"], r["probability"]) for r in rows] == [
        ("a think tank", "author", 0.65),
        ("a think tank", "breakranks", 0.31),
        ("a think tank", "base rate", 0.22),
        ("a think tank", "even odds", 0.5),
        ("a ministry", "author", 0.1),
    ]
    happened = scores.items[0].happened
    assert f"“likely” (PHIA); Brier {(0.65 - happened) ** 2:.2f}" in html
    assert "the record ends on 1 May" in html
    text = printed(scores)
    assert "Judged by others" in text
    row = next(r for r in text.splitlines() if "65" in r and "31" in r and "22" in r)
    assert row.endswith("happened" if happened else "did not happen")


def test_an_interrupted_write_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scores.html").write_text("an old page of breakranks", encoding="utf-8")

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder_module, "scores_html", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_scores(synthetic(), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["scores.html"]
    assert (tmp_path / "scores.html").read_text(encoding="utf-8") == "an old page of breakranks"


def test_a_file_in_the_way_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(InputError, match="is a file, not a folder"):
        write_scores(synthetic(), tmp_path / "out")


def test_page_has_its_sections_in_order_and_loads_nothing(html: str, page: Page) -> None:
    chapters = [a["id"] for _, a in page.all("h2") if a.get("id") in SECTIONS]
    assert chapters == list(SECTIONS)
    for tag, attributes, _ in page.elements:
        assert tag not in ("link", "iframe", "object", "embed", "img")
        assert not (tag == "script" and "src" in attributes)
        for name, value in attributes.items():
            assert not re.match(r"^(https?:)?//", value) or (tag, name) == ("a", "href")
    assert not re.search(r"cdn\.|jsdelivr|unpkg|googleapis", html)


def test_page_can_be_read_by_keyboard_and_by_ear(page: Page) -> None:
    ids = [a["id"] for _, a, _ in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    inside = {a["href"][1:] for _, a in page.all("a") if a.get("href", "").startswith("#")}
    assert inside <= set(ids)
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    for table, _ in page.all("table"):
        assert page.within(table, "caption")
        assert all(a.get("scope") in ("col", "row") for _, a in page.within(table, "th"))
    for figure, _ in page.all("figure"):
        pictures = [a for _, a in page.within(figure, "div") if a.get("role") == "img"]
        assert len(pictures[0]["aria-label"]) > 30
        assert page.within(figure, "table")
    box = next(a for _, a in page.all("input"))
    assert [a for _, a in page.all("label") if a["for"] == box["id"]]
    assert box["aria-controls"] in ids


def test_every_chart_draws_its_curves(page: Page) -> None:
    specs = [json.loads(page.text[n]) for n, _ in page.all("script", class_="chart-spec")]
    # A reliability diagram and a ROC curve each, skill by question and by lead time.
    assert len(specs) == 2 * len(FORECASTERS) + 2
    for spec in specs:
        # The page's script sets the width; without one Vega would draw a stub.
        assert vl_convert.vegalite_to_svg({**spec, "width": 300}).count("<path") > 5


def test_every_single_forecast_is_listed_and_can_be_sorted(page: Page) -> None:
    scores = synthetic()
    table = next(n for n, a in page.all("table") if a.get("id") == "every-forecast")
    headings = [page.text[n] for n, a in page.within(table, "th") if a["scope"] == "col"]
    assert headings[:6] == ["Case", "Day", "Question", "Area", "Within", "Outcome"]
    assert set(headings[6:]) == set(FORECASTERS)
    assert len(page.within(table, "button")) == len(headings)
    cells = [(page.text.get(n, ""), a["data-sort"]) for n, a in page.within(table, "td")]
    per_row = len(headings) - 1
    assert len(cells) == per_row * len(scores.items)
    for n in (0, 17, len(scores.items) - 1):
        row = cells[n * per_row : (n + 1) * per_row]
        assert row[0][1] == scores.items[n].as_of.isoformat()
        assert row[4][0] == ("happened" if scores.items[n].happened else "did\N{NO-BREAK SPACE}not")
        assert float(row[5][1]) == pytest.approx(scores.forecasts["breakranks"][n], abs=1e-4)


def test_two_thousand_items_stay_under_six_megabytes() -> None:
    scores = synthetic(areas=12)
    assert len(scores.items) > 2_000
    assert len(scores_html(scores).encode()) < 6_000_000


def test_a_hostile_area_is_shown_and_not_run(html: str) -> None:
    base = synthetic(days=1)
    hostile = tuple(replace(i, area="</script><img src=x onerror=alert(1)>") if i.area else i for i in base.items)
    attacked = Page(scores_html(replace(base, items=hostile)))
    assert not attacked.all("img")
    assert len(attacked.all("script")) == len(Page(html).all("script"))


@pytest.mark.parametrize(
    "scores",
    [
        nothing(),
        replace(synthetic(days=1), phases=(), explained={}, explanation_lines=()),
        without_intervals(synthetic(days=1)),
        replace(synthetic(days=1), items=tuple(replace(i, happened=False) for i in synthetic(days=1).items)),
        replace(
            synthetic(days=1),
            forecasts={**synthetic(days=1).forecasts, "a general": np.full(len(synthetic(days=1).items), np.nan)},
        ),
    ],
    ids=["nothing asked", "no explanations", "one case", "nothing happened", "a forecaster who said nothing"],
)
def test_thin_scores_are_shown_all_the_same(scores: Scores, tmp_path: Path) -> None:
    page = Page(write_scores(scores, tmp_path)["page"].read_text(encoding="utf-8"))
    assert [a["id"] for _, a in page.all("h2") if a.get("id") in SECTIONS] == list(SECTIONS)
    for number, _ in page.all("script", class_="chart-spec"):
        json.loads(page.text[number], parse_constant=lambda name: pytest.fail(name))
    assert "nan" not in printed(scores)
    assert not re.search(r"\bnan\b", " ".join(page.text[n] for n, _ in page.all("main")))


@given(asked)
def test_blocks_rise_and_keep_what_happened(items: list[tuple[float, bool]]) -> None:
    p, happened = np.array([x for x, _ in items]), np.array([y for _, y in items])
    found = blocks(p, happened)
    shares = [b.share for b in found]
    assert all(a < b for a, b in itertools.pairwise(shares))
    assert sum(b.items for b in found) == len(items)
    assert sum(b.items * b.share for b in found) == pytest.approx(happened.sum())
    assert all(a.high < b.low for a, b in itertools.pairwise(found))
    for b in found:
        there = (p >= b.low) & (p <= b.high)
        assert b.share == pytest.approx(happened[there].mean())


@given(asked)
def test_the_area_under_the_corners_is_the_share_of_pairs_told_apart(items: list[tuple[float, bool]]) -> None:
    p, happened = np.array([x for x, _ in items]), np.array([y for _, y in items])
    corners = hits(p, happened)
    if happened.all() or not happened.any():
        assert corners == []
        return
    assert corners[0] == (0, 0)
    assert corners[-1] == (1, 1)
    yes, no = p[happened][:, None], p[~happened][None]
    area = np.trapezoid([y for _, y in corners], [x for x, _ in corners])
    assert area == pytest.approx(float(((yes > no) + 0.5 * (yes == no)).mean()))
