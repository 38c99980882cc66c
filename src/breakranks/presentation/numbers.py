"""The numbers of an assessment as tidy tables: one row an observation, one column a variable, nothing nested."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from breakranks.assessment.types import Assessment, Estimate, Reasons, Shift
from breakranks.presentation.lookup import ORDINARY, Lookup, moves
from breakranks.presentation.sensitivity import recoded
from breakranks.vocabulary import EXPLANATIONS, QUESTIONS, STATES, traces_of
from breakranks.worlds import NEVER

if TYPE_CHECKING:
    import pyarrow as pa

Rows = Iterable[tuple[object, ...]]

EPOCH = date(1970, 1, 1).toordinal()
"""Day 0 of Arrow's dates."""

TEXT = (
    "about adjacent archived area areas case coded coder command confidence echelon explanation "
    "explanations_source first_explanation formation formations instead_of kind leading leading_without_claims "
    "licence meaning name note opponent own_way_word parameter parameters_source parent part prior question "
    "question_area reason reliability rule season source state state_after state_before text then title trace "
    "troops unit url version word"
)
FIRST = {q.id: q.id.replace("-", "_") for q in QUESTIONS.values() if q.of != "area"}
"""The columns of the table `worlds` that hold the day on which a question of the force first comes true."""
WHOLE = (
    "cases credibility decisive_week echo_of fell first_report grip horizon learnt_cases people report second_report"
    f" strength week world worlds_run {' '.join(FIRST.values())}"
)
DATES = "accessed as_of date day published reported"
FLAGS = "front held ordinary"
"""Columns of text, whole numbers, dates, and yes or no; all others hold numbers. A name means the same everywhere."""


def frames(assessment: Assessment, reasons: Reasons | None = None) -> "dict[str, pa.Table]":
    """Every number of the assessment and its reasons in tidy Arrow tables, by name.

    Probabilities and shares are in 0..1, days are dates, ids are those of the case, several ids in one cell stand with
    spaces between them, `low` and `high` bound 90 % intervals. Every table always has all its columns. `worlds` and
    `worlds_areas` hold the simulated worlds themselves, with the days after the as-of day on which something happens.
    """
    look = Lookup(assessment, reasons)
    made = {name: arrow(columns, rows(look)) for name, (columns, rows) in TABLES.items()}
    return {**made, "worlds": _worlds(look), "worlds_areas": _worlds_areas(look)}


def arrow(columns: str, rows: Rows) -> "pa.Table":
    """An Arrow table of rows under the columns that are named."""
    columns_of = list(zip(*rows, strict=True)) or [()] * len(columns.split())
    return _table(dict(zip(columns.split(), columns_of, strict=True)))


def schema(columns: str) -> "pa.Schema":
    """The names and types of a table's columns; a table always has them, with rows or without."""
    import pyarrow as pa

    named = ((TEXT, pa.string()), (WHOLE, pa.int32()), (DATES, pa.date32()), (FLAGS, pa.bool_()))
    types = {name: kind for names, kind in named for name in names.split()}
    return pa.schema([(name, types.get(name, pa.float64())) for name in columns.split()])


def _table(columns: Mapping[str, Sequence[object]]) -> "pa.Table":
    import pyarrow as pa

    found = schema(" ".join(columns))
    return pa.table([_array(columns[field.name], field.type) for field in found], schema=found)


def _array(values: Sequence[object], kind: "pa.DataType") -> "pa.Array":
    """An Arrow array from its buffers: `pyarrow.array` would load pandas, where that is installed, for seconds."""
    import pyarrow as pa

    def packed(flags: Sequence[bool]) -> np.ndarray:
        return np.packbits(np.array(flags, bool), bitorder="little")

    # What is no number is none: in a file a NaN would be larger than every number.
    values = [None if value != value else value for value in values]
    buffers: list[object] = [packed([value is not None for value in values])]
    if kind == pa.string():
        texts = [str("" if value is None else value).encode() for value in values]
        buffers += [np.cumsum([0, *map(len, texts)], dtype=np.int32), b"".join(texts)]
    elif kind == pa.bool_():
        buffers.append(packed([bool(value) for value in values]))
    else:
        numbers = [value.toordinal() - EPOCH if isinstance(value, date) else value or 0 for value in values]
        buffers.append(np.array(numbers, np.float64 if kind == pa.float64() else np.int32))
    return pa.Array.from_buffers(kind, len(values), [pa.py_buffer(buffer) for buffer in buffers])


