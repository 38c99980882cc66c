"""Which drafts say what a row of the case says already."""

from pathlib import Path

from breakranks.case import examine
from breakranks.case.reading.names import free_id
from breakranks.case.types import Case, Source
from breakranks.drafts.types import Draft
from breakranks.tables import InputError

Content = tuple[object, ...]


class Known:
    """The rows of the case in a folder, by what they say; of one that lacks its first formations or areas as well.

    `lacks` says what that one lacks.

    Raises:
        InputError: the folder is not a case.
    """

    def __init__(self, folder: Path) -> None:
        found = examine(folder)
        if found.begun is None:
            raise InputError(found.problems)
        self.case, self.lacks = found.begun, found.problems
        self._rows = set(_contents(self.case))
        self._keys = {name: key for key, source in self.case.sources.items() for name in _names(source)}

    def has(self, draft: Draft) -> bool:
        """Whether the case has a row that says what the draft says.

        An event is the same if day, formation, areas, kind, people and source are; a judgement if day, author,
        question, area and horizon are; a formation or an area if its id is; a move if day, formation and what changes
        are.
        """
        if draft.table == "events":
            return any(_event(draft, source) in self._rows for source in self._sources(draft))
        if draft.table == "judgements":
            said = (draft.date, draft.name, draft.question, draft.area, draft.horizon_days)
            return ("judgements", *said) in self._rows
        if draft.table == "moves":
            changed = (draft.area, draft.parent, draft.strength)
            return ("moves", draft.date, draft.formation, *changed) in self._rows
        return (draft.table, draft.formation if draft.table == "formations" else draft.area) in self._rows

    def source(self, draft: Draft) -> tuple[str, dict[str, str]]:
        """The key under which the case knows, or is to know, the draft's source, and its row if that is new."""
        named = draft.source_url or draft.source_name
        for text in (draft.source_url, draft.source_name, draft.source):
            key = self._keys.get(text)
            # A key that stands for another source is not this one's.
            if key and not (text == draft.source and named and self._other(key, draft)):
                return key, {}
        if not named:
            return draft.source, {}
        key = free_id(draft.source or "source", self.case.sources)
        name = draft.source_name or draft.source_url
        return key, {"key": key, "name": name, "url": draft.source_url, "published": draft.source_published}

    def _other(self, key: str, draft: Draft) -> bool:
        """Whether a source of the case lies at another address than the draft's."""
        url = self.case.sources[key].url
        return bool(url and draft.source_url and url != draft.source_url)

    def _sources(self, draft: Draft) -> set[str]:
        """The key of the draft's source in the case, found by key, address or name."""
        given = (draft.source, draft.source_url, draft.source_name)
        return {self._keys[text] for text in given if text in self._keys}


def _names(source: Source) -> list[str]:
    return [text for text in (source.key, source.url, source.name) if text]


def _event(draft: Draft, source: str) -> Content:
    areas = frozenset(draft.area.split())
    return "events", draft.date, draft.formation, areas, draft.kind, draft.people, source


def _contents(case: Case) -> list[Content]:
    rows: list[Content] = [("formations", formation.id) for formation in case.formations]
    rows += [("areas", area.id) for area in case.areas]
    for event in case.events:
        people = "" if event.people is None else str(event.people)
        if event.people_range:
            people = "-".join(map(str, event.people_range))
        day = "/".join(map(str, event.span)) if event.span else str(event.date)
        said = (day, event.formation, frozenset(event.areas), event.kind, people)
        rows += [("events", *said, source) for source in event.sources]
    for judgement in case.judgements:
        area, horizon = judgement.area or "", str(judgement.horizon)
        rows.append(("judgements", str(judgement.date), judgement.author, judgement.question, area, horizon))
    for move in case.moves:
        strength = "" if move.strength is None else str(move.strength)
        rows.append(("moves", str(move.date), move.formation, move.area or "", move.parent or "", strength))
    return rows
