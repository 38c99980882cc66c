"""What moved since the case's as-of day before this one: explanations, control, and the forecasts that moved most."""

from breakranks.assessment.types import AGAIN, HAPPENED, OPEN, Key, Probability
from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import (
    day_words,
    lower_first,
    percent,
    plural,
    point_tenths,
    question_name,
    with_word,
)
from breakranks.vocabulary import EXPLANATIONS, QUESTIONS

MOST = 3
"""Forecasts that are shown, those that moved most."""


def stands(look: Lookup) -> Table:
    """Explanations and control; and, where an earlier day is known, what they were then, and what else moved most."""
    a, then = look.assessment, look.earlier
    rows = [
        _row(EXPLANATIONS[z].name, a.explanations[z], then.explanations[z] if then else None) for z in look.explanations
    ]
    rows.append(_row("Control left", a.control.value, then.control.value if then else None))
    rows += [_row(_name(look, key), now, before) for key, now, before in moved_most(look)]
    days = [day_words(day) for day in ((then.as_of, a.evidence.as_of) if then else (a.evidence.as_of,))]
    titles = [*days, "Change, in points"] if then else days
    caption = "Explanations and control"
    if then:
        caption += ", and the forecasts within 28 days of each day that moved most"
    return Table(caption, columns("Number", *titles, numbers=titles), tuple(rows))


def _row(name: str, now: Probability | float, before: Probability | float | None) -> tuple[Cell, ...]:
    """One number: its name and what it is; where it is known what it was, that and the change as well."""
    value = Cell(_told(now), sort=_value(now))
    if before is None:
        return Cell(name), value
    change = _value(now) - _value(before)
    moved = cells.shaded_number(point_tenths(change), change, 0.2)
    return Cell(name), Cell(_told(before), sort=_value(before)), value, moved


def _value(p: Probability | float) -> float:
    return p.value if isinstance(p, Probability) else p


def _told(p: Probability | float) -> str:
    return with_word(p) if isinstance(p, Probability) else percent(p)


def moved_most(look: Lookup) -> list[tuple[Key, Probability, Probability]]:
    """The forecasts that moved most, each with its probability now and then."""
    before = look.earlier.forecasts if look.earlier else {}
    found = [(f.key, f.probability, before[f.key]) for f in look.asked if f.probability and f.key in before]
    return sorted(found, key=lambda m: -abs(m[1].value - m[2].value))[:MOST]


def _name(look: Lookup, key: Key) -> str:
    """Name a question; what has happened in between was another question before."""
    question, area = key
    if look.earlier and (look.earlier.states[key], look.state(question, area)) == (OPEN, AGAIN):
        return f"{question_name(question)}, then another"
    return look.question(question, area)


def in_between(look: Lookup) -> list[str]:
    """Say how much was reported since the earlier day, and what came true or was undone."""
    then = look.earlier
    if then is None:
        return []
    new = len(look.assessment.evidence.reports) - then.reports
    told = [f"{plural(new, 'report')} came out since {day_words(then.as_of)}."]
    states = [(key, state, look.state(*key)) for key, state in then.states.items()]
    for heading, keys in (
        ("Given up since then", [k for k, was, now in states if k[1] and was != now == HAPPENED]),
        (
            "Happened for the first time",
            [k for k, was, now in states if not k[1] and was != now and now in (AGAIN, HAPPENED)],
        ),
        ("No longer counted as given up", [k for k, was, now in states if k[1] and was == HAPPENED != now]),
    ):
        if keys:
            names = (look.place(area) if area else lower_first(QUESTIONS[question].name) for question, area in keys)
            told.append(f"{heading}: {'; '.join(names)}.")
    return told