def _e(e: Estimate) -> tuple[float, float, float]:
    return e.value, e.low, e.high


def _assessment(look: Lookup) -> Rows:
    a, p, s = look.assessment, look.assessment.provenance, look.assessment.provenance.assumptions
    leading = look.reasons.leading_without_claims if look.reasons else None
    evidence = a.evidence
    yield (
        evidence.slug, evidence.title, evidence.as_of, p.version, p.worlds, p.mixture, p.learnt_cases, s.ordinary,
        s.parameters_source, s.explanations_source, a.decisive_week, look.explanations[0], leading,
    )  # fmt: skip


def _explanations_over_time(look: Lookup) -> Rows:
    for day, row in zip(look.days, look.assessment.explanation_series.tolist(), strict=True):
        yield from ((day, z, p) for z, p in zip(EXPLANATIONS, row, strict=True))


def _control_by_formation(look: Lookup) -> Rows:
    force = look.assessment.evidence.force
    for t, (day, row) in enumerate(zip(look.days, look.assessment.formation_control_series.tolist(), strict=True)):
        there = zip(force.formations, force.first_day, row, strict=True)
        yield from ((day, f.id, mean) for f, first, mean in there if t >= first)


def _formations(look: Lookup) -> Rows:
    known = {f.id: f for f in look.assessment.evidence.force.formations}
    for s in look.assessment.formations:
        f = known[s.formation]
        yield (
            f.id, f.name, f.parent, f.echelon, f.troops, f.strength, f.area, s.control, s.own_way.value,
            s.own_way.word, *(s.states[state] for state in STATES), s.survival_stay, s.survival_leave,
        )  # fmt: skip


def _forecasts(look: Lookup) -> Rows:
    for f in look.assessment.forecasts:
        p = f.probability
        # Where there is no number to give, nothing that it would be made of is one either.
        told = (p.value, p.word, f.worlds, f.base_rate, f.confidence, f.hidden) if p else (None,) * 6
        yield f.question, f.area, f.formation, f.horizon, f.state, *told


def _scenarios(look: Lookup) -> Rows:
    for s in look.assessment.scenarios:
        p, asked = s.probability, (s.question, s.area, s.horizon)
        yield s.command, s.opponent, s.season, *asked, p.value, p.word, *_e(s.difference)


def _tolls(look: Lookup) -> Rows:
    for t in look.assessment.tolls:
        costs = (getattr(t, name) for name in TOLLS)
        yield t.command, t.opponent, t.season, *(x for e in costs for x in _e(e)), t.opponent_cost


def _control_futures(look: Lookup) -> Rows:
    for choice, path in look.assessment.control_futures.items():
        yield from ((*choice, week, *row) for week, row in enumerate(path.tolist(), start=1))


def _self_inflicted(look: Lookup) -> Rows:
    s = look.assessment.self_inflicted
    parts = {"lost": s.lost, "lost_without": s.lost_without, "share": s.share}
    return ((part, *_e(e)) for part, e in parts.items() if e is not None)


def _reports(look: Lookup) -> Rows:
    for r in look.assessment.evidence.reports:
        e = r.event
        yield (
            e.number, e.date, e.reported, e.formation, " ".join(e.areas), e.kind, e.people, " ".join(e.sources),
            e.reliability, e.credibility, e.note, r.truth, r.vote, r.echo_of, e.coder,
        )  # fmt: skip


def _said(look: Lookup) -> Rows:
    weights = look.reasons.weights if look.reasons else ()
    return ((w.number, z, x) for w in weights for z, x in w.said.items())


def _flat(*key: object, shift: Shift) -> Iterator[tuple[object, ...]]:
    return ((*key, *move) for move in moves(shift))


def _report_effects(look: Lookup) -> Rows:
    weights = look.reasons.weights if look.reasons else ()
    return (row for w in weights for row in _flat(w.number, shift=w.effect))


