"""What does not fit: the contradictions between reports, and how incoherent they make the picture."""

from collections import Counter
from collections.abc import Sequence

from breakranks.assumptions import read_contradictions
from breakranks.case.types import Event
from breakranks.evidence.types import Contradiction
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.lookup import Lookup, distinct
from breakranks.presentation.words import day_words, event_days, kind_and_note, number, plural, rule_words

SHOWN = 6
"""Contradictions shown in full; the others follow as a table."""


def misfit(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    found = look.assessment.evidence.contradictions
    shown = distinct(found, SHOWN)
    others = [c for c in found if not any(c is s for s in shown)]
    counts = Counter(c.rule for c in found)
    return {
        "pairs": [(rule_words(c.rule), c.explanation, [_side(look, e) for e in (c.first, c.second)]) for c in shown],
        "count": len(found),
        "apart": plural(max(rule.days for rule in read_contradictions()), "day"),
        "commonest": [(rule_words(rule), plural(n, "time")) for rule, n in counts.most_common(4)],
        "index": _index(look),
        "others": _others(others) if others else None,
    }


def _side(look: Lookup, event: Event) -> dict[str, object]:
    """One of the two reports of a contradiction, ready to show."""
    return {
        "event": event,
        "about": cells.places(look, event),
        "source": look.source(event),
        "url": look.url(event),
        "code": cells.codes(event),
    }


def _index(look: Lookup) -> Figure:
    index, days = look.assessment.evidence.incoherence, look.days
    peak = int(index.argmax())
    rows = [
        {"day": d.isoformat(), "value": float(v), "text": f"{day_words(d)}: {v:.0f} of 100"}
        for d, v in zip(days, index, strict=True)
    ]
    weekly = tuple(
        (Cell(day_words(days[t]), sort=days[t].isoformat()), Cell(f"{index[t]:.0f}", sort=float(index[t])))
        for t in look.sevenths
    )
    return Figure(
        id="incoherence",
        title="How incoherent the picture is",
        reading="0 means that all reports fit one intention; 100 that hardly any do. Each contradiction lifts the line "
        "on the day it comes about and then fades.",
        summary=f"Line from {day_words(days[0])} to {day_words(days[-1])}. The index stands at {index[-1]:.0f} of 100 "
        f"on the as-of day; its highest was {index[peak]:.0f} on {day_words(days[peak])}.",
        spec=charts.level(rows, "Index, 0 to 100", top=100),
        table=Table("The index of incoherence, every seventh day", columns("Day", "Index", numbers=["Index"]), weekly),
    )


def _others(found: Sequence[Contradiction]) -> Table:
    def side(event: Event) -> Cell:
        text = f"{event_days(event, year=False)}, {kind_and_note(event)}"
        note = f"report {event.number}, {event.reliability}{event.credibility}"
        return Cell(text, note, event.date.isoformat(), note_link=f"#report-{event.number}")

    rows = tuple(
        (
            Cell(rule_words(c.rule), tip=c.explanation),
            side(c.first),
            side(c.second),
            Cell(number(c.weight), sort=c.weight),
        )
        for c in found
    )
    told = ["First report", "Second report"]
    headings = columns("What clashes", *told, "Weight", numbers=["Weight"], prose=told)
    return Table("The other contradictions", headings, rows, sortable=True)
