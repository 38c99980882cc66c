"""A small valid case as text, to be spoiled one file at a time."""

from collections.abc import Mapping
from pathlib import Path

TOML = """\
title = "A made-up river line"
summary = "Two brigades hold a town and a bridge."
force = "The Red army"
opponent = "The Blue army"
command = "high-command"
start = 2030-01-01
end = 2030-03-31
as_of = [2030-01-20, 2030-02-10]
winter = [[2030-01-05, 2030-01-25]]

[sources.wire]
name = "A wire agency, January 2030"
url = "https://example.org/wire"
published = 2030-01-09

[sources.daily]
name = "A daily paper, January 2030"
"""
SOURCES = """\
key,name,url,archived,published,accessed,licence,reliability
wire,"A wire agency, January 2030",https://example.org/wire,,2030-01-09,,,
daily,"A daily paper, January 2030",,,,,,
"""
AREAS = """\
id,name,lat,lon,adjacent
town,The town,46.6,32.6,bridge
bridge,The bridge,46.7,32.7,town
"""
FORMATIONS = """\
id,name,parent,echelon,troops,strength,area,arrives
high-command,High command,,command,professional,0,,
army-group,Army group,high-command,army-group,professional,0,,
brigade-1,1st Brigade,army-group,brigade,conscript,3000,town,
brigade-2,2nd Brigade,army-group,brigade,mobilised,2500,bridge,2030-01-10
"""
EVENTS = """\
date,reported,formation,area,kind,people,source,reliability,credibility,note
2030-01-04,2030-01-05,high-command,town,order.hold,,wire,B,2,told to hold the town
2030-01-08,2030-01-09,brigade-1,town,conduct.desert,40,daily,C,3,forty men gone
2030-01-12,2030-01-12,brigade-2,town bridge,opponent.attack,,wire,B,1,"pressed at the bridge, and in the town"
2030-01-15,2030-01-17,brigade-1,,grip.coerce,,daily,D,4,arrests
"""
OUTCOMES = """\
question,area,formation,date,source,note
area-given-up,town,,2030-02-20,wire,left by night
area-given-up,bridge,,,daily,held
explanation,,,2030-01-01,daily,in-control
"""
FILES = {
    "case.toml": TOML,
    "areas.csv": AREAS,
    "formations.csv": FORMATIONS,
    "events.csv": EVENTS,
    "outcomes.csv": OUTCOMES,
}
VERSION_2 = {**FILES, "case.toml": TOML.partition("\n[sources")[0], "sources.csv": SOURCES}
"""The same case with its sources in a table of their own; the other is of version 1."""


def write_case(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write the case, or one of other files, into a new folder and give it back."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Replace what stands exactly once in one of the files."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
