"""Changing the files of a case: one program at a time, and every file whole or not at all."""

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from breakranks.case.reading.locate import HEAD
from breakranks.tables import InputError

OWN, LOCK = ".breakranks", "lock"
"""The folder inside a case for what is not of the case, and the file there that is locked."""
HALF, NEW = ".half", ".new"
"""How files end that are not in their places yet: those that a workbench finishes, and all others."""
PATIENCE = 10.0
"""Seconds that a change waits for that of another program."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other program from changing the case in a folder meanwhile; whoever has done so may do it again.

    The system ends the lock with the program that holds it, so that none is left behind.

    Raises:
        InputError: nothing may be changed there, or another program does not finish.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder. Give that of a case.")
    try:
        place = own_folder(folder) / LOCK
        if place.is_symlink():
            raise InputError(f"{place} is a link, so nothing can be changed here. Delete it.")
        # Who may not enter the folder cannot hold the lock against its owner.
        lock = FileLock(place.resolve(), mode=0o666, is_singleton=True)
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        told = f"Another program has been changing {folder} for {PATIENCE:g} seconds. Try again."
        raise InputError(told) from None
    except NotImplementedError:
        raise InputError(f"{folder} is on a disk that knows no locks. Move the case to another.") from None
    except OSError as error:
        raise InputError(f"{folder} cannot be written to ({error.strerror}).") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """As `locked`, for what cannot finish the change of a workbench that was stopped in the middle of it.

    Raises:
        InputError: there is such a change, nothing may be changed there, or another program does not finish.
    """
    with locked(folder):
        if halves(folder):
            raise InputError(
                f"A workbench was stopped while it changed {folder}. Open the case once with breakranks open, which "
                "finishes that, and try again."
            )
        yield


def halves(folder: Path) -> list[Path]:
    """What is left of changes that a workbench began and did not finish."""
    return sorted(folder.glob(f".*-*{HALF}"))


def own_folder(folder: Path) -> Path:
    """The folder inside a case for the lock and the journal; only those may enter it who may write to the case.

    Raises:
        InputError: it is a link.
        OSError: it cannot be made.
    """
    own = folder / OWN
    if own.is_symlink():
        raise InputError(f"{own} is a link, so nothing can be changed here. Make it a folder.")
    own.mkdir(mode=0o700, exist_ok=True)
    if os.name == "posix":
        writers = folder.stat().st_mode
        mode = 0o700 | (0o070 if writers & 0o020 else 0) | (0o007 if writers & 0o002 else 0)
        # The folder may be that of somebody else who may write here.
        with suppress(PermissionError):
            if own.stat().st_mode & 0o777 != mode:
                own.chmod(mode)
    return own


@contextmanager
def beside(places: Collection[Path]) -> Iterator[dict[Path, Path]]:
    """Where files of a case can be complete before they take their places; what is left there in the end goes.

    Raises:
        InputError: the folder cannot be written to.
    """
    found = {path: path.with_name(f".{path.name}-{uuid4().hex}{NEW}") for path in places}
    try:
        yield found
    except OSError as error:
        folder = next(iter(found)).parent
        raise InputError(
            f"{folder} cannot be written to ({error.strerror}). Make it a folder you may write to."
        ) from None
    finally:
        for half in found.values():
            half.unlink(missing_ok=True)


def write_beside(half: Path, place: Path, content: bytes) -> None:
    """Write a file whole under another name; whoever may not read what stands in its place may not read it either.

    Raises:
        OSError: it cannot be written.
    """
    there = place.exists()
    # What is new may be read by those who may read case.toml; the system takes off what it takes off all new files.
    head = place.with_name(HEAD)
    mode = 0o600 if there else (head.stat().st_mode & 0o666 | 0o600 if head.exists() else 0o666)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if there:
        shutil.copymode(place, half)


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files of a case: every one complete beside its place first, and only then all of them into their places.

    It is called where nobody else changes the case: in `alone`.

    Raises:
        InputError: a folder cannot be written to; then no file was changed unless moving itself failed half-way.
    """
    with beside(files) as new:
        for path, half in new.items():
            # What another program left that was stopped.
            for left in path.parent.glob(f".{path.name}-*{NEW}"):
                left.unlink(missing_ok=True)
            write_beside(half, path, files[path])
        for path, half in new.items():
            os.replace(half, path)
