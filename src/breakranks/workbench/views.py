"""The views of a case: one function for each, from a visit to a page."""

import re
from dataclasses import replace

from starlette.responses import HTMLResponse, Response

from breakranks.case import Event
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, Table, columns
from breakranks.presentation.findings import answers, bottom_line
from breakranks.presentation.lookup import AREA_QUESTIONS, FORCE_QUESTIONS, FORMATION_QUESTIONS, Lookup
from breakranks.presentation.sections import SECTIONS
from breakranks.presentation.sections.signal import signal
from breakranks.presentation.sensitivity import verdict as verdict_of
from breakranks.presentation.words import day_words, days, percent, tenths
from breakranks.vocabulary import COMMANDS, GROUPS, HORIZONS, KINDS, OPPONENTS, QUESTIONS, SEASONS, STATES, Choice
from breakranks.workbench.board import board, slider
from breakranks.workbench.fields import TABLES
from breakranks.workbench.folder import KNOWN
from breakranks.workbench.ground import picture
from breakranks.workbench.web import GoneError, Visit

ON_A_PAGE = 200
"""Rows of a list that are shown at once."""


def desk(visit: Visit) -> Response:
    """The first screen."""
    return visit.page("desk.html", "", **board(visit), slider=slider(visit))


def board_part(visit: Visit) -> Response:
    """The part of the first screen that hangs on the day; kept, so that the slider is quick."""
    key = visit.state.version, visit.day, visit.since, visit.query.get("since"), visit.person.writes
    return HTMLResponse(visit.desk.pages.get(key, lambda: visit.html("desk/board.html", **board(visit))))


def problems(visit: Visit) -> Response:
    """What keeps the folder from being a case: each file and line, with a link to mend it."""
    found = []
    for problem in visit.state.examined.problems:
        editable = problem.file in KNOWN
        found.append((problem, visit.link(f"text/{problem.file}", line=problem.line) if editable else ""))
    return visit.page("problems.html", "tables", 422, problems=found)


def _words(event: Event, visit: Visit) -> str:
    """All that a report says in words, to search in."""
    case = visit.case
    names = {f.id: f.name for f in case.formations} | {a.id: a.name for a in case.areas}
    cited = [case.sources[key].name for key in event.sources if key in case.sources]
    parts = [str(event.number), event.kind, KINDS[event.kind].name, event.note, event.formation, *event.areas]
    parts += [names.get(event.formation, ""), *(names.get(a, "") for a in event.areas), *cited]
    return " ".join(parts).lower()


def _chosen(visit: Visit) -> list[Event]:
    """The reports that the filters leave."""
    query = visit.query
    wanted = query.get("q", "").lower().split()
    found = []
    for event in visit.case.events:
        if query.get("group") and KINDS[event.kind].group != query["group"]:
            continue
        if query.get("formation") and event.formation != query["formation"]:
            continue
        if query.get("area") and query["area"] not in event.areas:
            continue
        if query.get("source") and query["source"] not in event.sources:
            continue
        if wanted and not all(word in _words(event, visit) for word in wanted):
            continue
        found.append(event)
    return found


