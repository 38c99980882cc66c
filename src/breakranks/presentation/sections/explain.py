"""What explains it: the rival explanations now and over time, the table behind them, each report's part."""

from datetime import timedelta

from breakranks.assessment.types import EXPLANATIONS
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import Lookup, multipliers
from breakranks.presentation.words import (
    EXPLANATION_MEANINGS,
    EXPLANATION_NAMES,
    day_words,
    kind_words,
    number,
    percent,
    signed,
)

COSTLY = frozenset({"prepare.defence", "prepare.withdrawal", "conduct.withdraw"})
"""Acts that a deception would not need to pay for: dummies would have been enough."""


def explain(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "now": _now(look),
        "over_time": _over_time(look),
        "multipliers": _multipliers(look),
        "contributions": _contributions(look),
        "decoys": _reported(look, {"prepare.decoy"}),
        "costly": _reported(look, COSTLY),
        "costly_against_deception": signed(_weight_on(look, COSTLY, "deception"), 1),
        "costly_speaks_against": _weight_on(look, COSTLY, "deception") < 0,
        "decoys_for_deception": signed(_weight_on(look, {"prepare.decoy"}, "deception"), 1),
        "deception": look.assessment.explanations["deception"],
    }


def _reported(look: Lookup, kinds: frozenset[str] | set[str]) -> int:
    return sum(r.event.kind in kinds for r in look.assessment.evidence.reports)


def _weight_on(look: Lookup, kinds: frozenset[str] | set[str], explanation: str) -> float:
    return sum(
        w.explanation_log_odds.get(explanation, 0.0)
        for w in look.assessment.report_weights
        if look.reports[w.number].event.kind in kinds
    )


def _now(look: Lookup) -> Table:
    p = look.assessment.explanations
    series = look.assessment.explanation_series
    month_ago = series[max(0, len(series) - 29)]
    rows = tuple(
        (
            Cell(EXPLANATION_NAMES[z], EXPLANATION_MEANINGS[z], mark=z),
            cells.probability(p[z]),
            Cell(percent(float(month_ago[EXPLANATIONS.index(z)])), sort=float(month_ago[EXPLANATIONS.index(z)])),
        )
        for z in look.explanations
    )
    headings = columns(
        "Explanation", "Probability now", "28 days earlier", numbers=["Probability now", "28 days earlier"]
    )
    return Table("How probable each explanation is", headings, rows)


def _over_time(look: Lookup) -> Figure:
    assessment = look.assessment
    evidence = assessment.evidence
    days = [evidence.start + timedelta(t) for t in range(evidence.days)]
    rows = [
        {
            "day": d.isoformat(),
            "name": EXPLANATION_NAMES[z],
            "share": round(float(assessment.explanation_series[t, n]), 4),
            "order": n,
        }
        for t, d in enumerate(days)
        for n, z in enumerate(EXPLANATIONS)
    ]
    leads = [int(x) for x in assessment.explanation_series.argmax(axis=1)]
    changes = [t for t in range(1, len(leads)) if leads[t] != leads[t - 1]]
    story = "; ".join(
        f"from {day_words(days[t])} {EXPLANATION_NAMES[EXPLANATIONS[leads[t]]]}" for t in [0, *changes[-5:]]
    )
    colours = {EXPLANATION_NAMES[z]: charts.EXPLANATION_COLOURS[z] for z in EXPLANATIONS}
    table = Table(
        "Probability of each explanation, every seventh day",
        columns(
            "Day",
            *(EXPLANATION_NAMES[z] for z in EXPLANATIONS),
            numbers=[EXPLANATION_NAMES[z] for z in EXPLANATIONS],
        ),
        tuple(
            (
                Cell(day_words(days[t]), sort=days[t].isoformat()),
                *(Cell(percent(float(p)), sort=float(p), shade=float(p)) for p in assessment.explanation_series[t]),
            )
            for t in range((evidence.days - 1) % 7, evidence.days, 7)
        ),
    )
    return Figure(
        id="explanations-over-time",
        title="How the explanations rose and fell",
        reading="The height of each band is the probability that the explanation had on that day, on what "
        "was known by the "
        "as-of day. The bands always add up to 100 %. From bottom to top they stand in the order of the key.",
        summary=f"Stacked bands from {day_words(days[0])} to {day_words(days[-1])}. In the lead: {story}.",
        spec=charts.stack(rows, colours),
        table=table,
        key=tuple(KeyEntry(name, colour) for name, colour in colours.items()),
    )


def _multipliers(look: Lookup) -> Table:
    def cell(factor: float) -> Cell:
        strength = factor - 1 if factor >= 1 else 1 - 1 / max(factor, 0.05)
        return Cell(f"×{number(factor)}", sort=factor, shade=max(-1.0, min(1.0, strength / 3)))

    names = [EXPLANATION_NAMES[z] for z in EXPLANATIONS]
    rows = tuple(
        (
            Cell(kind_words(str(row["kind"])), str(row["kind"])),
            *(cell(m) for m in multipliers(row).values()),
            Cell(str(row.get("reason", "")), str(row.get("source", ""))),
        )
        for row in look.assessment.provenance.explanations
    )
    headings = columns(
        "Kind of report", *names, "Why, and on whose word", numbers=names, prose=["Why, and on whose word"]
    )
    return Table("How much likelier each kind of report is under each explanation", headings, rows, sortable=True)


def _contributions(look: Lookup) -> Table:
    names = [EXPLANATION_NAMES[z] for z in EXPLANATIONS]
    rows = []
    for weight in look.assessment.report_weights:
        if not any(weight.explanation_log_odds.values()):
            continue
        event = look.reports[weight.number].event
        rows.append(
            (
                cells.report_link(event.number),
                cells.day(event),
                cells.reported(look, event),
                *(
                    cells.shaded_number(signed(weight.explanation_log_odds[z]), weight.explanation_log_odds[z], 1.5)
                    for z in EXPLANATIONS
                ),
            )
        )
    headings = columns(
        "Report", "Day", "What was reported", *names, numbers=["Report", *names], prose=["What was reported"]
    )
    return Table(
        "What each report said about each explanation, in natural log-odds",
        headings,
        tuple(rows),
        sortable=True,
    )
