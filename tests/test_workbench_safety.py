"""Who may read and change what the workbench shows: nobody but the browser that followed the link."""

import asyncio
import json
import os
import re
from pathlib import Path
from queue import Queue

import pytest
from starlette.types import Message

import hostile
from breakranks.presentation.sections import SECTIONS
from breakranks.tables import InputError
from breakranks.workbench.app import PAGES, application
from breakranks.workbench.fields import TABLES
from breakranks.workbench.sent import MOST_OF_FILE, MOST_OF_FORM
from breakranks.workbench.server import listening, shown
from case_folder import EVENTS, FILES, TOML
from workbench_client import ORIGIN, PORT, Browser


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path)


def asked(browser: Browser, **headers: str) -> int:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.client.get(f"{browser.base}/", headers=given).status_code


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:8123", "127.0.0.1", "127.0.0.1:80", "localhost.example:8123", ""]
)
def test_a_name_that_was_bent_to_this_machine_gets_nothing(browser: Browser, host: str) -> None:
    assert asked(browser, host=f"localhost:{PORT}") == 200
    assert asked(browser, host=host) == 421


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_or_port_gets_nothing(browser: Browser, site: str) -> None:
    assert asked(browser, sec_fetch_site="same-origin") == 200
    assert asked(browser, sec_fetch_site=site) == 403


def test_without_the_link_nothing_is_read(tmp_path: Path) -> None:
    browser = Browser(tmp_path, enter=False)
    for path in ("/", f"/{browser.desk.id}/", f"/{browser.desk.id}/text/case.toml", "/static/desk.js", "/nonsense"):
        answer = browser.client.get(browser.base + path)
        assert answer.status_code == 403
        assert "made-up" not in answer.text
    assert browser.client.get("/").status_code == 404


