"""What does not fit: the contradictions between reports, and how incoherent they make the picture."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from breakranks.case.types import Event
from breakranks.evidence.types import Contradiction
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import (
    CREDIBILITY_WORDS,
    RELIABILITY_WORDS,
    day_words,
    kind_words,
    number,
    plural,
    rule_words,
)

SHOWN = 6
"""Contradictions shown in full; the others follow as a table."""


@dataclass(frozen=True)
class Side:
    """One of the two reports of a contradiction, ready to show."""

    number: int
    day: str
    known: str
    about: str
    kind: str
    note: str
    source: str
    url: str | None
    code: str
    code_words: str


@dataclass(frozen=True)
class Pair:
    """A contradiction, ready to show."""

    title: str
    sentence: str
    weight: str
    sides: tuple[Side, Side]


def misfit(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    found = look.assessment.evidence.contradictions
    shown = distinct(found, SHOWN)
    counts = Counter(c.rule for c in found)
    return {
        "pairs": [_pair(look, c) for c in shown],
        "count": len(found),
        "commonest": [(rule_words(rule), plural(n, "time")) for rule, n in counts.most_common(4)],
        "index": _index(look),
        "others": _others(look, [c for c in found if all(c is not s for s in shown)])
        if len(found) > len(shown)
        else None,
    }


def distinct(contradictions: Sequence[Contradiction], count: int) -> list[Contradiction]:
    """Give the first contradictions of which no two share a report."""
    seen: set[int] = set()
    found = []
    for c in contradictions:
        if not {c.first.number, c.second.number} & seen:
            seen |= {c.first.number, c.second.number}
            found.append(c)
    return found[:count]


def _side(look: Lookup, event: Event) -> Side:
    reliability = RELIABILITY_WORDS.get(event.reliability, "?")
    return Side(
        number=event.number,
        day=day_words(event.date),
        known=day_words(event.reported, year=False) if event.reported != event.date else "",
        about=cells.places(look, event),
        kind=kind_words(event.kind),
        note=event.note,
        source=look.source(event),
        url=look.url(event),
        code=f"{event.reliability}{event.credibility}",
        code_words=f"source {reliability}, information {CREDIBILITY_WORDS.get(event.credibility, '?')}",
    )


def _pair(look: Lookup, c: Contradiction) -> Pair:
    return Pair(rule_words(c.rule), c.explanation, number(c.weight), (_side(look, c.first), _side(look, c.second)))


def _index(look: Lookup) -> Figure:
    evidence = look.assessment.evidence
    index = evidence.incoherence
    days = [evidence.start + timedelta(t) for t in range(evidence.days)]
    peak = int(index.argmax())
    rows = [{"day": d.isoformat(), "value": round(float(v), 1)} for d, v in zip(days, index, strict=True)]
    weekly = tuple(
        (Cell(day_words(days[t]), sort=days[t].isoformat()), Cell(f"{index[t]:.0f}", sort=float(index[t])))
        for t in range((evidence.days - 1) % 7, evidence.days, 7)
    )
    return Figure(
        id="incoherence",
        title="How incoherent the picture is",
        reading="0 means that all reports fit one intention; 100 that hardly any do. Each contradiction "
        "raises the line on the day "
        "it comes about and then fades.",
        summary=f"Line from {day_words(days[0])} to {day_words(days[-1])}. The index stands at "
        f"{index[-1]:.0f} of 100 on "
        f"the as-of day; its highest was {index[peak]:.0f} on {day_words(days[peak])}.",
        spec=charts.level(rows, "Index, 0 to 100", top=100),
        table=Table("The index of incoherence, every seventh day", columns("Day", "Index", numbers=["Index"]), weekly),
    )


def _others(look: Lookup, found: Sequence[Contradiction]) -> Table:
    def side(event: Event) -> Cell:
        text = f"{day_words(event.date, year=False)}, {kind_words(event.kind)}: {event.note}"
        note = f"report {event.number} · {event.reliability}{event.credibility} · {look.source(event)}"
        return Cell(text, note, event.date.isoformat(), note_link=look.url(event))

    rows = tuple(
        (
            Cell(rule_words(c.rule), c.explanation),
            side(c.first),
            side(c.second),
            Cell(number(c.weight), sort=c.weight),
        )
        for c in found
    )
    headings = columns(
        "What clashes",
        "First report",
        "Second report",
        "Weight",
        numbers=["Weight"],
        prose=["First report", "Second report"],
    )
    return Table("The other contradictions", headings, rows, sortable=True)
