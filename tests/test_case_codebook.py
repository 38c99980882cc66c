import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from breakranks.assessment.types import EXPLANATIONS as ASSESSED_EXPLANATIONS
from breakranks.assessment.types import QUESTIONS as ASSESSED_QUESTIONS
from breakranks.assumptions import read_contradictions, read_explanations, read_parameters, read_responses
from breakranks.assumptions.types import EXPLANATIONS as ASSUMED_EXPLANATIONS
from breakranks.case import codebook

PAGE = (Path(__file__).parents[1] / "docs" / "codebook.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \| (.+?) \|", PAGE, re.MULTILINE)
TABLES: Mapping[str, Mapping[str, str]] = {
    name: words
    for name, words in vars(codebook).items()
    if name.isupper() and isinstance(words, dict) and words is not codebook.GROUPS
}
SIGNS = {kind for kind in codebook.KINDS if kind.split(".")[0] in ("order", "claim", "prepare", "conduct")}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_page_explains_every_word_as_the_program_does(name: str) -> None:
    assert [(word, meaning) for word, meaning in TABLES[name].items() if (word, meaning) not in ROWS] == []


def test_the_page_explains_no_word_that_the_program_does_not_know() -> None:
    assert {word for word, _ in ROWS} == {word for words in TABLES.values() for word in words}


def test_the_page_groups_the_kinds_and_lists_the_echelons() -> None:
    assert re.findall(r"^### (\w+)\.: (.+)$", PAGE, re.MULTILINE) == list(codebook.GROUPS.items())
    assert ", ".join(f"`{echelon}`" for echelon in codebook.ECHELONS) in " ".join(PAGE.split())


def test_every_kind_belongs_to_a_group() -> None:
    assert {kind.split(".")[0] for kind in codebook.KINDS} == codebook.GROUPS.keys()


def test_the_assumptions_speak_of_the_codebook_s_words() -> None:
    assert {row.kind for row in read_explanations()} == SIGNS
    assert {row.kind for row in read_responses()} == SIGNS
    assert {kind for rule in read_contradictions() for kind in (rule.first, rule.second)} <= codebook.KINDS.keys()
    codes = {f"reliability-{letter.lower()}" for letter in codebook.RELIABILITY}
    codes |= {f"credibility-{digit}" for digit in codebook.CREDIBILITY}
    assert codes | {f"resolve-{troops}" for troops in codebook.TROOPS} <= {p.name for p in read_parameters()}


def test_explanations_and_questions_are_the_same_everywhere() -> None:
    assert tuple(codebook.EXPLANATIONS) == ASSUMED_EXPLANATIONS == ASSESSED_EXPLANATIONS
    # That command cannot hold any ground at all is asked of the futures, never of the record.
    assert {*ASSESSED_QUESTIONS, "explanation"} - {*codebook.QUESTIONS} == {"cannot-hold"}
