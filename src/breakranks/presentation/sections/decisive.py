"""When a break is most likely: how much of what is expected of the next weeks falls into each."""

from breakranks.presentation import charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.findings import likeliest_week
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import percent, plural


def decisive(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {"figure": _figure(look), "likeliest": likeliest_week(look)}


def _figure(look: Lookup) -> Figure:
    shares, most = look.assessment.decisive_shares, look.assessment.decisive_week
    rows = [{"week": n, "value": p, "marked": n == most, "text": percent(p)} for n, p in enumerate(shares, start=1)]
    table = tuple(
        (Cell(f"Week {n}"), Cell(look.week(n)), Cell(percent(p), sort=p, shade=p))
        for n, p in enumerate(shares, start=1)
    )
    headings = columns("Week", "Days", "Share", numbers=["Share"])
    return Figure(
        id="decisive-weeks",
        title="What is expected, by week",
        reading=f"Of all that is expected of the next {plural(len(shares), 'week')} in these questions, the share of "
        "each week. Columns of like height mean that no week stands out; a tall first column, that waiting a week will "
        "tell most of it.",
        summary=f"Columns for {len(rows)} weeks; the highest is week {most} with {percent(shares[most - 1])}.",
        spec=charts.columns(rows, "Share of what is expected"),
        table=Table("Share of what is expected in each week", headings, table),
    )
