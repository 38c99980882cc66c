"""Several people at one workbench: who is let in, who may change what, and whose name an edit carries."""

import csv
import getpass
import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from breakranks.tables import InputError
from breakranks.workbench import users as users_module
from breakranks.workbench.app import CHANGES, application
from breakranks.workbench.server import serve
from breakranks.workbench.sessions import FREE, IDLE, LONGEST_WAIT, MOST_WRONG, WHOLE, WINDOW
from breakranks.workbench.signing import SignIn, read_address
from breakranks.workbench.users import put_user, read_users
from breakranks.workbench.web import Workbench
from case_folder import EVENTS, write_case

ADDRESS = "https://desk.example.org"
PASSWORDS = {"Ann": "the river is wide", "Ben": "a bridge too far", "Rita": "only to be read"}
COOKIE = "__Host-breakranks"
ROW = {
    "cell.date": "2030-01-18", "cell.reported": "2030-01-19", "cell.formation": "brigade-2", "cell.area": "bridge",
    "cell.kind": "conduct.flee", "cell.people": "600", "cell.source": "wire", "cell.reliability": "A",
    "cell.credibility": "1", "cell.note": "ran in the night",
}  # fmt: skip


@cache
def hashed(password: str) -> str:
    """A hash that takes as little work as is allowed."""
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(password)


class Shared:
    """A workbench with two coders and a reader, and a clock that stands still until it is moved."""

    def __init__(self, place: Path) -> None:
        self.now = 1000.0
        self.folder = write_case(place / "line")
        self.users = place / "users.csv"
        rows = [f'{n},{"reader" if n == "Rita" else "coder"},"{hashed(p)}"\n' for n, p in PASSWORDS.items()]
        self.users.write_text("name,role,hash\n" + "".join(rows))
        self.gate = SignIn(self.users, read_address(ADDRESS), lambda: self.now)
        self.bench = Workbench(self.gate.base, place, shared=True)
        self.desk = self.bench.open(self.folder)
        self.app = application(self.bench, self.gate)

    def client(self, name: str = "") -> TestClient:
        """A browser behind the proxy, which somebody has signed in with."""
        headers = {"origin": ADDRESS, "x-forwarded-proto": "https", "accept": "text/html"}
        client = TestClient(self.app, base_url=ADDRESS, headers=headers)
        if name:
            assert sign_in(client, name).status_code == 303
        return client

    def url(self, view: str = "") -> str:
        return f"/{self.desk.id}/{view}"

    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO((self.folder / "events.csv").read_text(encoding="utf-8"))))

    def journal(self) -> list[dict[str, object]]:
        lines = (self.folder / ".breakranks" / "journal.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


def sign_in(client: TestClient, name: str, password: str | None = None, **more: str):
    form = {"name": name, "password": PASSWORDS.get(name, "") if password is None else password, **more}
    return client.post("/sign-in", data=form, follow_redirects=False)


def token(client: TestClient) -> str:
    return re.search(r'name="form" value="(\w+)"', client.get("/").text)[1]


def send(client: TestClient, url: str, **form: str):
    return client.post(url, data={"form": token(client), **form}, follow_redirects=False)


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    return Shared(tmp_path)


# Starting it


@pytest.mark.parametrize(
    ("host", "users", "address", "told"),
    [
        ("0.0.0.0", None, None, "--host 0.0.0.0 would let in whoever reaches it. Give --users FILE and --address"),
        ("desk.example.org", None, None, "would let in whoever reaches it"),
        ("127.0.0.1", "users.csv", None, "--users needs --address"),
        ("0.0.0.0", None, ADDRESS, "Give --users FILE too"),
        ("127.0.0.1", "users.csv", "http://desk.example.org", "does not begin with https://"),
        ("127.0.0.1", "users.csv", "https://desk.example.org/cases", "is more than a host"),
        ("127.0.0.1", "users.csv", "https://ann@desk.example.org", "is more than a host"),
        ("127.0.0.1", "users.csv", "https://desk.example.org:x", "is no web address"),
        ("192.0.2.7", "users.csv", ADDRESS, "192.0.2.7 is not an address of this machine"),
        ("127.0.0.1", "nobody.csv", ADDRESS, "nobody.csv: the file is missing"),
    ],
)
def test_nobody_else_is_let_in_without_users_and_tls(
    tmp_path: Path, host: str, users: str | None, address: str | None, told: str
) -> None:
    (tmp_path / "users.csv").write_text(f'name,role,hash\nann,coder,"{hashed("x" * 8)}"\n')
    with pytest.raises(InputError, match=re.escape(told)):
        serve(None, 0, False, host, tmp_path / users if users else None, address)


@pytest.mark.parametrize(
    ("text", "host"),
    [("https://Desk.Example.org:443/", "desk.example.org"), ("https://desk.example.org:8443", "desk.example.org:8443")],
)
def test_an_address_is_as_browsers_write_it(text: str, host: str) -> None:
    assert (read_address(text).host, read_address(text).origin) == (host, f"https://{host}")


def test_all_that_is_wrong_with_a_file_of_users_is_told_at_once(tmp_path: Path) -> None:
    file, good = tmp_path / "users.csv", hashed("x" * 8)
    weak = PasswordHasher(time_cost=1, memory_cost=512, parallelism=1).hash("x")
    file.write_text(
        f'name,role,hash\nann,coder,"{good}"\nANN,boss,"{good}"\n"a, b",reader,secret\n../up,coder,"{weak}"\n'
        f'"=1",reader,"{good.replace("argon2id", "argon2i")}"\n'
    )
    with pytest.raises(InputError) as raised:
        read_users(file)
    found = {(p.line, p.column) for p in raised.value.problems}
    assert found == {
        *((line, "name") for line in (3, 4, 5, 6)), (3, "role"), *((line, "hash") for line in (4, 5, 6)),
    }  # fmt: skip
    assert "guessed too quickly" in str(raised.value)
    file.write_text("name,role,hash\n")
    with pytest.raises(InputError, match="it names nobody"):
        read_users(file)


def test_without_the_packages_it_is_said_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users_module, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=re.escape("pip install 'breakranks[users]'")):
        read_users(tmp_path / "users.csv")
    with pytest.raises(InputError, match=re.escape("pip install 'breakranks[users]'")):
        put_user(tmp_path / "users.csv", "ann", "coder")


