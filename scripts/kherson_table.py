"""Print every number that docs/kherson.md quotes, as Markdown tables.

Assesses kherson-2022 anew on each of its as-of days and on the commentary's own day, which takes some minutes:

    uv run python scripts/kherson_table.py
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from breakranks import Assessment, Case, assess, load_case
from breakranks.assessment.ladder import OPEN
from breakranks.assessment.types import EXPLANATIONS, Estimate, ReportWeight
from breakranks.presentation.signals import orders, turns

CASE = "kherson-2022"
COMMENTARY = date(2022, 11, 12)
"""The commentary knows that the city has been given up and judges the withdrawal: about 11 or 12 November."""
PLANNED = "planned-withdrawal"
CITY, SHORE, RESERVISTS = "kherson-city", "left-bank", "mobilised-units"
USUAL = ("as-it-goes", "keeps-on", "as-it-is")
ONE_CHANGE = {
    "forces control back": ("forces-control-back", *USUAL[1:]),
    "lets go": ("lets-go", *USUAL[1:]),
    "opponent presses": (USUAL[0], "presses", USUAL[2]),
    "opponent stands back": (USUAL[0], "stands-back", USUAL[2]),
    "hard winter": (*USUAL[:2], "winter"),
    "mild winter": (*USUAL[:2], "mild"),
}
CHOSEN = (date(2022, 10, 24), COMMENTARY, date(2022, 11, 25))
"""Days for which the choices are shown: before, at and after the withdrawal."""
RUNGS = ("unordered-exit", "mutiny", "mass-surrender", "general-collapse", "cannot-hold")

Row = Sequence[object]
Assessments = Mapping[date, Assessment]


def main() -> None:
    """Assess each day and print the tables."""
    options = argparse.ArgumentParser(description="Print every number that docs/kherson.md quotes.")
    options.add_argument("--particles", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    case = load_case(CASE)
    days = sorted({*case.as_of, COMMENTARY})
    found = {day: assess(case, day, chosen.particles, chosen.seed) for day in days}
    print(f"kherson-2022, {chosen.particles} worlds, seed {chosen.seed}\n")
    for title, head, rows in tables(case, found):
        print(f"**{title}**\n")
        print(markdown(head, rows), end="\n\n")


def tables(case: Case, found: Assessments) -> Iterable[tuple[str, Row, Iterable[Row]]]:
    """Give each table: its title, its head and its rows."""
    days = [f"{day:%-d %b}" for day in found]
    explained = [name.replace("-", " ") for name in EXPLANATIONS]
    yield (
        "1 The days at a glance (within 28 days)",
        ["As of", *explained, "control", "city given up", *(q.replace("-", " ") for q in RUNGS[:3]), "what happened"],
        (overview(case, a) for a in found.values()),
    )
    yield "2 Areas given up within 28 days", ["Area", *days, "given up on"], areas(case, found)
    yield (
        "3 Contradictions, signal and act, orders",
        ["As of", "reports", "incoherence", "contradictions", "dig in and move out", "at odds", "orders", "undone"],
        (misfit(a) for a in found.values()),
    )
    yield (
        "4 What tells planned withdrawal from its rivals, on the commentary's day (summed log-odds of the reports)",
        ["Kind of report", "reports", *(f"against {z.replace('-', ' ')}" for z in EXPLANATIONS if z != PLANNED)],
        verdicts(found[COMMENTARY]),
    )
    yield (
        "5 Formations: control and acting on their own",
        ["As of", "least controlled", "control", "likeliest to act on its own", "probability", "reservists"],
        (formations(a) for a in found.values()),
    )
    yield (
        "6 A soldier's chance to be dead in two weeks",
        ["As of", "reservist, stays", "reservist, leaves", "mean, stays", "mean, leaves", "leaving safer in"],
        (survival(a) for a in found.values()),
    )
    yield (
        "7 What a choice changes within 28 days, points (90 % Monte Carlo interval)",
        ["As of", "choice", "city", "left bank", "unordered exit", "mutiny", "mass surrender", "general collapse"],
        (row for day in CHOSEN for row in choices(found[day])),
    )
    yield (
        "8 What a choice costs after 56 days",
        ["As of", "choice", "killed and wounded", "captive", "absent", "control", "resolve", "opponent's cost"],
        (row for day in CHOSEN for row in tolls(found[day])),
    )
    yield (
        "9 The far end, and when it is decided (56 days)",
        ["As of", *(q.replace("-", " ") for q in RUNGS), "decisive week", "its share", "weeks 3 to 8"],
        (far_end(a) for a in found.values()),
    )
    yield (
        "10 Self-inflicted (56 days)",
        ["As of", "strength lost", "without inner causes", "share self-inflicted"],
        (self_inflicted(a) for a in found.values()),
    )
    yield (
        "11 Ground and control",
        ["As of", "areas held, expected of 11", "control at the start", "control", "control after 8 weeks"],
        (prospect(a) for a in found.values()),
    )
    yield (
        "12 Reports that moved the forecast for the city, and for planned withdrawal, most (points)",
        ["As of", "about", "effect", "Monte Carlo error", "reported", "source", "note"],
        (row for a in found.values() for row in moved(a)),
    )
    yield (
        "13 Signs to watch (within 14 days)",
        ["As of", "sign", "where", "question", "its area", "now", "if seen", "if not"],
        (row for a in found.values() for row in watched(a)),
    )


def overview(case: Case, a: Assessment) -> Row:
    """One day: explanations, control, and four questions beside what happened."""
    city = probability(a, "area-given-up", CITY)
    outcomes = [o for o in case.outcomes if o.question in RUNGS or o.area == CITY]
    happened = [
        f"{area_name(o.area)} given up on {o.date:%-d %b}" if o.area else o.question.replace("-", " ")
        for o in outcomes
        if o.date is not None and 0 < (o.date - a.evidence.as_of).days <= 28
    ]
    return [
        day_of(a),
        *(percent(a.explanations[z].value) for z in EXPLANATIONS),
        between(a.control, percent),
        city,
        *(probability(a, question) for question in RUNGS[:3]),
        ", ".join(happened) or "none of these",
    ]


def areas(case: Case, found: Assessments) -> Iterable[Row]:
    """Each area's fall within 28 days on each day; bold where it did fall in that time, in brackets: still held."""
    given_up = {o.area: o.date for o in case.outcomes if o.question == "area-given-up"}
    for area in case.areas:
        fell = given_up[area.id]
        cells = []
        for day, a in found.items():
            text = probability(a, "area-given-up", area.id)
            cells.append(f"**{text}**" if fell and day < fell <= day + timedelta(28) else text)
            if fell and fell <= day:
                cells[-1] = f"({percent(a.areas_held[area.id].value)} held)"
        yield [area_name(area.id), *cells, f"{fell:%-d %b}" if fell else "never"]


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
        len(given),
        sum(bool(o.reversed_by) for o in given),
    ]


