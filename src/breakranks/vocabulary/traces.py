"""What reports leave behind: traces of pressure, losses, coercion and the rest, which fade with time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace. `of` says what it is kept for: the "force", each "area", or each "formation"."""

    id: str
    of: str
    meaning: str


TRACES = {
    trace.id: trace
    for trace in (
        Trace("pressure", "force", "attacks anywhere on the front"),
        Trace("pause", "force", "the other side holding back"),
        Trace("ringed", "force", "troops surrounded anywhere"),
        Trace("strain", "force", "losses, shortage, hardship and lost leaders anywhere"),
        Trace("ran", "force", "troops who went back in disorder or left their equipment behind"),
        Trace("yielded", "force", "troops who gave themselves up or went over"),
        Trace("turned", "force", "troops who refused, deserted, mutinied or fought their own side"),
        Trace("attack", "area", "attacks on the area, and fighting there"),
        Trace("leaving", "area", "signs that the area is to be left"),
        Trace("ordered-out", "area", "an order to leave the area that is in force"),
        Trace("coercion", "formation", "threats and punishment by command"),
        Trace("relief", "formation", "rest, pay, food, grievances met"),
        Trace("reinforcement", "formation", "fresh troops"),
        Trace("new-command", "formation", "a commander replaced"),
        Trace("losses", "formation", "heavy casualties"),
        Trace("shortage", "formation", "food, ammunition, fuel or clothing missing"),
        Trace("leaderless", "formation", "commanders killed, captured or gone"),
        Trace("hardship", "formation", "cold, disease, exhaustion"),
        Trace("encirclement", "formation", "surrounded, or the way out cut"),
        Trace("offer", "formation", "terms or amnesty offered by the other side"),
    )
}


def traces_of(what: str) -> tuple[str, ...]:
    """The traces kept for the "force", each "area" or each "formation", in the order in which arrays have them."""
    return tuple(trace.id for trace in TRACES.values() if trace.of == what)
