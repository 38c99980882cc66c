"""The ladder: probability of each rung by horizon, week, area and formation, and apart from it how firm."""

from breakranks.assessment.types import HORIZONS, QUESTIONS, Forecast
from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.maps import area_map
from breakranks.presentation.words import QUESTION_MEANINGS, QUESTION_NAMES, points

FORMATION_QUESTIONS = ("unordered-exit", "mutiny", "mass-surrender")
HORIZON_TITLES = tuple(cells.weeks(h) for h in HORIZONS)


def ladder(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "meanings": [(QUESTION_NAMES[q], QUESTION_MEANINGS[q]) for q in QUESTIONS],
        "force": _force(look),
        "weekly": _weekly(look),
        "map": area_map(look),
        "areas": _areas(look),
        "areas_weekly": _areas_weekly(look),
        "formations": [t for q in FORMATION_QUESTIONS if (t := _formations(look, q)) is not None],
        "formations_weekly": _formations_weekly(look),
        "views": _views(look),
        "confidence": _confidence(look),
    }


def _force(look: Lookup) -> Table:
    rows = tuple(
        (
            Cell(QUESTION_NAMES[q]),
            *(cells.forecast(look.forecast(q, h)) for h in HORIZONS),
        )
        for q in QUESTIONS
        if any(look.forecast(q, h) for h in HORIZONS)
    )
    return Table(
        "The whole force: will it happen within so many days?",
        columns("Question", *HORIZON_TITLES, numbers=HORIZON_TITLES),
        rows,
    )


def _areas(look: Lookup) -> Table:
    held = look.assessment.areas_held
    rows = []
    areas = sorted(
        look.assessment.evidence.force.areas,
        key=lambda a: -_value(look.forecast("area-given-up", 28, area=a.id)),
    )
    for area in areas:
        rows.append(
            (
                Cell(area.name),
                cells.unshaded(held.get(area.id)),
                *(cells.forecast(look.forecast("area-given-up", h, area=area.id)) for h in HORIZONS),
            )
        )
    titles = ("Held now", *HORIZON_TITLES)
    return Table(
        "Each area: will it be given up within so many days?",
        columns("Area", *titles, numbers=titles),
        tuple(rows),
        sortable=True,
    )


def _value(forecast: Forecast | None) -> float:
    return -1.0 if forecast is None or not forecast.open else forecast.probability.value


def _weeks(look: Lookup) -> list[int]:
    return sorted({w.week for w in look.assessment.weekly})


def _weekly(look: Lookup) -> Table:
    weekly = {(w.question, w.week): w for w in look.assessment.weekly if w.area is None and w.formation is None}
    weeks = _weeks(look)
    titles = [f"Week {w}" for w in weeks]
    rows = tuple(
        (
            Cell(QUESTION_NAMES[q]),
            *(cells.probability(found.probability if (found := weekly.get((q, w))) else None) for w in weeks),
        )
        for q in QUESTIONS
        if any((q, w) in weekly for w in weeks)
    )
    return Table(
        "The whole force: in which week does it first happen?",
        columns("Question", *titles, numbers=titles),
        rows,
    )


def _areas_weekly(look: Lookup) -> Table:
    weekly = {(w.area, w.week): w for w in look.assessment.weekly if w.question == "area-given-up"}
    weeks = _weeks(look)
    titles = [f"Week {w}" for w in weeks]
    rows = tuple(
        (
            Cell(look.place(f.area)),
            *(cells.probability(found.probability if (found := weekly.get((f.area, w))) else None) for w in weeks),
        )
        for f in look.areas_by_risk
    )
    return Table(
        "Each area: in which week is it given up?",
        columns("Area", *titles, numbers=titles),
        rows,
        sortable=True,
    )


def _formations(look: Lookup, question: str) -> Table | None:
    rows = tuple(
        (
            Cell(look.place(None, s.formation)),
            *(cells.forecast(look.forecast(question, h, formation=s.formation)) for h in HORIZONS),
        )
        for s in sorted(
            look.assessment.formations,
            key=lambda s: -_value(look.forecast(question, 28, formation=s.formation)),
        )
        if any(look.forecast(question, h, formation=s.formation) for h in HORIZONS)
    )
    if not rows:
        return None
    return Table(
        f"{QUESTION_NAMES[question]}, by formation",
        columns("Formation", *HORIZON_TITLES, numbers=HORIZON_TITLES),
        rows,
        sortable=True,
    )


def _formations_weekly(look: Lookup) -> Table | None:
    weeks = _weeks(look)
    found = {(w.question, w.formation, w.week): w for w in look.assessment.weekly if w.formation}
    titles = [f"Week {w}" for w in weeks]
    rows = tuple(
        (
            Cell(look.place(None, s.formation)),
            Cell(QUESTION_NAMES[q]),
            *(cells.probability(w.probability if (w := found.get((q, s.formation, week))) else None) for week in weeks),
        )
        for s in look.assessment.formations
        for q in FORMATION_QUESTIONS
        if any((q, s.formation, week) in found for week in weeks)
    )
    if not rows:
        return None
    headings = columns("Formation", "Question", *titles, numbers=titles)
    return Table("Each formation: in which week does it first happen?", headings, rows, sortable=True)


def _views(look: Lookup) -> Table:
    rows = []
    asked = [(QUESTION_NAMES[q], look.forecast(q, 28)) for q in QUESTIONS]
    asked += [(f"{QUESTION_NAMES['area-given-up']}: {look.place(f.area)}", f) for f in look.areas_by_risk[:4]]
    for name, f in asked:
        if f is not None and f.open:
            outside = Cell("no record") if f.outside is None else cells.chance(f.outside)
            rows.append((Cell(name), cells.chance(f.inside), outside, cells.forecast(f)))
    titles = ("This case's worlds alone", "Other cases", "Together")
    return Table("What the forecasts are made of", columns("Within 28 days", *titles, numbers=titles), tuple(rows))


def _confidence(look: Lookup) -> Table:
    rows = []
    asked = [(QUESTION_NAMES[q], look.forecast(q, 28)) for q in QUESTIONS]
    asked += [(f"{QUESTION_NAMES['area-given-up']}: {look.place(f.area)}", f) for f in look.areas_by_risk]
    for name, f in asked:
        if f is not None and f.open:
            rows.append(
                (
                    Cell(name),
                    Cell(f.confidence),
                    Cell(f"{points(f.movement).lstrip('+')} points", sort=f.movement),
                )
            )
    headings = columns(
        "Forecast for 28 days", "Confidence rating", "Expected to move by", numbers=["Expected to move by"]
    )
    return Table("How firm the forecasts are", headings, tuple(rows), sortable=True)
