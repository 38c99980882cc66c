"""Adding, changing, copying and deleting rows: what it would do to the numbers, what is wrong with it, and doing it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.responses import HTMLResponse, Response

from breakranks.assessment import Headline
from breakranks.case import Case
from breakranks.case.reading.days import Day, read_days
from breakranks.case.reading.names import kebab
from breakranks.grids import UnreadableError, decode
from breakranks.presentation.words import percent, points, question_name
from breakranks.tables import InputError, day_of
from breakranks.vocabulary import EXPLANATIONS
from breakranks.workbench.board import Number, told_of
from breakranks.workbench.desk import moved, new_problems
from breakranks.workbench.fields import ONE, TABLES, beside, cells_of, fields
from breakranks.workbench.folder import DRAFTS, KNOWN, ConflictError
from breakranks.workbench.journal import Edit, Files
from breakranks.workbench.sheet import NotPlainError, Sheet, parse
from breakranks.workbench.web import GoneError, Visit

CODER, CHANGED = "coder", "changed by "
LEAST = 0.0005
"""A number that moves by less has not moved."""


@dataclass(frozen=True)
class Draft:
    """What a form asks for: files as they would be, of which versions, and in words what it does.

    `clash` is the row as it is now where somebody changed it meanwhile.
    """

    what: str
    files: Mapping[str, bytes]
    versions: Mapping[str, str]
    cells: Mapping[str, str] = field(default_factory=dict)
    number: int | None = None
    clash: Mapping[str, str] | None = None


def table_of(visit: Visit) -> str:
    """The table that an address names."""
    name = str(visit.request.path_params["table"])
    if name not in TABLES:
        raise GoneError(f"There is no table '{name}'.")
    return name


def form_page(visit: Visit) -> Response:
    """The form for a row: a new one, one that is there, or a copy of one."""
    name = table_of(visit)
    sheet = visit.desk.sheet(name)
    number, values = None, _first_values(visit, name)
    for asked in ("number", "copy"):
        if text := visit.query.get(asked):
            at = _number(text, sheet)
            if at is None:
                raise GoneError(f"There is no {ONE[name]} {text}.")
            number, values = at if asked == "number" else None, sheet.row(at)
    return _form(visit, name, sheet, number, values)


def _number(text: str, sheet: Sheet) -> int | None:
    """The number of a row that there is; None for any other text."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) and 1 <= int(text) <= len(sheet.rows) else None


def _first_values(visit: Visit, name: str) -> dict[str, str]:
    """What a new row begins with."""
    given = {key: value for key, value in visit.query.items() if key not in ("day", "since")}
    if name == "events" and visit.state.case:
        given = {"date": str(visit.day), "reported": str(visit.day), **given}
    if name == "judgements" and visit.state.case:
        given = {"date": str(visit.day), "author": visit.person.name or "", "horizon_days": "28", **given}
    return given


def _form(
    visit: Visit,
    name: str,
    sheet: Sheet,
    number: int | None,
    values: Mapping[str, str],
    status: int = 200,
    problems: tuple[str, ...] = (),
    clash: Mapping[str, str] | None = None,
    was: str | None = None,
) -> Response:
    """Show the form; `was` is the text of the row that it was filled in from."""
    if was is None:
        was = sheet.rows[number - 1].text if number else ""
    named = name == "events" and visit.person.name is not None
    return visit.page(
        "edit.html",
        "reports" if name == "events" else "tables",
        status,
        table=name,
        title=TABLES[name],
        one=ONE[name],
        number=number,
        fields=[f for f in fields(name, visit.state.case, sheet, values) if not (named and f.column == CODER)],
        coded=values.get(CODER, "") if named else "",
        was=was,
        problems=problems,
        clash=clash,
        clash_was=sheet.rows[number - 1].text if clash and number else "",
        source={key: visit.form.get(f"source.{key}", "") for key in ("name", "url", "published")},
    )


def drafted(visit: Visit, delete: bool = False) -> Draft:
    """What the form that was sent asks for.

    Raises:
        InputError: the table cannot be changed.
    """
    name, form = table_of(visit), visit.form
    sheet, cells = visit.desk.sheet(name), cells_of(name, form)
    file = f"{name}.csv"
    versions = {file: visit.desk.folder.version_of(file)}
    was = form.get("was", "")
    number = there = _number(form.get("number", ""), sheet)
    if was:
        if number is None or sheet.rows[number - 1].text != was:
            number = sheet.find(was)
        if number is None:
            return Draft("", {}, {}, cells, there, sheet.row(there) if there else {})
    if delete:
        if number is None:
            raise InputError(f"This {ONE[name]} is not there any more.")
        return Draft(
            f"Deleted {ONE[name]} {number}", {file: sheet.without(number)}, versions, sheet.row(number), number
        )
    files, more = dict[str, bytes](), dict[str, str]()
    if name == "events":
        files, more, cells = _with_source(visit, cells)
        if visit.person.name:
            cells = signed(cells, sheet.row(number) if was and number else {}, visit.person.name)
    if was and number:
        raw, what = sheet.changed(number, cells), f"Changed {ONE[name]} {number}"
    else:
        raw, what = sheet.added(cells), f"Added {ONE[name]} {len(sheet.rows) + 1}"
    if name == "areas":
        raw = beside(parse(name, raw), cells.get("adjacent", "").split(), cells.get("id", "")) or raw
    return Draft(what, {**files, file: raw}, {**versions, **more}, cells, number if was else None)