def verdicts(a: Assessment) -> Iterable[Row]:
    """Direct log-odds by kind of report for planned withdrawal against each rival: the eight kinds that told most."""
    rivals = [z for z in EXPLANATIONS if z != PLANNED]
    kinds = {r.event.number: r.event.kind for r in a.evidence.reports}
    total: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(rivals))
    for weight in a.report_weights:
        odds = weight.explanation_log_odds
        for i, z in enumerate(rivals):
            total[kinds[weight.number]][i] += odds[PLANNED] - odds[z]
    counts = list(kinds.values())
    for kind in sorted(total, key=lambda k: -max(abs(x) for x in total[k]))[:8]:
        yield [kind, counts.count(kind), *(f"{x:+.1f}" for x in total[kind])]
    yield ["all", len(counts), *(f"{sum(t[i] for t in total.values()):+.1f}" for i in range(len(rivals)))]


def formations(a: Assessment) -> Row:
    """The formations that control is least sure of."""
    names = {f.id: f.name for f in a.evidence.force.formations}
    least = min(a.formations, key=lambda f: f.control.value)
    own = max(a.formations, key=lambda f: f.own_way.value)
    reservists = next((f for f in a.formations if f.formation == RESERVISTS), None)
    return [
        day_of(a),
        names[least.formation],
        between(least.control, percent),
        names[own.formation],
        percent(own.own_way.value),
        between(reservists.control, percent) if reservists else "not there yet",
    ]


def survival(a: Assessment) -> Row:
    """Chances to be dead in two weeks, staying and leaving."""
    states = a.formations
    reservists = next((f for f in states if f.formation == RESERVISTS), None)
    own = [reservists.survival_stay, reservists.survival_leave] if reservists else []
    return [
        day_of(a),
        *([between(dead(x), tenths) for x in own] or ["not there yet"] * 2),
        tenths(sum(1 - f.survival_stay.value for f in states) / len(states)),
        tenths(sum(1 - f.survival_leave.value for f in states) / len(states)),
        f"{sum(f.survival_leave.value > f.survival_stay.value for f in states)} of {len(states)}",
    ]


