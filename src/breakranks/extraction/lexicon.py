"""The packaged tables of phrases: what tells of kinds, of nations, of likelihood and of questions."""

from collections.abc import Mapping
from functools import cache

from breakranks.extraction.words import LANGUAGES, Phrases, phrases_in
from breakranks.tables import InputError, Row, read_packaged
from breakranks.vocabulary import KINDS

PACKAGE = "breakranks.extraction"


def _rows(name: str, columns: tuple[str, ...]) -> list[Row]:
    rows, problems = read_packaged(PACKAGE, name, columns)
    if problems:
        raise InputError(problems)
    return rows


@cache
def concepts() -> Mapping[str, tuple[str, ...]]:
    """The concepts of lexicon.csv with the kinds of the vocabulary that each tells of, the likeliest first."""
    rows = _rows("lexicon.csv", ("concept", "kinds", *LANGUAGES, "reason"))
    return {row.cells["concept"]: tuple(kind for kind in row.cells["kinds"].split() if kind in KINDS) for row in rows}


@cache
def lexicon(language: str) -> Phrases:
    """The phrases of a language, by concept."""
    rows = _rows("lexicon.csv", ("concept", "kinds", *LANGUAGES, "reason"))
    return Phrases((row.cells["concept"], phrase) for row in rows for phrase in phrases_in(row.cells[language]))


@cache
def meanings(language: str) -> Phrases:
    """Words of a language by what they mean, which the classifier learns from in one language for all."""
    rows = _rows("meanings.csv", ("meaning", *LANGUAGES, "reason"))
    return Phrases((row.cells["meaning"], phrase) for row in rows for phrase in phrases_in(row.cells[language]))


@cache
def nations() -> tuple[Phrases, Phrases]:
    """Words for the people of nations, and for where and by whom they are governed, by nation."""
    rows = _rows("nations.csv", ("nation", "people", "seats"))
    people, seats = (
        Phrases((row.cells["nation"], phrase) for row in rows for phrase in phrases_in(row.cells[column]))
        for column in ("people", "seats")
    )
    return people, seats


@cache
def likelihood(language: str) -> Phrases:
    """Words of likelihood of a language, by the phrase of assumptions/phrases.csv that has their meaning."""
    rows = _rows("likelihood.csv", ("phrase", *LANGUAGES, "reason"))
    return Phrases((row.cells["phrase"], phrase) for row in rows for phrase in phrases_in(row.cells[language]))


@cache
def asked(language: str) -> Phrases:
    """Words of a language for what the questions ask."""
    rows = _rows("questions.csv", ("question", *LANGUAGES, "reason"))
    return Phrases((row.cells["question"], phrase) for row in rows for phrase in phrases_in(row.cells[language]))


@cache
def times(language: str) -> Phrases:
    """Words of a language for days and spans of days, by what they are called in times.csv."""
    rows = _rows("times.csv", ("time", *LANGUAGES))
    return Phrases((row.cells["time"], phrase) for row in rows for phrase in phrases_in(row.cells[language]))


@cache
def months() -> tuple[str, ...]:
    """The names of the months in all languages, as they stand within a sentence."""
    rows = [row for row in _rows("times.csv", ("time", *LANGUAGES)) if row.cells["time"].startswith("month-name-")]
    names = [
        (language, name.strip()) for row in rows for language in LANGUAGES for name in row.cells[language].split(";")
    ]
    return tuple(dict.fromkeys(name.capitalize() if language == "en" else name for language, name in names))


@cache
def examples() -> tuple[tuple[str, str], ...]:
    """Made-up sentences with the kind of the vocabulary that each tells of."""
    rows = _rows("examples.csv", ("kind", "sentence"))
    return tuple((row.cells["kind"], row.cells["sentence"]) for row in rows if row.cells["kind"] in KINDS)


@cache
def everyday() -> tuple[str, ...]:
    """Made-up sentences that report nothing of an army."""
    return tuple(row.cells["sentence"] for row in _rows("everyday.csv", ("sentence",)))
