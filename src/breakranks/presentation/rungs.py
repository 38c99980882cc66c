"""The ladder in short: each rung's number and word at every horizon."""

from breakranks.assessment.types import HORIZONS, QUESTIONS, Forecast
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import MISSING, QUESTION_NAMES, percent

Rungs = list[tuple[str, list[str]]]


def area_rungs(look: Lookup, count: int) -> Rungs:
    """Give the areas likeliest to be given up, each with its forecasts by horizon."""
    return [
        (look.place(f.area), [_rung(look.forecast("area-given-up", h, area=f.area)) for h in HORIZONS])
        for f in look.areas_by_risk[:count]
    ]


def force_rungs(look: Lookup) -> Rungs:
    """Give the questions about the whole force, each with its forecasts by horizon."""
    return [
        (QUESTION_NAMES[q], [_rung(look.forecast(q, h)) for h in HORIZONS])
        for q in QUESTIONS
        if any(look.forecast(q, h) for h in HORIZONS)
    ]


def _rung(forecast: Forecast | None) -> str:
    if forecast is None:
        return MISSING
    if not forecast.open:
        return "probably happened"
    return f"{percent(forecast.probability.value)} {forecast.probability.word}"
