"""From a text to drafts in the folder of a case, and an account of it in a few lines."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from breakranks.case.changing import alone, write_whole
from breakranks.drafts import Added, Draft, addition
from breakranks.extraction.context import Context
from breakranks.extraction.opening import open_page
from breakranks.extraction.page import Page
from breakranks.tables import InputError


class _Found(NamedTuple):
    """What a text says for a case, before it is looked at what of it is new."""

    page: Page
    drafts: list[Draft]
    counts: Counter[str]
    context: Context

    def added_to(self, folder: Path) -> "Read":
        added, files = addition(folder, self.drafts)
        told = _said(self.page, self.drafts, self.counts, added, self.context)
        return Read(self.page.name, added.added, tuple(told), files)


class Read(NamedTuple):
    """What a text is called, how many drafts are new, what to tell a person, in sentences, and drafts.csv with them."""

    name: str
    added: int
    said: tuple[str, ...]
    files: Mapping[Path, bytes]


def read_into(
    what: str, folder: Path, model: str | None = None, given: BinaryIO | None = None, called: str = "text"
) -> Read:
    """Read a text for the case in a folder and add what it says to the drafts of that case.

    `what` is a file, a web address, or - for what is `given`, whose source is `called` so. `model` is the name of a
    model of the llm library; without one the lexicon and the classifier read it.

    Raises:
        InputError: the case, the text or the model cannot be used, or nothing can be written; nothing was changed.
    """
    found = _found(what, folder, model, given, called)
    # A model may take minutes, for which nobody need wait.
    with alone(folder):
        read = found.added_to(folder)
        write_whole(read.files)
    return read


def reading(
    what: str,
    folder: Path,
    model: str | None = None,
    given: BinaryIO | None = None,
    called: str = "text",
    publisher: str = "",
) -> Read:
    """What `read_into` would add to the drafts of a case; nothing is written.

    `publisher` is who a person says published what is `given`: the name of its source, whatever it says itself.

    Raises:
        InputError: the case, the text or the model cannot be used.
    """
    return _found(what, folder, model, given, called, publisher).added_to(folder)


def _found(
    what: str, folder: Path, model: str | None, given: BinaryIO | None, called: str, publisher: str = ""
) -> _Found:
    context = Context(folder)
    page = open_page(what, given, called)
    if publisher and what == "-":
        page = replace(page, name=publisher, publisher=publisher)
    if not page.text.strip():
        raise InputError(
            f"There is no text in {called if what == '-' else what}. Copy what it says into a text file and read that."
        )
    if page.published and not context.covers(page.published):
        case = context.case
        raise InputError(
            f"{page.name} was published on {page.published}, outside the window of the case ({case.start} to "
            f"{case.end}). Nothing was drafted; widen the window in case.toml if it belongs to the case."
        )
    if model:
        from breakranks.extraction.models import drafts_by

        drafts, counts = drafts_by(model, page, context)
    else:
        from breakranks.extraction.classify import classifier
        from breakranks.extraction.statements import drafts_in

        drafts, counts = drafts_in(page, context, classifier())
    return _Found(page, drafts, counts, context)


def _said(page: Page, drafts: list[Draft], counts: Counter[str], added: Added, context: Context) -> list[str]:
    tables = Counter(draft.table for draft in drafts)
    published = f", published {page.published}" if page.published else ""
    lines = [f"{page.name}{published}: {_counted(counts['sentences'], 'sentence')}."]
    called = {"events": "report", "judgements": "judgement"}
    parts = [_counted(tables[table], one) for table, one in called.items() if tables[table]]
    known = f"; {added.known:,} of them known already" if added.known else ""
    lines.append(f"Drafted {' and '.join(parts) or 'nothing'}{known}.")
    if counts["dropped"]:
        lines.append(f"Dropped {_counted(counts['dropped'], 'answer')} of the model that could be no draft.")
    if counts["outside"]:
        lines.append(f"Left out {_counted(counts['outside'], 'statement')} from outside the window of the case.")
    if drafts and not page.published:
        lines.append("The text does not say when it was published: give the days as you accept the drafts.")
    if drafts and not context.sides.opponent:
        lines.append(
            f"The opponent is looked for as '{context.case.opponent}' alone: no nation that is known here is named "
            "there. Where the text calls the opponent otherwise, its attacks may be drafted as those of the force. "
            "Check the kind of each draft that tells of an attack."
        )
    return lines


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
