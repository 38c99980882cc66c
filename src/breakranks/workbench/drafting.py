"""Drafts: what importers and readers propose for a case, beside the words that it rests on; accepted by a person."""

import getpass
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path, PureWindowsPath

from starlette.responses import HTMLResponse, Response

from breakranks.case.limits import LONGEST_NAME
from breakranks.drafts import OPEN, Draft, acceptance, read_drafts, rejection
from breakranks.drafts.types import CALLED, CELLS
from breakranks.grids import CONTROL
from breakranks.presentation.words import NBSP, day_words, question_name
from breakranks.tables import InputError, day_of
from breakranks.vocabulary import KINDS, QUESTIONS
from breakranks.workbench.desk import new_problems
from breakranks.workbench.editing import day_out, effect_of
from breakranks.workbench.fields import ONE, fields
from breakranks.workbench.folder import DRAFTS, KNOWN, ConflictError
from breakranks.workbench.sent import MOST_OF_FILE
from breakranks.workbench.web import Visit

WEB_PAGE = re.compile(r"https?://\S+")
"""The only thing that is opened by its address; a path is a text like any other."""
PASTED = "Pasted text"
"""What the source of a text is called of which nobody says who published it."""
PROPOSERS = {
    "lexicon": "the word list of breakranks", "acled": "the import from ACLED", "ucdp": "the import from UCDP",
    "viina": "the import from VIINA", "orbat-mapper": "the import from ORBAT Mapper", "table": "the import of a table",
}  # fmt: skip
"""Who proposes, by the coder of a draft. Any other coder of what was read is a language model."""


def page(
    visit: Visit, problems: tuple[str, ...] = (), cells: Mapping[str, str] | None = None, unread: str = ""
) -> Response:
    """The draft that is looked at, in a form, and how many more there are; `unread` says why a text was not read."""
    visit.desk.folder.place(DRAFTS)
    waiting = [draft for draft in read_drafts(visit.desk.folder.path) if draft.status == OPEN]
    asked = visit.query.get("id") or visit.form.get("id", "")
    at = next((n for n, draft in enumerate(waiting) if draft.id == asked), 0)
    draft = waiting[at] if waiting else None
    return visit.page(
        "drafts.html",
        "drafts",
        422 if problems or unread else 200,
        draft=draft,
        proposer=_proposer(draft) if draft else "",
        count=len(waiting),
        next=waiting[(at + 1) % len(waiting)].id if waiting else "",
        fields=_fields(visit, draft, cells) if draft else [],
        one=ONE[draft.table] if draft else "",
        others=[(kind, KINDS[kind].name) for kind in draft.alternatives.split() if kind in KINDS] if draft else [],
        problems=problems,
        unread=unread,
        text=visit.form.get("text", ""),
        called=visit.form.get("called", ""),
        most=MOST_OF_FILE,
    )


def _fields(visit: Visit, draft: Draft, cells: Mapping[str, str] | None) -> list[object]:
    """The cells of a draft as fields of the table that it is for."""
    called = CALLED.get(draft.table, {})
    values = {called.get(cell, cell): draft.cells[cell] for cell in CELLS[draft.table]} | dict(cells or {})
    found = fields(draft.table, visit.state.case, visit.desk.sheet(draft.table), values)
    return [field for field in found if field.column in values]


def _proposer(draft: Draft) -> str:
    """Who or what proposed a draft, in words."""
    whence = draft.id.partition(":")[0]
    if draft.coder in PROPOSERS or not draft.coder:
        return PROPOSERS.get(draft.coder or whence, whence)
    return f"the language model {draft.coder}" if whence == "read" else draft.coder


def _told(visit: Visit, draft: Draft) -> str:
    """What a draft is, in words: the report “goes back in disorder”, 1st Brigade, 9 Nov 2022."""
    case = visit.state.case
    names = {f.id: f.name for f in case.formations} | {a.id: a.name for a in case.areas} if case else {}
    day = day_of(draft.date)
    when = day_words(day).replace(NBSP, " ") if day else draft.date
    whom = names.get(draft.formation, draft.formation)
    if draft.table == "events":
        kind = KINDS[draft.kind].name if draft.kind in KINDS else draft.kind
        told = [f"report “{kind}”", whom, when]
    elif draft.table == "judgements":
        place = names.get(draft.area, draft.area)
        asked = question_name(draft.question, place) if draft.question in QUESTIONS else draft.question
        told = [f"judgement “{asked}”", draft.name, when]
    elif draft.table == "moves":
        told = [f"move of {whom}", when]
    else:
        told = [f"{ONE[draft.table]} {draft.name}"]
    return f"the {', '.join(filter(None, told))}"


