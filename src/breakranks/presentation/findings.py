"""What the numbers come to, in sentences: the bottom line, and short answers to sixteen questions."""

from collections import Counter
from dataclasses import dataclass

from breakranks.presentation.lookup import BASELINE, Lookup
from breakranks.presentation.signals import orders, turns
from breakranks.presentation.words import (
    EXPLANATION_NAMES,
    QUESTION_NAMES,
    SEASON_NAMES,
    clear,
    day_words,
    interval,
    kind_words,
    lower_first,
    number,
    percent,
    plural,
    points,
    rule_words,
    self_inflicted,
    share,
    tenths,
    with_word,
)

HORIZON = 28

BREAKING = ("unordered-exit", "mass-surrender", "mutiny", "general-collapse", "cannot-hold")


@dataclass(frozen=True)
class Answer:
    """One question of a reader: the question, the short answer, and the section that holds the long one."""

    number: int
    question: str
    answer: str
    section: str


def bottom_line(look: Lookup) -> list[str]:
    """Give the assessment in a few plain sentences, each made from the numbers."""
    a = look.assessment
    first, second = look.explanations[:2]
    sentences = [
        f"On what was reported by {day_words(a.evidence.as_of)}, the best explanation of the conduct of "
        "this force is "
        f"{lower_first(EXPLANATION_NAMES[first])}: {with_word(a.explanations[first])}; next comes "
        f"{lower_first(EXPLANATION_NAMES[second])}, {with_word(a.explanations[second])}.",
        f"About {percent(a.control.value)} of the force would still act on an order it dislikes (90 % "
        f"interval {interval(a.control)}).",
    ]
    if look.areas_by_risk:
        likely = look.areas_by_risk[0]
        others = sum(f.probability.value >= 0.5 for f in look.areas_by_risk[1:])
        more = (
            f"; {plural(others, 'further area is', 'further areas are')} likelier than not to follow" if others else ""
        )
        sentences.append(
            f"Within four weeks the area likeliest to be given up is {look.place(likely.area)}: "
            f"{with_word(likely.probability)}{more}."
        )
    rungs = [(q, look.forecast(q, HORIZON)) for q in ("unordered-exit", "mass-surrender", "general-collapse")]
    told = [
        f"{lower_first(QUESTION_NAMES[q])} {with_word(f.probability)}" for q, f in rungs if f is not None and f.open
    ]
    if told:
        sentences.append(f"In the same time: {', '.join(told)}.")
    sentences.append(f"If command forces control back: {fork(look, FORKS[0][1], 2)}; {costs(look, FORKS[0][1])}.")
    held = sum(p.value for p in a.areas_held.values()) / max(len(a.areas_held), 1)
    change = a.control.value - float(a.control_series[0, 0])
    sentences.append(
        f"The force holds {share(held)} of its areas; its control has {_moved(change)} since "
        f"{day_words(a.evidence.start)}."
    )
    return sentences


def _moved(change: float) -> str:
    if abs(change) < 0.015:
        return "hardly changed"
    return f"{'risen' if change > 0 else 'fallen'} by {abs(change) * 100:.0f} points"


def changes(look: Lookup, choices: tuple[str, str, str]) -> list[tuple[str, float]]:
    """Tell what a choice changes within 28 days: the differences that rise above chance, the largest first.

    Of the areas only the one that the choice changes most is named.
    """
    areas = [s for f in look.areas_by_risk if (s := look.scenario(choices, f.question, HORIZON, f.area))]
    areas = sorted(areas, key=lambda s: -abs(s.difference.value))[:1]
    rungs = [s for q in BREAKING if (s := look.scenario(choices, q, HORIZON))]
    told = [
        (
            f"{look.place(s.area)} given up" if s.area else lower_first(QUESTION_NAMES[s.question]),
            s.difference.value,
        )
        for s in (*areas, *rungs)
        if clear(s.difference) and abs(s.difference.value) >= 0.005
    ]
    return sorted(told, key=lambda t: -abs(t[1]))


def fork(look: Lookup, choices: tuple[str, str, str], count: int = 3) -> str:
    """Give the first of the changes that a choice makes, in words."""
    told = [f"{name} {points(d)}" for name, d in changes(look, choices)[:count]]
    return ", ".join([f"{told[0]} points", *told[1:]]) if told else "no difference above chance"


def costs(look: Lookup, choices: tuple[str, str, str]) -> str:
    """Tell what a choice costs in killed and wounded and in resolve, against things as they go."""
    toll, base = look.toll(choices), look.toll(BASELINE)
    if toll is None or base is None:
        return ""
    return (
        f"killed and wounded {tenths(toll.losses.value)} of strength against {tenths(base.losses.value)}, "
        f"resolve {number(toll.resolve.value, 1)} against {number(base.resolve.value, 1)}"
    )


