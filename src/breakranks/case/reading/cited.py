"""What rows cite as people write it (keys of sources, their names, web addresses) → keys of sources."""

import csv
import io
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from breakranks.case.codebook import SOURCE_COLUMNS
from breakranks.case.head import Head
from breakranks.case.limits import LONGEST_TEXT
from breakranks.case.reading.names import Doubt, Found, Names, free_id, kebab
from breakranks.case.reading.readings import Readings
from breakranks.case.reading.table import Table
from breakranks.tables import LISTED, MOST_SLIPS, Row

ADDRESSES = ("http://", "https://")
"""How web addresses begin."""
CITING = ("events", "moves", "outcomes", "judgements")
"""The tables whose rows cite sources."""
LONGEST_KEY = 60
"""Characters of a key that is made of an address."""
_BARE_ADDRESS = re.compile(r"(?<!\S)(?:www\.|[\w-]+(?:\.[\w-]+)+/)", re.IGNORECASE)
"""How an address without https:// begins."""
_ADDRESS = re.compile(r"https?://\S+?(?=[;,]?(?:\s|$)|[;,]https?://)", re.IGNORECASE)


def read_cited(tables: Mapping[str, Table], head: Head, readings: Readings) -> None:
    """Replace what rows cite by keys, and add the sources that web addresses make.

    Of a key that is missing its first row is told, with the line to add.
    """
    sources = tables["sources"]
    names = _names(sources, head, readings)
    if not _make_sources(tables, names, readings):
        return
    missing: dict[str, list[tuple[Table, Row]]] = {}
    for table in (tables[name] for name in CITING):
        for row in table.rows:
            written = row.cells["source"]
            found = _found(names, written) if written else None
            if isinstance(found, Found):
                read = " ".join(dict.fromkeys(found.ids))
                if read != " ".join(written.split()):
                    readings.cell("sources" if len(found.ids) > 1 else found.by, table.label, written, read)
                row.cells["source"] = read
            elif isinstance(found, Doubt) and found.readings:
                keys = " or ".join(f"'{' '.join(keys)}'" for keys in found.readings)
                right = "Write the key, or the keys with spaces between"
                table.ask(row, "source", f"'{written}' may be {keys}", right)
            elif isinstance(found, Doubt):
                table.told.add((row.line, "source"))
                for unknown in found.unknown:
                    missing.setdefault(unknown, []).append((table, row))
    if sources.whole and head.read:
        _tell(missing, names, sources, head)


def source_key(written: str) -> str:
    """The key that a text makes: the text itself unless spaces or semicolons part it."""
    return written if re.fullmatch(r"[^\s;]+", written) else kebab(written)


def host_of(address: str) -> str:
    """Where an address leads, without www; empty where it leads nowhere."""
    try:
        return urlsplit(address).netloc.casefold().removeprefix("www.")
    except ValueError:
        return ""


def leads_somewhere(address: str) -> bool:
    """Whether a web address names a place on the web."""
    return address.lower().startswith(ADDRESSES) and re.search(r"[^\W_]", host_of(address)) is not None


def _is_broken(word: str) -> bool:
    """Whether a word is a web address, but not a whole one."""
    return ("://" in word and not leads_somewhere(word)) or _BARE_ADDRESS.match(word) is not None


def _names(sources: Table, head: Head, readings: Readings) -> Names:
    """What every source is called, the keys in sources.csv having been made as keys are."""
    names = Names()
    for row in sources.rows:
        written = row.cells["key"]
        key = source_key(written)
        if key != written:
            readings.cell("latin", sources.label, written, key)
            row.cells["key"] = key
        if key:
            names.add(key, written, [row.cells["name"]] if row.cells["name"] else [])
    for written, source in head.sources.items():
        names.add(source_key(written), written, [source.name] if source.name else [])
    return names


def _make_sources(tables: Mapping[str, Table], names: Names, readings: Readings) -> bool:
    """Put keys in the place of web addresses, for each that no source has a source of its own; whether there is any."""
    sources = tables["sources"]
    known = {row.cells[column]: row.cells["key"] for row in sources.rows for column in ("archived", "url")
             if row.cells.get(column)}  # fmt: skip

    def key_of(address: str) -> str:
        if address not in known:
            known[address] = _new_key(address, names)
            names.add(known[address], known[address], [])
            new = {"key": known[address], "name": host_of(address) or address, "url": address}
            sources.add(new, tuple(SOURCE_COLUMNS))
        return known[address]

    for table in (tables[name] for name in CITING):
        for row in table.rows:
            written = row.cells["source"]
            if not ("://" in written or _BARE_ADDRESS.search(written)) or written in names.called:
                continue
            if len(written) > LONGEST_TEXT:
                right = f"Write at most {LONGEST_TEXT:,}"
                table.ask(row, "source", f"the cell has {len(written):,} characters", right)
                continue
            if broken := next((word for word in re.split(r"[\s;,]+", written) if _is_broken(word)), None):
                right = "Write the whole address, from https:// to its end, or a key of sources.csv"
                table.ask(row, "source", f"'{broken}' is no whole web address", right)
                row.cells["source"] = ""
                continue
            read = _ADDRESS.sub(lambda found: key_of(found[0]), written)
            if read != written:
                readings.cell("address", table.label, written, read)
                row.cells["source"] = read
    return bool(names.called)


def _new_key(address: str, names: Names) -> str:
    """A key made of the address: where it is, and the end of its path."""
    path = re.sub(r"^[a-z]+://[^/]*|[?#].*", "", address, flags=re.IGNORECASE)
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    stem = kebab(f"{host_of(address)} {last}")[:LONGEST_KEY].strip("-") or "source"
    return free_id(stem, names.called)


def _found(names: Names, written: str) -> Found | Doubt:
    """The source that a cell names, or else the several that it does; a name may itself hold commas and "and"."""
    if all(word in names.called for word in written.split()):
        return names.several(written)
    one = names.one(written)
    return one if isinstance(one, Found) or one.readings or names.begun_by(written) else names.several(written)


def _tell(missing: Mapping[str, list[tuple[Table, Row]]], names: Names, sources: Table, head: Head) -> None:
    """Say of each key that is missing where it is cited first, and which line would add it."""
    for number, (written, places) in enumerate(missing.items()):
        table, row = places[0]
        others = len(places) - 1
        more = f", here and in {others} more row{'s' if others > 1 else ''}" if others else ""
        near = names.near(written) if number < MOST_SLIPS else None
        add = f"Nearest: '{near}'; or add" if near else "Add"
        if not near and (begun := names.begun_by(written)):
            keys = " or ".join(f"'{key}'" for key in begun[:LISTED])
            add = f"If it is the source whose name begins so, write {keys}; or add"
        if head.sources and not sources.path:
            quoted = written if re.fullmatch(r"[A-Za-z0-9_-]+", written) else f'"{_escaped(written)}"'
            right = f'{add} these two lines to case.toml: [sources.{quoted}] and name = "…"'
        else:
            right = f"{add} this line to {sources.label}: {_line(written, sources)}"
        problem_of = f"there is no source '{written}'{more}"
        table.told.discard((row.line, "source"))
        table.ask(row, "source", problem_of, right)


def _line(written: str, sources: Table) -> str:
    """The line that adds a source to the table, its columns as they stand there."""
    key = source_key(written)
    cells = {"key": key or "a-key", "name": "…" if key == written else written}
    columns = {at: column for column, at in sources.at.items()}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="")
    writer.writerow([cells.get(columns.get(at, ""), "") for at in range(len(sources.header))])
    return out.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
