"""events.csv: what was reported."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from breakranks.case.head import Head
from breakranks.case.limits import MOST_TOGETHER, MOST_WORK
from breakranks.case.part import Part
from breakranks.case.reading.table import Table
from breakranks.case.sources import independent
from breakranks.case.types import Area, Event, Formation, Source
from breakranks.tables import Row
from breakranks.vocabulary import CREDIBILITY, KINDS, RELIABILITY


def read_events(
    table: Table, formations: Part[Formation], areas: Part[Area], sources: Part[Source], head: Head
) -> Part[Event]:
    """The events, and everything wrong with them."""
    part, by_key = Part[Event](table), {source.key: source for source in sources.items}
    for number, row in enumerate(part.rows, start=1):
        cited = part.cited(row, sources)
        known = [by_key[key] for key in cited if key in by_key]
        event = _event(number, row, part, formations, areas, head)
        reliability = _reliability(row, part, known, len(known) == len(cited))
        part.items.append(replace(event, sources=cited, reliability=reliability, independent=independent(known)))
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
        people=cells.whole(row, "people", optional=True),
        sources=(),
        reliability=row.cells["reliability"],
        credibility=int(credibility) if credibility in CREDIBILITY else 6,
        note=row.cells["note"],
        coder=row.cells.get("coder", ""),
    )


def _reliability(row: Row, part: Part[Event], sources: Sequence[Source], all_known: bool) -> str:
    """The row's own code, or else the best that its sources have: A first, and F, which says nothing, last."""
    if row.cells["reliability"]:
        return part.cells.choice(row, "reliability", RELIABILITY, "a reliability")
    codes = [source.reliability for source in sources if source.reliability]
    if not codes and all_known:
        wrong = "the cell is empty, and the source has no reliability in sources.csv either"
        part.cells.wrong(row, "reliability", wrong, f"Write one of {', '.join(RELIABILITY)} here or there")
    return min(codes, default="F")
