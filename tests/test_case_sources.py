"""Sources in a table of their own: what rows cite, what it is worth, and what becomes of cases of version 1."""

from dataclasses import replace
from pathlib import Path

import pytest

from breakranks.assumptions import read_values
from breakranks.case import check, examine, read, tidy
from breakranks.case.sources import independent
from breakranks.case.tidy import without_sources
from breakranks.case.types import Source
from breakranks.evidence.reports import truth
from breakranks.tables import Problem
from case_folder import EVENTS, FILES, SOURCES, VERSION_2, spoil, write_case

pytestmark = pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line", VERSION_2)


def only(case: Path) -> Problem:
    (problem,) = check(case)
    return problem


def first_cites(case: Path, cell: str) -> None:
    spoil(case, "events.csv", "order.hold,,wire,", f"order.hold,,{cell},")


def test_both_versions_of_the_format_give_the_same_case(case: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    assert read(case) == read(write_case(old / "river-line", FILES))


def test_every_column_of_a_source_is_read(case: Path) -> None:
    spoil(
        case,
        "sources.csv",
        "https://example.org/wire,,2030-01-09,,,",
        "https://example.org/wire,https://archive.example/1,9 January 2030,2030-01-11,CC BY 4.0,usually reliable",
    )
    wire = read(case).sources["wire"]
    assert (wire.archived, wire.licence, wire.reliability) == ("https://archive.example/1", "CC BY 4.0", "B")
    assert (str(wire.published), str(wire.accessed)) == ("2030-01-09", "2030-01-11")


@pytest.mark.parametrize("cell", ["wire daily", "wire;daily", "wire; Daily", '"A wire agency, January 2030; daily"'])
def test_a_report_may_cite_several_sources(case: Path, cell: str) -> None:
    first_cites(case, cell)
    event = read(case).events[0]
    assert event.sources == ("wire", "daily")
    assert event.independent == 2
    tidy(case)
    assert ",order.hold,,wire daily,B,2," in (case / "events.csv").read_text(encoding="utf-8")


def test_sources_that_agree_raise_what_a_report_deserves_once(case: Path) -> None:
    values, event = read_values(), read(case).events[0]
    deserves = [truth(replace(event, independent=n), values) for n in (1, 2, 3)]
    assert deserves[0] < deserves[1] == deserves[2] == truth(replace(event, credibility=1), values)
    sure = replace(event, credibility=1)
    assert truth(replace(sure, independent=2), values) == truth(sure, values)
    unjudged = replace(event, credibility=6, independent=2)
    assert truth(unjudged, values) == truth(replace(event, credibility=3), values)


@pytest.mark.parametrize(
    ("names", "urls", "count"),
    [
        (("Reuters, 9 Nov 2022", "Reuters via The Tribune, 9 Nov"), ("", ""), 1),
        (("Reuters, 9 Nov 2022", "BBC News, 9 Nov 2022"), ("", ""), 2),
        (("The Guardian, 9 Nov", "Guardian: the same day"), ("", ""), 1),
        (("Kyiv Post, 9 Nov", "Staff report"), ("https://www.kyivpost.com/1", "https://kyivpost.com/2"), 1),
        (("ISW, 9 Nov", "BBC, 9 Nov", "ISW, 10 Nov"), ("", "", ""), 2),
        (("One", "Two", "Three"), ("", "", ""), 3),
    ],
)
def test_sources_of_one_publisher_count_as_one(names: tuple[str, ...], urls: tuple[str, ...], count: int) -> None:
    cited = [Source(str(n), name, url or None) for n, (name, url) in enumerate(zip(names, urls, strict=True))]
    assert independent(cited) == count


def test_the_reliability_of_a_source_is_that_of_the_reports_that_give_none(case: Path) -> None:
    put = (case / "events.csv").write_text
    put(EVENTS.replace(",wire,B,2", ",wire,,2").replace(",daily,C,3", ",daily wire,,3"), encoding="utf-8")
    assert [p.right for p in check(case)] == ["Write one of A, B, C, D, E, F here or there"] * 2
    spoil(case, "sources.csv", "2030-01-09,,,", "2030-01-09,,,D")
    spoil(case, "sources.csv", '2030",,,,,,', '2030",,,,,,C')
    found = read(case)
    assert [event.reliability for event in found.events] == ["D", "C", "B", "D"]


def test_a_web_address_is_a_source_which_tidying_writes_down(case: Path) -> None:
    address = "https://www.example.com/2030/bridge-news.html?x=1;y=2"
    first_cites(case, f"{address};https://example.org/wire")
    spoil(case, "events.csv", "grip.coerce,,daily", f"grip.coerce,,{address}")
    found = read(case)
    assert found.events[0].sources == ("example-com-bridge-news", "wire")
    assert found.events[3].sources == ("example-com-bridge-news",)
    made = found.sources["example-com-bridge-news"]
    assert (made.name, made.url) == ("example.com", address)
    assert [file.name for file in tidy(case).written] == ["events.csv", "sources.csv"]
    assert f"example-com-bridge-news,example.com,{address},,,,,\n" in (case / "sources.csv").read_text(encoding="utf-8")
    assert examine(case).readings == ()
    assert read(case) == found


def test_a_case_without_sources_may_cite_addresses_alone(case: Path) -> None:
    (case / "sources.csv").unlink()
    for name in ("events.csv", "outcomes.csv"):
        text = (case / name).read_text(encoding="utf-8")
        text = text.replace(",wire,", ",https://example.org/a,").replace(",daily,", ",https://example.org/b,")
        (case / name).write_text(text, encoding="utf-8")
    assert sorted(read(case).sources) == ["example-org-a", "example-org-b"]
    tidy(case)
    assert (case / "sources.csv").exists()


def test_a_key_that_is_missing_gets_the_line_to_add(case: Path) -> None:
    first_cites(case, "wire isw-1129")
    problem = only(case)
    assert (problem.line, problem.wrong) == (2, "there is no source 'isw-1129'")
    assert problem.right == "Add this line to sources.csv: isw-1129,…,,,,,,"
    spoil(case, "events.csv", "wire isw-1129", "Залізо 1")
    problem = only(case)
    assert problem.right == "Add this line to sources.csv: zalizo-1,Залізо 1,,,,,,"
    line = problem.right.partition(": ")[2]
    (case / "sources.csv").write_text(f"{SOURCES}{line}\n", encoding="utf-8")
    assert read(case).events[0].sources == ("zalizo-1",)


def test_a_key_in_both_places_is_an_error(case: Path) -> None:
    head = (case / "case.toml").read_text(encoding="utf-8")
    (case / "case.toml").write_text(f'{head}\n[sources.daily]\nname = "A daily"\n', encoding="utf-8")
    problem = only(case)
    assert (problem.file, problem.line, problem.column) == ("sources.csv", 3, "key")
    assert problem.right == "Keep it here, and delete [sources.daily] from case.toml"


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "wrong"),
    [
        ("daily,", ",", 3, "key", "empty"),
        ("daily,", "wire,", 3, "key", "stands already in line 2"),
        ("daily,", "https://example.org/daily,", 3, "key", "web address"),
        ('"A daily paper, January 2030"', "", 3, "name", "empty"),
        ("https://example.org/wire", "example.org/wire", 2, "url", "not a web address"),
        ("2030-01-09", "soon", 2, "published", "not a date"),
        ("2030-01-09,,,", "2030-01-09,,,G", 2, "reliability", "not a reliability"),
    ],
)
def test_what_is_wrong_with_a_source_is_told(
    case: Path, old: str, new: str, line: int, column: str, wrong: str
) -> None:
    spoil(case, "sources.csv", old, new)
    problem = next(p for p in check(case) if p.file == "sources.csv")
    assert (problem.line, problem.column) == (line, column)
    assert wrong in problem.wrong


