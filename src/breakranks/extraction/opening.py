"""A file, a web address or what is piped in → a page: its text, title, publisher and day."""

import html
import io
import os
import re
import time
import urllib.error
import urllib.request
import zipfile
from dataclasses import replace
from datetime import date
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import urlsplit

from breakranks.extraction.page import Page, page_of
from breakranks.tables import InputError, day_of, name_of

MOST_BYTES = 20_000_000
"""An article has far fewer, and so has a report as PDF."""
MOST_LETTERS = 300_000
"""Letters of a text: a report of a hundred pages has fewer, and to read so many takes half a minute."""
MOST_PAGES = 500
MOST_UNPACKED = 200_000_000
"""Bytes of a Word document, which is packed; most of them are pictures."""
MOST_PARAGRAPHS = 100_000
"""Paragraphs of a Word document; an empty one takes no letters, but time."""
TIMEOUT = 30.0
"""Seconds without an answer after which a web page is given up."""
WHOLE_TIMEOUT = 120.0
"""Seconds after which one that answers slowly is."""
STEP = 65536
AGENT = "breakranks (reads one page that its user asked for)"
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How documents of today's and of old Word begin, and other packed files."""
NEEDS_WEB = "Web pages need one more package. Install it with: pip install 'breakranks[web]'"


def open_page(what: str, given: BinaryIO | None = None, called: str = "text") -> Page:
    """The page in a file or at a web address, or what is `given`, and `called` so, where `what` is -.

    Raises:
        InputError: it cannot be read, is no text, HTML, PDF or Word document, or is too large.
    """
    if what == "-":
        return _page(_most(given, "what is piped in") if given else b"", called, "")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", what):
        return _page(*_fetched(what))
    path = Path(what)
    # Of a name that is too long os.path says no; pathlib would fail.
    if os.path.isdir(path):
        raise InputError(f"{path} is a folder. Give one file, or a web address.")
    try:
        with path.open("rb") as file:
            return _page(_most(file, what), name_of(path.stem), "")
    except OSError as error:
        raise InputError(f"{what} cannot be read ({error.strerror}). Give a text, HTML, PDF or Word file.") from None


def _most(file: IO[bytes], what: str) -> bytes:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"{what} has more than {MOST_BYTES // 1_000_000} MB. Give the article alone.")
    return data


def _fetched(url: str) -> tuple[bytes, str, str]:
    """What is at a web address, what to call it, and the address itself."""
    if not re.match("https?://", url, re.IGNORECASE):
        raise InputError(f"{url} is not a web page. Give an address that begins with http:// or https://, or a file.")
    # No handler for files or anything else but the web, whatever a page leads to.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPRedirectHandler,
    ):
        opener.add_handler(handler())
    begin, data = time.monotonic(), io.BytesIO()
    try:
        request = urllib.request.Request(url, headers={"User-Agent": AGENT})
        with opener.open(request, timeout=TIMEOUT) as answer:
            while part := answer.read1(STEP):
                data.write(part)
                if data.tell() > MOST_BYTES:
                    raise InputError(f"{url} has more than {MOST_BYTES // 1_000_000} MB. Save the article as a file.")
                if time.monotonic() - begin > WHOLE_TIMEOUT:
                    raise TimeoutError
    except urllib.error.HTTPError as error:
        raise InputError(f"{url} gave no page (answer {error.code} {error.reason}). Save it as a file.") from None
    except TimeoutError:
        raise InputError(f"{url} did not answer in time. Try again, or save the page as a file.") from None
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "reason", None) or error
        raise InputError(f"{url} could not be fetched ({reason}). Check the address, or save it as a file.") from None
    return data.getvalue(), urlsplit(url).netloc, url


def _page(data: bytes, name: str, url: str) -> Page:
    page = _of_its_kind(data, name, url)
    if len(page.text) > MOST_LETTERS:
        raise InputError(f"{name} has {len(page.text):,} characters; at most {MOST_LETTERS:,} are read. Give a part.")
    return page


