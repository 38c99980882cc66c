"""A text that drafts are made from, and where it comes from."""

import datetime as dt
import re
from dataclasses import dataclass

from breakranks.extraction.days import day_in
from breakranks.extraction.words import language_of

HEAD_LINES = 6
"""The day of a plain text is looked for in so many lines at its top."""
SHORT_LINE = 80


@dataclass(frozen=True, slots=True)
class Page:
    """A text with what is known of its source; `name` is never empty. `kind` is what it was read from."""

    text: str
    name: str
    url: str = ""
    publisher: str = ""
    published: dt.date | None = None

    @property
    def language(self) -> str:
        """The language that most of it is in: en, de, uk or ru."""
        return language_of(self.text)

    @property
    def author(self) -> str:
        """Who speaks: the publisher, or else what the text is called."""
        return self.publisher or self.name


def page_of(text: str, name: str) -> Page:
    """A plain text: what it is called, and the day that a short line at its top, or its name, gives."""
    language = language_of(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()][:HEAD_LINES]
    # The day in a sentence is that of which it tells.
    short = [line for line in lines if len(line) <= SHORT_LINE and not line.endswith((".", "!", "?"))]
    days = [when.day for line in [*short, name] if len(line) <= SHORT_LINE and (when := day_in(line, language, None))]
    # The day is kept apart; a name that holds it too would say it twice.
    called = " ".join(re.sub(r"[-_. ]*\d{4}-\d\d-\d\d[-_. ]*", " ", name).split())
    return Page(text, called or "text", published=days[0] if days else None)
