"""Print the tables behind docs/kherson.md as Markdown.

Assesses kherson-2022 anew on each of its as-of days, on the commentary's own day, and on one day on which the tool was
most in doubt, in less than two minutes:

    uv run python scripts/kherson_table.py
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta

from breakranks import Assessment, Case, Reasons, assess, load_case, reasons
from breakranks.assessment.types import AGAIN, HAPPENED, Estimate, Shift
from breakranks.presentation.signals import orders, turns
from breakranks.vocabulary import EXPLANATIONS

CASE = "kherson-2022"
COMMENTARY = date(2022, 11, 12)
"""The commentary knows that the city has been given up and judges the withdrawal: about 11 or 12 November."""
ALARM = date(2022, 10, 16)
"""The day on which the tool was furthest from the record; chosen afterwards, for that reason."""
WEIGHED = (date(2022, 10, 5), ALARM, COMMENTARY)
"""Days on which every report is left out and recoded: two on which the verdict is near, and the commentary's."""
CHOSEN = (date(2022, 10, 24), COMMENTARY)
"""Days for which the choices are shown: before and after the withdrawal."""
PLANNED = "planned-withdrawal"
CITY, SHORE, RESERVISTS = "kherson-city", "left-bank", "mobilised-units"
USUAL = ("as-it-goes", "keeps-on", "as-it-is")
CHOICES = {
    "as it goes": USUAL,
    "command forces control back": ("forces-control-back", *USUAL[1:]),
    "command lets go": ("lets-go", *USUAL[1:]),
    "opponent presses": (USUAL[0], "presses", USUAL[2]),
    "opponent stands back": (USUAL[0], "stands-back", USUAL[2]),
    "hard winter": (*USUAL[:2], "winter"),
}
RUNGS = ("unordered-exit", "mutiny", "mass-surrender", "general-collapse")
STAYS = "signals stay, turns to leave"
SURVIVAL = ("reservist stays", "leaves", "mean of all stays", "leaves", "leaving safer in")
LOSS = ("strength lost", "self-inflicted")
GROUND = ("areas held, expected", "control at the start", "control", "control after 8 weeks")

Row = Sequence[object]
Assessments = Mapping[date, Assessment]


def main() -> None:
    """Assess each day and print the tables."""
    case = load_case(CASE)
    days = sorted({*case.as_of, ALARM, COMMENTARY})
    with ProcessPoolExecutor() as pool:
        found = dict(zip(days, pool.map(assess, [case] * len(days), days), strict=True))
        why = dict(zip(WEIGHED, pool.map(reasons, [found[day] for day in WEIGHED]), strict=True))
    for title, head, rows in (*tables(case, found), *tables_of_reasons(found, why)):
        print(f"**{title}**\n\n{markdown(head, rows)}\n")


def tables(case: Case, found: Assessments) -> Iterable[tuple[str, Row, Iterable[Row]]]:
    """Give each table of what was concluded: its title, its head and its rows."""
    rungs = [words(question) for question in RUNGS]
    yield (
        "1 The days at a glance (questions within 28 days)",
        ["As of", *map(words, EXPLANATIONS), "control", "city given up", *rungs, "what happened"],
        (overview(case, a) for a in found.values()),
    )
    yield (
        "2 Areas given up within 28 days (bold: it was; in brackets: the chance that it is still held)",
        ["Area", *(f"{day:%-d %b}" for day in found), "given up on"],
        areas(case, found),
    )
    yield (
        "3 Contradictions, signal and act, orders",
        [
            "As of",
            "reports",
            "incoherence",
            "contradictions",
            "dig in and move out",
            "at odds",
            STAYS,
            "orders",
            "undone",
        ],
        (misfit(a) for a in found.values()),
    )
    yield (
        "4 Formations, and a soldier's chance to be dead in two weeks",
        ["As of", "least controlled", "control", "likeliest to act on its own", "probability", *SURVIVAL],
        (formations(a) for a in found.values()),
    )
    yield (
        "5 What a choice changes: questions within 28 days, in points; the rest after 56 days",
        ["As of", "choice", "city", "left bank", *rungs, "dead and wounded", "gone", "control", "opponent's cost"],
        (row for day in CHOSEN for row in choices(found[day])),
    )
    yield (
        "6 Eight weeks ahead, and ground beside control",
        ["As of", "general collapse", "cannot hold", "decisive week", "its share", *LOSS, *GROUND],
        (prospect(a) for a in found.values()),
    )


