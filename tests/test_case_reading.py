"""What people have is read: each fault of writing has its right outcome, and nothing is guessed without a word."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest

from breakranks.case import Case, check, examine, read
from breakranks.case.limits import LONGEST_NAME, MOST_ROWS
from breakranks.case.reading.days import Day, NoDay, Span, read_days
from breakranks.case.reading.names import kebab, key, same_but_for_a_slip
from breakranks.case.reading.people import read_people
from breakranks.case.reading.words import kinds_meant, synonyms
from breakranks.drafts.text import TextTable
from breakranks.tables import InputWarning, Problem, read_packaged
from breakranks.vocabulary import KINDS
from case_folder import EVENTS, FILES, spoil, write_case

# What is read otherwise is asked of `examine`; the warning has a test of its own.
pytestmark = pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case as the format has it."""
    return read(write_case(tmp_path_factory.mktemp("plain") / "river-line"))


def told(folder: Path) -> str:
    return "\n".join(examine(folder).readings)


def only(folder: Path) -> Problem:
    problems = check(folder)
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def columns(name: str, **changed: list[str]) -> str:
    """A table whose columns of these names have other cells."""
    rows = list(csv.DictReader(io.StringIO(FILES[name])))
    for column, cells in changed.items():
        for row, cell in zip(rows, cells, strict=True):
            row[column] = cell
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def put(folder: Path, name: str, text: str, encoding: str = "utf-8") -> None:
    (folder / name).write_bytes(text.encode(encoding))


# Files


def test_a_german_spreadsheet_is_read_and_told(case: Path, plain: Case) -> None:
    text = columns("events.csv", date=["04.01.2030", "08.01.2030", "12.01.2030", "15.01.2030"])
    rows = list(csv.reader(io.StringIO(text)))
    rows[1][-1] = "Befehl: „halten“ – Beschuß"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    put(case, "events.csv", out.getvalue(), "cp1252")
    assert [e.date for e in read(case).events] == [e.date for e in plain.events]
    assert read(case).events[0].note == "Befehl: „halten“ – Beschuß"
    assert "events.csv: read as Windows-1252 ('Beschuß') with semicolons between the columns" in told(case)
    assert "4 days written as day.month.year, for example '04.01.2030', read as '2030-01-04'" in told(case)


