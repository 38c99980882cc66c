"""The packaged assumptions, and a user's own in their place."""

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.assessment.cautions import caution_of_learning
from breakranks.assumptions import (
    Assumptions,
    base_rates,
    learnt_from,
    learnt_switches,
    read_assumptions,
    read_choices,
    read_confusions,
    read_contradictions,
    read_explanations,
    read_kinds,
    read_parameters,
    read_priors,
    start_ordinary,
)
from breakranks.assumptions import learnt as learnt_module
from breakranks.assumptions import read as read_module
from breakranks.assumptions.learnt import rows_learnt_from, versions
from breakranks.assumptions.types import PRIORS
from breakranks.case.shipped import shipped
from breakranks.model import model_of
from breakranks.tables import InputError, Problem, read_table
from breakranks.vocabulary import COMMANDS, EXPLANATIONS, HORIZONS, KINDS, OPPONENTS, QUESTIONS, SEASONS, SIGNS, STATES

PARAMETER_HEADER = "name,prior,centre,spread,unit,reason,source"
EXPLANATION_HEADER = f"kind,{','.join(EXPLANATIONS)},reason,source"
GOOD_PARAMETER = "area.attack,positive,2,0.4,log-hazard,attacks count,own judgement"
OTHERS = ",1" * (len(EXPLANATIONS) - 5)
"""Cells of explanations that came later than the five of these rows."""
GOOD_EXPLANATION = f"conduct.flee,1,0.5,0.4,3,1.2{OTHERS},they ran,own judgement"


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
    assert all(row.reason for row in (*read_kinds().values(), *read_choices()))
    assert all(row.source for row in read_choices())


def test_every_kind_has_a_row_and_tables_name_what_there_is() -> None:
    assert set(read_kinds()) == set(KINDS)
    assert {row.kind for row in read_explanations()} == set(SIGNS)
    assert set(read_confusions()) <= set(KINDS)
    assert all(kind not in also for kind, also in read_confusions().items())
    assert {(row.side, row.choice) for row in read_choices()} == {
        *(("command", c) for c in COMMANDS if c != "as-it-goes"),
        *(("opponent", c) for c in OPPONENTS if c != "keeps-on"),
        *(("season", c) for c in SEASONS if c != "as-it-is"),
    }


def test_only_conduct_and_threats_answer_to_formations() -> None:
    answers = {kind for kind, row in read_kinds().items() if row.shows}
    assert {kind for kind in answers if not kind.startswith("conduct.")} == {"order.no-retreat"}
    for kind, row in read_kinds().items():
        assert row.breaks is None or (STATES[row.breaks[0]].broken and kind.startswith("conduct.")), kind


def test_what_breaks_shows_the_state_into_which_it_goes() -> None:
    """A report that bodies went over into a state is likelier of formations in it than of steady ones."""
    for kind, row in read_kinds().items():
        if row.breaks:
            assert row.shows[row.breaks[0]] > 1 > row.shows["steady"], kind


def test_no_rule_of_contradiction_stands_twice() -> None:
    pairs = [(rule.first, rule.second) for rule in read_contradictions()]
    assert len(set(pairs)) == len(pairs)


# -- what was learnt ---------------------------------------------------------------------------------------------------


def test_no_case_is_assessed_with_what_it_taught() -> None:
    assert versions() == set(shipped())
    whole = read_assumptions()
    for slug in shipped():
        own = read_assumptions(slug)
        assert own.values != whole.values
        assert own.switches != whole.switches
        assert own.base_rates != whole.base_rates
        assert {r.kind: r.learnt for r in own.explanations} != {r.kind: r.learnt for r in whole.explanations}
        assert max(p.cases for p in own.parameters) < max(p.cases for p in whole.parameters)
    assert read_assumptions("somebody-s-own") == whole


def test_what_was_learnt_keeps_the_sign_of_its_prior_and_is_no_less_sure() -> None:
    for slug in (None, *shipped()):
        for p in read_parameters(without=slug):
            assert p.value >= 0 or p.prior != "positive", (slug, p.name)
            assert p.value <= 0 or p.prior != "negative", (slug, p.name)
            assert p.uncertainty <= p.spread * 1.001, (slug, p.name)
            assert not p.cases or p.spread or p.name == "mixture", (slug, p.name)


def test_learnt_tables_are_whole() -> None:
    for slug in (None, *shipped()):
        switches = learnt_switches(slug)
        assert set(switches) == {"start", *EXPLANATIONS}
        for row in switches.values():
            assert sum(row.values()) == pytest.approx(1.0, abs=1e-3)
        recorded = {q.id for q in QUESTIONS.values() if q.recorded}
        rates = base_rates(slug)
        assert set(rates) == {(q, h) for q in recorded for h in HORIZONS}
        for question in recorded:
            assert all(0 <= rates[question, h] < 1 for h in HORIZONS)


