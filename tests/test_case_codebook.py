"""docs/codebook.md explains every word of a case as the program does, and the assumptions speak of the same words."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from breakranks.assumptions import read_explanations, read_kinds, read_parameters
from breakranks.case import codebook
from breakranks.vocabulary import (
    CREDIBILITY,
    ECHELONS,
    EXPLANATIONS,
    GROUPS,
    KINDS,
    QUESTIONS,
    RELIABILITY,
    SIGNS,
    TROOPS,
)

PAGE = (Path(__file__).parents[1] / "docs" / "codebook.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \| (.+?) \|", PAGE, re.MULTILINE)
TABLES: Mapping[str, Mapping[str, str]] = {
    "case.toml": codebook.CASE_KEYS,
    "formations.csv": codebook.FORMATION_COLUMNS,
    "areas.csv": codebook.AREA_COLUMNS,
    "events.csv": codebook.EVENT_COLUMNS,
    "sources.csv": codebook.SOURCE_COLUMNS,
    "moves.csv": codebook.MOVE_COLUMNS,
    "outcomes.csv": codebook.OUTCOME_COLUMNS,
    "judgements.csv": codebook.JUDGEMENT_COLUMNS,
    "questions": codebook.ASKED,
    "kinds": codebook.meanings(KINDS),
    "explanations": codebook.meanings(EXPLANATIONS),
    "troops": TROOPS,
    "reliability": RELIABILITY,
    "credibility": CREDIBILITY,
}


@pytest.mark.parametrize("name", TABLES)
def test_the_page_explains_every_word_as_the_program_does(name: str) -> None:
    assert [(word, meaning) for word, meaning in TABLES[name].items() if (word, meaning) not in ROWS] == []


def test_the_page_explains_no_word_that_the_program_does_not_know() -> None:
    assert {word for word, _ in ROWS} == {word for words in TABLES.values() for word in words}


def test_the_page_has_a_part_for_every_file() -> None:
    files = [name for name in TABLES if "." in name]
    assert [heading for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE) if heading in TABLES] == files


def test_the_page_groups_the_kinds_and_lists_the_echelons() -> None:
    assert re.findall(r"^### (\w+)\.: (.+)$", PAGE, re.MULTILINE) == list(GROUPS.items())
    assert ", ".join(f"`{echelon}`" for echelon in ECHELONS) in " ".join(PAGE.split())


def test_the_page_has_every_kind_under_its_group() -> None:
    found = {group: re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE) for group, part in _parts().items()}
    assert found == {group: [kind.id for kind in KINDS.values() if kind.group == group] for group in GROUPS}


def _parts() -> Mapping[str, str]:
    """The parts of the page that are about kinds, by group."""
    pieces = re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)
    return {group: piece for group in GROUPS for piece in pieces if piece.startswith(f"{group}.: ")}


def test_the_format_has_no_words_of_its_own() -> None:
    source = Path(codebook.__file__).read_text(encoding="utf-8")
    assert [word for word in (*KINDS, *EXPLANATIONS, *QUESTIONS, *TROOPS) if f'"{word}"' in source] == []


def test_every_kind_belongs_to_a_group() -> None:
    assert {kind.group for kind in KINDS.values()} == GROUPS.keys()


def test_the_assumptions_speak_of_the_codebook_s_words() -> None:
    assert {row.kind for row in read_explanations()} == {*SIGNS}
    assert read_kinds().keys() == KINDS.keys()
    named = {p.name for p in read_parameters()}
    assert {f"reliability.{letter}" for letter in RELIABILITY} <= named
    assert {f"credibility.{digit}" for digit in CREDIBILITY} <= named
    assert {f"troops.{troops}" for troops in TROOPS} <= named
