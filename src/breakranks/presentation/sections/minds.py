"""What would change our mind: reports that carry most weight, signs that would turn the judgement over."""

from math import ceil, log

from breakranks.presentation import cells, charts, sensitivity
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.sections.coding import left_out, recoded
from breakranks.presentation.words import percent, plural, points, short
from breakranks.vocabulary import EXPLANATIONS, KINDS

SHOWN, LISTED = 12, 40


def minds(look: Lookup) -> dict[str, object]:
    """Gather what the section shows; what rests on the reasons only where they are known."""
    leading = look.explanations[0]
    known = look.reasons is not None
    return {
        "moved": _moved_most(look) if known else None,
        "left_out": left_out(look, sensitivity.left_out(look)[:LISTED]) if known else None,
        "recoded": recoded(look, sensitivity.recoded(look)[:LISTED]) if known else None,
        "crossing": _crossing(look),
        "flips": _flips(look),
        "leading": EXPLANATIONS[leading].name,
        "leading_p": percent(look.assessment.explanations[leading].value),
    }


def _moved_most(look: Lookup) -> Figure | None:
    """The reports that moved a forecast most: what they did, not what would be without them."""
    found = [(c, c.forecast) for c in sensitivity.left_out(look)]
    best = sorted(((c, f) for c, f in found if f), key=lambda pair: -abs(pair[1][1]))[:SHOWN]
    if not best:
        return None
    rows, lines = [], []
    for c, (key, by) in best:
        event, moved = look.events[c.number], -by
        kind, question = short(KINDS[event.kind].name, 30), short(look.question(*key).removeprefix("Area "), 34)
        text = f"{look.question(*key)}: {points(moved)} points. {event.note}"
        rows.append({"row": f"{c.number}: {kind}\n{question}", "value": moved, "text": text})
        lines.append(
            (cells.report_link(c.number), cells.reported(look, event), Cell(look.question(*key)), cells.effect(moved))
        )
    titles = ("Report", "What was reported", "Forecast that it moved", "By, in points")
    headings = columns(*titles, numbers=["Report", "By, in points"], prose=["What was reported"])
    caption = "The reports that moved a forecast most"
    return Figure(
        id="moving-reports",
        title=caption,
        reading="Each row names a report and, beneath it, the forecast within 28 days that it moved most: how many "
        "points it stands higher (right) or lower (left) because of this report.",
        summary=f"{plural(len(rows), 'report')}. The first, report {best[0][0].number}: {rows[0]['text']}",
        spec=charts.effects(rows, "Percentage points", lines=2),
        table=Table(caption, headings, tuple(lines), sortable=True),
    )


def _crossing(look: Lookup) -> Table | None:
    """Signs that would carry a forecast across even odds."""
    found = [i for i in look.indicators if len({p < 0.5 for p in (look.now(i), i.if_seen, i.if_not)}) > 1][:SHOWN]
    rows = tuple(
        (
            Cell(look.sign(i)),
            Cell(look.question(i.question, i.question_area)),
            *(cells.chance(p) for p in (i.seen, look.now(i), i.if_seen, i.if_not)),
        )
        for i in found
    )
    titles = ["Chance to be seen", "Now", "If seen", "If not"]
    headings = columns("Sign", "Forecast that it would turn over", *titles, numbers=titles)
    return Table("Signs that would carry a forecast across even odds", headings, rows, sortable=True) if rows else None


def _flips(look: Lookup) -> Table | None:
    """How many undoubted reports of a kind would put another explanation in the lead, by the table alone."""
    p, leading = look.assessment.explanations, look.explanations[0]
    assumptions = look.assessment.provenance.assumptions
    power, found = assumptions.values["likelihood.power"], []
    for row in assumptions.explanations:
        for rival in look.explanations[1:]:
            gain = power * log(max(row.learnt[rival], 1e-6) / max(row.learnt[leading], 1e-6))
            if gain > 0.05 and p[rival].value > 0:
                needed = ceil(log(max(p[leading].value, 1e-9) / p[rival].value) / gain)
                found.append((max(needed, 1), -gain, row.kind, rival))
    rows = tuple(
        (
            Cell(KINDS[kind].name),
            Cell(EXPLANATIONS[rival].name, f"now {percent(p[rival].value)}"),
            Cell(plural(needed, "report"), sort=float(needed)),
        )
        for needed, _, kind, rival in sorted(found)[:SHOWN]
    )
    headings = columns(
        "Kind of report", "Would put in the lead", "After so many in a row", numbers=["After so many in a row"]
    )
    caption = f"What would overtake {EXPLANATIONS[leading].name.lower()}"
    return Table(caption, headings, rows, sortable=True) if rows else None
