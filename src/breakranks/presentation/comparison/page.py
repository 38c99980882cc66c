"""What moved between two days, and what moved it: one HTML file that needs no network."""

from typing import Any

from breakranks.assessment.types import Comparison
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.comparison.parts import Compared
from breakranks.presentation.lookup import CONTROL
from breakranks.presentation.page import page_html
from breakranks.presentation.sections.sources import moves_table
from breakranks.presentation.words import (
    day_words,
    in_words,
    listed,
    percent,
    plural,
    point_tenths,
    shorts,
)
from breakranks.vocabulary import QUESTIONS


def comparison_html(comparison: Comparison) -> str:
    """Give the page of a comparison."""
    return page_html("comparison.html", comparison.after.provenance.version, comparison_content(comparison))


def comparison_content(comparison: Comparison) -> dict[str, Any]:
    """Gather what the page shows."""
    compared = Compared(comparison)
    before, after = comparison.before.evidence, comparison.after.evidence
    return {
        "before": before,
        "after": after,
        "look": compared.after,
        "summary": _summary(compared),
        "figure": _figure(compared),
        "parts": _parts(compared),
        "reports": _reports(compared),
        "moves": moves_table(compared.after, [c.move for c in comparison.contributions if c.move]),
    }


def _summary(compared: Compared) -> str:
    """What moved most, and what came true in between, in a few sentences."""
    told = [f"{compared.counted(compared.comparison.contributions)} came out in between."]
    for about in compared.most:
        before, after = (p or 0.0 for p in compared.values(about))
        write = percent if about[0] == CONTROL else in_words
        told.append(f"{compared.after.about(*about)} went from {write(before)} to {write(after)}.")
    for question in QUESTIONS.values():
        places = [compared.after.place(m.about[1]) for m in compared.moved if m.happened and m.about[0] == question.id]
        if places:
            told.append(f"{question.name} in between: {listed(places)}.")
    return " ".join(told)


def _figure(compared: Compared) -> Figure:
    rows, numbers = [], ["Change, in points"]
    for m, name in zip(compared.moved, shorts((m.name for m in compared.moved), 34), strict=True):
        if m.change is not None:
            first, last = compared.values(m.about)
            text = f"{m.name}: {m.before}, then {m.after}: {point_tenths(m.change)} points"
            rows.append({"row": name, "first": first, "second": last, "between": None, "text": text})
    table = tuple(
        (
            Cell(m.name),
            Cell(m.before),
            Cell(m.after),
            cells.NOTHING if m.change is None else cells.shaded_number(point_tenths(m.change), m.change, 0.2),
        )
        for m in compared.moved
    )
    days = [day_words(a.evidence.as_of) for a in (compared.comparison.before, compared.comparison.after)]
    headings = columns("Number", *days, *numbers, numbers=numbers)
    most = max((m for m in compared.moved if m.change is not None), key=lambda m: abs(m.change or 0.0))
    return Figure(
        id="moved",
        title="Every number on both days",
        reading="The circle is the number on the first day, the triangle that on the second. Forecasts are within 28 "
        "days of each of the two days.",
        summary=f"{plural(len(rows), 'number')} on two days. The largest change: {most.name}, from {most.before} to "
        f"{most.after}.",
        spec=charts.before_after(rows, "Probability, or share of the force"),
        table=Table("What moved, in points", headings, table, sortable=True),
        key=(KeyEntry(days[0], charts.SERIES[0], "circle"), KeyEntry(days[1], charts.SERIES[1], "triangle-up")),
    )


def _parts(compared: Compared) -> Table:
    """Every part of the change of every number; each column adds up to its last row."""
    names = {about: compared.after.about(*about) for about in compared.change}
    every = [compared.column(about) for about in names]
    rows = []
    for part, *tenths in zip([*compared.parts, None], *every, strict=True):
        found = (cells.shaded_number(point_tenths(x / 1000), x / 1000, 0.2) for x in tenths)
        rows.append((Cell(part.name, part.source) if part else Cell("Change", mark="total"), *found))
    titles = [name.replace("Area given up: ", "Given up: ") for name in names.values()]
    headings = columns("Part", *titles, numbers=titles, prose=["Part"])
    return Table("What moved each number, in points", headings, tuple(rows))


def _reports(compared: Compared) -> Table:
    """What the reports that came out in between say."""
    look = compared.after
    events = [look.events[c.number] for c in compared.comparison.contributions if c.number is not None]
    rows = tuple(
        (
            Cell(str(e.number), sort=float(e.number), mark=f"report-{e.number}"),
            cells.day(e),
            Cell(cells.places(look, e)),
            cells.reported(look, e),
            cells.codes(e),
        )
        for e in events
    )
    headings = columns("Report", "Day", "Whom and where", "What was reported", "Code", prose=["What was reported"])
    return Table("The reports that came out in between", headings, rows, sortable=True)