def _recodings(look: Lookup) -> Rows:
    return ((c.number, c.coded, c.instead, c.leading) for c in (recoded(look) if look.reasons else ()))


def _recoding_effects(look: Lookup) -> Rows:
    changes = recoded(look) if look.reasons else ()
    return (row for c in changes for row in _flat(c.number, c.coded, c.instead, shift=c.effect))


def _contradictions(look: Lookup) -> Rows:
    evidence = look.assessment.evidence
    for c in evidence.contradictions:
        touched = " ".join(f.id for f, here in zip(evidence.force.formations, c.units, strict=True) if here)
        day = evidence.start + timedelta(c.day)
        yield day, c.rule, c.explanation, c.weight, c.first.number, c.second.number, touched


def _traces(look: Lookup) -> Rows:
    """Where a trace is not zero: the day, whose it is (none for the force), and how much."""
    evidence = look.assessment.evidence
    force, traces = evidence.force, evidence.reading.traces
    ids = [(a.id, None) for a in force.areas], [(None, f.id) for f in force.formations]
    for of, values, whose in (
        ("force", traces.force[:, None], [(None, None)]),
        ("area", traces.areas, ids[0]),
        ("formation", traces.formations, ids[1]),
    ):
        names = traces_of(of)
        for t, i, c in np.argwhere(np.abs(values) > 1e-6).tolist():
            yield look.days[t], *whose[i], names[c], float(values[t, i, c])


def _cautions(look: Lookup) -> Rows:
    if look.assessment.provenance.assumptions.ordinary:
        yield "ordinary", ORDINARY
    yield from ((c.kind, c.text) for c in look.assessment.cautions)


def _parameters(look: Lookup) -> Rows:
    for p in look.assessment.provenance.assumptions.parameters:
        learnt = p.value, p.uncertainty, p.mean, p.cases
        yield p.name, p.prior, p.centre, p.spread, *learnt, p.unit, p.reason, p.source


def _explanation_table(look: Lookup) -> Rows:
    for row in look.assessment.provenance.assumptions.explanations:
        yield from ((row.kind, z, x, row.learnt[z], row.reason, row.source) for z, x in row.multipliers.items())


def _worlds(look: Lookup) -> "pa.Table":
    """One row a world: what explains it, how firm command's grip is, the day of each event of the force."""
    worlds, names = look.assessment.worlds, list(EXPLANATIONS)
    start, first = worlds.start, worlds.first
    columns = (
        range(len(start.grip)),
        [names[z] for z in start.explanation.tolist()],
        start.grip.tolist(),
        *(_when(_while_asked(look, q.id, None, first[q.hazard])) for q in QUESTIONS.values() if q.id in FIRST),
    )
    return _table(dict(zip(WORLDS.split(), columns, strict=True)))


def _while_asked(look: Lookup, question: str, area: str | None, days: np.ndarray) -> np.ndarray:
    """The days of what may still happen; never where it has happened, or nobody can tell."""
    forecast = look.forecast(question, area=area)
    return days if forecast and forecast.probability else np.full_like(days, NEVER)


def _worlds_areas(look: Lookup) -> "pa.Table":
    """One row a world and area: whether it is held on the as-of day, and the day on which it falls."""
    worlds, areas = look.assessment.worlds, list(look.areas)
    held, count = worlds.start.held, worlds.start.held.shape[1]
    fall = np.where(held, worlds.fall, NEVER)
    falls = [_while_asked(look, "area-given-up", area, fall[a]) for a, area in enumerate(areas)]
    columns = (
        [*range(count)] * len(areas),
        [area for area in areas for _ in range(count)],
        held.ravel().tolist(),
        _when(np.concatenate(falls)),
    )
    return _table(dict(zip(WORLDS_AREAS.split(), columns, strict=True)))


def _when(days: np.ndarray) -> list[int | None]:
    """Days after the as-of day, none where it never happens."""
    return [None if day >= NEVER else day for day in days.tolist()]


TOLLS = ("losses", "captive", "gone", "defiant", "shaken", "control")
_EFFECT = "about area effect"
_CHOICE = "command opponent season"
_BAND = "mean low high"

