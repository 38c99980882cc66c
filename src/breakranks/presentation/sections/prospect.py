"""The prospect: ground lost told apart from control lost."""

from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import AREA_QUESTIONS, Lookup, likelihood
from breakranks.presentation.words import days, percent
from breakranks.vocabulary import AS_IT_GOES, HORIZONS

GROUND, CONTROL = "ground held", "control kept"


def prospect(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "areas": len(look.areas),
        "held": f"{look.held:.1f}".removesuffix(".0"),
        "held_share": look.held_share,
        "control_then": float(look.assessment.control_series[0, 0]),
        "control_now": look.assessment.control.value,
        "figure": _figure(look),
        "by_area": _by_area(look),
    }


def ground(look: Lookup, horizon: int) -> float:
    """Give the expected share of the areas that are still held after so many days."""
    kept = 0.0
    for area, p in look.assessment.areas_held.items():
        gone = max((likelihood(look.forecast(q, horizon, area)) for q in AREA_QUESTIONS), default=0.0)
        kept += p * (1.0 - max(gone, 0.0))
    return kept / max(len(look.areas), 1)


def _figure(look: Lookup) -> Figure:
    path = look.assessment.control_futures[AS_IT_GOES]
    values = [(0, look.held_share, look.assessment.control.value)]
    values += [(h, ground(look, h), float(path[h // 7 - 1, 0])) for h in HORIZONS]
    rows = [
        {
            "week": h // 7,
            "name": name,
            "share": share,
            "low": share,
            "high": share,
            "text": f"{name} after {days(h)}: {percent(share)}",
        }
        for n, name in enumerate((GROUND, CONTROL))
        for h, *shares in values
        for share in (shares[n],)
    ]
    lines = tuple(
        (Cell(days(h) if h else "Now"), *(Cell(percent(share), sort=share) for share in shares))
        for h, *shares in values
    )
    titles = ["Ground held", "Control kept"]
    first, last = lines[0], lines[-1]
    return Figure(
        id="ground-and-control",
        title="Ground held, control kept",
        reading="The share of the areas that the force still holds, and the share of the force that still obeys, as "
        "things go. A force can lose ground and keep its cohesion, and the other way round.",
        summary=f"Now {first[1].text} of the areas held and {first[2].text} control; after {days(HORIZONS[-1])} "
        f"{last[1].text} and {last[2].text}.",
        spec=charts.paths(rows, "Share kept", GROUND, height=220),
        table=Table("Ground and control ahead", columns("Days ahead", *titles, numbers=titles), lines),
        key=tuple(KeyEntry(name, charts.SERIES[n], charts.SHAPES[n]) for n, name in enumerate((GROUND, CONTROL))),
    )


def _by_area(look: Lookup) -> Table:
    force = look.assessment.evidence.force
    control = {s.formation: s.control for s in look.assessment.formations}
    rows = []
    for a, area in enumerate(force.areas):
        there = [
            (float(force.strength[u] * force.garrison[a, u]), control[f.id], f.name)
            for u, f in enumerate(force.formations)
            if force.garrison[a, u] > 0
        ]
        total = sum(strength for strength, _, _ in there)
        mean = sum(strength * share for strength, share, _ in there) / total if total else None
        rows.append(
            (
                Cell(area.name, ", ".join(name for _, _, name in there) or "nobody in particular"),
                cells.held(look.assessment.areas_held[area.id]),
                *(cells.forecast(look.forecast(q, area=area.id)) for q in AREA_QUESTIONS),
                cells.NOTHING if mean is None else Cell(percent(mean), sort=mean, shade=mean - 1),
            )
        )
    titles = [
        "Held now",
        *(f"{look.question(q)} within 28 days" for q in AREA_QUESTIONS),
        "Control of those who stood there",
    ]
    headings = columns("Area, and who stood there at first", *titles, numbers=titles)
    return Table("Ground against control, area by area", headings, tuple(rows), sortable=True)
