"""Formations that move, change their superior or their strength, or are dissolved."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from breakranks import assess, compare
from breakranks.assessment import compare_codings
from breakranks.case import Case, check, examine, read, tidy
from breakranks.case.types import Event, Move
from breakranks.evidence import as_of
from breakranks.model import model_of
from breakranks.posterior import infer
from breakranks.presentation import comparison_html, comparison_json, report_html
from breakranks.presentation.comparison.parts import Compared
from breakranks.tables import InputError
from case_folder import VERSION_2, write_case
from engine_cases import EVENTS, SHIPPED, tiny_case, told
from evidence_cases import day, identical

HEAD = "date,reported,formation,area,parent,strength,source\n"


def move(on: int, formation: str, *, reported: int | None = None, **changed: object) -> Move:
    known = day(on if reported is None else reported)
    return Move(day(on), known, formation, **{"area": None, "parent": None, "strength": None, "sources": ()} | changed)


def moved(*moves: Move) -> Case:
    return replace(tiny_case(*EVENTS), moves=moves)


def posterior(case: Case, until: int):
    return infer(model_of(SHIPPED), as_of(case, day(until), SHIPPED.values))


MOVES = (
    move(20, "l1", reported=24, area="town"),
    move(22, "r1", reported=25, strength=9000),
    move(21, "l2", reported=26, parent="right"),
    move(23, "l2", reported=27, strength=0),
)


@pytest.mark.parametrize("one", MOVES, ids=["area", "strength", "parent", "dissolved"])
def test_an_assessment_of_an_earlier_day_does_not_know(one: Move) -> None:
    last = (one.reported - day(0)).days - 1
    for until in (10, last):
        assert identical(posterior(moved(), until), posterior(moved(one), until))
    assert not identical(posterior(moved(), last + 1).filtered, posterior(moved(one), last + 1).filtered)


def test_a_formation_stands_where_it_stood_until_it_moves() -> None:
    force = as_of(moved(MOVES[0]), day(30), SHIPPED.values).force
    assert [force.on(d).area_of[0] for d in (0, 19, 20, 30)] == [0, 0, 2, 2]
    assert force.area_of[0] == 2
    found = posterior(moved(MOVES[0]), 30).filtered.thin[0]
    still = posterior(moved(), 30).filtered.thin[0]
    assert found[19, 0] == pytest.approx(still[19, 0], abs=0.05)
    assert found[20, 0] > still[20, 0] + 0.2, "nobody is left on the bank but those beside who cover it"


def test_what_happened_before_a_move_happened_where_it_stood() -> None:
    evidence = as_of(moved(move(32, "l1", area="town")), day(39), SHIPPED.values)
    touched = {r.event.number: r.areas.tolist() for r in evidence.reports}
    assert touched[4] == [True, False, False], "losses on day 8, on the bank"
    after = as_of(moved(move(5, "l1", area="town")), day(39), SHIPPED.values)
    assert {r.event.number: r.areas.tolist() for r in after.reports}[4] == [False, False, True]


def test_a_new_strength_counts_from_its_day() -> None:
    found = posterior(moved(move(20, "r1", strength=500)), 39)
    assert found.conditions.strength[[19, 20], 2].tolist() == [5000.0, 500.0]
    assert found.force.strength[2] == 500.0
    assert found.filtered.thin[0, 20, 2] > 0.5


def test_a_new_superior_has_its_orders_obeyed() -> None:
    force = as_of(moved(move(20, "l2", parent="right")), day(39), SHIPPED.values).force
    assert force.superiors["l2"] == {"right", "root"}
    assert force.on(10).superiors["l2"] == {"left", "root"}


def test_what_is_told_of_the_dissolved_is_told_of_their_superior() -> None:
    evidence = as_of(moved(move(20, "l2", strength=0)), day(39), SHIPPED.values)
    assert [f.id for f in evidence.force.formations] == ["l1", "r1"]
    assert {r.event.formation for r in evidence.reports if r.event.number in (8, 12)} == {"left"}
    assert np.isfinite(posterior(moved(move(20, "l2", strength=0)), 39).filtered.states).all()


def test_a_force_that_is_dissolved_cannot_be_assessed() -> None:
    gone = moved(*(move(20, f, strength=0) for f in ("l1", "l2", "r1")))
    with pytest.raises(InputError, match="dissolved"):
        as_of(gone, day(30), SHIPPED.values)


# -- the table -----------------------------------------------------------------------------------------------


def case_with(tmp_path: Path, *rows: str) -> Path:
    return write_case(tmp_path / "river-line", {**VERSION_2, "moves.csv": HEAD + "".join(f"{row}\n" for row in rows)})


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
def test_moves_are_read_as_they_are_written(tmp_path: Path) -> None:
    case = case_with(
        tmp_path,
        "2030-01-20,2030-01-21,1st Brigade,The bridge,,,wire;daily",
        "22.1.2030,23.1.2030,brigade-2,,high command,~2000,",
    )
    first, second = read(case).moves
    assert (first.formation, first.area, first.sources) == ("brigade-1", "bridge", ("wire", "daily"))
    assert (second.parent, second.strength, second.sources) == ("high-command", 2000, ())
    tidy(case)
    assert read(case).moves == (first, second)


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
@pytest.mark.parametrize(
    ("rows", "line", "column", "wrong"),
    [
        (("2030-01-20,2030-01-19,brigade-1,bridge,,,",), 2, "reported", "before it happened"),
        (("2031-01-20,2031-01-21,brigade-1,bridge,,,",), 2, "date", "outside the window"),
        (("2029-12-20,2030-01-21,brigade-1,bridge,,,",), 2, "date", "before the window"),
        (
            (
                "2030-01-20,2030-01-20,brigade-2,,brigade-1,,",
                "2030-01-15,2030-01-25,brigade-1,,high-command,,",
                "2030-01-10,2030-01-10,brigade-1,,brigade-2,,",
            ),
            2,
            "parent",
            "by what was known on 2030-01-20, 'brigade-1' stands below 'brigade-2'",
        ),
        (("2030-01-20,2030-01-20,brigade-9,bridge,,,",), 2, "formation", "no formation"),
        (("2030-01-20,2030-01-20,brigade-1,moon,,,",), 2, "area", "no area"),
        (("2030-01-20,2030-01-20,brigade-1,,,,",), 2, "area", "does not say what has changed"),
        (("2030-01-20,2030-01-20,army-group,,,500,",), 2, "strength", "headquarters"),
        (("2030-01-20,2030-01-20,army-group,,brigade-1,,",), 2, "parent", "stands below"),
        (("2030-01-20,2030-01-20,high-command,,army-group,,",), 2, "parent", "stands below"),
        (("2030-01-20,2030-01-20,brigade-1,bridge,,,reuters",), 2, "source", "no source 'reuters'"),
        (
            ("2030-01-22,2030-01-22,brigade-1,bridge,,,", "2030-01-20,2030-01-20,brigade-1,,,0,"),
            2,
            "formation",
            "no longer there",
        ),
        (
            ("2030-01-19,2030-01-19,brigade-1,,,0,", "2030-01-19,2030-01-19,brigade-2,,,0,"),
            None,
            "strength",
            "by 2030-01-20",
        ),
    ],
)
def test_what_is_wrong_with_a_move_is_told(
    tmp_path: Path, rows: tuple[str, ...], line: int | None, column: str, wrong: str
) -> None:
    (problem,) = check(case_with(tmp_path, *rows))
    assert (problem.file, problem.line, problem.column) == ("moves.csv", line, column)
    assert wrong in problem.wrong


def control_of(case: Case, until: int) -> float:
    return told(as_of(case, day(until), SHIPPED.values)).control


def test_a_move_between_two_days_has_a_part_of_its_own() -> None:
    moves = move(15, "r1", area="bank"), move(34, "l1", reported=39, area="town", sources=("wire",))
    found = compare(moved(*moves), day(38), day(39))
    report, moving = found.contributions
    assert (report.number, report.move, moving.number, moving.move) == (16, None, None, moves[1])
    kept = tuple(e for e in EVENTS if e.number != 16)
    both, one, other, none = (
        control_of(replace(tiny_case(*events), moves=known), 39)
        for events, known in ((EVENTS, moves), (EVENTS, moves[:1]), (kept, moves), (kept, moves[:1]))
    )
    assert moving.effect.control == pytest.approx(((both - one) + (other - none)) / 2, abs=1e-6)
    assert report.effect.control == pytest.approx(((both - other) + (one - none)) / 2, abs=1e-6)
    assert any(moving.effect.forecasts.values())
    assert found.time.control == pytest.approx(none - control_of(moved(moves[0]), 38), abs=1e-6)
    assert found.rest.control == pytest.approx(0.0, abs=1e-6)


def test_what_moved_is_named_wherever_parts_are_shown() -> None:
    found = compare(moved(move(30, "l1", area="town"), move(31, "l2", strength=0)), day(20), day(39))
    assert "l2" not in {s.formation for s in found.after.formations}
    names = [part.name.replace("\N{NO-BREAK SPACE}", " ") for part in Compared(found).parts]
    assert "31 Jan: l1 stands in town (move)" in names
    assert "1 Feb: l2 dissolved, or has left the force (move)" in names
    html = comparison_html(found)
    assert "7\N{NO-BREAK SPACE}reports and 2\N{NO-BREAK SPACE}moves came out in between" in html
    assert "Formations that moved or changed" in html
    rows = [row for row in json.loads(comparison_json(found))["tables"]["contributions"] if row["part"] == "move"]
    assert {(row["report"], row["kind"], row["formation"]) for row in rows} == {(None, None, "l1"), (None, None, "l2")}


def test_moves_that_need_one_another_can_be_told_apart() -> None:
    """The second alone, as it comes in the reverse order, would set each of the two above the other."""
    moves = move(30, "left", parent="right"), move(31, "left", parent="root"), move(32, "right", parent="left")
    found = compare(moved(*moves), day(29), day(39))
    assert [part.move for part in found.contributions if part.move] == list(moves)
    assert np.isfinite([part.effect.control for part in found.contributions]).all()


def test_too_many_moves_to_be_told_apart_are_refused() -> None:
    many = [move(20 + n % 10, "l1", area=("town", "bank")[n % 2]) for n in range(101)]
    with pytest.raises(InputError, match="101 moves came out between"):
        compare(moved(*many), day(15), day(35))


def test_two_codings_of_moves_are_told_apart_by_their_rows() -> None:
    asked = [("area-given-up", "bank"), ("mutiny", None)]
    before, after = moved(*MOVES[:2]), moved(MOVES[0], replace(MOVES[1], strength=2000), MOVES[3])
    after = replace(after, events=after.events[:-1])
    found = compare_codings(SHIPPED, before, after, day(39), asked)
    rows = [(type(d.before or d.after), d.before is None, d.after is None) for d, _ in found.parts]
    assert rows == [(Event, False, True), (Move, False, False), (Move, True, False)]
    total = sum((effect.control for _, effect in found.parts), found.other.control)
    assert total == pytest.approx(found.after.control - found.before.control, abs=1e-12)
    assert found.other.control == pytest.approx(0.0, abs=1e-12)
    assert all(effect.control for _, effect in found.parts)


def test_codings_of_which_each_dissolves_another_can_be_compared() -> None:
    """Half of the change would leave nobody."""
    before, after = (moved(move(20, f, strength=0), move(20, "r1", strength=0)) for f in ("l1", "l2"))
    found = compare_codings(SHIPPED, before, after, day(39), [])
    assert np.isfinite([effect.control for _, effect in found.parts]).all()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([move(20, "l1", area="town")], [move(20, "l1", area="bridge"), move(20, "l1", area="town")]),
        ([move(20, "l1", area="town"), move(20, "l1", area="bridge")], [move(20, "l1", area="town")]),
        (
            [move(5, "l1", reported=50, strength=0), move(10, "l2", strength=0)],
            [move(5, "l1", reported=50, strength=0), move(10, "l2", strength=0), move(12, "r1", strength=0)],
        ),
    ],
    ids=["a row before another of its day", "a row after another of its day", "known later"],
)
def test_both_ends_of_two_codings_are_what_each_is_assessed_as(before: list[Move], after: list[Move]) -> None:
    found = compare_codings(SHIPPED, moved(*before), moved(*after), day(39), [])
    assert found.before.control == pytest.approx(control_of(moved(*before), 39), abs=1e-12)
    assert found.after.control == pytest.approx(control_of(moved(*after), 39), abs=1e-12)
    assert found.other.control == pytest.approx(0.0, abs=1e-12)


def test_the_report_names_the_moves() -> None:
    html = report_html(assess(moved(*MOVES[:2]), day(39)))
    assert "stands in town" in html
    assert "has 9,000 people" in html
    named = replace(moved(MOVES[3]), formations=tuple(replace(f, name=f"The {f.id}") for f in moved().formations))
    assert "The l2" in report_html(assess(named, day(39)))
    assert "Moves" not in [line for line in report_html(assess(moved(), day(39))).splitlines() if "<summary" in line]


def test_whoever_writes_moves_into_another_column_is_told_where_they_go(tmp_path: Path) -> None:
    formations = VERSION_2["formations.csv"].replace("arrives\n", "arrives,Leaves\n").replace(",\n", ",,\n")
    formations = formations.replace("2030-01-10\n", "2030-01-10,2030-02-01\n")
    case = write_case(tmp_path / "river-line", {**VERSION_2, "formations.csv": formations})
    assert "has a row in moves.csv" in " ".join(examine(case).readings)


def test_a_headquarters_is_dissolved_by_new_parents_for_those_below_it(tmp_path: Path) -> None:
    (problem,) = check(case_with(tmp_path, "2030-01-20,2030-01-20,army-group,,,0,"))
    assert "give each formation below it a new parent" in problem.right
