"""Reads and checks the assumptions: the packaged tables, and a user's own in their place."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import isnan
from pathlib import Path

from breakranks.assumptions.learnt import (
    START,
    base_rates,
    learnt,
    learnt_multipliers,
    learnt_switches,
    passed_over,
    rows_learnt_from,
)
from breakranks.assumptions.types import (
    PRIORS,
    Assumptions,
    ChoiceRow,
    ContradictionRule,
    ExplanationRow,
    KindRow,
    Parameter,
)
from breakranks.tables import Cells, InputError, Problem, Row, name_of, nearest, read_packaged, read_table
from breakranks.vocabulary import COMMANDS, EXPLANATIONS, KINDS, OPPONENTS, SEASONS, SIGNS, STATES, TRACES

PARAMETER_COLUMNS = ("name", "prior", "centre", "spread", "unit", "reason", "source")
EXPLANATION_COLUMNS = ("kind", *EXPLANATIONS, "reason", "source")
KIND_COLUMNS = ("kind", "raises", *STATES, "breaks", "slack", "tells-of-loss", "tells-of-holding", "reason")
CONTRADICTION_COLUMNS = ("rule", "first", "second", "weight", "days", "attacked", "explanation")
CHOICE_COLUMNS = ("side", "choice", "what", "operation", "amount", "reason", "source")
SIDES = {"command": COMMANDS, "opponent": OPPONENTS, "season": SEASONS}
OPERATIONS = ("add", "multiply", "set", "fade")
ANY = float("inf")
LEARNING = ("table.reports",)
"""Parameters that nothing reads but what learns from past cases."""


def read_priors() -> tuple[Parameter, ...]:
    """The packaged parameters as the literature and judgement have them, before any case was seen."""
    return _packaged_parameters()


def read_parameters(path: Path | None = None, without: str | None = None) -> tuple[Parameter, ...]:
    """The packaged parameters as learnt, with those of the file at `path` in place of the rows of the same name.

    `without` is the slug of a case from which nothing may have been learnt: the case that is to be assessed. A row of
    the user's own is used as it stands: nothing learnt replaces it.

    Raises:
        InputError: the file cannot be used; all problems at once.
    """
    return _used_parameters(_own_parameters(path), without)


def _own_parameters(path: Path | None) -> Mapping[str, Parameter]:
    if path is None:
        return {}
    rows, problems = read_table(path, PARAMETER_COLUMNS)
    return {p.name: p for p in _parameters(path.name, rows, problems, {p.name: p for p in read_priors()})}


def _used_parameters(own: Mapping[str, Parameter], without: str | None) -> tuple[Parameter, ...]:
    found = learnt(without)
    packaged = tuple(replace(p, **found[p.name]) if p.name in found else p for p in read_priors())
    return tuple(replace(own[p.name], mean=p.mean) if p.name in own else p for p in packaged)


def read_assumptions(
    without: str | None = None, parameters: Path | None = None, explanations: Path | None = None
) -> Assumptions:
    """Everything that an assessment assumes; arguments are those of `read_parameters` and `read_explanations`.

    Raises:
        InputError: a file cannot be used; all problems at once.
    """
    own, rows = _own_parameters(parameters), _own_explanations(explanations)
    found = _used_parameters(own, without)
    return Assumptions(
        parameters=found,
        explanations=_used_explanations(rows, without),
        switches=_switches({p.name: p.value for p in found}, own, without),
        base_rates=base_rates(without),
        own=frozenset(own),
        without_effect=_without_effect(without, {*own, *rows}),
        parameters_source=name_of(parameters) if parameters else "as shipped",
        explanations_source=name_of(explanations) if explanations else "as shipped",
    )


def usual_switches(values: Mapping[str, float]) -> Mapping[str, Mapping[str, float]]:
    """Daily probabilities of going from one explanation to another before any case was seen.

    Each is left after its usual stay, for the others in proportion to how common they are.
    """
    share = {z: values[f"share.{z}"] for z in EXPLANATIONS}
    total = sum(share.values())
    if abs(total - 1.0) > 1e-9:
        # A user may have changed one of them.
        share = {z: x / total for z, x in share.items()}
    out = {START: share}
    for a in EXPLANATIONS:
        leave = 1.0 / values[f"stay.{a}"]
        others = sum(share[b] for b in EXPLANATIONS if b != a)
        out[a] = {b: 1.0 - leave if a == b else leave * share[b] / others for b in EXPLANATIONS}
    return out


def _switches(
    values: Mapping[str, float], own: Collection[str], without: str | None
) -> Mapping[str, Mapping[str, float]]:
    """The switches as learnt, but for rows that a user's own parameters speak of: those are as these say."""
    found = learnt_switches(without)
    if any(f"share.{z}" in own for z in EXPLANATIONS):
        return usual_switches(values)
    stays = [z for z in EXPLANATIONS if found and f"stay.{z}" in own]
    return {**found, **{z: usual_switches(values)[z] for z in stays}}


