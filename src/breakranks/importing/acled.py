"""ACLED: the event export as CSV, 31 columns since March 2023, and older ones with the same names."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from breakranks.drafts import Draft
from breakranks.importing.found import COARSE, FAR, OTHERS, OUTSIDE_WINDOW, UNREAD, UNSAID, Found, codes_of, kinds_of
from breakranks.importing.into import Into, role_of
from breakranks.importing.reading import (
    Dates,
    Source,
    actors_known,
    after,
    degrees,
    event,
    one_table,
    others_named,
    spread,
    whole,
)

COLUMNS = (
    "event_id_cnty", "event_date", "time_precision", "sub_event_type", "actor1", "actor2", "latitude", "longitude",
    "geo_precision",
)  # fmt: skip
ALSO = ("assoc_actor_1", "inter1", "assoc_actor_2", "inter2", "source", "notes", "fatalities")
UNARMED = re.compile(r"[567]|rioters?|protesters?|civilians?", re.IGNORECASE)
"""Codes and words of `inter1` and `inter2` for those who are no army."""
STATE = re.compile(r"1|state forces", re.IGNORECASE)
"""The code and the words of `inter1` and `inter2` for the forces of the state in which it happened."""
GAINED = {"Government regains territory": True, "Non-state actor overtakes territory": False}
"""Whether it is the state's forces who gained the ground, where the name of the sub-event says so."""
LONGEST_TYPE = 60
REGION = "3"
"""The geo_precision of what is known to a larger region alone."""
SOURCE = Source("acled", "ACLED, Armed Conflict Location & Event Data", "https://acleddata.com")
TERMS = (
    "ACLED's terms do not let you pass its rows on. A draft keeps one sentence of a row's notes for you to judge by: "
    "do not publish drafts.csv, write notes in your own words, and cite ACLED."
)
NO_DAY = "ACLED does not say when its sources came out: the drafts take the day after as the day of the report."


def acled(file: Path, into: Into) -> Found:
    """The drafts that an ACLED export gives.

    Raises:
        InputError: this is no such export, or it names nobody whom the case knows.
    """
    table = one_table(file, COLUMNS, "an ACLED export")
    dates, actors = Dates(), Counter[str]()
    for _, row in table.rows((*COLUMNS, *ALSO)):
        dates.note(row["event_date"])
        actors.update(row[f"actor{n}"] for n in "12" if row[f"actor{n}"] and not UNARMED.fullmatch(row[f"inter{n}"]))
    dates.decide(table.label, "event_date")
    actors_known(file, into, actors)
    found = Found(said=[TERMS, NO_DAY, *others_named(into, actors, file)])
    for _, row in table.rows((*COLUMNS, *ALSO)):
        found.drafts += _drafts(row, dates, into, found)
    found.count(table)
    return found


def _drafts(row: Mapping[str, str], dates: Dates, into: Into, found: Found) -> list[Draft]:
    """The draft of a row, or none, and then why not is counted."""
    day, place = dates.day(row["event_date"]), degrees(row["latitude"], row["longitude"])
    if day is None or place is None or not row["event_id_cnty"]:
        return found.leave(UNREAD)
    if not into.inside(day):
        return found.leave(OUTSIDE_WINDOW)
    one, two = (_side(row, n, into) for n in "12")
    if _second_gained(row):
        one, two = two, one
    role = role_of(into, one, two, alone=not row["actor2"])
    if role is None:
        return found.leave(OTHERS)
    if row["geo_precision"] == REGION:
        return found.leave(COARSE)
    area = into.ground.area(*place)
    if area is None:
        return found.leave(FAR)
    found.days[day] += 1
    becomes = kinds_of("acled").get((row["sub_event_type"], role))
    if becomes is None and not _is_known(row["sub_event_type"]):
        return found.leave(f"of a sub-event type that is not known ('{row['sub_event_type'][:LONGEST_TYPE]}')")
    if becomes is None or not (becomes.kind or becomes.asks):
        return found.leave(UNSAID)
    ours = one if into.ours(one) else two
    formation, named = into.formation_named(row["notes"], ours if ours and into.ours(ours) else into.case.command)
    sources = [source for source in row["source"].split(";") if source.strip()]
    killed = whole(row["fatalities"])
    first, last = _span(day, row["time_precision"], into)
    note = f"{row['sub_event_type']}{f', {killed} killed on all sides' if killed else ''}{named} (ACLED)"
    codes = codes_of("acled", len(sources) or 1, becomes.doubt)
    when, whom, said = (spread(first, last), after(last)), (formation, area), (note, row["notes"])
    return [event(f"acled:{row['event_id_cnty']}:1", becomes, when, whom, codes, said, SOURCE)]


def _is_known(type: str) -> bool:
    return any(type == known for known, _ in kinds_of("acled"))


def _second_gained(row: Mapping[str, str]) -> bool:
    """Whether the second actor is the one who gained the ground, by the name of the sub-event and who is a state's.

    Where both or neither are of the state, only their order tells: then it is the first.
    """
    state = [STATE.fullmatch(row[f"inter{n}"]) is not None for n in "12"]
    by_state = GAINED.get(row["sub_event_type"])
    return by_state is not None and state[0] != state[1] and state[1] == by_state


def _side(row: Mapping[str, str], n: str, into: Into) -> str | None:
    if UNARMED.fullmatch(row[f"inter{n}"]):
        return None
    return into.side([row[f"actor{n}"], *(name.strip() for name in row[f"assoc_actor_{n}"].split(";"))])


def _span(day: date, precision: str, into: Into) -> tuple[date, date]:
    """The days that `time_precision` leaves open, as far as they lie in the window.

    2 is a week, of which ACLED gives a day; 3 a month or so.
    """
    first, last = day, day
    if precision == "2":
        first, last = day - timedelta(3), day + timedelta(3)
    elif precision == "3":
        first = day.replace(day=1)
        last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    return max(first, into.case.start), min(last, into.case.end)
