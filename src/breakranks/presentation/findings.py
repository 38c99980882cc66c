"""What the numbers come to, in sentences: the bottom line, and short answers to what readers ask."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from breakranks.assessment.types import AGAIN, HAPPENED
from breakranks.presentation.lookup import (
    COMMAND_CHOICES,
    FORCE_QUESTIONS,
    FORMATION_QUESTIONS,
    MONTH,
    OPPONENT_CHOICES,
    Lookup,
)
from breakranks.presentation.signals import orders, turns
from breakranks.presentation.words import (
    NBSP,
    clear,
    day_words,
    days,
    forecast_words,
    in_points,
    interval,
    lower_first,
    moved,
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
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, KINDS, QUESTIONS, SEASONS, Choice

LONGEST = HORIZONS[-1]
FORCED, LET_GO = AS_IT_GOES._replace(command="forces-control-back"), AS_IT_GOES._replace(command="lets-go")
PRESSED, SPARED = AS_IT_GOES._replace(opponent="presses"), AS_IT_GOES._replace(opponent="stands-back")
WINTER = AS_IT_GOES._replace(season="winter")
FORKS = (
    *((f"Command {name}", choice) for name, choice in COMMAND_CHOICES.items() if choice != AS_IT_GOES),
    *((f"Other side {name}", choice) for name, choice in OPPONENT_CHOICES.items() if choice != AS_IT_GOES),
)
"""The forks of the brief: who does what, and the choice that it stands for."""
NAMED = 12
"""Areas and formations that a sentence names; of more, the last are counted."""


@dataclass(frozen=True)
class Answer:
    """One question of a reader: the question, the short answer, and the section that holds the long one."""

    number: int
    question: str
    answer: str
    section: str


def bottom_line(look: Lookup) -> list[str]:
    """Give the assessment in short paragraphs made from the numbers: the verdict, what is lost, what may come."""
    return [" ".join(sentences(look)) for sentences in (verdict, lost, next_lost, _to_come)]


def verdict(look: Lookup) -> Iterator[str]:
    """Say what explains the force's conduct best, and how much control is left."""
    a = look.assessment
    first, second = (
        f"{lower_first(EXPLANATIONS[z].name)}, {with_word(a.explanations[z])}" for z in look.explanations[:2]
    )
    yield (
        f"On what was reported by {day_words(a.evidence.as_of)}, the best explanation of what this force does is "
        f"{first}. Next comes {second}."
    )
    yield (
        f"About {percent(a.control.value)} of the force would still act on an order it dislikes (90 % interval "
        f"{interval(a.control)}); its control has {_control_moved(look)} since {day_words(a.evidence.start)}."
    )


def lost(look: Lookup) -> Iterator[str]:
    """Name what by the reports is lost already: areas, what has happened to the force, formations."""
    areas = plural(len(look.areas), "area")
    if len(look.areas) == 1:
        given_up = "has given up" if look.areas_lost else "has not given up"
        yield f"By the reports it {given_up} its only area, {_places(look, look.areas)}."
    elif look.areas_lost:
        yield f"By the reports it has given up {len(look.areas_lost)} of {areas}: {_places(look, look.areas_lost)}."
    else:
        yield f"By the reports it has given up none of its {areas}."
    if look.areas_back:
        yield f"By the reports it holds {_places(look, look.areas_back)} again."
    if look.areas_unclear:
        yield f"The reports do not settle whether it still holds {_places(look, look.areas_unclear)}."
    happened = [_happened(look, q) for q in FORMATION_QUESTIONS if (f := look.forecast(q)) and f.state == AGAIN]
    if happened:
        yield f"Has happened at least once: {'; '.join(happened)}."


def _happened(look: Lookup, question: str) -> str:
    """Name what has happened, and the formations to which it has happened as a whole."""
    bodies = [look.who(f.formation) for f in look.of_formations(question) if f.state == HAPPENED and f.formation]
    return lower_first(QUESTIONS[question].name) + (f" ({_most(bodies)})" if bodies else "")


def _places(look: Lookup, areas: Iterable[str]) -> str:
    return _most(look.place(area) for area in areas)


def _most(names: Iterable[str]) -> str:
    """Names in a row, parted by semicolons since they hold commas; the last of many are counted."""
    every = list(names)
    if len(every) > NAMED + 1:
        every[NAMED:] = [f"{len(every) - NAMED} more"]
    return "; ".join(every)


