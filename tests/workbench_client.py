"""A workbench without a network: its pages as a browser that was let in gets them."""

import re
from html import unescape
from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from breakranks.workbench.app import application
from breakranks.workbench.desk import Desk
from breakranks.workbench.safety import Link, Secrets
from breakranks.workbench.web import Workbench
from case_folder import FILES, write_case

PORT = 8123
ORIGIN = f"http://127.0.0.1:{PORT}"


class Browser:
    """A browser that has followed the link, at a case that lies in `folder`."""

    def __init__(self, place: Path, files: dict[str, str] | None = None, enter: bool = True) -> None:
        self.folder = write_case(place / "line", {**FILES, **(files or {})})
        self.known = Secrets()
        self.bench = Workbench(self.known.base, place)
        self.desk: Desk = self.bench.open(self.folder)
        self.gate = Link(self.known, f"127.0.0.1:{PORT}")
        self.client = TestClient(application(self.bench, self.gate), base_url=ORIGIN, headers={"origin": ORIGIN})
        self.base = self.known.base
        if enter:
            assert self.enter().status_code == 303

    def enter(self, **form: str) -> Response:
        """What the page that the link leads to sends on."""
        self.client.get(f"{self.base}/enter")
        data = {"token": self.known.token, **form}
        return self.client.post(f"{self.base}/enter", data=data, follow_redirects=False)

    def get(self, view: str, status: int = 200) -> str:
        """A page of the case."""
        answer = self.client.get(f"{self.base}/{self.desk.id}/{view}")
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, view: str, status: int = 200, **form: str) -> str:
        """Send a form of the case, with its token; redirections are followed."""
        data = {"form": self.known.form, **{name.replace("__", "."): value for name, value in form.items()}}
        answer = self.client.post(f"{self.base}/{self.desk.id}/{view}", data=data)
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, view: str, file: str, content: bytes, status: int = 200, **form: str) -> str:
        """Send a form of the case with a file."""
        url = f"{self.base}/{self.desk.id}/{view}"
        sent = {"form": self.known.form, **form}
        answer = self.client.post(url, data=sent, files={"file": (file, content)})
        assert answer.status_code == status, answer.text
        return answer.text

    def text(self, name: str = "events.csv") -> str:
        """What a file holds."""
        return (self.folder / name).read_text(encoding="utf-8")

    def shown(self, view: str) -> dict[str, str]:
        """What the fields of a form hold, hidden ones too."""
        page = self.get(view)
        fields = dict(re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', page))
        for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            fields[name] = chosen[1] if chosen else ""
        return {name: unescape(value) for name, value in fields.items()}


def words(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
