"""Signal against act: what was ordered and said, set against what was prepared and done."""

from datetime import timedelta

from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.signals import FOLLOWED, RECENT, Order, Turn, is_signal, orders, rows, turns
from breakranks.presentation.words import MISSING, day_words, days, event_days, listed, number, plural
from breakranks.vocabulary import DIRECTIONS, KINDS


def signal(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    found, given = turns(look.assessment.evidence), orders(look.assessment.evidence)
    return {
        "picture": _picture(look),
        "turns": _turns(look, found),
        "at_odds": sum(t.at_odds for t in found),
        "formations": len(found),
        "orders": _orders(look, given) if given else None,
        "undone": sum(bool(o.reversed_by) for o in given),
        "given": sum(not o.is_reversal for o in given),
        "recent": days(RECENT.days),
        "followed": days(FOLLOWED.days),
    }


def _picture(look: Lookup) -> Figure:
    evidence = look.assessment.evidence
    found = rows(look)
    marks = sorted((mark.event.date, mark.event.number, mark) for row in found for mark in row.marks)
    said = sum(mark.signal for _, _, mark in marks)
    table = tuple(
        (
            cells.report_link(m.event.number),
            cells.date_alone(m.event),
            cells.report_of(look, m.event),
            Cell(f"{'signal' if is_signal(m.event.kind) else 'act'}: {m.direction}"),
        )
        for _, _, m in marks
    )
    headings = columns("Report", "Day", "What was reported", "Points to", numbers=["Report"])
    first, last = evidence.start - timedelta(1), evidence.as_of + timedelta(1)
    return Figure(
        id="signal-picture",
        title="Indicating left, turning right?",
        reading="One row for each headquarters or formation that was reported on. Above its line, hollow: what it was "
        "ordered or what was said (signals). Below, filled: what was prepared and done (acts). Look for rows where the "
        "two point different ways. Point at a mark to read the report.",
        summary=f"{plural(said, 'signal')} and {plural(len(marks) - said, 'act')} of "
        f"{plural(len(found), 'formation or headquarters', 'formations and headquarters')} from "
        f"{day_words(evidence.start)} to {day_words(evidence.as_of)}, each marked as pointing to "
        f"{' or '.join(DIRECTIONS)}. The table below holds every one.",
        spec=charts.signal_picture(found, first.isoformat(), last.isoformat()),
        table=Table("Signals and acts, in the order of their days", headings, table, sortable=True),
        key=(
            *(KeyEntry(d.name, d.colour, d.shape) for d in DIRECTIONS.values()),
            KeyEntry("hollow, above the line: signal", "var(--ink)", "square", hollow=True),
            KeyEntry("filled, below the line: act", "var(--ink)", "square"),
        ),
    )


def _tally(counts: dict[str, float], names: dict[str, str]) -> Cell:
    parts = [f"{names.get(way, way)} {number(n, 1)}" for way, n in sorted(counts.items(), key=lambda c: -c[1]) if n > 0]
    return Cell(" · ".join(parts) or MISSING)


def _turns(look: Lookup, found: tuple[Turn, ...]) -> Table:
    lines = tuple(
        (
            Cell(look.who(t.formation)),
            _tally(t.signals, {"break": "reversed or blamed"}),
            _tally(t.acts, {}),
            Cell(t.verdict, mark="at-odds" if t.at_odds else ""),
        )
        for t in found
    )
    headings = columns("Formation", "What it was told and heard", "What was prepared and done", "Comes to")
    caption = f"Each formation's signals and acts of the last {days(RECENT.days)}"
    return Table(caption, headings, lines, sortable=True)


def _orders(look: Lookup, given: tuple[Order, ...]) -> Table:
    lines = tuple(
        (
            cells.report_link(o.event.number),
            cells.day(o.event),
            Cell(cells.places(look, o.event)),
            cells.reported(look, o.event),
            _undone(o),
            Cell(" · ".join(f"{way} {n}" for way, n in _answers(o)) or "nothing reported"),
        )
        for o in given
    )
    titles = ("Report", "Day", "Whose order or to whom, and where", "What was reported", "Reversed or contradicted?")
    headings = columns(
        *titles, f"Conduct within {days(FOLLOWED.days)}", numbers=["Report"], prose=["What was reported"]
    )
    return Table("Every reported order, the latest first", headings, lines)


def _answers(order: Order) -> list[tuple[str, int]]:
    return sorted(((way, n) for way, n in order.followed.items() if n), key=lambda c: -c[1])


def _undone(order: Order) -> Cell:
    events = order.reversed_by
    if order.is_reversal:
        return Cell("is itself a reversal")
    if not events:
        return Cell("no")
    text = listed(f"{event_days(e, year=False)}, {KINDS[e.kind].name} (report {e.number})" for e in events[:2])
    more = f" and {plural(len(events) - 2, 'more', 'more')}" if len(events) > 2 else ""
    return Cell(f"yes: {text}{more}", mark="at-odds")
