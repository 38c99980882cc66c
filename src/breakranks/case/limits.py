"""How large a case may be: beyond this an assessment would take hours, or more memory than a common machine has."""

from datetime import date

FIRST_DAY, LAST_DAY = date(2, 1, 1), date(9998, 12, 31)
"""Days of the calendar that leave room to look back, and 56 days ahead."""
MOST_DAYS = 3_660
"""Days of a window: ten years. Every day is a step of the engine."""
MOST_AS_OF = 100
"""As-of days: scoring makes a forecast on each."""
MOST_ROWS = {
    "areas": 300,
    "formations": 2_000,
    "events": 10_000,
    "sources": 10_000,
    "moves": 200,
    "outcomes": 2_000,
    "judgements": 500,
}
"""Rows of each table."""
MOST_TOGETHER = 500_000
"""Formations and areas, times days: each has a state on each day."""
MOST_WORK = 100_000_000
"""The same, times reports: each report is left out, and coded otherwise."""
LONGEST_NAME = 500
"""Characters of an id or a name, which stand in the report again and again."""
LONGEST_TEXT = 5_000
"""Characters of a summary or an address."""