TABLES: Mapping[str, tuple[str, Callable[[Lookup], Rows]]] = {
    "assessment": (
        "case title as_of version worlds_run mixture learnt_cases ordinary parameters_source explanations_source"
        " decisive_week first_explanation leading_without_claims",
        _assessment,
    ),
    "explanations": (
        "explanation probability word",
        lambda look: ((z, p.value, p.word) for z, p in look.assessment.explanations.items()),
    ),
    "explanations_over_time": ("day explanation probability", _explanations_over_time),
    "control": (
        f"day {_BAND}",
        lambda look: ((day, *row) for day, row in zip(look.days, look.assessment.control_series.tolist(), strict=True)),
    ),
    "control_by_formation": ("day formation mean", _control_by_formation),
    "formations": (
        "formation name parent echelon troops strength area control own_way own_way_word "
        f"{' '.join(STATES)} survival_stay survival_leave",
        _formations,
    ),
    "areas": (
        "area name lat lon adjacent front held_now",
        lambda look: (
            (a.id, a.name, a.lat, a.lon, " ".join(a.adjacent), a.front, look.assessment.areas_held[a.id])
            for a in look.assessment.evidence.force.areas
        ),
    ),
    "forecasts": (
        "question area formation horizon state probability word worlds base_rate confidence hidden",
        _forecasts,
    ),
    "weekly": (
        "question area formation week probability word",
        lambda look: (
            (w.question, w.area, w.formation, w.week, w.probability.value, w.probability.word)
            for w in look.assessment.weekly
        ),
    ),
    "decisive": ("week share", lambda look: enumerate(look.assessment.decisive_shares, start=1)),
    "scenarios": (f"{_CHOICE} question area horizon probability word difference low high", _scenarios),
    "tolls": (
        f"{_CHOICE} {' '.join(f'{name} {name}_low {name}_high' for name in TOLLS)} opponent_cost",
        _tolls,
    ),
    "control_futures": (f"{_CHOICE} week {_BAND}", _control_futures),
    "self_inflicted": ("part value low high", _self_inflicted),
    "reports": (
        "report date reported formation areas kind people source reliability credibility note truth vote echo_of coder",
        _reports,
    ),
    "report_said": ("report explanation log_odds", _said),
    "report_effects": (f"report {_EFFECT}", _report_effects),
    "recodings": ("report coded instead_of leading", _recodings),
    "recoding_effects": (f"report coded instead_of {_EFFECT}", _recoding_effects),
    "without_claims": (_EFFECT, lambda look: moves(look.reasons.without_claims) if look.reasons else ()),
    "indicators": (
        "kind area question question_area seen information now if_seen if_not",
        lambda look: (
            (i.kind, i.area, i.question, i.question_area, i.seen, i.information, i.now, i.if_seen, i.if_not)
            for i in look.indicators
        ),
    ),
    "contradictions": ("day rule meaning weight first_report second_report formations", _contradictions),
    "incoherence": (
        "day index winter",
        lambda look: zip(
            look.days,
            look.assessment.evidence.incoherence.tolist(),
            look.assessment.evidence.winter.tolist(),
            strict=True,
        ),
    ),
    "traces": ("day area formation trace value", _traces),
    "cautions": ("kind text", _cautions),
    "parameters": (
        "parameter prior centre spread value uncertainty mean cases unit reason source",
        _parameters,
    ),
    "explanation_table": ("kind explanation multiplier learnt reason source", _explanation_table),
    "switches": (
        "explanation then probability",
        lambda look: (
            (z, then, p)
            for z, row in look.assessment.provenance.assumptions.switches.items()
            for then, p in row.items()
        ),
    ),
    "base_rates": (
        "question horizon share",
        lambda look: ((*key, p) for key, p in look.assessment.provenance.assumptions.base_rates.items()),
    ),
    "sources": (
        "source name url published archived accessed licence reliability",
        lambda look: (
            (s.key, s.name, s.url, s.published, s.archived, s.accessed, s.licence, s.reliability)
            for s in look.assessment.evidence.sources.values()
        ),
    ),
}
"""Every table but the worlds': its columns, and what fills them."""
WORLDS, WORLDS_AREAS = f"world explanation grip {' '.join(FIRST.values())}", "world area held fell"
"""The columns of the tables of worlds."""
