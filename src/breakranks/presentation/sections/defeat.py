"""Self-inflicted: how much of the loss comes from inside."""

from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import interval, share


def defeat(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    s = look.assessment.self_inflicted
    named = {"As it goes": s.lost, "Without the inner causes": s.lost_without}
    told = {name: f"{share(e.value)} ({interval(e)})" for name, e in named.items()}
    rows = [
        {"row": f"{name}\n{told[name]}", "value": e.value, "low": e.low, "high": e.high, "text": told[name]}
        for name, e in named.items()
    ]
    caption = "Strength lost within 56 days"
    headings = columns("Worlds", "Strength lost", numbers=["Strength lost"])
    figure = Figure(
        id="self-inflicted-share",
        title=caption,
        reading="Both bars come from the same worlds. In the second, three things are switched off: breaking that "
        "spreads from one formation to the next, the backlash of coercion, and changes in command's grip. The thin "
        "line is the 90 % interval. Below zero, more men come back than are lost.",
        summary=f"As it goes {rows[0]['text']}; without the inner causes {rows[1]['text']}.",
        spec=charts.bars(rows, "Share of strength"),
        table=Table(caption, headings, tuple((Cell(name), cells.estimate(e)) for name, e in named.items())),
    )
    return {"figure": figure, "share": s.share, "lost": s.lost, "without": s.lost_without}
