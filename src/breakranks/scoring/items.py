"""What is asked of history, and its answers."""

from breakranks.case import Case
from breakranks.scoring.types import Item, Phase
from breakranks.vocabulary import HORIZONS


def items_of(case: Case) -> tuple[Item, ...]:
    """Every question of every as-of day of a case, of what had not happened by then.

    A horizon that goes beyond the case's window is not asked, whether or not the event came inside it: asking only
    where the answer is yes would bias what is counted.
    """
    return tuple(
        Item(case.slug, day, o.question, o.area, horizon, o.date is not None and (o.date - day).days <= horizon)
        for day in case.as_of
        for o in case.outcomes
        if o.question != "explanation" and (o.date is None or o.date > day)
        for horizon in HORIZONS
        if (case.end - day).days >= horizon
    )


def phases_of(case: Case) -> tuple[Phase, ...]:
    """What the record says explained the conduct on each as-of day: the latest phase that had begun."""
    phases = sorted((o for o in case.outcomes if o.question == "explanation" and o.date), key=lambda o: str(o.date))
    begun = {day: [o.note for o in phases if o.date and o.date <= day] for day in case.as_of}
    return tuple(Phase(case.slug, day, notes[-1]) for day, notes in begun.items() if notes)