def sheets(folder: Path, path: str, *names: str) -> None:
    """Move these tables into a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        sheet = book.create_sheet(name.capitalize())
        for row in csv.reader(io.StringIO(FILES[f"{name}.csv"])):
            sheet.append([float(c) if re.fullmatch(r"[0-9]+\.?[0-9]*", c) else day(c) or c for c in row])
        (folder / f"{name}.csv").unlink()
    book.save(folder / path)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def open_document(folder: Path, *names: str) -> None:
    """Move these tables into an OpenDocument spreadsheet."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    tables = ""
    for name in names:
        tables += f'<table:table table:name="{name}">'
        for row in csv.reader(io.StringIO(FILES[f"{name}.csv"])):
            tables += f"<table:table-row>{''.join(cell.format(escape(c)) for c in row)}</table:table-row>"
        tables += "</table:table>"
        (folder / f"{name}.csv").unlink()
    of = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{of}office:1.0" xmlns:table="{of}table:1.0" xmlns:text="{of}text:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(folder / "case.ods", "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
        kinds = entry.format("/", "application/vnd.oasis.opendocument.spreadsheet") + entry.format(
            "content.xml", "text/xml"
        )
        manifest = f'<manifest:manifest xmlns:manifest="{of}manifest:1.0">{kinds}</manifest:manifest>'
        book.writestr("META-INF/manifest.xml", manifest)


def test_one_workbook_may_hold_every_table(case: Path, plain: Case) -> None:
    sheets(case, "case.xlsx", "areas", "formations", "events", "outcomes")
    assert read(case) == plain
    assert told(case) == ""


def test_an_open_document_may_hold_every_table(case: Path, plain: Case) -> None:
    open_document(case, "areas", "formations", "events", "outcomes")
    assert read(case) == plain


def test_a_workbook_may_lie_beside_the_other_tables_or_be_called_csv(case: Path, plain: Case) -> None:
    sheets(case, "events.xlsx", "events")
    assert read(case) == plain
    (case / "events.xlsx").rename(case / "events.csv")
    assert read(case) == plain
    assert told(case) == "events.csv: read as a workbook"


def test_a_problem_in_a_workbook_names_sheet_and_row(case: Path) -> None:
    sheets(case, "case.xlsx", "formations", "outcomes")
    book = openpyxl.load_workbook(case / "case.xlsx")
    book["Formations"]["D4"] = "brigad"
    book.save(case / "case.xlsx")
    assert str(only(case)).startswith("case.xlsx, sheet Formations, line 4, column echelon: 'brigad'")


@pytest.mark.parametrize("second", ["events.xlsx", "case.xlsx"])
def test_a_table_that_is_there_twice_is_an_error_that_names_both(case: Path, second: str) -> None:
    sheets(case, second, "events")
    put(case, "events.csv", EVENTS)
    problem = only(case)
    assert "events.csv" in problem.wrong
    assert second in problem.wrong


def test_empty_rows_and_columns_at_the_end_are_passed_over(case: Path, plain: Case) -> None:
    rows = list(csv.reader(io.StringIO(EVENTS)))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([*([*row, "", ""] for row in rows), [""] * 12, [""] * 12])
    put(case, "events.csv", out.getvalue())
    assert read(case) == plain
    put(case, "formations.csv", FILES["formations.csv"].replace(",,\n", "\n"))
    assert read(case) == plain
    assert told(case) == ""


def test_a_row_that_a_comma_made_longer_is_not_shifted(case: Path) -> None:
    put(case, "events.csv", EVENTS.replace("forty men gone", "forty men gone, or more"))
    assert "11 cells where the header has 10" in only(case).wrong
    spoil(case, "events.csv", "note\n", "note,,\n")
    assert {p.line for p in check(case) if "cells where the header" in p.wrong} >= {3}


# Columns


def test_columns_of_one_s_own_are_passed_over_and_named(case: Path, plain: Case) -> None:
    text = (
        EVENTS.replace("note\n", "note,url,notes\n").replace("town\n", "town,ab,x\n").replace("gone\n", "gone,ab,x\n")
    )
    text = text.replace('town"\n', 'town",ab,x\n').replace("arrests\n", "arrests,ab,x\n")
    put(case, "events.csv", text)
    assert read(case) == plain
    assert told(case) == "events.csv: columns of your own, kept and not read: url, notes"


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("people", "People"),
        ("credibility", "credibilty"),
        ("formation", "Fromation"),
        ("kind", "kinds"),
        ("area", "areas"),
        ("note", "NOTE "),
    ],
)
def test_a_near_miss_of_a_column_is_read_and_told(case: Path, plain: Case, column: str, written: str) -> None:
    header, rest = EVENTS.split("\n", 1)
    names = [written if name == column else name for name in header.split(",")]
    put(case, "events.csv", ",".join(names) + "\n" + rest)
    assert read(case) == plain
    assert told(case) == f"events.csv: column '{written.strip()}' read as {column}"


def test_a_column_that_may_be_either_of_two_is_asked_about(case: Path) -> None:
    put(case, "events.csv", EVENTS.replace("kind,people", "kinds,knd").replace(",40,", ",x,"))
    problems = {problem.column: problem for problem in check(case)}
    assert "'kinds' and 'knd' may both be" in problems["kind"].wrong
    put(case, "events.csv", EVENTS.replace("kind,people", "kind,Kind"))
    assert any("stands twice, also as 'Kind'" in problem.wrong for problem in check(case))


@pytest.mark.parametrize("title", ["Reports of the week", "Reports, all;;;;;;;;;", "Meldungen; Woche 3\n\nStand 5.12."])
def test_titles_above_the_columns_are_passed_over(case: Path, plain: Case, title: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(EVENTS)))
    put(case, "events.csv", f"{title}\n{out.getvalue()}")
    assert examine(case).case == plain
    assert "read as a title above the columns" in told(case)
    put(case, "events.csv", f"{title}\nA list\n")
    assert "names none of the columns" in only(case).wrong


def test_a_report_above_the_columns_is_not_lost_as_a_title(case: Path) -> None:
    head, first, *rest = (case / "events.csv").read_text(encoding="utf-8").splitlines()
    put(case, "events.csv", "\n".join([first, head, *rest]) + "\n")
    (problem,) = (found for found in examine(case).problems if found.file == "events.csv")
    assert problem.line == 1
    assert "names none of the columns" in problem.wrong


def test_a_row_is_added_below_titles(case: Path) -> None:
    put(case, "sources.csv", "My sources\nkey;name\nleaflet;A leaflet\n")
    table = TextTable("sources", case / "sources.csv")
    table.add({"key": "radio", "name": "A radio", "url": "https://example.org"})
    assert table.written() == b"My sources\nkey;name;url\nleaflet;A leaflet;\nradio;A radio;https://example.org\n"