def learnt_from() -> Mapping[tuple[str, str], str]:
    """The numbers of every packaged row that what is learnt takes the place of, by file and row.

    They are kept with what is learnt, so that a row that is changed later is noticed.
    """
    taken = {*learnt(None), *(f"{family}.{z}" for family in ("share", "stay") for z in EXPLANATIONS), *LEARNING}
    priors = {p.name: f"{p.prior} {p.centre:g} {p.spread:g}" for p in read_priors() if p.name in taken}
    table = {r.kind: " ".join(f"{x:g}" for x in r.multipliers.values()) for r in _packaged_explanations()}
    return {("parameters.csv", n): text for n, text in priors.items()} | {
        ("explanations.csv", n): text for n, text in table.items()
    }


def _without_effect(without: str | None, own: Collection[str]) -> tuple[str, ...]:
    """Rows that say something else than when what takes their place was learnt, and tables that cannot be used."""
    then, now = rows_learnt_from(), learnt_from()
    used = {"parameters.csv": True, "explanations.csv": bool(learnt_multipliers(without))}
    changed = [key for key, text in now.items() if used[key[0]] and key in then and then[key] != text]
    return (*(f"{file}, {row}" for file, row in changed if row not in own), *passed_over())


@cache
def read_values() -> Mapping[str, float]:
    """The values of the packaged parameters by name, as learnt from all cases."""
    return {p.name: p.value for p in read_parameters()}


def read_explanations(path: Path | None = None, without: str | None = None) -> tuple[ExplanationRow, ...]:
    """The packaged explanation × kind table as learnt, with the rows of the file at `path` in place of the same kinds.

    A row of the user's own is used as it stands. `without` is as in `read_parameters`.

    Raises:
        InputError: the file cannot be used; all problems at once.
    """
    return _used_explanations(_own_explanations(path), without)


def _own_explanations(path: Path | None) -> Mapping[str, ExplanationRow]:
    if path is None:
        return {}
    rows, problems = read_table(path, EXPLANATION_COLUMNS)
    return {r.kind: r for r in _explanations(path.name, rows, problems)}


def _used_explanations(own: Mapping[str, ExplanationRow], without: str | None) -> tuple[ExplanationRow, ...]:
    found = learnt_multipliers(without)
    packaged = (replace(r, learnt=found.get(r.kind, r.multipliers)) for r in _packaged_explanations())
    return tuple(own.get(r.kind, r) for r in packaged)


@cache
def read_kinds() -> Mapping[str, KindRow]:
    """The packaged table of what a report of each kind does to the model, by kind."""
    rows, problems = _packaged("kinds.csv", KIND_COLUMNS)
    cells, seen = Cells("kinds.csv"), dict[str, int]()
    found = {}
    for row in rows:
        kind = cells.choice(row, "kind", KINDS, "a kind")
        cells.unique(row, "kind", seen)
        shows = {s: cells.number(row, s, 0.0, ANY) for s in STATES if row.cells[s]}
        if shows and len(shows) < len(STATES):
            cells.wrong(row, "steady", "some states have a number and others none", "Give all of them or none")
        if kind not in SIGNS and not any(row.cells[c] for c in KIND_COLUMNS if c not in ("kind", "reason")):
            right = "Fill a cell that says what a report of it does, or give the kind a direction"
            cells.wrong(row, "raises", f"'{kind}' acts on nothing", right)
        found[kind] = KindRow(
            kind=kind,
            raises=_amounts(cells, row, "raises", TRACES),
            shows=shows,
            breaks=next(iter(_amounts(cells, row, "breaks", STATES).items()), None),
            slack=cells.number(row, "slack", -ANY, ANY) if row.cells["slack"] else 0.0,
            tells_of_loss=cells.number(row, "tells-of-loss", -2.0, 2.0) if row.cells["tells-of-loss"] else 0.0,
            tells_of_holding=bool(row.cells["tells-of-holding"]),
            reason=cells.text(row, "reason"),
        )
    for kind in KINDS:
        if kind not in found:
            cells.wrong(None, "kind", f"there is no row for '{kind}'", "Add it")
    _raise(problems + cells.problems)
    return found


