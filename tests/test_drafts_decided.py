"""A draft that is accepted becomes a row of its table and nothing else changes; the case always passes its check."""

import os
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from breakranks.case import read
from breakranks.case.types import Case
from breakranks.drafts import ACCEPTED, OPEN, REJECTED, Draft, accept, add_drafts, effect, read_drafts, reject
from breakranks.drafts.dialogue import go_through
from breakranks.tables import InputError
from case_folder import EVENTS, FILES, spoil, write_case
from import_files import known_case, rows_of, write
from test_case_reading import sheets
from test_case_tidy import contents
from test_cli import refused, run
from test_drafts import FLED, SAID

pytestmark = pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
NEW = {"source": "paper", "source_name": "A new paper, Feb 2030", "source_url": "https://example.org/new"}
CORPS = Draft(
    id="orbat:u1", table="formations", formation="corps-3", name="3rd Corps", parent="high-command", echelon="corps",
    troops="conscript", strength="0", coder="orbat-mapper",
)  # fmt: skip
ISLE = Draft(id="own:1", table="areas", area="isle", name="The isle", lat="46.9", lon="32.9")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line")


def row_of(case: Path, name: str) -> str:
    return (case / name).read_text(encoding="utf-8").splitlines()[-1]


def test_an_accepted_event_is_the_last_row_of_its_table_and_all_others_stay(case: Path) -> None:
    add_drafts(case, [FLED])
    before, old = read(case), contents(case)
    done = accept(case, FLED.id, by="Ann")
    assert done == replace(FLED, status=ACCEPTED)
    after = read(case)
    assert after.events[:-1] == before.events
    event = after.events[-1]
    assert (event.kind, event.formation, event.areas, event.coder) == (
        "conduct.flee", "brigade-1", ("town",), "acled, accepted by Ann",
    )  # fmt: skip
    new = contents(case)
    assert {name for name in new if new[name] != old.get(name)} == {"events.csv", "drafts.csv"}
    assert [draft.status for draft in read_drafts(case)] == [ACCEPTED]


def test_a_new_source_gets_its_row_and_one_that_is_known_by_its_address_does_not(case: Path) -> None:
    add_drafts(
        case,
        [
            replace(FLED, **NEW),
            replace(FLED, id="b", date="2030-01-20", reported="2030-01-20", source="other",
                    source_name="A wire", source_url="https://example.org/wire"),
            replace(FLED, id="c", date="2030-01-21", reported="2030-01-21", source="daily", source_name="Another daily",
                    source_url="https://example.com/daily"),
        ],
    )  # fmt: skip
    spoil(case, "case.toml", 'name = "A daily paper, January 2030"', 'name = "A daily"\nurl = "https://example.org/d"')
    for draft in read_drafts(case):
        accept(case, draft.id)
    after = read(case)
    assert [event.sources for event in after.events[-3:]] == [("paper",), ("wire",), ("daily-2",)]
    assert (after.sources["paper"].name, after.sources["paper"].url) == (NEW["source_name"], NEW["source_url"])
    assert len((case / "sources.csv").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("draft", "name", "row"),
    [
        (SAID, "judgements.csv", "2030-01-18,A daily paper,area-given-up,town,28,likely,,daily,"),
        (CORPS, "formations.csv", "corps-3,3rd Corps,high-command,corps,conscript,0,,"),
        (ISLE, "areas.csv", "isle,The isle,46.9,32.9,"),
    ],
)
def test_drafts_go_into_the_table_that_they_are_for(case: Path, draft: Draft, name: str, row: str) -> None:
    # Outcomes tell of all areas or of none.
    (case / "outcomes.csv").unlink()
    add_drafts(case, [draft])
    accept(case, draft.id)
    assert row_of(case, name).startswith(row)
    read(case)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": ""}, "events.csv, line 6, column kind: the cell is empty"),
        ({"formation": "brigade-9"}, "there is no formation 'brigade-9'"),
        ({"date": "2031-01-01"}, "lies outside the window"),
        ({"sort": "x"}, "A draft for events.csv has no cell 'sort'. Nearest: 'source'"),
        ({"status": "open"}, "has no cell 'status'"),
    ],
)
def test_what_would_spoil_the_case_is_told_and_nothing_is_written(
    case: Path, change: dict[str, str], said: str
) -> None:
    add_drafts(case, [replace(FLED, **NEW)])
    before = contents(case)
    with pytest.raises(InputError, match=said):
        accept(case, FLED.id, change)
    assert contents(case) == before