def test_vertical_bars_may_stand_between_the_columns(case: Path, plain: Case) -> None:
    put(case, "areas.csv", FILES["areas.csv"].replace(",", "|"))
    assert examine(case).case == plain
    assert "with vertical bars between the columns" in told(case)


@pytest.mark.parametrize(("separator", "signs"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
def test_a_row_of_another_length_is_told_with_the_separator_of_the_table(
    case: Path, separator: str, signs: str
) -> None:
    rows = FILES["formations.csv"].replace(",", separator).replace("1st Brigade", f"1st{separator} Brigade")
    put(case, "formations.csv", rows)
    assert f"Quote cells that hold {signs}" in next(p.right for p in check(case) if p.line == 4)


@pytest.mark.parametrize(
    "address",
    ["http://", "https://", "HTTPS:///x", "https://.", "ftp://example.org/x", "www.example.org/x", "example.org/x"],
)
def test_what_is_no_whole_web_address_is_told(case: Path, address: str) -> None:
    put(case, "events.csv", EVENTS.replace(",wire,B,2,", f",{address},B,2,"))
    assert only(case).wrong == f"'{address}' is no whole web address"


# Days


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("2024-12-5", "as year-month-day"), ("2024/12/05", "as year-month-day"), ("20241205", "as year-month-day"),
        ("5 December 2024", "in words"), ("5. Dezember 2024", "in words"), ("December 5th, 2024", "in words"),
        ("Thu 5 Dec 2024", "in words"), ("5-Dec-2024", "in words"),
        ("45631", "as a spreadsheet's day numbers"), ("45631.75", "as a spreadsheet's day numbers"),
        ("2024-12-05 00:00:00", "with a time of day"), ("2024-12-05T23:10+03:00", "with a time of day"),
        ("2024-W49-4", "as a day of a week"), ("2024-12-05", ""),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: str, form: str) -> None:
    assert read_days([written]) == {written: Day(date(2024, 12, 5), form)}


@pytest.mark.parametrize(
    "written",
    [
        "5 грудня 2024", "5 грудня 2024 р.", "четвер, 5 груд. 2024 року", "5 декабря 2024 г.", "05 дек. 2024 года",
        "5 décembre 2024", "jeudi 5 decembre 2024", "5 de diciembre de 2024", "giovedì 5 dicembre 2024",
        "5 grudnia 2024 r.", "5 gru 2024", "5. prosinca 2024.",
    ],
)  # fmt: skip
def test_months_may_have_the_names_of_other_languages(written: str) -> None:
    assert read_days([written]) == {written: Day(date(2024, 12, 5), "in words")}


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("листопад 2024", 11, 30),
        ("лютий 2024", 2, 29),
        ("août 2024", 8, 31),
        ("juil. 2024", 7, 31),
        ("Mai 2024", 5, 31),
    ],
)
def test_a_month_of_another_language_is_a_month(written: str, first: int, last: int) -> None:
    found = read_days([written])[written]
    assert isinstance(found, Span)
    assert (found.first, found.last) == (date(2024, first, 1), date(2024, first, last))


def test_every_month_is_read_by_all_its_names_but_those_that_mean_two() -> None:
    rows, _ = read_packaged("breakranks.case.reading", "months.csv", ("number", "language", "names"))
    languages = {row.cells["language"] for row in rows}
    assert len(rows) == 12 * len(languages)
    open_ones = set()
    for row in rows:
        for name in row.cells["names"].split():
            found = read_days([f"5 {name.upper()} 2024"])[f"5 {name.upper()} 2024"]
            if isinstance(found, NoDay):
                open_ones.add(name)
            else:
                assert found == Day(date(2024, int(row.cells["number"]), 5), "in words")
    assert open_ones == {"listopada", "listopad"}


@pytest.mark.parametrize(
    ("written", "months"), [("5 jui 2024", "June or July"), ("5 listopada 2024", "October or Nov")]
)
def test_a_month_that_may_be_two_is_asked(written: str, months: str) -> None:
    found = read_days([written])[written]
    assert isinstance(found, NoDay)
    assert months in found.wrong


@pytest.mark.parametrize(
    "written",
    ["2024-12-05T25:00", "2024-12-05 24:00", "5.12.2024 10:75", "2024-12-05 13:30 pm", "5 Dec 2024, 0:10 am"],
)
def test_a_time_of_day_that_there_is_not_is_told(written: str) -> None:
    found = read_days([written])[written]
    assert isinstance(found, NoDay)
    assert "time of day" in found.wrong