def signed(cells: Mapping[str, str], before: Mapping[str, str], name: str) -> dict[str, str]:
    """The cells of a report with who coded it and who changed it last; `before` is the row as it was."""
    if not before:
        return {**cells, CODER: name}
    coder = before.get(CODER, "")
    if coder == name or all(before.get(column, "") == text for column, text in cells.items() if column != CODER):
        return {**cells, CODER: coder}
    first = coder.partition(CHANGED)[0].rstrip(", ")
    return {**cells, CODER: f"{first}, {CHANGED}{name}" if first else f"{CHANGED}{name}"}


def _with_source(visit: Visit, cells: dict[str, str]) -> tuple[dict[str, bytes], dict[str, str], dict[str, str]]:
    """The files with a source that the form names and the case does not know, and the cells that cite it."""
    form = visit.form
    title = " ".join(form.get("source.name", "").split())
    if not title:
        return {}, {}, cells
    sheet, name = visit.desk.sheet("sources"), "sources.csv"
    known = set(visit.state.case.sources if visit.state.case else ()) | {sheet.row(r.number)["key"] for r in sheet.rows}
    key = kebab(cells.get("source") or title)[:40].strip("-") or "source"
    while key in known:
        key += "-2"
    given = {column: " ".join(form.get(f"source.{column}", "").split()) for column in ("url", "published")}
    raw = sheet.added({"key": key, "name": title, **given})
    return {name: raw}, {name: visit.desk.folder.version_of(name)}, {**cells, "source": key}


def effect(visit: Visit) -> Response:
    """What an edit would do to the numbers, before it is saved."""
    draft = drafted(visit, delete=visit.form.get("action") == "delete")
    if draft.clash is not None:
        return HTMLResponse("<p>Somebody changed this row meanwhile. Save to see both versions.</p>")
    return effect_of(visit, draft.files, day_out(visit, table_of(visit), draft.cells.get("reported", "")))


def day_out(visit: Visit, table: str, text: str) -> date | None:
    """The day that a report or a move was out, read as its column is; None where that is no day."""
    if table not in ("events", "moves"):
        return None
    sheet, found = visit.desk.sheet(table), day_of(text)
    if text and found is None and "reported" in sheet.at:
        meant = read_days([text, *(sheet.row(row.number)["reported"] for row in sheet.rows)])[text]
        found = meant.day if isinstance(meant, Day) else None
    return found


def effect_of(visit: Visit, files: Files, out: date | None) -> Response:
    """What files that hold this would change; `out` is the day a report was out, where the edit is about one."""
    tried = visit.desk.tried(files)
    problems = new_problems(visit.state.examined, tried.examined)
    if tried.case is None or visit.state.case is None:
        return HTMLResponse(visit.html("desk/effect.html", problems=problems or [], numbers=None))
    day = visit.day
    later = bool(out and day < out <= tried.case.end)
    if later and out:
        day = out
    before = visit.desk.headline(visit.state.case, visit.state.version, day)
    after = visit.desk.headline(tried.case, tried.version, day)
    return HTMLResponse(
        visit.html(
            "desk/effect.html",
            problems=[],
            doubts=[str(d) for d in tried.examined.doubts if d.file in files and d not in visit.state.examined.doubts],
            numbers=numbers(before, after, tried.case),
            as_of=day,
            later=later,
        )
    )


def numbers(before: Headline, after: Headline, case: Case) -> list[Number]:
    """Explanation, control and the three forecasts that move most, before and after."""

    def number(name: str, old: float, new: float) -> Number:
        change = points(new - old) if abs(new - old) >= LEAST else "0"
        return Number(name, new, percent(new), f"was {percent(old)}", change)

    places = {area.id: area.name for area in case.areas}
    first = after.leading
    found = [number(EXPLANATIONS[first].name, before.explanations[first], after.explanations[first])]
    if before.leading != first:
        z = before.leading
        found.append(number(EXPLANATIONS[z].name, before.explanations[z], after.explanations[z]))
    found.append(number("Control left", before.control.value, after.control.value))
    for (question, area), (old, new) in moved(before, after).items():
        name = question_name(question, places.get(area, area) if area else None, after.states[question, area])
        found.append(number(name, old, new))
    # What has just happened, can no longer be told or can be again is no matter of points.
    for question, area in sorted({*before.states} & {*after.states}, key=str):
        was, then = told_of(before, question, area), told_of(after, question, area)
        if ((question, area) in before.forecasts) != ((question, area) in after.forecasts):
            name = question_name(question, places.get(area, area) if area else None, after.states[question, area])
            found.append(Number(name, None, then, f"was {was}", "–"))
    return found


