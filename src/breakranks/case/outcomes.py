"""outcomes.csv: what happened in the end, where it is known."""

from breakranks.case.codebook import ASKED, ASKED_OF_AREAS, EXPLANATION
from breakranks.case.head import Head
from breakranks.case.part import Part
from breakranks.case.reading.table import Table
from breakranks.case.types import Area, Formation, Outcome, Source
from breakranks.tables import Row
from breakranks.vocabulary import EXPLANATIONS


def read_outcomes(
    table: Table, formations: Part[Formation], areas: Part[Area], sources: Part[Source], head: Head
) -> Part[Outcome]:
    """The outcomes, and everything wrong with them; none where there is no such file."""
    part = Part[Outcome](table)
    answered: dict[tuple[str, ...], int] = {}
    for row in part.rows:
        part.items.append(_outcome(row, part, formations, areas, sources, head))
        # What explains the conduct changes from phase to phase; everything else is asked once.
        phase = row.cells["date"] if row.cells["question"] == EXPLANATION else ""
        key = (row.cells["question"], row.cells["area"], row.cells["formation"], phase)
        if key in answered:
            part.cells.wrong(row, "question", f"this is answered already in line {answered[key]}", "Keep one row")
        answered.setdefault(key, row.line)
    for question in ASKED_OF_AREAS:
        told = {outcome.area for outcome in part.items if outcome.question == question}
        # A row with a misspelt area stands for one that seems to be missing.
        if part.whole and areas.whole and told and told <= areas.lines.keys():
            for area in areas.items:
                if area.id not in told:
                    wrong = f"there is no row {question} for '{area.id}'"
                    part.cells.wrong(None, "area", wrong, "Add it; its date stays empty if the area was held")
    return part


def _outcome(
    row: Row,
    part: Part[Outcome],
    formations: Part[Formation],
    areas: Part[Area],
    sources: Part[Source],
    head: Head,
) -> Outcome:
    cells = part.cells
    question = cells.choice(row, "question", ASKED, "a question")
    area, formation = row.cells["area"] or None, row.cells["formation"] or None
    day = cells.date(row, "date", optional=question != EXPLANATION)
    part.inside(row, "date", day, head)
    if area or question in ASKED_OF_AREAS:
        part.refers(row, "area", area or "", areas, "area")
    if formation:
        part.refers(row, "formation", formation, formations, "formation")
    if question == EXPLANATION:
        cells.choice(row, "note", EXPLANATIONS, "an explanation")
    cited = part.cited(row, sources) if row.cells["source"] else ()
    return Outcome(question, area, formation, day, cited, row.cells["note"])