@pytest.mark.parametrize("separator", [".", "/", "-"])
def test_the_whole_column_decides_whether_day_or_month_comes_first(separator: str) -> None:
    open_one, day_first, month_first = (
        separator.join(x) for x in (("5", "12", "2024"), ("27", "11", "2024"), ("11", "27", "2024"))
    )
    assert read_days([open_one, day_first])[open_one] == Day(
        date(2024, 12, 5), f"as day{separator}month{separator}year"
    )
    assert read_days([open_one, month_first])[open_one] == Day(
        date(2024, 5, 12), f"as month{separator}day{separator}year"
    )
    for rest in ([], ["2024-11-27"], [day_first, month_first]):
        found = read_days([open_one, *rest])[open_one]
        assert isinstance(found, NoDay)
        assert "5 December 2024 or 12 May 2024" in found.wrong
        assert found.right == "Write 2024-12-05 or 2024-05-12"


def test_a_day_that_is_the_same_either_way_leaves_nothing_open() -> None:
    assert read_days(["5/5/2024"]) == {"5/5/2024": Day(date(2024, 5, 5), "as day/month/year")}


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("2024", "a year"), ("27-30 November 2024", "more than one day"), ("27.-30.11.2024", "more than one day"),
        ("2024-11-30/2024-11-27", "ends before it begins"), ("5.12.24", "which century"), ("5 December", "which year"),
        ("31.11.2024", "no day"), ("2024-02-30", "no day"), ("soon", "not a date"),
        ("early December 2024", "not a date"),
        ("٢٠٢٤-١١-٠٩", "not a date"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_said_to_be_none(written: str, wrong: str) -> None:
    found = read_days([written])[written]
    assert isinstance(found, NoDay)
    assert wrong in found.wrong


@pytest.mark.parametrize(
    "written",
    ["Thursday, 5 December 2024", "Thu 5 Dec 2024", "Do, 5. Dezember 2024", "5 December 2024 (Thursday)"],
)
def test_a_day_of_the_week_that_fits_may_stand_with_a_day(written: str) -> None:
    assert read_days([written]) == {written: Day(date(2024, 12, 5), "in words")}


@pytest.mark.parametrize("written", ["Monday, 5 December 2024", "Mo, 5. Dezember 2024", "5 December 2024, Mon"])
def test_a_day_of_the_week_that_does_not_fit_is_told(written: str) -> None:
    found = read_days([written])[written]
    assert found == NoDay(
        f"'{written}' names a Monday, and that day was a Thursday", "Write 2024-12-05, or the day that is meant"
    )


def test_a_column_that_leaves_the_days_open_is_an_error_with_both_readings(case: Path) -> None:
    put(case, "events.csv", columns("events.csv", date=["1/4/2030", "1/8/2030", "2030-01-12", "2030-01-15"]))
    problems = check(case)
    assert [(p.line, p.column) for p in problems] == [(2, "date"), (3, "date")]
    assert problems[0].right == "Write 2030-04-01 or 2030-01-04"


@pytest.mark.parametrize(
    ("old", "new", "line", "right"),
    [
        ("start = 2030-01-01", "start = 01.01.2030", 6, "Write start = 2030-01-01"),
        (
            "start = 2030-01-01",
            'start = "01.01.2030"',
            6,
            "Write start = 2030-01-01, without quotation marks and hours",
        ),
        ("start = 2030-01-01", "start = 2030-1-1", 6, "Write start = 2030-01-01"),
        ("[2030-01-20, 2030-02-10]", "[20.01.2030, 10.02.2030]", 8, "Write as_of = [2030-01-20, 2030-02-10]"),
        ("published = 2030-01-09", "published = 9.1.2030  # Wed", 14, "Write published = 2030-01-09  # Wed"),
        (
            "start = 2030-01-01",
            "start = 2030-01-01T00:00:00",
            6,
            "Write start = 2030-01-01, without quotation marks and hours",
        ),
        (
            "[2030-01-20, 2030-02-10]",
            '[2030-01-20, "10.02.2030"]',
            8,
            "Write as_of = [2030-01-20, 2030-02-10], without quotation marks and hours",
        ),
        ("start = 2030-01-01", "start = 1/2/2030", 6, "Write start = 2030-02-01 or start = 2030-01-02"),
    ],
)
def test_a_day_that_toml_does_not_know_gets_the_line_that_is_right(
    case: Path, old: str, new: str, line: int, right: str
) -> None:
    spoil(case, "case.toml", old, new)
    problem = only(case)
    assert (problem.file, problem.line, problem.right) == ("case.toml", line, right)


def test_other_problems_are_told_beside_days_that_toml_does_not_know(case: Path) -> None:
    spoil(case, "case.toml", "start = 2030-01-01", "start = 01.01.2030")
    spoil(case, "case.toml", "end = 2030-03-31", "end = 31.03.2030")
    spoil(case, "events.csv", "daily,C,3", "daily,C,9")
    assert [(p.file, p.line) for p in check(case)] == [("case.toml", 6), ("case.toml", 7), ("events.csv", 3)]


# People


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1,000", "1000"), ("1.000", "1000"), ("1 000", "1000"), ("1\u00a0000", "1000"), ("1\u202f000", "1000"),
        ("1'000", "1000"), ("1,234,567", "1234567"), ("~500", "500"), ("≈ 500", "500"), ("ca. 500", "500"),
        ("about 500 men", "500"), ("500+", "500"), (">500", "500"), ("at least 500", "500"), ("n/a", ""), ("N.A.", ""),
        ("–", ""), ("-", ""), ("?", ""), ("unknown", ""), ("500–700", "500-700"), ("500 to 700", "500-700"),
        ("1,000–1,500", "1000-1500"), ("between 500 and 700", "500-700"), ("2k", "2000"), ("12.0", "12"),
    ],
)  # fmt: skip
def test_a_figure_is_read_however_it_is_written(case: Path, written: str, read: str) -> None:
    put(case, "events.csv", columns("events.csv", people=["", written, "", ""]))
    found = examine(case)
    assert found.case
    ends = [int(n) for n in read.split("-") if n]
    assert found.case.events[1].people == (sum(ends) // len(ends) if ends else None)
    assert found.case.events[1].people_range == (tuple(ends) if len(ends) > 1 else None)
    assert f"'{' '.join(written.split())}'" in "\n".join(found.readings)


@pytest.mark.parametrize(
    "written", ["hundreds", "-1", "12.5", "1,5", "1e3", "700-500", "500 and 700", "none", "٣", "1,00", "1 2"]
)
def test_what_is_no_figure_or_may_be_two_is_asked_about(written: str) -> None:
    assert read_people(written) is None


def test_a_strength_must_be_known(case: Path) -> None:
    put(case, "formations.csv", columns("formations.csv", strength=["0", "0", "3.000", "n/a"]))
    assert "empty" in only(case).wrong
    put(case, "formations.csv", columns("formations.csv", strength=["0", "0", "3.000", "~2500"]))
    assert [f.strength for f in read(case).formations] == [0, 0, 3000, 2500]


# Names


@pytest.mark.parametrize(
    "written", ["BRIGADE-1", "brigade_1", "Brigade 1", "brigade1", "1st Brigade", "1ST  BRIGADE", "the 1st brigade"]
)
def test_a_formation_is_known_by_its_id_and_its_name(case: Path, plain: Case, written: str) -> None:
    formations = ["high-command", written, "brigade-2", written]
    put(case, "events.csv", columns("events.csv", formation=formations))
    assert read(case) == plain
    assert f"'{' '.join(written.split())}', read as 'brigade-1'" in told(case)


def test_an_id_itself_may_be_written_otherwise_and_others_name_it_either_way(case: Path, plain: Case) -> None:
    spoil(case, "formations.csv", "brigade-1,1st", "Brigade_1,1st")
    spoil(case, "areas.csv", "town,The town", "TOWN,The town")
    spoil(case, "case.toml", '"high-command"', '"High Command"')
    assert read(case) == plain
    assert "2 new ids with signs that ids do not have" in told(case)
    assert "'High Command', read as 'high-command'" in told(case)


def test_letters_of_other_alphabets_make_a_usable_id(case: Path, plain: Case) -> None:
    for name in ("areas.csv", "formations.csv", "events.csv", "outcomes.csv"):
        text = (
            (case / name).read_text(encoding="utf-8").replace("town", "схід-місто").replace("brigade-1", "1-ша бригада")
        )
        put(case, name, text)
    found = read(case)
    assert [area.id for area in found.areas] == ["skhid-misto", "bridge"]
    assert found.events[1].formation == "1-sha-brigada"
    assert (kebab("Кам'янка"), kebab("Łódź"), kebab("السويداء"), kebab("北京")) == (
        "kamyanka",
        "lodz",
        "lswyd",
        "beijing",
    )


def renamed(folder: Path) -> None:
    put(folder, "areas.csv", "id,name,lat,lon,adjacent,aliases\ntown,The town,46.6,32.6,bridge,Artemivsk; Old Town\n"
        "bridge,The bridge,46.7,32.7,town,\n")  # fmt: skip


def test_an_alias_names_a_renamed_place(case: Path, plain: Case) -> None:
    renamed(case)
    put(
        case,
        "events.csv",
        EVENTS.replace("high-command,town,", "high-command,artemivsk,").replace("1,town,", "1,Old Town,"),
    )
    assert read(case) == plain
    assert "2 names in place of ids" in told(case)


def test_a_name_that_is_not_known_is_never_taken_for_another_unit(case: Path) -> None:
    put(case, "events.csv", columns("events.csv", formation=["high-command", "3rd Brigade", "brigade-2", "brigade-11"]))
    for problem in check(case):
        assert problem.column == "formation"
        assert "brigade-" not in problem.right
        assert "aliases" in problem.right


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("army-grup", "army-group", True), ("twon", "town", True), ("Mykolayiv", "Mykolaiv", True),
        ("30th Republican Guard Division", "Republican Guard (Damascus)", False), ("brigade-11", "brigade-1", False),
        ("II Corps", "III Corps", False), ("49th Army", "48th Army", False), ("Company A", "Company B", False),
        ("East Town", "West Town", False), ("isw-1129", "isw-1128", False), ("hama", "homs", False),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told_from_another_name(a: str, b: str, same: bool) -> None:
    assert same_but_for_a_slip(a, b) == same_but_for_a_slip(b, a) == same


AREAS = """\
id,name,lat,lon,adjacent
saraqib-maarat,Saraqib and Maarat al-Numan,1,1,daraa
daraa,"Daraa, its countryside",2,2,saraqib-maarat suwayda
suwayda,Suwayda,3,3,daraa
"""


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("Saraqib and Maarat al-Numan", ["saraqib-maarat"]),
        ("Daraa, Suwayda", ["daraa", "suwayda"]),
        ("daraa; suwayda", ["daraa", "suwayda"]),
        ("Daraa and Suwayda", ["daraa", "suwayda"]),
        ("suwayda / Daraa, its countryside", ["suwayda", "daraa"]),
        ("Saraqib and Maarat al-Numan, Daraa & Suwayda", ["saraqib-maarat", "daraa", "suwayda"]),
        ("SARAQIB_MAARAT daraa", ["saraqib-maarat", "daraa"]),
    ],
)
def test_areas_are_told_apart_whatever_stands_between_them(case: Path, cell: str, ids: list[str]) -> None:
    put(case, "areas.csv", AREAS)
    put(case, "events.csv", columns("events.csv", area=[cell, "", "", ""]))
    put(case, "formations.csv", columns("formations.csv", area=["", "", "daraa", "suwayda"]))
    (case / "outcomes.csv").unlink()
    assert list(read(case).events[0].areas) == ids


