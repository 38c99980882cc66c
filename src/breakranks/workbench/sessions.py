"""Who is signed in, and for how long; and the waits that wrong passwords bring."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from breakranks.workbench.users import LONGEST, Passwords, User, key_of

IDLE, WHOLE = 3600.0, 12 * 3600.0
"""Seconds after which a session ends: without a request, and in any case."""
FREE, LONGEST_WAIT = 3, 60.0
"""Wrong passwords for a name before the first wait, and the longest wait in seconds."""
MOST_WRONG, WINDOW = 30, 60.0
"""Wrong passwords of all names together within so many seconds, after which everybody waits."""
FORGOTTEN = 3600.0
"""Seconds after which wrong passwords for a name are forgotten."""


class WaitError(Exception):
    """There were too many wrong passwords; `seconds` must pass before another is looked at."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, round(seconds))
        super().__init__(f"wait {self.seconds} seconds")


@dataclass
class Wrong:
    """Wrong passwords for a name: how many in a row, and until when no other is looked at."""

    count: int
    until: float


class SignIns:
    """Looks at one password after the other, and slows down whoever guesses.

    Unknown names are treated like known ones. A browser in which somebody has signed in under a name before has waits
    of its own for that name, so that strangers who guess keep nobody waiting there.
    """

    def __init__(self, passwords: Passwords, clock: Callable[[], float] = time.monotonic) -> None:
        self.passwords, self.clock = passwords, clock
        self._wrong = dict[tuple[str, str], Wrong]()
        self._lately = deque[float]()
        self._lock = Lock()

    def check(self, name: str, password: str, mark: str = "") -> User | None:
        """The user of this name, where this is the password.

        `mark` names a browser in which they have signed in before.

        Raises:
            WaitError: so many were wrong that none is looked at now, not even the right one.
        """
        with self._lock:
            now, key = self.clock(), (key_of(name)[: 2 * LONGEST], mark)
            self._forget(now)
            if len(self._lately) >= MOST_WRONG and not mark:
                raise WaitError(self._lately[0] + WINDOW - now)
            known = self._wrong.get(key, Wrong(0, now))
            if now < known.until:
                raise WaitError(known.until - now)
            user = self.passwords.check(name, password) if len(password) <= LONGEST else None
            if user:
                self._wrong.pop(key, None)
            else:
                wait = min(2.0 ** (known.count + 1 - FREE), LONGEST_WAIT) if known.count + 1 >= FREE else 0.0
                self._wrong[key] = Wrong(known.count + 1, now + wait)
                if not mark:
                    self._lately.append(now)
            return user

    def _forget(self, now: float) -> None:
        while self._lately and self._lately[0] + WINDOW <= now:
            self._lately.popleft()
        for key in [key for key, wrong in self._wrong.items() if wrong.until + FORGOTTEN <= now]:
            del self._wrong[key]


@dataclass
class Session:
    """Somebody who is signed in: since when, and when the last request came."""

    user: User
    since: float
    seen: float


class Sessions:
    """Who is signed in, by the secret that the browser holds. They end with the program."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._open = dict[str, Session]()
        self._lock = Lock()

    def begin(self, user: User) -> str:
        """Begin a session under a new secret, which is given."""
        secret, now = secrets.token_urlsafe(32), self.clock()
        with self._lock:
            self._open = {key: session for key, session in self._open.items() if self._lasts(session, now)}
            self._open[secret] = Session(user, now, now)
        return secret

    def user(self, secret: str, busy: bool = True) -> User | None:
        """Who began a session; None where it has ended. `busy` is False of what a page asks for by itself."""
        now = self.clock()
        with self._lock:
            session = self._open.get(secret)
            if session is None:
                return None
            if not self._lasts(session, now):
                del self._open[secret]
                return None
            if busy:
                session.seen = now
            return session.user

    def end(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(secret, None)

    @staticmethod
    def _lasts(session: Session, now: float) -> bool:
        return now < min(session.since + WHOLE, session.seen + IDLE)
