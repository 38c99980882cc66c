"""What moved between two days, or by edits, or between two codings; and the reports that moved it."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from starlette.responses import Response

from breakranks.assessment import CodingComparison, compare_codings
from breakranks.assessment.codings import Difference
from breakranks.assessment.types import Shift
from breakranks.assessment.variants import Numbers
from breakranks.assumptions import read_assumptions
from breakranks.case import Case, Event
from breakranks.case.types import Move
from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.comparison.page import comparison_content
from breakranks.presentation.lookup import CONTROL
from breakranks.presentation.words import day_words, kind_and_note, percent, point_tenths, question_name
from breakranks.tables import InputError, name_of
from breakranks.vocabulary import EXPLANATIONS
from breakranks.workbench.desk import Desk
from breakranks.workbench.web import GoneError, Visit

About = tuple[str, str | None]
"""What a number is about: an explanation, control, or a question and its area."""
MOST = 6
"""Numbers of which the parts are shown: those that moved most."""


@dataclass(frozen=True)
class Other:
    """A state that may be compared with: its value in the form, and what it is."""

    value: str
    name: str


def compare(visit: Visit) -> Response:
    """The forms: two days, or another state of the case."""
    since, until = visit.day_in("from"), visit.day_in("to")
    first, last = since or visit.since, until or visit.day
    if first >= last:
        raise InputError(f"The first day, {first}, must come before the second, {last}.")
    edits = [edit for edit in visit.desk.folder.journal.edits() if edit.stands]
    others = [Other(f"edit-{edit.id}", f"before: {edit} ({edit.at[:16].replace('T', ' ')})") for edit in edits[::-1]]
    # The last ones without a break: a clock may have been set back.
    today = list(takewhile(lambda edit: edit.at[:10] == edits[-1].at[:10], reversed(edits)))[::-1]
    if today:
        others.insert(
            0, Other(f"edit-{today[0].id}", f"before all edits of {day_words(date.fromisoformat(today[0].at[:10]))}")
        )
    others += [Other(id, _called(desk)) for id, desk in visit.bench.desks.items() if desk is not visit.desk]
    return visit.page("compare.html", "compare", first=first, last=last, go=bool(since and until), others=others)


def _called(desk: Desk) -> str:
    """What another case that is open is called."""
    return f"the case {name_of(desk.folder.path.name)}, in {name_of(desk.folder.path.parent)}"


def compared_days(visit: Visit) -> Response:
    """Two days compared."""
    since, until = visit.day_in("from"), visit.day_in("to")
    if since is None or until is None:
        raise InputError("Give both days.")
    found = visit.desk.comparison(visit.case, visit.state.version, since, until)
    return visit.page("comparison.html", "compare", **comparison_content(found))


def compared_codings(visit: Visit) -> Response:
    """The case as it is compared with how it was, or with another coding, as of one day."""
    before, name = _other(visit, visit.query.get("with", ""))
    now = visit.desk.headline(visit.case, visit.state.version, visit.day)
    then = visit.desk.headline(before, f"other {visit.query.get('with')} {visit.state.version}", visit.day)
    asked = [key for key in now.forecasts if key in then.forecasts]
    found = compare_codings(read_assumptions(visit.case.slug), before, visit.case, visit.day, asked)
    names = _names(visit.case, found.after)
    moved = sorted(names, key=lambda about: -abs(_of(found.after.less(found.before), about)))
    return visit.page(
        "codings.html",
        "compare",
        name=name,
        count=len(found.parts),
        numbers=_numbers(found, names, moved),
        parts=_parts(visit, found, names, moved[:MOST]),
    )


def _other(visit: Visit, asked: str) -> tuple[Case, str]:
    """The other coding: the case before an edit, or another case that is open."""
    if found := re.fullmatch("edit-([0-9]{1,9})", asked):
        journal, id = visit.desk.folder.journal, int(found[1])
        state = visit.desk.tried(journal.earlier(id))
        what = next(str(edit) for edit in journal.edits() if edit.id == id)
        name = f"the case before the edit “{what}”"
    elif asked in visit.bench.desks:
        desk = visit.bench.desks[asked]
        state, name = desk.state(), _called(desk)
    else:
        raise GoneError("There is no such case to compare with.")
    if state.case is None:
        raise InputError(state.examined.problems)
    return state.case, name


def _names(case: Case, numbers: Numbers) -> dict[About, str]:
    """Every number by what it is called."""
    places = {area.id: area.name for area in case.areas}
    return {
        **{(z, None): EXPLANATIONS[z].name for z in numbers.explanations},
        (CONTROL, None): "Control",
        **{(q, a): question_name(q, places.get(a, a) if a else None) for q, a in numbers.forecasts},
    }


def _of(numbers: Numbers | Shift, about: About) -> float:
    """One of the numbers."""
    if about[0] in EXPLANATIONS:
        return numbers.explanations[about[0]]
    return numbers.control if about[0] == CONTROL else numbers.forecasts[about]


def _numbers(found: CodingComparison, names: dict[About, str], moved: list[About]) -> Table:
    """Every number before and after, those that moved most first."""
    titles = ["Then", "Now", "Change, in points"]
    rows = []
    for about in moved:
        then, now = _of(found.before, about), _of(found.after, about)
        change = cells.shaded_number(point_tenths(now - then), now - then, 0.2)
        rows.append((Cell(names[about]), Cell(percent(then), sort=then), Cell(percent(now), sort=now), change))
    return Table("What moved", columns("Number", *titles, numbers=titles), tuple(rows), sortable=True)


def _parts(visit: Visit, found: CodingComparison, names: dict[About, str], shown: list[About]) -> Table:
    """What each row that differs moved; each column adds up to its last row."""

    def row(head: Cell, effect: Shift) -> tuple[Cell, ...]:
        return head, *(cells.shaded_number(point_tenths(_of(effect, a)), _of(effect, a), 0.2) for a in shown)

    ranked = sorted(found.parts, key=lambda part: -max(abs(_of(part[1], a)) for a in shown))
    rows = [row(_told(visit, difference), effect) for difference, effect in ranked]
    rows.append(row(Cell("Changes of other tables"), found.other))
    rows.append(row(Cell("Change", mark="total"), found.after.less(found.before)))
    titles = [names[about] for about in shown]
    headings = columns("Report", *titles, numbers=titles, prose=["Report"])
    return Table("What each report moved, in points", headings, tuple(rows))


def _told(visit: Visit, difference: Difference[Event] | Difference[Move]) -> Cell:
    """A row that differs, in words."""
    row = difference.after or difference.before
    assert row
    what = "deleted" if difference.after is None else "added" if difference.before is None else "changed"
    if isinstance(row, Move):
        names = {area.id: area.name for area in visit.case.areas} | {f.id: f.name for f in visit.case.formations}
        where = [f"stands in {names.get(row.area, row.area)}"] if row.area else []
        where += [f"answers to {names.get(row.parent, row.parent)}"] if row.parent else []
        where += [] if row.strength is None else [f"has {row.strength:,} people"]
        told = f"{day_words(row.date)}, {names.get(row.formation, row.formation)}: {'; '.join(where)}"
        return Cell(f"Move, {what}", told, link=visit.link("tables/moves"))
    link = visit.link("edit/events", number=row.number) if difference.after else None
    return Cell(f"Report {row.number}, {what}", f"{day_words(row.date)}, {kind_and_note(row)}", link=link)
