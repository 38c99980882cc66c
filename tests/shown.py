"""Real assessments, made once for all tests of what is shown, and changes to them."""

import io
from dataclasses import replace
from datetime import date
from functools import cache

from rich.console import Console

from breakranks.assessment.types import (
    HAPPENED,
    UNCLEAR,
    Assessment,
    Comparison,
    EarlierDay,
    Forecast,
    Reasons,
    Recoding,
)
from breakranks.whole import assess, compare, earlier, reasons

CASE = "kherson-2022"
EARLY, LATER, LATE = date(2022, 9, 15), date(2022, 9, 24), date(2022, 11, 25)
"""Days with few reports, with some more, and with nearly all: by then areas have been given up."""


@cache
def early() -> Assessment:
    return assess(CASE, EARLY)


@cache
def late() -> Assessment:
    return assess(CASE, LATE)


@cache
def why() -> Reasons:
    """The reasons of `early`."""
    return reasons(early())


@cache
def before_late() -> EarlierDay:
    """The as-of day before that of `late`."""
    found = earlier(CASE, late())
    assert found is not None
    return found


@cache
def compared() -> Comparison:
    return compare(CASE, EARLY, LATER)


def ordinary(base: Assessment) -> Assessment:
    """As if it started from ordinary fronts."""
    assumptions = replace(base.provenance.assumptions, ordinary=True)
    return replace(base, provenance=replace(base.provenance, assumptions=assumptions))


def settled(f: Forecast, state: str) -> Forecast:
    """The forecast as if there were no number to give."""
    return replace(f, state=state, probability=None, confidence=None, hidden=None)


def all_settled(base: Assessment) -> Assessment:
    """As if every area had been given up, and of the force nobody could tell anything."""
    forecasts = tuple(settled(f, HAPPENED if f.area else UNCLEAR) for f in base.forecasts)
    lost = dict.fromkeys(base.areas_held, 0.0)
    return replace(base, forecasts=forecasts, weekly=(), scenarios=(), indicators=(), areas_held=lost)


def bare(base: Assessment) -> Assessment:
    """As if nothing had been reported."""
    reading = replace(base.evidence.reading, reports=())
    evidence = replace(base.evidence, reading=reading, contradictions=(), incoherence=base.evidence.incoherence * 0)
    return replace(base, evidence=evidence, indicators=(), cautions=())


def with_note(base: Assessment, note: str) -> Assessment:
    """With `note` in place of the coder's words in every report and contradiction."""
    evidence = base.evidence
    reports = tuple(replace(r, event=replace(r.event, note=note)) for r in evidence.reports)
    contradictions = tuple(
        replace(c, first=replace(c.first, note=note), second=replace(c.second, note=note))
        for c in evidence.contradictions
    )
    reading = replace(evidence.reading, reports=reports)
    return replace(base, evidence=replace(evidence, reading=reading, contradictions=contradictions))


def turned(base: Reasons, leading: str, count: int) -> Reasons:
    """The reasons as if the first recodings would put another explanation in the lead."""
    changed = (Recoding(r.number, r.change, r.effect, leading) for r in base.recodings[:count])
    return replace(base, recodings=(*changed, *base.recodings[count:]))


def console(width: int = 100, encoding: str = "utf-8") -> Console:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    return Console(file=file, width=width, color_system=None, force_terminal=False)


def said(to: Console) -> str:
    """What has been printed to a console, as it stands in its file."""
    to.file.seek(0)
    return to.file.read()