def answers(look: Lookup) -> tuple[Answer, ...]:
    """Give the sixteen questions that readers bring, each with its short answer."""
    a = look.assessment
    texts = [
        (
            "How unstable is the command?",
            f"control {percent(a.control.value)} ({interval(a.control)})",
            "control",
        ),
        ("What does not fit together?", _misfit(look), "misfit"),
        ("Is it a deception?", f"deception: {with_word(a.explanations['deception'])}", "explain"),
        ("Do words and deeds point different ways?", _turns(look), "signal"),
        ("Which formations act on their own?", _own_way(look), "control-table"),
        ("Does it pay a soldier to stay or to leave?", _survival(look), "survival"),
        ("What was ordered, and was it countermanded?", _orders(look), "signal-orders"),
        (
            "What if command forces control back?",
            f"{fork(look, FORKS[0][1])}; {costs(look, FORKS[0][1])}",
            "forks",
        ),
        ("What if it does not: is it over?", _collapse(look), "forks"),
        ("What opens up beyond the loss of ground?", _prospect(look), "prospect"),
        ("Which areas, refusals, surrenders next?", _ladder(look), "ladder"),
        ("What will winter do?", _winter(look), "seasons"),
        ("When is it decided?", _decisive(look), "decisive"),
        ("Could the other side win outright?", _cannot_hold(look), "ladder"),
        ("Should the other side press or stand back?", _opponent(look), "opponent"),
        (
            "Is the force defeating itself?",
            self_inflicted(a.self_inflicted.share),
            "defeat",
        ),
    ]
    return tuple(Answer(n, question, text, section) for n, (question, text, section) in enumerate(texts, start=1))


def _misfit(look: Lookup) -> str:
    evidence = look.assessment.evidence
    index = f"incoherence {evidence.incoherence[-1]:.0f} of 100"
    if not evidence.contradictions:
        return f"{index}; no contradictions found"
    rule, _ = Counter(c.rule for c in evidence.contradictions).most_common(1)[0]
    return f"{plural(len(evidence.contradictions), 'contradiction')}, mostly “{lower_first(rule_words(rule))}”; {index}"


def _turns(look: Lookup) -> str:
    found = turns(look.assessment.evidence)
    return f"in {sum(t.at_odds for t in found)} of {plural(len(found), 'formation')}"


def _own_way(look: Lookup) -> str:
    states = sorted(look.assessment.formations, key=lambda s: -s.own_way.value)
    if not states:
        return "no formation known"
    return f"first of all {look.place(None, states[0].formation)}: {with_word(states[0].own_way)}"


def _survival(look: Lookup) -> str:
    states = look.assessment.formations
    gain = sum(s.survival_leave.value > s.survival_stay.value for s in states)
    return f"leaving is safer in {gain} of {plural(len(states), 'formation')}"


def _orders(look: Lookup) -> str:
    given = orders(look.assessment.evidence)
    if not given:
        return "no order was reported"
    undone = sum(bool(o.reversed_by) for o in given)
    return (
        f"{plural(len(given), 'order')} reported, {undone} reversed or contradicted; last: "
        f"{kind_words(given[0].event.kind)}, {day_words(given[0].event.date, year=False)}"
    )


def _collapse(look: Lookup) -> str:
    f = look.forecast("general-collapse", 56)
    now = f"general collapse within 56 days {with_word(f.probability)}" if f else ""
    s = look.scenario(("lets-go", *BASELINE[1:]), "general-collapse", 56)
    return f"{now}; if command lets go {points(s.difference.value)} points" if s else now


def _prospect(look: Lookup) -> str:
    a = look.assessment
    held = sum(p.value for p in a.areas_held.values()) / max(len(a.areas_held), 1)
    return (
        f"{share(1 - held)} of the areas lost; control "
        f"{_moved(a.control.value - float(a.control_series[0, 0]))} since the start"
    )


def _ladder(look: Lookup) -> str:
    asked = [(look.place(f.area), f) for f in look.areas_by_risk[:2]]
    asked += [
        (QUESTION_NAMES[q], f) for q in ("mutiny", "mass-surrender") if (f := look.forecast(q, HORIZON)) and f.open
    ]
    told = "; ".join(f"{lower_first(name) if f.area is None else name} {with_word(f.probability)}" for name, f in asked)
    return f"within 28 days: {told}" if told else "nothing left to ask"


def _winter(look: Lookup) -> str:
    return f"{SEASON_NAMES['winter']}: {fork(look, (*BASELINE[:2], 'winter'))}"


def _decisive(look: Lookup) -> str:
    a = look.assessment
    return (
        f"week {a.decisive_week} settles {percent(a.decisive_shares[a.decisive_week - 1])} of what the "
        "next eight weeks settle"
    )


def _cannot_hold(look: Lookup) -> str:
    f = look.forecast("cannot-hold", 56)
    return f"force can no longer hold its ground within 56 days: {with_word(f.probability)}" if f else "not asked"


def _opponent(look: Lookup) -> str:
    return f"pressing: {fork(look, FORKS[3][1], 2)}; standing back: {fork(look, FORKS[2][1], 2)}"


FORKS = (
    ("Command forces control back", ("forces-control-back", *BASELINE[1:])),
    ("Command lets go", ("lets-go", *BASELINE[1:])),
    ("Opponent stands back", (BASELINE[0], "stands-back", BASELINE[2])),
    ("Opponent presses", (BASELINE[0], "presses", BASELINE[2])),
)
"""The four forks of the brief: who does what, and the choices that it stands for."""
