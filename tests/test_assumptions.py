"""The packaged assumptions, and a user's own in their place."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakranks.assumptions import (
    ExplanationRow,
    Parameter,
    read_contradictions,
    read_explanations,
    read_parameters,
    read_responses,
)
from breakranks.assumptions.types import EXPLANATIONS, PRIORS
from breakranks.tables import InputError, Problem

PARAMETER_HEADER = "name,prior,centre,spread,unit,reason,source"
EXPLANATION_HEADER = f"kind,{','.join(EXPLANATIONS)},reason,source"
GOOD_PARAMETER = "tempo,lognormal,2,0.4,×,it moves fast,own judgement"
GOOD_EXPLANATION = "conduct.flee,1,0.5,0.4,3,1.2,they ran,own judgement"


def problems_of(reader: Callable[[Path], Any], path: Path, *lines: str) -> tuple[Problem, ...]:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        reader(path)
    assert caught.value.problems
    return caught.value.problems


def test_every_packaged_row_has_a_reason_and_a_source() -> None:
    for row in (*read_parameters(), *read_explanations()):
        assert row.reason
        assert row.source
    assert {parameter.prior for parameter in read_parameters()} <= set(PRIORS)
    assert all(rule.explanation and 0 < rule.weight <= 1 for rule in read_contradictions())
    assert all(response.reason for response in read_responses())


def test_costly_preparation_speaks_against_deception() -> None:
    # For deception simple dummy positions would have been enough.
    table = {row.kind: row.multipliers for row in read_explanations()}
    for kind in ("prepare.withdrawal", "conduct.withdraw"):
        assert table[kind]["deception"] < 1 < table[kind]["planned-withdrawal"]
        assert table[kind]["deception"] < table[kind]["in-control"]
    assert max(table["prepare.decoy"], key=table["prepare.decoy"].__getitem__) == "deception"


def test_a_user_s_rows_replace_those_of_the_same_name_and_leave_the_rest(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{PARAMETER_HEADER}\n{GOOD_PARAMETER}\n", encoding="utf-8")
    tempo = Parameter("tempo", "lognormal", 2.0, 0.4, "×", "it moves fast", "own judgement")
    assert read_parameters(own) == tuple(tempo if p.name == "tempo" else p for p in read_parameters())
    own.write_text(f"{EXPLANATION_HEADER}\n{GOOD_EXPLANATION}\n", encoding="utf-8")
    multipliers = dict(zip(EXPLANATIONS, (1.0, 0.5, 0.4, 3.0, 1.2), strict=True))
    flee = ExplanationRow("conduct.flee", multipliers, "they ran", "own judgement")
    assert read_explanations(own) == tuple(flee if r.kind == "conduct.flee" else r for r in read_explanations())


def test_a_file_without_rows_changes_nothing(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{PARAMETER_HEADER}\n", encoding="utf-8")
    assert read_parameters(own) == read_parameters()
    own.write_text(f"{EXPLANATION_HEADER}\n", encoding="utf-8")
    assert read_explanations(own) == read_explanations()


@pytest.mark.parametrize(
    ("row", "column", "wrong", "right"),
    [
        ("tmpo,lognormal,2,0.4,×,why,whence", "name", "no parameter 'tmpo'", "'tempo'"),
        (",lognormal,2,0.4,×,why,whence", "name", "empty", "tempo"),
        ("tempo,lognorml,2,0.4,×,why,whence", "prior", "'lognorml' is not a prior", "'lognormal'"),
        ("tempo,beta,2,0.4,×,why,whence", "prior", "'beta' is not a prior", "logit-normal"),
        ("tempo,lognormal,0,0.4,×,why,whence", "centre", "median of a lognormal", "above 0"),
        ("tempo,lognormal,-2,0.4,×,why,whence", "centre", "median of a lognormal", "above 0"),
        ("tempo,logit-normal,0,0.4,×,why,whence", "centre", "median of a logit-normal", "below 1"),
        ("tempo,logit-normal,1,0.4,×,why,whence", "centre", "median of a logit-normal", "below 1"),
        ("tempo,lognormal,fast,0.4,×,why,whence", "centre", "'fast' is not a number", "decimal point"),
        ("tempo,lognormal,nan,0.4,×,why,whence", "centre", "'nan' is not a number", "decimal point"),
        ("tempo,lognormal,inf,0.4,×,why,whence", "centre", "'inf' is not a number", "decimal point"),
        ("tempo,lognormal,1e999,0.4,×,why,whence", "centre", "1e999", "finite"),
        ("tempo,lognormal,2,-0.4,×,why,whence", "spread", "-0.4", "0 or more"),
        ("tempo,lognormal,2,0,×,why,whence", "spread", "spread of a lognormal prior is 0", "fixed"),
        ("tempo,fixed,2,0.4,×,why,whence", "spread", "spread of a fixed parameter", "0"),
        ("tempo,lognormal,2,0.4,,why,whence", "unit", "empty", "Fill it in"),
        ("tempo,lognormal,2,0.4,1/day,why,whence", "unit", "not in '1/day'", "Give it in '×'"),
        ("half-life-supply,fixed,3,0,week,why,whence", "unit", "not in 'week'", "Give it in 'day'"),
        ("tempo,normal,2,0.4,×,why,whence", "prior", "must stay above 0", "lognormal"),
        ("credibility-1,lognormal,0.9,0.1,probability,why,whence", "prior", "below 1", "logit-normal"),
        ("credibility-1,fixed,1,0,probability,why,whence", "centre", "is 1", "above 0, below 1"),
        ("half-life-supply,fixed,0,0,day,why,whence", "centre", "is 0", "above 0"),
        ("waver-grip,fixed,-1,0,log-hazard,why,whence", "centre", "is -1", "above 0"),
        ("tempo,lognormal,2,0.4,×,,whence", "reason", "empty", "Fill it in"),
        ("tempo,lognormal,2,0.4,×,why,", "source", "empty", "Fill it in"),
    ],
)
def test_a_parameter_that_cannot_be_is_one_problem(
    tmp_path: Path, row: str, column: str, wrong: str, right: str
) -> None:
    (problem,) = problems_of(read_parameters, tmp_path / "own.csv", PARAMETER_HEADER, row)
    assert (problem.file, problem.line, problem.column) == ("own.csv", 2, column)
    assert wrong in problem.wrong
    assert right in problem.right


@pytest.mark.parametrize(
    ("row", "column", "wrong", "right"),
    [
        ("conduct.fle,1,1,1,1,1,why,whence", "kind", "conduct.fle", "'conduct.flee'"),
        ("flee,1,1,1,1,1,why,whence", "kind", "'flee'", "'conduct.flee'"),
        ("opponent.attack,1,1,1,1,1,why,whence", "kind", "'opponent.attack' is not a kind of sign", "conduct, order"),
        ("conduct.flee,0,1,1,1,1,why,whence", "in-control", "0 is out of bounds", "from 0.01 to 100"),
        ("conduct.flee,1,1,-2,1,1,why,whence", "deception", "-2 is out of bounds", "from 0.01 to 100"),
        ("conduct.flee,1,1,1,1,many,why,whence", "rival-commands", "'many' is not a number", "decimal point"),
        ("conduct.flee,1,1,1,1,1,,whence", "reason", "empty", "Fill it in"),
        ("conduct.flee,1,1,1,1,1,why,", "source", "empty", "Fill it in"),
    ],
)
def test_an_explanation_row_that_cannot_be_is_one_problem(
    tmp_path: Path, row: str, column: str, wrong: str, right: str
) -> None:
    (problem,) = problems_of(read_explanations, tmp_path / "own.csv", EXPLANATION_HEADER, row)
    assert (problem.file, problem.line, problem.column) == ("own.csv", 2, column)
    assert wrong in problem.wrong
    assert right in problem.right


@pytest.mark.parametrize(
    ("reader", "header", "row", "column"),
    [
        (read_parameters, PARAMETER_HEADER, GOOD_PARAMETER, "name"),
        (read_explanations, EXPLANATION_HEADER, GOOD_EXPLANATION, "kind"),
    ],
)
def test_a_row_that_stands_twice_names_the_first(
    tmp_path: Path, reader: Callable[[Path], Any], header: str, row: str, column: str
) -> None:
    (problem,) = problems_of(reader, tmp_path / "own.csv", header, row, row)
    assert (problem.line, problem.column) == (3, column)
    assert "line 2" in problem.wrong


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    rows = ("tmpo,lognormal,2,0.4,×,why,whence", "tempo,lognormal,-2,-1,×,,whence", "one,two")
    problems = problems_of(read_parameters, tmp_path / "own.csv", PARAMETER_HEADER, *rows)
    assert [(p.line, p.column) for p in problems] == [
        (2, "name"), (3, "centre"), (3, "reason"), (3, "spread"), (4, None),
    ]  # fmt: skip


@pytest.mark.parametrize("reader", [read_parameters, read_explanations])
def test_a_file_that_is_not_there_is_a_sentence_with_its_path(tmp_path: Path, reader: Callable[[Path], Any]) -> None:
    with pytest.raises(InputError, match="missing") as caught:
        reader(tmp_path / "own.csv")
    assert str(tmp_path / "own.csv") in str(caught.value)


@pytest.mark.parametrize(
    "row",
    [
        "grip-start,normal,-1,0.5,log-odds,it had none,own judgement",
        "reliability-f,normal,-0.5,0.2,log-odds,nobody knows,own judgement",
        "waver-grip,fixed,0,0,log-hazard,to see what it does,own judgement",
        "lump-size,logit-normal,0.4,0.5,share,a share,own judgement",
        "credibility-6,logit-normal,0.4,0.5,probability,unsure,own judgement",
    ],
)
def test_what_an_analyst_may_well_want_is_taken(tmp_path: Path, row: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{PARAMETER_HEADER}\n{row}\n", encoding="utf-8")
    name, prior = row.split(",")[:2]
    assert next(p for p in read_parameters(own) if p.name == name).prior == prior


@settings(deadline=None)
@given(st.data())
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    old = data.draw(st.sampled_from(read_parameters()))
    prior = data.draw(st.sampled_from([old.prior, "logit-normal", "fixed"]))
    low, high = {"lognormal": (1e-6, 1e6), "normal": (-1e6, 1e6)}.get(prior, (0.001, 0.999))
    new = replace(
        old,
        prior=prior,
        centre=data.draw(st.floats(low, high)),
        spread=0.0 if prior == "fixed" else data.draw(st.floats(0.001, 10)),
    )
    row = f'{new.name},{new.prior},{new.centre!r},{new.spread!r},"{new.unit}","{new.reason}","{new.source}"'
    path = tmp_path_factory.mktemp("assumptions") / "own.csv"
    path.write_text(f"{PARAMETER_HEADER}\n{row}\n", encoding="utf-8")
    assert next(p for p in read_parameters(path) if p.name == old.name) == new