def test_every_version_makes_a_model() -> None:
    for slug in (None, *shipped()):
        assert (model_of(read_assumptions(slug)).multipliers > 0).all()


def test_what_ships_is_learnt_from_the_rows_that_ship() -> None:
    assert rows_learnt_from() == learnt_from()
    assert read_assumptions().without_effect == ()


@pytest.mark.parametrize("name", ["area.attack", "mixture", "share.deception", "stay.in-control", "table.reports"])
def test_a_changed_prior_that_what_is_learnt_replaces_is_said(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    changed = tuple(replace(p, centre=0.123) if p.name == name else p for p in read_priors())
    monkeypatch.setattr(read_module, "_packaged_parameters", lambda: changed)
    found = read_assumptions()
    assert found.without_effect == (f"parameters.csv, {name}",)
    (caution,) = caution_of_learning(found.without_effect)
    assert f"without effect until breakranks calibrate learns anew: parameters.csv, {name}" in caution.text


def test_a_changed_row_of_explanations_that_what_is_learnt_replaces_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(replace(r, multipliers=dict.fromkeys(EXPLANATIONS, 1.0)) for r in read_module._packaged_explanations())
    monkeypatch.setattr(read_module, "_packaged_explanations", lambda: rows)
    told = {f"{file}, {row}" for file, row in rows_learnt_from() if file == "explanations.csv"}
    assert set(read_assumptions().without_effect) == told


def test_a_changed_fixed_parameter_counts_and_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tuple(replace(p, centre=9.0, value=9.0) if p.name == "half-life.losses" else p for p in read_priors())
    monkeypatch.setattr(read_module, "_packaged_parameters", lambda: changed)
    found = read_assumptions()
    assert found.values["half-life.losses"] == 9.0
    assert found.without_effect == ()


def test_learnt_tables_of_other_explanations_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learnt_module, "_has_columns", lambda *_: False)
    assert read_assumptions().without_effect[-2:] == ("multipliers.csv as a whole", "switches.csv as a whole")


def acts_on_nothing(kind: str) -> bool:
    row = read_kinds()[kind]
    table = {r.kind: set(r.multipliers.values()) for r in read_explanations()}
    does = (row.raises, row.shows, row.breaks, row.slack, row.tells_of_loss, row.tells_of_holding)
    return not any(does) and table.get(kind, {1.0}) == {1.0}


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_acts_on_nothing(kind: str) -> None:
    assert not acts_on_nothing(kind)


def test_a_row_that_acts_on_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Path(read_module.__file__).with_name("kinds.csv").read_text(encoding="utf-8")
    empty = ",".join(["strain.losses", *[""] * 11, "why"])
    rows = [empty if row.startswith("strain.losses,") else row for row in table.splitlines()]
    (tmp_path / "kinds.csv").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setattr(read_module, "_packaged", lambda name, columns: read_table(tmp_path / name, columns))
    with pytest.raises(InputError, match=r"'strain\.losses' acts on nothing"):
        read_kinds.__wrapped__()


# -- a user's own ------------------------------------------------------------------------------------------------------


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
    usual = {p.name: p for p in read_parameters()}
    for p in read_parameters(own):
        if p.name == "area.attack":
            assert (p.prior, p.centre, p.spread, p.value, p.uncertainty) == ("positive", 2.0, 0.4, 2.0, 0.4)
            assert (p.mean, p.cases) == (usual[p.name].mean, 0), "counted from the same mean; nothing was learnt"
        else:
            assert p == usual[p.name]
    own.write_text(f"{EXPLANATION_HEADER}\n{GOOD_EXPLANATION}\n", encoding="utf-8")
    multipliers = dict.fromkeys(EXPLANATIONS, 1.0) | dict(zip(EXPLANATIONS, (1.0, 0.5, 0.4, 3.0, 1.2), strict=False))
    rows = {r.kind: r for r in read_explanations()}
    for row in read_explanations(own):
        assert row == rows[row.kind] or (row.kind, row.learnt, row.multipliers) == (
            "conduct.flee",
            multipliers,
            multipliers,
        )