def tables_of_reasons(found: Assessments, why: Mapping[date, Reasons]) -> Iterable[tuple[str, Row, Iterable[Row]]]:
    """Give each table of what the conclusions hang on: its title, its head and its rows."""
    yield (
        "7 What speaks for planned withdrawal on the commentary's day (summed log-odds; echoes left out)",
        ["Kind of report", "reports", *(f"against {words(z)}" for z in EXPLANATIONS if z != PLANNED)],
        verdicts(why[COMMENTARY], found[COMMENTARY]),
    )
    head = ["first explanation", PLANNED, "loss of control", "control", "forecast that moves most", "points"]
    yield (
        "8 Without command's public words (in points; the first explanation is then)",
        ["As of", *map(words, head)],
        ([day_of(found[d]), *then(r.leading_without_claims, r.without_claims)] for d, r in why.items()),
    )
    yield (
        "9 Coded otherwise: what changes the first explanation, then what moves a forecast most",
        ["As of", "report", "coded", *map(words, head)],
        (row for d, r in why.items() for row in recoded(found[d], r)),
    )
    yield (
        "10 Left out: the reports that move planned withdrawal, loss of control or a forecast most (in points)",
        ["As of", "report", "note", *map(words, head)],
        (row for d, r in why.items() for row in left_out(found[d], r)),
    )


def overview(case: Case, a: Assessment) -> Row:
    """One day: explanations, control, and five questions beside what happened."""
    happened = [
        f"{words(o.area or o.question)} on {o.date:%-d %b}"
        for o in case.outcomes
        if (o.question in RUNGS or o.area == CITY) and o.date and 0 < (o.date - a.evidence.as_of).days <= 28
    ]
    return [
        day_of(a),
        *(percent(a.explanations[z].value) for z in EXPLANATIONS),
        between(a.control, percent),
        probability(a, "area-given-up", CITY),
        *(probability(a, question) for question in RUNGS),
        ", ".join(happened) or "none of these",
    ]


def areas(case: Case, found: Assessments) -> Iterable[Row]:
    """Each area's fall within 28 days on each day; bold where it did fall in that time, in brackets: still held."""
    given_up = {o.area: o.date for o in case.outcomes if o.question == "area-given-up"}
    for area in case.areas:
        fell = given_up[area.id]
        cells = []
        for day, a in found.items():
            held = f"({percent(a.areas_held[area.id])} held)"
            text = probability(a, "area-given-up", area.id)
            text = held if fell and fell <= day else text if text[0].isdigit() else f"{text} {held}"
            cells.append(f"**{text}**" if fell and day < fell <= day + timedelta(28) else text)
        yield [words(area.id), *cells, f"{fell:%-d %b}" if fell else "never"]


def misfit(a: Assessment) -> Row:
    """What does not fit together."""
    rules = [c.rule for c in a.evidence.contradictions]
    odd, given = turns(a.evidence), orders(a.evidence)
    return [
        day_of(a),
        len(a.evidence.reports),
        f"{float(a.evidence.incoherence[-1]):.0f}",
        len(rules),
        rules.count("dig-in-and-move-out"),
        f"{sum(t.at_odds for t in odd)} of {len(odd)}",
        sum(t.verdict == STAYS for t in odd),
        len(given),
        sum(bool(o.reversed_by) for o in given),
    ]


def formations(a: Assessment) -> Row:
    """The formations that control is least sure of, and what staying and leaving cost a soldier."""
    names = {f.id: f.name for f in a.evidence.force.formations}
    least = min(a.formations, key=lambda f: f.control)
    own = max(a.formations, key=lambda f: f.own_way.value)
    reservists = [f for f in a.formations if f.formation == RESERVISTS]
    number = len(a.formations)
    return [
        day_of(a),
        names[least.formation],
        percent(least.control),
        names[own.formation],
        percent(own.own_way.value),
        *(tenths(1 - x) for f in reservists for x in (f.survival_stay, f.survival_leave)),
        *([] if reservists else ["not there"] * 2),
        tenths(sum(1 - f.survival_stay for f in a.formations) / number),
        tenths(sum(1 - f.survival_leave for f in a.formations) / number),
        f"{sum(f.survival_leave > f.survival_stay for f in a.formations)} of {number}",
    ]


def choices(a: Assessment) -> Iterable[Row]:
    """Each choice: paired differences against the same worlds as they go, and what it costs both sides."""
    asked = [("area-given-up", CITY), ("area-given-up", SHORE), *((question, None) for question in RUNGS)]
    for name, choice in CHOICES.items():
        differences = {
            (s.question, s.area): points(s.difference.value)
            for s in a.scenarios
            if (s.command, s.opponent, s.season, s.horizon) == (*choice, 28)
        }
        (toll,) = [t for t in a.tolls if (t.command, t.opponent, t.season) == choice]
        yield [
            day_of(a),
            name,
            *(differences.get(key, "–") for key in asked),
            *(tenths(x.value) for x in (toll.losses, toll.gone)),
            percent(toll.control.value),
            f"{toll.opponent_cost:.2f}",
        ]


