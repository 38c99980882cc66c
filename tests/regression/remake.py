"""Makes the numbers anew and shows what differs: python -m tests.regression.remake"""

import csv
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]

from regression.sections import SECTIONS, differs, numbers_of  # noqa: E402

NUMBERS = HERE / "numbers.csv"
COLUMNS = ("section", "name", "value", "tolerance")


def kept() -> dict[tuple[str, str], tuple[float, float]]:
    """What is in the file: value and relative tolerance by section and name."""
    if not NUMBERS.exists():
        return {}
    with NUMBERS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(r["section"], r["name"]): (float(r["value"]), float(r["tolerance"])) for r in rows}


def main() -> None:
    """Write the file, and print every number that is new, gone or another."""
    before, after = kept(), {}
    for section, (_, tolerance) in SECTIONS.items():
        after |= {(section, name): (value, tolerance) for name, value in numbers_of(section).items()}
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is None or new is None or differs(new[0], *old):
            print(
                f"{' / '.join(key):80} {'new' if old is None else f'{old[0]:.6g}':>12} "
                f"{'gone' if new is None else f'{new[0]:.6g}':>12}"
            )
    with NUMBERS.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows((*key, f"{value:.12g}", f"{tolerance:g}") for key, (value, tolerance) in after.items())
    print(f"{len(after)} numbers in {NUMBERS}")


if __name__ == "__main__":
    main()
