"""Where the marks of a map stand: names and numbers of areas, and symbols of who stands there, none over another.

Where there is little room an area first gets the least that tells of it, one symbol with the number of the others. Then
it gets its name, its number and all its symbols, as far as there is room for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from breakranks.presentation.words import short

Point = tuple[float, float]
Ground = Sequence[Sequence[Point]]
"""The rings of an area."""
MOST_SHOWN, ROW = 6, 3
"""Formations drawn in one area, and in one row of them."""
SYMBOL, ABOVE, BELOW = 36.0, 12.0, 29.0
"""Width of a symbol's frame, the height of the marks above it, and of the frame with what stands below it."""
LETTER, LINE, GAP = 7.6, 16.0, 5.0
"""Width of an average letter, height of a line, and what is between symbols."""
SHIFTS = (
    (0.0, 0.0), (0.0, -0.25), (0.0, 0.25), (-0.25, 0.0), (0.25, 0.0), (-0.25, -0.3), (0.25, -0.3), (-0.25, 0.3),
    (0.25, 0.3), (0.0, -0.5), (0.0, 0.5), (-0.5, 0.0), (0.5, 0.0),
)  # fmt: skip
"""Where else than in the middle of an area its marks may stand, in widths and heights of theirs."""
TILE = 64.0
"""Marks that share no tile cannot touch."""


@dataclass(frozen=True)
class Subject:
    """What there is to tell of an area; `units` is how many formations stand there."""

    ground: Ground
    middle: Point
    name: str
    number: str
    units: int


@dataclass(frozen=True)
class Marks:
    """The marks of one area: lines of text by their middle and baseline, symbols by the left top corner of the frame.

    `more` says where it is told how many other formations stand there, and how many; `corners` are those of the
    place that all marks take together.
    """

    lines: tuple[tuple[float, float, str], ...] = ()
    symbols: tuple[tuple[float, float], ...] = ()
    more: tuple[float, float, int] | None = None
    named: bool = False
    corners: tuple[Point, ...] = ()


@dataclass(frozen=True)
class _Block:
    """Marks that stand together: what they show, and how wide and high they are."""

    name: tuple[str, ...]
    number: str
    shown: int
    wide: float
    high: float


