"""formations.csv: the order of battle, who reports to whom, where, how strong."""

from collections.abc import Mapping

from breakranks.case.head import Head
from breakranks.case.limits import MOST_DAYS, MOST_TOGETHER
from breakranks.case.part import Part
from breakranks.case.reading.table import Table
from breakranks.case.types import Area, Formation, first_day
from breakranks.tables import LISTED, Row, nearest
from breakranks.vocabulary import ECHELONS, TROOPS


def read_formations(table: Table, areas: Part[Area], head: Head) -> Part[Formation]:
    """The formations, and everything wrong with them."""
    part = Part[Formation](table)
    for row in part.rows:
        part.items.append(_formation(row, part, areas, head))
    parents: dict[str, str | None] = {}
    for formation in part.items:
        parents.setdefault(formation.id, formation.parent)
    _check_parents(part, parents)
    if part.whole and part.rows:
        _check_root(part, parents, head)
    if part.whole and not part.rows:
        part.lack(None, "there is no formation", "Name the high command and at least one formation")
    elif part.whole and not part.cells.problems and not any(f.strength for f in part.items):
        part.lack("strength", "no formation has people", "Give at least one a strength above 0")
    elif part.whole and not part.cells.problems and not any(f.strength and f.area for f in part.items):
        part.lack("area", "no formation with people stands in an area", "Name the area of at least one")
    elif part.whole and not part.cells.problems:
        _check_days(part, areas, head)
    return part


def _check_days(part: Part[Formation], areas: Part[Area], head: Head) -> None:
    """Somebody is there on every as-of day, and there are not too many days for so many formations and areas."""
    if not head.start or not head.end:
        return
    first = first_day(part.items, head.start)
    for day in head.as_of:
        if head.start <= day < first:
            right = f"Choose a day from {first} on, or correct the column arrives of formations.csv"
            head.wrong("as_of", f"no formation with people is there by {day}", right, day)
    days, bodies = (head.end - head.start).days + 1, len(part.items) + len(areas.items)
    if days <= MOST_DAYS and days * bodies > MOST_TOGETHER:
        wrong = (
            f"{len(part.items):,} formations and {len(areas.items):,} areas over {days:,} days are too many together"
        )
        right = (
            f"Formations and areas, times days, may come to {MOST_TOGETHER:,}: for so many of them the window "
            f"may have {MOST_TOGETHER // bodies:,} days; for so many days there may be "
            f"{MOST_TOGETHER // days:,} of them"
        )
        part.cells.wrong(None, None, wrong, right)


def _formation(row: Row, part: Part[Formation], areas: Part[Area], head: Head) -> Formation:
    cells = part.cells
    area = row.cells["area"] or None
    if area:
        part.refers(row, "area", area, areas, "area")
    arrives = cells.date(row, "arrives", optional=True)
    part.inside(row, "arrives", arrives, head)
    return Formation(
        id=part.id(row),
        name=part.name(row),
        parent=row.cells["parent"] or None,
        echelon=cells.choice(row, "echelon", ECHELONS, "an echelon"),
        troops=cells.choice(row, "troops", TROOPS, "a kind of troops"),
        strength=cells.whole(row, "strength") or 0,
        area=area,
        arrives=arrives,
    )


def _check_parents(part: Part[Formation], parents: Mapping[str, str | None]) -> None:
    """Every parent is there, and no chain of command comes back to where it was."""
    rows = {formation.id: row for row, formation in zip(part.rows, part.items, strict=True)}
    walked: set[str] = set()
    for row, formation in zip(part.rows, part.items, strict=True):
        if formation.parent:
            part.refers(row, "parent", formation.parent, part, "formation")
        chain: list[str] = []
        up: str | None = formation.id
        while up and up not in walked:
            walked.add(up)
            chain.append(up)
            up = parents.get(up)
        if up in chain:
            circle = chain[chain.index(up) :]
            shown = [*circle[:LISTED], *(["…"] if len(circle) > LISTED else []), up]
            wrong = f"the chain of command runs in a circle ({' → '.join(shown)})"
            part.cells.wrong(rows[up], "parent", wrong, "Let every chain end at the high command")


def _check_root(part: Part[Formation], parents: Mapping[str, str | None], head: Head) -> None:
    """Exactly one formation has no parent, and it is the command that case.toml names."""
    command = head.text["command"]
    roots = [id for id, parent in parents.items() if parent is None]
    if command and command not in part.lines:
        one = f"The formation without a parent is '{roots[0]}'" if len(roots) == 1 else None
        some = ", ".join(roots[:LISTED]) + (", …" if len(roots) > LISTED else "")
        listed = f"Use one of: {some}" if roots else "Use an id of formations.csv"
        head.wrong("command", f"there is no formation '{command}'", one or nearest(command, part.lines) or listed)
    elif parents.get(command):
        head.wrong("command", f"'{command}' has a parent", "The command is the root of the order of battle")
    top = command if command in roots else next(iter(roots), None)
    for row, formation in zip(part.rows, part.items, strict=True):
        if formation.parent is None and formation.id != top:
            wrong = f"'{formation.id}' has no parent, and neither has '{top}'"
            part.cells.wrong(row, "parent", wrong, "Name the headquarters it answers to")
