"""The brief: an assessment on one screen, and the same a little fuller as Markdown."""

from pathlib import Path
from textwrap import wrap

from rich.console import Console, Group
from rich.text import Text

from breakranks.assessment.types import HORIZONS, Assessment, Indicator
from breakranks.case.types import Event
from breakranks.presentation import cells
from breakranks.presentation.findings import FORKS, changes
from breakranks.presentation.lookup import BASELINE, Lookup
from breakranks.presentation.rungs import area_rungs, force_rungs
from breakranks.presentation.sections.decisive import week_days
from breakranks.presentation.sections.misfit import distinct
from breakranks.presentation.sections.watch import question_words, sign_words
from breakranks.presentation.words import (
    EXPLANATION_NAMES,
    NBSP,
    QUESTION_NAMES,
    day_words,
    error,
    interval,
    lower_first,
    percent,
    plural,
    points,
    self_inflicted,
    short,
    tenths,
)

WIDTH = 100
BAR = 24
CAUTION_LINES = 5
_BRIEFLY = {"Can no longer hold its ground": "Cannot hold"}


def print_brief(assessment: Assessment, console: Console, report: Path | None = None) -> None:
    """Print the assessment on one screen: at most 45 lines at 100 columns.

    `report` is where the whole of it lies.
    """
    look = Lookup(assessment)
    width = min(console.width, WIDTH)
    parts = [
        *_head(look),
        *_misfit(look),
        *_explanations(look),
        *_control(look),
        *_ladder(look),
        *_forks(look),
        *_watch(look),
        *_foot(look, report),
    ]
    console.print(Group(*parts), width=width)


def _line(*pieces: tuple[str, str] | str) -> Text:
    return Text.assemble(*pieces, no_wrap=True, overflow="ellipsis")


def _heading(text: str, more: str = "") -> Text:
    return _line((text, "bold cyan"), (f"  {more}" if more else "", "dim"))


def _head(look: Lookup) -> list[Text]:
    evidence = look.assessment.evidence
    told = [
        f"{'! ' if n == 0 else '  '}{line}"
        for caution in look.assessment.cautions
        for n, line in enumerate(wrap(caution.text, WIDTH - 2))
    ]
    if len(told) > CAUTION_LINES:
        told = [*told[: CAUTION_LINES - 1], "! More cautions stand at the top of the report."]
    title = _line(
        (evidence.title, "bold"),
        f" · as of {day_words(evidence.as_of)} · {plural(len(evidence.reports), 'report')}",
    )
    return [title, *(_line((line, "yellow")) for line in told)]


def _misfit(look: Lookup) -> list[Text]:
    evidence = look.assessment.evidence
    lines = [
        _heading(
            "What does not fit",
            f"incoherence {evidence.incoherence[-1]:.0f} of 100, "
            f"{plural(len(evidence.contradictions), 'contradiction')}",
        )
    ]
    for c in distinct(evidence.contradictions, 2):
        lines.append(_line(f"  {c.explanation}"))
        lines.append(_line((f"    {_side(c.first, 38)} ↔ {_side(c.second, 38)}", "dim")))
    return lines


def _side(event: Event, limit: int) -> str:
    note = event.note if len(event.note) <= limit else event.note[: limit - 1].rsplit(" ", 1)[0] + "…"
    return f"{day_words(event.date, year=False)}: {note}"


def _explanations(look: Lookup) -> list[Text]:
    lines = [_heading("What explains it")]
    for z in look.explanations:
        p = look.assessment.explanations[z]
        full = round(p.value * BAR)
        lines.append(
            _line(
                f"  {EXPLANATION_NAMES[z]:<20}",
                ("█" * full, "cyan"),
                ("░" * (BAR - full), "dim"),
                f" {percent(p.value):>5} {error(p.error)} ",
                (p.word, "italic"),
            )
        )
    return lines


def _control(look: Lookup) -> list[Text]:
    now = look.assessment.control
    weakest = sorted(look.assessment.formations, key=lambda s: s.control.value)[:3]
    least = ", ".join(f"{short(look.place(None, s.formation), 34)} {percent(s.control.value)}" for s in weakest)
    return [
        _heading("Control left"),
        _line(
            "  The whole force ",
            (percent(now.value), "bold"),
            f" {error(now.error)} (90{NBSP}% interval {interval(now)})",
        ),
        _line(f"  Least: {least}"),
    ]


def _ladder(look: Lookup) -> list[Text]:
    def row(name: str, cells: list[str], style: str = "") -> Text:
        told = "".join(f" {cell.replace('realistic possibility', 'realistic poss.'):<20}" for cell in cells)
        return _line((f"{short(name, 16):<16}{told}".rstrip(), style))

    days = [cells.weeks(h) for h in HORIZONS]
    areas, force = area_rungs(look, 3), force_rungs(look)
    lines = [row("Given up within", days, "bold cyan"), *(row(name, told) for name, told in areas)] if areas else []
    return [
        *lines,
        row("Force, within", days, "bold cyan"),
        *(row(_BRIEFLY.get(name, name), told) for name, told in force),
    ]


def _forks(look: Lookup) -> list[Text]:
    base = look.toll(BASELINE)
    losses = f"; losses {tenths(base.losses.value)} as it goes" if base else ""
    lines = [_heading("The forks", f"change within 28 days, in points; conventional means{losses}")]
    for name, choices in FORKS:
        told = [f"{short(what, 30)} {points(d)}" for what, d in changes(look, choices)[:2]]
        toll = look.toll(choices)
        cost = f"; losses {tenths(toll.losses.value)}" if toll else ""
        lines.append(_line(f"  {name:<28} {', '.join(told) or 'no difference above chance'}{cost}"))
    return lines


def _watch(look: Lookup) -> list[Text]:
    a = look.assessment
    lines = [
        _line(
            ("Decisive", "bold cyan"),
            f"  week {a.decisive_week} ({week_days(look, a.decisive_week)}): "
            f"{percent(a.decisive_shares[a.decisive_week - 1])} of what eight weeks decide",
        ),
        _heading("Watch for", "within 14 days"),
    ]
    for i in sorted(a.indicators, key=lambda i: -i.information)[:3]:
        lines.append(
            _line(
                f"  {sign_words(look, i, 20)}: {lower_first(_about(look, i))} "
                f"{percent(i.now)} → {percent(i.if_seen)} if seen, {percent(i.if_not)} if not"
            )
        )
    return lines


def _about(look: Lookup, i: Indicator) -> str:
    if i.area is not None and i.area == i.question_area:
        return QUESTION_NAMES.get(i.question, i.question)
    return question_words(look, i.question, i.question_area, 20)


def _foot(look: Lookup, report: Path | None) -> list[Text]:
    a = look.assessment
    lines = [
        _line(
            ("Self-inflicted", "bold cyan"),
            f"  {self_inflicted(a.self_inflicted.share)}",
        ),
        _line(
            (
                f"seed {a.provenance.seed} · {a.provenance.particles:,} worlds · breakranks {a.provenance.version}",
                "dim",
            )
        ),
    ]
    if report is not None:
        lines.append(Text.assemble(("Report", "bold cyan"), f"  {report}", overflow="fold"))
    return lines
