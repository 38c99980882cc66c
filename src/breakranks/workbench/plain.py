"""Tables in workbooks or in other encodings, written as plain CSV so that they can be changed row by row."""

from starlette.responses import Response

from breakranks.case import tidy, untidy
from breakranks.tables import InputError
from breakranks.workbench.web import Visit


def offer(visit: Visit, told: str = "", status: int = 200) -> Response:
    """Say what would be done, and offer it; `told` is why one is led here."""
    folder = visit.desk.folder
    examined = visit.state.examined
    written = () if examined.problems else untidy(folder.path)
    return visit.page(
        "plain.html",
        "tables",
        status,
        told=told,
        odd=visit.desk.not_plain(),
        written=[path.name for path in written],
        problems=len(examined.problems),
    )


def rewrite(visit: Visit) -> Response:
    """Do it; what was looked at must still be there."""
    folder = visit.desk.folder
    with folder.alone():
        if visit.form.get("version") != folder.version:
            return offer(visit, "The case was changed meanwhile. Look again at what would be done.", 409)
        # The folder's own look at the case takes no link for a table.
        if problems := folder.examine().problems:
            raise InputError(problems)
        done = tidy(folder.path)
    if done.originals is None:
        return visit.go("tables")
    names = ", ".join(path.name for path in done.written)
    return visit.go("tables", done=f"Wrote {names}. The files as they were lie in {done.originals.name}")
