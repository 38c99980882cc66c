"""Everything that can be wrong with a case is said: file, line, column, and what would be right."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from breakranks.case import check, examine, load_case, read, shipped
from breakranks.case.limits import MOST_ROWS
from breakranks.case.shipped import __file__ as case_package
from breakranks.tables import InputError, InputWarning, Problem
from case_folder import EVENTS, FILES, spoil, write_case

MOST = MOST_ROWS["events"]
LIBRARY = Path(case_package).parent / "library"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line")


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def test_a_good_case_is_read_whole(case: Path) -> None:
    assert check(case) == ()
    found = read(case)
    assert (found.slug, found.command, found.start, found.end) == (
        "river-line", "high-command", date(2030, 1, 1), date(2030, 3, 31),
    )  # fmt: skip
    assert found.as_of == (date(2030, 1, 20), date(2030, 2, 10))
    assert found.winter == ((date(2030, 1, 5), date(2030, 1, 25)),)
    assert found.sources["wire"].published == date(2030, 1, 9)
    assert [f.strength for f in found.formations] == [0, 0, 3000, 2500]
    assert found.formations[3].arrives == date(2030, 1, 10)
    assert [a.adjacent for a in found.areas] == [("bridge",), ("town",)]
    assert [e.number for e in found.events] == [1, 2, 3, 4]
    assert found.events[1].people == 40
    assert found.events[2].areas == ("town", "bridge")
    assert found.events[2].note == "pressed at the bridge, and in the town"
    assert found.events[3].areas == ()
    assert [o.date for o in found.outcomes] == [date(2030, 2, 20), None, date(2030, 1, 1)]


def test_an_empty_head_names_every_key_that_is_missing_once(case: Path) -> None:
    (case / "case.toml").write_text("", encoding="utf-8")
    problems = check(case)
    keys = ("as_of", "command", "end", "force", "opponent", "start", "summary", "title")
    *head, sources = problems
    assert [p.column for p in head] == sorted(keys)
    assert all(p.file == "case.toml" for p in head)
    assert (sources.file, sources.wrong) == ("sources.csv", "there is no source, and rows cite some")


def test_files_that_a_case_does_not_know_are_warned_of(case: Path) -> None:
    for name in ("event.csv", "event.xlsx", "notes.docx", "README.md", ".DS_Store", "Thumbs.db"):
        (case / name).touch()
    (case / "sketches").mkdir()
    with pytest.warns(InputWarning) as told:
        read(case)
    said = [str(w.message) for w in told]
    assert [text.partition(" is not read. ")[0] for text in said] == [
        str(case / name) for name in ("event.csv", "event.xlsx", "notes.docx")
    ]
    assert [text.partition("Nearest: ")[2] for text in said] == ["'events.csv'.", "'events.xlsx'.", ""]
    assert examine(case).passed_over == tuple(said)
    assert check(case) == ()


def test_of_many_unknown_files_the_last_are_counted(case: Path) -> None:
    for n in range(30):
        (case / f"note-{n:02}.txt").touch()
    with pytest.warns(InputWarning) as told:
        read(case)
    assert str(told[-1].message) == f"Nor are 18 more files of {case}."


def test_the_front_and_the_opponents_strength_are_read(case: Path) -> None:
    assert [a.front for a in read(case).areas] == [None, None]
    assert read(case).opponent_strength is None
    spoil(case, "areas.csv", "lat,lon,adjacent\n", "lat,lon,adjacent,front\n")
    spoil(case, "areas.csv", "46.6,32.6,bridge\n", "46.6,32.6,bridge,yes\n")
    spoil(case, "areas.csv", "46.7,32.7,town\n", "46.7,32.7,town,no\n")
    spoil(case, "case.toml", "winter =", "opponent_strength = 12000\nwinter =")
    assert [a.front for a in read(case).areas] == [True, False]
    assert read(case).opponent_strength == 12_000


def test_a_front_that_is_neither_yes_nor_no_is_said(case: Path) -> None:
    spoil(case, "areas.csv", "lat,lon,adjacent\n", "lat,lon,adjacent,front\n")
    spoil(case, "areas.csv", "46.6,32.6,bridge\n", "46.6,32.6,bridge,2\n")
    spoil(case, "areas.csv", "46.7,32.7,town\n", "46.7,32.7,town,no\n")
    problem = only(check(case))
    assert (problem.line, problem.column, problem.right) == (2, "front", "One of: yes, no")


@pytest.mark.parametrize("value", ['"12000"', "0", "-5", "12.5", "true", "100_000_000"])
def test_an_opponents_strength_that_is_no_number_of_people_is_said(case: Path, value: str) -> None:
    spoil(case, "case.toml", "winter =", f"opponent_strength = {value}\nwinter =")
    problem = only(check(case))
    assert (problem.file, problem.column) == ("case.toml", "opponent_strength")
    assert "whole number" in problem.right


@pytest.mark.parametrize("slug", shipped())
def test_every_shipped_case_is_clean(slug: str) -> None:
    assert check(LIBRARY / slug) == ()
    assert load_case(slug).slug == slug


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_a_spreadsheet_saves_reads_the_same(case: Path, encoding: str, newline: str) -> None:
    expected = read(case)
    for name, text in FILES.items():
        (case / name).write_bytes(text.replace("\n", newline).encode(encoding))
    assert read(case) == expected


SPOILED = [
    # file, what stands there, what is put there, line, column, what is wrong, what would be right
    ("events.csv", "conduct.desert", "conduct.dessert", 3, "kind", "conduct.dessert", "'conduct.desert'"),
    ("events.csv", "order.hold", "", 2, "kind", "empty", "codebook"),
    ("events.csv", "brigade-1,town,conduct", "brigade-11,town,conduct", 3, "formation", "brigade-11", "aliases"),
    ("events.csv", "town bridge", "town brige", 4, "area", "'brige'", "'bridge'"),
    ("events.csv", "town bridge", "town zzz", 4, "area", "'zzz'", "bridge"),
    ("events.csv", "40,daily", "40,dayly", 3, "source", "'dayly'", "'daily'"),
    ("events.csv", "2030-01-08,2030-01-09", "2029-12-31,2030-01-09", 3, "date", "outside the window", "2030-03-31"),
    ("events.csv", "2030-01-08,2030-01-09", "2030-04-01,2030-04-02", 3, "date", "outside the window", "2030-01-01"),
    ("events.csv", "2030-01-08,2030-01-09", "2030-01-08,2030-01-07", 3, "reported", "before it happened", "date"),
    (
        "events.csv",
        "2030-01-08,2030-01-09",
        "8.1.2030,2030-01-09",
        3,
        "date",
        "8 January 2030 or 1 August 2030",
        "2030-01-08",
    ),
    ("events.csv", "2030-01-08,2030-01-09", "2030-01-08,", 3, "reported", "empty", "year-month-day"),
    ("events.csv", "40,daily", "-40,daily", 3, "people", "-40", "digits"),
    ("events.csv", "40,daily", "0,daily", 3, "people", "nobody", "leave out the report"),
    ("events.csv", "40,daily", "forty,daily", 3, "people", "forty", "digits"),
    ("events.csv", "daily,C,3", "daily,G,3", 3, "reliability", "'G'", "A"),
    ("events.csv", "daily,C,3", "daily,C,7", 3, "credibility", "'7'", "1"),
    ("formations.csv", "3000", "-3000", 4, "strength", "-3000", "digits"),
    ("formations.csv", "3000", "3,000", 4, None, "9 cells where the header has 8", "Quote"),
    ("formations.csv", "brigade,conscript", "brigad,conscript", 4, "echelon", "'brigad'", "'brigade'"),
    ("formations.csv", "mobilised", "mobilized", 5, "troops", "'mobilized'", "'mobilised'"),
    ("formations.csv", "3000,town", "3000,twon", 4, "area", "'twon'", "'town'"),
    ("formations.csv", "2030-01-10", "2031-01-10", 5, "arrives", "outside the window", "2030-03-31"),
    ("formations.csv", "2nd Brigade,army-group", "2nd Brigade,army-grup", 5, "parent", "army-grup", "'army-group'"),
    ("formations.csv", "2nd Brigade,army-group", "2nd Brigade,", 5, "parent", "no parent", "answers to"),
    ("formations.csv", "2nd Brigade,army-group", "2nd Brigade,brigade-2", 5, "parent", "circle", "high command"),
    ("formations.csv", "1st Brigade", "", 4, "name", "empty", "Fill it in"),
    ("areas.csv", "46.6", "466", 2, "lat", "466", "90"),
    ("areas.csv", "32.7", "east", 3, "lon", "east", "digits"),
    ("areas.csv", "32.6,bridge", "32.6,brdge", 2, "adjacent", "'brdge'", "'bridge'"),
    ("areas.csv", "32.7,town", "32.7,", 2, "adjacent", "does not touch", "line 3"),
    ("outcomes.csv", "area-given-up,town", "area-give-up,town", 2, "question", "area-give-up", "'area-given-up'"),
    ("outcomes.csv", "in-control", "in-controll", 4, "note", "in-controll", "'in-control'"),
    ("outcomes.csv", "2030-02-20", "2030-06-20", 2, "date", "outside the window", "2030-03-31"),
    ("outcomes.csv", "given-up,bridge", "given-up,town", 3, "question", "already in line 2", "one"),
    ("case.toml", "title", "titel", 1, "titel", "no key 'titel'", "'title'"),
    ("case.toml", 'command = "high-command"', 'command = "high-comand"', 5, "command", "high-comand", "high-command"),
    ("case.toml", 'command = "high-command"', 'command = "brigade-1"', 5, "command", "has a parent", "root"),
    ("case.toml", "end = 2030-03-31", "end = 2029-03-31", 7, "end", "before it starts", "Swap"),
    ("case.toml", "start = 2030-01-01", 'start = "2030-01-01"', 6, "start", "not a day", "quotation marks"),
    ("case.toml", "2030-02-10]", "2030-01-10]", 8, "as_of", "does not come after", "in order"),
    ("case.toml", "2030-02-10]", "2031-02-10]", 8, "as_of", "outside the window", "2030-03-31"),
    ("case.toml", "2030-01-25]", "2030-01-02]", 9, "winter", "before it begins", "Swap"),
    ("events.csv", "brigade-1,,grip.coerce", "brigade-1,,ground.lost", 5, "area", "no area is named", "Name the area"),
    ("case.toml", 'name = "A daily paper, January 2030"', "", 16, "sources.daily", "no name", "name ="),
    ("case.toml", "https://example.org", "example.org", 13, "sources.wire.url", "web address", "https://"),
    ("case.toml", 'name = "A daily paper, January 2030"', "name = 5", 16, "sources.daily", "no name", "name ="),
    ("case.toml", '"https://example.org/wire"', "5", 13, "sources.wire.url", "web address", "https://"),
    ("case.toml", "2030-01-09", '"January"', 14, "sources.wire.published", "not a day", "published ="),
    ("case.toml", "published", "publshed", 14, "sources.wire.publshed", "publshed", "'published'"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "column", "wrong", "right"), SPOILED)
def test_a_spoiled_cell_is_named_with_its_place_and_what_would_be_right(
    case: Path, file: str, old: str, new: str, line: int, column: str | None, wrong: str, right: str
) -> None:
    spoil(case, file, old, new)
    problems = check(case)
    here = [p for p in problems if (p.file, p.line, p.column) == (file, line, column) and wrong in p.wrong]
    assert len(here) == 1, "\n".join(map(str, problems))
    assert right in here[0].right
    with pytest.raises(InputError) as caught:
        read(case)
    assert caught.value.problems == problems


@pytest.mark.parametrize("file", ["case.toml", "areas.csv", "formations.csv", "events.csv"])
def test_a_missing_file_is_one_problem_and_not_a_hundred(case: Path, file: str) -> None:
    (case / file).unlink()
    problem = only(check(case))
    assert (problem.file, problem.line, problem.column) == (file, None, None)
    assert "missing" in problem.wrong
    assert file in problem.right


def test_the_outcomes_may_be_missing(case: Path) -> None:
    (case / "outcomes.csv").unlink()
    assert read(case).outcomes == ()


@pytest.mark.parametrize("file", FILES)
def test_a_nul_character_is_found(case: Path, file: str) -> None:
    lines = FILES[file].splitlines()
    lines[1] += "\0"
    (case / file).write_text("\n".join(lines), encoding="utf-8")
    problem = only(check(case))
    assert (problem.file, problem.line) == (file, 2)
    assert "NUL" in problem.wrong


def test_broken_quoting_is_placed_where_the_quotation_mark_was_left_open(case: Path) -> None:
    spoil(case, "events.csv", ",arrests", ',"arrests')
    problem = only(check(case))
    assert (problem.file, problem.line) == ("events.csv", 5)
    assert "quot" in problem.wrong
    assert "quotation mark" in problem.right


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("start = 2030-01-01", "start = 2030-13-01", 6),
        ("start = 2030-01-01", "start = ", 6),
        ("start = 2030-01-01", "start = 2030-01-01\nstart = 2030-01-02", 7),
        ('force = "The Red army"', 'force = "The Red army', 3),
        ("[sources.daily]", "[sources.wire]", 16),
        ("winter = ", f"winter = {'9' * 5000}\nspare = ", 9),
        ("winter = ", f"winter = {'[' * 5000}", 9),
    ],
    ids=["no such month", "no value", "key twice", "open quotation mark", "table twice", "long number", "deep nesting"],
)
def test_what_is_not_toml_is_one_problem_on_its_line(case: Path, old: str, new: str, line: int) -> None:
    spoil(case, "case.toml", old, new)
    problem = only(check(case))
    assert problem.file == "case.toml"
    assert "TOML" in problem.wrong
    if len(new) < 1000:  # for what TOML allows and no machine holds, the reader gives no line
        assert problem.line == line


@pytest.mark.parametrize("key", ["title", "summary", "force", "opponent", "command", "start", "end", "as_of"])
def test_a_missing_key_is_named(case: Path, key: str) -> None:
    text = FILES["case.toml"].splitlines()
    (case / "case.toml").write_text("\n".join(row for row in text if not row.startswith(key)), encoding="utf-8")
    problem = only(check(case))
    assert (problem.file, problem.column) == ("case.toml", key)
    assert "missing" in problem.wrong
    assert key in problem.right


@pytest.mark.parametrize(
    "line",
    [
        "title = 5", 'title = ""', "start = 5", "start = 2030-01-01T10:00:00", "as_of = 2030-01-20", "as_of = [5]",
        "winter = 5", "winter = [[2030-01-05]]", 'winter = [["a", "b"]]', "sources = 5", "sources.wire = 5",
        "command = true",
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_is_a_problem_with_its_key(case: Path, line: str) -> None:
    key = line.split(" =")[0]
    kept = [row for row in FILES["case.toml"].split("\n\n")[0].splitlines() if not row.startswith(f"{key} =")]
    (case / "case.toml").write_text("\n".join([line, *kept]), encoding="utf-8")
    problems = check(case)
    here = [p for p in problems if p.file == "case.toml" and p.column and key.startswith(p.column)]
    assert here, "\n".join(map(str, problems))
    assert {p.line for p in here} == {1}


def test_missing_columns_are_named_with_those_that_may_be_meant(case: Path) -> None:
    spoil(case, "events.csv", "kind,people,", "action,colour,headcount,")
    problems = {p.column: p for p in check(case)}
    assert {p.line for p in problems.values()} == {1}
    assert set(problems) == {"kind", "people"}
    assert "missing" in problems["kind"].wrong
    assert "Not known is action, colour, headcount" in problems["kind"].right


def test_duplicate_ids_name_the_line_where_the_id_stood_first(case: Path) -> None:
    spoil(case, "formations.csv", "brigade-2,2nd", "brigade-1,2nd")
    spoil(case, "areas.csv", "bridge,The bridge", "town,The bridge")
    problems = [p for p in check(case) if p.column == "id"]
    assert [(p.file, p.line) for p in problems] == [("areas.csv", 3), ("formations.csv", 5)]
    assert "line 2" in problems[0].wrong
    assert "line 4" in problems[1].wrong


def test_a_circle_in_the_order_of_battle_is_spelt_out(case: Path) -> None:
    spoil(case, "formations.csv", "Army group,high-command", "Army group,brigade-2")
    circles = [p for p in check(case) if "circle" in p.wrong]
    assert circles
    assert all(p.file == "formations.csv" and p.column == "parent" and p.line in (3, 5) for p in circles)
    assert any("army-group → brigade-2 → army-group" in p.wrong or "brigade-2 → army-group → brigade-2" in p.wrong
               for p in circles)  # fmt: skip


def test_all_problems_of_all_files_come_at_once_and_in_order(case: Path) -> None:
    spoil(case, "events.csv", "conduct.desert", "conduct.dessert")
    spoil(case, "events.csv", "daily,C,3", "dayly,X,9")
    spoil(case, "events.csv", "order.hold", "order.hld")
    spoil(case, "formations.csv", "3000", "-3000")
    spoil(case, "areas.csv", "46.6", "466")
    spoil(case, "case.toml", "2030-02-10]", "2031-02-10]")
    spoil(case, "outcomes.csv", "in-control", "in-controll")
    places = [(p.file, p.line, p.column) for p in check(case)]
    assert places == sorted(places)
    assert set(places) == {
        ("areas.csv", 2, "lat"), ("case.toml", 8, "as_of"),
        ("events.csv", 2, "kind"), ("events.csv", 3, "kind"), ("events.csv", 3, "source"),
        ("events.csv", 3, "reliability"), ("events.csv", 3, "credibility"),
        ("formations.csv", 4, "strength"), ("outcomes.csv", 4, "note"),
    }  # fmt: skip


def test_a_case_without_events_is_a_case(case: Path) -> None:
    (case / "events.csv").write_text(EVENTS.splitlines()[0] + "\n", encoding="utf-8")
    assert read(case).events == ()


def test_a_case_with_one_formation_is_a_case(case: Path) -> None:
    header = FILES["formations.csv"].splitlines()[0]
    row = "high-command,The garrison,,battalion,militia,400,town,"
    (case / "formations.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    (case / "events.csv").write_text("\n".join(EVENTS.splitlines()[:2]), encoding="utf-8")
    assert [f.id for f in read(case).formations] == ["high-command"]


@pytest.mark.parametrize(("file", "wrong"), [("areas.csv", "no area"), ("formations.csv", "no formation")])
def test_a_case_without_ground_or_troops_is_none(case: Path, file: str, wrong: str) -> None:
    (case / file).write_text(FILES[file].splitlines()[0] + "\n", encoding="utf-8")
    assert [p for p in check(case) if p.file == file and wrong in p.wrong]


def test_a_force_without_people_is_none(case: Path) -> None:
    text = FILES["formations.csv"].replace("3000", "0").replace("2500", "0")
    (case / "formations.csv").write_text(text, encoding="utf-8")
    problem = only(check(case))
    assert (problem.file, problem.column) == ("formations.csv", "strength")


def test_a_folder_that_is_not_there_and_a_file_in_its_place(case: Path) -> None:
    assert "no such folder" in only(check(case / "none")).wrong
    assert "no such folder" in only(check(case / "events.csv")).wrong


def test_as_many_events_as_may_be_are_read(case: Path) -> None:
    header, *rows = EVENTS.splitlines()
    (case / "events.csv").write_text("\n".join([header, *(rows * (MOST // len(rows)))]), encoding="utf-8")
    assert len(read(case).events) == MOST


def test_a_slip_in_each_of_very_many_rows_is_told(case: Path) -> None:
    header, first, *_ = EVENTS.splitlines()
    rows = (first.replace("order.hold", f"order.hld{n}") for n in range(MOST + 1))
    (case / "events.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    problems = check(case)
    assert len(problems) == MOST + 1
    assert [problems[0].line, problems[-1].line] == [2, MOST + 2]
    assert problems[-1].wrong == "this is row 10,001 of 10,001"


def test_a_case_is_found_by_slug_and_by_path_and_a_misspelt_slug_is_mended(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case.parent)
    assert load_case(case) == load_case(str(case)) == load_case("river-line")
    assert load_case(Path("kherson-2022")) == load_case("kherson-2022")
    with pytest.raises(InputError, match="'kherson-2022'"):
        load_case("kherson2022")
    with pytest.raises(InputError, match="There is no case"):
        load_case("./kherson-2022")


def test_a_shipped_case_survives_being_copied(tmp_path: Path) -> None:
    shutil.copytree(LIBRARY / "mosul-2014", tmp_path / "mosul-2014")
    assert read(tmp_path / "mosul-2014") == load_case("mosul-2014")


def test_the_windows_last_day_is_in_it_and_reports_may_come_later(case: Path) -> None:
    last = date(2030, 3, 31)
    spoil(case, "events.csv", "2030-01-15,2030-01-17", f"{last},{last + timedelta(days=90)}")
    assert read(case).events[3].reported == date(2030, 6, 29)