def typed(*answers: str) -> Callable[[str], str]:
    left: Iterator[str] = iter(answers)
    return lambda prompt: next(left)


def test_a_row_is_made_from_a_password_that_is_asked_for_twice(tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    assert not put_user(file, "Ann", "coder", typed("a long sentence", "a long sentence"))[1]
    assert not put_user(file, "Jürgen O’Neil", None, typed("another sentence", "another sentence"))[1]
    assert os.name != "posix" or file.stat().st_mode & 0o077 == 0
    before = read_users(file)
    assert put_user(file, "ann", None, typed("a third sentence", "a third sentence"))[1]
    after = read_users(file)
    assert [(user.name, user.role) for user in after.values()] == [("ann", "coder"), ("Jürgen O’Neil", "reader")]
    assert after["jürgen o’neil"] == before["jürgen o’neil"]
    assert PasswordHasher().verify(after["ann"].hash, "a third sentence")
    assert "sentence" not in file.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["users.csv"]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (("seven77",), "A password has 8 to 256 characters; this one has 7"),
        (("x" * 257,), "this one has 257"),
        (("Password1",), "one of the passwords that are tried first"),
        (("a long sentence", "a long sentense"), "The two passwords differ"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(tmp_path: Path, answers: tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        put_user(tmp_path / "users.csv", "ann", "coder", typed(*answers))
    assert not list(tmp_path.iterdir())


def test_a_password_is_not_typed_where_it_would_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("a long sentence\na long sentence\n"))
    with pytest.raises(InputError, match="a terminal that does not show it"):
        put_user(tmp_path / "users.csv", "ann", "coder", getpass.fallback_getpass)
    assert not list(tmp_path.iterdir())


# The way in


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "127.0.0.1:8123"}, 421),
        ({"host": "evil.example", "x-forwarded-host": "desk.example.org"}, 421),
        ({"host": "desk.example.org:8443"}, 421),
        ({"x-forwarded-proto": "http"}, 403),
        ({"x-forwarded-proto": "https, http"}, 403),
        ({"x-forwarded-proto": ""}, 403),
    ],
)
def test_only_what_came_by_tls_to_the_address_is_answered(shared: Shared, headers: dict[str, str], status: int) -> None:
    assert shared.client("Ann").get("/", headers=headers).status_code == status
    assert shared.client().get("/sign-in", headers=headers).status_code == status