def test_a_wrong_token_lets_nobody_in(tmp_path: Path) -> None:
    browser = Browser(tmp_path, enter=False)
    for token in ("", "wrong", browser.known.token[:-1], browser.known.form):
        answer = browser.enter(token=token)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    # The token is taken from the body alone, and from our own page alone.
    token = {"token": browser.known.token}
    assert "set-cookie" not in browser.client.post(f"{browser.base}/enter", params=token).headers
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = browser.client.post(f"{browser.base}/enter", data=token, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_the_token_is_in_no_address_that_the_server_is_sent(tmp_path: Path) -> None:
    browser = Browser(tmp_path, enter=False)
    link = browser.gate.link("line/")
    address, _, fragment = link.partition("#")
    assert fragment == browser.known.token
    assert browser.known.token not in address
    # A browser that another site, or a page on the disk, led here is let in all the same.
    page = browser.client.get(address, headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 200
    assert 'name="to" value="line/"' in page.text
    assert re.findall(r"<script[^>]*>", page.text) == [f'<script src="{browser.base}/static/enter.js" defer>']
    script = browser.client.get(f"{browser.base}/static/enter.js")
    assert "location.hash" in script.text
    assert browser.client.get(f"{browser.base}/static/desk.js").status_code == 403


def test_the_cookie_is_for_this_path_alone_and_out_of_reach_of_scripts(tmp_path: Path) -> None:
    browser = Browser(tmp_path, enter=False)
    form = {"token": browser.known.token, "to": "//evil.example"}
    for keeps in (False, True):
        answer = browser.client.post(f"{browser.base}/enter", data=form, follow_redirects=False)
        assert answer.headers["location"] == f"{browser.base}/"
        name, *kept = answer.headers["set-cookie"].split("; ")
        # Without TLS not every browser keeps a secure cookie; one that has shown that it does gets no other.
        assert name.startswith("__Secure-breakranks=" if keeps else "breakranks=")
        assert {"HttpOnly", f"Path={browser.base}", "SameSite=strict"} == {*kept} - {"Secure"}
        assert ("Secure" in kept) == keeps
        assert browser.known.token not in name
        # The client of these tests keeps such cookies only where there is TLS.
        browser.client.headers["cookie"] = "__Secure-keeps=yes"
    asks = browser.client.get(f"{browser.base}/enter").headers["set-cookie"]
    assert asks.startswith("__Secure-keeps=yes; ")
    assert "; Secure" in asks


def test_every_browser_that_follows_the_link_has_a_session_of_its_own(tmp_path: Path) -> None:
    browser = Browser(tmp_path, enter=False)

    def entered(*held: str) -> str:
        headers = {"cookie": "; ".join(f"breakranks={each}" for each in held)} if held else {}
        form = {"token": browser.known.token}
        answer = browser.client.post(f"{browser.base}/enter", data=form, headers=headers, follow_redirects=False)
        browser.client.cookies.clear()
        return re.match("breakranks=([^;]+)", answer.headers["set-cookie"])[1]

    first, other = entered(), entered()
    again = entered(first, "planted")
    assert len({first, other, again}) == 3
    assert min(map(len, (first, other, again))) >= 43
    for secret, status in ((first, 403), ("planted", 403), (other, 200), (again, 200)):
        assert asked(browser, cookie=f"breakranks={secret}") == status
    newest = [entered() for _ in range(40)]
    assert asked(browser, cookie=f"breakranks={other}") == 403
    assert asked(browser, cookie=f"breakranks={newest[-1]}") == 200


@pytest.mark.parametrize("others", ["{0}; breakranks=theirs", "breakranks=theirs; {0}", 'a={{"b": [1, 2]}}; {0}; =; c'])
def test_cookies_of_other_servers_on_this_machine_do_not_shut_one_out(tmp_path: Path, others: str) -> None:
    browser = Browser(tmp_path, enter=False)
    browser.enter()
    ours = f"breakranks={browser.client.cookies['breakranks']}"
    browser.client.cookies.clear()
    assert asked(browser, cookie=others.format("a=b")) == 403
    assert asked(browser, cookie=others.format(ours)) == 200


def test_every_run_has_secrets_of_its_own(tmp_path: Path) -> None:
    one, other = Browser(tmp_path), Browser(tmp_path / "other") if (tmp_path / "other").mkdir() is None else None
    assert other
    known = [*vars(one.known).values(), *vars(other.known).values()]
    assert len(set(known)) == 6
    assert min(map(len, known)) >= 32


@pytest.mark.parametrize(
    "origin", ["https://example.org", f"http://127.0.0.1:{PORT + 1}", "null", "", f"{ORIGIN}.example.org"]
)
def test_a_change_comes_from_our_own_page(browser: Browser, origin: str) -> None:
    form = {"form": browser.known.form}
    answer = browser.client.post(f"{browser.base}/{browser.desk.id}/undo", data=form, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_change_needs_the_token_of_the_form(browser: Browser) -> None:
    url, before = f"{browser.base}/{browser.desk.id}/save/events", browser.text()
    fields = browser.shown("edit/events?copy=1")
    for token in ("", "wrong", browser.known.token):
        assert browser.client.post(url, data={**fields, "form": token}).status_code == 403
    assert browser.client.post(url, content=b"\xff\xfe").status_code in (400, 403)
    assert browser.text() == before
    assert browser.client.post(url, data={**fields, "form": browser.known.form}).status_code == 200
    assert browser.text() != before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(browser: Browser, method: str) -> None:
    assert browser.client.request(method, f"{browser.base}/").status_code == 405


def test_looking_changes_nothing(browser: Browser) -> None:
    before = {path.name: path.read_bytes() for path in browser.folder.iterdir()}
    for view in ("undo", "redo", "save/events"):
        answer = browser.client.get(f"{browser.base}/{browser.desk.id}/{view}")
        assert answer.status_code in (404, 405)
    assert {path.name: path.read_bytes() for path in browser.folder.iterdir()} == before


def test_too_much_is_not_taken(browser: Browser) -> None:
    url = f"{browser.base}/{browser.desk.id}/text/case.toml"
    answer = browser.client.post(url, content=b"form=" + b"a" * MOST_OF_FORM)
    assert answer.status_code == 413


def test_a_file_that_is_too_large_is_not_taken(browser: Browser) -> None:
    url = f"{browser.base}/{browser.desk.id}"
    files, form = {"file": ("a.txt", b"a" * (MOST_OF_FILE + MOST_OF_FORM))}, {"form": browser.known.form}
    assert browser.client.post(f"{url}/drafts/read", data=form, files=files).status_code == 413
    files = {"file": ("a.txt", b"a" * MOST_OF_FORM)}
    assert browser.client.post(f"{url}/text/case.toml", data=form, files=files).status_code == 413
    assert not (browser.folder / "drafts.csv").exists()


JPEG, OLD_WORD, ZIP = b"\xff\xd8\xff\xe0\0\x10JFIF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04 and no more"


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "../../a.html"])
@pytest.mark.parametrize("content", [JPEG, OLD_WORD, ZIP, b"", b"%PDF-1.4 and no more"])
def test_a_file_is_what_it_holds_and_not_what_it_is_called(browser: Browser, name: str, content: bytes) -> None:
    page = browser.send("drafts/read", name, content, 422, text="")
    assert re.search("is no text, HTML|is no Word document|is not a PDF|There is no text", page)
    assert sorted(path.name for path in browser.folder.iterdir()) == sorted(FILES)


def test_a_file_is_kept_under_no_name_from_the_browser(browser: Browser) -> None:
    text = b"18 January 2030\n\nThe 2nd Brigade fled from the bridge overnight.\n"
    places = {path for path in browser.bench.home.rglob("*") if ".breakranks" not in path.parts}
    browser.send("drafts/read", "../..\\events\0.csv", text, text="")
    now = {path for path in browser.bench.home.rglob("*") if ".breakranks" not in path.parts}
    assert now - places == {browser.folder / "drafts.csv"}
    assert browser.text() == EVENTS


def test_a_form_with_a_file_needs_its_token_too(browser: Browser) -> None:
    url = f"{browser.base}/{browser.desk.id}/drafts/read"
    for form in ({}, {"form": "wrong"}):
        assert browser.client.post(url, data=form, files={"file": ("a.txt", b"text")}).status_code == 403
    broken = {"content-type": "multipart/form-data; boundary=x"}
    for body in (b"", b"--x\r\n", b"--x\r\ncontent-disposition: form-data\r\n\r\na\r\n--x--", b"\xff" * 100):
        assert browser.client.post(url, content=body, headers=broken).status_code in (400, 403)
    nowhere = {"content-type": "multipart/form-data"}
    assert browser.client.post(url, content=b"form=a", headers=nowhere).status_code == 400


def test_every_answer_forbids_scripts_of_others(browser: Browser) -> None:
    for path, status in (("/", 200), (f"/{browser.desk.id}/", 200), ("/nonsense/", 404), ("/static/charts.js", 200)):
        answer = browser.client.get(browser.base + path)
        assert answer.status_code == status
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "server" not in answer.headers
    assert browser.client.get(f"{browser.base}/{browser.desk.id}/").headers["cache-control"] == "no-store"
    assert browser.client.get("/", headers={"host": "example.org"}).headers["x-frame-options"] == "DENY"


def test_pages_have_no_script_inside(browser: Browser) -> None:
    for view in ("", "reports", "edit/events?number=1", "tables", "map"):
        page = browser.get(view)
        inside = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page)
        assert not inside
        assert not re.findall(r"<[^>]+\son\w+=", page)


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_what_a_case_says_is_text(tmp_path: Path) -> None:
    told = EVIL.replace('"', '""')
    toml = TOML.replace('"A made-up river line"', f"'''{EVIL}'''").replace(
        '"A daily paper, January 2030"', f"'''{EVIL}'''"
    )
    browser = Browser(tmp_path, {"events.csv": EVENTS.replace("arrests", f'"{told}"'), "case.toml": toml})
    for view in ("", "reports", "edit/events?number=4", "timeline", "tables/events", "text/events.csv"):
        page = browser.get(view)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page
    said = browser.get("reports?done=" + EVIL.replace("<", "%3C"))
    assert "<script>alert" not in said


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    browser = Browser(tmp_path_factory.mktemp("home"), hostile.FILES)
    # Whoever edited it before was no friend either.
    browser.desk.folder.change(
        hostile.EVIL, {"moves.csv": hostile.FILES["moves.csv"].encode() + b"\n"}, {}, hostile.EVIL
    )
    assert browser.desk.state().case
    return browser