def test_a_full_disk_loses_nothing(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_drafts(case, [FLED])
    before = contents(case)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        accept(case, FLED.id)
    assert contents(case) == before


def test_changes_go_into_the_row_and_the_draft(case: Path) -> None:
    add_drafts(case, [FLED])
    accept(case, FLED.id, {"kind": "conduct.withdraw", "people": "~1,000"})
    assert read(case).events[-1].kind == "conduct.withdraw"
    assert read_drafts(case)[0].kind == "conduct.withdraw"


def test_a_note_that_names_the_kind_names_the_kind_that_was_taken(case: Path) -> None:
    add_drafts(
        case, [replace(FLED, note="Goes back in disorder: 1st Brigade"), replace(FLED, id="b", area="", note="Own")]
    )
    accept(case, FLED.id, {"kind": "conduct.withdraw"})
    assert read(case).events[-1].note == "Goes back in order: 1st Brigade"
    accept(case, "b", {"kind": "conduct.withdraw"})
    assert read(case).events[-1].note == "Own"


def test_what_is_decided_is_not_decided_again(case: Path) -> None:
    add_drafts(case, [FLED, SAID])
    accept(case, FLED.id)
    assert reject(case, SAID.id).status == REJECTED
    for id, status in ((FLED.id, ACCEPTED), (SAID.id, REJECTED)):
        with pytest.raises(InputError, match=f"is {status} already"):
            accept(case, id)
    with pytest.raises(InputError, match=r"There is no draft 'acled:RED1:2'.* Nearest: 'acled:RED1:1'"):
        reject(case, "acled:RED1:2")


def test_a_row_that_is_there_by_now_is_not_added_twice(case: Path) -> None:
    add_drafts(case, [FLED])
    with (case / "events.csv").open("a", encoding="utf-8") as file:
        file.write("2030-01-18,2030-01-18,brigade-1,town,conduct.flee,,wire,A,1,by hand\n")
    before = (case / "events.csv").read_bytes()
    assert effect(case, FLED).silent == "The case has such a row already."
    assert accept(case, FLED.id).status == ACCEPTED
    assert (case / "events.csv").read_bytes() == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_keeps_its_form(case: Path, encoding: str, end: str) -> None:
    text = EVENTS.replace('"pressed at the bridge, and in the town"', '"Füsiliere; ""pressed""\nhard"')
    text = text.replace("note\n", "note,mine\n").replace("town\n", "town,x\n").replace("men gone\n", "men gone,y\n")
    text = text.replace('hard"\n', 'hard",z\n').replace("arrests\n", "arrests,w\n").replace(",", ";")
    raw = text.replace("\n", end).encode(encoding)
    (case / "events.csv").write_bytes(raw)
    before = read(case)
    add_drafts(case, [FLED])
    accept(case, FLED.id, {"note": "lief fort, über die Brücke"})
    after = (case / "events.csv").read_bytes().decode(encoding).split(end)
    assert after[0] == f"{text.splitlines()[0]};coder"
    assert [line.removesuffix(";") for line in after[1:-2]] == raw.decode(encoding).split(end)[1:-1]
    assert read(case).events[:-1] == before.events
    assert read(case).events[-1].note == "lief fort, über die Brücke"


def test_a_sign_that_a_table_cannot_hold_is_told_of(case: Path) -> None:
    (case / "events.csv").write_bytes(EVENTS.replace("arrests", "Füsiliere").encode("cp1252"))
    add_drafts(case, [FLED])
    with pytest.raises(InputError, match=r"has no sign for 'Ж'. Run breakranks tidy"):
        accept(case, FLED.id, {"note": "Жуков"})


def test_a_workbook_is_told_of(case: Path) -> None:
    sheets(case, "case.xlsx", "areas", "formations", "events", "outcomes")
    add_drafts(case, [FLED])
    before = contents(case)
    with pytest.raises(InputError, match=r"case.xlsx: the table events is in a workbook.* Run breakranks tidy"):
        accept(case, FLED.id)
    assert contents(case) == before


def test_an_effect_is_what_the_assessment_would_change_by(case: Path) -> None:
    add_drafts(case, [FLED])
    found = effect(case, FLED)
    assert str(found.as_of) == "2030-02-10"
    assert found.explanations
    assert found.control
    assert found.forecasts
    assert found.explanations["loss-of-control"].by > 0 > found.explanations["in-control"].by
    assert found.control.by < 0
    assert len(found.forecasts) == 3
    moves = [abs(moved.by) for moved in found.forecasts.values()]
    assert moves == sorted(moves, reverse=True)
    accept(case, FLED.id)
    other = replace(SAID, id="x", table="events", kind="conduct.mutiny", formation="brigade-2", area="",
                    reported="2030-01-18", reliability="B", credibility="2", source="wire")  # fmt: skip
    then = effect(case, other)
    assert then.control
    assert then.control.before == pytest.approx(found.control.after)


def test_what_no_assessment_reads_has_no_effect(case: Path) -> None:
    assert "does not read it" in effect(case, SAID).silent
    assert "after the window" in effect(case, replace(FLED, reported="2030-06-01")).silent
    late = effect(case, replace(FLED, date="2030-03-01", reported="2030-03-02"))
    assert str(late.as_of) == "2030-03-02"
    assert late.control


def test_a_formation_has_an_effect(case: Path) -> None:
    found = effect(case, replace(CORPS, strength="9000", area="town"))
    assert found.control
    assert found.forecasts


def talk(case: Path, monkeypatch: pytest.MonkeyPatch, *answers: str, by: str = "") -> tuple[Case, str]:
    """The case after a person gave these answers, and what was printed."""
    out = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO("".join(f"{answer}\n" for answer in answers)))
    go_through(case, Console(file=out, width=100), by)
    return read(case), " ".join(out.getvalue().split())


