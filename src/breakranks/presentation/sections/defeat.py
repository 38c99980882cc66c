"""Self-inflicted: how much of the loss comes from inside."""

from breakranks.assessment.types import Estimate
from breakranks.presentation import charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import error, interval, share


def defeat(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    s = look.assessment.self_inflicted
    named: list[tuple[str, Estimate]] = [("As it goes", s.lost), ("Without the inner causes", s.lost_without)]
    rows = [
        {
            "row": name,
            "value": round(e.value, 4),
            "low": round(e.low, 4),
            "high": round(e.high, 4),
            "text": f"{share(e.value)} ({interval(e)})",
        }
        for name, e in named
    ]
    table = Table(
        "Strength lost within 56 days",
        columns("Worlds", "Strength lost", "90 % interval", numbers=["Strength lost", "90 % interval"]),
        tuple(
            (
                Cell(name),
                Cell(f"{share(e.value)} {error(e.error)}", sort=e.value),
                Cell(interval(e), sort=e.low),
            )
            for name, e in named
        ),
    )
    figure = Figure(
        id="self-inflicted-share",
        title="Strength lost within 56 days",
        reading="Both bars come from the same worlds. In the second, contagion, contradictory orders and "
        "the backlash of coercion are "
        "switched off, and command keeps the grip that it had at the start. The thin line is the 90 % "
        "interval.",
        summary=f"As it goes {rows[0]['text']}; without the inner causes {rows[1]['text']}.",
        spec=charts.bars(rows, "Share of strength"),
        table=table,
    )
    return {"figure": figure, "share": s.share, "lost": s.lost, "without": s.lost_without}