SHOWN = [
    *(view for view in PAGES if "{" not in view and view not in ("compared", "compared-with")),
    *(f"{view}/{table}" for view in ("tables", "edit") for table in TABLES),
    *(f"edit/{table}?number=1" for table in TABLES),
    *(f"sections/{section.id}" for section in SECTIONS),
    "area/town", "formation/brigade-1", "text/events.csv", "text/case.toml", "compared?from=2030-01-10&to=2030-02-10",
    "compared-with?with=edit-1", "sensitivity?go=yes", "what-if?go=yes",
]  # fmt: skip


@pytest.mark.parametrize("view", SHOWN)
def test_no_page_runs_or_loads_anything_of_a_stranger_s_case(stranger: Browser, view: str) -> None:
    page = stranger.get(view)
    assert hostile.found_in(page) == []
    assert "<script>alert" not in page


def test_what_a_page_must_not_hold_is_seen() -> None:
    for tag in (hostile.EVIL, '<a href="javascript:alert(1)">', '<form action="//x" onsubmit="x">', "<base href='/'>"):
        assert hostile.found_in(tag)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", " JaVaScript:alert(1)", "//evil.example", "file:///x"]
)
def test_an_address_that_is_no_web_address_is_no_link(tmp_path: Path, address: str) -> None:
    sources = hostile.FILES["sources.csv"].replace("https://example.org/?q='%22%3E<b>", address)
    browser = Browser(tmp_path, {**hostile.FILES, "sources.csv": sources})
    for view in ("tables/sources", "edit/sources?number=1"):
        assert hostile.found_in(browser.get(view)) == []
    assert f'href="{address}' not in browser.client.get(f"{browser.base}/{browser.desk.id}/reports").text


