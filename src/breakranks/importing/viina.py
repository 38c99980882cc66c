"""VIINA 2.0: located news reports of the war in Ukraine with the probabilities of their labels."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from breakranks.drafts import Draft
from breakranks.importing.files import TableFile, open_tables
from breakranks.importing.found import COARSE, FAR, OTHERS, OUTSIDE_WINDOW, UNREAD, UNSAID, Found, codes_of, kinds_of
from breakranks.importing.into import OPPONENT, Into
from breakranks.importing.mapping import actors_example, write_mapping
from breakranks.importing.reading import Dates, Source, degrees, event
from breakranks.tables import InputError, Problem

PLACED = ("event_id", "date", "longitude", "latitude", "GEO_PRECISION", "source", "url", "text")
LABELS = ("t_retreat", "t_control", "t_raid", "t_firefight", "t_armor", "t_artillery", "t_airstrike", "t_uav",
          "t_milcas", "t_arrest")  # fmt: skip
"""The labels that can become a draft."""
PARTIES = ("a_rus", "a_ukr", "a_rus_init", "a_ukr_init")
LABELLED = ("event_id", "t_mil", *PARTIES, *LABELS)
ALREADY = ("event_id_1pd", "date", "longitude", "latitude", "GEO_PRECISION", "t_mil_b", "t_retreat_b")
"""Columns of the third table, of one row for each place and day, which has both the places and the labels."""
NAMES = {
    "rus": ("Russia", "Russian forces", "Russian Armed Forces", "Armed Forces of Russia", "Armed Forces of the "
            "Russian Federation", "Military Forces of Russia"),
    "ukr": ("Ukraine", "Ukrainian forces", "Armed Forces of Ukraine", "Military Forces of Ukraine"),
}  # fmt: skip
"""What the two sides may be called in a case."""
WORDS = {"rus": re.compile(r"\bruss", re.IGNORECASE), "ukr": re.compile(r"\bukrain", re.IGNORECASE)}
TOWNS = ("STREET", "ADM3")
"""The GEO_PRECISION of what is placed in a town or closer; a district or a province is too coarse."""
LIKELY = 0.5
"""A label counts from this probability on. VIINA's own yes or no (`_b`) has a cut of its own for each label, some of
them at a few in a thousand."""
SOURCE_URL = "https://github.com/zhukovyuri/VIINA"
TERMS = "VIINA is published under the ODbL: cite it, and share alike what you publish of it."
DAY = "VIINA gives the day of the report alone: the drafts take it for the day of the event too."
NOT_MILITARY = "not about military action, by its labels"


def viina(file: Path, into: Into) -> Found:
    """The drafts that VIINA's labels give, joined with the places in the table that lies beside.

    Raises:
        InputError: this is no table of VIINA, the other table is not beside it, or the case is about another war.
    """
    places, labels = _tables(file)
    side, told = _sides(file, into)
    found = Found(said=[TERMS, DAY, *told])
    dates = Dates()
    for _, row in places.rows(("date",)):
        dates.note(row["date"])
    dates.decide(places.label, "date")
    if labels is None:
        for _, row in places.rows(_of_one_table(places)):
            found.drafts += _drafts(row, _yes_or_no(row), dates, side, into, found)
        found.count(places)
        return found
    here = {row["event_id"]: row for row in _near(places, dates, into, found)}
    for _, row in labels.rows(LABELLED):
        if row["event_id"] in here:
            placed = here[row["event_id"]]
            found.drafts += _drafts(placed, _probabilities(row), dates, side, into, found)
            del here[row["event_id"]]
    found.left_out["without labels"] += len(here)
    found.count(places)
    return found


def _tables(file: Path) -> tuple[TableFile, TableFile | None]:
    """The table of places and that of labels, from one file, one packed file or two that lie side by side."""
    tables = open_tables(file)
    if all_in_one := [table for table in tables if table.has(ALREADY)]:
        return all_in_one[0], None
    for other in _siblings(file):
        tables += open_tables(other)
    places = [table for table in tables if table.has(PLACED)]
    labels = [table for table in tables if table.has(LABELLED)]
    if not places and not labels:
        tables[0].need(LABELLED, "a table of VIINA 2.0 (event_info, event_labels or event_1pd)")
    if not places or not labels:
        missing, there = ("event_info", "labels") if labels else ("event_labels", "places")
        wrong = f"these are the {there} alone"
        right = f"Put the {missing} table of the same year beside it, or give the ZIP file that holds both"
        raise InputError([Problem(file.name, None, None, wrong, right)])
    if len(places) > 1 or len(labels) > 1:
        names = ", ".join(table.label for table in (*places, *labels))
        wrong = f"there is more than one year ({names})"
        raise InputError([Problem(file.name, None, None, wrong, "Give one year at a time")])
    return places[0], labels[0]


def _siblings(file: Path) -> Iterator[Path]:
    """The file with the other table: its name differs in the one word, and perhaps in being packed."""
    for one, other in (("info", "labels"), ("labels", "info")):
        if one in file.name:
            beside = file.with_name(file.name.replace(one, other))
            found = [path for path in (beside, beside.with_suffix(".csv"), beside.with_suffix(".zip")) if path.exists()]
            yield from found[:1]
            return


def _sides(file: Path, into: Into) -> tuple[dict[str, str], list[str]]:
    """Which of Russia and Ukraine is the force, and which its opponent."""
    case, told = into.case, list[str]()
    who: dict[str, str | None] = {}
    for party, names in NAMES.items():
        who[party] = next((meant for name in names if (meant := into.actor(name))), None)
        named = [bool(WORDS[party].search(text)) for text in (case.force, case.opponent)]
        if who[party] is None and named[0] != named[1]:
            who[party] = case.command if named[0] else OPPONENT
            told.append(f"By case.toml, {names[0]} is taken for the {'force' if named[0] else 'opponent'}.")
    ours = [party for party, meant in who.items() if into.ours(meant)]
    theirs = [party for party, meant in who.items() if meant == OPPONENT]
    if len(ours) == len(theirs) == 1:
        return {"ours": ours[0], "theirs": theirs[0], "whom": who[ours[0]] or case.command}, told
    path = into.mapping.path or write_mapping(
        file, actors_example(file, [("Russia", 0), ("Ukraine", 0)], case.force, case.opponent)
    )
    wrong = "the case does not say which of Russia and Ukraine is the force, and which the opponent"
    raise InputError([Problem(file.name, None, None, wrong, f"Say so in {path}, and import again")])


def _near(places: TableFile, dates: Dates, into: Into, found: Found) -> Iterator[dict[str, str]]:
    """The rows in the window and on the ground of the case; the others need not be kept until their labels come."""
    for _, row in places.rows(PLACED):
        if reason := _left_out(row, dates, into):
            found.leave(reason)
        else:
            yield row


def _left_out(row: Mapping[str, str], dates: Dates, into: Into) -> str | None:
    """Why a report is left out whatever its labels, if it is."""
    day, place = dates.day(row["date"]), degrees(row["latitude"], row["longitude"])
    if day is None or not (row["event_id"] or row.get("event_id_1pd")):
        return UNREAD
    if not into.inside(day):
        return OUTSIDE_WINDOW
    if row["GEO_PRECISION"] not in TOWNS:
        return COARSE
    if place is None:
        return UNREAD
    return None if into.ground.area(*place) else FAR


def _of_one_table(places: TableFile) -> tuple[str, ...]:
    return (*PLACED, "event_id_1pd", "sources", *(f"{name}_b" for name in ("t_mil", *PARTIES, *LABELS)))


def _yes_or_no(row: Mapping[str, str]) -> dict[str, float]:
    """The labels of the table of one row for each place and day, which has no probabilities."""
    return {name: LIKELY if row[f"{name}_b"] in ("1", "1.0") else 0.0 for name in ("t_mil", *PARTIES, *LABELS)}


def _probabilities(row: Mapping[str, str]) -> dict[str, float]:
    found = {}
    for name in ("t_mil", *PARTIES, *LABELS):
        try:
            found[name] = float(row[name])
        except ValueError:
            found[name] = 0.0
    return found


def _drafts(
    row: Mapping[str, str],
    labels: Mapping[str, float],
    dates: Dates,
    side: Mapping[str, str],
    into: Into,
    found: Found,
) -> list[Draft]:
    """A draft for each kind that the labels of a report speak of; none, and then why not is counted."""
    if reason := _left_out(row, dates, into):
        return found.leave(reason)
    day, place = dates.day(row["date"]), degrees(row["latitude"], row["longitude"])
    assert day
    assert place
    if labels["t_mil"] < LIKELY:
        return found.leave(NOT_MILITARY)
    role = _role(labels, side)
    if role is None:
        return found.leave(OTHERS)
    found.days[day] += 1
    id = row["event_id"] or row.get("event_id_1pd", "")
    outlet = row["source"] or row.get("sources", "")
    source = Source("viina", "VIINA 2.0, news reports of the war in Ukraine", SOURCE_URL)
    formation, named = into.formation_named(row["text"], side["whom"])
    whom = formation, into.ground.area(*place) or ""
    drafts: dict[str, Draft] = {}
    for label in LABELS:
        becomes = kinds_of("viina").get((label, role))
        if labels[label] >= LIKELY and becomes and becomes.kind and becomes.kind not in drafts:
            codes = codes_of("viina", labels[label], becomes.doubt)
            said = (
                f"Labelled {label} ({labels[label]:.2f}), from {outlet or 'an unnamed outlet'}{named} (VIINA)",
                row["text"],
            )
            new = event(f"viina:{id}:{len(drafts) + 1}", becomes, (str(day), day), whom, codes, said, source)
            drafts[becomes.kind] = new
    return list(drafts.values()) or found.leave(UNSAID)


def _role(labels: Mapping[str, float], side: Mapping[str, str]) -> str | None:
    """The part of the force: "by" it, "against" it, or "both" where both are named and nobody is said to have begun."""
    begun = {who: labels[f"a_{side[who]}_init"] >= LIKELY for who in ("ours", "theirs")}
    named = {who: labels[f"a_{side[who]}"] >= LIKELY for who in ("ours", "theirs")}
    for who in (begun, named):
        if who["ours"] != who["theirs"]:
            return "by" if who["ours"] else "against"
    return "both" if named["ours"] else None
