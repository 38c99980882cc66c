"""A small made-up case, events for it, and the comparison of evidence."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

import numpy as np

from breakranks.case.types import Area, Case, Event, Formation, Source
from breakranks.vocabulary import TRACES

START = date(2030, 1, 1)

PARAMETERS = {
    **{f"credibility.{n}": p for n, p in enumerate((0.9, 0.8, 0.5, 0.3, 0.1, 0.5), start=1)},
    **{f"reliability.{x}": r for x, r in zip("ABCDEF", (0.5, 0.0, -0.2, -0.7, -1.4, 0.0), strict=True)},
    **{f"half-life.{name}": 7.0 for name in (*TRACES, "contradiction")},
}
"""Round numbers, so that results can be worked out by hand."""


def day(number: int) -> date:
    return START + timedelta(days=number)


def event(
    number: int,
    on: int,
    kind: str,
    formation: str = "north",
    areas: str = "",
    *,
    reported: int | None = None,
    code: str = "B1",
    people: int | None = None,
) -> Event:
    return Event(
        number=number,
        date=day(on),
        reported=day(on if reported is None else reported),
        formation=formation,
        areas=tuple(areas.split()),
        kind=kind,
        people=people,
        sources=("press",),
        reliability=code[0],
        credibility=int(code[1]),
        note="",
    )


def formation(
    id: str, parent: str | None, strength: int = 0, area: str | None = None, arrives: int | None = None
) -> Formation:
    return Formation(
        id=id,
        name=id,
        parent=parent,
        echelon="division" if strength else "corps",
        troops="conscript",
        strength=strength,
        area=area,
        arrives=None if arrives is None else day(arrives),
    )


FORMATIONS = (
    formation("root", None),
    formation("north", "root"),
    formation("n1", "north", 900, "hill"),
    formation("n2", "north", 400, "moor"),
    formation("south", "root"),
    formation("s1", "south", 1600, "quay"),
    formation("spare", "root", 100),
    formation("tardy", "north", 2500, "moor", arrives=20),
    formation("elsewhere", "root"),
)
"""Two branches of four divisions, one arriving on day 20, a reserve without ground, a force elsewhere."""

AREAS = tuple(
    Area(id=id, name=id, lat=0.0, lon=0.0, adjacent=tuple(adjacent.split()))
    for id, adjacent in (
        ("hill", "moor"),
        ("moor", "hill pass"),
        ("pass", "moor quay rock"),
        ("quay", "pass"),
        ("rock", "pass"),
    )
)
"""hill - moor - pass - quay, and rock beyond the pass; nobody stands at the pass or on the rock."""


def small_case(*events: Event, **changes: object) -> Case:
    case = Case(
        slug="small",
        title="Small",
        summary="",
        force="Force",
        opponent="Opponent",
        command="root",
        start=START,
        end=day(60),
        as_of=(day(30),),
        winter=((day(10), day(12)),),
        sources={"press": Source("press", "Press"), "later": Source("later", "Later")},
        formations=FORMATIONS,
        areas=AREAS,
        events=events,
        outcomes=(),
    )
    return replace(case, **changes)


def renumbered(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events in this order of rows."""
    return tuple(replace(event, number=n) for n, event in enumerate(events, start=1))


def identical(one: object, other: object) -> bool:
    """Whether two results are the same to the last bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if is_dataclass(one):
        return all(identical(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(identical(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        return list(one) == list(other) and all(identical(one[key], other[key]) for key in one)
    return one == other