def _asked(visit: Visit) -> tuple[Draft, dict[str, str]]:
    """The draft that a form is about, and the cells that it sends, by the names that drafts have for them.

    Raises:
        InputError: there is no such draft.
    """
    id = visit.form.get("id", "")
    draft = next((draft for draft in read_drafts(visit.desk.folder.path) if draft.id == id), None)
    if draft is None:
        raise InputError("This draft is not there any more.")
    called = CALLED.get(draft.table, {})
    sent = {cell: visit.form.get(f"cell.{called.get(cell, cell)}") for cell in CELLS[draft.table]}
    return draft, {cell: text for cell, text in sent.items() if text is not None and text != draft.cells[cell]}


def _by_name(files: Mapping[Path, bytes]) -> dict[str, bytes]:
    return {path.name: raw for path, raw in files.items()}


def read(visit: Visit) -> Response:
    """Read a text that was pasted, the page that a link leads to, or a file, and add what it reports to the drafts."""
    # Loaded where it is needed: it brings the reader of web pages.
    from breakranks.extraction import reading

    folder = visit.desk.folder
    folder.must_be_open()
    text = visit.form.get("text", "").strip()
    name, file = visit.request.scope["file"] or ("", b"")
    if not text and not name:
        return page(visit, unread="There is nothing to read. Paste a text or an address, or choose a file.")
    if text and name:
        return page(visit, unread="Give a text or a file, not both.")
    publisher = " ".join(visit.form.get("called", "").split())[:LONGEST_NAME]
    stem = " ".join(CONTROL.sub("", PureWindowsPath(name).stem).split())[:LONGEST_NAME]
    version = folder.version_of(DRAFTS)
    try:
        given = BytesIO(file if name else text.encode())
        # Who may not sit at this machine must not have it open addresses that only this machine can reach.
        what = text if WEB_PAGE.fullmatch(text) and not visit.bench.shared else "-"
        found = reading(what, folder.path, given=given, called=publisher or stem or PASTED, publisher=publisher)
        visit.change(
            f"Read {'a pasted text' if found.name == PASTED else found.name}", _by_name(found.files), {DRAFTS: version}
        )
    except InputError as error:
        return page(visit, unread=str(error))
    except ConflictError:
        return page(visit, unread="The drafts were changed meanwhile. Read it again.")
    return visit.go("drafts", done=" ".join(found.said).rstrip("."))


def effect(visit: Visit) -> Response:
    """What accepting a draft would change."""
    draft, changes = _asked(visit)
    accepted, files = acceptance(visit.desk.folder.path, draft.id, changes)
    if draft.table == "judgements":
        return HTMLResponse("<p>A judgement is scored; an assessment does not read it.</p>")
    return effect_of(visit, _by_name(files), day_out(visit, draft.table, accepted.reported))


def decide(visit: Visit) -> Response:
    """Accept a draft, or reject it."""
    folder = visit.desk.folder
    folder.must_be_open()
    versions = {name: folder.version_of(name) for name in (*KNOWN, DRAFTS)}
    draft, changes = _asked(visit)
    if visit.form.get("action") == "reject":
        _, rejected = rejection(folder.path, draft.id)
        files, what = _by_name(rejected), f"Rejected {_told(visit, draft)}"
    else:
        taken, accepted = acceptance(folder.path, draft.id, changes, visit.person.name or getpass.getuser())
        files, what = _by_name(accepted), f"Accepted {_told(visit, taken)}"
        for name in files:
            folder.place(name)
        found = visit.desk.tried(files).examined
        problems = [] if found.begun else new_problems(visit.state.examined, found)
        if problems:
            called = CALLED.get(draft.table, {})
            return page(visit, tuple(problems), {called.get(cell, cell): text for cell, text in changes.items()})
    try:
        visit.change(what, files, {name: versions[name] for name in files})
    except ConflictError:
        raise InputError("The case was changed meanwhile. Look at the draft again.") from None
    return visit.go("drafts", id=visit.form.get("next", ""), done=what)
