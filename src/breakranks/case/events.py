"""events.csv: what was reported."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from breakranks.case.head import Head
from breakranks.case.limits import MOST_TOGETHER, MOST_WORK
from breakranks.case.part import Part
from breakranks.case.reading.days import AS_SPAN
from breakranks.case.reading.table import Table
from breakranks.case.sources import independent
from breakranks.case.types import Area, Event, Formation, Source
from breakranks.tables import Row, day_of
from breakranks.vocabulary import CREDIBILITY, GROUND, KINDS, RELIABILITY


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
    _check_retractions(part)
    _check_work(part, len(formations.items) + len(areas.items), head)
    return part


def _check_retractions(part: Part[Event]) -> None:
    """Ids stand once, and what a report withdraws is another, which came out before it."""
    by_id: dict[str, Event] = {}
    for row, event in zip(part.rows, part.items, strict=True):
        if len(event.id.split()) > 1:
            part.cells.wrong(row, "id", f"'{event.id}' has spaces", "Write one word, for example agency-0409")
        if event.id:
            part.cells.unique(row, "id", part.lines)
            by_id.setdefault(event.id, event)
    for row, event in zip(part.rows, part.items, strict=True):
        for id in event.retracts:
            part.refers(row, "retracts", id, part, "report with the id")
            other = by_id.get(id)
            if other and (other.reported, other.number) >= (event.reported, event.number):
                wrong = f"'{id}' came out on {other.reported} in line {part.lines[id]}, and not before this report"
                right = "Only a later report withdraws an earlier one; of one day, that which stands further down"
                part.cells.wrong(row, "retracts", wrong, right)


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
    reported = cells.date(row, "reported")
    day, span = _when(row, part, reported, head)
    part.refers(row, "formation", row.cells["formation"], formations, "formation")
    if row.cells["kind"] in GROUND and not row.cells["area"]:
        cells.wrong(row, "area", "the report is about ground, and no area is named", "Name the area")
    credibility = cells.choice(row, "credibility", CREDIBILITY, "a credibility")
    people, people_range = _people(row, part)
    return Event(
        number=number,
        date=day or date.min,
        reported=reported or date.min,
        formation=row.cells["formation"],
        areas=part.several(row, "area", areas, "area"),
        kind=cells.choice(row, "kind", KINDS, "a kind"),
        people=people,
        people_range=people_range,
        span=span,
        sources=(),
        reliability=row.cells["reliability"],
        credibility=int(credibility) if credibility in CREDIBILITY else 6,
        note=row.cells["note"],
        id=part.short(row, "id"),
        retracts=tuple(dict.fromkeys(row.cells.get("retracts", "").split())),
        coder=part.short(row, "coder"),
    )


def _when(
    row: Row, part: Part[Event], reported: date | None, head: Head
) -> tuple[date | None, tuple[date, date] | None]:
    """The day of an event, and the ends of a span of which it is the middle, cut to the window and to the report."""
    first, between, last = row.cells["date"].partition("/")
    if not between:
        day = part.cells.date(row, "date")
        part.inside(row, "date", day, head)
        part.in_order(row, day, reported)
        return day, None
    begin, end = day_of(first), day_of(last)
    if begin is None or end is None or begin > end:
        part.cells.wrong(row, "date", f"'{row.cells['date']}' is not a span of days", AS_SPAN)
        return None, None
    part.in_order(row, begin, reported)
    if not (head.covers(begin) or head.covers(end)) and not (head.start and begin <= head.start <= end):
        part.cells.wrong(row, "date", f"{begin} to {end} lies outside the window", head.window)
    begin = max(begin, head.start or begin)
    end = max(min(end, head.end or end, reported or end), begin)
    return begin + (end - begin) // 2, (begin, end) if begin < end else None


def _people(row: Row, part: Part[Event]) -> tuple[int | None, tuple[int, int] | None]:
    """How many people were told of, and the ends of a range of which that is the middle."""
    if ends := re.fullmatch("([0-9]{1,8})-([0-9]{1,8})", row.cells["people"]):
        low, high = sorted((int(ends[1]), int(ends[2])))
        return (low + high) // 2, (low, high)
    people = part.cells.whole(row, "people", optional=True)
    if people == 0:
        right = "Leave the cell empty where no number was told, or leave out the report"
        part.cells.wrong(row, "people", "it says that nobody did so", right)
    return people, None


def _reliability(row: Row, part: Part[Event], sources: Sequence[Source], all_known: bool) -> str:
    """The row's own code, or else the best that its sources have: A first, and F, which says nothing, last."""
    if row.cells["reliability"]:
        return part.cells.choice(row, "reliability", RELIABILITY, "a reliability")
    codes = [source.reliability for source in sources if source.reliability]
    if not codes and all_known:
        wrong = "the cell is empty, and the source has no reliability in sources.csv either"
        part.cells.wrong(row, "reliability", wrong, f"Write one of {', '.join(RELIABILITY)} here or there")
    return min(codes, default="F")
