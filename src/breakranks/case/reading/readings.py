"""What was read differently from how it is written, counted and told in a few lines."""

from collections.abc import Iterable

SAID = {
    "name": ("name in place of an id", "names in place of ids"),
    "id": ("id with other capitals, spaces or hyphens", "ids with other capitals, spaces or hyphens"),
    "latin": ("new id with signs that ids do not have", "new ids with signs that ids do not have"),
    "areas": ("list of areas with commas or words between them", "lists of areas with commas or words between them"),
    "sources": ("list of sources with commas between them", "lists of sources with commas between them"),
    "address": ("web address in place of a source", "web addresses in place of sources"),
    "word": ("word that is nearly one of the codebook", "words that are nearly those of the codebook"),
    "codes": ("cell with both Admiralty codes", "cells with both Admiralty codes"),
    "thousands": ("number of people not in digits alone", "numbers of people not in digits alone"),
    "about": ("rough number of people", "rough numbers of people"),
    "range": ("range of people not with a hyphen", "ranges of people not with a hyphen"),
    "none": ("cell that says that nothing is known", "cells that say that nothing is known"),
    "decimal": ("number with a decimal comma", "numbers with a decimal comma"),
    "command": ("command in case.toml that is not given by its id", "commands that are not given by their ids"),
}  # fmt: skip
"""How cells were written, for one of them and for several."""
MEANT = {"about": "the number alone, ", "none": "empty"}
"""What stands in a line before what was read, or in its place."""


class Readings:
    """Collects what was read differently from how it is written, table by table."""

    def __init__(self) -> None:
        self._files: dict[str, list[str]] = {}
        self._cells: dict[str, list[tuple[str, str, str]]] = {}
        self._counts: dict[str, int] = {}

    def file(self, file: str, said: Iterable[str]) -> None:
        """Note how a file was read, or what of it was not."""
        self._files.setdefault(file, []).extend(said)

    def cell(self, what: str, file: str, written: str, read: str) -> None:
        """Note a cell; `what` is one of SAID, or finishes the words "days written …"."""
        self._counts[what] = self._counts.get(what, 0) + 1
        self._cells.setdefault(what, [])
        if len(self._cells[what]) == 0 or all(file != other for other, _, _ in self._cells[what]):
            self._cells[what].append((file, written, read))

    def told(self) -> tuple[str, ...]:
        """One line for each file that was read in an unusual way, and one for each thing that was done to cells."""
        lines = [f"{file}: {'; '.join(dict.fromkeys(said))}" for file, said in self._files.items() if said]
        for what, examples in self._cells.items():
            count, (_, written, read) = self._counts[what], examples[0]
            one, many = SAID.get(what, (f"day written {what}", f"days written {what}"))
            meant = MEANT.get(what, "") + (f"'{read}'" if read else "")
            files = ", ".join(file for file, _, _ in examples)
            written = " ".join(written.split())
            lines.append(f"{count} {one if count == 1 else many}, for example '{written}', read as {meant} ({files})")
        return tuple(lines)
