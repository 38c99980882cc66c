"""How far the numbers hang on how each report was coded, and on each report."""

from dataclasses import replace

from breakranks.presentation import cells, sensitivity
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.sensitivity import Change
from breakranks.presentation.words import event_days, points
from breakranks.vocabulary import EXPLANATIONS

MOVED = ("Report", "By, in points", "Forecast within 28 days")


def recoded(look: Lookup, changes: list[Change]) -> Table:
    """Reports coded otherwise, with the forecast that would move most."""
    rows = []
    for c in changes:
        coded = Cell(f"as {sensitivity.coded_as(c)}", _whose(look, c), look.events[c.number].date.isoformat())
        leading = Cell(EXPLANATIONS[c.leading].name, mark="" if c.leading == look.explanations[0] else "at-odds")
        rows.append((cells.report_link(c.number), *_moved(look, c), coded, leading))
    titles = (*MOVED, "Coded", "Likeliest explanation then")
    headings = columns(*titles, numbers=MOVED[:2], prose=["Coded"])
    return Table("Coded otherwise: the reports that would move a forecast most", headings, tuple(rows), sortable=True)


def left_out(look: Lookup, changes: list[Change]) -> Table:
    """Reports left out, with the explanation and the forecast that would move most."""
    rows = []
    for c in changes:
        (z, by), event = c.explanation, look.events[c.number]
        said = replace(cells.report_of(look, event), note=_whose(look, c))
        explanation = Cell(f"{EXPLANATIONS[z].name} {points(by)}", sort=by)
        control = cells.effect(c.effect.control)
        rows.append((cells.report_link(c.number), *_moved(look, c), said, explanation, control))
    titles = (*MOVED, "What was reported", "Explanation, in points", "Control, in points")
    headings = columns(*titles, numbers=[*MOVED[:2], "Control, in points"])
    return Table("Left out: the reports whose absence would move most", headings, tuple(rows), sortable=True)


def _moved(look: Lookup, c: Change) -> tuple[Cell, Cell]:
    """How far the forecast would move that would move most, and which that is."""
    if c.forecast is None:
        return cells.NOTHING, Cell("none has a number")
    key, by = c.forecast
    return cells.effect(by), Cell(look.question(*key))


def _whose(look: Lookup, c: Change) -> str:
    event = look.events[c.number]
    return f"{event_days(event)}, {look.who(event.formation)}"
