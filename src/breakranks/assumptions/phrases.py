"""What words of probability mean in numbers: phrases.csv."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from breakranks.tables import Cells, InputError, read_table

PHRASE_COLUMNS = ("phrase", "low", "high", "probability", "yardstick", "source")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word of probability: the band from `low` to `high` that a published yardstick gives it, and one number in it.

    `probability` is the number that the yardstick names, or else the middle of the band.
    """

    phrase: str
    low: float
    high: float
    probability: float
    yardstick: str
    source: str


@cache
def read_phrases() -> Mapping[str, Phrase]:
    """The packaged table, by phrase. A word that several yardsticks use has one meaning here."""
    with as_file(files("breakranks.assumptions") / "phrases.csv") as path:
        return phrases_in(path)


def phrases_in(path: Path) -> Mapping[str, Phrase]:
    """The table in the file at `path`.

    Raises:
        InputError: the file cannot be used; all problems at once.
    """
    rows, problems = read_table(path, PHRASE_COLUMNS)
    cells, seen = Cells(path.name), dict[str, int]()
    phrases = []
    for row in rows:
        cells.unique(row, "phrase", seen)
        phrase = Phrase(
            phrase=cells.text(row, "phrase"),
            low=cells.number(row, "low", 0.0, 1.0),
            high=cells.number(row, "high", 0.0, 1.0),
            probability=cells.number(row, "probability", 0.0, 1.0),
            yardstick=cells.text(row, "yardstick"),
            source=cells.text(row, "source"),
        )
        if phrase.low > phrase.high:
            wrong = f"the band ends at {phrase.high:g}, below {phrase.low:g} where it begins"
            cells.wrong(row, "high", wrong, "Swap the two numbers")
        elif phrase.probability < phrase.low or phrase.probability > phrase.high:
            wrong = f"{phrase.probability:g} lies outside the band"
            cells.wrong(row, "probability", wrong, f"It must be from {phrase.low:g} to {phrase.high:g}")
        # Nobody who is wrong could ever be scored on a word that leaves no doubt.
        elif phrase.probability in (0.0, 1.0):
            cells.wrong(row, "probability", "no word is certain", "It must be above 0, below 1")
        phrases.append(phrase)
    problems += cells.problems
    if problems:
        raise InputError(problems)
    return {phrase.phrase: phrase for phrase in phrases}
