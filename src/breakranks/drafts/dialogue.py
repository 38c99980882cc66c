"""Going through the drafts of a case with a person, one after the other, in the terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console

from breakranks.case import examine, read
from breakranks.case.types import Case
from breakranks.drafts.decide import OF_SOURCES, accept, reject, with_changes
from breakranks.drafts.effect import Effect, effect
from breakranks.drafts.table import read_drafts
from breakranks.drafts.types import ACCEPTED, CALLED, CELLS, OPEN, REJECTED, Draft
from breakranks.presentation.terminal import paragraph, show, width_of
from breakranks.presentation.words import percent, point_tenths, question_name
from breakranks.tables import InputError
from breakranks.vocabulary import ECHELONS, EXPLANATIONS, KINDS, TROOPS

NEEDED = {
    "events": ("date", "reported", "formation", "kind", "source", "credibility"),
    "judgements": ("date", "name", "question", "horizon_days"),
    "formations": ("formation", "name", "echelon", "troops", "strength"),
    "areas": ("area", "name", "lat", "lon"),
    "moves": ("date", "reported", "formation"),
}
"""Cells that a row of each table must have."""
AGAIN = ("echelon", "troops", "strength")
"""Cells for which what was accepted last is offered again."""
LEAST = 0.0005
"""What moves by less is not told of."""
ASKED = "[a]ccept, [c]hange, [r]eject, [s]kip, [q]uit? "
SKIPPED = "skipped"


def go_through(folder: Path, console: Console, by: str = "") -> Counter[str]:
    """Show every open draft with what it would change, and do what the person says; how many were decided how.

    The end of the input ends it as `q` does. `by` is who accepts.

    Raises:
        InputError: the folder is not a case, or drafts.csv cannot be read.
    """
    dialogue = _Dialogue(folder, console, by)
    waiting = [draft for draft in read_drafts(folder) if draft.status == OPEN]
    for number, draft in enumerate(waiting, start=1):
        dialogue.say(f"Draft {number:,} of {len(waiting):,}, for {draft.table}.csv", style="bold cyan")
        try:
            done = dialogue.decide(draft)
        except EOFError:
            break
        if done is None:
            break
        dialogue.counts[done] += 1
    return dialogue.counts


class _Dialogue:
    def __init__(self, folder: Path, console: Console, by: str) -> None:
        self.folder, self.console, self.by = folder, console, by
        self.counts: Counter[str] = Counter()
        self._last: dict[str, str] = {}
        # What the person said of the reliability of a source holds for all that is drafted from it.
        self._reliability: dict[str, str] = {}
        self._case = _case_in(folder)

    def say(self, text: str, indent: int = 0, style: str = "") -> None:
        """Print a paragraph."""
        show(paragraph(text, width_of(self.console), indent, style), self.console)

    def _ask(self, question: str) -> str:
        return self.console.input(question, markup=False).strip()

    def decide(self, draft: Draft) -> str | None:
        """What became of a draft; None where the person wants to stop."""
        known = self._reliability.get(draft.source)
        changes = {"reliability": known} if known and draft.reliability else {}
        self._show(with_changes(draft, changes))
        while True:
            answer = self._ask(ASKED).casefold()
            now = with_changes(draft, changes)
            if answer in ("q", "quit"):
                return None
            if answer in ("s", "skip"):
                return SKIPPED
            try:
                if answer in ("r", "reject"):
                    reject(self.folder, draft.id)
                    return REJECTED
                if answer in ("a", "accept"):
                    # A wrong answer is not kept, or it would not be asked for again.
                    done = accept(self.folder, draft.id, {**changes, **self._fill(now)}, self.by)
                    if done.cells["reliability"] != draft.cells["reliability"]:
                        self._reliability[done.cells["source"]] = done.cells["reliability"]
                    self._last |= {cell: done.cells[cell] for cell in AGAIN if done.cells[cell]}
                    self._case = _case_in(self.folder)
                    return ACCEPTED
                if answer in ("c", "change") or answer in self._alternatives(now):
                    changes |= self._changed(now, answer)
                    self._show(with_changes(draft, changes))
                elif answer:
                    self.say(f"'{answer}' is none of these.", indent=2)
            except InputError as error:
                self.say(f"It cannot be done. {error}", indent=2, style="red")

    def _alternatives(self, draft: Draft) -> dict[str, str]:
        """The other kinds by the number under which they are shown."""
        return {str(number): kind for number, kind in enumerate(draft.alternatives.split(), start=1)}

    def _changed(self, draft: Draft, answer: str) -> Mapping[str, str]:
        if answer in self._alternatives(draft):
            return {"kind": self._alternatives(draft)[answer]}
        cells = (*CELLS[draft.table], *OF_SOURCES)
        cell = self._ask(f"Which cell ({', '.join(cells)})? ")
        if not cell:
            return {}
        with_changes(draft, {cell: ""})
        return {cell: self._ask(f"{cell}, now '{draft.cells[cell]}': ")}

    def _fill(self, draft: Draft) -> Mapping[str, str]:
        """Ask for the cells that are still empty and must not be; an empty answer takes what was said last."""
        answers = {}
        for cell in _needed(draft, self._case):
            if not draft.cells[cell]:
                last = self._last.get(cell, "") if draft.table == "formations" and cell in AGAIN else ""
                kinds = ", ".join(f"{number} {kind}" for number, kind in self._alternatives(draft).items())
                known = {"troops": ", ".join(TROOPS), "echelon": ", ".join(ECHELONS), "kind": kinds, "front": "yes, no"}
                name = _called(draft, cell)
                choice = f" ({known[name]})" if known.get(name) else ""
                said = self._ask(f"{name}{choice}{f' [{last}]' if last else ''}: ") or last
                answers[cell] = self._alternatives(draft).get(said, said) if cell == "kind" else said
        return answers

    def _show(self, draft: Draft) -> None:
        for line in _described(draft, self._case):
            self.say(line, indent=2)
        for number, kind in self._alternatives(draft).items():
            self.say(f"{number} takes {kind}{_meaning(kind)}", indent=4)
        if empty := [_called(draft, cell) for cell in _needed(draft, self._case) if not draft.cells[cell]]:
            self.say(f"Still to say: {', '.join(empty)}.", indent=2)
            return
        try:
            found = effect(self.folder, draft)
        except InputError as error:
            self.say(f"As it stands it cannot be accepted. {error}", indent=2, style="red")
            return
        for line in _effect_lines(found, self._case):
            self.say(line, indent=2)


def _case_in(folder: Path) -> Case:
    """The case in a folder, or what there is of one that lacks its first formations or areas."""
    found = examine(folder)
    return found.begun if found.begun and found.problems else read(folder)


def _needed(draft: Draft, case: Case) -> tuple[str, ...]:
    """Cells that the row must have.

    A move says something new, and if nothing else how many people there are now. An area is at the front or not, unless
    the case does not say that of areas.
    """
    if draft.table == "moves" and not (draft.area or draft.parent or draft.strength):
        return (*NEEDED["moves"], "strength")
    if draft.table == "areas" and all(area.front is not None for area in case.areas):
        return (*NEEDED["areas"], "kind")
    return NEEDED[draft.table]


def _called(draft: Draft, cell: str) -> str:
    """What a cell is called in the table that the draft is for."""
    return CALLED.get(draft.table, {}).get(cell, cell)


def _described(draft: Draft, case: Case) -> Iterator[str]:
    """The draft in a few lines: its cells, its source, and the words that it rests on."""
    places = {area.id: area.name for area in case.areas} | {f.id: f.name for f in case.formations}
    if draft.kind and draft.table == "events":
        yield f"{draft.kind}{_meaning(draft.kind)}"
    for cell in CELLS[draft.table]:
        value = draft.cells[cell]
        told = "kind" if draft.table == "events" else ""
        if value and cell not in (told, "note", "source", "reliability", "credibility"):
            name = f" ({places[value]})" if value in places else ""
            yield f"{_called(draft, cell)}: {value}{name}"
    if draft.source or draft.source_name:
        of = next((text for text in (draft.source_name, draft.source_url) if text), "")
        codes = f", {draft.reliability}{draft.credibility}" if draft.reliability or draft.credibility else ""
        yield f"source: {draft.source}{f' ({of})' if of else ''}{codes}"
    if draft.note:
        yield f"note: {draft.note}"
    if draft.words:
        yield f"It rests on: “{draft.words}”"


def _meaning(kind: str) -> str:
    return f" ({KINDS[kind].meaning})" if kind in KINDS else ""


def _effect_lines(found: Effect, case: Case) -> Iterator[str]:
    if found.explanations is None or found.control is None or found.forecasts is None:
        yield found.silent
        return
    yield f"With it, as of {found.as_of}:"
    places = {area.id: area.name for area in case.areas}
    moved = [("control of the force", found.control)]
    moved += [(EXPLANATIONS[z].name, change) for z, change in found.explanations.items()]
    moved += [
        (f"{question_name(question, places.get(area or '') if area else None)}, 28 days", change)
        for (question, area), change in found.forecasts.items()
    ]
    told = [(what, change) for what, change in moved if abs(change.by) >= LEAST]
    for what, change in told:
        yield f"  {what}: {percent(change.before)} → {percent(change.after)} ({point_tenths(change.by)})"
    if not told:
        yield "  nothing moves by a tenth of a point"
