"""Numbers as cells of a table."""

from dataclasses import replace
from math import isnan

from breakranks.assessment.types import Estimate, Forecast, Probability
from breakranks.assessment.yardstick import phia_word
from breakranks.case.types import Event
from breakranks.presentation.blocks import Cell
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import (
    MISSING,
    day_words,
    days,
    event_days,
    interval,
    kind_and_note,
    percent,
    points,
    points_interval,
    settled,
    share,
    with_word,
)
from breakranks.vocabulary import CREDIBILITY, KINDS, RELIABILITY

NOTHING = Cell(MISSING, sort=-1.0)
weeks = days
"""A horizon in days as people say it."""


def probability(p: Probability | None) -> Cell:
    """Show number and word, shaded by the number."""
    return NOTHING if p is None else Cell(percent(p.value), p.word, p.value, p.value)


def short_probability(p: Probability | None) -> Cell:
    """Show the number, shaded by it, where many stand side by side; whoever points at it sees the word."""
    return NOTHING if p is None else replace(probability(p), note="", tip=with_word(p))


def forecast(f: Forecast | None, mixture: float = 1.0) -> Cell:
    """Show a forecast's number and word, or why it has none; whoever points at it sees what it is made of."""
    if f is None:
        return NOTHING
    if f.probability is None:
        return Cell(settled(f), sort=2.0)
    made = f"this case's worlds {percent(f.worlds)}"
    if f.base_rate is not None:
        made += f", weight {mixture:.2f}; other cases {percent(f.base_rate)}, weight {1 - mixture:.2f}"
    return replace(probability(f.probability), tip=made)


def chance(p: float) -> Cell:
    """Show a number between 0 and 1 with its word."""
    return NOTHING if isnan(p) else Cell(percent(p), phia_word(p), p, p)


def held(p: float) -> Cell:
    """Show how likely it is that an area is held now: no shading, since it is no forecast."""
    return replace(chance(p), shade=0.0)


def estimate(e: Estimate) -> Cell:
    """Show a share of 1 with its 90 % interval beneath."""
    return Cell(share(e.value), interval(e), e.value)


def difference(e: Estimate | None) -> Cell:
    """Show a paired difference in points with its interval beneath, shaded by sign."""
    if e is None:
        return NOTHING
    return shaded_number(points(e.value), e.value, 0.5, points_interval(e))


def effect(x: float) -> Cell:
    """Show what moved a number, in points, shaded by sign."""
    return shaded_number(points(x), x, 0.2)


def shaded_number(text: str, value: float, strength: float, note: str = "") -> Cell:
    """Show a number shaded by sign: full at `strength` and beyond."""
    return Cell(text, note, value, max(-1.0, min(1.0, value / strength)))


def day(event: Event) -> Cell:
    """Show the day it happened, and the day it became known where that was later."""
    known = f"known {day_words(event.reported, year=False)}" if event.reported != event.date else ""
    return Cell(event_days(event), known, event.date.isoformat(), mark="day")


def date_alone(event: Event) -> Cell:
    """Show the day it happened."""
    return Cell(event_days(event), sort=event.date.isoformat(), mark="day")


def source(look: Lookup, event: Event) -> Cell:
    """Show the source, linked where it has an address, and who coded the report where that is known."""
    return Cell(look.source(event), f"coded by {event.coder}" if event.coder else "", link=look.url(event))


def codes(event: Event) -> Cell:
    """Show the Admiralty code with its words."""
    return Cell(f"{event.reliability}{event.credibility}", code_words(event), mark="code")


def code_words(event: Event) -> str:
    """Write an Admiralty code in words."""
    return f"source {RELIABILITY[event.reliability]}, information {CREDIBILITY[str(event.credibility)]}"


def places(look: Lookup, event: Event) -> str:
    """Whom and where a report is about."""
    who = look.who(event.formation)
    named = [look.place(a) for a in event.areas]
    where = ", ".join(named if len(named) <= 3 else [*named[:2], f"{len(named) - 2} more areas"])
    return f"{who} · {where}" if where else who


def area(look: Lookup, area: str) -> Cell:
    """Show an area, and beneath it the latest news of who holds it."""
    event = look.ground_news.get(area)
    if event is None:
        return Cell(look.place(area))
    news = f"{KINDS[event.kind].name}, {event_days(event)} (report {event.number})"
    return Cell(look.place(area), news, note_link=f"#report-{event.number}")


def reported(look: Lookup, event: Event) -> Cell:
    """Show what was reported: the kind and the note, and beneath it the source."""
    text = kind_and_note(event)
    return Cell(text[:1].upper() + text[1:], look.source(event), note_link=look.url(event))


def report_of(look: Lookup, event: Event) -> Cell:
    """Show in few words which report it is: its kind, and whom it is about; the list of reports holds the rest."""
    return Cell(KINDS[event.kind].name.capitalize(), look.who(event.formation), tip=event.note)


def report_link(number: int) -> Cell:
    """Show a report's number, linked to its row in the list of reports."""
    return Cell(f"{number}", sort=float(number), link=f"#report-{number}")
