"""The brief: an assessment on one screen, and beneath it how far it hangs on how reports were coded."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from breakranks.assessment.types import Assessment, Indicator, Reasons
from breakranks.case.types import Event
from breakranks.presentation import sensitivity
from breakranks.presentation.findings import FORKS, changes, likeliest_week
from breakranks.presentation.lookup import AREA_QUESTIONS, FORCE_QUESTIONS, Lookup, distinct
from breakranks.presentation.terminal import HEAD, QUIET, WIDTH, grid, heading, paragraph, show, where, width_of
from breakranks.presentation.words import (
    NBSP,
    day_words,
    days,
    event_days,
    forecast_words,
    interval,
    percent,
    plural,
    points,
    self_inflicted,
    short,
    tenths,
)
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, KINDS, Choice

BAR = 24
POINT = 0.01
"""The least that a second change of one choice must come to, to be shown."""
MOST = 5
"""Recodings and reports left out that are shown."""
PLACE, NAME, NOTE = 26, 36, 88
"""Letters of an area's name, a formation's, and a note that are shown, on consoles of any width."""


def print_brief(assessment: Assessment, console: Console, report_path: Path | None = None) -> None:
    """Print the assessment on one screen of 100 columns; on fewer columns it gets longer and says the same.

    `report_path` is where the whole of it lies.
    """
    look, width = Lookup(assessment), width_of(console)
    for part in (_head, _misfit, _explanations, _control, _ladder, _forks, _watch, _foot):
        show(part(look, width), console)
    show(where(report_path), console)


def print_reasons(assessment: Assessment, reasons: Reasons, console: Console, report_path: Path | None = None) -> None:
    """Print how far the verdict hangs on single reports and on how they were coded.

    `report_path` is where the whole assessment lies.
    """
    look, width = Lookup(assessment, reasons), width_of(console)
    lines = heading(
        "How far this hangs on coding", "each report left out, and coded as somebody else might have", width
    )
    for sentence in sensitivity.verdict(look):
        lines += paragraph(sentence, width)
    otherwise = [c for c in sensitivity.once_each(sensitivity.recoded(look), MOST) if c.forecast is not None]
    if otherwise:
        lines += heading("Coded otherwise", "the forecast within 28 days that would move most, in points", width)
    for c in otherwise:
        lines += paragraph(_coded_otherwise(look, c), width, hang=4)
    if without := sensitivity.left_out(look)[:MOST]:
        lines += heading("Left out", "the explanation and the forecast that would move most, in points", width)
    for c in without:
        what = KINDS[look.events[c.number].kind].name
        lines += paragraph(
            f"Report {sensitivity.report_words(look, c.number)}, “{what}”: {sensitivity.told(look, c)}", width, hang=4
        )
    show([*lines, *where(report_path)], console)


def _coded_otherwise(look: Lookup, c: sensitivity.Change) -> str:
    assert c.forecast is not None
    key, by = c.forecast
    report = sensitivity.report_words(look, c.number)
    return f"Report {report}, as {sensitivity.coded_as(c)}: {_event(look, *key)} {points(by)}"


def _head(look: Lookup, width: int) -> Iterator[Text]:
    evidence = look.assessment.evidence
    title = f"{evidence.title} · as of {day_words(evidence.as_of)} · {plural(len(evidence.reports), 'report')}"
    yield from paragraph(title, width, indent=0, style="bold")
    for caution in look.cautions:
        yield from paragraph(f"! {caution}", width, indent=0, style="yellow", hang=2)


def _misfit(look: Lookup, width: int) -> Iterator[Text]:
    evidence = look.assessment.evidence
    found = plural(len(evidence.contradictions), "contradiction")
    yield from heading("What does not fit", f"incoherence {evidence.incoherence[-1]:.0f} of 100, {found}", width)
    for c in distinct(evidence.contradictions, 1):
        yield from paragraph(c.explanation, width)
        for event in (c.first, c.second):
            yield from paragraph(_side(event, look), width, indent=4, style=QUIET, hang=2)


def _side(event: Event, look: Lookup) -> str:
    said = look.said(event)
    note = said if len(said) <= NOTE else said[: NOTE - 1].rsplit(" ", 1)[0] + "…"
    return f"{event_days(event, year=False)}: {note}"


def _explanations(look: Lookup, width: int) -> Iterator[Text]:
    yield from heading("What explains it", width=width)
    name, told, rows = max(len(EXPLANATIONS[z].name) for z in look.explanations), 27, []
    bar = min(max(width - name - told - 4, 6), BAR)
    for z in look.explanations:
        p = look.assessment.explanations[z]
        full = round(p.value * bar)
        rows.append((EXPLANATIONS[z].name, "█" * full + "░" * (bar - full), f"{percent(p.value):>5} {p.word}"))
    yield from grid(rows, (name, bar, told), ("", "cyan"), indent=2)


def _control(look: Lookup, width: int) -> Iterator[Text]:
    now = look.assessment.control
    told = f"the whole force {percent(now.value)} (90{NBSP}% interval {interval(now)})"
    yield from _named("Control left", told, width)
    weakest = sorted(look.assessment.formations, key=lambda s: s.control)[:3]
    least = ", ".join(f"{short(look.who(s.formation), NAME)} {percent(s.control)}" for s in weakest)
    yield from paragraph(f"Least: {least or 'no formation is known'}", width, hang=2)


def _ladder(look: Lookup, width: int) -> Iterator[Text]:
    # A cell holds the longest number with its word; where that leaves no room for names, they stand above their rows.
    longest = len("12 % highly unlikely")
    cell = longest if width == WIDTH else max(min((width - 2) // len(HORIZONS) - 1, longest), len("possibility"))
    widths = (max(width - (cell + 1) * len(HORIZONS), 1) if width == WIDTH else 1, *(cell for _ in HORIZONS))
    dates = [days(h) for h in HORIZONS]

    def row(question: str, area: str | None) -> list[str]:
        name = look.question(question) if area is None else short(look.place(area), PLACE)
        return [name, *(forecast_words(look.forecast(question, h, area)) for h in HORIZONS)]

    for question in AREA_QUESTIONS:
        areas = [f.area for f in look.areas_by_risk if f.question == question][:3]
        if areas:
            yield from grid([["Given up within", *dates]], widths, [HEAD] * len(widths))
            yield from grid([row(question, area) for area in areas], widths)
    for told, found in (
        ("By the reports it has given up:", look.areas_lost),
        ("By the reports it holds again:", look.areas_back),
        ("The reports do not settle whether it still holds:", look.areas_unclear),
    ):
        if found:
            places = ", ".join(short(look.place(area), PLACE) for area in found)
            yield from paragraph(f"{told} {places}", width, indent=0, hang=2)
    yield from grid([["Force, within", *dates]], widths, [HEAD] * len(widths))
    yield from grid([row(question, None) for question in FORCE_QUESTIONS if look.forecast(question)], widths)


def _forks(look: Lookup, width: int) -> Iterator[Text]:
    def losses(choice: Choice) -> str:
        toll = look.toll(choice)
        return f"{tenths(toll.losses.value)}" if toll else "not told"

    more = f"points in 28 days, by conventional means (killed and wounded by day 56; as it goes {losses(AS_IT_GOES)})"
    yield from heading("The forks", more, width)
    for name, choice in FORKS:
        most = [c for n, c in enumerate(changes(look, choice)[:2]) if n == 0 or abs(c[2]) >= POINT]
        told = [f"{_event(look, question, area)} {points(d)}" for question, area, d in most]
        yield from paragraph(f"{name}: {', '.join(told) or 'no clear difference'} ({losses(choice)})", width, hang=2)


def _watch(look: Lookup, width: int) -> Iterator[Text]:
    yield from _named("Most likely week for a break", likeliest_week(look), width)
    if look.indicators:
        more = "what the 28-day forecast becomes if this is reported within 14 days, and if it is not"
        yield from heading("Watch for", more, width)
    for i in look.indicators[:3]:
        then = f"{percent(i.if_seen)}, else {percent(i.if_not)} (now {percent(look.now(i))})"
        about = _event(look, i.question, None if i.area == i.question_area else i.question_area)
        yield from paragraph(f"{_sign(look, i)}: {about} {then}", width, hang=2)


def _event(look: Lookup, question: str, area: str | None) -> str:
    return look.event(question, area, PLACE)


def _sign(look: Lookup, i: Indicator) -> str:
    where = "" if i.area is None else f", {short(look.place(i.area), PLACE)}"
    return f"“{KINDS[i.kind].name}”{where}"


def _foot(look: Lookup, width: int) -> Iterator[Text]:
    provenance = look.assessment.provenance
    yield from _named("Self-inflicted", self_inflicted(look.assessment.self_inflicted.share), width)
    made = f"{provenance.worlds:,} simulated worlds, learnt from {plural(provenance.learnt_cases, 'past case')}"
    yield from paragraph(f"{made} · breakranks {provenance.version}", width, indent=0, style=QUIET)


def _named(name: str, text: str, width: int) -> Iterator[Text]:
    first, *rest = paragraph(f"{name}  {text}", width, indent=0, hang=2)
    first.stylize(HEAD, 0, len(name))
    yield from (first, *rest)
