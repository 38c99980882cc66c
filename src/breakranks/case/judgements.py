"""judgements.csv: what people said would happen."""

import re

from breakranks.assumptions import read_phrases
from breakranks.case.codebook import ASKED, ASKED_OF_AREAS, EXPLANATION
from breakranks.case.head import Head
from breakranks.case.part import Part
from breakranks.case.reading.table import Table
from breakranks.case.types import Area, Judgement, Source
from breakranks.tables import Row

JUDGED = tuple(question for question in ASKED if question != EXPLANATION)
"""What happens or does not; an explanation is no event."""


def read_judgements(table: Table, areas: Part[Area], sources: Part[Source], head: Head) -> Part[Judgement]:
    """The judgements, and everything wrong with them; none where there is no such file."""
    part = Part[Judgement](table)
    said: dict[tuple[str, ...], int] = {}
    for row in part.rows:
        judgement = _judgement(row, part, areas, sources, head)
        if judgement:
            part.items.append(judgement)
        key = tuple(row.cells[column] for column in ("date", "author", "question", "area", "horizon_days"))
        if key in said:
            part.cells.wrong(row, "question", f"this is judged already in line {said[key]}", "Keep one row")
        said.setdefault(key, row.line)
    return part


def _judgement(
    row: Row, part: Part[Judgement], areas: Part[Area], sources: Part[Source], head: Head
) -> Judgement | None:
    cells = part.cells
    day = cells.date(row, "date")
    part.inside(row, "date", day, head)
    author = part.name(row, "author")
    question = cells.choice(row, "question", JUDGED, "a question that can be judged")
    area = row.cells["area"] or None
    if question in ASKED_OF_AREAS:
        part.refers(row, "area", area or "", areas, "area")
    elif area and question in JUDGED:
        cells.wrong(row, "area", f"'{question}' is asked of the whole force", "Leave the cell empty")
    horizon = _horizon(row, part)
    phrase, probability = row.cells["phrase"], None
    if row.cells["probability"]:
        probability = cells.number(row, "probability", 0.0, 1.0)
    elif phrase:
        cells.choice(row, "phrase", read_phrases(), "in the table of phrases")
    else:
        wrong = "there is neither a phrase nor a probability"
        cells.wrong(row, "phrase", wrong, "Give one, for example likely, or 0.65 under probability")
    cited = part.cited(row, sources) if row.cells["source"] else ()
    if day is None or horizon is None:
        return None
    return Judgement(day, author, question, area, horizon, phrase, probability, cited, row.cells["note"])


def _horizon(row: Row, part: Part[Judgement]) -> int | None:
    value = row.cells["horizon_days"]
    if re.fullmatch("[0-9]{1,4}", value) and int(value):
        return int(value)
    wrong = f"'{value}' is not a number of days" if value else "the cell is empty"
    part.cells.wrong(row, "horizon_days", wrong, "Write a whole number from 1 to 9999, for example 28")
    return None
