"""A text that drafts are made from, and where it comes from."""

import datetime as dt
import re
from dataclasses import dataclass

from breakranks.extraction.days import day_in
from breakranks.extraction.words import language_of

HEAD_LINES = 6
"""The day of a plain text is looked for in so many lines at its top."""
SHORT_LINE = 80
LONGEST_TITLE = 160
_ENDS = re.compile(r"[.!?…:;,][\"'”“»’)]*\s*$")


@dataclass(frozen=True, slots=True)
class Page:
    """A text with what is known of its source; `name` is never empty. `body` is what stands below its head, if any."""

    text: str
    name: str
    url: str = ""
    publisher: str = ""
    published: dt.date | None = None
    body: str = ""

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
    title, body = _head(text, language)
    return Page(text, title or called or "text", published=days[0] if days else None, body=body)


def _head(text: str, language: str) -> tuple[str, str]:
    """The title at the top of a plain text, and the text below its head; empty where it has none.

    A head is a first paragraph of few lines that does not end as a sentence does.
    """
    head, _, body = text.strip().replace("\r\n", "\n").partition("\n\n")
    lines = [" ".join(line.split()) for line in head.splitlines()]
    if not body.strip() or len(lines) > HEAD_LINES or len(max(lines, key=len)) > LONGEST_TITLE or _ENDS.search(head):
        return "", ""
    return next((line for line in lines if not day_in(line, language, None)), ""), body
