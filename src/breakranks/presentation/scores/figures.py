"""The diagrams of the page of scores."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from jaxtyping import Bool, Float

from breakranks.presentation import charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.scores.curves import Block, blocks, hits
from breakranks.presentation.scores.findings import interval_words, skill
from breakranks.presentation.scores.listing import skill_cell
from breakranks.presentation.scores.lookup import Place, ScoresLookup
from breakranks.presentation.words import number, percent, plural, share, signed
from breakranks.scoring.summarise import BASE, MODEL

BINS = 20
"""Bars of the histogram beneath a reliability curve."""

BAR = 0.25
"""How high its highest bar is, as a share of the diagram."""

FLOOR = -1.0
"""The lowest skill that the pictures show."""

OTHERS = (
    ("var(--s2)", "square"),
    ("var(--s3)", "triangle-up"),
    ("var(--s4)", "diamond"),
    ("var(--feint)", "cross"),
    ("var(--s1)", "triangle-right"),
)
"""Colours and shapes of the forecasters beside the model."""


def anchor(kind: str, name: str) -> str:
    """Make a figure's id from a forecaster's name."""
    return "-".join([kind, *"".join(c if c.isalnum() else " " for c in name.lower()).split()])


def reliability_figures(look: ScoresLookup) -> list[Figure]:
    """One reliability diagram a forecaster."""
    return [_reliability(look, name) for name in look.forecasters if _asked(look, name)[0].size]


def roc_figures(look: ScoresLookup) -> list[Figure]:
    """One ROC curve a forecaster, the model's behind it; nothing where one answer is missing."""
    model = hits(*_asked(look, MODEL))
    return [_roc(look, name, model) for name in look.forecasters if hits(*_asked(look, name))]


def skill_figures(look: ScoresLookup) -> list[Figure]:
    """Skill by question and by lead time."""
    drawn = (
        ("skill-by-question", "Skill by question", look.by_question),
        ("skill-by-lead-time", "Skill by lead time", look.by_horizon),
    )
    return [_skill(look, key, title, places) for key, title, places in drawn if places]


def _asked(look: ScoresLookup, name: str) -> tuple[Float[np.ndarray, "some"], Bool[np.ndarray, "some"]]:
    """Give a forecaster's probabilities and what happened, where it gave any."""
    p = np.asarray(look.scores.forecasts[name], float)
    known = np.isfinite(p)
    return p[known], look.happened[known]


def _range(block: Block) -> str:
    return percent(block.low) if block.low == block.high else f"{percent(block.low)} to {percent(block.high)}"


def _reliability(look: ScoresLookup, name: str) -> Figure:
    p, happened = _asked(look, name)
    found = blocks(p, happened)
    rows = [
        {
            "forecast": round(end, 4),
            "happened": round(block.share, 4),
            "text": f"Forecast {_range(block)}: {share(block.share)} of {plural(block.items, 'item')} happened",
        }
        for block in found
        for end in dict.fromkeys((block.low, block.high))
    ]
    counts, edges = np.histogram(p, BINS, (0.0, 1.0))
    bars = [
        {
            "low": round(float(low), 3),
            "high": round(float(high), 3),
            "height": round(BAR * int(n) / counts.max(), 4),
            "text": f"{plural(int(n), 'forecast')} of {share(low)} to {share(high)}",
        }
        for n, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
        if n
    ]
    line = look.overall.lines.get(name)
    told = f"Miscalibration {number(line.miscalibration.value, 3)}" if line else name
    ends = interval_words(line.miscalibration, lambda x: number(x, 3)) if line else ""
    table = Table(
        f"Reliability of {name}",
        columns("Forecast", "Items", "Happened", numbers=["Items", "Happened"]),
        tuple((Cell(_range(b)), Cell(f"{b.items}"), Cell(share(b.share))) for b in found),
    )
    return Figure(
        id=anchor("reliability", name),
        title=name,
        reading="",
        summary=f"{told}{f' ({ends})' if ends else ''}. {_halves(p, happened)}",
        spec=charts.reliability(rows, bars),
        table=table,
    )


def _halves(p: Float[np.ndarray, "items"], happened: Bool[np.ndarray, "items"]) -> str:
    """Say what became of low, middling and high forecasts."""
    bounds = ((0.0, 0.1, "under 10 %"), (0.1, 0.5, "from 10 to 50 %"), (0.5, 1.1, "of 50 % and more"))
    told = []
    for low, high, words in bounds:
        there = (p >= low) & (p < high)
        if there.any():
            told.append(f"{int(there.sum())} {words}, of which {share(float(happened[there].mean()))} happened")
    return f"Forecasts: {'; '.join(told)}."


def _roc(look: ScoresLookup, name: str, model: Sequence[tuple[float, float]]) -> Figure:
    p, happened = _asked(look, name)
    line = look.overall.lines.get(name)
    ends = interval_words(line.auc) if line else ""
    rows = []
    for threshold in (0.05, 0.1, 0.2, 0.3, 0.5, 0.7):
        called = p >= threshold
        hit, false = float(called[happened].mean()), float(called[~happened].mean())
        rows.append((Cell(percent(threshold)), Cell(share(hit)), Cell(share(false))))
    titles = ["Hits", "False alarms"]
    return Figure(
        id=anchor("roc", name),
        title=name,
        reading="",
        summary=f"Area under the curve {number(line.auc.value) if line else ''}{f' ({ends})' if ends else ''}. With an "
        f"alarm from 20 % on, {rows[2][1].text} of what happened is caught, with false alarms on {rows[2][2].text} of "
        "the rest.",
        spec=charts.roc(_corners(hits(p, happened)), _corners(model) if name != MODEL else []),
        table=Table(f"Hits and false alarms of {name}", columns("Alarm from", *titles, numbers=titles), tuple(rows)),
    )


def _corners(points: Sequence[tuple[float, float]]) -> list[Mapping[str, object]]:
    return [{"false": round(x, 3), "hit": round(y, 3)} for x, y in points]


def _skill(look: ScoresLookup, key: str, title: str, places: Sequence[Place]) -> Figure:
    names = [name for name in look.forecasters if name != BASE]
    others = [name for name in names if name != MODEL]
    marks = {MODEL: ("var(--base)", "circle"), **dict(zip(others, cycle(OTHERS), strict=False))}
    rows = [
        {
            "row": place.name,
            "name": name,
            "value": round(line.skill.value, 4),
            "low": round(line.skill.low, 4),
            "high": round(line.skill.high, 4),
            "text": skill(line.skill),
        }
        for place in places
        for name, line in place.lines.items()
        if name in marks and np.isfinite(line.skill.value)
    ]
    told = "; ".join(
        f"{place.name} {signed(place.lines[MODEL].skill.value)}" for place in places if MODEL in place.lines
    )
    table = Table(
        f"{title}, with 90 % intervals",
        columns("Items", *names, numbers=names),
        tuple((Cell(place.name), *(skill_cell(place.lines.get(name)) for name in names)) for place in places),
    )
    return Figure(
        id=key,
        title=title,
        reading=f"1 is perfect, 0 as good as the {BASE} of the other cases, less than 0 worse. The thin lines are "
        f"90 % intervals that resample cases; what is under {number(FLOOR, 0)} stands at the left edge.",
        summary=f"Skill of {MODEL}: {told}.",
        spec=charts.skills(rows, f"Skill against the {BASE}", marks, (FLOOR, 1.0)),
        table=table,
        key=tuple(KeyEntry(name, colour, shape) for name, (colour, shape) in marks.items()),
    )