def prospect(a: Assessment) -> Row:
    """Eight weeks ahead: the far end, the decisive week, the self-inflicted share, ground held beside control."""
    low_to_high = Estimate(*(float(x) for x in a.control_futures[USUAL][-1]))
    inner = a.self_inflicted
    return [
        day_of(a),
        probability(a, "general-collapse", horizon=56),
        probability(a, "cannot-hold", horizon=56),
        a.decisive_week,
        percent(a.decisive_shares[a.decisive_week - 1]),
        tenths(inner.lost.value),
        between(inner.share, percent) if inner.share else "too little is lost to say",
        f"{sum(a.areas_held.values()):.1f} of {len(a.areas_held)}",
        percent(float(a.control_series[0, 0])),
        between(a.control, percent),
        between(low_to_high, percent),
    ]


def verdicts(why: Reasons, a: Assessment) -> Iterable[Row]:
    """Direct log-odds by kind of report for planned withdrawal against each rival: the five kinds that told most."""
    rivals = [z for z in EXPLANATIONS if z != PLANNED]
    kinds = {r.event.number: r.event.kind for r in a.evidence.reports if r.vote > 0}
    total: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(rivals))
    for w in why.weights:
        if w.number in kinds:
            odds = [w.said[PLANNED] - w.said[z] for z in rivals]
            total[kinds[w.number]] = [x + y for x, y in zip(total[kinds[w.number]], odds, strict=True)]
    counts = list(kinds.values())
    for kind in sorted(total, key=lambda k: -max(map(abs, total[k])))[:5]:
        yield [kind, counts.count(kind), *(f"{x:+.1f}" for x in total[kind])]
    yield ["all", len(counts), *(f"{sum(column):+.1f}" for column in zip(*total.values(), strict=True))]


def recoded(a: Assessment, why: Reasons) -> Iterable[Row]:
    """Every recoding that changes the first explanation, then the three that move a forecast most."""
    first = max(a.explanations, key=lambda z: a.explanations[z].value)
    by_size = sorted(why.recodings, key=lambda r: -abs((r.effect.largest_forecast or (None, 0.0))[1]))
    turning = [r for r in by_size if r.leading != first]
    for r in (*turning, *[r for r in by_size if r not in turning][:3]):
        yield [day_of(a), r.number, r.change, *then(r.leading, r.effect)]


def left_out(a: Assessment, why: Reasons) -> Iterable[Row]:
    """The reports that, left out, move planned withdrawal, loss of control or any forecast most: three of each."""
    about: dict[str, Callable[[Shift], float]] = {
        "planned withdrawal": lambda s: s.explanations[PLANNED],
        "loss of control": lambda s: s.explanations["loss-of-control"],
        "a forecast": lambda s: (s.largest_forecast or (None, 0.0))[1],
    }
    notes = {r.event.number: r.event for r in a.evidence.reports}
    named = set[int]()
    for size in about.values():
        named |= {w.number for w in sorted(why.weights, key=lambda w: -abs(size(w.effect)))[:3]}
    for w in why.weights:
        if w.number in named:
            without = w.effect * -1.0
            now = {z: p.value + without.explanations[z] for z, p in a.explanations.items()}
            yield [day_of(a), w.number, notes[w.number].note, *then(max(now, key=lambda z: now[z]), without)]


def then(leading: str, effect: Shift) -> Row:
    """What would be the first explanation, and how far numbers would move, in points."""
    (question, area), by = effect.largest_forecast or (("none", None), 0.0)
    moved = [effect.explanations[PLANNED], effect.explanations["loss-of-control"], effect.control]
    return [words(leading), *map(points, moved), words(area or question), points(by)]


def probability(a: Assessment, question: str, area: str | None = None, horizon: int = 28) -> str:
    """A forecast's probability ("again": of another), or why there is none."""
    (f,) = [f for f in a.forecasts if (f.question, f.area, f.formation, f.horizon) == (question, area, None, horizon)]
    if f.probability is None:
        return "lost" if f.state == HAPPENED else "cannot be told"
    return percent(f.probability.value) + (" again" if f.state == AGAIN else "")


def words(name: str) -> str:
    """An id in words."""
    return name.replace("-", " ")


def day_of(a: Assessment) -> str:
    """The as-of day."""
    return f"{a.evidence.as_of:%-d %b}"


def percent(value: float) -> str:
    """A share in whole per cent; what a model cannot exclude is not written as 0 or 100."""
    if 0 < value < 0.01:
        return "<1 %"
    return ">99 %" if 0.99 < value < 1 else f"{100 * value:.0f} %"


def tenths(value: float) -> str:
    """A small share in tenths of a per cent."""
    return f"{100 * value:.1f} %"


def points(value: float) -> str:
    """A difference in percentage points."""
    return f"{100 * value:+.1f}"


def between(found: Estimate, shown: Callable[[float], str]) -> str:
    """A number with its interval."""
    return f"{shown(found.value)} ({shown(found.low)} to {shown(found.high)})"


def markdown(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


if __name__ == "__main__":
    main()
