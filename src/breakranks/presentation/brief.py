"""The brief: an assessment on one screen, and beneath it how far it hangs on how reports were coded."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from breakranks.assessment.types import Assessment, Indicator, Reasons
from breakranks.case.types import Event
from breakranks.presentation import sensitivity
from breakranks.presentation.findings import FORKS, changes
from breakranks.presentation.lookup import AREA_QUESTIONS, FORCE_QUESTIONS, Lookup, distinct
from breakranks.presentation.terminal import HEAD, QUIET, grid, heading, paragraph, show, where, width_of
from breakranks.presentation.words import (
    NBSP,
    day_words,
    days,
    forecast_words,
    interval,
    lower_first,
    percent,
    plural,
    points,
    self_inflicted,
    short,
    tenths,
)
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, KINDS, Choice

BAR = 24
MOST = 5
"""Recodings and reports left out that are shown."""


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
    lines = heading("How far this hangs on coding", "each report left out, and coded as another might have", width)
    for sentence in sensitivity.verdict(look):
        lines += paragraph(sentence, width)
    otherwise = [c for c in sensitivity.once_each(sensitivity.recoded(look), MOST) if c.forecast is not None]
    if otherwise:
        lines += heading("Coded otherwise", "what would move a forecast within 28 days most, in points", width)
    for c in otherwise:
        lines += paragraph(_coded_otherwise(look, c), width, hang=4)
    if without := sensitivity.left_out(look)[:MOST]:
        lines += heading("Left out", "what would move most, in points", width)
    for c in without:
        what = KINDS[look.events[c.number].kind].name
        lines += paragraph(
            f"{sensitivity.report_words(look, c.number)}, {what}: {sensitivity.told(look, c)}", width, hang=4
        )
    show([*lines, *where(report_path)], console)


def _coded_otherwise(look: Lookup, c: sensitivity.Change) -> str:
    assert c.forecast is not None
    key, by = c.forecast
    told = f"{look.question(*key)} {points(by)}"
    return f"{sensitivity.report_words(look, c.number)}: {sensitivity.coded_as(c)}: {told}"


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
        yield from paragraph(f"{_side(c.first)} ↔ {_side(c.second)}", width, indent=4, style=QUIET)


def _side(event: Event) -> str:
    note = event.note if len(event.note) <= 36 else event.note[:35].rsplit(" ", 1)[0] + "…"
    return f"{day_words(event.date, year=False)}: {note}"


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
    least = ", ".join(f"{short(look.who(s.formation), 26)} {percent(s.control)}" for s in weakest)
    yield from paragraph(f"Least: {least or 'no formation is known'}", width, hang=2)


def _ladder(look: Lookup, width: int) -> Iterator[Text]:
    # The longest word of the yardstick, and the longest cell that is worth its width.
    cell = min(max((width - 12) // len(HORIZONS) - 1, len("possibility")), len("12 % highly unlikely"))
    widths = (max(width - (cell + 1) * len(HORIZONS) - 1, 8), *(cell for _ in HORIZONS))
    dates = [days(h) for h in HORIZONS]

    def row(question: str, area: str | None) -> list[str]:
        name = look.question(question) if area is None else short(look.place(area), 2 * widths[0] - 4)
        return [name, *(forecast_words(look.forecast(question, h, area)) for h in HORIZONS)]

    for question in AREA_QUESTIONS:
        areas = [f.area for f in look.areas_by_risk if f.question == question][:3]
        if areas:
            yield from grid([["Given up within", *dates]], widths, [HEAD] * len(widths))
            yield from grid([row(question, area) for area in areas], widths)
    if look.areas_unclear:
        places = ", ".join(short(look.place(area), 40) for area in look.areas_unclear)
        yield from paragraph(f"Whether still held, the reports do not settle: {places}", width, indent=0, hang=2)
    yield from grid([["Force, within", *dates]], widths, [HEAD] * len(widths))
    yield from grid([row(question, None) for question in FORCE_QUESTIONS if look.forecast(question)], widths)


def _forks(look: Lookup, width: int) -> Iterator[Text]:
    def losses(choice: Choice) -> str:
        toll = look.toll(choice)
        return f"{tenths(toll.losses.value)}" if toll else "not told"

    more = f"points within 28 days; in brackets losses (as it goes {losses(AS_IT_GOES)}); conventional means"
    yield from heading("The forks", more, width)
    for name, choice in FORKS:
        told = [f"{short(what, 30)} {points(d)}" for what, d in changes(look, choice)[:2]]
        yield from paragraph(f"{name}: {', '.join(told) or 'no clear difference'} ({losses(choice)})", width, hang=2)


def _watch(look: Lookup, width: int) -> Iterator[Text]:
    a = look.assessment
    most, weeks = percent(a.decisive_shares[a.decisive_week - 1]), plural(len(a.decisive_shares), "week")
    when = f"week {a.decisive_week} ({look.week(a.decisive_week)}): {most} of what {weeks} decide"
    yield from _named("Decisive", when, width)
    if look.indicators:
        yield from heading("Watch for", "within 14 days: the forecast now → if it is seen (if it is not)", width)
    for i in look.indicators[:3]:
        then = f"{percent(i.now)} → {percent(i.if_seen)} ({percent(i.if_not)})"
        yield from paragraph(f"{look.sign(i, 20)}: {lower_first(_about(look, i))} {then}", width, hang=2)


def _about(look: Lookup, i: Indicator) -> str:
    if i.area is not None and i.area == i.question_area:
        return look.question(i.question)
    return look.question(i.question, i.question_area)


def _foot(look: Lookup, width: int) -> Iterator[Text]:
    provenance = look.assessment.provenance
    yield from _named("Self-inflicted", self_inflicted(look.assessment.self_inflicted.share), width)
    made = f"{provenance.worlds:,} worlds, learnt from {plural(provenance.learnt_cases, 'case')}"
    yield from paragraph(f"{made} · breakranks {provenance.version}", width, indent=0, style=QUIET)


def _named(name: str, text: str, width: int) -> Iterator[Text]:
    first, *rest = paragraph(f"{name}  {text}", width, indent=0, hang=2)
    first.stylize(HEAD, 0, len(name))
    yield from (first, *rest)