def test_a_cell_that_names_one_area_or_two_is_asked_about(case: Path) -> None:
    renamed(case)
    spoil(case, "areas.csv", "Old Town", "Town Bridge")
    put(case, "events.csv", columns("events.csv", area=["Town Bridge", "town", "town bridge", ""]))
    problem = only(case)
    assert (problem.line, problem.column) == (2, "area")
    assert "may be 'town bridge' or 'town'" in problem.wrong


def test_a_name_that_two_have_is_asked_about(case: Path) -> None:
    spoil(case, "formations.csv", "2nd Brigade", "1st Brigade")
    put(case, "events.csv", columns("events.csv", formation=["high-command", "1st Brigade", "brigade-2", "brigade-1"]))
    assert "may be 'brigade-1' or 'brigade-2'" in only(case).wrong


# Sources, codes and kinds


def test_a_source_is_known_by_its_name_and_a_missing_key_gets_its_lines(case: Path, plain: Case) -> None:
    put(case, "events.csv", columns("events.csv", source=["Wire", "A daily paper, January 2030", "wire", "daily"]))
    assert read(case) == plain
    put(case, "events.csv", columns("events.csv", source=["isw-1129", "daily", "isw-1129", "Залізо 1"]))
    first, second = check(case)
    assert (first.line, first.wrong) == (2, "there is no source 'isw-1129', here and in 1 more row")
    assert first.right == 'Add these two lines to case.toml: [sources.isw-1129] and name = "…"'
    assert '[sources."Залізо 1"]' in second.right


