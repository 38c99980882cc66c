"""Drafts are added once, keep what is the user's own, and are no part of the case."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from breakranks.case import examine, read
from breakranks.drafts import ACCEPTED, Added, Draft, add_drafts, one_sentence, read_drafts
from breakranks.drafts.types import COLUMNS
from breakranks.tables import InputError
from case_folder import write_case

FLED = Draft(
    id="acled:RED1:1", date="2030-01-18", reported="2030-01-19", formation="brigade-1", area="town",
    kind="conduct.flee", source="wire", reliability="B", credibility="3", note="went back in disorder",
    alternatives="conduct.withdraw conduct.abandon", words="They ran, Жуков said.", coder="acled",
)  # fmt: skip
SAID = Draft(
    id="read:0123456789ab", table="judgements", date="2030-01-18", name="A daily paper", question="area-given-up",
    area="town", horizon_days="28", phrase="likely", source="daily", coder="lexicon",
)  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line")


def rows(case: Path) -> list[list[str]]:
    with (case / "drafts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_drafts_come_back_as_they_were_added(case: Path) -> None:
    assert read_drafts(case) == ()
    assert add_drafts(case, [FLED, SAID]) == Added(2, 0)
    assert read_drafts(case) == (FLED, SAID)
    assert rows(case)[0] == list(COLUMNS)


def test_adding_again_adds_nothing_whatever_became_of_a_draft(case: Path) -> None:
    add_drafts(case, [FLED, replace(SAID, status="rejected")])
    before = (case / "drafts.csv").read_bytes()
    assert add_drafts(case, [replace(FLED, note="worded anew"), SAID, FLED]) == Added(0, 3)
    assert (case / "drafts.csv").read_bytes() == before


def test_one_draft_twice_in_a_run_is_added_once(case: Path) -> None:
    assert add_drafts(case, [FLED, FLED]) == Added(1, 1)


@pytest.mark.parametrize(
    "source",
    [
        {"source": "daily"},
        {"source": "other", "source_name": "A daily paper, January 2030"},
    ],
)
def test_what_the_case_has_already_is_no_draft(case: Path, source: dict[str, str]) -> None:
    there = replace(FLED, date="2030-01-08", kind="conduct.desert", people="40", **source)
    assert add_drafts(case, [there]) == Added(0, 1)
    assert not (case / "drafts.csv").exists()


@pytest.mark.parametrize(
    "other", [{"date": "2030-01-09"}, {"people": "41"}, {"area": "bridge"}, {"source": "wire"}, {"source": "elsewhere"}]
)
def test_a_report_that_differs_in_anything_that_counts_is_a_draft(case: Path, other: dict[str, str]) -> None:
    there = replace(FLED, date="2030-01-08", kind="conduct.desert", people="40", source="daily")
    assert add_drafts(case, [replace(there, **other)]) == Added(1, 0)


def test_formations_and_areas_of_the_case_are_known_by_their_ids(case: Path) -> None:
    drafts = [
        Draft(id="orbat:1", table="formations", formation="brigade-2", name="2nd Brigade"),
        Draft(id="orbat:2", table="formations", formation="brigade-3", name="3rd Brigade"),
        Draft(id="orbat:3", table="areas", area="town", name="The town"),
    ]
    assert add_drafts(case, drafts) == Added(1, 2)


def test_the_users_columns_rows_and_order_are_kept(case: Path) -> None:
    text = "mine;status;id;table;kind\nsee p. 4;open;my-own;events;conduct.flee\n"
    (case / "drafts.csv").write_bytes(text.encode("utf-8-sig"))
    add_drafts(case, [FLED])
    header, first, second = rows(case)
    assert header == [*COLUMNS, "mine"]
    assert dict(zip(header, first, strict=True)) | {"mine": "see p. 4", "kind": "conduct.flee"} == dict(
        zip(header, first, strict=True)
    )
    assert first[0] == "my-own"
    assert second[-1] == ""
    assert read_drafts(case)[1] == FLED


def test_drafts_are_no_part_of_the_case_and_nothing_unknown(case: Path) -> None:
    before = read(case)
    add_drafts(case, [FLED])
    (case / "areas.geojson").write_text("{}", encoding="utf-8")
    found = examine(case)
    assert found.case == before
    assert found.passed_over == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,status,table\na,open,events\na,open,events\n", r"drafts.csv, line 3, column id: 'a' stands already"),
        ("id,status,table\na,done,events\n", r"line 2, column status: 'done' is not a status. One of: open"),
        ("id,status,table\na,open,outcomes\n", r"line 2, column table: 'outcomes' is not a table. One of: events"),
        ("id,status,table\n,open,events\n", r"line 2, column id: the cell is empty"),
        ("id,table\na,events\n", r"line 1, column status: the column 'status' is missing"),
        ('id,status,table\na,open,"events\n', r"quot"),
    ],
)
def test_a_broken_table_of_drafts_is_told_of_and_left_alone(case: Path, text: str, said: str) -> None:
    (case / "drafts.csv").write_text(text, encoding="utf-8")
    for act in (read_drafts, lambda folder: add_drafts(folder, [FLED])):
        with pytest.raises(InputError, match=said):
            act(case)
    assert (case / "drafts.csv").read_text(encoding="utf-8") == text


def test_nobody_is_given_more_drafts_than_can_be_gone_through(case: Path) -> None:
    many = (replace(FLED, id=str(number)) for number in range(20_001))
    with pytest.raises(InputError, match=r"would have 20,001 drafts, and 20,000 are the most"):
        add_drafts(case, many)
    assert not (case / "drafts.csv").exists()


def test_drafts_want_a_case(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        add_drafts(tmp_path / "nowhere", [FLED])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("They left. Nobody saw it.", "They left."),
        ("About 4.5 km east of St. Petersburg\nthey left! More.", "About 4.5 km east of St. Petersburg they left!"),
        ("One\x1b[31m red", "One [31m red"),
        ("\u201eWir gehen.\u201c Dann gingen sie.", "\u201eWir gehen.\u201c"),
        ("", ""),
    ],
)
def test_one_sentence_is_kept_of_what_others_wrote(text: str, sentence: str) -> None:
    assert one_sentence(text) == sentence
    assert len(one_sentence("word " * 500)) <= 400


def test_an_accepted_draft_stays(case: Path) -> None:
    add_drafts(case, [replace(FLED, status=ACCEPTED)])
    assert read_drafts(case)[0].status == ACCEPTED


def test_what_others_wrote_is_no_formula_in_a_spreadsheet(case: Path) -> None:
    evil = ("=HYPERLINK(1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", " \t=1", "- - he said")
    for number, text in enumerate(evil):
        add_drafts(case, [replace(FLED, id=f"read:{number}", date=f"2030-01-{10 + number}", words=text, note=text)])
    add_drafts(case, [Draft("own:1", table="areas", area="isle", name="=1", lat="-46.9", lon="+32", words="a = b - c")])
    assert not [cell for row in rows(case) for cell in row if cell.startswith(("=", "@")) or cell[:2] in ("+1", "-2")]
    *_, isle = read_drafts(case)
    assert (isle.lat, isle.lon, isle.words) == ("-46.9", "+32", "a = b - c")
    assert [draft.words for draft in read_drafts(case)[:2]] == ["HYPERLINK(1)", "1+cmd|' /C calc'!A0"]