def next_lost(look: Lookup) -> Iterator[str]:
    """Say how much ground is held, and which area is the likeliest to be given up."""
    if len(look.areas) == 1:
        yield f"The force holds its only area with a probability of {percent(look.held_share)}."
    else:
        yield f"Not every loss is reported: by the model it holds {share(look.held_share)} of its areas."
    if look.areas_by_risk:
        likeliest, *others = look.areas_by_risk
        p = likeliest.probability
        more = sum(f.probability.value >= 0.5 for f in others if f.probability)
        also = f" {plural(more, 'more area is', 'more areas are')} likelier than not to follow." if more else ""
        if p is not None and len(look.areas) == 1:
            yield f"It is given up within {days(MONTH)} with a probability of {with_word(p)}."
        elif p is not None:
            place = look.place(likeliest.area)
            yield f"Of these, {place} is the likeliest to be given up within {days(MONTH)}: {with_word(p)}.{also}"


def _to_come(look: Lookup) -> Iterator[str]:
    told = [
        f"{lower_first(look.question(f.question))} {with_word(f.probability)}"
        for f in look.asked
        if not f.area and f.probability
    ]
    if told:
        yield f"Within {days(MONTH)}: {', '.join(told)}."
    yield (
        f"If command forces control back, this changes within {days(MONTH)}: {fork(look, FORCED, 2)}; "
        f"{costs(look, FORCED)}."
    )


def _control_moved(look: Lookup) -> str:
    return moved(look.assessment.control.value - float(look.assessment.control_series[0, 0]))


def changes(look: Lookup, choice: Choice) -> list[tuple[str, str | None, float]]:
    """Tell what a choice changes within 28 days: question, area and difference where it is clear, the largest first.

    Of the areas that are compared only the one that the choice changes most is named.
    """
    areas = [s for key in look.compared if key[1] is not None and (s := look.scenario(choice, *key))]
    areas = sorted(areas, key=lambda s: -abs(s.difference.value))[:1]
    force = [s for q in FORCE_QUESTIONS if (s := look.scenario(choice, q))]
    told = [(s.question, s.area, s.difference.value) for s in (*areas, *force) if clear(s.difference)]
    return sorted(told, key=lambda t: -abs(t[2]))


def fork(look: Lookup, choice: Choice, count: int = 3, limit: int = 200) -> str:
    """Give the first of the changes that a choice makes, in words; names of places have at most `limit` letters."""
    told = [(look.event(q, area, limit), points(d), in_points(d)) for q, area, d in changes(look, choice)[:count]]
    words = [f"{name} {unit if n == 0 else bare}" for n, (name, bare, unit) in enumerate(told)]
    return ", ".join(words) or "no clear difference"


def costs(look: Lookup, choice: Choice) -> str:
    """Tell what a choice costs, against things as they go."""
    toll, base = look.toll(choice), look.toll(AS_IT_GOES)
    if toll is None or base is None:
        return ""
    now, usual = (tenths(x.losses.value) for x in (toll, base))
    gone, usually_gone = (tenths(x.gone.value) for x in (toll, base))
    dead = "as otherwise" if now == usual else f"not {usual}"
    left = "as otherwise" if gone == usually_gone else f"not {usually_gone}"
    return f"after {days(LONGEST)} killed and wounded are {now} of strength, {dead}; gone without orders {gone}, {left}"


def _unstable(look: Lookup) -> str:
    control = look.assessment.control
    return f"control {percent(control.value)} ({interval(control)})"


def _misfit(look: Lookup) -> str:
    evidence = look.assessment.evidence
    index = f"incoherence {evidence.incoherence[-1]:.0f} of 100"
    if not evidence.contradictions:
        return f"{index}; no contradictions found"
    rule, _ = Counter(c.rule for c in evidence.contradictions).most_common(1)[0]
    return f"{plural(len(evidence.contradictions), 'contradiction')}, mostly “{lower_first(rule_words(rule))}”; {index}"


def _deception(look: Lookup) -> str:
    return f"deception: {with_word(look.assessment.explanations['deception'])}"


def _turns(look: Lookup) -> str:
    found = turns(look.assessment.evidence)
    return _among(sum(t.at_odds for t in found), len(found))


def _among(count: int, all: int) -> str:
    """In how many of all formations something is so."""
    if not count:
        return "in no formation" if all < 2 else f"in none of {all} formations"
    if all == 1:
        return "in the only formation"
    return f"in {count} of {all} formations"


def _own_way(look: Lookup) -> str:
    states = sorted(look.assessment.formations, key=lambda s: -s.own_way.value)
    if not states:
        return "no formation known"
    return f"first of all {look.who(states[0].formation)}: {with_word(states[0].own_way)}"


