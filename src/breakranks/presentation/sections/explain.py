"""What explains it: the rival explanations now and over time, the table behind them, each report's part."""

from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import day_words, lower_first, number, percent, sentence, signed
from breakranks.vocabulary import EXPLANATIONS, KINDS

NAMES = [explanation.name for explanation in EXPLANATIONS.values()]
DECOYS = frozenset({"prepare.decoy"})
COSTLY = frozenset({"prepare.defence", "prepare.withdrawal", "conduct.withdraw"})
"""Acts that a deception would not need to pay for: dummies would have been enough."""


def explain(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "now": _now(look),
        "over_time": _over_time(look),
        "multipliers": _multipliers(look),
        "contributions": _contributions(look) if look.reasons else None,
        "decoys": _reported(look, DECOYS),
        "costly": _reported(look, COSTLY),
        "costly_odds": _odds_of_deception(look, COSTLY),
        "decoy_odds": _odds_of_deception(look, DECOYS),
        "deception": look.assessment.explanations["deception"],
    }


def _reported(look: Lookup, kinds: frozenset[str]) -> int:
    return sum(event.kind in kinds for event in look.events.values())


def _odds_of_deception(look: Lookup, kinds: frozenset[str]) -> str | None:
    """How far reports of some kinds moved the log-odds of deception."""
    if look.reasons is None:
        return None
    weights = look.reasons.weights
    return signed(sum(w.said["deception"] for w in weights if look.events[w.number].kind in kinds), 1)


def _now(look: Lookup) -> Table:
    series = look.assessment.explanation_series
    month_ago = dict(zip(EXPLANATIONS, series[max(0, len(series) - 29)].tolist(), strict=True))
    rows = tuple(
        (
            Cell(EXPLANATIONS[z].name, sentence(EXPLANATIONS[z].meaning)),
            cells.probability(look.assessment.explanations[z]),
            Cell(percent(month_ago[z]), sort=month_ago[z]),
        )
        for z in look.explanations
    )
    titles = ["Probability now", "28 days earlier"]
    return Table("How probable each explanation is", columns("Explanation", *titles, numbers=titles), rows)


def _over_time(look: Lookup) -> Figure:
    days, series = look.days, look.assessment.explanation_series
    rows = [
        {"day": d.isoformat(), "name": name, "share": p, "order": n}
        for d, row in zip(days, series.tolist(), strict=True)
        for n, (name, p) in enumerate(zip(NAMES, row, strict=True))
    ]
    pointed = [
        {"day": d.isoformat(), "text": f"{day_words(d)}: {_told(row)}"}
        for d, row in zip(days, series.tolist(), strict=True)
    ]
    leads = series.argmax(axis=1).tolist()
    turns = [0, *[t for t in range(1, len(leads)) if leads[t] != leads[t - 1]][-5:]]
    story = "; ".join(f"from {day_words(days[t])} {lower_first(NAMES[leads[t]])}" for t in turns)
    colours = charts.coloured(NAMES)
    table = tuple(
        (
            Cell(day_words(days[t]), sort=days[t].isoformat()),
            *(Cell(percent(p), sort=p, shade=p) for p in series[t].tolist()),
        )
        for t in look.sevenths
    )
    return Figure(
        id="explanations-over-time",
        title="How the explanations rose and fell",
        reading="The height of each band is the probability of the explanation on that day, on what was known by the "
        "as-of day. The bands always add up to 100 %. From bottom to top they stand in the order of the key.",
        summary=f"Stacked bands from {day_words(days[0])} to {day_words(days[-1])}. In the lead: {story}.",
        spec=charts.stack(rows, pointed, colours),
        table=Table("Probability of each explanation, every seventh day", columns("Day", *NAMES, numbers=NAMES), table),
        key=tuple(KeyEntry(name, colour) for name, colour in colours.items()),
    )


def _told(row: list[float]) -> str:
    return ", ".join(f"{lower_first(name)} {percent(p)}" for name, p in zip(NAMES, row, strict=True))


def _multipliers(look: Lookup) -> Table:
    def cell(used: float, analyst: float) -> Cell:
        strength = used - 1 if used >= 1 else 1 - 1 / max(used, 0.05)
        return cells.shaded_number(f"×{number(used)}", strength, 3.0, f"analyst ×{number(analyst)}")

    rows = tuple(
        (
            Cell(KINDS[row.kind].name, row.kind),
            *(cell(row.learnt[z], row.multipliers[z]) for z in EXPLANATIONS),
            Cell(row.reason, row.source),
        )
        for row in look.assessment.provenance.assumptions.explanations
    )
    why = "Why, and on whose word"
    headings = columns("Kind of report", *NAMES, why, numbers=NAMES, prose=[why])
    return Table("How much likelier each kind of report is under each explanation", headings, rows, sortable=True)


def _contributions(look: Lookup) -> Table:
    rows = []
    for weight in look.reasons.weights if look.reasons else ():
        if any(weight.said.values()):
            event = look.events[weight.number]
            said = (cells.shaded_number(signed(weight.said[z]), weight.said[z], 1.5) for z in EXPLANATIONS)
            day = cells.date_alone(event)
            rows.append((cells.report_link(event.number), day, cells.report_of(look, event), *said))
    titles = ("Report", "Day", "What was reported", *NAMES)
    headings = columns(*titles, numbers=["Report", *NAMES])
    caption = "What each report said about each explanation, in natural log-odds"
    return Table(caption, headings, tuple(rows), sortable=True)