def save(visit: Visit) -> Response:
    """Save a row, or delete it; show the form again where that cannot be."""
    name = table_of(visit)
    if visit.form.get("action") == "effect":
        return _shown(visit, name)
    delete = visit.form.get("action") == "delete"
    draft = drafted(visit, delete)
    if draft.clash is not None:
        return _clash(visit, name, draft)
    examined = visit.desk.tried(draft.files).examined
    problems = new_problems(visit.state.examined, examined)
    if problems and visit.form.get("anyway") != "yes":
        sheet, was = visit.desk.sheet(name), visit.form.get("was", "")
        return _form(
            visit, name, sheet, draft.number, cells_of(name, visit.form) or draft.cells, 422, tuple(problems), was=was
        )
    try:
        visit.change(draft.what, draft.files, draft.versions)
    except ConflictError:
        return save(Visit(visit.bench, visit.request))
    view = "reports" if name == "events" else f"tables/{name}"
    return visit.go(view, done=draft.what)


def _shown(visit: Visit, name: str) -> Response:
    """The effect as a page of its own, where no script runs."""
    fragment = bytes(effect(visit).body).decode()
    return visit.page("shown.html", "reports", title="What it would change", text=fragment)


def _clash(visit: Visit, name: str, draft: Draft) -> Response:
    """Both versions of a row that two people changed."""
    return _form(
        visit,
        name,
        visit.desk.sheet(name),
        draft.number,
        draft.cells,
        409,
        clash=draft.clash,
        was=visit.form.get("was", ""),
    )


def undo(visit: Visit) -> Response:
    """Undo the last edit."""
    view = _view_of(visit.desk.folder.journal.to_undo())
    return visit.go(view, done=f"Undone: {visit.desk.folder.undo(_seen(visit), visit.person.name or '')}")


def redo(visit: Visit) -> Response:
    """Redo the edit undone last."""
    view = _view_of(visit.desk.folder.journal.to_redo())
    return visit.go(view, done=f"Redone: {visit.desk.folder.redo(_seen(visit), visit.person.name or '')}")


def _seen(visit: Visit) -> int | None:
    """The edit that the page offered to undo or redo: somebody else may have made another since."""
    text = visit.form.get("edit", "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None


def _view_of(edit: Edit | None) -> str:
    """The view that shows best what an edit did."""
    return "drafts" if edit and any(patch.file == DRAFTS for patch in edit.patches) else "reports"


def text_page(visit: Visit, problems: tuple[str, ...] = (), status: int = 200, text: str | None = None) -> Response:
    """A file of the case as text."""
    file = _file(visit)
    raw = visit.desk.folder.read(file) or b""
    try:
        now, unusual = decode(raw)
    except UnreadableError as error:
        raise InputError(f"{file} cannot be shown: {error.wrong}. {error.right}.") from error
    if unusual:
        raise NotPlainError(f"{file} was read {' '.join(unusual)}.")
    line = visit.query.get("line", "")
    return visit.page(
        "text.html",
        "tables",
        status,
        file=file,
        text=now if text is None else text,
        theirs=now if status == 409 else None,
        version=visit.desk.folder.version_of(file),
        problems=problems,
        line=int(line) if re.fullmatch(r"\d{1,6}", line) else None,
    )


def _file(visit: Visit) -> str:
    file = str(visit.request.path_params["file"])
    if file not in KNOWN:
        raise GoneError(f"There is no file '{file}' to edit.")
    return file


def save_text(visit: Visit) -> Response:
    """Save a file as text."""
    file, form = _file(visit), visit.form
    text = form.get("text", "").replace("\r\n", "\n")
    old = visit.desk.folder.read(file) or b""
    mark = "utf-8-sig" if old.startswith(b"\xef\xbb\xbf") else "utf-8"
    raw = (text.replace("\n", "\r\n") if b"\r\n" in old else text).encode(mark)
    if form.get("version") != visit.desk.folder.version_of(file):
        told = (
            f"{file} was changed elsewhere while you edited it. Below is your text, and then what the file holds now."
        )
        return text_page(visit, (told,), 409, text)
    problems = new_problems(visit.state.examined, visit.desk.tried({file: raw}).examined)
    if problems and form.get("anyway") != "yes":
        return text_page(visit, tuple(problems), 422, text)
    try:
        visit.change(f"Edited {file} as text", {file: raw}, {file: form["version"]})
    except ConflictError:
        return save_text(Visit(visit.bench, visit.request))
    return visit.go("tables", done=f"Saved {file}")
