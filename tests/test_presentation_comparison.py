import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.assessment.types import HAPPENED, Comparison
from breakranks.presentation import comparison_html, comparison_json, print_comparison, write_comparison
from breakranks.presentation.comparison.files import CHANGES, CONTRIBUTIONS
from breakranks.presentation.comparison.parts import SHOWN, Compared, adding_up
from breakranks.presentation.lookup import moves
from breakranks.presentation.numbers import schema
from html_page import Page
from shown import compared, console, ordinary, said, settled


def printed(comparison: Comparison, width: int = 100) -> str:
    to = console(width)
    print_comparison(comparison, to)
    return said(to)


def few(comparison: Comparison, count: int) -> Comparison:
    """The comparison as if only so many reports had come; what the others moved counts as rest."""
    kept, others = comparison.contributions[:count], comparison.contributions[count:]
    rest = comparison.rest
    for c in others:
        rest = rest + c.effect
    return replace(comparison, contributions=kept, rest=rest)


def many() -> Comparison:
    """The comparison as if every report had come five times over, each with a fifth of its effect."""
    base = compared()
    parts = tuple(replace(c, effect=c.effect * 0.2) for c in base.contributions for _ in range(5))
    return replace(base, contributions=parts)


@given(st.lists(st.floats(-200, 200), min_size=1, max_size=20))
def test_rounded_parts_add_up_to_the_rounded_total(values: list[float]) -> None:
    total = round(sum(values))
    whole = adding_up(values, total)
    assert sum(whole) == total
    assert all(abs(n - x) <= 1.0 + 1e-6 for n, x in zip(whole, values, strict=True))


@pytest.mark.parametrize(
    "make", [compared, lambda: few(compared(), 1), lambda: many()], ids=["as it is", "few", "many"]
)
def test_parts_add_up_to_the_change_as_shown(make: Callable[[], Comparison]) -> None:
    ready = Compared(make())
    for about, change in ready.change.items():
        *parts, total = ready.column(about)
        assert sum(parts) == total == round(change * 1000)
        assert len(parts) == len(ready.parts)


def test_reports_stand_in_order_of_their_largest_effect_and_the_last_together() -> None:
    parts = Compared(many()).parts
    assert parts[0].name == "Time without reports"
    assert parts[-1].name == "Rest"
    assert re.fullmatch(r"The other \d+.reports together", parts[-2].name)
    sizes = [max(abs(x) for _, _, x in moves(part.effect)) for part in parts[1:-2]]
    assert len(sizes) == SHOWN
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("width", [60, 100])
def test_the_terminal_shows_both_days_and_sums_that_hold(width: int) -> None:
    text = printed(compared(), width)
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    assert "from 15\N{NO-BREAK SPACE}Sep 2022 to 24" in " ".join(lines[:2])
    start = next(n for n, line in enumerate(lines) if line.startswith("What moved it"))
    rows = [re.findall(r"(?<= )[+−]?\d+\.\d(?= |$)", line) for line in lines[start:]]
    numbers = [[float(x.replace("−", "-")) for x in row] for row in rows if len(row) == 3]
    *parts, change = numbers
    for total, *column in zip(change, *parts, strict=True):
        assert sum(column) == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("width", [40, 60, 80, 99])
def test_a_narrow_terminal_loses_no_number_and_no_word(width: int) -> None:
    words = [re.findall(r"\d+(?:[,.]\d+)?|[^\W\d_]+", printed(compared(), columns)) for columns in (width, 200)]
    assert sorted(words[0]) == sorted(words[1])


def test_the_terminal_names_every_new_report_with_its_source() -> None:
    text = " ".join(printed(compared()).split())
    look = Compared(compared()).after
    for c in compared().contributions[:SHOWN]:
        assert f"(report {c.number})" in text
        assert look.source(look.events[c.number]).split()[0].rstrip(",") in text


def test_ordinary_fronts_are_said_first() -> None:
    base = compared()
    text = printed(replace(base, after=ordinary(base.after)))
    assert "ordinary stretch of front" in " ".join(text.split()[:60])


def test_what_came_true_in_between_has_no_change() -> None:
    base = compared()
    area = base.after.evidence.force.areas[0]
    forecasts = tuple(settled(f, HAPPENED) if f.area == area.id else f for f in base.after.forecasts)

    def without(shift):
        return replace(shift, forecasts={k: x for k, x in shift.forecasts.items() if k[1] != area.id})

    done = replace(
        base,
        after=replace(base.after, forecasts=forecasts),
        change=without(base.change),
        time=without(base.time),
        rest=without(base.rest),
        contributions=tuple(replace(c, effect=without(c.effect)) for c in base.contributions),
    )
    moved = {m.about: m for m in Compared(done).moved}
    m = moved["area-given-up", area.id]
    assert (m.after, m.change, m.happened) == ("has happened", None, True)
    assert f"Area given up in between: {area.name}." in comparison_html(done)
    row = next(r for r in json.loads(comparison_json(done))["tables"]["changes"] if r["area"] == area.id)
    assert row["after"] is row["change"] is None
    assert printed(done)


def test_json_holds_changes_and_contributions_that_add_up() -> None:
    text = comparison_json(compared())
    assert text.isascii()
    document = json.loads(text)
    assert (document["since"], document["until"]) == ("2022-09-15", "2022-09-24")
    total = defaultdict(float)
    for row in document["tables"]["contributions"]:
        total[row["about"], row["area"]] += row["effect"]
    for row in document["tables"]["changes"]:
        if row["change"] is not None:
            assert row["after"] - row["before"] == pytest.approx(row["change"], abs=1e-9)
            assert total[row["about"], row["area"]] == pytest.approx(row["change"], abs=1e-9)


def test_the_page_stands_alone_and_its_columns_add_up() -> None:
    page = Page(comparison_html(compared()))
    assert not [a for _, a in page.all("script") if "src" in a]
    number = next(n for n, _ in page.all("table") if page.caption(n) == "What moved each number, in points")
    head, *rows = page.rows(number)
    assert rows[-1][0] == "Change"
    for column in range(1, len(head)):
        values = [float(row[column].replace("−", "-")) for row in rows]
        assert sum(values[:-1]) == pytest.approx(values[-1], abs=1e-9)
    ids = [a["id"] for _, a, _ in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for _, a in page.all("a") if a.get("href", "").startswith("#")} <= set(ids)


def test_no_new_report_leaves_time_and_rest() -> None:
    text = printed(few(compared(), 0))
    assert "Time without reports" in text
    assert "together" not in text
    assert "0\N{NO-BREAK SPACE}reports came out in between" in comparison_html(few(compared(), 0))


def test_write_makes_the_page_and_the_tables(tmp_path: Path) -> None:
    places = write_comparison(compared(), tmp_path / "new")
    assert places["page"].name == "comparison.html"
    assert pq.read_table(places["numbers/contributions"]).column_names == [
        "part", "report", "date", "kind", "formation", "source", "about", "area", "effect",
    ]  # fmt: skip
    for name, columns in (("changes", CHANGES), ("contributions", CONTRIBUTIONS)):
        assert pq.read_schema(places[f"numbers/{name}"]).equals(schema(columns))
        assert json.loads(comparison_json(compared()))["columns"][name] == columns.split()
    changes = pq.read_table(places["numbers/changes"]).to_pylist()
    assert len(changes) == len(Compared(compared()).moved)
    for row in changes:
        forecast = compared().after.forecasts if row["about"].count("-") and row["area"] else ()
        states = {f.state for f in forecast if f.key == (row["about"], row["area"]) and f.horizon == 28}
        assert not states or states == {row["state_after"]}
