"""What if a parameter of the model were otherwise: sliders for those that move this case most."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.responses import Response

from breakranks.assessment import Headline, headline
from breakranks.assumptions import Assumptions, read_assumptions
from breakranks.assumptions.types import Parameter
from breakranks.evidence import Evidence, as_of
from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.words import number, percent, point_tenths, question_name
from breakranks.vocabulary import EXPLANATIONS
from breakranks.workbench.web import Visit

SHOWN = 6
"""Sliders: the parameters that move most."""
REACH = 2.0
"""How far a slider goes to either side, in standard deviations of what was learnt."""
STEPS = 20


@dataclass(frozen=True)
class Slider:
    """A parameter that may be moved: its value as learnt, the ends of its slider, where it stands, what it moves.

    `moves` is the largest change of any number, in probability, when it is one standard deviation higher.
    """

    parameter: Parameter
    low: float
    high: float
    at: float
    moves: float

    @property
    def step(self) -> float:
        """A step of the slider."""
        return (self.high - self.low) / STEPS

    @property
    def learnt(self) -> str:
        """Its value and standard deviation, in words."""
        return f"{number(self.parameter.value)} ± {number(self.parameter.uncertainty)}"


def parameters(visit: Visit) -> Response:
    """The sliders, and what the numbers are with the parameters that were chosen."""
    if visit.query.get("go") != "yes":
        what = "Every parameter is moved once, to find those that matter here"
        return visit.patience("parameters", "what-if", "What if a parameter were otherwise", what)
    assumptions = read_assumptions(visit.case.slug)
    usual = visit.desk.headline(visit.case, visit.state.version, visit.day)
    sliders = [_slider(visit, p, moves) for p, moves in _telling(visit, assumptions, usual)]
    changed = {s.parameter.name: s.at for s in sliders if abs(s.at - s.parameter.value) > s.step / 2}
    then = usual
    if changed:
        evidence = as_of(visit.case, visit.day, assumptions.values)
        then = headline(_with(assumptions, changed), evidence)
    return visit.page("parameters.html", "what-if", sliders=sliders, changed=changed, table=_table(visit, usual, then))


def _slider(visit: Visit, parameter: Parameter, moves: float) -> Slider:
    """A slider, where the query puts it; an effect that has a sign keeps it."""
    low, high = (parameter.value + way * REACH * parameter.uncertainty for way in (-1, 1))
    if parameter.prior == "positive":
        low = max(low, 0.0)
    if parameter.prior == "negative":
        high = min(high, 0.0)
    try:
        at = float(visit.query.get(f"p.{parameter.name}", parameter.value))
    except ValueError:
        at = parameter.value
    # Not a number compares false with all, and so falls back to what was learnt.
    return Slider(parameter, low, high, at if low <= at <= high else parameter.value, moves)


def _with(assumptions: Assumptions, values: Mapping[str, float]) -> Assumptions:
    """The assumptions with some parameters at other values."""
    changed = (replace(p, value=values[p.name]) if p.name in values else p for p in assumptions.parameters)
    return replace(assumptions, parameters=tuple(changed))


def _telling(visit: Visit, assumptions: Assumptions, usual: Headline) -> tuple[tuple[Parameter, float], ...]:
    """The parameters that move a number of this case most when each is one standard deviation higher."""

    def make() -> tuple[tuple[Parameter, float], ...]:
        evidence = as_of(visit.case, visit.day, assumptions.values)
        found = [(p, _moved(assumptions, evidence, usual, p)) for p in assumptions.parameters if p.uncertainty > 0]
        return tuple(sorted(found, key=lambda each: -each[1])[:SHOWN])

    return visit.desk.telling.get((visit.state.version, visit.day), make)


def _moved(assumptions: Assumptions, evidence: Evidence, usual: Headline, parameter: Parameter) -> float:
    """The largest change of any number with a parameter one standard deviation higher."""
    then = headline(_with(assumptions, {parameter.name: parameter.value + parameter.uncertainty}), evidence)
    changes = [then.control.value - usual.control.value]
    changes += [p - usual.explanations[z] for z, p in then.explanations.items()]
    changes += [p - usual.forecasts[key] for key, p in then.forecasts.items() if key in usual.forecasts]
    return max(map(abs, changes))


def _table(visit: Visit, usual: Headline, then: Headline) -> Table:
    """Every number as learnt and as chosen."""
    places = {area.id: area.name for area in visit.case.areas}
    rows = [(EXPLANATIONS[z].name, usual.explanations[z], p) for z, p in then.explanations.items()]
    rows.append(("Control left", usual.control.value, then.control.value))
    rows += [
        (question_name(q, places.get(a, a) if a else None, then.states[q, a]), usual.forecasts[q, a], p)
        for (q, a), p in then.forecasts.items()
        if (q, a) in usual.forecasts
    ]
    titles = ["As learnt", "As chosen", "Change, in points"]
    shown = tuple(
        (
            Cell(name),
            Cell(percent(a), sort=a),
            Cell(percent(b), sort=b),
            cells.shaded_number(point_tenths(b - a), b - a, 0.2),
        )
        for name, a, b in rows
    )
    return Table(
        "Every number, forecasts within 28 days", columns("Number", *titles, numbers=titles), shown, sortable=True
    )
