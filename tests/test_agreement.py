"""Two codings of one case: which rows tell of the same, how far they agree, what each disagreement would change."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from breakranks.agreement import Agreement, agree, print_agreement, write_agreement
from breakranks.agreement.alpha import alpha
from breakranks.agreement.match import match
from breakranks.case import Case, Event, load_case
from breakranks.tables import InputError
from breakranks.whole import assess
from case_folder import FILES, VERSION_2, write_case
from shown import console, said

HEAD = FILES["events.csv"].splitlines()[0]
NOTES = [
    "bridge guarded",
    "wagons burnt",
    "officers gone",
    "letters found",
    "trenches dug",
    "bread short",
    "guns moved",
]


def events(count: int = 14) -> list[list[str]]:
    """Rows of one coder, a day apart, of two brigades in turn."""
    kinds = ["order.hold", "conduct.defend", "conduct.desert", "strain.supply", "opponent.attack"]
    return [
        [
            str(date(2030, 1, 4) + timedelta(n)), str(date(2030, 1, 5) + timedelta(n)), f"brigade-{1 + n % 2}",
            ["town", "bridge"][n % 2], kinds[n % len(kinds)], "", ["wire", "daily"][n % 2], "B", "2",
            f"{NOTES[n % len(NOTES)]}, note {n}",
        ]
        for n in range(count)
    ]  # fmt: skip


def coded(folder: Path, rows: Sequence[Sequence[str]], **files: str) -> Path:
    text = "\n".join([HEAD, *(",".join(f'"{cell}"' for cell in row) for row in rows), ""])
    return write_case(folder, {**FILES, "events.csv": text, **files})


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The second coder takes one for another kind, doubts one, leaves one out, has one more, and sorts otherwise."""
    folder = tmp_path_factory.mktemp("coders")
    other = events()
    other[1][4] = "conduct.flee"
    other[3][8] = "3"
    del other[6]
    other.append(["2030-02-01", "2030-02-02", "brigade-1", "town", "conduct.flee", "60", "wire", "A", "1", "ran off"])
    return coded(folder / "ann", events()), coded(folder / "ben", other[::-1])


@pytest.fixture(scope="module")
def found(folders: tuple[Path, Path]) -> Agreement:
    return agree(*folders)


def test_alpha_is_that_of_the_textbook() -> None:
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections A and B.
    binary = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))
    letters = list(zip("aabbdcccedda", "babbbcccéddd".replace("é", "e"), strict=True))
    assert alpha("nominal", binary)[0] == pytest.approx(0.095, abs=5e-4)
    assert alpha("nominal", letters)[0] == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "expected"), [("nominal", 0.59825), ("ordinal", 0.87222), ("interval", 0.84967), ("ratio", 0.76465)]
)
def test_alpha_by_level_is_that_of_another_implementation(level: str, expected: float) -> None:
    # krippendorff 0.9.0, which its licence keeps from being used here.
    pairs = list(zip([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 0, 2], [0, 1, 1, 1, 2, 3, 3, 4, 4, 2, 0, 2], strict=True))
    assert alpha(level, pairs)[0] == pytest.approx(expected, abs=1e-5)


def test_areas_that_overlap_agree_in_part() -> None:
    same, apart = (frozenset({"town"}), frozenset({"town"})), (frozenset({"bridge"}), frozenset({"bridge"}))
    part, none = (frozenset({"town"}), frozenset({"town", "bridge"})), (frozenset({"town"}), frozenset({"bridge"}))
    inpart, wrong = (alpha("nominal, sets", [*[same] * 6, *[apart] * 6, last])[0] for last in (part, none))
    assert inpart
    assert wrong
    assert wrong < inpart < 1


def test_there_is_no_alpha_from_few_pairs_or_one_value() -> None:
    assert alpha("nominal", [("a", "b")] * 9) == (None, "fewer than 10 pairs")
    assert alpha("nominal", [("a", "a")] * 10) == (None, "all have one value")