@pytest.mark.skipif(os.name != "posix", reason="no file can be called so here")
def test_names_of_files_are_text(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    odd = "<img src=x onerror=alert(1)>\x1b[31m\n\udcff"
    for place in (browser.folder / f"events {odd}.csv", tmp_path / odd / "case.toml"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(TOML)
    for url in ("/", "/record", f"/{browser.desk.id}/", f"/{browser.desk.id}/tables", f"/{browser.desk.id}/compare"):
        answer = browser.client.get(browser.base + url)
        assert answer.status_code == 200
        assert hostile.found_in(answer.text) == []


@pytest.mark.parametrize("asked", ["edit-²", "edit-" + "9" * 5000, "edit-", "edit--1", "../line"])
def test_an_edit_that_there_is_not_is_a_sentence(browser: Browser, asked: str) -> None:
    browser.get(f"compared-with?with={asked}", 404)


def test_a_clock_that_was_set_back_gathers_no_edits_of_another_day(browser: Browser) -> None:
    lines = [json.dumps({**EDIT, "id": id, "what": f"edit {id}", "at": f"2030-01-{day}T12:00:00+00:00", "patches": []})
             for id, day in ((1, 20), (2, 21), (3, 20), (4, 20))]  # fmt: skip
    (browser.folder / ".breakranks").mkdir()
    (browser.folder / ".breakranks" / "journal.jsonl").write_text("\n".join(lines) + "\n")
    found = re.search(r'value="(edit-\d)"[^>]*>\s*before all edits of', browser.get("compare"))
    assert found
    assert found[1] == "edit-3"


def test_only_web_addresses_become_links_and_they_tell_nothing(browser: Browser) -> None:
    page = browser.get("reports")
    links = re.findall(r'<a [^>]*href="https?://[^>]*>', page)
    assert links
    assert all('rel="noopener noreferrer"' in link for link in links)


@pytest.mark.parametrize(
    "file",
    ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", ".breakranks/journal.jsonl", "secret.txt", "%00", "case.toml/.."],
)
def test_no_path_leaves_the_case(browser: Browser, file: str) -> None:
    (browser.folder / "secret.txt").write_text("hidden words")
    answer = browser.client.get(f"{browser.base}/{browser.desk.id}/text/{file}")
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "hidden words" not in answer.text
    assert browser.client.get(f"{browser.base}/static/{file}").status_code == 404


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no links here")
def test_links_are_not_followed(browser: Browser, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("hidden words")
    (browser.folder / "outcomes.csv").unlink()
    (browser.folder / "outcomes.csv").symlink_to(outside)
    assert "hidden words" not in browser.get("text/outcomes.csv", 422)
    browser.post("text/outcomes.csv", 422, text="mine", version="x")
    assert outside.read_text() == "hidden words"


def test_a_folder_for_the_journal_that_leads_elsewhere_is_not_written_to(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    browser = Browser(tmp_path)
    (browser.folder / ".breakranks").symlink_to(elsewhere)
    browser.bench.desks.clear()
    browser.desk = browser.bench.open(browser.folder)
    browser.post("save/events", 422, **{"cell__date": "2030-01-04"})
    assert not list(elsewhere.iterdir())


def test_a_journal_that_leads_elsewhere_is_neither_read_nor_written(browser: Browser, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("hidden words\n")
    (browser.folder / ".breakranks").mkdir()
    (browser.folder / ".breakranks" / "journal.jsonl").symlink_to(outside)
    fields = browser.shown("edit/events?copy=1")
    fields.pop("form")
    before = browser.text()
    assert "is a link, so nothing can be changed here" in browser.post("save/events", 422, **fields)
    assert outside.read_text() == "hidden words\n"
    assert browser.text() == before


PATCH = {"file": "events.csv", "line": 0, "above": "", "old": "", "new": "x", "before": None, "after": "0"}
EDIT = {"id": 1, "what": "x", "at": "2030-01-20T12:00:00+00:00"}


@pytest.mark.parametrize(
    "line",
    ["5", "[]", "{}", '{"id": "1", "what": "x", "at": "", "patches": []}', '{"patches": 5}',
     '{"patches": [{"file": 5}]}',
     json.dumps({**EDIT, "at": "", "patches": [PATCH]}), json.dumps({**EDIT, "patches": [{**PATCH, "line": "1"}]}),
     json.dumps({**EDIT, "patches": [{**PATCH, "file": "../../outside"}]}),
     json.dumps({**EDIT, "patches": [PATCH, {**PATCH, "file": "/etc/passwd"}]}),
     "\n".join(json.dumps({**EDIT, "id": number, "patches": [PATCH], **odd}) for number, odd in enumerate((
         {"what": ["x"]}, {"what": "\ud800"}, {"by": "\ud800"}, {"at": "20300120T120000"}, {"at": "2030-W03-1"},
         {"id": 10**30}, {"id": -5, "what": "<script>alert(1)</script>"}, {"patches": [{**PATCH, "old": "\ud800"}]},
     )))],
)  # fmt: skip
def test_a_stranger_s_journal_does_no_harm(tmp_path: Path, line: str) -> None:
    browser = Browser(tmp_path)
    before = {path.name: path.read_bytes() for path in browser.folder.iterdir()}
    (browser.folder / ".breakranks").mkdir()
    (browser.folder / ".breakranks" / "journal.jsonl").write_text(line + "\n")
    browser.bench.desks.clear()
    assert browser.client.get(f"{browser.base}/").status_code == 200
    browser.get("")
    assert "<script>alert" not in browser.get("compare")
    browser.get("compared-with?with=edit-1", 422)
    browser.post("undo", 422)
    assert {path.name: path.read_bytes() for path in browser.folder.iterdir() if path.is_file()} == before


def test_a_folder_that_may_not_be_looked_into_does_not_take_the_shelf_away(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    real = os.stat

    def forbidden(path: object, **how: object) -> os.stat_result:
        if str(path).endswith("case.toml") and "closed" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, **how)

    monkeypatch.setattr(os, "stat", forbidden)
    assert "line" in browser.client.get(f"{browser.base}/").text


def test_a_table_that_is_a_link_is_a_problem_and_is_not_read(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text(EVENTS.replace("arrests", "hidden words"))
    for name in ("events.csv", "events.tsv"):
        (browser.folder / "events.csv").unlink(missing_ok=True)
        (browser.folder / name).symlink_to(tmp_path / "outside.csv")
        page = browser.get("reports", 422)
        assert f"{name}</strong>: it is a link to a file elsewhere" in page
        assert "hidden words" not in page
    (browser.folder / "drafts.csv").symlink_to(tmp_path / "outside.csv")
    assert "hidden words" not in browser.get("drafts", 422)


def test_the_token_is_in_no_command_that_others_can_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Queue[str]()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr("webbrowser.open", opened.put)
    with shown("http://127.0.0.1:1/secret/enter?to=x/#word"):
        address = opened.get(timeout=30)
        (page,) = tmp_path.iterdir()
        assert address == page.as_uri()
        assert "word" not in address
        assert 'content="0;url=http://127.0.0.1:1/secret/enter?to=x/#word"' in page.read_text()
        assert os.name != "posix" or page.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "0", "99"])
def test_a_number_that_no_row_has_is_a_sentence(browser: Browser, number: str) -> None:
    browser.get(f"edit/events?number={number}", 404)
    browser.post("save/events", 409, number=number, was="x")
    assert browser.text() == EVENTS


@pytest.mark.parametrize(
    "name", ["../line2", "/tmp/line2", "C:line2", "Line", "", "a" * 61, "line", "..", "--", "\\\\host\\x"]
)
def test_new_cases_stay_in_the_folder_where_it_was_started(browser: Browser, name: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.parent.glob("*"))
    for url in (f"{browser.base}/new", f"{browser.base}/{browser.desk.id}/copy"):
        assert browser.client.post(url, data={"form": browser.known.form, "name": name}).status_code == 422
    assert sorted(p.name for p in tmp_path.iterdir()) == ["line"]
    assert sorted(tmp_path.parent.glob("*")) == before


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with listening(0) as first:
        port = first.getsockname()[1]
        assert first.getsockname()[0] == "127.0.0.1"
        with pytest.raises(InputError, match=f"Port {port} cannot be had"):
            listening(port)


@pytest.mark.parametrize("known", [True, False])
def test_a_form_that_does_not_come_in_holds_nothing_up(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr("breakranks.workbench.safety.SLOWEST", 0.05)
    cookie = f"breakranks={browser.client.cookies['breakranks']}".encode() if known else b""
    path = f"{browser.base}/{browser.desk.id}/undo" if known else f"{browser.base}/enter"
    headers = [(b"host", ORIGIN[7:].encode()), (b"origin", ORIGIN.encode()), (b"cookie", cookie)]
    sent, parts = list[Message](), 0

    async def receive() -> Message:
        nonlocal parts
        parts += 1
        # Who signs in is given a time for all of it, and who has been let in one for each part.
        await asyncio.sleep(60 if known and parts > 3 else 0.02)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    asyncio.run(application(browser.bench, browser.gate)(scope, receive, send))
    assert sent[0]["status"] == 408
    assert parts < 10


def test_every_answer_says_its_type(browser: Browser) -> None:
    for path in (
        "/",
        f"/{browser.desk.id}/",
        f"/{browser.desk.id}/version",
        "/static/desk.js",
        "/static/desk.css",
        "/x/",
    ):
        answer = browser.client.get(browser.base + path)
        kind = answer.headers["content-type"]
        assert "charset=utf-8" in kind or kind == "application/json"


def test_the_page_on_security_names_tests_that_are_there() -> None:
    root = Path(__file__).parents[1]
    page = (root / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    assert named
    files = [root / "tests" / f"test_workbench_{part}.py" for part in ("safety", "users", "tls")]
    tests = re.findall(r"^def (test_\w+)\(", "".join(file.read_text(encoding="utf-8") for file in files), re.MULTILINE)
    assert named <= set(tests)
    assert all((root / file).is_file() for file in re.findall(r"`(tests/\w+\.py)`", page))