def dead(alive: Estimate) -> Estimate:
    """The complement of a chance of being alive."""
    return Estimate(1 - alive.value, 1 - alive.high, 1 - alive.low, alive.error)


def choices(a: Assessment) -> Iterable[Row]:
    """Paired differences of each choice against the same worlds as they go."""
    asked = [("area-given-up", CITY), ("area-given-up", SHORE), *((q, None) for q in RUNGS[:4])]
    for name, choice in ONE_CHANGE.items():
        cells = []
        for question, area in asked:
            difference = next(
                (
                    s.difference
                    for s in a.scenarios
                    if (s.command, s.opponent, s.season, s.question, s.area, s.horizon) == (*choice, question, area, 28)
                ),
                None,
            )
            cells.append(between(difference, points) if difference else "lost")
        yield [day_of(a), name, *cells]


def tolls(a: Assessment) -> Iterable[Row]:
    """What each choice costs both sides."""
    for name, choice in {"as it goes": USUAL, **ONE_CHANGE}.items():
        (t,) = [t for t in a.tolls if (t.command, t.opponent, t.season) == choice]
        yield [
            day_of(a),
            name,
            *(tenths(x.value) for x in (t.losses, t.captive, t.absent)),
            percent(t.control.value),
            f"{t.resolve.value:+.2f}",
            f"{t.opponent_cost.value:.2f}",
        ]


def far_end(a: Assessment) -> Row:
    """The last rungs of the ladder within 56 days and the weeks in which most is decided."""
    shares = a.decisive_shares
    return [
        day_of(a),
        *(probability(a, question, horizon=56) for question in RUNGS),
        a.decisive_week,
        percent(shares[a.decisive_week - 1]),
        percent(sum(shares[2:])),
    ]


def self_inflicted(a: Assessment) -> Row:
    """Losses with and without the inner causes."""
    found = a.self_inflicted
    return [
        day_of(a),
        between(found.lost, tenths),
        between(found.lost_without, tenths),
        between(found.share, percent) if found.share else "too little is lost to say",
    ]


def prospect(a: Assessment) -> Row:
    """Ground held beside control held."""
    ahead = a.control_futures[USUAL][-1]
    return [
        day_of(a),
        f"{sum(p.value for p in a.areas_held.values()):.1f}",
        percent(float(a.control_series[0, 0])),
        between(a.control, percent),
        between(Estimate(float(ahead[0]), float(ahead[1]), float(ahead[2]), 0.0), percent),
    ]


def moved(a: Assessment) -> Iterable[Row]:
    """The three reports whose leaving-out changes most, for the city and for planned withdrawal."""
    reports = {r.event.number: r.event for r in a.evidence.reports}
    about: dict[str, Callable[[ReportWeight], float]] = {
        "the city": lambda w: w.effects.get(("area-given-up", CITY), 0.0),
        "planned withdrawal": lambda w: w.explanation_effects[PLANNED],
    }
    for name, effect in about.items():
        if name == "the city" and a.areas_held[CITY].value < OPEN:
            continue
        for w in sorted(a.report_weights, key=lambda w: -abs(effect(w)))[:3]:
            event = reports[w.number]
            yield [
                day_of(a),
                name,
                f"{100 * effect(w):+.1f}",
                f"{100 * w.error:.1f}",
                f"{event.reported:%-d %b}",
                event.source,
                event.note,
            ]


def watched(a: Assessment) -> Iterable[Row]:
    """The three most telling signs to watch for."""
    for sign in a.indicators[:3]:
        yield [
            day_of(a),
            sign.kind,
            area_name(sign.area),
            sign.question,
            area_name(sign.question_area),
            percent(sign.now),
            percent(sign.if_seen),
            percent(sign.if_not),
        ]


def probability(a: Assessment, question: str, area: str | None = None, horizon: int = 28) -> str:
    """A forecast's probability, or a word where the event has already happened."""
    (f,) = [f for f in a.forecasts if (f.question, f.area, f.formation, f.horizon) == (question, area, None, horizon)]
    return percent(f.probability.value) if f.open else "lost"


def area_name(area: str | None) -> str:
    """An area's id in words."""
    return area.replace("-", " ") if area else "anywhere"


def day_of(a: Assessment) -> str:
    """The as-of day."""
    return f"{a.evidence.as_of:%-d %b}"


def percent(value: float) -> str:
    """A share in whole per cent; what a model cannot exclude is not written as 0 or 100."""
    if 0 < abs(value) < 0.005:
        return "<1 %"
    if 0.995 < value < 1:
        return ">99 %"
    return f"{100 * value:.0f} %"


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
