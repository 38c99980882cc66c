"""A page as the tests read it."""

from html.parser import HTMLParser

VOID = {"meta", "br", "img", "link", "input", "hr", "path", "circle", "rect", "line"}


class Page(HTMLParser):
    """What a test needs to know of a page: its elements in order, with their attributes and parents."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[int] = []
        self.elements: list[tuple[str, dict[str, str], list[int]]] = []
        self.text: dict[int, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        number = len(self.elements)
        self.elements.append((tag, {k: v or "" for k, v in attrs}, list(self.open)))
        if tag not in VOID:
            self.open.append(number)

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in VOID:
            if self.elements[self.open.pop()][0] == tag:
                break

    def handle_data(self, data: str) -> None:
        for number in self.open:
            self.text[number] = self.text.get(number, "") + data

    def all(self, tag: str, **attributes: str) -> list[tuple[int, dict[str, str]]]:
        return [
            (n, a)
            for n, (t, a, _) in enumerate(self.elements)
            if t == tag and all(a.get(k.rstrip("_")) == v for k, v in attributes.items())
        ]

    def within(self, number: int, tag: str) -> list[tuple[int, dict[str, str]]]:
        return [(n, a) for n, (t, a, parents) in enumerate(self.elements) if t == tag and number in parents]

    def caption(self, table: int) -> str:
        return self.text[self.within(table, "caption")[0][0]].strip()

    def rows(self, table: int) -> list[list[str]]:
        """The text of every cell, row by row, headings first."""
        found: dict[int, list[str]] = {n: [] for n, _ in self.within(table, "tr")}
        for n, (tag, _, parents) in enumerate(self.elements):
            if tag in ("td", "th") and table in parents:
                found[next(p for p in reversed(parents) if p in found)].append(self.text.get(n, "").strip())
        return list(found.values())
