"""What was read otherwise than it is written, counted and told in a few lines."""

from collections.abc import Iterable

SAID = {
    "name": ("name read as an id", "names read as ids"),
    "id": ("id read whatever its case and hyphens", "ids read whatever their case and hyphens"),
    "latin": ("id written as ids are", "ids written as ids are"),
    "areas": ("list of areas parted", "lists of areas parted"),
    "sources": ("list of sources parted", "lists of sources parted"),
    "address": ("web address read as a source of its own", "web addresses read as sources of their own"),
    "word": ("word read as one of the codebook's", "words read as the codebook's"),
    "codes": ("cell read as both Admiralty codes", "cells read as both Admiralty codes"),
    "thousands": ("figure of people written in digits alone", "figures of people written in digits alone"),
    "about": ("estimate or bound of people read as its figure", "estimates and bounds of people read as their figures"),
    "range": ("range of people read as its middle", "ranges of people read as their middles"),
    "none": ("cell that says nothing read as empty", "cells that say nothing read as empty"),
    "decimal": ("decimal comma read as a point", "decimal commas read as points"),
    "command": ("command in case.toml read as an id", "commands read as ids"),
}  # fmt: skip
"""What is done to cells, for one of them and for several."""


class Readings:
    """Collects what was read otherwise than written, table by table."""

    def __init__(self) -> None:
        self._files: dict[str, list[str]] = {}
        self._cells: dict[str, list[tuple[str, str, str]]] = {}
        self._counts: dict[str, int] = {}

    def file(self, file: str, said: Iterable[str]) -> None:
        """Note how a file was read, or what of it was not."""
        self._files.setdefault(file, []).extend(said)

    def cell(self, what: str, file: str, written: str, read: str) -> None:
        """Note a cell; `what` is one of SAID, or finishes the words "days read …"."""
        self._counts[what] = self._counts.get(what, 0) + 1
        self._cells.setdefault(what, [])
        if len(self._cells[what]) == 0 or all(file != other for other, _, _ in self._cells[what]):
            self._cells[what].append((file, written, read))

    def told(self) -> tuple[str, ...]:
        """One line for each file that was read in an unusual way, and one for each thing that was done to cells."""
        lines = [f"{file}: {'; '.join(dict.fromkeys(said))}" for file, said in self._files.items() if said]
        for what, examples in self._cells.items():
            count, (_, written, read) = self._counts[what], examples[0]
            one, many = SAID.get(what, (f"day read {what}", f"days read {what}"))
            meant = f" as '{read}'" if read else ""
            files = ", ".join(file for file, _, _ in examples)
            written = " ".join(written.split())
            lines.append(f"{count} {one if count == 1 else many}, for example '{written}'{meant} ({files})")
        return tuple(lines)
