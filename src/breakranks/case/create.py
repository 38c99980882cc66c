"""A new, empty, commented case."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from breakranks.case.codebook import (
    AREA_COLUMNS,
    ASKED,
    CASE_KEYS,
    EVENT_COLUMNS,
    FORMATION_COLUMNS,
    JUDGEMENT_COLUMNS,
    MOVE_COLUMNS,
    OUTCOME_COLUMNS,
    SOURCE_COLUMNS,
    meanings,
)
from breakranks.case.types import Area, Formation
from breakranks.tables import InputError
from breakranks.vocabulary import CREDIBILITY, ECHELONS, EXPLANATIONS, GROUPS, KINDS, RELIABILITY, TROOPS

SAID = {
    "title": "A title",
    "summary": "What the situation is on the first day.",
    "force": "The force whose command is assessed",
    "opponent": "Who it fights",
}
"""What the keys of an empty case say until somebody fills them in."""
TOWN = Area("town", "The town", 46.6, 32.6, (), True)
BRIGADE = Formation("brigade-1", "1st Brigade", "high-command", "brigade", "conscript", 3000, TOWN.id)
"""The area and the formation of an empty case."""


def create(path: Path, title: str = SAID["title"]) -> None:
    """Write a case that passes `check` and explains itself into a new folder at `path`.

    Raises:
        InputError: something is there already, or the folder cannot be made.
    """
    try:
        path.mkdir(parents=True)
        for name, text in _files(date.today(), title).items():
            (path / name).write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise InputError(f"{path} is there already. Choose a new folder; nothing was changed.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be made ({error.strerror}). Choose a folder you may write to.") from None


def _files(today: date, title: str) -> dict[str, str]:
    values = {
        **{key: f'"{said}"' for key, said in SAID.items()},
        # What JSON writes for a text, TOML reads.
        "title": json.dumps(title, ensure_ascii=False),
        "command": '"high-command"',
        "start": f"{today - timedelta(days=60)}",
        "end": f"{today + timedelta(days=60)}",
        "as_of": f"[{today}]",
        "winter": "[]",
    }
    address = "https://example.org/article"
    keys = "\n".join(f"# {_sentence(CASE_KEYS[key])}\n{key} = {value}\n" for key, value in values.items())
    row = ",".join
    return {
        "case.toml": "# A case is one force under one command in one campaign, as open sources reported it.\n\n"
        f"{keys}\n# {_sentence(CASE_KEYS['opponent_strength'])}\n# opponent_strength = 12000\n",
        "areas.csv": f"{row(AREA_COLUMNS)}\n{TOWN.id},{TOWN.name},{TOWN.lat},{TOWN.lon},,yes,\n",
        "formations.csv": f"{row(FORMATION_COLUMNS)}\n"
        "high-command,High command,,command,professional,0,,,\n"
        f"{BRIGADE.id},{BRIGADE.name},{BRIGADE.parent},{BRIGADE.echelon},{BRIGADE.troops},{BRIGADE.strength},"
        f"{BRIGADE.area},,\n",
        "events.csv": f"{row(EVENT_COLUMNS)}\n",
        "sources.csv": f'{row(SOURCE_COLUMNS)}\nexample,"A publisher, title and day",{address},,{today},{today},,B\n',
        "moves.csv": f"{row(MOVE_COLUMNS)}\n",
        "outcomes.csv": f"{row(OUTCOME_COLUMNS)}\n",
        "README.txt": _guide(),
    }


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _guide() -> str:
    kinds = "\n".join(
        f"  {group}: {meaning}\n{_listed(meanings({id: k for id, k in KINDS.items() if k.group == group}), 4)}"
        for group, meaning in GROUPS.items()
    )
    return f"""How to fill in this case. 'breakranks check FOLDER' says what is still wrong with it.
Dates are written 2022-11-09, ids like-this. Tables may be CSV or workbooks, saved as your spreadsheet does it;
'breakranks tidy FOLDER' writes them all in one way.

formations.csv: the order of battle, one row for each headquarters or body of troops.
{_listed(FORMATION_COLUMNS)}
  Echelons, smallest first: {", ".join(ECHELONS)}.
  Troops:
{_listed(TROOPS, 4)}

areas.csv: the ground it holds, one row for each named area. Nothing finer than a named area.
{_listed(AREA_COLUMNS)}

events.csv: what was reported, one row for each report.
{_listed(EVENT_COLUMNS)}

sources.csv: where it was reported, one row for each source.
{_listed(SOURCE_COLUMNS)}

moves.csv: formations that move, change their superior or their strength, or are dissolved. Delete it if none does.
{_listed(MOVE_COLUMNS)}

Kinds:
{kinds}

Reliability of the source:
{_listed(RELIABILITY)}
Credibility of the information:
{_listed(CREDIBILITY)}

outcomes.csv: what happened in the end, where it is known; scoring reads it, an assessment never does.
Delete the file where nothing is known yet.
{_listed(OUTCOME_COLUMNS)}

Questions:
{_listed(ASKED)}
Explanations:
{_listed(meanings(EXPLANATIONS))}

judgements.csv: what people said would happen, to be scored beside the tool. Make the file if you have any.
{_listed(JUDGEMENT_COLUMNS)}
"""


def _listed(words: Mapping[str, str], indent: int = 2) -> str:
    return "\n".join(f"{' ' * indent}{word:<20} {meaning}" for word, meaning in words.items())
