"""moves.csv: formations that move, change their superior, grow or shrink, or are dissolved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from breakranks.case.head import Head
from breakranks.case.part import Part
from breakranks.case.reading.table import Table
from breakranks.case.types import Area, Formation, Move, Source
from breakranks.tables import Row


def read_moves(
    table: Table, formations: Part[Formation], areas: Part[Area], sources: Part[Source], head: Head
) -> Part[Move]:
    """The moves, and everything wrong with them; none where there is no such file."""
    part = Part[Move](table)
    for row in part.rows:
        part.items.append(_move(row, part, formations, areas, sources, head))
    if not part.cells.problems and not formations.cells.problems and formations.whole:
        _check_course(part, formations.items)
        _check_as_known(part, formations.items)
        _check_days(part, formations.items, head)
    return part


def standing(formations: Iterable[Formation], moves: Iterable[Move]) -> Mapping[str, Formation]:
    """The formations by id as they are after these moves, taken in their order; those dissolved have no people."""
    found = {formation.id: formation for formation in formations}
    for move in moves:
        found[move.formation] = _after(found[move.formation], move)
    return found


def possible(formations: Iterable[Formation], moves: Iterable[Move], day: date) -> list[Move]:
    """The moves but for those that cannot be so while others are left out, in their order.

    A new superior waits as long as it would close a circle of command, and a dissolution as long as nobody would be
    left on `day`.
    """
    found, kept = {formation.id: formation for formation in formations}, list[Move]()
    left = {f.id for f in found.values() if f.strength and (f.arrives is None or f.arrives <= day)}
    for move in in_order(moves):
        tried = {**found, move.formation: _after(found[move.formation], move)}
        last = move.strength == 0 and left == {move.formation}
        if not last and not (move.parent and _circles(move.formation, tried)):
            found, kept = tried, [*kept, move]
            left -= {move.formation} if move.strength == 0 else set()
    return kept


def _after(old: Formation, move: Move) -> Formation:
    return replace(
        old,
        area=old.area if move.area is None else move.area,
        parent=old.parent if move.parent is None else move.parent,
        strength=old.strength if move.strength is None else move.strength,
    )


def in_order(moves: Iterable[Move]) -> list[Move]:
    """The moves in the order of their days; those of one day in the order of the file."""
    return sorted(moves, key=lambda move: move.date)


def _move(
    row: Row,
    part: Part[Move],
    formations: Part[Formation],
    areas: Part[Area],
    sources: Part[Source],
    head: Head,
) -> Move:
    cells = part.cells
    day, reported = cells.date(row, "date"), cells.date(row, "reported")
    if day and head.start and day < head.start:
        right = f"Let formations.csv say how it stood on {head.start}, and take the row out"
        cells.wrong(row, "date", f"{day} lies before the window", right)
    else:
        part.inside(row, "date", day, head)
    part.in_order(row, day, reported)
    part.refers(row, "formation", row.cells["formation"], formations, "formation")
    area, parent = row.cells["area"] or None, row.cells["parent"] or None
    if area:
        part.refers(row, "area", area, areas, "area")
    if parent:
        part.refers(row, "parent", parent, formations, "formation")
    strength = cells.whole(row, "strength", optional=True)
    if not (area or parent or row.cells["strength"]):
        right = "Give its new area, parent or strength, or take the row out"
        cells.wrong(row, "area", "the row does not say what has changed", right)
    cited = part.cited(row, sources) if row.cells["source"] else ()
    return Move(day or date.min, reported or date.min, row.cells["formation"], area, parent, strength, cited)


def _check_course(part: Part[Move], formations: Sequence[Formation]) -> None:
    """No headquarters gets people, nobody moves after he was dissolved, and no chain of command runs in a circle."""
    rows = {id(move): row for row, move in zip(part.rows, part.items, strict=True)}
    own = {formation.id: formation for formation in formations}
    gone: dict[str, date] = {}
    now = dict(own)
    for move in in_order(part.items):
        row, whom = rows[id(move)], own[move.formation]
        before, now[whom.id] = now[whom.id], _after(now[whom.id], move)
        if move.strength is not None and not whom.strength:
            right = "Give new strengths to the formations below it"
            if move.strength == 0:
                right = "If it was dissolved, take this row out, and give each formation below it a new parent"
            part.cells.wrong(row, "strength", f"'{whom.id}' is a headquarters without people of its own", right)
        elif whom.id in gone:
            right = f"Correct one of the days, or take this row out: it was dissolved on {gone[whom.id]}"
            part.cells.wrong(row, "formation", f"'{whom.id}' is no longer there", right)
        elif move.parent and _circles(whom.id, now):
            wrong = f"'{move.parent}' stands below '{whom.id}', or is itself"
            part.cells.wrong(row, "parent", wrong, "Let every chain of command end at the high command")
            now[whom.id] = before
        if move.strength == 0:
            gone[whom.id] = move.date


def _check_as_known(part: Part[Move], formations: Sequence[Formation]) -> None:
    """No chain of command runs in a circle as long as a move that happened earlier is not known yet."""
    rows = {id(move): row for row, move in zip(part.rows, part.items, strict=True)}
    courses = in_order(move for move in part.items if move.parent)
    if part.cells.problems or all(a.reported <= b.reported for a, b in pairwise(courses)):
        return
    for day in sorted({move.reported for move in courses}):
        found = {formation.id: formation for formation in formations}
        for move in (move for move in courses if move.reported <= day):
            found[move.formation] = _after(found[move.formation], move)
            if _circles(move.formation, found):
                wrong = f"by what was known on {day}, '{move.parent}' stands below '{move.formation}'"
                right = "Let the move that ends this be reported no later"
                part.cells.wrong(rows[id(move)], "parent", wrong, right)
                return


def _circles(start: str, found: Mapping[str, Formation]) -> bool:
    seen, up = set[str](), start
    while (parent := found[up].parent) is not None and up not in seen:
        seen.add(up)
        up = parent
    return up in seen


def _check_days(part: Part[Move], formations: Sequence[Formation], head: Head) -> None:
    """Somebody is there on every as-of day."""
    for day in head.as_of:
        known = [move for move in in_order(part.items) if move.reported <= day]
        if not any(known) or part.cells.problems:
            continue
        left = (f for f in standing(formations, known).values() if f.strength)
        if not any(f.arrives is None or f.arrives <= day for f in left):
            wrong = f"by {day}, an as-of day, every formation with people has been dissolved"
            part.cells.wrong(None, "strength", wrong, "Leave one that is not, or take the day out of case.toml")
            return
