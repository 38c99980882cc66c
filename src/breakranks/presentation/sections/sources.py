"""Sources, reports, parameters, and what it takes to get the same numbers again."""

from collections import Counter
from collections.abc import Sequence

from breakranks.assumptions import Parameter, ordinary_bases
from breakranks.case.types import Move
from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.lookup import Lookup, web_address
from breakranks.presentation.words import MISSING, day_words, people_words, percent, plural
from breakranks.vocabulary import EXPLANATIONS, KINDS


def sources(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    assumptions = look.assessment.provenance.assumptions
    return {
        "reports": _reports(look),
        "withdrawn": _withdrawn(look),
        "moves": moves_table(look, look.assessment.evidence.moves),
        "sources": _sources(look),
        "parameters": _parameters(look),
        "switches": _switches(look),
        "learnt": _learnt(assumptions.parameters),
        "provenance": look.assessment.provenance,
    }


def _reports(look: Lookup) -> Table:
    rows = tuple(
        (
            Cell(str(r.event.number), sort=float(r.event.number), mark=f"report-{r.event.number}"),
            cells.day(r.event),
            Cell(KINDS[r.event.kind].name.capitalize(), cells.places(look, r.event), tip=r.event.kind),
            Cell(r.event.note, people_words(r.event)),
            cells.source(look, r.event),
            cells.codes(r.event),
            Cell(percent(r.truth), f"repeats report {r.echo_of}" if r.echo_of is not None else "", r.truth),
        )
        for r in look.assessment.evidence.reports
    )
    titles = ("Report", "Day", "Kind, whom and where", "What was reported", "Source", "Code", "Taken as true")
    headings = columns(*titles, numbers=["Taken as true"], prose=["What was reported"])
    return Table("Every report that this assessment used", headings, rows, sortable=True)


def _withdrawn(look: Lookup) -> Table | None:
    """The reports that were known and are not used, since a later one withdraws them; None where there are none."""
    pairs = look.assessment.evidence.withdrawn
    rows = tuple(
        (
            Cell(str(old.number), sort=float(old.number)),
            cells.day(old),
            Cell(KINDS[old.kind].name, old.kind),
            Cell(cells.places(look, old)),
            Cell(old.note),
            cells.report_link(new.number),
        )
        for old, new in sorted(pairs, key=lambda pair: pair[0].number)
    )
    titles = ("Report", "Day", "Kind", "Whom and where", "What was reported", "Withdrawn by report")
    headings = columns(*titles, prose=["What was reported"])
    return Table("Reports that were withdrawn, and are not used", headings, rows, sortable=True) if rows else None


def moves_table(look: Lookup, moves: Sequence[Move]) -> Table | None:
    """What is known of formations that moved or changed; None where nothing is."""
    rows = tuple(
        (
            Cell(day_words(move.date), sort=move.date.isoformat()),
            Cell(day_words(move.reported), sort=move.reported.isoformat()),
            Cell(look.who(move.formation)),
            Cell(look.moved(move)),
        )
        for move in moves
    )
    headings = columns("From", "Known", "Formation", "What is so since")
    return Table("Formations that moved or changed", headings, rows, sortable=True) if rows else None


def _sources(look: Lookup) -> Table:
    cited = Counter(key for event in look.events.values() for key in event.sources)
    rows = []
    for key, source in look.assessment.evidence.sources.items():
        if cited[key]:
            day = source.published
            published = Cell(day_words(day), sort=day.isoformat()) if day else Cell(MISSING, sort="")
            rows.append(
                (
                    Cell(source.name, source.licence, link=web_address(source.url) or web_address(source.archived)),
                    published,
                    Cell(str(cited[key]), sort=float(cited[key])),
                )
            )
    headings = columns("Source", "Published", "Reports", numbers=["Reports"])
    return Table("Sources", headings, tuple(rows), sortable=True)


def _learnt(parameters: Sequence[Parameter]) -> str:
    """Tell how many parameters were learnt, and from how many cases."""
    learnt = [p.cases for p in parameters if p.cases]
    cases = plural(max(learnt), "past case") if learnt else "No past case"
    return f"{cases} moved {len(learnt) or 'any'} of the {len(parameters)} parameters from their priors."


def _parameters(look: Lookup) -> Table:
    assumptions = look.assessment.provenance.assumptions
    moved = ordinary_bases() - assumptions.own if assumptions.ordinary else ()

    def prior(p: Parameter) -> Cell:
        limits = {"positive": "never below 0", "negative": "never above 0"}.get(p.prior, "")
        return Cell(_spread(p.centre, p.spread, p), limits, p.centre)

    def origin(p: Parameter) -> Cell:
        told = plural(p.cases, "case") if p.cases else "none: fixed" if p.prior == "fixed" else "none: the prior"
        if p.name in assumptions.own:
            told = "your own table"
        return Cell(told, "then set to ordinary fronts" if p.name in moved else "", float(p.cases))

    rows = tuple(
        (
            Cell(p.name, p.unit),
            prior(p),
            Cell(_spread(p.value, p.uncertainty, p), sort=p.value),
            origin(p),
            Cell(p.reason, p.source),
        )
        for p in assumptions.parameters
    )
    titles = ("Parameter", "Prior", "Used", "Learnt from", "Why, and on whose word")
    headings = columns(*titles, numbers=titles[1:4], prose=titles[4:])
    return Table("Parameters: what was assumed, what was learnt, and what is used", headings, rows, sortable=True)


def _spread(centre: float, spread: float, p: Parameter) -> str:
    """A number of a parameter with its standard deviation; one that has none is fixed unless cases have moved it."""
    more = f" ± {spread:.3g}" if spread else "" if p.cases else ", fixed"
    return f"{centre:.4g}{more}".replace("-", "−")


def _switches(look: Lookup) -> Table:
    """The daily chances of going from one explanation to another."""
    names = [explanation.name for explanation in EXPLANATIONS.values()]
    rows = tuple(
        (
            Cell(EXPLANATIONS[z].name if z in EXPLANATIONS else "On the first day"),
            *(Cell(f"{row.get(then, 0.0) * 100:.2f}", sort=row.get(then, 0.0)) for then in EXPLANATIONS),
        )
        for z, row in look.assessment.provenance.assumptions.switches.items()
    )
    caption = "Chances, in percent, of each explanation on the next day, by that of today"
    return Table(caption, columns("Today", *names, numbers=names), rows)
