"""What a text is read for: a case with its sides, names and sources."""

from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from breakranks.case import examine, shipped
from breakranks.case.reading.names import free_id, kebab
from breakranks.case.types import Source
from breakranks.extraction.classify import proper_names
from breakranks.extraction.names import CaseNames
from breakranks.extraction.page import Page
from breakranks.extraction.sides import sides_of
from breakranks.tables import InputError

KNOWN_PUBLISHER, UNKNOWN = "C", "F"
"""The reliability of a page that names its publisher, and of a text that nobody knows whose it is."""
LONGEST_KEY = 30


class Context:
    """The case in a folder, and what is needed of it to read a text.

    Raises:
        InputError: the folder is not a case of the user's own.
    """

    def __init__(self, folder: Path) -> None:
        if str(folder) in shipped() and not folder.is_dir():
            raise InputError(f"{folder} is a shipped case. Give the folder of your own, made with breakranks new.")
        found = examine(folder)
        if found.case is None:
            raise InputError(found.problems)
        self.folder, self.case = folder, found.case
        aliases = {
            row.cells["id"]: [alias.strip() for alias in row.cells.get("aliases", "").split(";") if alias.strip()]
            for table in ("formations", "areas")
            for row in found.tables[table].rows
        }
        self.sides = sides_of(self.case.force, self.case.opponent)
        self.names = CaseNames(self.case, aliases)
        self.masked = proper_names(self.case)

    def covers(self, day: date) -> bool:
        """Whether a day lies in the window of the case."""
        return self.case.start <= day <= self.case.end

    def source(self, page: Page) -> tuple[str, str, bool]:
        """The key of a page's source, its reliability, and whether the case has it already."""
        known = next((s for s in self.case.sources.values() if _same(s, page)), None)
        if known:
            return known.key, known.reliability or self._usual(known.key) or self._by_publisher(page), True
        day = f"-{page.published:%m%d}" if page.published else ""
        stem = kebab(page.author)[:LONGEST_KEY].strip("-") or "text"
        return free_id(stem + day, self.case.sources), self._by_publisher(page), False

    def _by_publisher(self, page: Page) -> str:
        return KNOWN_PUBLISHER if page.publisher else UNKNOWN

    def _usual(self, key: str) -> str | None:
        codes = Counter(event.reliability for event in self.case.events if key in _cited(event))
        return codes.most_common(1)[0][0] if codes else None


def _cited(event: object) -> tuple[str, ...]:
    cited = getattr(event, "sources", None)
    return tuple(cited) if cited else (getattr(event, "source", ""),)


def _same(source: Source, page: Page) -> bool:
    if page.url and source.url:
        ours, theirs = (urlsplit(url.rstrip("/"))[1:4] for url in (source.url, page.url))
        return ours == theirs
    return source.name == page.name and source.published == page.published