def _survival(look: Lookup) -> str:
    states = look.assessment.formations
    gain = sum(s.survival_leave > s.survival_stay for s in states)
    return f"leaving is safer {_among(gain, len(states))}"


def _orders(look: Lookup) -> str:
    found = orders(look.assessment.evidence)
    given = [o for o in found if not o.is_reversal]
    if not given:
        return f"{plural(len(found), 'reversal')} of orders reported, no order" if found else "no order was reported"
    undone, last = sum(bool(o.reversed_by) for o in given), given[0].event
    return (
        f"{plural(len(given), 'order')} reported, {undone} reversed or contradicted; last: {KINDS[last.kind].name}, "
        f"{day_words(last.date, year=False)}"
    )


def _within(look: Lookup, question: str, horizon: int) -> str:
    f = look.forecast(question, horizon)
    told = "not asked" if f is None else with_word(f.probability) if f.probability else forecast_words(f)
    return f"{lower_first(QUESTIONS[question].name)} within {days(horizon)}: {told}"


def _collapse(look: Lookup) -> str:
    now = _within(look, "general-collapse", LONGEST)
    s = look.scenario(LET_GO, "general-collapse", horizon=LONGEST)
    return f"{now}; if command lets go {in_points(s.difference.value)}" if s else now


def _prospect(look: Lookup) -> str:
    return f"{share(1 - look.held_share)} of the areas lost; control has {_control_moved(look)} since the start"


def _ladder(look: Lookup) -> str:
    asked = [(look.place(f.area), f) for f in look.areas_by_risk[:2]]
    asked += [(look.question(f.question), f) for f in look.asked if f.question in ("mutiny", "mass-surrender")]
    told = [f"{name if f.area else lower_first(name)} {with_word(f.probability)}" for name, f in asked if f.probability]
    return f"within 28 days: {'; '.join(told)}" if told else "nothing left to ask"


def likeliest_week(look: Lookup) -> str:
    """Say in which of the next weeks most of what is asked is likely to happen, and how far it stands out."""
    a = look.assessment
    shares, week = a.decisive_shares, a.decisive_week
    if not any(shares):
        return "none stands out: nothing is left to ask"
    return (
        f"{look.week(week)} ({percent(shares[week - 1])} of what is expected in {plural(len(shares), 'week')}; "
        f"{number(100 / len(shares), 1)}{NBSP}% if even)"
    )


def _cannot_hold(look: Lookup) -> str:
    return f"the force {_within(look, 'cannot-hold', LONGEST)}"


def _opponent(look: Lookup) -> str:
    return f"pressing: {fork(look, PRESSED, 2)}; standing back: {fork(look, SPARED, 2)}"


QUESTIONS_ASKED: tuple[tuple[str, Callable[[Lookup], str], str], ...] = (
    ("How unstable is the command?", _unstable, "control"),
    ("What does not fit together?", _misfit, "misfit"),
    ("Is it a deception?", _deception, "explain"),
    ("Do words and deeds of the last 28 days point different ways?", _turns, "signal"),
    ("Which formations act on their own?", _own_way, "control-table"),
    ("Does it pay a soldier to stay or to leave?", _survival, "survival"),
    ("What was ordered, and was it countermanded?", _orders, "signal-orders"),
    ("What if command forces control back?", lambda look: f"{fork(look, FORCED)}; {costs(look, FORCED)}", "forks"),
    ("What if it does not: is it over?", _collapse, "forks"),
    ("What opens up beyond the loss of ground?", _prospect, "prospect"),
    ("Which areas, refusals, surrenders next?", _ladder, "ladder"),
    ("What will winter do?", lambda look: f"{SEASONS['winter'].name}: {fork(look, WINTER)}", "seasons"),
    ("When is a break most likely?", likeliest_week, "decisive"),
    ("Could the other side win outright?", _cannot_hold, "ladder"),
    ("Should the other side press or stand back?", _opponent, "opponent"),
    (
        "Is the force defeating itself?",
        lambda look: self_inflicted(look.assessment.self_inflicted.share),
        "defeat",
    ),
)
"""What readers ask, how it is answered, and where the long answer stands."""


def answers(look: Lookup) -> tuple[Answer, ...]:
    """Give the questions that readers bring, each with its short answer."""
    return tuple(Answer(n, text, answer(look), place) for n, (text, answer, place) in enumerate(QUESTIONS_ASKED, 1))