def test_every_answer_asks_for_tls_from_now_on(shared: Shared) -> None:
    client = shared.client("Ann")
    for path in ("/", "/sign-in", "/nonsense", "/static/desk.css", shared.url("version")):
        assert client.get(path).headers["strict-transport-security"] == "max-age=31536000"
    assert client.get("/", headers={"host": "x"}).headers["strict-transport-security"]


def test_without_signing_in_nothing_is_read_or_changed(shared: Shared) -> None:
    client = shared.client()
    for view in ("", "text/case.toml", "reports?q=%22town", "nonsense"):
        answer = client.get(shared.url(view), follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?to=%2Fline-")
        assert "made-up" not in answer.text
    assert client.get(shared.url("version"), headers={"accept": "*/*"}).status_code == 401
    for path in (shared.url("undo"), shared.url("save/events"), "/new", "/sign-out", "/password", "/static/x"):
        answer = client.post(path, data={"form": "", **ROW})
        assert answer.status_code == 401
        assert "nothing was saved" in answer.text
    assert client.get("/static/desk.css").status_code == 200
    for path in ("/static/../line/case.toml", "/static/..%2fline%2fcase.toml"):
        assert "made-up" not in client.get(path).text
    assert "made-up" not in client.get("/sign-in").text
    assert shared.rows() == list(csv.DictReader(StringIO(EVENTS)))


def test_the_cookie_of_a_session_stays_with_this_host_and_tls(shared: Shared) -> None:
    session, known = sign_in(shared.client(), "Ann").headers.get_list("set-cookie")
    assert session.startswith(f"{COOKIE}=")
    assert known.startswith(f"{COOKIE}-known=")
    for cookie in (session, known):
        kept = {each for each in cookie.lower().split("; ")[1:] if not each.startswith("max-age=")}
        assert kept == {"secure", "httponly", "samesite=strict", "path=/"}


def test_every_sign_in_begins_a_session_and_ends_the_one_before(shared: Shared) -> None:
    client = shared.client()
    client.cookies.set(COOKIE, "planted", domain="desk.example.org")
    assert client.get("/", follow_redirects=False).status_code == 303
    first = re.search(f"{COOKIE}=([^;]+)", sign_in(client, "Ann").headers["set-cookie"])[1]
    assert first != "planted"
    assert len(first) >= 43
    client.cookies.clear()
    client.cookies.set(COOKIE, first, domain="desk.example.org")
    assert client.get("/").status_code == 200
    second = re.search(f"{COOKIE}=([^;]+)", sign_in(client, "Ann").headers["set-cookie"])[1]
    other = shared.client()
    for secret, status in ((first, 303), ("planted", 303), (second, 200)):
        headers = {"cookie": f"{COOKIE}={secret}"}
        assert other.get("/", headers=headers, follow_redirects=False).status_code == status


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = list[str]()
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, h, p: looked_at.append(h) or verify(self, h, p))
    client = shared.client()
    answers = [sign_in(client, name, "not this one") for name in ("Ann", "Eve")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].text.replace("Ann", "Eve") == answers[1].text
    assert "do not go together" in answers[0].text
    assert len(looked_at) == 2
    assert all("set-cookie" not in answer.headers for answer in answers)
    # A stranger who types the password of the user whose hash stands in is let in no more than any other.
    assert {sign_in(shared.client(), "Eve", password).status_code for password in PASSWORDS.values()} <= {403, 429}


