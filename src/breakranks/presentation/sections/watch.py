"""What to watch: signs that would move a forecast, and to what."""

from breakranks.assessment.types import Indicator
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import (
    MISSING,
    QUESTION_NAMES,
    kind_words,
    lower_first,
    number,
    percent,
    plural,
    short,
)

SHOWN = 12
"""Indicators in the picture; the table holds more."""

LISTED = 40


def watch(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    best = sorted(look.assessment.indicators, key=lambda i: -i.information)
    return {"figure": _figure(look, best), "count": len(best), "listed": min(LISTED, len(best))}


def sign_words(look: Lookup, i: Indicator, limit: int = 200) -> str:
    """Give an indicator's sign, places cut to `limit` letters: goes back in disorder, Snihurivka."""
    return kind_words(i.kind) if i.area is None else f"{kind_words(i.kind)}, {short(look.place(i.area), limit)}"


def question_words(look: Lookup, question: str, area: str | None, limit: int = 200) -> str:
    """Give a question with its place, cut to `limit` letters: Area given up: Snihurivka."""
    name = QUESTION_NAMES.get(question, question)
    return name if area is None else f"{name}: {short(look.place(area), limit)}"


def _label(look: Lookup, i: Indicator) -> str:
    """Where the sign is seen and what it tells about: Snihurivka → mutiny."""
    told = lower_first(QUESTION_NAMES.get(i.question, i.question))
    if i.question_area is not None and i.question_area != i.area:
        told = f"{told}: {short(look.place(i.question_area), 14)}"
    where = "anywhere" if i.area is None else short(look.place(i.area), 18)
    return f"{where} → {told}"


def _figure(look: Lookup, best: list[Indicator]) -> Figure:
    rows = [
        {
            "row": f"{n}. {short(kind_words(i.kind), 34)}\n{_label(look, i)}",
            "first": round(i.if_not, 4),
            "second": round(i.if_seen, 4),
            "between": round(i.now, 4),
            "text": f"{question_words(look, i.question, i.question_area)}: {percent(i.if_not)} if not "
            f"seen, {percent(i.now)} now, {percent(i.if_seen)} if seen",
        }
        for n, i in enumerate(best[:SHOWN], start=1)
    ]
    table = Table(
        "Signs to watch for in the next 14 days, the most telling first",
        columns(
            "Sign",
            "Tells about (within 28 days)",
            "Chance to be seen",
            "Now",
            "If seen",
            "If not",
            "Information, bits",
            numbers=["Chance to be seen", "Now", "If seen", "If not", "Information, bits"],
        ),
        tuple(
            (
                Cell(f"{n}. {sign_words(look, i)}", sort=n),
                Cell(question_words(look, i.question, i.question_area)),
                cells.chance(i.seen),
                cells.chance(i.now),
                cells.chance(i.if_seen),
                cells.chance(i.if_not),
                Cell(
                    number(i.information, 3) if i.information == i.information else MISSING,
                    sort=i.information,
                ),
            )
            for n, i in enumerate(best[:LISTED], start=1)
        ),
        sortable=True,
    )
    first = best[0] if best else None
    summary = "No indicator stands out."
    if first:
        summary = (
            f"{plural(len(rows), 'sign')}, each with what a forecast becomes. The most telling: "
            f"{sign_words(look, first)}; "
            f"{question_words(look, first.question, first.question_area)} is {percent(first.now)} now, "
            f"{percent(first.if_seen)} if it is seen, "
            f"{percent(first.if_not)} if not."
        )
    return Figure(
        id="indicators",
        title="What each sign would change",
        reading="The upright stroke is the forecast now; the triangle what it becomes if the sign is "
        "reported within 14 days; the "
        "circle what it becomes if it is not. Each row names the sign and, beneath it, where it would be "
        "seen → the forecast that it would move.",
        summary=summary,
        spec=charts.before_after(rows, "Probability within 28 days", lines=2),
        table=table,
        key=(
            KeyEntry("if seen", charts.SERIES[1], "triangle-up"),
            KeyEntry("now", "var(--ink)", "tick"),
            KeyEntry("if not seen", charts.SERIES[0], "circle"),
        ),
    )