@pytest.mark.parametrize("written", ["A daily", "a daily paper"])
def test_a_source_that_is_cited_by_the_beginning_of_its_name_is_asked_about(case: Path, written: str) -> None:
    put(case, "events.csv", columns("events.csv", source=["wire", written, "wire", "daily"]))
    assert only(case).right.startswith("If it is the source whose name begins so, write 'daily'; or add these two")


@pytest.mark.parametrize("written", ["1st and 2nd Brigades", "brigade-1, brigade-2", "1st Brigade and 2nd Brigade"])
def test_a_cell_with_two_formations_wants_a_row_for_each(case: Path, written: str) -> None:
    put(case, "events.csv", columns("events.csv", formation=["high-command", written, "brigade-2", "brigade-1"]))
    assert only(case).wrong == f"'{written}' names 2 formations (brigade-1, brigade-2)"
    assert only(case).right == "Name one; if the report is about each of them, give each a row of its own"


def test_both_codes_may_stand_in_one_cell(case: Path, plain: Case) -> None:
    codes = {"reliability": ["B2", "c-3", "B", "D"], "credibility": ["", "3", "b1", "4"]}
    put(case, "events.csv", columns("events.csv", **codes))
    assert read(case) == plain
    put(case, "events.csv", columns("events.csv", reliability=["B2", "C", "B", "D"], credibility=["3", "3", "1", "4"]))
    assert "says credibility 2, and the column credibility says '3'" in only(case).wrong


