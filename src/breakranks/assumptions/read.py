"""Reads and checks the assumptions: the packaged tables, and a user's own in their place."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from breakranks.assumptions.learnt import learnt
from breakranks.assumptions.types import EXPLANATIONS, PRIORS, ContradictionRule, ExplanationRow, Parameter
from breakranks.tables import Cells, InputError, Problem, Row, nearest, read_table

PARAMETER_COLUMNS = ("name", "prior", "centre", "spread", "unit", "reason", "source")
EXPLANATION_COLUMNS = ("kind", *EXPLANATIONS, "reason", "source")
ANY = float("inf")


def read_priors() -> tuple[Parameter, ...]:
    """The packaged parameters as the literature and judgement have them, before any case was seen."""
    return _packaged_parameters()


def read_parameters(path: Path | None = None, without: str | None = None) -> tuple[Parameter, ...]:
    """The packaged parameters as learnt, with those of the file at `path` in place of the rows of the same name.

    `without` is the slug of a case from which nothing may have been learnt: the case that is to be assessed.

    Raises:
        InputError: the file cannot be used; all problems at once.
    """
    found = learnt(without)
    packaged = tuple(
        replace(p, centre=found[p.name][0], spread=found[p.name][1]) if p.name in found else p for p in read_priors()
    )
    if path is None:
        return packaged
    rows, problems = read_table(path, PARAMETER_COLUMNS)
    own = {p.name: p for p in _parameters(path.name, rows, problems, {p.name: p for p in packaged})}
    return tuple(own.get(p.name, p) for p in packaged)


def read_explanations(path: Path | None = None) -> tuple[ExplanationRow, ...]:
    """The packaged explanation × kind table, with the rows of the file at `path` in place of those of the same kind.

    Raises:
        InputError: the file cannot be used; all problems at once.
    """
    packaged = _packaged_explanations()
    if path is None:
        return packaged
    rows, problems = read_table(path, EXPLANATION_COLUMNS)
    own = {r.kind: r for r in _explanations(path.name, rows, problems, [r.kind for r in packaged])}
    return tuple(own.get(r.kind, r) for r in packaged)


@cache
def read_contradictions() -> tuple[ContradictionRule, ...]:
    """The packaged table of what contradicts what."""
    rows, problems = _packaged("contradictions.csv", ("rule", "first", "second", "weight", "explanation"))
    cells = Cells("contradictions.csv")
    rules = tuple(
        ContradictionRule(
            rule=cells.text(row, "rule"),
            first=cells.text(row, "first"),
            second=cells.text(row, "second"),
            weight=cells.number(row, "weight", 0.0, 1.0),
            explanation=cells.text(row, "explanation"),
        )
        for row in rows
    )
    _raise(problems + cells.problems)
    return rules


@cache
def _packaged_parameters() -> tuple[Parameter, ...]:
    rows, problems = _packaged("parameters.csv", PARAMETER_COLUMNS)
    return _parameters("parameters.csv", rows, problems, None)


@cache
def _packaged_explanations() -> tuple[ExplanationRow, ...]:
    rows, problems = _packaged("explanations.csv", EXPLANATION_COLUMNS)
    return _explanations("explanations.csv", rows, problems, [row.cells["kind"] for row in rows])


def _packaged(name: str, columns: tuple[str, ...]) -> tuple[list[Row], list[Problem]]:
    with as_file(files("breakranks.assumptions") / name) as path:
        return read_table(path, columns)


def _parameters(
    file: str, rows: list[Row], problems: list[Problem], packaged: Mapping[str, Parameter] | None
) -> tuple[Parameter, ...]:
    cells, seen = Cells(file), dict[str, int]()
    out = []
    for row in rows:
        name = row.cells["name"]
        if packaged is not None:
            cells.refers(row, "name", name, packaged, "parameter")
        cells.unique(row, "name", seen)
        prior = cells.choice(row, "prior", PRIORS, "a prior")
        centre = cells.number(row, "centre", -ANY, ANY)
        spread = cells.number(row, "spread", 0.0, ANY)
        if prior == "lognormal" and centre <= 0:
            cells.wrong(row, "centre", f"the median of a lognormal prior is {centre:g}", "It must be above 0")
        if prior == "logit-normal" and (centre <= 0 or centre >= 1):
            cells.wrong(
                row, "centre", f"the median of a logit-normal prior is {centre:g}", "It must be above 0, below 1"
            )
        if prior == "fixed" and spread > 0:
            cells.wrong(row, "spread", f"the spread of a fixed parameter is {spread:g}", "It must be 0")
        if prior in PRIORS and prior != "fixed" and spread == 0:
            cells.wrong(row, "spread", f"the spread of a {prior} prior is 0", "Make it more, or the prior 'fixed'")
        texts = {column: cells.text(row, column) for column in ("unit", "reason", "source")}
        own = Parameter(name=name, prior=prior, centre=centre, spread=spread, **texts)
        if packaged and name in packaged:
            _check_replacement(cells, row, own, packaged[name])
        out.append(own)
    _raise(problems + cells.problems)
    return tuple(out)


def _check_replacement(cells: Cells, row: Row, own: Parameter, old: Parameter) -> None:
    """A user's parameter is in the unit of the one it replaces and cannot take values that the model has no use for."""
    if own.unit and own.unit != old.unit:
        cells.wrong(
            row, "unit", f"'{own.name}' is not in '{own.unit}'", f"Give it in '{old.unit}', as the model reads it"
        )
    if old.prior == "normal" or (old.prior == "fixed" and old.unit == "log-odds"):
        return
    most = 1.0 if old.prior == "logit-normal" or old.unit == "probability" else ANY
    bounds = "above 0" if most == ANY else "above 0, below 1"
    if own.prior == "normal" or (own.prior == "lognormal" and most == 1.0):
        right = "Use lognormal, logit-normal or fixed" if most == ANY else "Use logit-normal or fixed"
        cells.wrong(
            row, "prior", f"'{own.name}' must stay {bounds}, and a {own.prior} prior does not keep it there", right
        )
    # An effect on odds or hazards may be switched off; a rate, a half-life or a share of 0 leaves nothing to compute.
    none = own.centre == 0 and old.unit.startswith(("log-", "log1p"))
    if own.prior == "fixed" and (own.centre <= 0 or own.centre >= most) and not none:
        cells.wrong(row, "centre", f"'{own.name}' is {own.centre:g}", f"It must be {bounds}")


def _explanations(file: str, rows: list[Row], problems: list[Problem], known: list[str]) -> tuple[ExplanationRow, ...]:
    cells, seen = Cells(file), dict[str, int]()
    groups = {kind.partition(".")[0] for kind in known}
    out = []
    for row in rows:
        kind = row.cells["kind"]
        if kind not in known:
            # A kind of another group is no slip of the pen: it has no multipliers, whatever is spelt most like it.
            near = nearest(kind, known) if kind.partition(".")[0] in groups or "." not in kind else None
            right = near or f"Only kinds of {', '.join(sorted(groups))} have multipliers"
            cells.wrong(row, "kind", f"'{kind}' is not a kind of sign" if kind else "the cell is empty", right)
        cells.unique(row, "kind", seen)
        out.append(
            ExplanationRow(
                kind=kind,
                multipliers={z: cells.number(row, z, 0.01, 100.0) for z in EXPLANATIONS},
                reason=cells.text(row, "reason"),
                source=cells.text(row, "source"),
            )
        )
    _raise(problems + cells.problems)
    return tuple(out)


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)