class _Taken:
    """The places that are taken, found by the tiles that they lie on."""

    def __init__(self) -> None:
        self._boxes = dict[int, tuple[float, float, float, float]]()
        self._tiles = dict[tuple[int, int], set[int]]()

    def put(self, n: int, box: tuple[float, float, float, float]) -> None:
        self._boxes[n] = box
        for tile in self._over(box):
            self._tiles.setdefault(tile, set()).add(n)

    def free(self, n: int, box: tuple[float, float, float, float]) -> bool:
        """Whether a place is free for marks of an area, whose own may give way."""
        left, top, right, bottom = box
        for tile in self._over(box):
            for other in self._tiles.get(tile, ()):
                a, b, c, d = self._boxes[other]
                if other != n and left < c and a < right and top < d and b < bottom:
                    return False
        return True

    def remove(self, n: int) -> None:
        box = self._boxes.pop(n, None)
        for tile in self._over(box) if box else ():
            self._tiles[tile].discard(n)

    def _over(self, box: tuple[float, float, float, float]) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = box
        for x in range(int(left // TILE), int(right // TILE) + 1):
            for y in range(int(top // TILE), int(bottom // TILE) + 1):
                yield x, y


def placed(subjects: Sequence[Subject], scales: Sequence[float]) -> tuple[float, list[Marks]]:
    """The marks of all areas, the first the most important, and how large they are drawn.

    That is the first of the scales at which every area has a name, or else the last.
    """
    marks = list[Marks]()
    for scale in scales:
        marks = _at(subjects, scale)
        if all(m.named for m in marks):
            break
    return scale, marks


def _at(subjects: Sequence[Subject], scale: float) -> list[Marks]:
    taken, found = _Taken(), [Marks() for _ in subjects]
    for step in range(4):
        for n, subject in enumerate(subjects):
            for block in _blocks(subject, step, scale):
                place = _place(n, subject, block, scale, taken)
                if place:
                    found[n] = _drawn(subject, block, place, scale)
                    break
    return found


def _blocks(subject: Subject, step: int, scale: float) -> Iterator[_Block]:
    """What is tried for an area: first one symbol, then a name or a number, then both, then all symbols."""
    name = subject.name
    names = dict.fromkeys((tuple(wrap(name, 18, max_lines=2, placeholder="…")), (short(name, 18),), (short(name, 11),)))
    one, every = min(subject.units, 1), min(subject.units, MOST_SHOWN)
    if step == 0 and one:
        yield _block(subject, (), "", one, scale)
    elif step == 1:
        for lines in reversed(names):
            yield _block(subject, lines, "", one, scale)
        yield _block(subject, (), subject.number, one, scale)
    elif step == 2:
        for lines in names:
            yield _block(subject, lines, subject.number, one, scale)
    elif step == 3 and every > one:
        for lines in names:
            yield _block(subject, lines, subject.number, every, scale)


def _block(subject: Subject, name: tuple[str, ...], number: str, shown: int, scale: float) -> _Block:
    lines = [*name, number] if number else [*name]
    widths = [len(line) * LETTER for line in lines]
    more = _told(subject.units - shown)
    widths += [_wide(min(ROW, shown - first)) for first in range(0, shown, ROW)]
    if more:
        widths[-1] += GAP + len(more) * LETTER
    high = LINE * len(lines) + (ABOVE + BELOW) * -(-shown // ROW)
    return _Block(name, number, shown, (max(widths) + 4) * scale, (high + 3) * scale)


def _wide(row: int) -> float:
    """How wide a row of so many symbols is."""
    return (SYMBOL + GAP) * row - GAP


def _told(more: int) -> str:
    return f"+{more}" if more > 0 else ""


def _place(n: int, subject: Subject, block: _Block, scale: float, taken: _Taken) -> Point | None:
    """The left top corner of a place for marks in their area; None, and all as it was, where there is none."""
    for across, down in SHIFTS:
        x, y = subject.middle[0] + across * block.wide, subject.middle[1] + down * block.high
        left, top = x - block.wide / 2, y - block.high / 2
        box = left, top, left + block.wide, top + block.high
        text = LINE * scale * (len(block.name) + bool(block.number))
        feet = (x, (top + text + top + block.high) / 2) if block.shown else (x, y)
        if taken.free(n, box) and _inside(feet, subject.ground):
            taken.remove(n)
            taken.put(n, box)
            return left, top
    return None


def _inside(point: Point, ground: Ground) -> bool:
    """Whether a point lies on the ground of an area: to its right the rings are crossed an odd number of times."""
    x, y = point
    odd = False
    for ring in ground:
        a, b = ring[-1]
        for c, d in ring:
            if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
                odd = not odd
            a, b = c, d
    return odd


def _drawn(subject: Subject, block: _Block, place: Point, scale: float) -> Marks:
    """The marks of a block at their place."""
    left, top = place
    middle, line = left + block.wide / 2, top + LINE * scale * 0.8
    lines = list[tuple[float, float, str]]()
    for text in (*block.name, block.number):
        if text:
            lines.append((middle, line, text))
            line += LINE * scale
    y = top + LINE * scale * len(lines) + ABOVE * scale
    symbols, more, end = list[Point](), _told(subject.units - block.shown), 0.0
    for first in range(0, block.shown, ROW):
        row, last = min(ROW, block.shown - first), first + ROW >= block.shown
        wide = _wide(row) + (GAP + len(more) * LETTER if more and last else 0.0)
        x = middle - wide * scale / 2
        for _ in range(row):
            symbols.append((x, y))
            x += (SYMBOL + GAP) * scale
        end, base = x, y + 15 * scale
        y += (ABOVE + BELOW) * scale
    told = (end, base, subject.units - block.shown) if more and symbols else None
    corners = (place, (left + block.wide, top + block.high))
    return Marks(tuple(lines), tuple(symbols), told, bool(block.name), corners)