def _amounts(cells: Cells, row: Row, column: str, known: Collection[str]) -> Mapping[str, float]:
    """The numbers of a cell such as "attack 1; pressure 1", by name."""
    out = {}
    for part in filter(None, (part.strip() for part in row.cells[column].split(";"))):
        name, _, amount = part.partition(" ")
        cells.refers(row, column, name, known, column)
        out[name] = cells.number(replace(row, cells={column: amount}), column, -ANY, ANY)
    return out


@cache
def read_contradictions() -> tuple[ContradictionRule, ...]:
    """The packaged table of what contradicts what."""
    rows, problems = _packaged("contradictions.csv", CONTRADICTION_COLUMNS)
    cells = Cells("contradictions.csv")
    rules = tuple(
        ContradictionRule(
            rule=cells.text(row, "rule"),
            first=cells.choice(row, "first", KINDS, "a kind"),
            second=cells.choice(row, "second", KINDS, "a kind"),
            weight=cells.number(row, "weight", 0.0, 1.0),
            days=int(cells.number(row, "days", 0.0, 365.0)),
            attacked=cells.number(row, "attacked", 0.0, 1.0),
            explanation=cells.text(row, "explanation"),
        )
        for row in rows
    )
    _raise(problems + cells.problems)
    return rules


@cache
def read_confusions() -> Mapping[str, tuple[str, ...]]:
    """As which other kinds a coder may well have coded a report of each kind."""
    rows, problems = _packaged("confusions.csv", ("kind", "also", "reason"))
    cells = Cells("confusions.csv")
    out: dict[str, tuple[str, ...]] = {}
    for row in rows:
        kind, also = (cells.choice(row, column, KINDS, "a kind") for column in ("kind", "also"))
        out[kind] = (*out.get(kind, ()), also)
    _raise(problems + cells.problems)
    return out


@cache
def read_choices() -> tuple[ChoiceRow, ...]:
    """The packaged table of what each choice of a side does to the traces ahead."""
    rows, problems = _packaged("choices.csv", CHOICE_COLUMNS)
    cells = Cells("choices.csv")
    found = tuple(
        ChoiceRow(
            side=(side := cells.choice(row, "side", SIDES, "a side")),
            choice=cells.choice(row, "choice", SIDES.get(side, {}), "a choice"),
            what=cells.choice(row, "what", (*TRACES, "winter"), "a trace"),
            operation=cells.choice(row, "operation", OPERATIONS, "an operation"),
            amount=cells.number(row, "amount", -ANY, ANY),
            reason=cells.text(row, "reason"),
            source=cells.text(row, "source"),
        )
        for row in rows
    )
    _raise(problems + cells.problems)
    return found


@cache
def _packaged_parameters() -> tuple[Parameter, ...]:
    rows, problems = _packaged("parameters.csv", PARAMETER_COLUMNS)
    return _parameters("parameters.csv", rows, problems, None)


@cache
def _packaged_explanations() -> tuple[ExplanationRow, ...]:
    rows, problems = _packaged("explanations.csv", EXPLANATION_COLUMNS)
    return _explanations("explanations.csv", rows, problems)


