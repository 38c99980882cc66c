"""The brief as a Word document: its headings, lists, tables and words in bold."""

import html
import re
from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.text.paragraph import Paragraph


def docx(markdown: str) -> bytes:
    """A document of what the brief's own Markdown says; addresses of links are left out."""
    document, rows = Document(), list[list[str]]()
    for kind, text in [*_lines(markdown), ("end", "")]:
        if kind == "row":
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", text.strip("|"))])
            continue
        if rows:
            table = document.add_table(0, len(rows[0]), style="Light Grid Accent 1")
            for row in rows:
                for cell, told in zip(table.add_row().cells, row, strict=False):
                    _write(cell.paragraphs[0], told)
            rows = []
        if kind.startswith("heading"):
            document.add_heading(_plain(text), int(kind[-1]) - 1)
        elif kind != "end":
            _write(document.add_paragraph(style=kind), text)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _lines(markdown: str) -> Iterator[tuple[str, str]]:
    """Each line with what it is: a heading of some level, a row of a table, or the style of a paragraph."""
    for line in markdown.splitlines():
        if re.fullmatch(r"\|[-:| ]+\|?", line) or not line.strip():
            continue
        if found := re.match(r"(#+) (.*)", line):
            yield f"heading{len(found[1])}", found[2]
        elif line.startswith("|"):
            yield "row", line
        elif found := re.match(r"( *)- (.*)", line):
            yield "List Bullet 2" if found[1] else "List Bullet", found[2]
        elif found := re.match(r"\d+\. (.*)", line):
            yield "List Number", found[1]
        else:
            yield "Normal", line


def _write(paragraph: Paragraph, text: str) -> None:
    """Put a text into a paragraph, with what stands between double asterisks in bold."""
    for n, part in enumerate(re.split(r"(?<!\\)\*\*", text)):
        if part:
            paragraph.add_run(_plain(part)).bold = n % 2 == 1


def _plain(text: str) -> str:
    """A text without the signs of Markdown."""
    text = re.sub(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(<[^>]*>\)", r"\1", text)
    return html.unescape(re.sub(r"\\([\\`*_\[\]|])", r"\1", text))