def case_of(folder: Path, rows: Sequence[Sequence[str]]) -> Case:
    return load_case(coded(folder, rows))


def test_rows_are_found_again_whatever_their_order_and_kind(tmp_path: Path) -> None:
    other = [[*row[:4], "grip.coerce", *row[5:]] for row in events()[::-1]]
    pairs = match(case_of(tmp_path / "a", events()), case_of(tmp_path / "b", other))
    assert [(p.first.number, p.second.number) for p in pairs] == [(n, 15 - n) for n in range(1, 15)]


def test_the_most_alike_are_paired_first_and_each_row_stands_once(tmp_path: Path) -> None:
    def row(day: int, note: str) -> list[str]:
        return [f"2030-01-{day:02}", "2030-01-20", "brigade-1", "town", "order.hold", "", "wire", "B", "2", note]

    first = [row(14, "bridge guarded heavily"), row(10, "bridge guarded heavily today")]
    second = [row(10, "bridge guarded heavily"), row(13, "bridge guarded heavily at last")]
    pairs = match(case_of(tmp_path / "a", first), case_of(tmp_path / "b", second))
    assert [(p.first.number, p.second.number) for p in pairs] == [(1, 2), (2, 1)]


def test_rows_far_apart_or_of_other_things_are_not_matched(tmp_path: Path) -> None:
    rows = events(2)
    late = [["2030-01-20", "2030-01-20", *rows[0][2:]]]
    other = [[*rows[1][:2], "brigade-1", "town", rows[1][4], "", "wire", "B", "2", "nothing alike"]]
    assert match(case_of(tmp_path / "a", rows), case_of(tmp_path / "b", [*late, *other])) == ()


def test_every_disagreement_is_found(found: Agreement) -> None:
    assert len(found.pairs) == 13
    assert {(d.field, *d.values) for d in found.cells} == {
        ("kind", "conduct.defend", "conduct.flee"), ("credibility", "2", "3"),
    }  # fmt: skip
    assert {(d.first is None, (d.first or d.second or found.pairs[0].first).note) for d in found.alone} == {
        (False, "guns moved, note 6"), (True, "ran off"),
    }  # fmt: skip
    same = {f.name: (f.pairs, f.same) for f in found.fields}
    assert same["kind"] == same["credibility"] == (13, 12)
    assert same["formation"] == (13, 13)
    assert same["people"] == (0, 0)
    assert {f.name: f.alpha for f in found.fields}["formation"] == 1.0


def with_rows(folder: Path, change: Sequence[Event] | dict[str, object], number: int = 0) -> float:
    """Control, as a whole assessment of the changed case has it."""
    case = load_case(folder)
    rows = change if not isinstance(change, dict) else [
        replace(e, **change) if e.number == number else e for e in case.events  # type: ignore[arg-type]
    ]  # fmt: skip
    return assess(replace(case, events=tuple(rows))).control.value


def test_what_a_disagreement_would_change_is_what_a_whole_assessment_says(
    found: Agreement, folders: tuple[Path, Path]
) -> None:
    ann, case = folders[0], load_case(folders[0])
    usual = assess(case).control.value
    assert found.numbers.control == pytest.approx(usual, abs=1e-9)
    kind = next(d for d in found.cells if d.field == "kind")
    assert kind.effect
    assert kind.first
    changed = with_rows(ann, {"kind": "conduct.flee"}, kind.first.number)
    assert kind.effect.control == pytest.approx(changed - usual, abs=1e-9)
    assert kind.effect.control < -0.001
    (more,) = (d for d in found.alone if d.second)
    assert more.effect
    assert more.second
    added = with_rows(ann, [*case.events, replace(more.second, number=99)])
    assert more.effect.control == pytest.approx(added - usual, abs=1e-9)
    assert found.all_rows
    assert found.all_rows.control == pytest.approx(with_rows(ann, load_case(folders[1]).events) - usual, abs=1e-9)


