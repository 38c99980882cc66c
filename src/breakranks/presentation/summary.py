"""The summary that a report opens with, as two printed pages."""

from breakranks.presentation import cells, sensitivity, since
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.findings import FORKS, fork, likeliest_week, lost, verdict
from breakranks.presentation.lookup import FORCE_QUESTIONS, Lookup, distinct
from breakranks.presentation.words import day_words, days, forecast_words, percent, tenths
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, Choice

AREAS, PAIRS, SIGNS, RECODED = 4, 2, 3, 3
"""Areas, contradictions, signs and recodings that are shown: so many that all fits on two pages."""
PLACE = 36
"""Letters of the name of an area in a table; the other tables and sentences have it in full."""


def summary(look: Lookup) -> dict[str, object]:
    """Gather what the summary shows; what rests on the reasons, or on an earlier day, only where they are known."""
    return {
        "verdict": " ".join(verdict(look)),
        "coding": sensitivity.verdict(look) if look.reasons else None,
        "lost": " ".join(lost(look)),
        "leading": look.explanations[0],
        "leading_name": EXPLANATIONS[look.explanations[0]].name,
        "risk": look.areas_by_risk[0] if look.areas_by_risk else None,
        "in_between": " ".join(since.in_between(look)),
        "stands": since.stands(look),
        "ladder": _ladder(look),
        "forks": _forks(look),
        "week": likeliest_week(look),
        "pairs": distinct(look.assessment.evidence.contradictions, PAIRS),
        "signs": _signs(look) if look.indicators else None,
        "recoded": _recoded(look) if look.reasons else None,
    }


def _ladder(look: Lookup) -> Table:
    """The areas likeliest to be given up, and the force, by horizon."""
    asked = [*(f.key for f in look.areas_by_risk[:AREAS]), *((q, None) for q in FORCE_QUESTIONS if look.forecast(q))]
    titles = [days(h) for h in HORIZONS]
    rows = tuple((Cell(_named(look, *key)), *(_cell(look, key, h) for h in HORIZONS)) for key in asked)
    return Table("How likely it is within so many days", columns("Question", *titles, numbers=titles), rows)


def _named(look: Lookup, question: str, area: str | None) -> str:
    """Name a question of the force or of an area, its place cut: Snihurivka given up."""
    text = look.event(question, area, PLACE)
    return text[:1].upper() + text[1:]


def _cell(look: Lookup, key: tuple[str, str | None], horizon: int) -> Cell:
    """A forecast on one line."""
    f = look.forecast(key[0], horizon, key[1])
    shade = f.probability.value if f and f.probability else 0.0
    return Cell(forecast_words(f), shade=shade)


def _forks(look: Lookup) -> Table:
    rows = [(Cell("As it goes"), Cell("the forecasts above"), *_costs(look, AS_IT_GOES))]
    rows += [(Cell(name), Cell(fork(look, choice, 2, PLACE)), *_costs(look, choice)) for name, choice in FORKS]
    costs = ("Killed and wounded", "Gone without orders")
    caption = (
        "What each choice would change; killed and wounded within 56 days, and those gone by then, of the strength"
    )
    changed = "What changes within 28 days"
    headings = columns("Choice", changed, *costs, numbers=costs, prose=[changed])
    return Table(caption, headings, tuple(rows))


def _costs(look: Lookup, choice: Choice) -> tuple[Cell, ...]:
    toll = look.toll(choice)
    if toll is None:
        return cells.NOTHING, cells.NOTHING
    return Cell(tenths(toll.losses.value)), Cell(tenths(toll.gone.value))


def _signs(look: Lookup) -> Table:
    rows = tuple(
        (
            Cell(look.sign(i, PLACE)),
            Cell(_named(look, i.question, i.question_area)),
            *(Cell(percent(p)) for p in (look.now(i), i.if_seen, i.if_not)),
        )
        for i in look.indicators[:SIGNS]
    )
    numbers = ("Now", "If reported", "If not")
    headings = columns("If this is reported within 14 days", "then this within 28 days", *numbers, numbers=numbers)
    return Table("The signs that would tell most", headings, rows)


def _recoded(look: Lookup) -> Table:
    rows = []
    for c in sensitivity.once_each(sensitivity.recoded(look), RECODED):
        if c.forecast is not None:
            key, by = c.forecast
            coded = Cell(f"{day_words(look.events[c.number].date)}, coded as {sensitivity.coded_as(c)}")
            rows.append((cells.report_link(c.number), coded, Cell(_named(look, *key)), cells.effect(by)))
    headings = columns(
        "Report", "Coded otherwise", "moves this within 28 days", "by, in points", numbers=["Report", "by, in points"]
    )
    return Table("The recodings that would move a forecast most", headings, tuple(rows))
