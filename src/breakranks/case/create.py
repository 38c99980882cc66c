"""A new, empty, commented case."""

from datetime import date, timedelta
from pathlib import Path

from breakranks.case.codebook import CREDIBILITY, ECHELONS, KINDS, QUESTIONS, RELIABILITY, TROOPS
from breakranks.case.read import AREA_COLUMNS, EVENT_COLUMNS, FORMATION_COLUMNS, OUTCOME_COLUMNS
from breakranks.tables import InputError


def create(path: Path) -> None:
    """Write a case that passes `check` and explains itself into a new folder at `path`.

    Raises:
        InputError: something is there already, or the folder cannot be made.
    """
    try:
        path.mkdir(parents=True)
    except FileExistsError:
        raise InputError(f"{path} is there already. Choose a new folder; nothing was changed.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be made ({error.strerror}). Choose a folder you may write to.") from None
    for name, text in _files().items():
        (path / name).write_text(text, encoding="utf-8")


def _files() -> dict[str, str]:
    today = date.today()
    row = ",".join
    return {
        "case.toml": f"""# A case is one force under one command in one campaign, as open sources reported it.
title = "A title"
# Two or three sentences: the situation at the start, without hindsight.
summary = "What the situation is on the first day."
force = "The force whose command is assessed"
opponent = "Who it fights"
# The id, in formations.csv, of the high command.
command = "high-command"
# The window: every event lies in it.
start = {today - timedelta(days=60)}
end = {today + timedelta(days=60)}
# Days on which an assessment is worth making.
as_of = [{today}]
# Spells of exceptional cold, mud, heat or monsoon: [[from, to], …].
winter = []

# One table for each source; events cite its key (here: example).
[sources.example]
name = "A source, its title and day"
# url = "https://…"
# published = {today}
""",
        "areas.csv": f"{row(AREA_COLUMNS)}\ntown,The town,46.6,32.6,\n",
        "formations.csv": f"{row([*FORMATION_COLUMNS, 'arrives'])}\n"
        "high-command,High command,,command,professional,0,,\n"
        "brigade-1,1st Brigade,high-command,brigade,conscript,3000,town,\n",
        "events.csv": f"{row(EVENT_COLUMNS)}\n",
        "outcomes.csv": f"{row(OUTCOME_COLUMNS)}\n",
        "README.txt": _guide(),
    }


def _guide() -> str:
    def listed(words: dict[str, str]) -> str:
        return "\n".join(f"  {word:<20} {meaning}" for word, meaning in words.items())

    return f"""How to fill in this case. 'breakranks check' says what is still wrong with it.

formations.csv: the order of battle. Every formation names its parent; only the high command has none.
A headquarters has strength 0 and no area. 'arrives' is the day a formation joins, empty = from the start.
Echelons: {", ".join(ECHELONS)}.
Troops:
{listed(TROOPS)}

areas.csv: named areas, the degrees of their middle, and the ids of the areas they touch, both ways.
No position finer than a named area.

events.csv: one row for each report. 'date' is the day it happened, 'reported' the day it could be known.
'formation' is whom it is about, the nearest headquarters known; 'area' may name several, separated by spaces.
'people' only where a figure was reported. 'source' is a key of [sources] in case.toml. Kinds:
{listed(KINDS)}
Reliability of the source (Admiralty code):
{listed(RELIABILITY)}
Credibility of the information:
{listed(CREDIBILITY)}

outcomes.csv: what happened in the end, where it is known. An assessment never reads it.
{listed(QUESTIONS)}
"""
