"""events.csv: what was reported."""

from datetime import date

from breakranks.case.head import Head
from breakranks.case.limits import MOST_TOGETHER, MOST_WORK
from breakranks.case.part import Part
from breakranks.case.reading.table import Table
from breakranks.case.types import Area, Event, Formation
from breakranks.tables import Row
from breakranks.vocabulary import CREDIBILITY, KINDS, RELIABILITY


def read_events(table: Table, formations: Part[Formation], areas: Part[Area], head: Head) -> Part[Event]:
    """The events, and everything wrong with them."""
    part = Part[Event](table)
    for number, row in enumerate(part.rows, start=1):
        part.items.append(_event(number, row, part, formations, areas, head))
    _check_work(part, len(formations.items) + len(areas.items), head)
    return part


def _check_work(part: Part[Event], bodies: int, head: Head) -> None:
    """There are not too many reports for so many formations, areas and days."""
    if not head.start or not head.end or not bodies:
        return
    days = (head.end - head.start).days + 1
    if days * bodies <= MOST_TOGETHER and days * bodies * len(part.rows) > MOST_WORK:
        wrong = (
            f"{len(part.rows):,} reports on {bodies:,} formations and areas over {days:,} days are too many together"
        )
        right = (
            f"Formations and areas, times days, times reports, may come to {MOST_WORK:,}: here there may be "
            f"{MOST_WORK // (days * bodies):,} reports. Shorten the window, or leave out what matters least"
        )
        part.cells.wrong(None, None, wrong, right)


def _event(
    number: int, row: Row, part: Part[Event], formations: Part[Formation], areas: Part[Area], head: Head
) -> Event:
    cells = part.cells
    day, reported = cells.date(row, "date"), cells.date(row, "reported")
    part.inside(row, "date", day, head)
    if day and reported and reported < day:
        wrong = f"it was reported on {reported}, before it happened on {day}"
        cells.wrong(row, "reported", wrong, f"Write {day} or a later day, or correct the date")
    part.refers(row, "formation", row.cells["formation"], formations, "formation")
    credibility = cells.choice(row, "credibility", CREDIBILITY, "a credibility")
    return Event(
        number=number,
        date=day or date.min,
        reported=reported or date.min,
        formation=row.cells["formation"],
        areas=part.several(row, "area", areas, "area"),
        kind=cells.choice(row, "kind", KINDS, "a kind"),
        people=_people(row, part),
        source=part.source(row, head),
        reliability=cells.choice(row, "reliability", RELIABILITY, "a reliability"),
        credibility=int(credibility) if credibility in CREDIBILITY else 6,
        note=row.cells["note"],
    )


def _people(row: Row, part: Part[Event]) -> int | None:
    people = part.cells.whole(row, "people", optional=True)
    if people == 0:
        right = "Leave the cell empty where no number was told, or leave out the report"
        part.cells.wrong(row, "people", "it says that nobody did so", right)
    return people
