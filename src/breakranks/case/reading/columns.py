"""The header of a table as people write it → which known column stands where."""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from breakranks.case.reading.names import key, one_slip
from breakranks.grids import MOST_ABOVE
from breakranks.tables import Problem

FROM_LENGTH = 4
"""A shorter word is too easily another one."""


@dataclass
class Header:
    """Where each known column stands, what it was called otherwise, and what is wrong."""

    at: dict[str, int] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def place(file: str, line: int, written: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> Header:
    """Find the known columns among those written: as they are, then but for case and signs, then but for a slip.

    Columns that nobody knows are the user's own. A column that may be two, or two that may be one, is a problem.
    """
    header, known = Header(), [*required, *optional]
    free = [place for place, name in enumerate(written) if name]
    for alike in (lambda a, b: a == b, lambda a, b: key(a) == key(b), _slip):
        found = {
            column: [at for at in free if alike(written[at], column)] for column in known if column not in header.at
        }
        for column, places in found.items():
            if len(places) > 1:
                both = " and ".join(f"'{written[at]}'" for at in places[:2])
                if len({written[at] for at in places}) == 1:
                    wrong, right = f"the column '{written[places[0]]}' stands twice", "Keep one of them"
                else:
                    wrong, right = f"{both} may both be the column '{column}'", f"Call the right one '{column}'"
                header.problems.append(Problem(file, line, column, wrong, right))
            elif places and sum(places[0] in others for others in found.values()) == 1:
                header.at[column] = places[0]
                if written[places[0]] != column:
                    header.renamed[written[places[0]]] = column
        free = [at for at in free if at not in header.at.values()]
    _twice(header, file, line, [written[at] for at in free])
    header.own = [written[at] for at in free]
    _missing(header, file, line, required, known, optional)
    header.problems = list(dict.fromkeys(header.problems))
    return header


def find(
    file: str, rows: Sequence[tuple[int, Sequence[str]]], required: Sequence[str], optional: Sequence[str]
) -> tuple[int, Header]:
    """Which of the rows is the header, and what it says: the first, unless only titles stand above another.

    A row with more than half as many cells as there must be columns is no title: it may be one of the data.
    If none is the header, the first row counts, and its problems say so.
    """
    (line, written), *below = rows[: MOST_ABOVE + 1]
    header = place(file, line, written, required, optional)
    if not header.at:
        for at, (line, written) in enumerate(below, start=1):
            if 2 * sum(map(bool, rows[at - 1][1])) > len(required):
                break
            other = place(file, line, written, required, optional)
            if len(other.at) >= len(required) - 1:
                return at, other
    return 0, header


def _slip(written: str, column: str) -> bool:
    a, b = key(written), key(column)
    return len(column) >= FROM_LENGTH and (one_slip(a, b) or re.sub("e?s$", "", a) == re.sub("e?s$", "", b))


def _twice(header: Header, file: str, line: int, others: Sequence[str]) -> None:
    """A column that is there already under its own name."""
    for name in others:
        for column in header.at:
            if key(name) == key(column):
                wrong = f"the column '{column}' stands twice" + (f", also as '{name}'" if name != column else "")
                header.problems.append(Problem(file, line, column, wrong, "Keep one of them"))


def _missing(
    header: Header, file: str, line: int, required: Sequence[str], known: Sequence[str], optional: Sequence[str]
) -> None:
    expected = "The columns are " + ", ".join(f"{c} (optional)" if c in optional else c for c in known)
    told = {problem.column for problem in header.problems}
    missing = [column for column in required if column not in header.at and column not in told]
    if len(missing) == len(required):
        wrong = f"the first row names none of the columns ({', '.join(header.own[:3])}, …)"
        header.problems.append(Problem(file, line, None, wrong, expected))
        return
    for column in missing:
        near = difflib.get_close_matches(column, header.own, n=1, cutoff=0.6)
        if near:
            right = f"If it is '{near[0]}', call that '{column}'"
        elif header.own:
            right = f"{expected}. Not known is {', '.join(header.own)}"
        else:
            right = expected
        header.problems.append(Problem(file, line, column, f"the column '{column}' is missing", right))


def may_be_padded(header: Header, cells: Sequence[str], may_end: Collection[str]) -> bool:
    """Whether a row is only shorter than its header because empty cells at its end were left out."""
    return all(at < len(cells) or column in may_end for column, at in header.at.items())
