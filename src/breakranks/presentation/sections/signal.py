"""Signal against act: the picture, each formation's turn, and the orders."""

from datetime import timedelta

from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.signals import DIRECTIONS, Order, Turn, is_signal, orders, rows, turns
from breakranks.presentation.words import MISSING, day_words, kind_words, listed, number, plural


def signal(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    evidence = look.assessment.evidence
    found = turns(evidence)
    given = orders(evidence)
    at_odds = [look.place(None, t.formation) for t in found if t.at_odds]
    return {
        "picture": _picture(look),
        "turns": _turns(look, found),
        "at_odds": len(at_odds),
        "formations": len(found),
        "orders": _orders(look, given) if given else None,
        "undone": sum(1 for o in given if o.reversed_by),
        "given": len(given),
    }


def _picture(look: Lookup) -> Figure:
    evidence = look.assessment.evidence
    found = rows(look)
    marks = [(row, mark) for row in found for mark in row.marks]
    said = sum(mark.signal for _, mark in marks)
    key = tuple(KeyEntry(d.name, d.colour, d.shape) for d in DIRECTIONS)
    table = Table(
        "Signals and acts, in the order of their days",
        columns(
            "Report",
            "Day",
            "Formation or headquarters",
            "Signal or act",
            "Points to",
            "What was reported",
            numbers=["Report"],
            prose=["What was reported"],
        ),
        tuple(
            (
                cells.report_link(mark.event.number),
                cells.day(mark.event),
                Cell(cells.places(look, mark.event)),
                Cell("signal" if is_signal(mark.event.kind) else "act"),
                Cell(mark.direction),
                cells.reported(look, mark.event),
            )
            for _, mark in sorted(marks, key=lambda m: (m[1].event.date, m[1].event.number))
        ),
        sortable=True,
    )
    return Figure(
        id="signal-picture",
        title="Indicating left, turning right?",
        reading="One row for each headquarters or formation that was reported on. Above its line, hollow: "
        "what it was ordered or "
        "what was said (signals). Below, filled: what was prepared and done (acts). Where the two point "
        "different ways, "
        "signal and act part. Point at a mark to read the report.",
        summary=f"{said} signals and {len(marks) - said} acts of {len(found)} formations and headquarters "
        "from "
        f"{day_words(evidence.start)} to {day_words(evidence.as_of)}, each marked as pointing to stay, "
        "leave, attack, break or "
        "feint. The table below holds every one.",
        spec=charts.signal_picture(
            found, (evidence.start - timedelta(1)).isoformat(), (evidence.as_of + timedelta(1)).isoformat()
        ),
        table=table,
        key=(
            *key,
            KeyEntry("hollow, above the line: signal", "var(--ink)", "square", hollow=True),
            KeyEntry("filled, below the line: act", "var(--ink)", "square"),
        ),
    )


def _tally(counts: dict[str, float], names: dict[str, str]) -> Cell:
    parts = [f"{names.get(way, way)} {number(n, 1)}" for way, n in sorted(counts.items(), key=lambda c: -c[1]) if n > 0]
    return Cell(" · ".join(parts) or MISSING)


def _turns(look: Lookup, found: tuple[Turn, ...]) -> Table:
    rows_ = tuple(
        (
            Cell(look.place(None, t.formation)),
            _tally(t.signals, {"break": "reversed or blamed"}),
            _tally(t.acts, {}),
            Cell(t.verdict, mark="at-odds" if t.at_odds else ""),
        )
        for t in found
    )
    headings = columns("Formation", "What it was told and heard", "What was prepared and done", "Comes to")
    return Table("Each formation's signals and acts of the last four weeks", headings, rows_, sortable=True)


def _orders(look: Lookup, given: tuple[Order, ...]) -> Table:
    def undone(order: Order) -> Cell:
        if not order.reversed_by:
            return Cell("no")
        events = order.reversed_by
        text = listed(f"{day_words(e.date, year=False)}, {kind_words(e.kind)} (report {e.number})" for e in events[:2])
        more = f" and {plural(len(events) - 2, 'more', 'more')}" if len(events) > 2 else ""
        return Cell(f"yes: {text}{more}", mark="at-odds")

    def answer(order: Order) -> Cell:
        parts = [f"{way} {n}" for way, n in sorted(order.followed.items(), key=lambda c: -c[1]) if n]
        return Cell(" · ".join(parts) or "nothing reported")

    rows_ = tuple(
        (
            cells.report_link(o.event.number),
            cells.day(o.event),
            Cell(cells.places(look, o.event)),
            cells.reported(look, o.event),
            undone(o),
            answer(o),
        )
        for o in given
    )
    headings = columns(
        "Report",
        "Day",
        "Whose order or to whom, and where",
        "What was reported",
        "Reversed or contradicted?",
        "Conduct within 14 days",
        numbers=["Report"],
        prose=["What was reported"],
    )
    return Table("Every reported order, the latest first", headings, rows_)
