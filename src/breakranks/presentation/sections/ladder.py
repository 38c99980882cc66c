"""The ladder: probability of each rung by horizon, week, area and formation, and apart from it how firm."""

from collections.abc import Callable, Iterable

from breakranks.assessment.types import Forecast
from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Column, Table, columns
from breakranks.presentation.lookup import (
    AREA_QUESTIONS,
    FORCE_QUESTIONS,
    FORMATION_QUESTIONS,
    Lookup,
    likelihood,
)
from breakranks.presentation.maps import area_map
from breakranks.presentation.words import days, number
from breakranks.vocabulary import HORIZONS, QUESTIONS

HORIZON_TITLES = tuple(days(h) for h in HORIZONS)
Line = tuple[tuple[Cell, ...], str, str | None, str | None]
"""A row of the ladder: its first cells, and its question, area and formation."""


def ladder(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    force: list[Line] = [((Cell(look.question(q)),), q, None, None) for q in FORCE_QUESTIONS if look.forecast(q)]
    areas = [
        ((cells.area(look, a), cells.held(p)), q, a, None)
        for q in AREA_QUESTIONS
        for a, p in look.assessment.areas_held.items()
    ]
    areas.sort(key=lambda line: -likelihood(look.forecast(line[1], area=line[2])))
    return {
        "questions": QUESTIONS.values(),
        "force": _by_horizon(look, "The whole force: will it happen within so many days?", ("Question",), force),
        "weekly": _by_week(look, "The whole force: in which week does it first happen?", ("Question",), force),
        "map": area_map(look),
        "areas": _by_horizon(look, "Each area: will it be given up within so many days?", ("Area", "Held now"), areas),
        "areas_weekly": _by_week(look, "Each area: in which week is it given up?", ("Area", "Held now"), areas),
        "formations": [_formations(look, q) for q in FORMATION_QUESTIONS],
        "made_of": _made_of(look),
        "weighed": next(p.cases for p in look.assessment.provenance.assumptions.parameters if p.name == "mixture"),
        "confidence": _confidence(look),
    }


def _by_horizon(look: Lookup, caption: str, titles: tuple[str, ...], lines: Iterable[Line]) -> Table:
    """Each line's forecasts within 7, 14, 28 and 56 days."""
    mixture = look.assessment.provenance.mixture
    rows = tuple(
        (*first, *(cells.forecast(look.forecast(q, h, area, formation), mixture) for h in HORIZONS))
        for first, q, area, formation in lines
    )
    return Table(caption, _columns(titles, HORIZON_TITLES), rows, sortable=True)


def _by_week(look: Lookup, caption: str, titles: tuple[str, ...], lines: Iterable[Line]) -> Table:
    """Each line's chances for each week by itself; lines without a number are left out."""
    weekly = {(w.question, w.area, w.formation, w.week): w.probability for w in look.assessment.weekly}
    weeks = sorted({week for *_, week in weekly})
    rows = tuple(
        (*first, *(cells.short_probability(weekly.get((q, area, formation, week))) for week in weeks))
        for first, q, area, formation in lines
        if (q, area, formation, 1) in weekly
    )
    return Table(caption, _columns(titles, [f"Week {week}" for week in weeks]), rows, sortable=True)


def _columns(titles: tuple[str, ...], numbers: Iterable[str]) -> tuple[Column, ...]:
    numbers = [*titles[1:], *numbers]
    return columns(titles[0], *numbers, numbers=numbers)


def _formations(look: Lookup, question: str) -> tuple[Table, Table]:
    """A question asked of each formation, by horizon and by week."""
    states = look.assessment.formations
    ranked = sorted(states, key=lambda s: -likelihood(look.forecast(question, formation=s.formation)))
    lines: list[Line] = [((Cell(look.who(s.formation)),), question, None, s.formation) for s in ranked]
    name = QUESTIONS[question].name
    return (
        _by_horizon(look, f"{name}, by formation", ("Formation",), lines),
        _by_week(look, f"{name}, by formation and week", ("Formation",), lines),
    )


def _made_of(look: Lookup) -> Table:
    """What each printed forecast within 28 days is mixed of."""

    def row(f: Forecast) -> tuple[Cell, ...]:
        other = Cell("no record", sort=-1.0) if f.base_rate is None else cells.chance(f.base_rate)
        return cells.chance(f.worlds), other, cells.forecast(f, look.assessment.provenance.mixture)

    titles = ("This case's worlds", "Other cases", "Printed")
    return _asked(look, "What the forecasts within 28 days are made of", titles, row)


def _confidence(look: Lookup) -> Table:
    def row(f: Forecast) -> tuple[Cell, ...]:
        spread = f.hidden or 0.0
        return Cell(f.confidence or ""), Cell(number(100 * spread, 0), sort=spread)

    titles = ("Confidence rating", "Would move by, in points")
    return _asked(look, "How firm the forecasts for 28 days are", titles, row)


def _asked(look: Lookup, caption: str, titles: tuple[str, ...], row: Callable[[Forecast], tuple[Cell, ...]]) -> Table:
    rows = tuple((Cell(look.question(f.question, f.area)), *row(f)) for f in look.asked)
    return Table(caption, columns("Forecast", *titles, numbers=titles), rows, sortable=True)
