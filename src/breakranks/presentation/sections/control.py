"""How much control is left: for the whole force and each formation, over time."""

from breakranks.assessment.types import FormationState
from breakranks.case.types import Formation
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import day_words, interval, percent, share, shorts, tenths, with_word
from breakranks.vocabulary import STATES


def control(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    states = look.assessment.formations
    return {
        "now": look.assessment.control,
        "force": _force(look),
        "heat": _heat(look),
        "table": _table(look),
        "states": _states(look),
        "survival": _survival(look),
        "on_their_own": [
            (look.who(s.formation), with_word(s.own_way)) for s in sorted(states, key=lambda s: -s.own_way.value)[:3]
        ],
    }


def _short(look: Lookup) -> dict[str, str]:
    """Names beside a picture, by formation."""
    formations = look.assessment.evidence.force.formations
    return dict(zip((f.id for f in formations), shorts((f.name for f in formations), 34), strict=True))


def _force(look: Lookup) -> Figure:
    days, now = look.days, look.assessment.control
    series = look.assessment.control_series.tolist()
    rows = [
        {
            "day": d.isoformat(),
            "mean": mean,
            "low": low,
            "high": high,
            "text": f"{day_words(d)}: {percent(mean)} ({low * 100:.0f}–{high * 100:.0f})",
        }
        for d, (mean, low, high) in zip(days, series, strict=True)
    ]
    titles = ["Control", "90 % interval"]
    table = tuple(
        (
            Cell(day_words(days[t]), sort=days[t].isoformat()),
            Cell(percent(series[t][0]), sort=series[t][0]),
            Cell(f"{series[t][1] * 100:.0f}–{series[t][2] * 100:.0f}", sort=series[t][1]),
        )
        for t in look.sevenths
    )
    return Figure(
        id="control-of-the-force",
        title="Control of the whole force",
        reading="The line is how much of the force would act on an order it dislikes. The shaded band holds the truth "
        "with a probability of 90 %.",
        summary=f"Line with a band from {day_words(days[0])} to {day_words(days[-1])}: control begins at "
        f"{percent(series[0][0])} and stands at {percent(now.value)} ({interval(now)}) on the as-of day.",
        spec=charts.band(rows, "Control"),
        table=Table("Control of the whole force, every seventh day", columns("Day", *titles, numbers=titles), table),
    )


def _heat(look: Lookup) -> Figure:
    force, series = look.assessment.evidence.force, look.assessment.formation_control_series
    names, rows, lines = _short(look), [], []
    place = {f.id: u for u, f in enumerate(force.formations)}
    for _, formation in look.order_of_battle:
        if formation.id not in place:
            continue
        u, line = place[formation.id], [Cell(formation.name)]
        for t in look.sevenths:
            value, day = float(series[t, u]), look.days[t]
            if t < force.first_day[u]:
                line.append(Cell("not there", sort=-1.0))
                continue
            line.append(Cell(percent(value), sort=value))
            rows.append(
                {
                    "row": names[formation.id],
                    "week": day.isoformat(),
                    "share": value,
                    "number": f"{value * 100:.0f}",
                    "text": f"{formation.name}, {day_words(day)}: {percent(value)}",
                }
            )
        lines.append(tuple(line))
    weakest = sorted(look.assessment.formations, key=lambda s: s.control)[:2]
    titles = [day_words(look.days[t], year=False) for t in look.sevenths]
    caption = "Control of each formation, week by week"
    return Figure(
        id="control-by-formation",
        title=caption,
        reading="Each cell is how many in a hundred of a formation would act on an order they dislike. The stronger "
        "the colour, the less control.",
        summary="A grid of formations by weeks. Least controlled on the as-of day: "
        + "; ".join(f"{look.who(s.formation)}, {percent(s.control)}" for s in weakest)
        + ".",
        spec=charts.heat(rows),
        table=Table(caption, columns("Formation", *titles, numbers=titles), tuple(lines)),
    )


def _table(look: Lookup) -> Table:
    states = {s.formation: s for s in look.assessment.formations}
    superiors = look.assessment.evidence.force.superiors
    rows = []
    for depth, f in look.order_of_battle:
        below = [s for s in look.assessment.evidence.force.formations if f.id in superiors[s.id]]
        if f.id in states:
            rows.append(_formation(look, f, states[f.id], depth))
        elif below:
            strength = sum(s.strength for s in below)
            mean = sum(states[s.id].control * s.strength for s in below) / max(strength, 1)
            rows.append(
                (
                    Cell(f.name, f"headquarters · {f.echelon}", mark=f"depth-{depth}"),
                    Cell(f"{strength:,}", "all below it", float(strength)),
                    Cell(percent(mean), "mean below it", mean, mean - 1),
                    Cell("", sort=-1.0),
                )
            )
    titles = ["Strength", "Control", "Acts on its own"]
    headings = columns("Formation", *titles, numbers=titles)
    return Table("Who reports to whom, and how far each is under control", headings, tuple(rows))


def _formation(look: Lookup, f: Formation, state: FormationState, depth: int) -> tuple[Cell, ...]:
    return (
        Cell(f.name, f"{f.troops} · {look.ground(f)}", mark=f"depth-{depth}"),
        Cell(f"{f.strength:,}", sort=float(f.strength)),
        Cell(percent(state.control), sort=state.control, shade=state.control - 1),
        cells.probability(state.own_way),
    )


def _states(look: Lookup) -> Figure:
    states = look.assessment.formations
    names, titles = _short(look), [state.name for state in STATES.values()]
    rows = [
        {
            "row": names[s.formation],
            "part": name,
            "share": s.states[state],
            "order": n,
            "text": f"{names[s.formation]}: {name} {share(s.states[state])}",
        }
        for s in states
        for n, (state, name) in enumerate(zip(STATES, titles, strict=True))
    ]
    table = tuple(
        (
            Cell(look.who(s.formation)),
            *(Cell(share(s.states[state]), sort=s.states[state], shade=0.7 * s.states[state]) for state in STATES),
        )
        for s in states
    )
    colours = charts.coloured(titles)
    caption = "What each formation is doing"
    return Figure(
        id="states",
        title=caption,
        reading="Each bar is a formation on the as-of day. The parts are the probabilities of what it is doing, as far "
        "as the reports let one tell. From left to right they stand in the order of the key.",
        summary=f"One bar a formation, divided into {', '.join(titles)}.",
        spec=charts.parts(rows, colours),
        table=Table(caption, columns("Formation", *titles, numbers=titles), table, sortable=True),
        key=tuple(KeyEntry(name, colour) for name, colour in colours.items()),
    )


def _survival(look: Lookup) -> Figure:
    states = sorted(look.assessment.formations, key=lambda s: s.survival_stay - s.survival_leave)
    names = _short(look)
    rows = [
        {
            "row": names[s.formation],
            "first": s.survival_stay,
            "second": s.survival_leave,
            "between": None,
            "text": f"{names[s.formation]}: stays {tenths(s.survival_stay)}, leaves {tenths(s.survival_leave)}",
        }
        for s in states
    ]
    gain = sum(s.survival_leave > s.survival_stay for s in states)
    titles = ["If he stays", "If he leaves", "Leaving is worth, in points"]
    table = tuple(
        (
            Cell(look.who(s.formation)),
            Cell(tenths(s.survival_stay), sort=s.survival_stay),
            Cell(tenths(s.survival_leave), sort=s.survival_leave),
            cells.effect(s.survival_leave - s.survival_stay),
        )
        for s in states
    )
    caption = "A soldier's chance of being alive in two weeks"
    return Figure(
        id="survival",
        title="Stay or leave: a soldier's chance of being alive in two weeks",
        reading="The circle is the chance of one who stays, the triangle that of one who leaves on his own. Where the "
        "triangle is further right, leaving is the safer choice, and the model makes it likelier.",
        summary=f"Two marks for each of {len(states)} formations. Leaving is safer in {gain or 'none'} of them.",
        spec=charts.before_after(rows, caption, domain=None),
        table=Table(caption, columns("Formation", *titles, numbers=titles), table, sortable=True),
        key=(
            KeyEntry("stays", charts.SERIES[0], "circle"),
            KeyEntry("leaves", charts.SERIES[1], "triangle-up"),
        ),
    )
