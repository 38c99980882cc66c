"""Print every table of docs/validation.md but those that `breakranks score` prints itself.

Trials (what parts of the model are worth, what hindsight may lend), the literature's quantities beside the model's, and
what the calibration moved most, which takes about a quarter of an hour:

    uv run python scripts/validation_tables.py
"""

import argparse
from collections.abc import Iterable, Sequence
from math import inf, isnan

from breakranks.scoring.facts import facts, model_facts

from breakranks.assumptions import read_parameters, read_priors
from breakranks.case import load_case, shipped
from breakranks.scoring.trials import trials
from breakranks.scoring.types import Interval


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description="Print the tables of docs/validation.md.")
    options.add_argument("--particles", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    print("**Parameters that moved most**\n")
    print(markdown(("parameter", "prior", "learnt", "in prior spreads"), moved()))
    print("**Facts**\n")
    head = ("id", "literature", "unit", "prior", "learnt", "verdict")
    print(markdown(head, stylised(chosen.seed)))
    print("**Trials**\n")
    head = ("trial", "Brier", "worse by", "worlds alone", "worse by", "log", "explanation right")
    print(markdown(head, trial_rows(chosen.particles, chosen.seed)))


def moved() -> Iterable[Sequence[str]]:
    """The twelve parameters that history moved furthest, in units of their prior spread."""
    from breakranks.model.parameters import priors_of

    before, after = read_priors(), read_parameters()
    one, other = priors_of(before), priors_of(after)
    shift = (other.centre - one.centre) / one.spread
    old, new = ({p.name: p.centre for p in table} for table in (before, after))
    order = sorted(zip(one.free, shift, strict=True), key=lambda pair: -abs(pair[1]))
    return [(name, f"{old[name]:.3g}", f"{new[name]:.3g}", f"{float(by):+.2f}") for name, by in order[:12]]


def stylised(seed: int) -> Iterable[Sequence[str]]:
    """Each fact with the model's interval under the priors and as learnt, and whether they contradict each other."""
    prior, learnt = model_facts(read_priors(), seed), model_facts(read_parameters(), seed)
    for fact in facts():
        if fact.id in learnt:
            said = f"{fact.figure if fact.figure is not None else '–'}{span(fact.low, fact.high)}"
            verdict = agrees(fact.low, fact.figure, fact.high, learnt[fact.id])
            yield fact.id, said, fact.unit, interval(prior[fact.id]), interval(learnt[fact.id]), verdict


def agrees(low: float | None, figure: float | None, high: float | None, model: Interval) -> str:
    """A verdict that does not take a wide interval for a success; a source that gives one end leaves the other open."""
    if isnan(model.value):
        return "too few armies to say"
    ends = [x for x in (low, figure, high) if x is not None]
    if not ends:
        return "no figure"
    least = -inf if low is None and high is not None else min(ends)
    most = inf if high is None and low is not None else max(ends)
    if model.low > most or model.high < least:
        return "contradicted"
    return "agrees" if least <= model.value <= most else "not contradicted"


def trial_rows(particles: int, seed: int) -> Iterable[Sequence[str]]:
    """Each trial, pooled and worlds alone, and by how much it is worse than the full model."""
    for t in trials([load_case(slug) for slug in shipped()], particles, seed):
        worse = (signed(t.pooled_worse), signed(t.alone_worse))
        yield (
            t.name,
            f"{t.pooled.value:.4f}",
            worse[0],
            f"{t.alone.value:.4f}",
            worse[1],
            f"{t.alone_log.value:.3f}",
            f"{t.top:.0%}",
        )


def interval(i: Interval) -> str:
    """A number with its 90 % interval."""
    return f"{i.value:.3g} ({i.low:.2g} to {i.high:.2g})"


def signed(i: Interval) -> str:
    """A difference with its 90 % interval over cases."""
    return f"{i.value:+.4f} ({i.low:+.4f} to {i.high:+.4f})"


def span(low: float | None, high: float | None) -> str:
    """The uncertainty of a fact."""
    return "" if low is None and high is None else f" ({'' if low is None else low} to {'' if high is None else high})"


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