def test_what_would_change_most_comes_first_and_all_is_said(found: Agreement) -> None:
    moved = [d.effect.most for d in found.cells if d.effect]
    assert moved == sorted(moved, reverse=True)
    to = console()
    print_agreement(found, to)
    text = " ".join(said(to).split())
    assert "13 rows tell of the same (by what they say); 1 stand in the first alone, 1 in the second alone" in text
    assert "kind conduct.defend" in text
    assert "only the second" in text


def test_the_files_hold_every_row(found: Agreement, tmp_path: Path) -> None:
    places = write_agreement(found, tmp_path / "out")
    rows = {}
    for place in places:
        with place.open(encoding="utf-8-sig", newline="") as file:
            rows[place.stem] = list(csv.DictReader(file))
    assert {name: len(table) for name, table in rows.items()} == {
        "agreement": 8, "matched": 13, "disagreements": 2, "only-one": 2,
    }  # fmt: skip
    kind = next(row for row in rows["disagreements"] if row["field"] == "kind")
    effect = next(d.effect for d in found.cells if d.field == "kind")
    assert effect
    assert float(kind["control_change"]) == effect.control
    assert write_agreement(found, tmp_path / "out") == places
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "agreement.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="did not write"):
        write_agreement(found, tmp_path / "mine")


def test_other_formations_are_said_and_rows_about_them_have_no_effect(tmp_path: Path) -> None:
    more = FILES["formations.csv"] + "brigade-3,3rd Brigade,army-group,brigade,elite,900,town,\n"
    rows = [*events(3), ["2030-01-12", "2030-01-12", "brigade-3", "", "conduct.flee", "", "wire", "B", "2", "gone"]]
    found = agree(coded(tmp_path / "a", events(3)), coded(tmp_path / "b", rows, **{"formations.csv": more}))
    assert found.differences == ("Only the second has the formations brigade-3.",)
    (alone,) = found.alone
    assert (alone.effect, alone.why) == (None, "the first has no formation brigade-3")


def test_moves_that_only_one_coder_has_are_told_of(tmp_path: Path) -> None:
    head = "date,reported,formation,area,parent,strength,source\n"
    one, other = "2030-01-09,2030-01-10,brigade-1,bridge,,,\n", "2030-01-12,2030-01-13,brigade-2,,,700,\n"
    first = write_case(tmp_path / "ann", {**VERSION_2, "moves.csv": head + one})
    second = write_case(tmp_path / "ben", {**VERSION_2, "moves.csv": head + other + one})
    told = "Rows of moves.csv that only the first has: 0; only the second: 1. The first's are taken."
    assert agree(first, second).differences == (told,)
    assert not agree(first, first).differences


def test_one_coding_agrees_with_itself_and_one_without_rows_with_nothing(tmp_path: Path) -> None:
    ann, none = coded(tmp_path / "ann", events()), coded(tmp_path / "none", [])
    same = agree(ann, ann)
    assert (same.cells, same.alone, len(same.pairs)) == ((), (), 14)
    assert {f.effect.most for f in same.fields if f.effect} == {0.0}
    nothing = agree(none, ann)
    assert (nothing.pairs, len(nothing.alone)) == ((), 14)
    assert {f.why for f in nothing.fields} == {"fewer than 10 pairs"}
    assert agree(ann, none).all_rows is None


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
def test_what_is_no_coding_of_the_same_case_gets_sentences(tmp_path: Path) -> None:
    good = coded(tmp_path / "good", events(2))
    bad, worse = coded(tmp_path / "bad", [["?"] * 10]), coded(tmp_path / "worse", [["x"] * 10])
    with pytest.raises(InputError) as caught:
        agree(bad, worse)
    assert all(f"{folder} is no case that can be compared" in str(caught.value) for folder in (bad, worse))
    assert "line 2, column kind" in str(caught.value)
    with pytest.raises(InputError, match="no formation in common"):
        agree(good, "kherson-2022")
