"""What to watch: signs that would move a forecast, and to what."""

from breakranks.assessment.types import Indicator
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import lower_first, number, percent, plural, short
from breakranks.vocabulary import KINDS, QUESTIONS

SHOWN = 12
"""Indicators in the picture; the table holds more."""


def watch(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {"figure": _figure(look) if look.indicators else None}


def _label(look: Lookup, i: Indicator) -> str:
    """Where the sign is seen and what it tells about: Snihurivka → mutiny."""
    told = lower_first(QUESTIONS[i.question].name)
    if i.question_area is not None and i.question_area != i.area:
        told = f"{told}: {short(look.place(i.question_area), 14)}"
    where = "anywhere" if i.area is None else short(look.place(i.area), 18)
    return f"{where} → {told}"


def _figure(look: Lookup) -> Figure:
    def moves(i: Indicator) -> str:
        told = f"{percent(look.now(i))} now, {percent(i.if_seen)} if it is seen, {percent(i.if_not)} if not"
        return f"{look.question(i.question, i.question_area)}: {told}"

    rows = [
        {
            "row": f"{n}. {short(KINDS[i.kind].name, 34)}\n{_label(look, i)}",
            "first": i.if_not,
            "second": i.if_seen,
            "between": look.now(i),
            "text": moves(i),
        }
        for n, i in enumerate(look.indicators[:SHOWN], start=1)
    ]
    table = tuple(
        (
            Cell(f"{n}. {look.sign(i)}", sort=n),
            Cell(look.question(i.question, i.question_area)),
            *(cells.chance(p) for p in (i.seen, look.now(i), i.if_seen, i.if_not)),
            Cell(number(i.information, 3), sort=i.information),
        )
        for n, i in enumerate(look.indicators, start=1)
    )
    numbers = ["Chance to be seen", "Now", "If seen", "If not", "Information, bits"]
    headings = columns("Sign", "Tells about (within 28 days)", *numbers, numbers=numbers)
    caption = "Signs to watch for in the next 14 days, the most telling first"
    first = look.indicators[0]
    return Figure(
        id="indicators",
        title="What each sign would change",
        reading="The upright stroke is the forecast now; the triangle what it becomes if the sign is reported within "
        "14 days; the circle what it becomes if it is not. Each row names the sign and, beneath it, where it would be "
        "seen → the forecast that it would move.",
        summary=f"{plural(len(rows), 'sign')}, each with what a forecast becomes. The most telling: "
        f"{look.sign(first)}. {moves(first)}.",
        spec=charts.before_after(rows, "Probability within 28 days", lines=2),
        table=Table(caption, headings, table, sortable=True),
        key=(
            KeyEntry("if seen", charts.SERIES[1], "triangle-up"),
            KeyEntry("now", "var(--ink)", "tick"),
            KeyEntry("if not seen", charts.SERIES[0], "circle"),
        ),
    )
