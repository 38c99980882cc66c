"""What each of several changes moves, so that no change owes its part to its place in line and all parts add up."""

from collections.abc import Sequence

from breakranks.assessment.types import Shift
from breakranks.assessment.variants import Numbers


def both_orders(count: int) -> list[range]:
    """Which of so many changes are made in each step, first one by one, then one by one in the reverse order.

    The steps at which none and all are made stand once.
    """
    return [range(n) for n in range(count + 1)] + [range(n, count) for n in range(1, count)]


def parts_of(told: Sequence[Numbers]) -> list[Shift]:
    """What each change moves: the mean of both orders. `told` are the numbers of each step of `both_orders`."""
    count = len(told) // 2
    forward, backward = told[: count + 1], [told[0], *reversed(told[count + 1 :]), told[count]]
    steps = [forward[n + 1].less(forward[n]) for n in range(count)]
    reverse = [backward[n + 1].less(backward[n]) for n in reversed(range(count))]
    return [(one + other) * 0.5 for one, other in zip(steps, reverse, strict=True)]
