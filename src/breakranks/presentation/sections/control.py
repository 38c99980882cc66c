"""How much control is left: for the whole force and each formation, over time."""

from datetime import timedelta

from breakranks.assessment.types import FormationState
from breakranks.case.types import Formation
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import (
    SHARE_NAMES,
    TROOPS_NAMES,
    day_words,
    interval,
    percent,
    share,
    short,
    tenths,
    with_word,
)

SHARE_COLOURS = {
    "steady": "var(--h-steady)",
    "wavering": "var(--h-wavering)",
    "defiant": "var(--h-defiant)",
    "withdrawn": "var(--h-withdrawn)",
    "absent": "var(--h-absent)",
    "captive": "var(--h-captive)",
    "lost": "var(--h-lost)",
}


def control(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    assessment = look.assessment
    return {
        "now": assessment.control,
        "force": _force(look),
        "heat": _heat(look),
        "table": _table(look),
        "shares": _shares(look),
        "survival": _survival(look),
        "on_their_own": [
            (look.place(None, s.formation), with_word(s.own_way))
            for s in sorted(assessment.formations, key=lambda s: -s.own_way.value)[:3]
        ],
        "better_off_leaving": [
            look.place(None, s.formation)
            for s in assessment.formations
            if s.survival_leave.value > s.survival_stay.value
        ],
        "formations": len(assessment.formations),
    }


def _force(look: Lookup) -> Figure:
    evidence, series = look.assessment.evidence, look.assessment.control_series
    days = [evidence.start + timedelta(t) for t in range(evidence.days)]
    rows = [
        {
            "day": d.isoformat(),
            "mean": round(float(m), 4),
            "low": round(float(low), 4),
            "high": round(float(high), 4),
        }
        for d, (m, low, high) in zip(days, series, strict=True)
    ]
    table = Table(
        "Control of the whole force, every seventh day",
        columns("Day", "Control", "90 % interval", numbers=["Control", "90 % interval"]),
        tuple(
            (
                Cell(day_words(days[t]), sort=days[t].isoformat()),
                Cell(percent(float(series[t, 0])), sort=float(series[t, 0])),
                Cell(f"{series[t, 1] * 100:.0f}–{series[t, 2] * 100:.0f}", sort=float(series[t, 1])),
            )
            for t in range((evidence.days - 1) % 7, evidence.days, 7)
        ),
    )
    now = look.assessment.control
    return Figure(
        id="control-of-the-force",
        title="Control of the whole force",
        reading="The line is how much of the force would act on an order it dislikes. The shaded band "
        "holds the truth with a "
        "probability of 90 %.",
        summary=f"Line with a band from {day_words(days[0])} to {day_words(days[-1])}: control begins at "
        f"{percent(float(series[0, 0]))} and stands at {percent(now.value)} ({interval(now)}) on the as-of "
        "day.",
        spec=charts.band(rows, "Control"),
        table=table,
    )


def _heat(look: Lookup) -> Figure:
    evidence, series = look.assessment.evidence, look.assessment.formation_control_series
    begins = list(range((evidence.days - 1) % 7, evidence.days, 7))
    rows, lines = [], []
    for u, formation in enumerate(evidence.force.formations):
        there = int(evidence.force.first_day[u])
        line = [Cell(formation.name)]
        for t in begins:
            value = float(series[t, u])
            if t >= there:
                rows.append(
                    {
                        "row": short(formation.name, 34),
                        "week": (evidence.start + timedelta(t)).isoformat(),
                        "share": round(value, 3),
                        "text": f"{value * 100:.0f}",
                    }
                )
                line.append(Cell(percent(value), sort=value))
            else:
                line.append(Cell("not there", sort=-1.0))
        lines.append(tuple(line))
    names = [day_words(evidence.start + timedelta(t), year=False) for t in begins]
    weakest = sorted(look.assessment.formations, key=lambda s: s.control.value)[:2]
    return Figure(
        id="control-by-formation",
        title="Control of each formation, week by week",
        reading="Each cell is how many in a hundred of a formation would act on an order they dislike. The "
        "darker, the less control.",
        summary="A grid of formations by weeks. Least controlled on the as-of day: "
        + "; ".join(f"{look.place(None, s.formation)}, {percent(s.control.value)}" for s in weakest)
        + ".",
        spec=charts.heat(rows),
        table=Table(
            "Control of each formation, week by week",
            columns("Formation", *names, numbers=names),
            tuple(lines),
        ),
    )


def _table(look: Lookup) -> Table:
    states = {s.formation: s for s in look.assessment.formations}
    rows = []
    for depth, formation in look.order_of_battle:
        below = _below(look, formation)
        if formation.id in states:
            rows.append(_formation(look, formation, states[formation.id], depth))
        elif below:
            strength = sum(f.strength for f in below)
            mean = sum(states[f.id].control.value * f.strength for f in below) / max(strength, 1)
            rows.append(
                (
                    Cell(formation.name, f"headquarters · {formation.echelon}", mark=f"depth-{depth}"),
                    Cell(f"{strength:,}", "all below it", float(strength)),
                    Cell(percent(mean), "mean of those below it", mean, mean - 1),
                    Cell("", sort=-1.0),
                )
            )
    headings = columns(
        "Formation",
        "Strength",
        "Control",
        "Acts on its own",
        numbers=["Strength", "Control", "Acts on its own"],
    )
    return Table("Who reports to whom, and how far each is under control", headings, tuple(rows))


def _formation(look: Lookup, formation: Formation, state: FormationState, depth: int) -> tuple[Cell, ...]:
    where = look.place(formation.area) if formation.area else "no ground of its own"
    kind = TROOPS_NAMES.get(formation.troops, formation.troops)
    control = state.control
    own = cells.probability(state.own_way)
    return (
        Cell(formation.name, f"{kind} · {where}", mark=f"depth-{depth}"),
        Cell(f"{formation.strength:,}", sort=float(formation.strength)),
        Cell(f"{percent(control.value)}", interval(control), control.value, control.value - 1),
        own,
    )


def _below(look: Lookup, headquarters: Formation) -> list[Formation]:
    force = look.assessment.evidence.force
    states = {s.formation for s in look.assessment.formations}
    parents = {f.id: f.parent for f in (*force.headquarters, *force.formations)}

    def is_below(name: str | None) -> bool:
        while name is not None:
            if name == headquarters.id:
                return True
            name = parents.get(name)
        return False

    return [f for f in force.formations if f.id in states and is_below(f.parent)]


def _shares(look: Lookup) -> Figure:
    states = look.assessment.formations
    order = [name for name in SHARE_COLOURS if name in states[0].shares] if states else []
    rows = [
        {
            "row": short(look.place(None, s.formation), 34),
            "part": SHARE_NAMES[name],
            "share": round(s.shares[name], 4),
            "order": n,
        }
        for s in states
        for n, name in enumerate(order)
    ]
    titles = [SHARE_NAMES[name] for name in order]
    table = Table(
        "What has become of each formation",
        columns("Formation", *titles, numbers=titles),
        tuple(
            (
                Cell(look.place(None, s.formation)),
                *(Cell(share(s.shares[name]), sort=s.shares[name], shade=0.7 * s.shares[name]) for name in order),
            )
            for s in states
        ),
        sortable=True,
    )
    strength = {f.id: f.strength for f in look.assessment.evidence.force.formations}
    total = max(sum(strength[s.formation] for s in states), 1)
    steady = sum(s.shares.get("steady", 0.0) * strength[s.formation] for s in states) / total
    return Figure(
        id="shares",
        title="What has become of each formation",
        reading="Each bar is a formation at its full strength, divided by what its people are doing on the "
        "as-of day, as far as "
        "the reports let one tell. From left to right in the order of the key.",
        summary=f"One bar a formation, divided into {', '.join(titles)}. Of the whole force "
        f"{share(steady)} are steady.",
        spec=charts.parts(rows, {SHARE_NAMES[name]: SHARE_COLOURS[name] for name in order}),
        table=table,
        key=tuple(KeyEntry(SHARE_NAMES[name], SHARE_COLOURS[name]) for name in order),
    )


def _survival(look: Lookup) -> Figure:
    states = sorted(look.assessment.formations, key=lambda s: s.survival_stay.value - s.survival_leave.value)
    rows = [
        {
            "row": short(look.place(None, s.formation), 34),
            "first": round(s.survival_stay.value, 4),
            "second": round(s.survival_leave.value, 4),
            "between": None,
            "text": f"stays {tenths(s.survival_stay.value)}, leaves {tenths(s.survival_leave.value)}",
        }
        for s in states
    ]
    gain = len([s for s in states if s.survival_leave.value > s.survival_stay.value])
    table = Table(
        "A soldier's chance of being alive in two weeks",
        columns(
            "Formation",
            "If he stays",
            "If he leaves",
            "Leaving is worth",
            numbers=["If he stays", "If he leaves", "Leaving is worth"],
        ),
        tuple(
            (
                Cell(look.place(None, s.formation)),
                Cell(
                    tenths(s.survival_stay.value),
                    f"{tenths(s.survival_stay.low)} to {tenths(min(s.survival_stay.high, 1))}",
                    s.survival_stay.value,
                ),
                Cell(
                    tenths(s.survival_leave.value),
                    f"{tenths(s.survival_leave.low)} to {tenths(min(s.survival_leave.high, 1))}",
                    s.survival_leave.value,
                ),
                _worth(s.survival_leave.value - s.survival_stay.value),
            )
            for s in states
        ),
        sortable=True,
    )
    return Figure(
        id="survival",
        title="Stay or leave: a soldier's chance of being alive in two weeks",
        reading="The circle is the chance of one who stays, the triangle that of one who leaves on his "
        "own. Where the triangle is "
        "further right, leaving is the safer choice, and the model makes leaving likelier.",
        summary=f"Two marks for each of {len(states)} formations. For {gain} of them leaving is the safer choice.",
        spec=charts.before_after(rows, "Chance of being alive in two weeks", domain=None),
        table=table,
        key=(
            KeyEntry("stays", charts.SERIES[0], "circle"),
            KeyEntry("leaves", charts.SERIES[1], "triangle-up"),
        ),
    )


def _worth(gain: float) -> Cell:
    text = f"{abs(gain) * 100:.1f} points"
    return Cell(
        f"{'+' if gain > 0 else '−'}{text}" if float(f"{gain * 100:.1f}") else "nothing",
        sort=gain,
        shade=max(-1.0, min(1.0, 8 * gain)),
    )
