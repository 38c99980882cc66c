"""What was learnt from the shipped cases: where the parameters lie, and how often what is asked has happened.

The tables hold one version learnt from all cases and, for each case, one learnt from all the others, so that a case
is never assessed with what it taught. `breakranks calibrate` makes them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TypeVar

from breakranks.tables import Cells, InputError, Row, read_table

LEARNT_COLUMNS = ("without", "name", "centre", "spread")
RECORD_COLUMNS = ("measure", "value", "low", "high", "cases")
RATE_COLUMNS = ("without", "question", "horizon", "share")
LEAN_COLUMNS = ("without", "about", "term", "coefficient")
ABOUT = ("area", "force")
ANY = float("inf")

_K = TypeVar("_K")
_V = TypeVar("_V")


def learnt(without: str | None) -> Mapping[str, tuple[float, float]]:
    """Centre and spread of each learnt parameter, from all cases but `without` (from all if it is none)."""
    return _version(_learnt(), without)


@dataclass(frozen=True)
class History:
    """What other cases teach of the questions.

    `rates` say how often each question came true within each horizon (days). `leans` are the coefficients of a logistic
    regression, by what a question is about ("area" or "force") and term: "constant", "base-rate" (on the log-odds of
    the rate), and the terms of what was recently reported.
    """

    rates: Mapping[tuple[str, int], float]
    leans: Mapping[tuple[str, str], float]

    def probability(self, question: str, horizon: int, terms: Mapping[str, float]) -> float:
        """The regression's probability of a question about the force or, with terms of an area, about an area.

        0 where there is no record of the question.
        """
        rate = self.rates.get((question, horizon), 0.0)
        if rate == 0.0:
            return 0.0
        about = "area" if question == "area-given-up" else "force"
        known = {"constant": 1.0, "base-rate": math.log(rate / (1.0 - rate)), **terms}
        return 1.0 / (1.0 + math.exp(-sum(b * known[term] for (of, term), b in self.leans.items() if of == about)))


def history(without: str | None) -> History:
    """What all cases but `without` teach (all, if it is none)."""
    return History(_version(_rates(), without), _version(_leans(), without))


def track_record() -> Mapping[str, tuple[float, float, float, int]]:
    """How forecasts did over past cases: value, its 5 % and 95 % points and the number of cases, by measure."""
    cells, rows = _table("track-record.csv", RECORD_COLUMNS)
    out = {
        row.cells["measure"]: (
            cells.number(row, "value", -ANY, ANY),
            cells.number(row, "low", -ANY, ANY),
            cells.number(row, "high", -ANY, ANY),
            int(cells.number(row, "cases", 1.0, ANY)),
        )
        for row in rows
    }
    _raise(cells)
    return out


def versions() -> frozenset[str]:
    """The cases that there is a version without."""
    return frozenset(_learnt()) - {""}


def _version(table: Mapping[str, Mapping[_K, _V]], without: str | None) -> Mapping[_K, _V]:
    return table.get(without or "", table[""])


@cache
def _learnt() -> Mapping[str, Mapping[str, tuple[float, float]]]:
    cells, rows = _table("learnt.csv", LEARNT_COLUMNS)
    out: dict[str, dict[str, tuple[float, float]]] = {"": {}}
    for row in rows:
        both = cells.number(row, "centre", -ANY, ANY), cells.number(row, "spread", 0.0, ANY)
        out.setdefault(row.cells["without"], {})[cells.text(row, "name")] = both
    _raise(cells)
    return out


@cache
def _rates() -> Mapping[str, Mapping[tuple[str, int], float]]:
    cells, rows = _table("base-rates.csv", RATE_COLUMNS)
    out: dict[str, dict[tuple[str, int], float]] = {"": {}}
    for row in rows:
        asked = cells.text(row, "question"), int(cells.number(row, "horizon", 1.0, ANY))
        out.setdefault(row.cells["without"], {})[asked] = cells.number(row, "share", 0.0, 1.0)
    _raise(cells)
    return out


@cache
def _leans() -> Mapping[str, Mapping[tuple[str, str], float]]:
    cells, rows = _table("outside-view.csv", LEAN_COLUMNS)
    out: dict[str, dict[tuple[str, str], float]] = {"": {}}
    for row in rows:
        named = cells.choice(row, "about", ABOUT, "subject"), cells.text(row, "term")
        out.setdefault(row.cells["without"], {})[named] = cells.number(row, "coefficient", -ANY, ANY)
    _raise(cells)
    return out


def _table(name: str, columns: tuple[str, ...]) -> tuple[Cells, list[Row]]:
    with as_file(files("breakranks.assumptions") / name) as path:
        rows, problems = read_table(path, columns)
    cells = Cells(name)
    cells.problems.extend(problems)
    return cells, rows


def _raise(cells: Cells) -> None:
    if cells.problems:
        raise InputError(cells.problems)