def test_the_column_of_the_second_code_may_be_missing_where_the_first_holds_both(case: Path, plain: Case) -> None:
    text = EVENTS.replace(",credibility", "")
    for code in ("B,2", "C,3", "B,1", "D,4"):
        text = text.replace(f",{code},", f",{code.replace(',', '')},")
    put(case, "events.csv", text)
    assert read(case) == plain
    put(case, "events.csv", text.replace(",B2,", ",B,"))
    assert [p.column for p in check(case)] == ["credibility"]


def test_words_of_the_codebook_are_read_whatever_their_case_and_by_their_names(case: Path, plain: Case) -> None:
    kinds = ["Order.Hold", "people desert", "opponent_attack", "coerce"]
    put(case, "events.csv", columns("events.csv", kind=kinds, reliability=["b", "c", "usually reliable", "D"]))
    put(case, "formations.csv", columns("formations.csv", echelon=["Command", "Army group", "BRIGADE", "brigade"]))
    put(
        case,
        "outcomes.csv",
        FILES["outcomes.csv"].replace("area-given-up", "Area given up").replace("in-control", "In control"),
    )
    assert read(case) == plain


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("conduct.retreat", "Withdraw in order, or flee? 'conduct.withdraw' (goes back in order, with its equipment, "
         "covered), 'conduct.flee' (goes back in disorder)"),
        ("withdraw", "Which? 'order.withdraw'"),
        ("conduct.panic", "Nearest: 'conduct.flee'"),
        ("conduct.losses", "Nearest: 'strain.losses'"),
        ("defence", "Fights, is told to hold"),
        ("conduct.dessert", "Nearest: 'conduct.desert'"),
        ("conduct.defeat", "gone back in order"),
        ("conduct.xyz", "Kinds of conduct: conduct.defend"),
        ("conduct", "Kinds of conduct: conduct.defend"),
        ("attacks", "Which? 'order.attack'"),
        ("ground.captured", "'ground.lost' (the force no longer holds an area that it held), 'ground.regained'"),
        ("conduct.captured", "Nearest: 'conduct.surrender'"),
        ("ally.leaves", "Nearest: 'strain.ally'"),
        ("xyz", "see the codebook"),
    ],
)  # fmt: skip
def test_a_kind_that_is_none_gets_those_that_may_be_meant(case: Path, written: str, said: str) -> None:
    assert said in kinds_meant(written)
    put(case, "events.csv", columns("events.csv", kind=[written, "conduct.desert", "opponent.attack", "grip.coerce"]))
    problem = only(case)
    assert (problem.line, problem.column) == (2, "kind")
    assert said in problem.right


def test_synonyms_speak_of_kinds_and_none_is_there_twice() -> None:
    assert {kind for kinds, _ in synonyms().values() for kind in kinds} <= KINDS.keys()
    assert all(question or len(kinds) == 1 for kinds, question in synonyms().values())
    text = (Path(kinds_meant.__code__.co_filename).parent / "synonyms.csv").read_text(encoding="utf-8")
    rows = [{key(word) for word in row["words"].split("; ")} for row in csv.DictReader(text.splitlines())]
    assert len(set.union(*rows)) == sum(map(len, rows))
    assert all(row["reason"] for row in csv.DictReader(text.splitlines()))


