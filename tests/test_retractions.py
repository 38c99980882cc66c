"""Reports that withdraw or correct earlier ones."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from breakranks import assess
from breakranks.case import check, read
from breakranks.evidence import as_of
from breakranks.evidence.reports import retracted
from breakranks.presentation import report_html
from case_folder import EVENTS, VERSION_2, write_case
from engine_cases import SHIPPED, tiny_case
from evidence_cases import day, event, identical

FLED = replace(event(1, 10, "conduct.flee", "l1", "bank"), id="agency-1")
OTHER = event(2, 12, "claim.hold", "root")
DENIED = replace(event(3, 10, "conduct.defend", "l1", "bank", reported=20), id="agency-2", retracts=("agency-1",))
STANDS = replace(event(4, 10, "conduct.flee", "l1", "bank", reported=30), retracts=("agency-2",))


def evidence(*events, until: int):
    return as_of(tiny_case(*events), day(until), SHIPPED.values)


def test_an_assessment_of_an_earlier_day_does_not_know() -> None:
    for until in (12, 19):
        assert identical(evidence(FLED, OTHER, until=until), evidence(FLED, OTHER, DENIED, until=until))


def test_from_the_day_of_its_withdrawal_a_report_has_no_weight() -> None:
    for until in (20, 29):
        without, withdrawn = evidence(OTHER, DENIED, until=until), evidence(FLED, OTHER, DENIED, until=until)
        assert withdrawn.withdrawn == ((FLED, DENIED),)
        assert identical(replace(withdrawn, withdrawn=()), without)


def test_a_withdrawal_that_is_withdrawn_counts_no_more() -> None:
    case = tiny_case(FLED, OTHER, DENIED, STANDS)
    assert retracted(case, day(29)) == {1: (FLED, DENIED)}
    assert retracted(case, day(30)) == {3: (DENIED, STANDS)}


def test_the_report_names_what_was_withdrawn() -> None:
    html = report_html(assess(tiny_case(FLED, OTHER, DENIED), day(25)))
    assert "Reports withdrawn" in html
    assert "Reports withdrawn" not in report_html(assess(tiny_case(FLED, OTHER, DENIED), day(15)))


# -- the table -----------------------------------------------------------------------------------------------


def case_with(tmp_path: Path, ids: list[str], retracts: list[str]) -> Path:
    head, *rows = EVENTS.splitlines()
    rows = [f"{row},{id},{other}" for row, id, other in zip(rows, ids, retracts, strict=True)]
    events = "\n".join([f"{head},id,retracts", *rows]) + "\n"
    return write_case(tmp_path / "river-line", {**VERSION_2, "events.csv": events})


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
def test_ids_and_what_they_withdraw_are_read(tmp_path: Path) -> None:
    case = read(case_with(tmp_path, ["acled:UKR1:1", "", "c", "–"], ["", "", "acled:UKR1:1", "n/a"]))
    assert [(e.id, e.retracts) for e in case.events] == [
        ("acled:UKR1:1", ()), ("", ()), ("c", ("acled:UKR1:1",)), ("", ()),
    ]  # fmt: skip
    assert retracted(case, date(2030, 1, 12)).keys() == {1}


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
def test_what_is_withdrawn_may_be_written_as_other_ids_may(tmp_path: Path) -> None:
    case = read(case_with(tmp_path, ["Agency-0409", "wire", "", ""], ["", "", '"agency 0409, wire"', ""]))
    assert case.events[0].id == "Agency-0409"
    assert case.events[2].retracts == ("Agency-0409", "wire")


def test_no_other_report_is_offered_for_one_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = check(case_with(tmp_path, ["wire-0409", "", "", ""], ["", "wire-0410", "", ""]))
    assert "wire-0409" not in problem.right


@pytest.mark.parametrize(
    ("ids", "retracts", "line", "column", "wrong"),
    [
        (["a", "a", "", ""], ["", "", "", ""], 3, "id", "stands already in line 2"),
        (["a b", "", "", ""], ["", "", "", ""], 2, "id", "has spaces"),
        (["a", "", "", ""], ["", "b", "", ""], 3, "retracts", "there is no report with the id 'b'"),
        (["", "b", "", ""], ["b", "", "", ""], 2, "retracts", "came out on 2030-01-09 in line 3, and not before"),
        (["a", "", "", ""], ["a", "", "", ""], 2, "retracts", "and not before this report"),
    ],
)
def test_what_cannot_be_withdrawn_is_told(
    tmp_path: Path, ids: list[str], retracts: list[str], line: int, column: str, wrong: str
) -> None:
    (problem,) = check(case_with(tmp_path, ids, retracts))
    assert (problem.line, problem.column) == (line, column)
    assert wrong in problem.wrong
