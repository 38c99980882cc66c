"""The desk's first screen: the headline as of a day, what it was before, the map, and the latest reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from breakranks.assessment import Headline
from breakranks.assessment.yardstick import phia_word
from breakranks.case import Case, Event
from breakranks.presentation.lookup import AREA_QUESTIONS, FORCE_QUESTIONS
from breakranks.presentation.words import interval, percent, points, question_name
from breakranks.vocabulary import EXPLANATIONS
from breakranks.workbench.ground import picture
from breakranks.workbench.web import Visit

LATEST, LOSSES = 12, 4
TOLD = {"happened": "has happened", "unclear": "cannot be told"}


@dataclass(frozen=True)
class Number:
    """A number of the headline: what it is of, what it comes to, its word, and how far it has moved."""

    name: str
    value: float | None
    told: str
    word: str = ""
    change: str = ""
    link: str = ""

    @property
    def width(self) -> str:
        """How long its bar is, in percent."""
        return f"{100 * (self.value or 0.0):.1f}"


@dataclass(frozen=True)
class Tick:
    """A day of the slider on which reports came out: its place in percent, and how high."""

    at: float
    height: float
    count: int


def board(visit: Visit) -> dict[str, Any]:
    """Everything that the first screen shows as of the visit's day."""
    case, version, day, since = visit.case, visit.state.version, visit.day, visit.since
    now = visit.desk.headline(case, version, day)
    before = visit.desk.headline(case, version, since) if since < day else now
    return {
        "since": since if since < day else None,
        "explanations": _explanations(now, before),
        "control": Number(
            "Control left",
            now.control.value,
            percent(now.control.value),
            f"90 % interval {interval(now.control)}",
            _change(now.control.value, before.control.value),
        ),
        "losses": _losses(visit, now, before),
        "ladder": [_rung(question, now, before) for question in FORCE_QUESTIONS],
        "settled": _settled(case, now),
        "picture": picture(visit, now),
        "latest": latest(case, day)[:LATEST],
        "known": sum(e.reported <= day for e in case.events),
        "new": sum(since < e.reported <= day for e in case.events),
    }


def _change(now: float, before: float) -> str:
    return points(now - before) if abs(now - before) >= 0.0005 else ""


def _explanations(now: Headline, before: Headline) -> list[Number]:
    ranked = sorted(now.explanations, key=lambda z: -now.explanations[z])
    return [
        Number(
            EXPLANATIONS[z].name,
            now.explanations[z],
            percent(now.explanations[z]),
            phia_word(now.explanations[z]),
            _change(now.explanations[z], before.explanations[z]),
        )
        for z in ranked
    ]


def _losses(visit: Visit, now: Headline, before: Headline) -> list[Number]:
    """The areas likeliest to be given up."""
    names = {area.id: area.name for area in visit.case.areas}
    keys = sorted((k for k in now.forecasts if k[0] in AREA_QUESTIONS), key=lambda k: -now.forecasts[k])
    return [
        _forecast(names.get(str(key[1]), str(key[1])), key, now, before, visit.link(f"area/{key[1]}"))
        for key in keys[:LOSSES]
    ]


def told_of(now: Headline, question: str, area: str | None) -> str:
    """What is said of a question: how likely it is, or that it has happened, or that this cannot be told."""
    state = now.states[question, area]
    return percent(now.forecasts[question, area]) if (question, area) in now.forecasts else TOLD.get(state, state)


def _rung(question: str, now: Headline, before: Headline) -> Number:
    state = now.states[question, None]
    name = question_name(question, None, state)
    if (question, None) not in now.forecasts:
        return Number(name, None, told_of(now, question, None))
    return _forecast(name, (question, None), now, before)


def _forecast(name: str, key: tuple[str, str | None], now: Headline, before: Headline, link: str = "") -> Number:
    p = now.forecasts[key]
    change = _change(p, before.forecasts[key]) if key in before.forecasts else "new"
    return Number(name, p, percent(p), phia_word(p), change, link)


def _settled(case: Case, now: Headline) -> Mapping[str, list[str]]:
    """Areas that have been given up, and those of which nobody can tell."""
    states = {area.id: now.states[AREA_QUESTIONS[0], area.id] for area in case.areas}
    return {
        "lost": [area.name for area in case.areas if states[area.id] == "happened"],
        "unclear": [area.name for area in case.areas if states[area.id] == "unclear"],
    }


def latest(case: Case, day: date) -> list[Event]:
    """The reports that were out by a day, the latest first."""
    return sorted((e for e in case.events if e.reported <= day), key=lambda e: (e.reported, e.date, e.number))[::-1]


def ticks(case: Case, first: date, last: date) -> list[Tick]:
    """How many reports came out on each day of the slider."""
    span = max((last - first).days, 1)
    counts: dict[date, int] = {}
    for event in case.events:
        day = max(event.reported, first)
        if day <= last:
            counts[day] = counts.get(day, 0) + 1
    most = max(counts.values(), default=1)
    return [Tick(100 * (day - first).days / span, 100 * n / most, n) for day, n in sorted(counts.items())]


def marks(case: Case, first: date, last: date) -> list[tuple[date, float]]:
    """The as-of days of the case, and where each stands on the slider, in percent."""
    span = max((last - first).days, 1)
    return [(day, 100 * (day - first).days / span) for day in case.as_of if first <= day <= last]


def slider(visit: Visit) -> dict[str, Any]:
    """The slider over the case's days."""
    first, last = visit.state.days
    return {
        "first": first,
        "last": last,
        "span": (last - first).days,
        "at": (visit.day - first).days,
        "ticks": ticks(visit.case, first, last),
        "marks": marks(visit.case, first, last),
        "step_back": max(visit.day - timedelta(1), first),
        "step_on": min(visit.day + timedelta(1), last),
    }
