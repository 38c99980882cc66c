"""Days in case.toml that are not written as TOML writes them → the line that is right."""

import re
from datetime import date

from breakranks.case.reading.days import Day, NoDay, Open, Span, read_alone
from breakranks.tables import Problem

_PARTS = re.compile(
    r'"""(?s:.*?)"""|\'\'\'(?s:.*?)\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#.*'
    r"|(?P<day>\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b)"
)
"""Texts and comments, which are left alone, and days."""


def days_meant(text: str) -> tuple[date, ...]:
    """The day that somebody meant, or the two that may be meant; with dots, as in German, the day comes first."""
    match read_alone(text.strip()):
        case Day(day=day):
            return (day,)
        case Open(day_first=a, month_first=b, separator=separator):
            both = tuple(dict.fromkeys(day for day in (a, b) if day))
            return both[:1] if separator == "." and a else both
        case NoDay() | Span():
            return ()


def mended_days(raw: str) -> tuple[str, list[Problem]]:
    """The text with the days that TOML cannot read in the way it writes them, and a problem for each of their lines.

    A day that may be two is left as it is, so that nothing is made of it.
    """
    days: dict[int, list[tuple[str, tuple[date, ...]]]] = {}

    def mended(found: re.Match[str]) -> str:
        day = found["day"]
        if not day or re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII) or not (meant := days_meant(day)):
            return found[0]
        days.setdefault(raw.count("\n", 0, found.start()), []).append((day, meant))
        return str(meant[0]) if len(meant) == 1 else day

    text = _PARTS.sub(mended, raw)
    lines, before = text.split("\n"), raw.split("\n")
    problems = []
    for at, found in days.items():
        key = re.match(r"\s*([\w-]+)\s*=", before[at])
        written = ", ".join(f"'{day}'" for day, _ in found)
        wrong = f"{written} {'is' if len(found) == 1 else 'are'} not how TOML writes a day"
        right = lines[at].strip()
        for day, meant in found:
            if len(meant) > 1:
                right = " or ".join(right.replace(day, str(one)) for one in meant)
        problems.append(Problem("case.toml", at + 1, key[1] if key else None, wrong, f"Write {right}"))
    return text, problems