def test_tidying_makes_version_2_of_version_1_and_loses_nothing(tmp_path: Path) -> None:
    case = write_case(tmp_path / "river-line", FILES)
    before = read(case)
    assert [file.name for file in tidy(case).written] == ["case.toml", "sources.csv"]
    assert read(case) == before
    assert (case / "case.toml").read_text(encoding="utf-8") == VERSION_2["case.toml"]
    assert (case / "sources.csv").read_text(encoding="utf-8") == SOURCES
    assert (case / "originals-1" / "case.toml").read_text(encoding="utf-8") == FILES["case.toml"]
    assert tidy(case) == ((), None)


@pytest.mark.parametrize(
    ("sources", "left"),
    [
        ('[sources.a]\nname = "A"\n# of a\n', ""),
        ('[ sources . "a b" ]\nname = "[x]"\n', ""),
        ('[sources]\na = {name = "A"}\n', ""),
        ('sources.a.name = "A"\nsources.a.url = "https://a"\n', ""),
        ('sources = {a = {name = "A"}}\nwinter = []\n', "winter = []\n"),
    ],
)
def test_sources_are_taken_out_of_a_head_however_they_are_written(sources: str, left: str) -> None:
    assert without_sources(f"# Mine\ntitle = 'T'\n{sources}") == f"# Mine\ntitle = 'T'\n{left}"


def test_a_head_that_cannot_be_parted_line_by_line_is_left_alone() -> None:
    assert without_sources('title = """\n[sources.a]\nno source"""\n[sources.b]\nname = "B"\n') is None


def test_who_coded_a_report_is_kept(case: Path) -> None:
    lines = EVENTS.splitlines()
    coded = [f"{lines[0]},coder", f'{lines[1]},"acled, accepted by ab"', *(f"{line}," for line in lines[2:])]
    (case / "events.csv").write_text("\n".join(coded) + "\n", encoding="utf-8")
    assert [event.coder for event in read(case).events] == ["acled, accepted by ab", "", "", ""]
