"""A file, a web page or a pipe becomes a page with its source; whatever cannot is told in a sentence."""

import datetime as dt
import io
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from docx import Document

from breakranks.extraction import opening
from breakranks.extraction.opening import open_page
from breakranks.tables import InputError

ARTICLE = "The brigade held the town for three days. " * 8
MORE = "Its commander asked for relief and for food. " * 8
HTML = f"""\
<!doctype html><html lang="en"><head><title>Brigade holds</title><meta charset="utf-8">
<meta property="og:site_name" content="The Daily Herald"><meta property="og:title" content="Brigade holds">
<meta property="article:published_time" content="2022-11-08T09:00:00Z"></head>
<body><nav>Home Sport Weather</nav><article><h1>Brigade holds</h1><p>{ARTICLE}</p><p>{MORE}</p></article>
<script>alert("no text")</script></body></html>"""


def pdf(text: str) -> bytes:
    """A PDF of one page, whose day of making is 8 November 2022."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Title(A report)/CreationDate(D:20221108090000Z)>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (table, len(out))


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    """A Word document without a title, of paragraphs and of a table with one cell for the last."""
    document, out = Document(), io.BytesIO()
    document.core_properties.title = ""
    for text in paragraphs[:-1]:
        document.add_paragraph(text)
    for text in paragraphs[-1:]:
        document.add_table(1, 1).cell(0, 0).text = text
    document.save(out)
    return out.getvalue()


def written(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = f"http://{self.headers['Host']}"
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", f"{address}/article")
            self.end_headers()
        elif self.path == "/to-a-file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", f"{address}/round")
            self.end_headers()
        elif self.path == "/silent":
            self.server.released.wait(10)  # type: ignore[attr-defined]
        elif self.path in ("/article", "/large", "/report.pdf"):
            self.send_response(200)
            self.end_headers()
            self.wfile.write({"/article": HTML.encode(), "/large": b"x" * 5000}.get(self.path, pdf("It held.")))
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.released = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.released.set()  # type: ignore[attr-defined]
    server.shutdown()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, "note.txt", "8. November 2022\n\nFünf Brücken über die Lücke.".encode(encoding)))
    assert "Brücken über die Lücke" in page.text
    assert (page.name, page.published, page.language) == ("note", dt.date(2022, 11, 8), "de")


def test_cyrillic_text_of_windows_is_read(tmp_path: Path) -> None:
    assert "Полк" in open_page(written(tmp_path, "a.txt", "Полк отступил из города".encode("cp1251"))).text


def test_pipe_is_read() -> None:
    page = open_page("-", io.BytesIO(b"2022-11-08\n\nThe brigade held."))
    assert (page.name, page.published) == ("text", dt.date(2022, 11, 8))


def test_day_in_the_name_of_a_file_is_that_of_the_text(tmp_path: Path) -> None:
    page = open_page(written(tmp_path, "report-2022-11-08.txt", b"The brigade held."))
    assert (page.name, page.published) == ("report", dt.date(2022, 11, 8))


def test_web_page_becomes_its_article_and_its_source(site: str, tmp_path: Path) -> None:
    for page in (
        open_page(f"{site}/article"),
        open_page(f"{site}/moved"),
        open_page(written(tmp_path, "a.html", HTML.encode())),
    ):
        assert page.text.count("The brigade held the town") == 8
        assert "Sport" not in page.text
        assert "alert" not in page.text
        assert (page.name, page.publisher) == ("The Daily Herald, Brigade holds", "The Daily Herald")
        assert page.published == dt.date(2022, 11, 8)
    assert open_page(f"{site}/article").url == f"{site}/article"


def test_pdf_is_read(site: str, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, "a.pdf", pdf("The brigade held.")))
    assert page.text.strip() == "The brigade held."
    assert (page.name, page.published) == ("A report", dt.date(2022, 11, 8))
    assert open_page(f"{site}/report.pdf").text.strip() == "It held."


def test_word_document_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    content = word("Brigade holds", "8 November 2022", "The brigade held.", "It asked for food.")
    for name in ("a.docx", "a.txt"):
        page = open_page(written(tmp_path, name, content))
        assert page.text.split("\n\n")[-2:] == ["The brigade held.", "It asked for food."]
        assert (page.name, page.published) == ("Brigade holds", dt.date(2022, 11, 8))


def test_word_document_that_names_another_file_does_not_get_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    with zipfile.ZipFile(io.BytesIO(word("It held.", "It SPOT."))) as file:
        parts = {entry: file.read(entry) for entry in file.namelist()}
    head, _, body = parts["word/document.xml"].partition(b"?>")
    entity = f'?><!DOCTYPE w [<!ENTITY spot SYSTEM "{secret.as_uri()}">]>'.encode()
    parts["word/document.xml"] = head + entity + body.replace(b"SPOT", b"&spot;")
    page = open_page(written(tmp_path, "a.docx", packed(parts)))
    assert "It held." in page.text
    assert "hidden" not in page.text


@pytest.mark.parametrize("named", ["undefined", "idna", "zlib", "no-such"])
def test_encoding_that_is_none_of_text_is_passed_over(named: str, tmp_path: Path) -> None:
    content = f'<meta charset="{named}"> Die Brigade zog sich zurück.'.encode("cp1252")
    assert open_page(written(tmp_path, "a.txt", content)).text.endswith("zurück.")


def test_cell_of_a_word_document_is_read_once_however_many_columns_it_spans(tmp_path: Path) -> None:
    """A small file may say that a cell spans a thousand million columns."""
    document, out = Document(), io.BytesIO()
    document.add_paragraph("The army held.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "The brigade fled.", "The division held."
    table.cell(0, 0)._tc.grid_span = 10**9
    document.add_paragraph("It rained.")
    document.save(out)
    page = open_page(written(tmp_path, "a.docx", out.getvalue()))
    assert page.text.split("\n\n") == ["The army held.", "The brigade fled.", "The division held.", "It rained."]


def test_word_document_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_UNPACKED", 100_000)
    with pytest.raises(InputError, match="unpacks to more than"):
        open_page(written(tmp_path, "a.docx", packed({"word/media/bomb": bytes(200_000)})))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/missing", "answer 404"),
        ("/to-a-file", "gave no page"),
        ("/round", "could not be fetched|gave no page"),
        ("/silent", "did not answer in time"),
        ("/large", "has more than"),
    ],
)
def test_page_that_cannot_be_had_is_told_of(path: str, said: str, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "TIMEOUT", 0.3)
    monkeypatch.setattr(opening, "MOST_BYTES", 4000)
    with pytest.raises(InputError, match=said):
        open_page(site + path)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://example.org/a", "data://text"])
def test_only_the_web_is_fetched(address: str) -> None:
    with pytest.raises(InputError, match="is not a web page"):
        open_page(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://", "http://[", "http://127.0.0.1:99999/"])
def test_address_that_leads_nowhere_is_told_of(address: str) -> None:
    with pytest.raises(InputError, match="could not be fetched"):
        open_page(address)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.4\nnothing", "not a PDF that can be read"),
        ("a.pdf", pdf(""), "its pages are pictures"),
        ("a.txt", b"\0\1\2\3", "is no text, HTML, PDF or Word"),
        ("a.docx", b"PK\x03\x04", "no Word document that can be read"),
        ("a.docx", packed({"word/document.xml": b"<w/>"}), "no Word document that can be read"),
        ("a.docx", word(), "There is no text in a"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as .docx"),
        ("a.html", b"<!doctype html><html><body></body></html>", "No article was found"),
    ],
)
def test_file_without_text_is_told_of(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        open_page(written(tmp_path, name, content))


def test_missing_file_and_folder_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        open_page(str(tmp_path / "none.txt"))
    with pytest.raises(InputError, match="cannot be read"):
        open_page("A text in the place of a file. " * 100)
    with pytest.raises(InputError, match="is a folder"):
        open_page(str(tmp_path))


def test_without_the_package_for_web_pages_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(InputError, match=r"pip install 'breakranks\[web\]'"):
        open_page(written(tmp_path, "a.html", HTML.encode()))


def test_day_in_a_sentence_is_not_the_day_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("On 7 November 2022 the brigade fled.\nOn 9 November 2022 it surrendered.\n", encoding="utf-8")
    assert open_page(str(file)).published is None
    file.write_text("Kyiv, 10 November 2022\nOn 7 November 2022 the brigade fled.\n", encoding="utf-8")
    assert open_page(str(file)).published == dt.date(2022, 11, 10)


def test_a_text_that_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(InputError, match=r"the text has 300,001 characters; at most 300,000 are read"):
        open_page("-", io.BytesIO(b"a" * 300_001), "the text")
    assert len(open_page("-", io.BytesIO(b"a" * 300_000), "the text").text) == 300_000
