"""What was edited, beside the case, so that every edit can be undone and redone, today or after a restart.

`.breakranks/journal.jsonl` has a line for each edit, written before the files are: its patches say what stood in which
lines and what stands there now. Undoing and redoing add lines of their own; nothing in the journal is ever changed.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from breakranks.case.changing import OWN, own_folder
from breakranks.tables import InputError

NAME = "journal.jsonl"
Files = Mapping[str, bytes | None]
"""What files hold by name; None where there is none."""


@dataclass(frozen=True)
class Patch:
    """Lines of a file that gave way to others: after how many lines, the last of these, what stood there, what stands.

    `before` and `after` are the digests of the whole file; None where it was not there.
    """

    file: str
    line: int
    above: str
    old: str
    new: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Edit:
    """One edit: its number, when it was made, what it was in words, its patches, whether it stands, and who made it.

    `by` is empty where there are no users.
    """

    id: int
    at: str
    what: str
    patches: tuple[Patch, ...]
    stands: bool = True
    by: str = ""

    def __str__(self) -> str:
        return f"{self.what}, by {self.by}" if self.by else self.what


def digest(raw: bytes | None) -> str | None:
    """A short digest of what a file holds."""
    return None if raw is None else sha256(raw).hexdigest()[:20]


def patch_of(file: str, before: bytes | None, after: bytes | None) -> Patch:
    """What differs between a file before and after."""
    old, new = _lines(before), _lines(after)
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return Patch(
        file,
        first,
        old[first - 1] if first else "",
        "".join(old[first : len(old) - last]),
        "".join(new[first : len(new) - last]),
        digest(before),
        digest(after),
    )


def backwards(patch: Patch) -> Patch:
    """The patch that takes another back."""
    return Patch(patch.file, patch.line, patch.above, patch.new, patch.old, patch.after, patch.before)


def applied(patch: Patch, raw: bytes | None) -> bytes | None:
    """The file with the patch applied, also where other lines of it have changed meanwhile.

    Raises:
        InputError: the lines that it is about have changed, or cannot be told from others.
    """
    if digest(raw) == patch.before:
        if patch.after is None:
            return None
        return _put(patch, raw, patch.line)
    lines = _lines(raw)
    old, spot = _lines(patch.old.encode("utf-8", "surrogateescape")), -1
    places = [n for n in range(len(lines) - len(old) + 1) if lines[n : n + len(old)] == old] if old else []
    below = [n for n in places if n and lines[n - 1] == patch.above]
    if len(places) == 1:
        spot = places[0]
    elif len(below) == 1:
        spot = below[0]
    elif not old and lines.count(patch.above) == 1:
        spot = lines.index(patch.above) + 1
    if spot < 0:
        raise InputError(
            f"{patch.file} was changed elsewhere since, in the lines that this is about. Nothing was changed now."
        )
    return _put(patch, raw, spot)


def _put(patch: Patch, raw: bytes | None, line: int) -> bytes:
    text = (raw or b"").decode("utf-8", "surrogateescape")
    start = sum(map(len, _lines(raw)[:line]))
    return (text[:start] + patch.new + text[start + len(patch.old) :]).encode("utf-8", "surrogateescape")


def _lines(raw: bytes | None) -> list[str]:
    return [line.decode("utf-8", "surrogateescape") for line in (raw or b"").splitlines(keepends=True)]


def _action(line: bytes) -> dict[str, Any] | None:
    """A line of a journal; None where it was cut off, or is no line that `Journal` writes."""
    try:
        action = json.loads(line)
        patches = [Patch(**patch) for patch in action.get("patches", ())]
        for patch in patches:
            f"{patch.above}{patch.old}{patch.new}".encode("utf-8", "surrogateescape")
        numbers = [action[key] for key in ("id", "undo", "redo") if key in action]
        if "what" in action:
            # A page shows the day and the hour, and what was done.
            action["at"] = datetime.fromisoformat(action["at"]).isoformat(timespec="seconds")
            f"{action['what']}{action.get('by', '')}".encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    texts = [text for p in patches for text in (p.file, p.above, p.old, p.new, p.before or "", p.after or "")]
    texts += [action.get("by", ""), action.get("what", "")]
    sound = all(isinstance(text, str) for text in texts)
    sound = sound and all(isinstance(number, int) for number in (*numbers, *(p.line for p in patches)))
    complete = "void" in action or ("patches" in action and ("what" not in action or "id" in action))
    return action if sound and complete else None


def _must_be(seen: int | None, edit: Edit) -> None:
    """Make sure that an edit is the one that somebody saw before they asked for it to be undone or redone."""
    if seen is not None and seen != edit.id:
        raise InputError(f"Somebody edited the case meanwhile ({edit}). Nothing was changed: look at it first.")


class Journal:
    """The journal of one case. `read` gives what a file holds now, and `write` replaces files, each at once."""

    def __init__(self, folder: Path, read: Callable[[str], bytes | None], write: Callable[[Files], None]) -> None:
        self.path, self.read, self.write = folder / OWN / NAME, read, write

    def edits(self) -> list[Edit]:
        """Every edit that was made and not overtaken after it was undone, in order."""
        found = dict[int, Edit]()
        for action in self._actions():
            if "what" in action:
                found = {id: edit for id, edit in found.items() if edit.stands}
                patches = tuple(Patch(**patch) for patch in action["patches"])
                found[action["id"]] = Edit(action["id"], action["at"], action["what"], patches, by=action.get("by", ""))
            elif (id := action.get("undo", action.get("redo"))) in found:
                found[id] = Edit(**{**vars(found[id]), "stands": "redo" in action})
        return list(found.values())

    def to_undo(self) -> Edit | None:
        """The edit that is undone next."""
        return next((edit for edit in reversed(self.edits()) if edit.stands), None)

    def to_redo(self) -> Edit | None:
        """The edit that is redone next."""
        return next((edit for edit in self.edits() if not edit.stands), None)

    def earlier(self, id: int) -> dict[str, bytes | None]:
        """What the files held before an edit that stands, and all that came after it.

        Raises:
            InputError: there is no such edit, or others have changed the lines since.
        """
        later = [edit for edit in self.edits() if edit.stands and edit.id >= id]
        if not later or later[0].id != id:
            raise InputError("This edit does not stand any more.")
        files = dict[str, bytes | None]()
        for edit in reversed(later):
            for patch in reversed(edit.patches):
                now = files[patch.file] if patch.file in files else self.read(patch.file)
                files[patch.file] = applied(backwards(patch), now)
        return files

    def make(self, what: str, files: Files, by: str = "") -> None:
        """Note an edit, and then make it."""
        patches = [patch_of(name, self.read(name), raw) for name, raw in files.items()]
        number = max((action["id"] for action in self._actions() if "id" in action), default=0) + 1
        self._note({"id": number, "what": what, "patches": [asdict(patch) for patch in patches]}, by)
        self._do(files)

    def undo(self, seen: int | None = None, by: str = "") -> str:
        """Undo the last edit that stands, and give what it was.

        Raises:
            InputError: there is none, it is not the one that was `seen`, or its lines have changed since.
        """
        edit = self.to_undo()
        if edit is None:
            raise InputError("There is nothing to undo.")
        _must_be(seen, edit)
        return self._again(edit, "undo", [backwards(patch) for patch in reversed(edit.patches)], by)

    def redo(self, seen: int | None = None, by: str = "") -> str:
        """Redo the edit that was undone last, and give what it was.

        Raises:
            InputError: there is none, it is not the one that was `seen`, or its lines have changed since.
        """
        edit = self.to_redo()
        if edit is None:
            raise InputError("There is nothing to redo.")
        _must_be(seen, edit)
        return self._again(edit, "redo", edit.patches, by)

    def _again(self, edit: Edit, how: str, patches: Sequence[Patch], by: str) -> str:
        files = {patch.file: applied(patch, self.read(patch.file)) for patch in patches}
        now = [asdict(patch_of(name, self.read(name), raw)) for name, raw in files.items()]
        self._note({how: edit.id, "patches": now}, by)
        self._do(files)
        return str(edit)

    def _do(self, files: Files) -> None:
        """Make what was noted, or note that it could not be."""
        try:
            self.write(files)
        except (OSError, InputError):
            with suppress(OSError, InputError):
                self.recover(finish=False)
            raise

    def recover(self, finish: bool) -> None:
        """Note that the last action never began, where nothing of it is there; `finish` it where only a part is."""
        action = next(iter(reversed(list(self._actions()))), None)
        if action is None or "patches" not in action:
            return
        patches = [Patch(**patch) for patch in action["patches"]]
        waiting = [patch for patch in patches if digest(self.read(patch.file)) == patch.before != patch.after]
        if not waiting:
            return
        if len(waiting) == len(patches):
            self._note({"void": True})
        elif finish:
            self.write({patch.file: applied(patch, self.read(patch.file)) for patch in waiting})

    def _actions(self) -> Iterator[dict[str, Any]]:
        """The lines of the journal but for those that came to nothing; what was cut off or is not ours is none."""
        try:
            lines = [] if self._leads_elsewhere() else self.path.read_bytes().split(b"\n")
        except OSError:
            return
        actions = list[dict[str, Any] | None]()
        for line in filter(None, lines):
            action = _action(line)
            # What came to nothing stands in the line before, even where that cannot be read.
            if action and "void" in action:
                del actions[-1:]
            else:
                actions.append(action)
        yield from filter(None, actions)

    def _leads_elsewhere(self) -> bool:
        return self.path.is_symlink() or self.path.parent.is_symlink()

    def _note(self, action: Mapping[str, object], by: str = "") -> None:
        if self._leads_elsewhere():
            raise InputError(f"{self.path} is a link, so nothing can be changed here. Delete it.")
        own = own_folder(self.path.parent.parent)
        with self.path.open("ab") as file:
            if not file.tell():
                # Whoever may write to the case may note what they did.
                self.path.chmod(own.stat().st_mode & 0o666)
            # A line that was cut off is ended first, so that it does not swallow this one.
            who = {"by": by} if by else {}
            text = json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), **who, **action})
            begin = b"\n" if file.tell() and not self.path.read_bytes().endswith(b"\n") else b""
            file.write(begin + text.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
