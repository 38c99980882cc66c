"""UCDP GED: the georeferenced event data set as CSV, yearly releases and candidates, with a header or without."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from breakranks.drafts import Draft
from breakranks.importing.files import TableFile, open_tables
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

EVERY = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
    "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
"""The columns in their order, for releases without a header."""
COLUMNS = (
    "id", "type_of_violence", "side_a", "side_b", "where_prec", "latitude", "longitude", "event_clarity", "date_prec",
    "date_start", "date_end", "deaths_a", "deaths_b",
)  # fmt: skip
ALSO = ("source_date", "source_headline", "source_office", "where_description", "best")
DISTRICT = 3
"""The coarsest where_prec that is taken: a district. What is coarser is placed in a province, a country or the sea."""
LONGEST_DAYS = 31
"""An event that is spread over more days is no news of any of them."""
UNCLEAR = 2
"""The event_clarity of an event that UCDP had to infer."""
HEAVY = 10
"""Fewer deaths in one event are not called heavy losses."""
SOURCE = Source("ucdp-ged", "UCDP Georeferenced Event Dataset", "https://ucdp.uu.se/downloads/")
TERMS = "UCDP GED is published under CC BY 4.0: cite it."
TOO_LONG = f"spread over more than {LONGEST_DAYS} days"


def ucdp(file: Path, into: Into) -> Found:
    """The drafts that a UCDP GED file gives.

    Raises:
        InputError: this is no such file, or it names nobody whom the case knows.
    """
    table = _table(file)
    starts, reports, actors = Dates(), Dates(), Counter[str]()
    for _, row in table.rows((*COLUMNS, *ALSO)):
        for column in ("date_start", "date_end"):
            starts.note(row[column])
        reports.note(_first_date(row))
        actors.update(name for name in (row["side_a"], row["side_b"]) if name != "Civilians")
    starts.decide(table.label, "date_start")
    reports.decide(table.label, "source_date")
    actors_known(file, into, actors)
    found = Found(said=[TERMS, *others_named(into, actors, file)])
    for _, row in table.rows((*COLUMNS, *ALSO)):
        found.drafts += _drafts(row, starts, reports, into, found)
    found.count(table)
    return found


def _table(file: Path) -> TableFile:
    """The table, under the columns that it has in a release without a header."""
    tables = open_tables(file)
    for table in tables:
        if len(table.header) == len(EVERY) and table.header[0].strip().isdigit() and not table.has(("side_a",)):
            table.without_header(EVERY)
            return table
    return one_table(file, COLUMNS, "a file of UCDP GED")


def _first_date(row: Mapping[str, str]) -> str:
    """The earliest of the days on which the sources came out, as far as they are written year first."""
    return min(re.findall(r"\d{4}-\d{2}-\d{2}", row["source_date"]), default=row["source_date"].split(";")[0].strip())


def _drafts(row: Mapping[str, str], starts: Dates, reports: Dates, into: Into, found: Found) -> list[Draft]:
    """The drafts of a row, one for the fighting and one for heavy losses, or none, and then why not is counted."""
    first, last = starts.day(row["date_start"]), starts.day(row["date_end"])
    place = degrees(row["latitude"], row["longitude"])
    if first is None or last is None or last < first or place is None or not row["id"]:
        return found.leave(UNREAD)
    if not into.inside(first) or not into.inside(last):
        return found.leave(OUTSIDE_WINDOW)
    a, b = into.side([row["side_a"]]), into.side([row["side_b"]])
    role = role_of(into, a, b, alone=False)
    if role is None:
        return found.leave(OTHERS)
    if (last - first).days >= LONGEST_DAYS:
        return found.leave(TOO_LONG)
    if (whole(row["where_prec"]) or DISTRICT + 1) > DISTRICT:
        return found.leave(COARSE)
    area = into.ground.area(*place)
    if area is None:
        return found.leave(FAR)
    found.days[first] += 1
    becomes = kinds_of("ucdp").get((row["type_of_violence"], role))
    if becomes is None or not becomes.kind:
        return found.leave(UNSAID)
    ours = a if into.ours(a) else b
    told = f"{row['source_headline']} {row['where_description']}"
    formation, named = into.formation_named(told, ours or into.case.command)
    whom = formation, area
    reported = reports.day(_first_date(row))
    when = spread(first, last), reported if reported and reported >= last else after(last)
    clarity = whole(row["event_clarity"]) or UNCLEAR
    said = (
        f"Fighting with deaths, {row['best'] or 'an unknown number'} on all sides{named} (UCDP)",
        row["source_headline"],
    )
    codes = codes_of("ucdp", clarity, becomes.doubt)
    drafts = [event(f"ucdp:{row['id']}:1", becomes, when, whom, codes, said, SOURCE)]
    dead = whole(row["deaths_a" if ours == a else "deaths_b"]) or 0
    losses = kinds_of("ucdp").get(("deaths", role))
    if losses and dead >= HEAVY:
        said = f"{dead} killed on this side{named} (UCDP)", row["source_headline"]
        codes = codes_of("ucdp", clarity, losses.doubt)
        drafts.append(event(f"ucdp:{row['id']}:2", losses, when, whom, codes, said, SOURCE, str(dead)))
    return drafts
