"""The prospect: ground lost told apart from control lost, and the reports behind it."""

from breakranks.assessment.types import HORIZONS
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import BASELINE, Lookup
from breakranks.presentation.sections.minds import moved_most
from breakranks.presentation.words import COMMAND_NAMES, percent


def prospect(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    assessment = look.assessment
    areas = assessment.evidence.force.areas
    held = sum(p.value for p in assessment.areas_held.values())
    return {
        "moved": moved_most(look),
        "areas": len(areas),
        "held": f"{held:.1f}".removesuffix(".0"),
        "held_share": held / max(len(areas), 1),
        "control_then": float(assessment.control_series[0, 0]),
        "control_now": assessment.control.value,
        "figure": _figure(look),
        "by_area": _by_area(look),
    }


def ground(look: Lookup, horizon: int) -> float:
    """Give the expected share of the areas that are still held after so many days."""
    held = look.assessment.areas_held
    total = 0.0
    for area, p in held.items():
        f = look.forecast("area-given-up", horizon, area=area)
        total += p.value * (1 - f.probability.value) if f is not None and f.open else p.value
    return total / max(len(held), 1)


def _figure(look: Lookup) -> Figure:
    held = look.assessment.areas_held
    now = sum(p.value for p in held.values()) / max(len(held), 1)
    path = look.assessment.control_futures.get(BASELINE)
    rows: list[dict[str, object]] = []
    lines = []
    for days in (0, *HORIZONS):
        share = now if days == 0 else ground(look, days)
        control = look.assessment.control.value if days == 0 or path is None else float(path[days // 7 - 1, 0])
        for name, value in (("ground held", share), ("control kept", control)):
            rows.append(
                {
                    "week": days // 7,
                    "name": name,
                    "share": round(value, 4),
                    "low": round(value, 4),
                    "high": round(value, 4),
                }
            )
        label = "Now" if days == 0 else cells.weeks(days)
        lines.append((Cell(label), Cell(percent(share), sort=share), Cell(percent(control), sort=control)))
    rows.sort(key=lambda r: str(r["name"]) != "ground held")
    titles = ["Ground held", "Control kept"]
    return Figure(
        id="ground-and-control",
        title="Ground held, control kept",
        reading="The share of the areas that the force still holds, and the share of the force that still "
        "obeys, as things go "
        f"({COMMAND_NAMES[BASELINE[0]]}). A force can lose ground and keep its cohesion, and the other way "
        "round.",
        summary=f"Now {lines[0][1].text} of the areas held and {lines[0][2].text} control; after eight "
        f"weeks {lines[-1][1].text} and {lines[-1][2].text}.",
        spec=charts.paths(rows, "Share kept", "ground held", height=220),
        table=Table("Ground and control ahead", columns("Days ahead", *titles, numbers=titles), tuple(lines)),
        key=(
            KeyEntry("ground held", charts.SERIES[0], charts.SHAPES[0]),
            KeyEntry("control kept", charts.SERIES[1], charts.SHAPES[1]),
        ),
    )


def _by_area(look: Lookup) -> Table:
    assessment = look.assessment
    force = assessment.evidence.force
    control = {s.formation: s.control.value for s in assessment.formations}
    rows = []
    for a, area in enumerate(force.areas):
        there = [
            (force.strength[u] * force.garrison[a, u], control.get(f.id, 0.0), f.name)
            for u, f in enumerate(force.formations)
            if force.garrison[a, u] > 0
        ]
        total = sum(w for w, _, _ in there)
        mean = sum(w * c for w, c, _ in there) / total if total else None
        rows.append(
            (
                Cell(area.name, ", ".join(name for _, _, name in there) or "nobody in particular"),
                cells.unshaded(assessment.areas_held.get(area.id)),
                cells.forecast(look.forecast("area-given-up", 28, area=area.id)),
                Cell(percent(mean), sort=mean, shade=mean - 1) if mean is not None else cells.NOTHING,
            )
        )
    titles = ["Held now", "Given up within 28 days", "Control of those who hold it"]
    return Table(
        "Ground against control, area by area",
        columns("Area and who holds it", *titles, numbers=titles),
        tuple(rows),
        sortable=True,
    )
