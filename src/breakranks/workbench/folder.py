"""The case folder: what its files hold now, and changing them whole or not at all."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import RLock
from uuid import uuid4

from breakranks.case import Examined, examine
from breakranks.case.changing import HALF, OWN, halves, locked, write_beside
from breakranks.case.outlines import OUTLINES
from breakranks.case.reading.locate import HEAD, TABLES, WORKBOOK
from breakranks.grids import MOST_BYTES
from breakranks.tables import InputError, Problem
from breakranks.workbench.journal import Files, Journal, digest

KNOWN = (HEAD, *(f"{name}.csv" for name in TABLES))
"""The files that the workbench changes."""
DRAFTS = "drafts.csv"
MOST_COPIED = 200
"""Files of a folder that are looked at; a case has a dozen."""


def _version(files: Mapping[str, bytes]) -> str:
    whole = sha256()
    for name in sorted(files):
        whole.update(name.encode("utf-8", "surrogateescape") + b"\0" + sha256(files[name]).digest())
    return whole.hexdigest()[:16]


def _held(path: Path) -> bytes:
    """What a file holds; of one that is too large for a case only so much that this is seen."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


class ConflictError(Exception):
    """Somebody else changed what an edit was about: the file, and what it holds now."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class CaseFolder:
    """A folder with a case in it.

    `read_only` says in a sentence why nothing can be changed; it is None where everything can.
    """

    def __init__(self, path: Path, read_only: str | None = None) -> None:
        self.path, self.lock = path.resolve(), RLock()
        self.read_only = read_only or self._forbidden()
        self.journal = Journal(self.path, self.read, self._write)
        self._seen: tuple[object, str] | None = None
        if not self.read_only and (halves(self.path) or self.journal.path.exists()):
            # A journal that came with a stranger's case may ask for what cannot be done.
            with suppress(InputError, OSError), self.alone():
                self._mend()

    def _forbidden(self) -> str | None:
        own = self.path / OWN
        if own.is_symlink():
            return f"{own} is a link, so nothing can be changed here. Make it a folder."
        if not os.access(self.path, os.W_OK):
            return f"{self.path} may not be written to, so nothing can be changed here. Copy the case to change it."
        return None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everything else, of this program or another, from changing the case meanwhile.

        Raises:
            InputError: the case may not be changed, or another program does not finish.
        """
        with self.lock:
            self.must_be_open()
            with locked(self.path):
                # Another workbench was stopped in the middle of a change.
                if halves(self.path):
                    self._mend()
                yield

    def _mend(self) -> None:
        """Finish what a workbench that was stopped while it wrote has begun, or note that it never began.

        Without a file that is half-way to its place nothing was begun: then somebody has put old files back, and they
        stay.
        """
        left = halves(self.path)
        self.journal.recover(finish=bool(left))
        for half in left:
            half.unlink(missing_ok=True)

    def place(self, name: str) -> Path:
        """Where a file of the case lies.

        Raises:
            InputError: it is none of the files of a case, a link that may lead elsewhere, or no file at all.
        """
        self._must_be_here()
        if name not in (*KNOWN, OUTLINES, DRAFTS):
            raise InputError(f"{name} is no file that the workbench knows. It knows {', '.join(KNOWN)}.")
        path = self.path / name
        if path.is_symlink():
            raise InputError(f"{name} is a link to a file elsewhere, which the workbench does not open.")
        if path.exists() and not path.is_file():
            raise InputError(f"{name} is no file, but something else of that name. Move it away.")
        return path

    def _must_be_here(self) -> None:
        """Make sure that nobody has put a link to somewhere else in the place of the folder."""
        if self.path.resolve() != self.path:
            raise InputError(f"{self.path} leads somewhere else now. Put the folder back, or open the other.")

    def read(self, name: str) -> bytes | None:
        """What a file holds; None where there is none."""
        try:
            return self.place(name).read_bytes()
        except FileNotFoundError:
            return None

    @property
    def version(self) -> str:
        """A short name for what all files hold together; another as soon as one of them changes."""
        with self.lock:
            self._must_be_here()
            files = [path for path in self._files() if path.is_file()]
            links = self._links()
            stamp = links, [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files]
            if self._seen is None or self._seen[0] != stamp:
                self._seen = stamp, _version({**links, **{path.name: _held(path) for path in files}})
            return self._seen[1]

    def version_with(self, files: Files) -> str:
        """The version that the folder would have if these files held this."""
        now = self._links() | {path.name: _held(path) for path in self._files() if path.is_file()}
        return _version({name: raw for name, raw in {**now, **files}.items() if raw is not None})

    def _files(self) -> list[Path]:
        """What lies in the folder, but for what is hidden, leads elsewhere, or is too much to be a case."""
        found = sorted(p for p in self.path.iterdir() if not p.name.startswith((".", "~")) and not p.is_symlink())
        tables = (*TABLES, WORKBOOK)
        small = [p for p in found if p.stem.casefold() in tables or p.stat().st_size <= MOST_BYTES]
        return small[:MOST_COPIED]

    def _links(self) -> dict[str, bytes]:
        """Tables that are links, none of which is read; nothing stands for what they hold."""
        found = sorted(path for path in self.path.iterdir() if path.stem.casefold() in (*TABLES, WORKBOOK))
        return {path.name: b"" for path in found if path.is_symlink()}

    def version_of(self, name: str) -> str:
        """A short name for what one file holds."""
        return digest(self.read(name)) or "none"

    def examine(self) -> Examined:
        """Everything there is to say of the case as it is; a table that is a link is a problem, and is not read."""
        linked = self._links()
        if not linked:
            return examine(self.path)
        found, wrong = self.tried({}), "it is a link to a file elsewhere, which the workbench does not open"
        problems = [Problem(name, None, None, wrong, "Put the file itself in its place") for name in linked]
        return replace(found, case=None, problems=(*problems, *found.problems))

    def tried(self, files: Files) -> Examined:
        """Everything there would be to say of the case if these files held this."""
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / self.path.resolve().name
            copy.mkdir()
            for path in self._files():
                if path.is_file() and path.name not in files:
                    (copy / path.name).write_bytes(_held(path))
            for name, raw in files.items():
                if raw is not None:
                    (copy / name).write_bytes(raw)
            return examine(copy)

    def change(self, what: str, files: Files, versions: Mapping[str, str], by: str = "") -> None:
        """Change files, and note it in the journal; `versions` are those that the change was thought out for.

        `by` is who does it, where there are users.

        Raises:
            ConflictError: a file is no longer what it was then.
            InputError: the folder cannot be written to.
        """
        with self.alone():
            for name, version in versions.items():
                if self.version_of(name) != version:
                    raise ConflictError(name)
            changed = {name: raw for name, raw in files.items() if raw != self.read(name)}
            try:
                if changed:
                    self.journal.make(what, changed, by)
            except OSError as error:
                raise InputError(f"{self.path} cannot be written to ({error.strerror}).") from error

    def undo(self, seen: int | None = None, by: str = "") -> str:
        """Undo the last edit, and give what it was; `seen` is the edit that was the last for whoever asks."""
        with self.alone():
            return self.journal.undo(seen, by)

    def redo(self, seen: int | None = None, by: str = "") -> str:
        """Redo the edit undone last, and give what it was; `seen` is that edit for whoever asks."""
        with self.alone():
            return self.journal.redo(seen, by)

    def must_be_open(self) -> None:
        """Make sure that the case may be changed."""
        self._must_be_here()
        if self.read_only:
            raise InputError(self.read_only)

    def _write(self, files: Files) -> None:
        """Replace files: each is complete beside its place before it takes it.

        Until all are there one is left half-way, also for a file that goes: by that `_mend` knows.
        """
        beside = {name: self.path / f".{name}-{uuid4().hex[:12]}{HALF}" for name in files}
        try:
            for name, raw in files.items():
                write_beside(beside[name], self.place(name), raw or b"")
        except BaseException:
            for half in beside.values():
                half.unlink(missing_ok=True)
            raise
        for name, raw in sorted(files.items(), key=lambda item: item[1] is not None):
            if raw is None:
                self.place(name).unlink(missing_ok=True)
            else:
                os.replace(beside[name], self.place(name))
        for half in beside.values():
            half.unlink(missing_ok=True)
