"""A new case explains itself, passes the check, and never overwrites anything."""

from pathlib import Path

import pytest

from breakranks.case import check, create, read
from breakranks.case.codebook import AREA_COLUMNS, ASKED, EVENT_COLUMNS, FORMATION_COLUMNS, OUTCOME_COLUMNS, meanings
from breakranks.tables import InputError
from breakranks.vocabulary import CREDIBILITY, ECHELONS, EXPLANATIONS, KINDS, RELIABILITY, TROOPS


def test_a_new_case_is_clean_and_can_be_read(tmp_path: Path) -> None:
    create(tmp_path / "deep" / "down" / "my-case")
    assert check(tmp_path / "deep" / "down" / "my-case") == ()
    case = read(tmp_path / "deep" / "down" / "my-case")
    assert case.slug == "my-case"
    assert case.events == ()
    assert case.as_of
    assert any(f.strength for f in case.formations)


def test_a_new_case_explains_every_word_it_may_use(tmp_path: Path) -> None:
    create(tmp_path / "case")
    text = "\n".join(file.read_text(encoding="utf-8") for file in (tmp_path / "case").iterdir())
    columns = (FORMATION_COLUMNS, AREA_COLUMNS, EVENT_COLUMNS, OUTCOME_COLUMNS)
    listed = (*columns, meanings(KINDS), meanings(EXPLANATIONS), TROOPS, ASKED, RELIABILITY, CREDIBILITY)
    for words in listed:
        for word, meaning in words.items():
            assert word in text
            assert meaning in " ".join(text.split())
    for echelon in ECHELONS:
        assert echelon in text


def test_a_new_case_shows_how_to_say_how_strong_the_opponent_is(tmp_path: Path) -> None:
    create(tmp_path / "case")
    head = tmp_path / "case" / "case.toml"
    text = head.read_text(encoding="utf-8")
    assert text.count("# opponent_strength =") == 1
    head.write_text(text.replace("# opponent_strength =", "opponent_strength ="), encoding="utf-8")
    assert read(tmp_path / "case").opponent_strength


def test_a_new_case_can_be_filled_in_as_it_says(tmp_path: Path) -> None:
    create(tmp_path / "case")
    made = read(tmp_path / "case")
    day = made.as_of[0]
    with (tmp_path / "case" / "events.csv").open("a", encoding="utf-8") as events:
        events.write(f"{day},{day},{made.formations[-1].id},{made.areas[0].id},conduct.flee,,example,C,3,ran\n")
    assert [event.kind for event in read(tmp_path / "case").events] == ["conduct.flee"]


@pytest.mark.parametrize("there", ["folder", "file"])
def test_what_is_there_already_is_left_alone(tmp_path: Path, there: str) -> None:
    place = tmp_path / "case"
    if there == "folder":
        create(place)
        (place / "events.csv").write_text("my own work", encoding="utf-8")
    else:
        place.write_text("my own work", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        create(place)
    kept = place / "events.csv" if there == "folder" else place
    assert kept.read_text(encoding="utf-8") == "my own work"


def test_a_place_that_cannot_be_a_folder_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be made"):
        create(tmp_path / "file" / "case")
