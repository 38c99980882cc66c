"""The workbench as a web application: which address leads to which view."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from breakranks.presentation.charts.script import chart_script
from breakranks.presentation.page import TEMPLATES
from breakranks.tables import InputError, lines_of
from breakranks.workbench import comparing, drafting, editing, forecasts, head, parameters, plain, shelf, views, writing
from breakranks.workbench.safety import Gate, Guard, Link
from breakranks.workbench.sheet import NotPlainError
from breakranks.workbench.signing import SignIn
from breakranks.workbench.web import GoneError, Visit, Workbench

STATIC = Path(__file__).parent / "static"
FILES = {"report.css": TEMPLATES, "report.js": TEMPLATES, "desk.css": STATIC, "desk.js": STATIC, "enter.js": STATIC}
KEPT = {"cache-control": "private, max-age=86400"}
WITHOUT_CASE = (
    "tables", "tables/{table}", "edit/{table}", "effect/{table}", "save/{table}", "text/{file}", "head", "plain",
    "undo", "redo",
)  # fmt: skip
"""Views that there are also of a folder with problems: it is mended there."""
PAGES: dict[str, Callable[[Visit], Response]] = {
    "": views.desk,
    "board": views.board_part,
    "reports": views.reports,
    "tables": views.tables,
    "tables/{table}": views.table,
    "map": views.map_page,
    "area/{id}": views.area,
    "formation/{id}": views.formation,
    "timeline": views.timeline,
    "what-if": views.what_if,
    "parameters": parameters.parameters,
    "compare": comparing.compare,
    "compared": comparing.compared_days,
    "compared-with": comparing.compared_codings,
    "sensitivity": views.sensitivity,
    "sections": views.sections,
    "sections/{id}": views.section,
    "forecasts": forecasts.page,
    "write": views.write,
    "write/{kind}": writing.written,
    "edit/{table}": editing.form_page,
    "head": head.head_page,
    "drafts": drafting.page,
    "text/{file}": editing.text_page,
    "plain": plain.offer,
}
CHANGES: dict[str, Callable[[Visit], Response]] = {
    "effect/{table}": editing.effect,
    "save/{table}": editing.save,
    "text/{file}": editing.save_text,
    "head": head.save_head,
    "drafts/effect": drafting.effect,
    "drafts/read": drafting.read,
    "drafts": drafting.decide,
    "plain": plain.rewrite,
    "undo": editing.undo,
    "redo": editing.redo,
}


def application(bench: Workbench, gate: Gate) -> ASGIApp:
    """The application, behind its guard, and who is let in."""
    base = bench.base
    routes = [
        *_ways_in(bench, gate),
        Route(f"{base}/", partial(_shelf, bench)),
        Route(f"{base}/new", partial(_plain, bench, shelf.make_new), methods=["POST"]),
        Route(f"{base}/shipped/{{slug}}", partial(_plain, bench, shelf.open_shipped)),
        Route(f"{base}/record", partial(_plain, bench, forecasts.record)),
        Route(f"{base}/static/charts.js", _charts),
        Route(f"{base}/static/{{name}}", _static),
        Route(f"{base}/{{desk}}/version", partial(_version, bench)),
        Route(f"{base}/{{desk}}/copy", partial(_plain, bench, shelf.copy_form)),
        Route(f"{base}/{{desk}}/copy", partial(_plain, bench, shelf.copy), methods=["POST"]),
        *(Route(f"{base}/{{desk}}/{path}", partial(_view, bench, path, view)) for path, view in PAGES.items()),
        *(
            Route(f"{base}/{{desk}}/{path}", partial(_view, bench, path, view), methods=["POST"])
            for path, view in CHANGES.items()
        ),
    ]
    app = Starlette(routes=routes, exception_handlers={404: partial(_not_there, bench), 500: partial(_failed, bench)})
    return Guard(app, gate)


def _ways_in(bench: Workbench, gate: Gate) -> list[Route]:
    """The addresses that there are because of how one is let in."""
    if isinstance(gate, Link):
        link, path = gate, f"{gate.base}/enter"
        return [
            Route(path, lambda request: link.door(request.scope["query_string"])),
            Route(path, lambda request: link.enter(request.scope["form"], request.headers), methods=["POST"]),
        ]
    return gate.routes(bench) if isinstance(gate, SignIn) else []


def _shelf(bench: Workbench, request: Request) -> Response:
    return shelf.shelf(bench, request)


def _plain(bench: Workbench, view: Callable[[Workbench, Request], Response], request: Request) -> Response:
    """A view that is about no case, or opens one."""
    try:
        return view(bench, request)
    except InputError as error:
        return bench.page(request, "sentence.html", 422, title="That cannot be done", lines=_lines(error))
    except GoneError as error:
        return bench.page(request, "sentence.html", 404, title="Not there", lines=[str(error)])


def _view(bench: Workbench, path: str, view: Callable[[Visit], Response], request: Request) -> Response:
    """A view of a case; what is wrong with what was asked is said in sentences."""
    back = f"{bench.base}/{request.path_params['desk']}/"
    try:
        visit = Visit(bench, request)
        if visit.state.case is None and path not in WITHOUT_CASE:
            return views.problems(visit)
        try:
            return view(visit)
        except NotPlainError as error:
            return plain.offer(visit, str(error), 422)
    except InputError as error:
        return bench.page(request, "sentence.html", 422, title="That cannot be done", lines=_lines(error), back=back)
    except OSError as error:
        told = f"{error.filename or 'A file'} cannot be read or written ({error.strerror})."
        return bench.page(request, "sentence.html", 422, title="That cannot be done", lines=[told], back=back)
    except GoneError as error:
        return bench.page(request, "sentence.html", 404, title="Not there", lines=[str(error)])


def _lines(error: InputError) -> list[str]:
    return lines_of(error.problems) or [str(error)]


def _version(bench: Workbench, request: Request) -> Response:
    """The version of the case's files, which the page asks for every second."""
    desk = bench.desks.get(request.path_params["desk"])
    try:
        return JSONResponse({"version": desk.folder.version if desk else None})
    except (OSError, InputError):
        return JSONResponse({"version": None})


def _charts(request: Request) -> Response:
    return Response(chart_script(), media_type="text/javascript", headers=KEPT)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FILES:
        return Response("There is no such file.", 404, media_type="text/plain")
    return FileResponse(FILES[name] / name, headers=KEPT)


def _not_there(bench: Workbench, request: Request, error: Exception) -> Response:
    return bench.page(
        request, "sentence.html", 404, title="Not there", lines=["There is no such page. Go to the shelf."]
    )


def _failed(bench: Workbench, request: Request, error: Exception) -> HTMLResponse:
    text = "Something in breakranks failed; nothing of yours was changed. The terminal says what it was."
    return bench.page(request, "sentence.html", 500, title="That failed", lines=[text])
