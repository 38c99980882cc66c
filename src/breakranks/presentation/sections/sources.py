"""Sources, reports, parameters, and what it takes to get the same numbers again."""

from datetime import timedelta

from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Column, Figure, Table, columns
from breakranks.presentation.lookup import Lookup, web_address
from breakranks.presentation.words import MISSING, day_words, kind_words, number, percent


def sources(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "reports": _reports(look),
        "sources": _sources(look),
        "parameters": _parameters(look),
        "sample": _sample(look),
        "log_evidence": number(look.assessment.provenance.log_evidence, 1),
        "provenance": look.assessment.provenance,
    }


def _reports(look: Lookup) -> Table:
    rows = tuple(
        (
            Cell(str(r.event.number), sort=float(r.event.number), mark=f"report-{r.event.number}"),
            cells.day(r.event),
            Cell(kind_words(r.event.kind), r.event.kind),
            Cell(cells.places(look, r.event)),
            Cell(r.event.note, f"{r.event.people:,} people" if r.event.people is not None else ""),
            cells.source(look, r.event),
            cells.codes(r.event),
            Cell(
                percent(r.truth),
                f"shares its vote with {', '.join(map(str, r.echoes))}" if r.echoes else "",
                r.truth,
            ),
        )
        for r in look.assessment.evidence.reports
    )
    headings = columns(
        "Report",
        "Day",
        "Kind",
        "Whom and where",
        "What was reported",
        "Source",
        "Code",
        "Taken as true",
        numbers=["Taken as true"],
        prose=["What was reported"],
    )
    return Table("Every report that this assessment used", headings, rows, sortable=True)


def _sources(look: Lookup) -> Table:
    cited = [r.event.source for r in look.assessment.evidence.reports]
    rows = []
    for key, source in look.assessment.evidence.sources.items():
        if key in cited:
            published = source.published
            rows.append(
                (
                    Cell(source.name, link=web_address(source.url)),
                    Cell(
                        day_words(published) if published else MISSING,
                        sort=published.isoformat() if published else "",
                    ),
                    Cell(str(cited.count(key)), sort=float(cited.count(key))),
                )
            )
    headings = columns("Source", "Published", "Reports", numbers=["Reports"])
    return Table("Sources", headings, tuple(rows), sortable=True)


def _parameters(look: Lookup) -> Table:
    table = look.assessment.provenance.parameters
    keys = list(dict.fromkeys(key for row in table for key in row))
    headings = tuple(
        Column(
            key.replace("_", " ").capitalize(),
            "number" if _numeric(table, key) else "prose" if key in ("reason", "source") else "text",
            n == 0,
        )
        for n, key in enumerate(keys)
    )
    rows = tuple(tuple(_cell(row.get(key)) for key in keys) for row in table)
    return Table("Parameters: what the model assumes before it has read a report", headings, rows, sortable=True)


def _numeric(table: tuple[object, ...], key: str) -> bool:
    return all(isinstance(row.get(key, 0.0), int | float) for row in table if hasattr(row, "get"))


def _cell(value: object) -> Cell:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Cell(f"{value:g}", sort=float(value))
    return Cell("" if value is None else str(value))


def _sample(look: Lookup) -> Figure:
    evidence, provenance = look.assessment.evidence, look.assessment.provenance
    size = provenance.effective_sample
    days = [evidence.start + timedelta(t) for t in range(len(size))]
    lowest = int(size.argmin())
    rows = [{"day": d.isoformat(), "value": max(1.0, round(float(n), 1))} for d, n in zip(days, size, strict=True)]
    lines = tuple(
        (Cell(day_words(days[t]), sort=days[t].isoformat()), Cell(f"{size[t]:,.0f}", sort=float(size[t])))
        for t in sorted({*range((len(size) - 1) % 7, len(size), 7), lowest})
    )
    return Figure(
        id="effective-sample",
        title="Effective sample, day by day",
        reading=f"How many of the {provenance.particles:,} simulated worlds really carry the result on "
        "each day (the scale is "
        "logarithmic). Deep dips mean that a day's reports surprised the model; numbers there are less "
        "exact.",
        summary=f"Lowest on {day_words(days[lowest])} with {size[lowest]:,.0f}; {size[-1]:,.0f} on the as-of day.",
        spec=charts.level(rows, "Worlds", top=None, height=150, log=True),
        table=Table(
            "Effective sample, every seventh day and the lowest",
            columns("Day", "Worlds", numbers=["Worlds"]),
            lines,
        ),
    )