def reports(visit: Visit) -> Response:
    """The reports, searched and filtered."""
    ways = {"day": lambda e: (e.date, e.number), "out": lambda e: (e.reported, e.number), "row": lambda e: e.number}
    order = visit.query.get("order", "day")
    found = sorted(_chosen(visit), key=ways.get(order, ways["day"]), reverse=order != "row")
    at = min(int(page) if re.fullmatch(r"\d{1,4}", page := visit.query.get("page", "1")) else 1, 10_000)
    first = (max(at, 1) - 1) * ON_A_PAGE
    return visit.page(
        "reports.html",
        "reports",
        found=found[first : first + ON_A_PAGE],
        count=len(found),
        first=first,
        at=at,
        pages=-(-len(found) // ON_A_PAGE),
        names=_names(visit),
        groups=GROUPS,
        order=order,
        doubts=[str(doubt) for doubt in visit.state.examined.doubts][:20],
    )


def _names(visit: Visit) -> dict[str, str]:
    case = visit.case
    return {f.id: f.name for f in case.formations} | {a.id: a.name for a in case.areas}


def tables(visit: Visit) -> Response:
    """The tables and files of the case."""
    counts = {name: len(table.rows) for name, table in visit.state.examined.tables.items() if name in TABLES}
    return visit.page(
        "tables.html",
        "tables",
        counts=counts,
        names=TABLES,
        files=KNOWN,
        examined=visit.state.examined,
        odd=visit.desk.not_plain(),
    )


def table(visit: Visit) -> Response:
    """One table, row by row, as it is written."""
    name = str(visit.request.path_params["table"])
    if name not in TABLES:
        raise GoneError(f"There is no table '{name}'.")
    sheet = visit.desk.sheet(name)
    return visit.page("table.html", "tables", table=name, title=TABLES[name], sheet=sheet, most=ON_A_PAGE * 5)


def map_page(visit: Visit) -> Response:
    """The map by itself."""
    now = visit.desk.headline(visit.case, visit.state.version, visit.day)
    return visit.page("map_page.html", "map", picture=picture(visit, now), slider=slider(visit))


def _look(visit: Visit, reasons: bool = False) -> Lookup:
    """The whole assessment as of the visit's day, worked out if it is not known yet."""
    asked = visit.case, visit.state.version, visit.day
    return Lookup(visit.desk.assessment(*asked), visit.desk.reasons(*asked) if reasons else None)


def area(visit: Visit) -> Response:
    """All about one area."""
    look, id = _look(visit), str(visit.request.path_params["id"])
    if id not in look.areas:
        raise GoneError(f"There is no area '{id}' as of {day_words(visit.day)}.")
    case = visit.case
    rows = tuple(
        (
            Cell(days(h)),
            *(cells.forecast(look.forecast(q, h, id), look.assessment.provenance.mixture) for q in AREA_QUESTIONS),
        )
        for h in HORIZONS
    )
    titles = [QUESTIONS[q].name for q in AREA_QUESTIONS]
    return visit.page(
        "area.html",
        "map",
        area=next(a for a in case.areas if a.id == id),
        held=look.assessment.areas_held[id],
        ladder=Table("Will it be given up within so many days?", columns("Within", *titles, numbers=titles), rows),
        formations=[f for f in case.formations if f.area == id and f.strength],
        reports=_about([e for e in case.events if id in e.areas and e.reported <= visit.day]),
        names=_names(visit),
    )


def _about(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.date, e.number), reverse=True)


def formation(visit: Visit) -> Response:
    """All about one formation."""
    look, id = _look(visit), str(visit.request.path_params["id"])
    found = next((f for f in visit.case.formations if f.id == id), None)
    if found is None:
        raise GoneError(f"There is no formation '{id}'.")
    state = next((s for s in look.assessment.formations if s.formation == id), None)
    rows = tuple(
        (Cell(QUESTIONS[q].name), *(cells.forecast(look.forecast(q, h, formation=id)) for h in HORIZONS))
        for q in FORMATION_QUESTIONS
    )
    titles = [days(h) for h in HORIZONS]
    return visit.page(
        "formation.html",
        "map",
        formation=found,
        s=state,
        states=[(STATES[z].name, p) for z, p in state.states.items()] if state else [],
        ladder=Table("Will it happen within so many days?", columns("Question", *titles, numbers=titles), rows),
        figure=_control(look, id) if state else None,
        reports=_about([e for e in visit.case.events if e.formation == id and e.reported <= visit.day]),
        names=_names(visit),
    )


def _control(look: Lookup, id: str) -> Figure:
    """Control of one formation over time."""
    force = look.assessment.evidence.force
    u = [f.id for f in force.formations].index(id)
    first = int(force.first_day[u])
    series = look.assessment.formation_control_series[:, u].tolist()
    rows = [
        {"day": d.isoformat(), "value": p, "text": f"{day_words(d)}: {percent(p)}"}
        for d, p in list(zip(look.days, series, strict=True))[first:]
    ]
    shown = tuple((Cell(day_words(look.days[t])), Cell(percent(series[t]))) for t in look.sevenths if t >= first)
    return Figure(
        "control-of-formation",
        "Control over time",
        "",
        f"Control of {look.who(id)} stands at {percent(series[-1])} on {day_words(look.days[-1])}.",
        charts.level(rows, "Control", 1.0),
        Table("Control, every seventh day", columns("Day", "Control", numbers=["Control"]), shown),
    )


