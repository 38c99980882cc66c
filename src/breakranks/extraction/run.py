"""From a text to drafts in the folder of a case, and an account of it in a few lines."""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, NamedTuple

from breakranks.drafts import Added, Draft, add_drafts
from breakranks.extraction.context import Context
from breakranks.extraction.opening import open_page
from breakranks.extraction.page import Page
from breakranks.tables import InputError


class Read(NamedTuple):
    """How many drafts were added, and what a person should be told, in sentences."""

    added: int
    said: tuple[str, ...]


def read_into(
    what: str,
    folder: Path,
    model: str | None = None,
    given: BinaryIO | None = None,
    called: str = "text",
    alone: AbstractContextManager[None] | None = None,
) -> Read:
    """Read a text for the case in a folder and add what it says to the drafts of that case.

    `what` is a file, a web address, or - for what is `given`, whose source is `called` so. `model` is the name of a
    model of the llm library; without one the lexicon and the classifier read it. `alone` keeps others from changing
    the drafts while they are added.

    Raises:
        InputError: the case, the text or the model cannot be used; nothing was changed.
    """
    context = Context(folder)
    page = open_page(what, given, called)
    if not page.text.strip():
        raise InputError(f"There is no text in {what}. Copy what it says into a text file and read that.")
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
    with alone or nullcontext():
        added = add_drafts(folder, drafts)
    return Read(added.added, tuple(_said(page, drafts, counts, added)))


def _said(page: Page, drafts: list[Draft], counts: Counter[str], added: Added) -> list[str]:
    tables = Counter(draft.table for draft in drafts)
    published = f", published {page.published}" if page.published else ""
    lines = [f"{page.name}{published}: {_counted(counts['sentences'], 'sentence')}."]
    parts = [_counted(tables[f"{what}s"], what) for what in ("event", "judgement") if tables[f"{what}s"]]
    lines.append(f"Drafted {' and '.join(parts) or 'nothing'}; {added.added:,} new, {added.known:,} known already.")
    if counts["dropped"]:
        lines.append(f"Dropped {_counted(counts['dropped'], 'answer')} of the model that could be no draft.")
    if counts["outside"]:
        lines.append(f"Left out {_counted(counts['outside'], 'statement')} from outside the window of the case.")
    if drafts and not page.published:
        lines.append("The text does not say when it was published: give the days as you accept the drafts.")
    return lines


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
