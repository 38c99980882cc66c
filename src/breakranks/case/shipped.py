"""The shipped cases, by name and by group, and finding a case by slug or by path."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from breakranks.case.read import read
from breakranks.case.types import Case
from breakranks.tables import InputError, nearest
from breakranks.vocabulary import QUESTIONS

COLLAPSED, BROKE, HELD, UNKNOWN = "general collapse", "bodies broke", "held together", "not recorded"
"""How a case ended, the worst first; the last where it has no outcomes."""


def shipped() -> tuple[str, ...]:
    """Slugs of the cases that come with the package, in alphabetical order."""
    return tuple(
        sorted(folder.name for folder in files("breakranks.case").joinpath("library").iterdir() if folder.is_dir())
    )


def load_case(case: str | Path) -> Case:
    """The case with this slug, or in the folder at this path (whatever has a separator in it, or is a folder here).

    Raises:
        InputError: there is no such case, or its folder has problems.
    """
    with folder_of(case) as folder:
        return read(folder)


@contextmanager
def folder_of(case: str | Path) -> Iterator[Path]:
    """The folder of the case with this slug, or at this path, as `load_case` finds it.

    Raises:
        InputError: there is no such case.
    """
    if isinstance(case, str) and not case.strip():
        raise InputError(
            "The name of the case is empty. Give a shipped case (see `breakranks cases`) or the folder of your own."
        )
    path = Path(case)
    if str(case) in shipped() and (isinstance(case, str) or not path.is_dir()):
        with as_file(files("breakranks.case") / "library" / str(case)) as folder:
            yield folder
        return
    # Of a name that is too long os.path says no; pathlib would fail.
    if os.path.isdir(path) or len(path.parts) > 1:
        yield path
        return
    near = nearest(str(case), shipped())
    raise InputError(f"There is no case '{case}'. {near + '. ' if near else ''}Shipped cases: {', '.join(shipped())}.")


def grouped() -> Mapping[str, Mapping[str, tuple[Case, ...]]]:
    """The shipped cases by century and by how they ended, both in order; cases by their first day.

    Centuries are written "20th century", the endings as `ending` gives them. Groups without a case are left out.
    """
    cases = sorted((load_case(slug) for slug in shipped()), key=lambda case: case.start)
    out: dict[str, dict[str, tuple[Case, ...]]] = {}
    for century in dict.fromkeys(century_of(case.start) for case in cases):
        own = [case for case in cases if century_of(case.start) == century]
        by_ending = {how: tuple(c for c in own if ending(c) == how) for how in (COLLAPSED, BROKE, HELD, UNKNOWN)}
        out[century] = {how: group for how, group in by_ending.items() if group}
    return out


def ending(case: Case) -> str:
    """How a case ended on the record: the whole force broke, or bodies of it did in any way, or none."""
    asked = {outcome.question for outcome in case.outcomes}
    happened = {QUESTIONS[o.question].of for o in case.outcomes if o.date and o.question in QUESTIONS}
    if not asked & QUESTIONS.keys():
        return UNKNOWN
    return COLLAPSED if "whole" in happened else BROKE if "force" in happened else HELD


def century_of(day: date) -> str:
    """The century of a day, for example "20th century"."""
    number = (day.year - 1) // 100 + 1
    letters = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{letters} century"