def _packaged(name: str, columns: Sequence[str]) -> tuple[list[Row], list[Problem]]:
    return read_packaged("breakranks.assumptions", name, columns)


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
        if prior == "fixed" and spread > 0:
            cells.wrong(row, "spread", f"the spread of a fixed parameter is {spread:g}", "It must be 0")
        if prior in PRIORS and prior != "fixed" and spread == 0:
            cells.wrong(row, "spread", f"the spread of a {prior} prior is 0", "Make it more, or the prior 'fixed'")
        unit, reason, source = (cells.text(row, column) for column in ("unit", "reason", "source"))
        own = Parameter(name, prior, centre, spread, unit, reason, source, value=centre, uncertainty=spread)
        if packaged and name in packaged:
            _check_replacement(cells, row, own, packaged[name])
        elif centre < 0 if prior == "positive" else centre > 0 if prior == "negative" else False:
            cells.wrong(row, "centre", f"the centre of a {prior} prior is {centre:g}", "Give it that sign")
        out.append(own)
    _raise(problems + cells.problems)
    return tuple(out)


def _check_replacement(cells: Cells, row: Row, own: Parameter, old: Parameter) -> None:
    """A user's parameter is in the unit of the one it replaces, keeps its sign, and is one that the model can use."""
    if own.name in LEARNING and (own.prior, own.centre, own.spread) != (old.prior, old.centre, old.spread):
        right = "Change it in assumptions/parameters.csv and run breakranks calibrate"
        cells.wrong(row, "name", f"'{own.name}' acts where past cases are learnt from, not in an assessment", right)
    if own.unit and own.unit != old.unit:
        right = f"Give it in '{old.unit}', as the model reads it"
        cells.wrong(row, "unit", f"'{own.name}' is not in '{own.unit}'", right)
    if own.prior not in PRIORS or isnan(own.centre):
        return
    if old.prior in ("positive", "negative"):
        wrong_side = own.centre < 0 if old.prior == "positive" else own.centre > 0
        if wrong_side or own.prior not in (old.prior, "fixed"):
            side = "not below" if old.prior == "positive" else "not above"
            right = f"Use the prior {old.prior} or fixed, and a centre {side} 0"
            cells.wrong(row, "centre", f"'{own.name}' must not change its sign", right)
    low, high = _bounds(old)
    if not low <= own.centre <= high:
        right = f"It must be from {low:g} to {high:g}" if high < ANY else f"It must be {low:g} or more"
        cells.wrong(row, "centre", f"'{own.name}' is {own.centre:g}", right)


MOST_LOG = 50.0
"""An effect on logarithms beyond this overflows, and means nothing that less would not."""


def _bounds(parameter: Parameter) -> tuple[float, float]:
    """Where a parameter of this unit makes sense to the model; an effect on logarithms may be nearly anything."""
    match parameter.unit:
        case "share" | "probability":
            return (1e-6, 1.0 - 1e-6) if parameter.unit == "probability" else (0.0, 1.0)
        case "day" | "people" | "reports" | "power" | "1/report":
            return (1e-3, ANY) if parameter.unit in ("day", "people") else (0.0, ANY)
        case "×" | "1/day" | "log/√day":
            return 0.0, ANY
        case "log 1/day" | "log-hazard" | "log-odds":
            return -MOST_LOG, MOST_LOG
    return -ANY, ANY


def _explanations(file: str, rows: list[Row], problems: list[Problem]) -> tuple[ExplanationRow, ...]:
    cells, seen = Cells(file), dict[str, int]()
    groups = {kind.split(".")[0] for kind in SIGNS}
    out = []
    for row in rows:
        kind = row.cells["kind"]
        if kind not in SIGNS:
            # A kind of another group is no slip of the pen: it has no multipliers, whatever is spelt most like it.
            near = nearest(kind, SIGNS) if kind.partition(".")[0] in groups or "." not in kind else None
            right = near or f"Only kinds of {', '.join(sorted(groups))} have multipliers"
            cells.wrong(row, "kind", f"'{kind}' is not a kind of sign" if kind else "the cell is empty", right)
        cells.unique(row, "kind", seen)
        multipliers = {z: cells.number(row, z, 0.01, 100.0) for z in EXPLANATIONS}
        out.append(
            ExplanationRow(kind, multipliers, cells.text(row, "reason"), cells.text(row, "source"), learnt=multipliers)
        )
    _raise(problems + cells.problems)
    return tuple(out)


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)
