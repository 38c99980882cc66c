"""What was learnt from the shipped cases.

The tables hold one version learnt from all cases and, for each case, one learnt from all the others, so that a case
is never assessed with what it taught. `breakranks calibrate` makes them.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TypedDict, TypeVar

from breakranks.tables import Cells, InputError, Row, read_packaged
from breakranks.vocabulary import EXPLANATIONS

LEARNT_COLUMNS = ("without", "name", "value", "uncertainty", "mean", "cases")
MULTIPLIER_COLUMNS = ("without", "kind", *EXPLANATIONS)
SWITCH_COLUMNS = ("without", "explanation", *EXPLANATIONS)
RATE_COLUMNS = ("without", "question", "horizon", "share")
RECORD_COLUMNS = ("measure", "value", "low", "high", "cases")
FROM_COLUMNS = ("file", "row", "numbers")
START = "start"
ANY = float("inf")

_T = TypeVar("_T")


class Learnt(TypedDict):
    """What was learnt of one parameter; fields are those of `Parameter`."""

    value: float
    uncertainty: float
    mean: float
    cases: int


def learnt(without: str | None) -> Mapping[str, Learnt]:
    """The learnt parameters by name, from all cases but `without` (from all if it is none)."""
    return _version(_learnt(), without)


def learnt_multipliers(without: str | None) -> Mapping[str, Mapping[str, float]]:
    """How many times likelier a kind of report is under each explanation, by kind, as learnt."""
    return _version(_multipliers(), without)


def learnt_switches(without: str | None) -> Mapping[str, Mapping[str, float]]:
    """The daily probability of going from one explanation to another, by both; from `START`, where cases begin."""
    return _version(_switches(), without)


def base_rates(without: str | None) -> Mapping[tuple[str, int], float]:
    """How often each question came true within each horizon, in days, in all cases but `without`."""
    return _version(_rates(), without)


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


@cache
def rows_learnt_from() -> Mapping[tuple[str, str], str]:
    """The numbers of packaged rows as they stood when what takes their place was learnt, by file and row."""
    cells, rows = _table("learnt-from.csv", FROM_COLUMNS)
    out = {(cells.text(row, "file"), cells.text(row, "row")): cells.text(row, "numbers") for row in rows}
    _raise(cells)
    return out


def passed_over() -> tuple[str, ...]:
    """The learnt tables that know other explanations than today's, and so are not used."""
    columns = {"multipliers.csv": MULTIPLIER_COLUMNS, "switches.csv": SWITCH_COLUMNS}
    return tuple(f"{name} as a whole" for name, own in columns.items() if not _has_columns(name, own))


def versions() -> frozenset[str]:
    """The cases that there is a version without."""
    return frozenset(_learnt()) - {""}


def _version(table: Mapping[str, _T], without: str | None) -> _T:
    return table.get(without or "", table[""])


@cache
def _learnt() -> Mapping[str, dict[str, Learnt]]:
    def one(cells: Cells, row: Row) -> tuple[str, Learnt]:
        value, uncertainty, mean = (cells.number(row, c, -ANY, ANY) for c in ("value", "uncertainty", "mean"))
        cases = int(cells.number(row, "cases", 1.0, ANY))
        return cells.text(row, "name"), Learnt(value=value, uncertainty=uncertainty, mean=mean, cases=cases)

    return _versions("learnt.csv", LEARNT_COLUMNS, one)


@cache
def _multipliers() -> Mapping[str, dict[str, Mapping[str, float]]]:
    if not _has_columns("multipliers.csv", MULTIPLIER_COLUMNS):
        return {"": {}}
    return _versions(
        "multipliers.csv",
        MULTIPLIER_COLUMNS,
        lambda cells, row: (cells.text(row, "kind"), {z: cells.number(row, z, 0.0, ANY) for z in EXPLANATIONS}),
    )


@cache
def _switches() -> Mapping[str, dict[str, Mapping[str, float]]]:
    if not _has_columns("switches.csv", SWITCH_COLUMNS):
        return {"": {}}
    return _versions(
        "switches.csv",
        SWITCH_COLUMNS,
        lambda cells, row: (cells.text(row, "explanation"), {z: cells.number(row, z, 0.0, 1.0) for z in EXPLANATIONS}),
    )


@cache
def _rates() -> Mapping[str, dict[tuple[str, int], float]]:
    def one(cells: Cells, row: Row) -> tuple[tuple[str, int], float]:
        asked = cells.text(row, "question"), int(cells.number(row, "horizon", 1.0, ANY))
        return asked, cells.number(row, "share", 0.0, 1.0)

    return _versions("base-rates.csv", RATE_COLUMNS, one)


_K = TypeVar("_K")
_V = TypeVar("_V")


def _versions(
    name: str, columns: tuple[str, ...], one: Callable[[Cells, Row], tuple[_K, _V]]
) -> Mapping[str, dict[_K, _V]]:
    """The rows of a packaged table by version and by what `one` makes the key of a row."""
    cells, rows = _table(name, columns)
    out: dict[str, dict[_K, _V]] = {"": {}}
    for row in rows:
        key, value = one(cells, row)
        out.setdefault(row.cells["without"], {})[key] = value
    _raise(cells)
    return out


@cache
def _has_columns(name: str, columns: tuple[str, ...]) -> bool:
    """Whether a table was learnt with today's explanations; one that was not waits for `breakranks calibrate`."""
    text = (files("breakranks.assumptions") / name).read_text(encoding="utf-8")
    return tuple(text.partition("\n")[0].split(",")) == columns


def _table(name: str, columns: tuple[str, ...]) -> tuple[Cells, list[Row]]:
    rows, problems = read_packaged("breakranks.assumptions", name, columns)
    cells = Cells(name)
    cells.problems.extend(problems)
    return cells, rows


def _raise(cells: Cells) -> None:
    if cells.problems:
        raise InputError(cells.problems)
