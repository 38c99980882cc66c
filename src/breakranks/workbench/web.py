"""What every page of the workbench has in common: its frame, its address, and the case and day that it is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from breakranks import __version__
from breakranks.case import Case
from breakranks.presentation.page import environment
from breakranks.presentation.sections import SECTIONS
from breakranks.presentation.words import in_points, plural, points
from breakranks.tables import InputError, day_of
from breakranks.vocabulary import EXPLANATIONS, KINDS, QUESTIONS
from breakranks.workbench.desk import Desk, State
from breakranks.workbench.folder import CaseFolder
from breakranks.workbench.journal import Files
from breakranks.workbench.safety import READER, Person

NAV = {
    "": "Desk",
    "reports": "Reports",
    "drafts": "Drafts",
    "map": "Map",
    "timeline": "Timeline",
    "what-if": "What if",
    "compare": "Compare",
    "sensitivity": "Sensitivity",
    "forecasts": "My forecasts",
    "tables": "Tables",
    "sections": "Report",
    "write": "Write",
}
"""The views of a case, by their address."""


def _a(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


class GoneError(Exception):
    """There is no such page; said in a sentence."""


@dataclass
class Workbench:
    """Everything that the server holds: the folder it was started in, and the cases that are open.

    `base` is the path below which its pages lie. Where it is `shared`, others than its owner see it, who are not shown
    what else the owner has opened.
    """

    base: str
    home: Path
    shared: bool = False
    desks: dict[str, Desk] = field(default_factory=dict)

    def open(self, path: Path, read_only: str | None = None) -> Desk:
        """The desk of the case in a folder, new or as it is."""
        place = path.resolve()
        name = re.sub(r"[^a-z0-9]+", "-", place.name.lower()).strip("-") or "case"
        id = f"{name[:40]}-{sha256(str(place).encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
        if id not in self.desks:
            self.desks[id] = Desk(id, CaseFolder(place, read_only))
        return self.desks[id]

    @cached_property
    def env(self) -> Environment:
        """The workbench's templates, and behind them those of the report, in the workbench's frame."""
        loader = ChoiceLoader([PackageLoader("breakranks.workbench"), PackageLoader("breakranks.presentation")])
        env = environment().overlay(loader=loader)
        env.globals |= {
            "base": self.base,
            "shared": self.shared,
            "nav": NAV,
            "version": __version__,
            "KINDS": KINDS,
            "EXPLANATIONS": EXPLANATIONS,
            "QUESTIONS": QUESTIONS,
        }
        env.filters |= {"points": points, "in_points": in_points, "plural": plural, "a": _a}
        return env

    def html(self, template: str, **content: object) -> str:
        """A template, filled."""
        return self.env.get_template(template).render(**content)

    def page(self, request: Request, template: str, status: int = 200, **content: object) -> HTMLResponse:
        """A page that is about no case."""
        person: Person = request.scope["person"]
        return HTMLResponse(self.html(template, desk=None, here="", person=person, **content), status)


class Visit:
    """One request that is about a case: its desk, its state now, and the day that is looked at."""

    def __init__(self, bench: Workbench, request: Request) -> None:
        self.bench, self.request = bench, request
        self.query: Mapping[str, str] = request.query_params
        self.form: Mapping[str, str] = request.scope.get("form", {})
        self.person: Person = request.scope["person"]
        desk = bench.desks.get(request.path_params["desk"])
        if desk is None:
            raise GoneError("This case is not open. Open it from the shelf.")
        self.desk = desk
        self.url = f"{bench.base}/{desk.id}"
        self.state: State = desk.state()

    @property
    def read_only(self) -> str | None:
        """Why whoever asks can change nothing here, in a sentence; None where they can."""
        return self.desk.folder.read_only or (None if self.person.writes else READER)

    def change(self, what: str, files: Files, versions: Mapping[str, str]) -> None:
        """Change files of the case in the name of whoever asks; as `CaseFolder.change`."""
        self.desk.folder.change(what, files, versions, self.person.name or "")

    @property
    def case(self) -> Case:
        """The case; raises `InputError` with its problems where there is none."""
        if self.state.case is None:
            raise InputError(self.state.examined.problems)
        return self.state.case

    @cached_property
    def day(self) -> date:
        """The as-of day: the one asked for, held within the case's days, or the usual one."""
        return self.day_in("day") or self.case.usual_day

    def day_in(self, name: str) -> date | None:
        """A day of the query or the form, held within the case's days."""
        day = day_of(self.query.get(name) or self.form.get(name, ""))
        first, last = self.state.days
        return None if day is None else min(max(day, first), last)

    @cached_property
    def since(self) -> date:
        """The day compared with: the one asked for, or the last as-of day before, or a week before."""
        earlier = [day for day in self.case.as_of if day < self.day]
        since = self.day_in("since")
        if since is None or since >= self.day:
            since = earlier[-1] if earlier else self.day - timedelta(7)
        return max(since, self.state.days[0])

    def link(self, view: str, **query: object) -> str:
        """The address of a view of this case on this day."""
        asked = {name: str(value) for name, value in query.items() if value not in (None, "")}
        if self.state.case and "day" not in asked and self.day != self.case.usual_day:
            asked = {"day": self.day.isoformat(), **asked}
        return f"{self.url}/{view}" + (f"?{urlencode(asked)}" if asked else "")

    def html(self, template: str, here: str = "", **content: Any) -> str:
        """A template, filled; links to reports and sections of the report lead to their pages here."""
        known = self.state.case is not None
        text = self.bench.html(
            template,
            desk=self.desk,
            v=self,
            case=self.state.case,
            day=self.day if known else None,
            here=here,
            person=self.person,
            to_undo=self.desk.folder.journal.to_undo(),
            to_redo=self.desk.folder.journal.to_redo(),
            **content,
        )
        if "chart-spec" in text:
            script = f'<script src="{self.bench.base}/static/charts.js" defer></script>'
            text = text.replace("<!--charts-->", script)
        text = re.sub(r'href="#report-(\d+)"', lambda m: f'href="{self.link("edit/events", number=m[1])}"', text)
        for section in SECTIONS:
            if f'id="{section.id}"' not in text:
                text = text.replace(f'href="#{section.id}"', f'href="{self.link(f"sections/{section.id}")}"')
        return text

    def page(self, template: str, here: str = "", status: int = 200, **content: Any) -> Response:
        """A page about this case."""
        return HTMLResponse(self.html(template, here, **content), status)

    def patience(self, view: str, here: str, title: str, what: str) -> Response:
        """A page that says that a view takes a while, and has the browser load it (`go`)."""
        return self.page("patience.html", here, title=title, what=what, to=self.link(view, go="yes"))

    def go(self, view: str, **query: object) -> Response:
        """Send the browser to a view, after a change."""
        return RedirectResponse(self.link(view, **query), 303)
