"""The user's own forecasts: kept in judgements.csv, shown beside the tool's, and scored once the outcome is known."""

from dataclasses import dataclass
from statistics import mean

from starlette.requests import Request
from starlette.responses import Response

from breakranks.case import Case, Judgement, examine
from breakranks.presentation.words import NBSP, number, percent, question_name
from breakranks.scoring.judged import judged
from breakranks.scoring.types import Judged
from breakranks.tables import InputError, name_of
from breakranks.workbench.shelf import known
from breakranks.workbench.web import Visit, Workbench

BINS = ((0.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.0))


@dataclass(frozen=True)
class Line:
    """A judgement as it is shown: what of, its number, the tool's, what became of it, and its Brier score."""

    number: int
    judgement: Judgement
    about: str
    said: str
    tool: str
    became: str
    score: str


def page(visit: Visit) -> Response:
    """The judgements of the case, and the questions that are open on the visit's day."""
    case, names = visit.case, {a.id: a.name for a in visit.case.areas}
    now = visit.desk.headline(case, visit.state.version, visit.day)
    asked = sorted(now.forecasts.items(), key=lambda item: (item[0][1] is None, -item[1]))
    open_questions = [
        (question_name(q, names.get(a, a) if a else None, now.states[q, a]), percent(p), q, a or "")
        for (q, a), p in asked
        if q != "cannot-hold"
    ]
    lines = [_line(visit, n, found) for n, found in enumerate(judged(case), start=1)]
    return visit.page("forecasts.html", "forecasts", lines=lines, open=open_questions)


def _line(visit: Visit, n: int, found: Judged) -> Line:
    said, names = found.judgement, {a.id: a.name for a in visit.case.areas}
    first, last = visit.state.days
    tool = "–"
    if first <= said.date <= last and said.horizon == 28:
        then = visit.desk.headline(visit.case, visit.state.version, said.date)
        if (said.question, said.area) in then.forecasts:
            tool = percent(then.forecasts[said.question, said.area])
    became = found.unanswered if found.item is None else ("it happened" if found.item.happened else "it did not happen")
    return Line(
        n,
        said,
        question_name(said.question, names.get(said.area, said.area) if said.area else None),
        f"{said.phrase or 'by number'}: {percent(found.probability)}",
        tool,
        became,
        "–" if found.brier is None else number(found.brier, 3),
    )


def record(bench: Workbench, request: Request) -> Response:
    """One's record over all cases of one's own: Brier score and calibration, by author."""
    scored, authors = list[tuple[str, str, Judged]](), dict[str, list[Judged]]()
    cases: dict[str, Case] = {}
    for path in known(bench):
        try:
            case = examine(path).case
        except (OSError, InputError):
            continue
        if case:
            cases[name_of(path)] = case
    for place, case in cases.items():
        for found in judged(case):
            if found.item is not None:
                scored.append((place, found.judgement.author, found))
                authors.setdefault(found.judgement.author, []).append(found)
    told = [
        (author, len(all), number(mean(f.brier or 0.0 for f in all), 3), _calibration(all))
        for author, all in sorted(authors.items(), key=lambda item: -len(item[1]))
    ]
    return bench.page(request, "record.html", told=told, count=len(scored), cases=len(cases))


def _calibration(all: list[Judged]) -> list[tuple[str, int, str, str]]:
    """How often it happened of what was called so likely."""
    rows = []
    for low, high in BINS:
        inside = [f for f in all if low <= f.probability < high or (high == 1.0 and f.probability == 1.0)]
        if inside:
            happened = mean(bool(f.item and f.item.happened) for f in inside)
            rows.append(
                (
                    f"{100 * low:.0f} to {100 * high:.0f}{NBSP}%",
                    len(inside),
                    percent(mean(f.probability for f in inside)),
                    f"{100 * happened:.0f}{NBSP}%",
                )
            )
    return rows
