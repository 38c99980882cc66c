"""The format of a case: keys and columns of its files, and what outcomes.csv may answer.

The words that stand in the cells are those of `breakranks.vocabulary`.
"""

from collections.abc import Mapping
from typing import Protocol

from breakranks.vocabulary import QUESTIONS


class _Word(Protocol):
    """What the records of the vocabulary have in common."""

    @property
    def meaning(self) -> str: ...


def meanings(words: Mapping[str, _Word]) -> dict[str, str]:
    """What each word of a list means, by id."""
    return {id: word.meaning for id, word in words.items()}


EXPLANATION = "explanation"
"""What outcomes.csv tells besides its questions: no event, but what explains the conduct."""
ASKED = {
    **meanings({id: question for id, question in QUESTIONS.items() if question.recorded}),
    EXPLANATION: "what the record now says explains the conduct, one row a phase",
}
"""What outcomes.csv may answer."""
ASKED_OF_AREAS = tuple(id for id, question in QUESTIONS.items() if question.recorded and question.of == "area")
"""The questions among them that are asked of every area."""

CASE_KEYS = {
    "title": "what the case is called",
    "summary": "two or three sentences: the situation at the start, without hindsight",
    "force": "the force whose command is assessed",
    "opponent": "who it fights",
    "command": "id, in formations.csv, of the high command: the root of the order of battle",
    "start": "first day of the window; every event lies in it",
    "end": "last day of the window",
    "as_of": "days on which an assessment is worth making, in order; three to six of them",
    "winter": "spells of exceptional cold, mud, heat or monsoon, as pairs of days; may be left out",
    "opponent_strength": "people that the opponent was thought to have against this force at the start, a whole "
    "number; may be left out",
    "sources": "version 1: a table for each source, [sources.KEY], with name, optional url and published; now a row of "
    "sources.csv, and may be left out",
}
SOURCE_COLUMNS = {
    "key": "short, without spaces, each once; events, outcomes and judgements cite it",
    "name": "what it is called: publisher first, then title and day",
    "url": "its address on the web; optional column",
    "archived": "the address of an archived copy; optional column",
    "published": "the day it was published; optional column",
    "accessed": "the day it was read; optional column",
    "licence": "what may be done with it; optional column",
    "reliability": "Admiralty code A to F, for the events that cite it and give none; optional column",
}
OPTIONAL_OF_SOURCES = tuple(column for column in SOURCE_COLUMNS if column not in ("key", "name"))
"""The columns of sources.csv that may be missing."""
FORMATION_COLUMNS = {
    "id": "lower-case kebab-case, each once",
    "name": "what it is called",
    "parent": "id of the next headquarters up; empty for the high command alone",
    "echelon": "its size, an APP-6 name",
    "troops": "what kind of people serve in it",
    "strength": "people, a whole number, the best estimate at the start; 0 for a headquarters",
    "area": "id in areas.csv; empty for a headquarters that holds no ground, or a force that stands in no one place",
    "arrives": "optional column: the day it joins the force; empty where it was there from the start",
    "aliases": "optional column: what else it is called, separated by semicolons",
}
OPTIONAL_OF_FORMATIONS = ("arrives", "aliases")
"""The columns of formations.csv that may be missing."""
AREA_COLUMNS = {
    "id": "lower-case kebab-case, each once",
    "name": "what it is called",
    "lat": "degrees north of its middle, WGS 84",
    "lon": "degrees east of its middle, WGS 84",
    "adjacent": "ids of the areas it touches, separated by spaces; they must name it too",
    "front": "yes where on the first day it touches ground that the opponent holds, or a coast from which he can "
    "come, else no; optional column",
    "aliases": "optional column: what else it is called, or was before, separated by semicolons",
}
OPTIONAL_OF_AREAS = ("front", "aliases")
"""The columns of areas.csv that may be missing."""
EVENT_COLUMNS = {
    "date": "the day it happened, the first day where it lasted",
    "reported": "the day an outside reader could have known it; may lie after the window",
    "formation": "whom it is about: the nearest headquarters known, the high command where it is about the whole force",
    "area": "where: one or more area ids separated by spaces; empty where it is about the formation wherever it stands",
    "kind": "what it is: one of the kinds below",
    "people": "how many people it touched, 1 or more, where a figure was reported; else empty",
    "source": "key in sources.csv; several that agree, separated by spaces; or a web address, which makes a source",
    "reliability": "of the source, Admiralty code A to F; empty where sources.csv gives it",
    "credibility": "of the information, Admiralty code 1 to 6",
    "note": "one line in your own words",
    "id": "optional column: what the row is called, each once, so that a later one can withdraw it",
    "retracts": "optional column: id of an earlier report that this one withdraws or corrects",
    "coder": "optional column: who or what proposed the row, and who accepted it",
}
OPTIONAL_OF_EVENTS = ("id", "retracts", "coder")
"""The columns of events.csv that may be missing."""
MOVE_COLUMNS = {
    "date": "the day from which it was so",
    "reported": "the day an outside reader could have known it; may lie after the window",
    "formation": "id in formations.csv",
    "area": "where it stands from then on; empty where that stays as it was",
    "parent": "the next headquarters up from then on; empty where that stays as it was",
    "strength": "people from then on; 0 if it was dissolved or left the force; empty where that stays as it was",
    "source": "key in sources.csv, as in events.csv; may be empty",
}
OUTCOME_COLUMNS = {
    "question": "one of the questions below",
    "area": f"area id, for {' and '.join(ASKED_OF_AREAS)} one row for every area; else empty",
    "formation": "formation id, where it was one formation; else empty",
    "date": "the first day on which it had happened; empty where it never did inside the window",
    "source": "key in sources.csv, as in events.csv; may be empty",
    "note": f"one line in your own words; for {EXPLANATION} one of the explanations below",
}
JUDGEMENT_COLUMNS = {
    "date": "the day it was published",
    "author": "who judged: an office, a newspaper, a label; nobody's private name",
    "question": f"one of the questions below, except {EXPLANATION}",
    "area": f"area id, for {' and '.join(ASKED_OF_AREAS)}; else empty",
    "horizon_days": "within how many days of that day it should happen, a whole number of 1 or more",
    "phrase": "the word of probability, one of the table of phrases; any wording where there is a probability",
    "probability": "the number from 0 to 1, where the author gave one; else empty",
    "source": "key in sources.csv, as in events.csv; may be empty",
    "note": "one line in your own words: how the judgement was read",
}
