"""The shelf: cases that ship, cases of one's own, cases opened lately; copying one and starting a new one."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkstemp

from platformdirs import user_data_path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from breakranks.case import Case, create, folder_of, grouped, shipped
from breakranks.case.changing import OWN
from breakranks.case.reading.locate import HEAD
from breakranks.case.reading.names import kebab
from breakranks.tables import InputError, name_of
from breakranks.workbench.desk import Desk
from breakranks.workbench.folder import CaseFolder
from breakranks.workbench.safety import READER
from breakranks.workbench.web import Visit, Workbench

RECENT = 12
LONGEST = 60
"""Characters of the name of a new case."""
SHIPPED = "This case comes with breakranks and stays as it is. Copy it to change it."


@dataclass(frozen=True)
class Own:
    """A case of one's own on the shelf."""

    id: str
    name: str
    place: str


def shelf(bench: Workbench, request: Request, problem: str = "", status: int = 200) -> Response:
    """The page of the shelf."""
    return bench.page(
        request,
        "shelf.html",
        status,
        shipped=_shipped(),
        own=[_own(bench, path) for path in dict.fromkeys([*known(bench), *_beside(bench.home)])],
        home=name_of(bench.home),
        problem=problem,
    )


@cache
def _shipped() -> Mapping[str, Mapping[str, tuple[Case, ...]]]:
    """The cases that ship, which do not change."""
    return grouped()


def _own(bench: Workbench, path: Path) -> Own:
    return Own(bench.open(path).id, name_of(path.name), name_of(path.parent))


def _beside(home: Path) -> Iterator[Path]:
    """Cases in the folder that the workbench was started in, and that folder itself if it is one."""
    # Of a folder that may not be looked into os.path says no; pathlib would fail.
    for path in (home, *sorted(p for p in home.iterdir() if p.is_dir() and not p.is_symlink())):
        if os.path.isfile(path / HEAD):
            yield path.resolve()


def open_shipped(bench: Workbench, request: Request) -> Response:
    """Open a case that ships, to be read."""
    slug = request.path_params["slug"]
    if slug not in shipped():
        raise InputError(f"No case called '{slug}' ships with breakranks.")
    return RedirectResponse(f"{bench.base}/{open_case(bench, slug).id}/", 303)


def open_case(bench: Workbench, case: str) -> Desk:
    """Open a case by its slug, to be read, or a folder, to be changed; it is remembered.

    Raises:
        InputError: there is no such case.
    """
    with folder_of(case) as folder:
        if not folder.is_dir():
            raise InputError(f"There is no folder {folder}. Give a case, or none to see them all.")
        if case in shipped() and not folder.resolve().is_relative_to(bench.home.resolve()):
            return bench.open(folder, SHIPPED)
        remember(folder)
        return bench.open(folder)


def make_new(bench: Workbench, request: Request) -> Response:
    """Start a new, empty case in the folder that the workbench was started in."""
    try:
        name = " ".join(request.scope["form"].get("name", "").split())
        place = _new_place(bench, name)
        create(place, **({} if name == place.name else {"title": name}))
    except InputError as error:
        return shelf(bench, request, str(error), 422)
    remember(place)
    return RedirectResponse(f"{bench.base}/{bench.open(place).id}/tables", 303)


def copy(bench: Workbench, request: Request) -> Response:
    """Copy a case into a new folder beside the others, and open the copy."""
    visit = Visit(bench, request)
    source: CaseFolder = visit.desk.folder
    try:
        place = _new_place(bench, visit.form.get("name", ""))
        shutil.copytree(source.path, place, ignore=shutil.ignore_patterns(OWN, ".*", "~*"), symlinks=True)
    except InputError as error:
        return visit.page("copy.html", "", 422, problem=str(error), name=visit.form.get("name", ""), home=bench.home)
    except OSError as error:
        raise InputError(f"The copy could not be made ({error.strerror}).") from error
    remember(place)
    return RedirectResponse(f"{bench.base}/{bench.open(place).id}/", 303)


def copy_form(bench: Workbench, request: Request) -> Response:
    """Ask what the copy is to be called."""
    visit = Visit(bench, request)
    if not visit.person.writes:
        raise InputError(READER)
    return visit.page("copy.html", problem="", name=visit.desk.folder.path.name, home=bench.home)


def _new_place(bench: Workbench, name: str) -> Path:
    """A folder that is not there yet, called as the name says, in the folder that the workbench was started in."""
    called = kebab(name)
    if not called or len(name) > LONGEST or set(name) & set("/\\:"):
        raise InputError(f"Give the case a name, not a path: at most {LONGEST} characters, with letters or digits.")
    place = bench.home / called[:LONGEST].strip("-")
    if place.exists() or place.is_symlink():
        raise InputError(f"{name_of(place)} is there already. Choose another name; nothing was changed.")
    return place


def _list() -> Path:
    return user_data_path("breakranks") / "recent.json"


def recent() -> list[Path]:
    """Cases opened lately that are still there, the last first."""
    try:
        named = json.loads(_list().read_text(encoding="utf-8"))
        paths = [Path(name) for name in named if isinstance(name, str)]
    except (OSError, ValueError, TypeError):
        return []
    return [path for path in paths if os.path.isfile(path / HEAD)]


def known(bench: Workbench) -> list[Path]:
    """Cases besides those in the workbench's folder: opened lately, or where it is shared, opened with it."""
    if bench.shared:
        return [desk.folder.path for desk in bench.desks.values() if desk.folder.read_only != SHIPPED]
    return recent()


def remember(path: Path) -> None:
    """Put a case on top of the list; a list that cannot be written is done without."""
    place = path.resolve()
    named = [str(p) for p in dict.fromkeys([place, *recent()])][:RECENT]
    try:
        _list().parent.mkdir(parents=True, exist_ok=True)
        handle, half = mkstemp(dir=_list().parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(named, file)
        os.replace(half, _list())
    except OSError:
        return