def timeline(visit: Visit) -> Response:
    """Signals above, acts below; of the reports that the filters leave."""
    look = _look(visit)
    kept = {event.number for event in _chosen(visit)}
    evidence = look.assessment.evidence
    chosen = tuple(r for r in evidence.reports if r.event.number in kept)
    shown = replace(evidence, reading=replace(evidence.reading, reports=chosen))
    pointed = any(KINDS[r.event.kind].direction for r in chosen)
    content = signal(Lookup(replace(look.assessment, evidence=shown))) if pointed else None
    return visit.page("timeline.html", "timeline", c=content, names=_names(visit), groups=GROUPS, count=len(chosen))


def what_if(visit: Visit) -> Response:
    """The same worlds under another choice of command, opponent and season."""
    look = _look(visit)
    sides = {"command": COMMANDS, "opponent": OPPONENTS, "season": SEASONS}
    chosen = [visit.query.get(side, "") for side in sides]
    choice = Choice(*(c if c in known else next(iter(known)) for c, known in zip(chosen, sides.values(), strict=True)))
    usual_choice = Choice(*(next(iter(known)) for known in sides.values()))
    titles = ["As it goes", "Then", "Difference, in points"]
    asked = [*(f.key for f in look.areas_by_risk), *((q, None) for q in FORCE_QUESTIONS)]
    rows = []
    for q, a in asked:
        usual, then = look.forecast(q, area=a), look.scenario(choice, q, a)
        if usual and then:
            name = look.question(q, a)
            rows.append(
                (
                    Cell(name),
                    cells.forecast(usual),
                    cells.probability(then.probability),
                    cells.difference(then.difference),
                )
            )
    return visit.page(
        "what_if.html",
        "what-if",
        sides=sides,
        choice=choice,
        otherwise=choice != usual_choice,
        table=Table("Within 28 days", columns("Question", *titles, numbers=titles), tuple(rows), sortable=True),
        tolls=_tolls(look, usual_choice, choice),
    )


def _tolls(look: Lookup, usual_choice: Choice, choice: Choice) -> Table:
    """What the choice costs within 56 days, beside as it goes."""
    usual, then = look.toll(usual_choice), look.toll(choice)
    names = {
        "losses": "Killed and wounded", "captive": "Captive", "gone": "Gone", "defiant": "Defiant",
        "shaken": "Shaken", "control": "Control then",
    }  # fmt: skip
    rows = tuple(
        (Cell(name), *(Cell(tenths(getattr(t, key).value), "") if t else cells.NOTHING for t in (usual, then)))
        for key, name in names.items()
    )
    titles = ["As it goes", "Then"]
    return Table("After 56 days, parts of strength", columns("What", *titles, numbers=titles), rows)


def sensitivity(visit: Visit) -> Response:
    """How far the verdict hangs on coding; first a page that says that this takes a while."""
    if visit.query.get("go") != "yes":
        what = "Every report is left out, and coded as another coder might have"
        return visit.patience("sensitivity", "sensitivity", "How far this hangs on coding", what)
    minds = next(section for section in SECTIONS if section.id == "minds")
    look = _look(visit, reasons=True)
    verdict = verdict_of(look)
    return visit.page(
        "sensitivity.html", "sensitivity", verdict=verdict, c=minds.content(look), a=look.assessment, look=look
    )


def sections(visit: Visit) -> Response:
    """The report's first page, and its sections to choose from."""
    look = _look(visit)
    found = [(s.id, s.title) for s in SECTIONS]
    return visit.page(
        "sections.html",
        "sections",
        a=look.assessment,
        look=look,
        bottom_line=bottom_line(look),
        answers=answers(look),
        all=found,
    )


def section(visit: Visit) -> Response:
    """One section of the report."""
    id = visit.request.path_params["id"]
    found = next((s for s in SECTIONS if s.id == id), None)
    if found is None:
        raise GoneError(f"The report has no section '{id}'.")
    look = _look(visit, reasons=found.id in ("minds", "explain"))
    return visit.page(
        "section.html",
        "sections",
        section=found,
        c=found.content(look),
        a=look.assessment,
        evidence=look.assessment.evidence,
        look=look,
        all=[(s.id, s.title) for s in SECTIONS],
    )


def write(visit: Visit) -> Response:
    """What may be written."""
    return visit.page("write.html", "write")