def test_a_move_without_a_change_is_asked_for_people_and_an_area_for_the_front(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    less = Draft("orbat:u1:2030-01-20", table="moves", date="2030-01-20", reported="2030-01-21", formation="brigade-2")
    (case / "outcomes.csv").unlink()
    spoil(case, "areas.csv", "adjacent\n", "adjacent,front\n")
    spoil(case, "areas.csv", "32.6,bridge", "32.6,bridge,yes")
    spoil(case, "areas.csv", "32.7,town", "32.7,town,no")
    add_drafts(case, [less, Draft("x:1", table="areas", area="ford", name="The ford", lat="46.8", lon="32.8")])
    after, said = talk(case, monkeypatch, "a", "1800", "a", "maybe", "a", "no")
    assert [(move.formation, move.strength) for move in after.moves] == [("brigade-2", 1800)]
    assert "Still to say: strength." in said
    assert "front (yes, no): It cannot be done." in said
    assert (after.areas[-1].id, after.areas[-1].front) == ("ford", False)


def statuses(case: Path) -> list[str]:
    return [draft.status for draft in read_drafts(case)]


def test_a_person_sees_what_each_would_change_and_decides(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_drafts(case, [FLED, SAID, CORPS, ISLE])
    after, said = talk(case, monkeypatch, "a", "r", "s", "q", by="Ann")
    assert statuses(case) == [ACCEPTED, REJECTED, OPEN, OPEN]
    assert "Draft 1 of 4, for events.csv conduct.flee (goes back in disorder)" in said
    assert "It rests on: “They ran, Жуков said.”" in said
    assert "With it, as of 2030-02-10: control of the force: " in said
    assert "Loss of control: " in said
    assert after.events[-1].coder == "acled, accepted by Ann"


def test_a_person_changes_a_cell_or_takes_another_kind(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_drafts(case, [FLED])
    after, said = talk(case, monkeypatch, "what?", "c", "nothing", "c", "people", "700", "1", "a")
    assert "'what?' is none of these." in said
    assert "has no cell 'nothing'" in said
    assert "1 takes conduct.withdraw (goes back in order" in said
    assert (after.events[-1].kind, after.events[-1].people) == ("conduct.withdraw", 700)


def test_what_a_person_says_of_a_source_holds_for_its_other_drafts(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = replace(FLED, id="b", date="2030-01-10")
    add_drafts(case, [FLED, again, replace(again, id="c", source="other", source_name="Other", date="2030-01-05")])
    after, _ = talk(case, monkeypatch, "c", "reliability", "D", "a", "a", "a")
    assert [event.reliability for event in after.events[-3:]] == ["D", "D", "B"]


def test_a_kind_that_is_left_open_is_asked_for(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_drafts(case, [replace(FLED, kind=""), replace(FLED, id="b", kind="", date="2030-01-10")])
    after, said = talk(case, monkeypatch, "a", "2", "a", "nonsense", "a", "conduct.refuse")
    assert "Still to say: kind." in said
    assert "kind (1 conduct.withdraw, 2 conduct.abandon): " in said
    # A wrong answer is not kept: it is asked for again.
    assert "'nonsense' is not a kind" in said
    assert [event.kind for event in after.events[-2:]] == ["conduct.abandon", "conduct.refuse"]


def test_a_person_is_asked_for_what_is_missing_and_what_is_wrong_is_told(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [replace(CORPS, troops="", strength=""), replace(CORPS, id="b", formation="corps-4", troops="")]
    add_drafts(case, drafts)
    after, said = talk(case, monkeypatch, "a", "many", "0", "a", "mobilised", "0", "a", "")
    assert "Still to say: troops, strength." in said
    assert "'many' is not a kind of troops" in said
    assert [(f.id, f.troops) for f in after.formations[-2:]] == [("corps-3", "mobilised"), ("corps-4", "mobilised")]


@pytest.mark.whole
def test_from_a_data_set_to_rows_on_the_command_line(tmp_path: Path) -> None:
    known_case(tmp_path / "river-line")
    write(tmp_path / "export.csv", rows_of("acled", {}, {"event_id_cnty": "RED2", "event_date": "2030-02-01"}))
    imported = run("import", "acled", "export.csv", "--into", "river-line", cwd=tmp_path)
    assert (imported.returncode, imported.stderr) == (0, "")
    assert "Drafts added: 2. Go through them: breakranks drafts river-line" in imported.stdout
    said = run("drafts", "river-line", "--by", "Ann", cwd=tmp_path, answers="a\nr\n")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.endswith("Accepted 1, rejected 1; open are 0.\n")
    assert [event.coder for event in read(tmp_path / "river-line").events[4:]] == ["acled, accepted by Ann"]
    wrong = run("import", "acle", "export.csv", "--into", "river-line", cwd=tmp_path)
    assert refused(wrong) == "'acle' cannot be imported. Nearest: 'acled'."
    assert "no such folder" in refused(run("drafts", "nowhere", cwd=tmp_path))


def test_the_end_of_the_input_ends_it(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_drafts(case, [FLED])
    talk(case, monkeypatch)
    assert statuses(case) == [OPEN]
    assert (case / "events.csv").read_text(encoding="utf-8") == FILES["events.csv"]
