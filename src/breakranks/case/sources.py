"""sources.csv: where reports were published; in version 1 of the format, tables of case.toml."""

import re
from collections.abc import Sequence
from dataclasses import replace

from breakranks.case.codebook import SOURCE_COLUMNS
from breakranks.case.head import Head
from breakranks.case.limits import LONGEST_NAME, LONGEST_TEXT
from breakranks.case.part import Part
from breakranks.case.reading.cited import ADDRESSES, host_of, leads_somewhere, source_key
from breakranks.case.reading.table import Table
from breakranks.case.types import Source
from breakranks.tables import Row
from breakranks.vocabulary import RELIABILITY

_PUBLISHER = re.compile(r"[,:;(\d]| via ")
"""What ends the publisher in the name of a source."""


def read_sources(table: Table, head: Head, cited: bool) -> Part[Source]:
    """The sources of sources.csv and of case.toml, and everything wrong with those of sources.csv.

    `cited` says whether any row cites a source, so that there must be one.
    """
    part = Part[Source](table)
    part.whole = part.whole and head.read
    for row in part.rows:
        part.items.append(_source(row, part))
    for written, source in head.sources.items():
        key = source_key(written)
        if key in part.lines:
            row = next(row for row in part.rows if row.cells["key"] == key)
            right = f"Keep it here, and delete [sources.{written}] from case.toml"
            part.cells.wrong(row, "key", f"'{key}' is a source in case.toml too", right)
        part.lines.setdefault(key, 0)
        part.items.append(replace(source, key=key))
    if part.whole and cited and not part.items:
        right = f"Add a row for each, under the columns {','.join(SOURCE_COLUMNS)}"
        part.cells.wrong(None, None, "there is no source, and rows cite some", right)
    return part


def independent(sources: Sequence[Source]) -> int:
    """How many of the sources go back to different publishers, as far as names and addresses show it; 1 for none.

    Two are of one publisher where they lie on one host, or where the name of one begins with what the other's has
    before its first comma, colon, bracket or digit, or before "via": "Reuters, 9 Nov 2022", "Reuters via The Tribune".
    """
    families: list[list[Source]] = []
    for source in sources:
        same = [family for family in families if any(_one_publisher(source, other) for other in family)]
        families = [family for family in families if family not in same]
        families.append([source, *(other for family in same for other in family)])
    return max(len(families), 1)


def _one_publisher(a: Source, b: Source) -> bool:
    (words, host), (others, at) = ((_publisher(s), host_of(s.url or "")) for s in (a, b))
    shorter = min(len(words), len(others))
    return words[:shorter] == others[:shorter] or (host == at != "")


def _publisher(source: Source) -> list[str]:
    words = _PUBLISHER.split(source.name, maxsplit=1)[0].casefold().split()
    return words[1:] if words[:1] == ["the"] else words


def _source(row: Row, part: Part[Source]) -> Source:
    cells = part.cells
    key = row.cells["key"]
    if not key:
        cells.wrong(row, "key", "the cell is empty", "Write a short key, for example reuters-1109")
    elif key.startswith(ADDRESSES):
        cells.wrong(row, "key", f"'{key}' is a web address", "Write a short key, and the address under url")
    else:
        cells.unique(row, "key", part.lines)
    for column, most in (("key", LONGEST_NAME), ("licence", LONGEST_NAME), ("url", LONGEST_TEXT)):
        part.short(row, column, most)
    reliability = row.cells.get("reliability") or None
    if reliability:
        cells.choice(row, "reliability", RELIABILITY, "a reliability")
    return Source(
        key=key,
        name=part.name(row),
        url=_address(row, "url", part),
        archived=_address(row, "archived", part),
        published=cells.date(row, "published", optional=True),
        accessed=cells.date(row, "accessed", optional=True),
        licence=row.cells.get("licence", ""),
        reliability=reliability,
    )


def _address(row: Row, column: str, part: Part[Source]) -> str | None:
    address = row.cells.get(column) or None
    if address and not address.lower().startswith(ADDRESSES):
        part.cells.wrong(row, column, f"'{address}' is not a web address", "Write it with https:// in front")
    elif address and not leads_somewhere(address):
        right = "Write it from https:// to its end, or leave the cell empty"
        part.cells.wrong(row, column, f"'{address}' is no whole web address", right)
    return address