def test_a_password_is_taken_as_it_was_typed(shared: Shared) -> None:
    for password in ("The river is wide", " the river is wide", "the river is wide ", "the river", ""):
        shared.now += LONGEST_WAIT
        assert sign_in(shared.client(), "Ann", password).status_code == 403
    shared.now += LONGEST_WAIT
    assert sign_in(shared.client(), " ANN ", PASSWORDS["Ann"]).status_code == 303


@pytest.mark.parametrize("name", ["Ann", "Eve"])
def test_guessing_is_slowed_for_a_name(shared: Shared, name: str) -> None:
    waits = list[int]()
    for _ in range(11):
        answer = sign_in(shared.client(), name, "guess")
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            # While one waits not even the right password is looked at.
            assert sign_in(shared.client(), name).status_code == 429
            shared.now += waits[-1]
            assert sign_in(shared.client(), name, "guess").status_code == 403
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert sign_in(shared.client(), "Ben").status_code == 303


def test_guessing_is_slowed_for_all_names_together(shared: Shared) -> None:
    signed_in = shared.client("Ben")
    for number in range(MOST_WRONG):
        assert sign_in(shared.client(), f"name {number}", "guess").status_code == 403
    answer = sign_in(shared.client(), "Ann")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= WINDOW
    assert signed_in.get("/").status_code == 200
    shared.now += WINDOW
    assert sign_in(shared.client(), "Ann").status_code == 303


def test_strangers_who_guess_keep_nobody_waiting_where_they_signed_in_before(shared: Shared) -> None:
    ann, ben = shared.client("Ann"), shared.client("Ben")
    before = dict(ann.cookies)
    send(ann, "/sign-out")
    for name in ("Ann", "Ben"):
        for _ in range(FREE):
            assert sign_in(shared.client(), name, "guess").status_code == 403
    for number in range(MOST_WRONG - 2 * FREE):
        assert sign_in(shared.client(), f"name {number}", "guess").status_code == 403
    assert sign_in(shared.client(), "Ann").status_code == 429
    # Whoever has signed in changes their password all the same.
    assert changed(ben, password=PASSWORDS["Ben"], new="four words that differ").status_code == 303
    assert sign_in(ann, "Ann").status_code == 303
    # The mark of a browser is of one name, and nobody can make one up.
    mark = before[f"{COOKIE}-known"]
    for name, cookie in (("Ben", mark), ("Ann", mark[:-1]), ("Ann", "x" * 96), ("Ann", ""), ("Ann", mark[:32])):
        stranger = shared.client()
        stranger.headers["cookie"] = f"{COOKIE}-known={cookie}"
        assert sign_in(stranger, name).status_code == 429
    # There too guessing is slowed.
    thief = shared.client()
    thief.headers["cookie"] = f"{COOKIE}-known={mark}"
    assert [sign_in(thief, "Ann", "guess").status_code for _ in range(FREE)] == [403] * FREE
    assert sign_in(thief, "Ann").status_code == 429


def test_a_session_does_not_come_back_with_the_row_of_its_user(shared: Shared) -> None:
    client, text = shared.client("Ann"), shared.users.read_text()
    shared.users.write_text("".join(row for row in text.splitlines(keepends=True) if not row.startswith("Ann")))
    assert client.get("/", follow_redirects=False).status_code == 303
    shared.users.write_text(text)
    assert client.get("/", follow_redirects=False).status_code == 303
    assert sign_in(shared.client(), "Ann").status_code == 303