def test_a_decimal_comma_is_read(case: Path, plain: Case) -> None:
    put(case, "areas.csv", columns("areas.csv", lat=["46,6", "46,7"]))
    assert read(case) == plain
    assert "2 numbers with a decimal comma" in told(case)


def test_what_is_as_the_format_has_it_is_read_without_a_word(case: Path, plain: Case) -> None:
    assert examine(case).readings == ()
    assert replace(read(case), slug=plain.slug) == plain


@pytest.mark.parametrize("nothing", ["–", "-", "n/a"])
def test_a_dash_stands_for_an_empty_cell(case: Path, plain: Case, nothing: str) -> None:
    put(case, "events.csv", columns("events.csv", area=["town", "town", "town bridge", nothing]))
    put(case, "formations.csv", FILES["formations.csv"].replace(",,command", f",{nothing},command"))
    put(case, "outcomes.csv", FILES["outcomes.csv"].replace("bridge,,,", f"bridge,{nothing},{nothing},"))
    assert read(case) == plain
    assert "4 cells that say that nothing is known" in told(case)


def test_a_sheet_that_is_no_table_is_named_where_a_table_is_missing(case: Path) -> None:
    sheets(case, "case.xlsx", "events", "outcomes")
    book = openpyxl.load_workbook(case / "case.xlsx")
    book["Events"].title = "Reports"
    book.save(case / "case.xlsx")
    assert only(case).right == "If it is a sheet of the workbook (Reports), call that sheet events"


def test_sheets_and_files_that_are_no_table_are_named(case: Path, plain: Case) -> None:
    sheets(case, "case.xlsx", "events")
    book = openpyxl.load_workbook(case / "case.xlsx")
    book.create_sheet("Notes").append(["look again"])
    book.save(case / "case.xlsx")
    assert read(case) == plain
    assert told(case) == "case.xlsx: sheets of your own, not read: Notes"
    assert examine(case).passed_over == ()
    (case / "case.xlsx").rename(case / "cases.xlsx")
    assert examine(case).passed_over == (f"{case / 'cases.xlsx'} is not read. Nearest: 'case.xlsx'.",)


def test_the_other_commands_say_in_one_line_that_something_is_read_otherwise(case: Path) -> None:
    put(case, "areas.csv", columns("areas.csv", lat=["46,6", "46,7"]))
    put(case, "events.csv", EVENTS.replace("conduct.desert", "Desert"))
    with pytest.warns(InputWarning) as warned:
        read(case)
    (line,) = warned
    assert (
        str(line.message)
        == f"2 things are read differently from how they are written; `breakranks check {case}` lists them."
    )


@pytest.mark.parametrize("how", ["events.csv", "events.xlsx", "case.xlsx"])
def test_too_many_rows_and_too_long_names_are_refused_wherever_they_stand(
    case: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setitem(MOST_ROWS, "events", 2)
    put(case, "formations.csv", FILES["formations.csv"].replace("1st Brigade", "1" * (LONGEST_NAME + 1)))
    if how != "events.csv":
        sheets(case, how, "events")
    rows, name = check(case)
    assert (rows.line, rows.wrong, rows.right) == (
        4,
        "this is row 3 of 4",
        "Give at most 2, and leave out what matters least",
    )
    assert rows.file.startswith(how)
    assert (name.column, name.wrong) == ("name", f"the cell has {LONGEST_NAME + 1} characters")


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("2030-01-12/2030-01-08", "Write 2030-01-08/2030-01-12"),
        ("12 January 2030 to 8 January 2030", "Write 2030-01-08/2030-01-12"),
        ("2030-01-08/2030-01-08", "Write 2030-01-08"),
    ],
)
def test_a_span_that_is_none_is_told_with_what_to_write(written: str, right: str) -> None:
    told = read_days([written])[written]
    assert isinstance(told, NoDay)
    assert told.right.startswith(right)


def test_a_column_that_stands_twice_is_told_once(case: Path) -> None:
    text = (case / "events.csv").read_text(encoding="utf-8").splitlines()
    put(case, "events.csv", "\n".join(line + (",x" if number else ",note") for number, line in enumerate(text)))
    assert "stands twice" in only(case).wrong
