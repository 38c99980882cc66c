"""Numbers as cells of a table."""

from dataclasses import replace
from math import isnan

from breakranks.assessment.types import Estimate, Forecast, Probability
from breakranks.assessment.yardstick import phia_word
from breakranks.case.types import Event
from breakranks.presentation.blocks import Cell
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import (
    CREDIBILITY_WORDS,
    MISSING,
    NBSP,
    RELIABILITY_WORDS,
    day_words,
    error,
    interval,
    kind_words,
    percent,
    points,
    points_interval,
    share,
)

NOTHING = Cell(MISSING, sort=-1.0)


def probability(p: Probability | None) -> Cell:
    """Show number, error and word, shaded by the number."""
    if p is None:
        return NOTHING
    return Cell(f"{percent(p.value)} {error(p.error)}", p.word or phia_word(p.value), p.value, p.value)


def unshaded(p: Probability | None) -> Cell:
    """Show number, error and word without shading: for what is the case rather than what may come."""
    return replace(probability(p), shade=0.0)


def forecast(f: Forecast | None) -> Cell:
    """Show a forecast's probability; where it is not open, that it has probably happened."""
    if f is not None and not f.open:
        return Cell("probably happened", sort=2.0)
    return probability(f.probability if f else None)


def chance(p: float) -> Cell:
    """Show a probability without an error of its own, with its word."""
    return NOTHING if isnan(p) else Cell(percent(p), phia_word(p), p, p)


def estimate(e: Estimate, shaded: bool = False) -> Cell:
    """Show a share of 1 with its 90 % interval beneath."""
    return Cell(f"{share(e.value)} {error(e.error)}", interval(e), e.value, e.value if shaded else 0.0)


def difference(e: Estimate | None) -> Cell:
    """Show a paired difference in points with its interval beneath, shaded by sign."""
    if e is None:
        return NOTHING
    return Cell(points(e.value), points_interval(e), e.value, max(-1.0, min(1.0, 2 * e.value)))


def effect(x: float) -> Cell:
    """Show what a report did, in points, shaded by sign."""
    return Cell(points(x), sort=x, shade=max(-1.0, min(1.0, 5 * x)))


def day(event: Event) -> Cell:
    """Show the day it happened, and the day it became known where that was later."""
    known = f"known {day_words(event.reported, year=False)}" if event.reported != event.date else ""
    return Cell(day_words(event.date), known, event.date.isoformat())


def source(look: Lookup, event: Event) -> Cell:
    """Show the source, linked where it has an address."""
    return Cell(look.source(event), link=look.url(event))


def codes(event: Event) -> Cell:
    """Show the Admiralty code with its words."""
    words = f"{RELIABILITY_WORDS.get(event.reliability, '?')}; {CREDIBILITY_WORDS.get(event.credibility, '?')}"
    return Cell(f"{event.reliability}{event.credibility}", words)


def places(look: Lookup, event: Event) -> str:
    """Whom and where a report is about."""
    who = look.place(None, event.formation)
    named = [look.place(a) for a in event.areas]
    where = ", ".join(named if len(named) <= 3 else [*named[:2], f"{len(named) - 2} more areas"])
    return f"{who} · {where}" if where else who


def reported(look: Lookup, event: Event) -> Cell:
    """Show what was reported: the kind and the note, and beneath it the source."""
    text = f"{kind_words(event.kind).capitalize()}: {event.note}"
    return Cell(text, look.source(event), note_link=look.url(event))


def report_link(number: int) -> Cell:
    """Show a report's number, linked to its row in the list of reports."""
    return Cell(f"{number}", sort=float(number), link=f"#report-{number}")


def shaded_number(text: str, value: float, strength: float) -> Cell:
    """Show a number shaded by sign: full at `strength` and beyond."""
    return Cell(text, sort=value, shade=max(-1.0, min(1.0, value / strength)))


def weeks(n: int) -> str:
    """Show a horizon in days as people say it."""
    return f"{n}{NBSP}days"