def test_a_user_s_rows_reach_the_model(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{PARAMETER_HEADER}\n{GOOD_PARAMETER}\n", encoding="utf-8")
    found: Assumptions = read_assumptions(parameters=own)
    assert found.parameters_source == str(own)
    assert model_of(found).hazards["area"].coefficients["attack"] == 2.0
    own.write_text(f"{EXPLANATION_HEADER}\n{GOOD_EXPLANATION}\n", encoding="utf-8")
    told = model_of(read_assumptions(explanations=own)).multipliers[SIGNS.index("conduct.flee")]
    assert told[:5].tolist() == [1, 0.5, 0.4, 3, 1.2]


def given_parameters(path: Path, *rows: str) -> Assumptions:
    path.write_text("\n".join([PARAMETER_HEADER, *rows, ""]), encoding="utf-8")
    return read_assumptions(parameters=path)


def test_a_user_s_stay_lasts_as_long_as_it_says(tmp_path: Path) -> None:
    found = given_parameters(tmp_path / "own.csv", "stay.deception,fixed,4,0,day,why,whence")
    assert found.switches["deception"]["deception"] == pytest.approx(1 - 1 / 4)
    assert {z: row for z, row in found.switches.items() if z != "deception"} == {
        z: row for z, row in read_assumptions().switches.items() if z != "deception"
    }


def test_a_user_s_share_is_where_cases_begin_and_explanations_go(tmp_path: Path) -> None:
    found = given_parameters(tmp_path / "own.csv", "share.deception,fixed,0.95,0,share,why,whence")
    others = sum(p.centre for p in read_priors() if p.name.startswith("share.") and p.name != "share.deception")
    assert found.switches["start"]["deception"] == pytest.approx(0.95 / (0.95 + others))
    assert all(sum(row.values()) == pytest.approx(1) for row in found.switches.values())
    assert found.switches["in-control"]["deception"] > read_assumptions().switches["in-control"]["deception"]


def test_ordinary_fronts_do_not_move_a_user_s_base(tmp_path: Path) -> None:
    found = given_parameters(tmp_path / "own.csv", "area.base,fixed,-4,0,log 1/day,why,whence")
    assert start_ordinary(found).values["area.base"] == -4.0
    assert start_ordinary(read_assumptions()).values["area.base"] < read_assumptions().values["area.base"]


def test_a_user_s_row_is_never_said_to_be_without_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tuple(replace(p, centre=0.5) if p.name == "area.attack" else p for p in read_priors())
    monkeypatch.setattr(read_module, "_packaged_parameters", lambda: changed)
    assert given_parameters(tmp_path / "own.csv", GOOD_PARAMETER).without_effect == ()


def test_a_parameter_that_no_assessment_reads_is_refused(tmp_path: Path) -> None:
    row = "table.reports,fixed,30,0,reports,why,whence"
    (problem,) = problems_of(read_parameters, tmp_path / "own.csv", PARAMETER_HEADER, row)
    assert "acts where past cases are learnt from" in problem.wrong


def test_a_copy_of_the_shipped_table_is_taken(tmp_path: Path) -> None:
    """It puts every prior in place of what was learnt."""
    copy = tmp_path / "own.csv"
    copy.write_bytes(files("breakranks.assumptions").joinpath("parameters.csv").read_bytes())
    assert {p.name: p.value for p in read_parameters(copy)} == {p.name: p.centre for p in read_priors()}


def test_a_file_without_rows_changes_nothing(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{PARAMETER_HEADER}\n", encoding="utf-8")
    assert read_parameters(own) == read_parameters()
    own.write_text(f"{EXPLANATION_HEADER}\n", encoding="utf-8")
    assert read_explanations(own) == read_explanations()


@pytest.mark.parametrize(
    ("row", "column", "wrong", "right"),
    [
        ("area.atack,positive,2,0.4,log-hazard,why,whence", "name", "no parameter 'area.atack'", "'area.attack'"),
        (",positive,2,0.4,log-hazard,why,whence", "name", "empty", "area."),
        ("area.attack,positiv,2,0.4,log-hazard,why,whence", "prior", "'positiv' is not a prior", "'positive'"),
        ("area.attack,beta,2,0.4,log-hazard,why,whence", "prior", "'beta' is not a prior", "normal"),
        ("area.attack,positive,-2,0.4,log-hazard,why,whence", "centre", "must not change its sign", "not below 0"),
        ("area.attack,normal,2,0.4,log-hazard,why,whence", "centre", "must not change its sign", "positive or fixed"),
        ("area.pause,negative,0.5,0.4,log-hazard,why,whence", "centre", "must not change its sign", "not above 0"),
        ("area.attack,positive,fast,0.4,log-hazard,why,whence", "centre", "'fast' is not a number", "decimal point"),
        ("area.attack,positive,nan,0.4,log-hazard,why,whence", "centre", "'nan' is not a number", "decimal point"),
        ("area.attack,positive,inf,0.4,log-hazard,why,whence", "centre", "'inf' is not a number", "decimal point"),
        ("area.attack,positive,1e999,0.4,log-hazard,why,whence", "centre", "1e999", "finite"),
        ("area.attack,positive,2,-0.4,log-hazard,why,whence", "spread", "-0.4", "0 or more"),
        ("area.attack,positive,2,0,log-hazard,why,whence", "spread", "spread of a positive prior is 0", "fixed"),
        ("area.attack,fixed,2,0.4,log-hazard,why,whence", "spread", "spread of a fixed parameter", "0"),
        ("area.attack,positive,2,0.4,,why,whence", "unit", "empty", "Fill it in"),
        ("area.attack,positive,2,0.4,1/day,why,whence", "unit", "not in '1/day'", "Give it in 'log-hazard'"),
        ("half-life.shortage,fixed,3,0,week,why,whence", "unit", "not in 'week'", "Give it in 'day'"),
        ("credibility.1,fixed,1,0,probability,why,whence", "centre", "is 1", "from 1e-06 to 0.999999"),
        ("half-life.shortage,fixed,0,0,day,why,whence", "centre", "is 0", "0.001 or more"),
        ("collapse.share,fixed,1.5,0,share,why,whence", "centre", "is 1.5", "from 0 to 1"),
        ("shake.base,fixed,-1,0,1/day,why,whence", "centre", "is -1", "0 or more"),
        ("area.attack,positive,2,0.4,log-hazard,,whence", "reason", "empty", "Fill it in"),
        ("area.attack,positive,2,0.4,log-hazard,why,", "source", "empty", "Fill it in"),
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
        (f"conduct.fle,1,1,1,1,1{OTHERS},why,whence", "kind", "conduct.fle", "'conduct.flee'"),
        (f"flee,1,1,1,1,1{OTHERS},why,whence", "kind", "'flee'", "'conduct.flee'"),
        (
            f"opponent.attack,1,1,1,1,1{OTHERS},why,whence",
            "kind",
            "'opponent.attack' is not a kind of sign",
            "conduct, order",
        ),
        (f"conduct.flee,0,1,1,1,1{OTHERS},why,whence", "in-control", "0 is out of bounds", "from 0.01 to 100"),
        (f"conduct.flee,1,1,-2,1,1{OTHERS},why,whence", "deception", "-2 is out of bounds", "from 0.01 to 100"),
        (f"conduct.flee,1,1,1,1,many{OTHERS},why,whence", "rival-commands", "'many' is not a number", "decimal point"),
        (f"conduct.flee,1,1,1,1,1{OTHERS},,whence", "reason", "empty", "Fill it in"),
        (f"conduct.flee,1,1,1,1,1{OTHERS},why,", "source", "empty", "Fill it in"),
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
    rows = (
        "area.atack,positive,2,0.4,log-hazard,why,whence",
        "area.attack,positive,-2,-1,log-hazard,,whence",
        "one,two",
    )
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
        "area.base,normal,-6,0.5,log 1/day,a quiet sector,own judgement",
        "reliability.F,fixed,-0.5,0,log-odds,nobody knows,own judgement",
        "whom.attack,fixed,0,0,log-odds,to see what it does,own judgement",
        "area.attack,fixed,0,0,log-hazard,to see what it does,own judgement",
        "exit.rival,normal,-0.3,0.5,log-hazard,it may be either,own judgement",
        "collapse.share,fixed,0.4,0,share,a share,own judgement",
    ],
)
def test_what_an_analyst_may_well_want_is_taken(tmp_path: Path, row: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{PARAMETER_HEADER}\n{row}\n", encoding="utf-8")
    name, prior = row.split(",")[:2]
    assert next(p for p in read_parameters(own) if p.name == name).prior == prior


@given(st.data())
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    old = data.draw(st.sampled_from([p for p in read_priors() if p.name not in read_module.LEARNING]))
    prior = data.draw(st.sampled_from([old.prior, "fixed"]))
    low, high = {
        "share": (0.0, 1.0),
        "probability": (0.01, 0.99),
        "day": (0.1, 99.0),
        "people": (1.0, 1e6),
        "log/√day": (0.0, 9.0),
    }.get(old.unit, (-50.0, 50.0) if old.unit.startswith("log") else (0.0, 99.0))
    low, high = {"positive": (max(low, 0.0), high), "negative": (low, min(high, 0.0))}.get(old.prior, (low, high))
    centre, spread = data.draw(st.floats(low, high)), 0.0 if prior == "fixed" else data.draw(st.floats(0.001, 10))
    row = f'{old.name},{prior},{centre!r},{spread!r},"{old.unit}","{old.reason}","{old.source}"'
    path = tmp_path_factory.mktemp("assumptions") / "own.csv"
    path.write_text(f"{PARAMETER_HEADER}\n{row}\n", encoding="utf-8")
    found = next(p for p in read_parameters(path) if p.name == old.name)
    assert (found.prior, found.centre, found.spread, found.value, found.uncertainty) == (
        prior,
        centre,
        spread,
        centre,
        spread,
    )
