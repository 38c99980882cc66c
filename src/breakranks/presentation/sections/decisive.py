"""The decisive week: how much of what is going to be decided is decided when."""

from datetime import timedelta

from breakranks.presentation import charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import day_words, percent


def decisive(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "figure": _figure(look),
        "week": look.assessment.decisive_week,
        "days": week_days(look, look.assessment.decisive_week),
    }


def week_days(look: Lookup, week: int) -> str:
    """First and last day of a week ahead: 11 to 17 Nov 2022."""
    as_of = look.assessment.evidence.as_of
    first, last = as_of + timedelta(7 * week - 6), as_of + timedelta(7 * week)
    return f"{day_words(first, year=False)} to {day_words(last)}"


def _figure(look: Lookup) -> Figure:
    assessment = look.assessment
    rows = [
        {"week": n, "value": round(p, 4), "marked": n == assessment.decisive_week, "text": percent(p)}
        for n, p in enumerate(assessment.decisive_shares, start=1)
    ]
    table = Table(
        "Share of what is decided in each week",
        columns("Week", "Days", "Share", numbers=["Share"]),
        tuple(
            (Cell(f"Week {n}"), Cell(week_days(look, n)), Cell(percent(p), sort=p, shade=p))
            for n, p in enumerate(assessment.decisive_shares, start=1)
        ),
    )
    return Figure(
        id="decisive-weeks",
        title="When it is decided",
        reading="Of all that the next eight weeks will settle about these questions, how much each week "
        "settles. A tall first column "
        "means that waiting a week will tell most of it.",
        summary=f"Columns for {len(rows)} weeks; the highest is week {assessment.decisive_week} with "
        f"{percent(assessment.decisive_shares[assessment.decisive_week - 1])}.",
        spec=charts.columns(rows, "Share decided"),
        table=table,
    )