def _of_its_kind(data: bytes, name: str, url: str) -> Page:
    if data.startswith(b"%PDF"):
        return _pdf(data, name, url)
    if data.startswith(PACKED):
        return _word(data, name, url)
    text = _decoded(data, name)
    if re.search(r"<(?:!doctype html|html|head|body|article|p)\b", text[:5000], re.IGNORECASE):
        return _html(text, name, url)
    page = page_of(text, name)
    return replace(page, url=url)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        declared = re.search(rb"""<meta[^>]+charset=["']?([\w-]+)""", data[:4000], re.IGNORECASE)
        # Windows-1251 and 1252 take every byte for a letter: what is not UTF-8 is Cyrillic where most letters would be.
        single = "cp1251" if sum(byte >= 0xC0 for byte in data) > len(data) / 3 else "cp1252"
        encodings = ["utf-8-sig", *([declared[1].decode()] if declared else []), single]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{name} is no text, HTML, PDF or Word document. Save what it says as a text file in UTF-8.")


def _html(text: str, name: str, url: str) -> Page:
    try:
        import trafilatura
        from trafilatura.settings import Document
    except ModuleNotFoundError:
        raise InputError(NEEDS_WEB) from None
    found = trafilatura.bare_extraction(text, url=url or None, with_metadata=True, include_comments=False)
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise InputError(f"No article was found in {url or name}. Copy its text into a text file and read that.")
    article, title = found.text or "", html.unescape(found.title or "").strip()
    publisher = (found.sitename or "").strip() or (urlsplit(url).netloc.removeprefix("www.") if url else "")
    published = day_of(found.date or "")
    called = f"{publisher}, {title}" if publisher and title else title or publisher or name
    # What a page says of its own day may be the day of another page, or of the frame around the article.
    if published and published > date.today():
        published = None
    return Page(article, _line(called), url or (found.url or ""), _line(publisher), published)


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _pdf(data: bytes, name: str, url: str) -> Page:
    import logging

    import pypdf

    # What is odd in a file is told by its outcome; the library would tell of every object.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        file = pypdf.PdfReader(io.BytesIO(data))
        if file.is_encrypted and not file.decrypt(""):
            raise InputError(f"{name} is locked with a password. Save it without one, or copy its text into a file.")
        pages = [page.extract_text() or "" for page in file.pages[:MOST_PAGES]]
        about = file.metadata
        title = _line(str((about and about.title) or "")) or name
        made = about.creation_date if about else None
    except InputError:
        raise
    # A broken file makes the library fail in many ways.
    except Exception as error:
        raise InputError(f"{name} is not a PDF that can be read ({type(error).__name__}). Save it as text.") from None
    text = "\n\n".join(re.sub(r"-\n(?=[a-zäöüßа-яіїєґё])", "", page) for page in pages)
    if not text.strip():
        raise InputError(f"There is no text in {name}: its pages are pictures. Run it through text recognition first.")
    page = page_of(text, title)
    return replace(page, url=url, published=page.published or (made.date() if made else None))


def _word(data: bytes, name: str, url: str) -> Page:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise InputError(f"{name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Save it as text.")
        document = Document(io.BytesIO(data))
        # Paragraph by paragraph, those of tables too: the library gives a cell that spans a million columns so often.
        # What a text box says stands in the file twice, for old programs and for new ones, and is left out.
        found = islice(document.element.body.iter(qn("w:p")), MOST_PARAGRAPHS)
        outside = (p for p in found if next(p.iterancestors(qn("w:txbxContent")), None) is None)
        blocks = [Paragraph(paragraph, document).text for paragraph in outside]
        title = _line(document.core_properties.title)
    except InputError:
        raise
    # What is another packed file, or a broken document, makes the library fail in many ways.
    except Exception:
        raise InputError(f"{name} is no Word document that can be read. Save it as .docx, PDF or text.") from None
    text = "\n\n".join(block for block in blocks if block.strip())
    if not text.strip():
        raise InputError(f"There is no text in {name}: it may hold pictures alone. Copy what it says into a text.")
    page = page_of(text, title or name)
    return replace(page, url=url)
