"""The decisive week: how much of what is going to be decided is decided when."""

from breakranks.presentation import charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import percent, plural


def decisive(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    week = look.assessment.decisive_week
    return {"figure": _figure(look), "week": week, "days": look.week(week)}


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
        title="When it is decided",
        reading=f"Of all that the next {plural(len(shares), 'week')} will settle about these questions, how much each "
        "week settles. A tall first column means that waiting a week will tell most of it.",
        summary=f"Columns for {len(rows)} weeks; the highest is week {most} with {percent(shares[most - 1])}.",
        spec=charts.columns(rows, "Share decided"),
        table=Table("Share of what is decided in each week", headings, table),
    )
