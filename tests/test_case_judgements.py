"""judgements.csv: what is read, what is refused and in which words."""

from datetime import date
from pathlib import Path

import pytest

from breakranks.assumptions import read_phrases
from breakranks.assumptions.phrases import PHRASE_COLUMNS, phrases_in
from breakranks.case import Judgement, check, read, shipped
from breakranks.case.codebook import JUDGEMENT_COLUMNS
from breakranks.case.shipped import load_case
from breakranks.tables import InputError, Problem
from case_folder import write_case

HEADER = ",".join(JUDGEMENT_COLUMNS)
GOOD = "2030-01-20,a think tank,mutiny,,28,likely,,wire,said so"


def judge(folder: Path, *rows: str) -> Path:
    case = write_case(folder)
    (case / "judgements.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return case


def problem_of(folder: Path, *rows: str) -> Problem:
    (problem,) = check(judge(folder, *rows))
    assert problem.file == "judgements.csv"
    return problem


def test_a_case_without_the_file_has_no_judgements(tmp_path: Path) -> None:
    assert read(write_case(tmp_path / "case")).judgements == ()


def test_judgements_are_read_in_words_or_numbers(tmp_path: Path) -> None:
    rows = (
        GOOD,
        "2030-01-20,a think tank,area-given-up,town,14,,0.7,,",
        "2030-01-21,a newspaper,general-collapse,,56,a coin toss,0.5,wire,",
    )
    assert read(judge(tmp_path / "case", *rows)).judgements == (
        Judgement(date(2030, 1, 20), "a think tank", "mutiny", None, 28, "likely", None, ("wire",), "said so"),
        Judgement(date(2030, 1, 20), "a think tank", "area-given-up", "town", 14, "", 0.7, (), ""),
        Judgement(date(2030, 1, 21), "a newspaper", "general-collapse", None, 56, "a coin toss", 0.5, ("wire",), ""),
    )


@pytest.mark.parametrize(
    ("row", "column", "wrong", "right"),
    [
        ("20 January,me,mutiny,,28,likely,,,", "date", "'20 January' does not say which year", "2022-11-09"),
        ("2031-01-20,me,mutiny,,28,likely,,,", "date", "outside the window", "2030-03-31"),
        ("2030-01-20,,mutiny,,28,likely,,,", "author", "empty", "Fill it in"),
        ("2030-01-20,me,mutny,,28,likely,,,", "question", "'mutny'", "'mutiny'"),
        ("2030-01-20,me,explanation,,28,likely,,,", "question", "'explanation'", "general-collapse"),
        ("2030-01-20,me,area-given-up,,28,likely,,,", "area", "empty", "town"),
        ("2030-01-20,me,area-given-up,twon,28,likely,,,", "area", "no area 'twon'", "'town'"),
        ("2030-01-20,me,mutiny,town,28,likely,,,", "area", "whole force", "empty"),
        ("2030-01-20,me,mutiny,,,likely,,,", "horizon_days", "empty", "28"),
        ("2030-01-20,me,mutiny,,0,likely,,,", "horizon_days", "'0'", "from 1"),
        ("2030-01-20,me,mutiny,,-7,likely,,,", "horizon_days", "'-7'", "from 1"),
        ("2030-01-20,me,mutiny,,7.5,likely,,,", "horizon_days", "'7.5'", "whole"),
        ("2030-01-20,me,mutiny,,99999999999,likely,,,", "horizon_days", "99999999999", "9999"),
        ("2030-01-20,me,mutiny,,28,,,,", "phrase", "neither a phrase nor a probability", "likely"),
        ("2030-01-20,me,mutiny,,28,almost certian,,,", "phrase", "'almost certian'", "'almost certain'"),
        ("2030-01-20,me,mutiny,,28,likely,1.2,,", "probability", "1.2 is out of bounds", "from 0 to 1"),
        ("2030-01-20,me,mutiny,,28,,70 %,,", "probability", "'70 %' is not a number", "decimal point"),
        ("2030-01-20,me,mutiny,,28,likely,,wir,", "source", "no source 'wir'", "'wire'"),
    ],
)
def test_a_judgement_that_cannot_be_is_one_problem(
    tmp_path: Path, row: str, column: str, wrong: str, right: str
) -> None:
    problem = problem_of(tmp_path / "case", row)
    assert (problem.line, problem.column) == (2, column)
    assert wrong in problem.wrong
    assert right in problem.right


def test_the_same_is_judged_once_by_one_author_on_one_day(tmp_path: Path) -> None:
    problem = problem_of(tmp_path / "case", GOOD, GOOD.replace("likely", "unlikely"))
    assert (problem.line, problem.column) == (3, "question")
    assert "line 2" in problem.wrong
    others = (GOOD.replace("a think tank", "a newspaper"), GOOD.replace("28", "56"), GOOD.replace("-20", "-21"))
    assert check(judge(tmp_path / "other", GOOD, *others)) == ()


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    problems = check(judge(tmp_path / "case", "never,,mutiny,,0,lkely,,,", "one,two"))
    assert [(p.line, p.column) for p in problems] == [
        (2, "author"), (2, "date"), (2, "horizon_days"), (2, "phrase"), (3, None),
    ]  # fmt: skip


def test_the_shipped_judgements_can_be_checked_by_a_reader() -> None:
    judgements = [judgement for slug in shipped() for judgement in load_case(slug).judgements]
    assert judgements
    assert all(judgement.sources and judgement.note for judgement in judgements)


def test_words_stand_in_the_order_that_their_meanings_have() -> None:
    words = "almost no chance", "very unlikely", "unlikely", "could", "likely", "very likely", "almost certain"
    numbers = [read_phrases()[word].probability for word in words]
    assert numbers == sorted(set(numbers))
    assert all(phrase.source and phrase.yardstick for phrase in read_phrases().values())


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        ("likely,0.75,0.55,0.65,PHIA,whence", "high", "below 0.75"),
        ("likely,0.55,0.75,0.8,PHIA,whence", "probability", "outside the band"),
        ("certain,0.9,1,1,PHIA,whence", "probability", "no word is certain"),
        ("likely,0.55,75,0.65,PHIA,whence", "high", "75 is out of bounds"),
        ("likely,0.55,0.75,0.65,,whence", "yardstick", "empty"),
        ("likely,0.55,0.75,0.65,PHIA,", "source", "empty"),
        (",0.55,0.75,0.65,PHIA,whence", "phrase", "empty"),
    ],
)
def test_a_phrase_that_cannot_be_is_one_problem(tmp_path: Path, row: str, column: str, wrong: str) -> None:
    path = tmp_path / "phrases.csv"
    path.write_text(f"{','.join(PHRASE_COLUMNS)}\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        phrases_in(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, column)
    assert wrong in problem.wrong


def test_a_phrase_has_one_meaning(tmp_path: Path) -> None:
    path = tmp_path / "phrases.csv"
    rows = ("likely,0.55,0.75,0.65,PHIA,whence", "likely,0.55,0.8,0.675,ICD 203,whence")
    path.write_text("\n".join((",".join(PHRASE_COLUMNS), *rows)) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="stands already in line 2"):
        phrases_in(path)
