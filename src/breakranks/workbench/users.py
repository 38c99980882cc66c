"""The file of users: who may sign in, as what, and the hash of each password."""

import csv
import getpass
import hmac
import io
import os
import re
import secrets
import shutil
import sys
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkstemp
from threading import Lock

from breakranks.tables import Cells, InputError, Row, read_table

CODER, READER = "coder", "reader"
ROLES = {CODER: "reads and changes cases", READER: "reads them"}
COLUMNS = ("name", "role", "hash")
SHORTEST, LONGEST = 8, 256
"""Letters of a password."""
LEAST_WORK = 7 * 1024 * 5
"""KiB of memory times passes of a hash: the least that OWASP recommends for argon2id."""
_NAME = re.compile(r"[^\W_](?:[\w .'’-]{0,38}[\w.])?")
"""What a person may be called: no comma, because a row's coder may be followed by one."""
NAMES = "A name has 1 to 40 letters, digits, spaces, dots, hyphens and apostrophes, a letter or digit first"
NEEDS = "Users need two more packages. Install them with: pip install 'breakranks[users]'"
MADE = "Make the row with `breakranks user`"


@dataclass(frozen=True)
class User:
    """Somebody who may sign in."""

    name: str
    role: str
    hash: str


def key_of(name: str) -> str:
    """A name as names are told apart: not by capitals, nor by how a letter is stored."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def read_users(path: Path) -> dict[str, User]:
    """The users in a file, by the key of the name.

    Raises:
        InputError: the file has problems, all of which are told; or the packages for passwords are missing.
    """
    _must_be_installed()
    rows, problems = read_table(path, COLUMNS)
    cells, users = Cells(path.name, problems), dict[str, User]()
    for row in rows:
        user = User(row.cells["name"], cells.choice(row, "role", ROLES, "a role"), row.cells["hash"])
        if not _NAME.fullmatch(user.name):
            cells.wrong(row, "name", f"'{user.name}' is no name" if user.name else "the cell is empty", NAMES)
        elif key_of(user.name) in users:
            cells.wrong(row, "name", f"'{user.name}' stands twice", "Keep one of the rows")
        _check_hash(cells, row, user.hash)
        users[key_of(user.name)] = user
    if not rows and not cells.problems:
        cells.wrong(None, None, "it names nobody", MADE)
    if cells.problems:
        raise InputError(cells.problems)
    return users


def _check_hash(cells: Cells, row: Row, text: str) -> None:
    """Note a hash that is none, or one that is guessed too quickly."""
    from argon2 import Type, extract_parameters
    from argon2.exceptions import InvalidHashError

    try:
        found = extract_parameters(text)
    except (InvalidHashError, ValueError):
        cells.wrong(row, "hash", "this is no argon2id hash" if text else "the cell is empty", MADE)
        return
    if found.type is not Type.ID:
        cells.wrong(row, "hash", f"this is an argon2{found.type.name.lower()} hash, not argon2id", MADE)
    elif found.memory_cost * found.time_cost < LEAST_WORK:
        wrong = f"this hash takes {found.memory_cost} KiB and {found.time_cost} passes, and is guessed too quickly"
        cells.wrong(row, "hash", wrong, MADE)


def _must_be_installed() -> None:
    """Make sure that the packages for passwords are there."""
    if not all(map(find_spec, ("argon2", "zxcvbn"))):
        raise InputError(NEEDS)


class Passwords:
    """Whose password it is, by what the file of users holds now.

    Of a name that is not there it takes as long to say so as of one that is. While the file has problems, what it held
    before counts.

    Raises:
        InputError: the file has problems to begin with.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._lock, self._secret = path.resolve(), Lock(), secrets.token_bytes(32)
        self._stamp, self._users = _stamp(self.path), read_users(self.path)

    def users(self) -> Mapping[str, User]:
        """The users, by the key of the name."""
        stamp = _stamp(self.path)
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._users = read_users(self.path)
                except InputError as error:
                    sys.stderr.write(f"{error}\nUntil this is mended, the users who stood there before may sign in.\n")
            return self._users

    def check(self, name: str, password: str) -> User | None:
        """The user of this name, where this is the password; None otherwise."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        users, key = self.users(), key_of(name)
        user = users.get(key)
        # An unknown name always meets the same one of the hashes, so that hashes of unequal cost do not give it away.
        drawn = hmac.digest(self._secret, key.encode("utf-8", "replace"), "sha256")
        stand_in = users[sorted(users)[int.from_bytes(drawn) % len(users)]]
        try:
            PasswordHasher().verify((user or stand_in).hash, password.encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return None
        return user

    def still(self, user: User) -> User | None:
        """A user who has signed in, as the file has them now; None once they are not in it or have another password."""
        found = self.users().get(key_of(user.name))
        return found if found and found.hash == user.hash else None

    def change(self, user: User, password: str) -> User:
        """Give a user another password, in the file, and give the user as they are then.

        Raises:
            InputError: the password will not do, or the file has problems, does not name the user or cannot be written.
        """
        if problem := unfit(password):
            raise InputError(problem)
        hash, key = _hashed(password), key_of(user.name)
        with self._lock:
            users = read_users(self.path)
            if key not in users:
                raise InputError("You are not among the users any more. Ask whoever runs this workbench.")
            if users[key].hash != user.hash:
                raise InputError("Your password was changed meanwhile. Sign in with the new one.")
            users[key] = replace(users[key], hash=hash)
            _write(self.path, users)
            self._stamp, self._users = _stamp(self.path), users
            return users[key]


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes with a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def put_user(
    path: Path, name: str, role: str | None = None, ask: Callable[[str], str] = getpass.getpass
) -> tuple[User, bool]:
    """Add a user to a file, which may be new, or give one a new password; the user, and whether there was one before.

    The password is asked for twice, and not shown. Without a `role` it stays as it is, and who is new reads. No other
    row changes.

    Raises:
        InputError: the file has problems or cannot be written, or the name, the role or the password will not do.
    """
    _must_be_installed()
    path = path.resolve()
    if path.exists():
        read_users(path)
    if not _NAME.fullmatch(name):
        raise InputError(f"'{name}' is no name. {NAMES}.")
    if role not in (None, *ROLES):
        raise InputError(f"'{role}' is no role. The roles are {' and '.join(ROLES)}.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}. Make it first.")
    hash, key = _hashed(_asked(name, ask)), key_of(name)
    # Somebody may have changed the file while the password was typed.
    users = read_users(path) if path.exists() else {}
    before = users.get(key)
    users[key] = User(name, role or (before.role if before else READER), hash)
    _write(path, users)
    return users[key], before is not None


def _hashed(password: str) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def _asked(name: str, ask: Callable[[str], str]) -> str:
    """A password, typed twice alike.

    Raises:
        InputError: it will not do, or there is no terminal that would not show it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            password = ask(f"Password of {name}, at least {SHORTEST} characters, better 15: ")
            if problem := unfit(password):
                raise InputError(f"{problem} Nothing was written.")
            again = ask("The same once more: ")
    except (getpass.GetPassWarning, EOFError):
        raise InputError("A password is typed at a terminal that does not show it, and there is none.") from None
    if password != again:
        raise InputError("The two passwords differ. Nothing was written.")
    return password


def unfit(password: str) -> str | None:
    """Why a password will not do, in a sentence; None where it will."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    if not SHORTEST <= len(password) <= LONGEST:
        return f"A password has {SHORTEST} to {LONGEST} characters; this one has {len(password)}."
    if password.casefold() in FREQUENCY_LISTS["passwords"]:
        return "This is one of the passwords that are tried first. Choose another."
    return None


def _write(path: Path, users: Mapping[str, User]) -> None:
    """Write the file whole or not at all; one that is new may be read by its owner alone."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((user.name, user.role, user.hash) for user in users.values())
    try:
        handle, half = mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.getvalue().encode())
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, half)
            os.replace(half, path)
        finally:
            Path(half).unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}).") from error
