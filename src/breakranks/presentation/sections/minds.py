"""What would change our mind: reports that carry most weight, signs that would turn the judgement over."""

from math import ceil, log

from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.lookup import Lookup, multipliers
from breakranks.presentation.sections.watch import question_words, sign_words
from breakranks.presentation.words import (
    EXPLANATION_NAMES,
    error,
    kind_words,
    percent,
    plural,
    points,
    short,
)

SHOWN = 12


def minds(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "explanation": _explanation_table(look),
        "crossing": _crossing(look),
        "flips": _flips(look),
        "leading": EXPLANATION_NAMES[look.explanations[0]],
        "leading_p": percent(look.assessment.explanations[look.explanations[0]].value),
    }


def moved_most(look: Lookup) -> Figure:
    """Give the reports whose leaving out would move a forecast most."""
    best = sorted(
        (w for w in look.assessment.report_weights if w.effects),
        key=lambda w: -max(abs(x) for x in w.effects.values()),
    )[:SHOWN]
    rows, lines = [], []
    for w in best:
        event = look.reports[w.number].event
        (question, area), effect = max(w.effects.items(), key=lambda item: abs(item[1]))
        rows.append(
            {
                "row": f"{event.number}: "
                f"{short(kind_words(event.kind), 30)}\n{question_words(look, question, area, 18)}",
                "name": "effect",
                "value": round(effect, 5),
                "low": round(effect - 1.64 * w.error, 5),
                "high": round(effect + 1.64 * w.error, 5),
                "text": f"{question_words(look, question, area)}: {points(effect)} points "
                f"{error(w.error)}. {event.note}",
            }
        )
        lines.append(
            (
                cells.report_link(event.number),
                cells.day(event),
                cells.reported(look, event),
                Cell(question_words(look, question, area)),
                Cell(f"{points(effect)} {error(w.error)}", sort=effect, shade=max(-1.0, min(1.0, 5 * effect))),
                Cell(f"{points(w.control_effect)}", sort=w.control_effect),
            )
        )
    table = Table(
        "The reports that moved a forecast most",
        columns(
            "Report",
            "Day",
            "What was reported",
            "Forecast that it moved",
            "By, in points",
            "Control, in points",
            numbers=["Report", "By, in points", "Control, in points"],
            prose=["What was reported"],
        ),
        tuple(lines),
        sortable=True,
    )
    first = rows[0] if rows else None
    return Figure(
        id="moving-reports",
        title="The reports that moved a forecast most",
        reading="Each row names a report and, beneath it, the forecast that it moved: how many points the "
        "28-day forecast stands higher (right) or lower (left) because of this report: the "
        "forecast with "
        "it less the forecast without it. The bar shows how far chance in the computation reaches.",
        summary=f"{len(rows)} reports. The first, report {first['row']}: {first['text']}"
        if first
        else "No report weights.",
        spec=charts.differences(rows, "Percentage points", lines=2),
        table=table,
    )


def _explanation_table(look: Lookup) -> Table:
    best = sorted(
        (w for w in look.assessment.report_weights if w.explanation_effects),
        key=lambda w: -max(abs(x) for x in w.explanation_effects.values()),
    )[:SHOWN]
    leading = look.explanations[0]
    rows = []
    for w in best:
        event = look.reports[w.number].event
        z, effect = max(w.explanation_effects.items(), key=lambda item: abs(item[1]))
        own = w.explanation_effects[leading]
        rows.append(
            (
                cells.report_link(event.number),
                cells.day(event),
                cells.reported(look, event),
                cells.codes(event),
                Cell(EXPLANATION_NAMES[z]),
                Cell(f"{points(effect)} {error(w.error)}", sort=effect, shade=max(-1.0, min(1.0, 5 * effect))),
                Cell(points(own), sort=own, shade=max(-1.0, min(1.0, 5 * own))),
            )
        )
    last = f"{EXPLANATION_NAMES[leading]}, in points"
    headings = columns(
        "Report",
        "Day",
        "What was reported",
        "Code",
        "Explanation that it moved",
        "By, in points",
        last,
        numbers=["Report", "By, in points", last],
        prose=["What was reported"],
    )
    return Table(
        "If one of these reports proved false, the explanations would move most",
        headings,
        tuple(rows),
        sortable=True,
    )


def _crossing(look: Lookup) -> Table | None:
    found = [
        i
        for i in sorted(look.assessment.indicators, key=lambda i: -i.information)
        if (i.now < 0.5) != (i.if_seen < 0.5) or (i.now < 0.5) != (i.if_not < 0.5)
    ][:SHOWN]
    if not found:
        return None
    rows = tuple(
        (
            Cell(sign_words(look, i)),
            Cell(question_words(look, i.question, i.question_area)),
            cells.chance(i.seen),
            cells.chance(i.now),
            cells.chance(i.if_seen),
            cells.chance(i.if_not),
        )
        for i in found
    )
    titles = ["Chance to be seen", "Now", "If seen", "If not"]
    headings = columns("Sign", "Forecast that it would turn over", *titles, numbers=titles)
    return Table("Signs that would carry a forecast across even odds", headings, rows, sortable=True)


def _flips(look: Lookup) -> Table | None:
    """How many undoubted reports of a kind would put another explanation in the lead, by the table alone."""
    p = look.assessment.explanations
    leading = look.explanations[0]
    found = []
    for row in look.assessment.provenance.explanations:
        factor = {z: max(m, 1e-6) for z, m in multipliers(row).items()}
        for rival in look.explanations[1:]:
            gain = log(factor[rival] / factor[leading])
            if gain > 0.05 and p[rival].value > 0:
                needed = ceil(log(max(p[leading].value, 1e-9) / p[rival].value) / gain)
                found.append((max(needed, 1), -gain, str(row["kind"]), rival))
    rows = tuple(
        (
            Cell(kind_words(kind)),
            Cell(EXPLANATION_NAMES[rival], f"now {percent(p[rival].value)}"),
            Cell(plural(needed, "report"), sort=float(needed)),
        )
        for needed, _, kind, rival in sorted(found)[:SHOWN]
    )
    if not rows:
        return None
    headings = columns(
        "Kind of report",
        "Would put in the lead",
        "After so many in a row",
        numbers=["After so many in a row"],
    )
    return Table(f"What would overtake {EXPLANATION_NAMES[leading].lower()}", headings, rows, sortable=True)