def test_of_two_who_change_one_password_the_second_is_told(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = shared.client("Ann"), shared.client("Ann")
    check = type(shared.gate.sign_ins).check

    def meanwhile(self: object, *given: str) -> object:
        found = check(shared.gate.sign_ins, *given)
        monkeypatch.undo()
        assert changed(second, password=PASSWORDS["Ann"], new="four words that differ").status_code == 303
        return found

    monkeypatch.setattr(type(shared.gate.sign_ins), "check", meanwhile)
    answer = changed(first, password=PASSWORDS["Ann"], new="five words that differ too")
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.text
    assert PasswordHasher().verify(read_users(shared.users)["ann"].hash, "four words that differ")


def test_sessions_side_by_side_end_each_on_its_own(shared: Shared) -> None:
    one, other = shared.client("Ann"), shared.client("Ann")
    send(one, "/sign-out")
    assert one.get("/", follow_redirects=False).status_code == 303
    assert other.get("/", follow_redirects=False).status_code == 200
    # What is sent with the token of somebody else's forms is refused.
    form = {"form": token(shared.client("Ben")), **ROW}
    assert other.post(shared.url("save/events"), data=form).status_code == 403
    assert len(shared.rows()) == 4


def test_what_a_proxy_says_of_others_counts_for_nothing(shared: Shared) -> None:
    client = shared.client("Rita")
    told = {
        "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", "forwarded": "for=127.0.0.1;proto=https",
        "x-forwarded-host": "evil.example", "x-forwarded-user": "Ann", "x-forwarded-prefix": "/evil",
        "x-http-method-override": "POST", "x-original-url": "/sign-out", "x-rewrite-url": "/sign-out",
    }  # fmt: skip
    answer = client.get("/", headers=told)
    assert answer.status_code == 200
    assert "evil" not in answer.text
    assert "New case" not in answer.text
    for number in range(FREE):
        answer = sign_in(shared.client(), "Ann", "guess", **{})
        assert answer.status_code == 403, number
    moved = shared.client()
    moved.headers.update({"x-forwarded-for": "192.0.2.7"})
    assert sign_in(moved, "Ann").status_code == 429


def test_a_session_ends_when_nobody_works_and_after_a_day_of_work(shared: Shared) -> None:
    client = shared.client("Ann")
    for _ in range(3):
        shared.now += IDLE - 1
        assert client.get("/", follow_redirects=False).status_code == 200
    for _ in range(4):
        shared.now += IDLE / 4
        answer = client.get(shared.url("version"), headers={"accept": "*/*"})
    assert answer.status_code == 401
    client = shared.client("Ann")
    for _ in range(int(WHOLE // IDLE)):
        assert client.get("/", follow_redirects=False).status_code == 200
        shared.now += IDLE - 1
    shared.now += WHOLE // IDLE
    assert client.get("/", follow_redirects=False).status_code == 303


def test_signing_out_ends_the_session(shared: Shared) -> None:
    client = shared.client("Ann")
    before, form = dict(client.cookies), token(client)
    assert client.post("/sign-out", data={"form": "wrong"}).status_code == 403
    answer = send(client, "/sign-out")
    assert answer.headers["location"] == "/sign-in?out=yes"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert COOKIE not in client.cookies
    again = shared.client()
    again.cookies.update(before)
    assert again.get(shared.url(), follow_redirects=False).status_code == 303
    assert again.post(shared.url("save/events"), data={"form": form, **ROW}).status_code == 401
    assert len(shared.rows()) == 4


def test_a_form_that_outlived_its_session_is_sent_in_the_next(shared: Shared) -> None:
    client = shared.client("Ann")
    form = token(client)
    shared.now += IDLE
    assert client.post(shared.url("save/events"), data={"form": form, **ROW}).status_code == 401
    sign_in(client, "Ann")
    assert client.post(shared.url("save/events"), data={"form": form, **ROW}).status_code == 200
    assert shared.rows()[-1]["coder"] == "Ann"
    assert shared.client("Ben").post(shared.url("undo"), data={"form": form}).status_code == 403


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nx: y", "evil"])
def test_signing_in_leads_to_our_own_pages_alone(shared: Shared, to: str) -> None:
    assert sign_in(shared.client(), "Ann", to=to).headers["location"] == "/"
    assert "evil" not in shared.client().get("/sign-in", params={"to": to}).text


def test_signing_in_leads_back_to_where_one_was(shared: Shared) -> None:
    page = shared.client().get(shared.url("reports?q=town&day=2030-01-20"))
    to = re.search(r'name="to" value="([^"]*)"', page.text)[1].replace("&amp;", "&")
    assert sign_in(shared.client(), "Ann", to=to).headers["location"] == shared.url("reports?q=town&day=2030-01-20")


def test_another_site_signs_nobody_in_and_leads_to_the_first_page_alone(shared: Shared) -> None:
    client = shared.client()
    for origin in ("https://evil.example", "null", ""):
        form = {"name": "Ann", "password": PASSWORDS["Ann"]}
        answer = client.post("/sign-in", data=form, headers={"origin": origin}, follow_redirects=False)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    signed_in, led = shared.client("Ann"), {"sec-fetch-site": "cross-site"}
    assert signed_in.get(shared.url(), headers=led).status_code == 403
    assert signed_in.get("/sign-in", headers=led).status_code == 403
    first = signed_in.get("/", headers=led)
    assert 'content="0;url=/"' in first.text
    assert "line" not in first.text


def changed(client: TestClient, **form: str):
    return send(client, "/password", **{"again": form["new"], **form})


@pytest.mark.parametrize("name", ["Ann", "Rita"])
def test_users_change_their_own_password_and_are_signed_out_elsewhere(shared: Shared, name: str) -> None:
    here, elsewhere, new = shared.client(name), shared.client(name), "four words that differ"
    before = read_users(shared.users)
    assert 'type="password" autocomplete="new-password"' in here.get("/password").text
    assert changed(here, password=PASSWORDS[name], new=new).headers["location"] == "/password?done=yes"
    assert here.get("/", follow_redirects=False).status_code == 200
    assert elsewhere.get("/", follow_redirects=False).status_code == 303
    assert sign_in(shared.client(), name).status_code == 403
    assert sign_in(shared.client(), name, new).status_code == 303
    after = read_users(shared.users)
    assert [key for key in after if after[key] != before[key]] == [name.lower()]
    assert after[name.lower()].role == before[name.lower()].role
    assert PasswordHasher().verify(after[name.lower()].hash, new)


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        ({"password": "not mine at all"}, 403, "This is not your password"),
        ({"new": "seven77", "again": "seven77"}, 422, "this one has 7"),
        ({"new": "Password1", "again": "Password1"}, 422, "tried first"),
        ({"again": "another one"}, 422, "The two new passwords differ"),
    ],
)
def test_a_password_is_not_changed_by_who_does_not_know_it_nor_to_a_bad_one(
    shared: Shared, form: dict[str, str], status: int, told: str
) -> None:
    before, client = shared.users.read_bytes(), shared.client("Ann")
    answer = changed(client, **{"password": PASSWORDS["Ann"], "new": "four words that differ", **form})
    assert answer.status_code == status
    assert told in answer.text
    assert shared.users.read_bytes() == before
    assert sign_in(shared.client(), "Ann").status_code == 303


def test_what_the_file_of_users_says_counts_at_once(shared: Shared, capsys: pytest.CaptureFixture[str]) -> None:
    ann, ben, rita = (shared.client(name) for name in ("Ann", "Ben", "Rita"))
    put_user(shared.users, "Zoe", "reader", typed("a long sentence", "a long sentence"))
    put_user(shared.users, "Ben", "coder", typed("four words that differ", "four words that differ"))
    rows = shared.users.read_text().replace("Rita,reader", "Rita,coder").splitlines(keepends=True)
    shared.users.write_text("".join(row for row in rows if not row.startswith("Ann")))
    assert [each.get("/", follow_redirects=False).status_code for each in (ann, ben, rita)] == [303, 303, 200]
    assert sign_in(shared.client(), "Ann").status_code == 403
    assert sign_in(shared.client(), "Zoe", "a long sentence").status_code == 303
    assert send(rita, shared.url("save/events"), **ROW).status_code == 303
    shared.users.write_text("nonsense")
    assert rita.get("/", follow_redirects=False).status_code == 200
    assert sign_in(shared.client(), "Zoe", "a long sentence").status_code == 303
    answer = changed(rita, password=PASSWORDS["Rita"], new="a whole other sentence")
    assert answer.status_code == 422
    assert shared.users.read_text() == "nonsense"
    assert capsys.readouterr().err.count("Until this is mended, the users who stood there before may sign in.") == 1


# Who may do what


def test_readers_see_everything_and_change_nothing(shared: Shared) -> None:
    client, before = shared.client("Rita"), {p.name: p.read_bytes() for p in shared.folder.iterdir()}
    for path in ("/new", shared.url("copy"), *(shared.url(path) for path in CHANGES)):
        concrete = path.replace("{table}", "events").replace("{file}", "events.csv")
        answer = send(client, concrete, name="stolen", text="x", **ROW)
        assert answer.status_code == 403
        assert "see everything and change nothing" in answer.text
    assert {p.name: p.read_bytes() for p in shared.folder.iterdir()} == before
    assert not (shared.folder.parent / "stolen").exists()
    assert send(client, "/sign-out").status_code == 303


@pytest.mark.parametrize(
    "view", ["", "board", "reports", "edit/events?number=1", "tables", "tables/events", "text/events.csv", "head",
             "drafts", "map", "forecasts", "compare"]
)  # fmt: skip
def test_readers_are_shown_no_way_to_change(shared: Shared, view: str) -> None:
    # What is kept of a page for one who may change things is not shown to one who may not.
    assert shared.client("Ann").get(shared.url(view)).status_code == 200
    page = shared.client("Rita").get(shared.url(view))
    assert page.status_code == 200
    forms = re.findall(r'<form[^>]*method="post" action="([^"]*)"[^>]*>(.*?)</form>', page.text, re.DOTALL)
    assert {action for action, inside in forms if re.search(r"<button(?! type=.button.)", inside)} <= {"/sign-out"}
    ways = "Save|Delete|Undo|Accept|Add a report|Add|Copy|Judge|Edit as text|Read it"
    assert not re.search(rf">\s*({ways})\s*<", page.text)


def test_the_shelf_of_a_reader_offers_no_new_case(shared: Shared) -> None:
    assert "New case" in shared.client("Ann").get("/").text
    page = shared.client("Rita").get("/").text
    assert "line" in page
    assert "New case" not in page
    assert shared.client("Rita").get(shared.url("copy")).status_code == 422


def test_what_else_the_owner_has_opened_is_not_on_the_shelf(
    shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    private = write_case(tmp_path / "elsewhere" / "private-case")
    monkeypatch.setattr("breakranks.workbench.shelf.recent", lambda: [private])
    client = shared.client("Ann")
    assert "private-case" not in client.get("/").text
    assert "line" in client.get("/").text
    assert re.search(r"in 1\scase on the shelf", client.get("/record").text)


def test_an_address_that_is_pasted_is_not_opened(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("breakranks.extraction.opening._fetched", lambda url: pytest.fail("it was opened"))
    client = shared.client("Ann")
    answer = send(client, shared.url("drafts/read"), text="http://169.254.169.254/latest/meta-data")
    assert answer.status_code in (303, 422)
    assert "web page" not in client.get(shared.url("drafts")).text


# Whose edit it is


def test_an_edit_carries_the_name_of_its_coder(shared: Shared) -> None:
    ann, ben = shared.client("Ann"), shared.client("Ben")
    # The name is that of the session, whatever the form says.
    assert send(ann, shared.url("save/events"), **ROW, **{"cell.coder": "Ben"}).status_code == 303
    assert shared.rows()[-1]["coder"] == "Ann"
    assert [row["coder"] for row in shared.rows()[:-1]] == [""] * 4
    for client, note, coder in (
        (ben, "ran in the night", "Ann"),
        (ben, "ran at dawn", "Ann, changed by Ben"),
        (ben, "ran at noon", "Ann, changed by Ben"),
        (ann, "ran in the evening", "Ann, changed by Ann"),
    ):
        was = (shared.folder / "events.csv").read_text().splitlines()[-1]
        form = {**ROW, "cell.note": note, "number": "5", "was": was}
        assert send(client, shared.url("save/events"), **form).status_code == 303
        assert shared.rows()[-1]["coder"] == coder
    assert [line["by"] for line in shared.journal()] == ["Ann", "Ben", "Ben", "Ann"]
    assert "Coder: Ann, changed by Ann" in ben.get(shared.url("edit/events?number=5")).text
    assert 'name="cell.coder"' not in ben.get(shared.url("edit/events?number=5")).text


def test_what_can_be_undone_says_who_did_it_and_who_undid_it(shared: Shared) -> None:
    ann, ben = shared.client("Ann"), shared.client("Ben")
    send(ann, shared.url("save/events"), **ROW)
    assert 'title="Added report 5, by Ann"' in ben.get(shared.url()).text
    assert "before: Added report 5, by Ann" in ben.get(shared.url("compare")).text
    assert "Undone: Added report 5, by Ann" in ben.get(send(ben, shared.url("undo")).headers["location"]).text
    assert shared.journal()[-1]["by"] == "Ben"


def test_nobody_undoes_an_edit_that_they_have_not_seen(shared: Shared) -> None:
    ann, ben = shared.client("Ann"), shared.client("Ben")
    send(ann, shared.url("save/events"), **ROW)
    seen = re.search(r'/undo">.*?name="edit" value="(\d+)"', ann.get(shared.url()).text)[1]
    send(ben, shared.url("save/events"), **{**ROW, "cell.note": "a second"})
    answer = send(ann, shared.url("undo"), edit=seen)
    assert answer.status_code == 422
    assert "Somebody edited the case meanwhile (Added report 6, by Ben)" in answer.text
    assert len(shared.rows()) == 6
    assert send(ben, shared.url("undo"), edit=str(int(seen) + 1)).status_code == 303
    assert len(shared.rows()) == 5


def test_of_two_who_change_one_report_the_second_sees_both_versions(shared: Shared) -> None:
    ann, ben = shared.client("Ann"), shared.client("Ben")
    was = EVENTS.splitlines()[4]
    form = {"number": "4", "was": was, "cell.date": "2030-01-15", "cell.reported": "2030-01-17",
            "cell.formation": "brigade-1", "cell.area": "", "cell.kind": "grip.coerce", "cell.people": "",
            "cell.source": "daily", "cell.reliability": "D", "cell.credibility": "4"}  # fmt: skip
    assert send(ann, shared.url("save/events"), **form, **{"cell.note": "Ann's words"}).status_code == 303
    answer = send(ben, shared.url("save/events"), **form, **{"cell.note": "Ben's words"})
    assert answer.status_code == 409
    assert "Ann&#39;s words" in answer.text
    assert "Ben&#39;s words" in answer.text
    assert shared.rows()[3]["note"] == "Ann's words"
    now = (shared.folder / "events.csv").read_text().splitlines()[4]
    send(ben, shared.url("save/events"), **{**form, "was": now}, **{"cell.note": "Ben's words"})
    assert (shared.rows()[3]["note"], shared.rows()[3]["coder"]) == ("Ben's words", "changed by Ben")


def test_two_who_change_different_reports_are_not_in_each_other_s_way(shared: Shared) -> None:
    ann, ben = shared.client("Ann"), shared.client("Ben")
    was = EVENTS.splitlines()[2]
    # The first edit gives the table the column of coders, and so every row another cell.
    assert send(ann, shared.url("save/events"), **ROW).status_code == 303
    form = {"number": "2", "was": was, "cell.people": "60", "cell.note": "sixty men gone"}
    assert send(ben, shared.url("save/events"), **form).status_code == 303
    row = shared.rows()[1]
    assert (row["people"], row["note"], row["coder"]) == ("60", "sixty men gone", "changed by Ben")


def test_who_accepts_a_draft_and_whose_forecast_it_is_are_told_by_name(shared: Shared) -> None:
    client = shared.client("Ann")
    send(client, shared.url("drafts/read"), text="17 January 2030\n\nForty men of the 1st Brigade deserted.")
    found = re.search(r'name="id" value="([^"]+)"', client.get(shared.url("drafts")).text)
    assert found
    answer = send(client, shared.url("drafts"), id=found[1], action="accept", **{"cell.credibility": "3"})
    assert answer.status_code == 303, answer.text
    assert shared.rows()[-1]["coder"].endswith("accepted by Ann")
    assert 'name="cell.author" value="Ann"' in client.get(shared.url("edit/judgements")).text
