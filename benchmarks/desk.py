"""The workbench as its user waits for it: a server of its own process is driven by the forms and pages of a browser."""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.cookiejar import CookieJar
from importlib.resources import files
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

EDITS = 50
LARGE = 200, 100, 5_000
"""Formations, areas and reports of the large case."""


class Visitor:
    """A browser without a screen, at the case that a server was opened with."""

    def __init__(self, link: str) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.origin = re.match(r"http://[^/]+", link)[0]
        page, to, token = re.fullmatch(r"(.*)\?to=(.*)#(.*)", link).groups()
        form = urlencode({"token": token, "to": to}).encode()
        self.url = self.opener.open(Request(page, form, {"Origin": self.origin})).geturl()

    def get(self, view: str = "") -> str:
        return self.opener.open(self.url + view).read().decode()

    def post(self, view: str, form: dict[str, str]) -> str:
        request = Request(self.url + view, urlencode(form).encode(), {"Origin": self.origin})
        return self.opener.open(request).read().decode()

    def form(self, view: str) -> dict[str, str]:
        """What the fields of a form hold."""
        page = self.get(view)
        fields = dict(re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', page))
        for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
            fields[name] = re.search(r'<option value="([^"]*)" selected', options)[1]
        return {name: html.unescape(value) for name, value in fields.items()}


@contextmanager
def server(folder: Path) -> Iterator[tuple[Visitor, subprocess.Popen[str]]]:
    """The workbench, open at a case."""
    command = [sys.executable, "-m", "breakranks", "open", str(folder), "--no-browser"]
    environment = os.environ | {"XDG_DATA_HOME": str(folder.parent / ".data")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(command, cwd=folder.parent, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        link = next(found[0] for line in process.stdout or () if (found := re.search(r"http://\S+", line)))
        yield Visitor(link), process
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Print seconds and memory."""
    with tempfile.TemporaryDirectory() as place:
        small = Path(place) / "kherson-2022"
        shutil.copytree(str(files("breakranks.case") / "library" / "kherson-2022"), small)
        print("kherson-2022")
        measure(small, EDITS)
        large = Path(place) / "large"
        write_large(large, *LARGE)
        print("\n{} formations, {} areas, {:,} reports".format(*LARGE))
        measure(large, 5)


def measure(folder: Path, edits: int) -> None:
    """Everything that a user waits for, at one case."""
    started = list[float]()
    # The first start compiles what is loaded, once for all.
    for _ in range(4):
        began = perf_counter()
        with server(folder) as (visitor, _process):
            visitor.get()
            started.append(perf_counter() - began)
    told("from the command to the first page", *started[1:])
    with server(folder) as (visitor, process):
        page = visitor.get()
        rows = (folder / "events.csv").read_text().count("\n") - 1
        last = date.fromisoformat(re.search(r'<option value="(\d{4}-\d\d-\d\d)">', page)[1])
        days = [last - timedelta(n) for n in range(1, 11)]
        told("slider, a day not seen before", *(timed(visitor, f"board?day={day}") for day in days))
        told("slider, a day seen before", *(timed(visitor, f"board?day={day}") for day in days))
        before, quick, whole, effects = memory(process), list[float](), list[float](), list[float]()
        for n in range(edits):
            # Reports from all over the case, in no order of time.
            edited = visitor.form(f"edit/events?number={1 + 7919 * n % rows}")
            form = edited | {"cell.note": f"edit {n}", "cell.credibility": str(n % 5 + 1)}
            began = perf_counter()
            visitor.post("effect/events", form)
            effects.append(perf_counter() - began)
            began = perf_counter()
            visitor.post("save/events", {**form, "action": "save"})
            visitor.get("board")
            quick.append(perf_counter() - began)
            if n % 5 == 0:
                whole.append(timed(visitor, "sections"))
        told("the effect of an edit before it is saved", *effects)
        told("saving it, and its headline", *quick)
        told("and everything", *whole)
        print(f"  memory after {edits} edits".ljust(50), f"{memory(process):6.0f} MB, {before:.0f} MB before them")


def timed(visitor: Visitor, view: str) -> float:
    """The seconds that a view takes."""
    began = perf_counter()
    visitor.get(view)
    return perf_counter() - began


def told(what: str, *seconds: float) -> None:
    """Print the median, and of several the point below which 95 in 100 lie."""
    most = f", p95 {quantiles(seconds, n=20, method='inclusive')[-1]:.2f} s" if len(seconds) > 1 else ""
    print(f"  {what}".ljust(50), f"{median(seconds):6.2f} s{most}", flush=True)


def memory(process: subprocess.Popen[str]) -> float:
    """Megabytes that a process holds (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1e3


def write_large(folder: Path, formations: int, areas: int, reports: int) -> None:
    """A made-up case of that size over 60 days: areas in a square, each with its formations."""
    folder.mkdir()
    side, start = int(areas**0.5), date(2030, 1, 1)
    (folder / "case.toml").write_text(
        'title = "Large"\nsummary = "A made-up front."\nforce = "Red"\nopponent = "Blue"\ncommand = "high"\n'
        f"start = {start}\nend = {start + timedelta(59)}\nas_of = [{start + timedelta(50)}]\n"
    )
    (folder / "sources.csv").write_text("key,name\nwire,A wire\n")
    rows = ["id,name,lat,lon,adjacent"]
    for n in range(areas):
        y, x = divmod(n, side)
        beside = [(y, x - 1), (y, x + 1), (y - 1, x), (y + 1, x)]
        named = " ".join(f"a{b * side + a}" for b, a in beside if 0 <= a < side and 0 <= b < areas // side)
        rows.append(f"a{n},Area {n},{46 + y / 10},{32 + x / 10},{named}")
    (folder / "areas.csv").write_text("\n".join(rows) + "\n")
    bodies = [f"f{n},Brigade {n},high,brigade,conscript,3000,a{n % areas}" for n in range(formations)]
    head = ["id,name,parent,echelon,troops,strength,area", "high,High command,,command,professional,0,"]
    (folder / "formations.csv").write_text("\n".join(head + bodies) + "\n")
    kinds = ("opponent.attack", "conduct.defend", "conduct.withdraw", "strain.supply", "conduct.desert")
    told = ["date,reported,formation,area,kind,people,source,reliability,credibility,note"]
    for n in range(reports):
        day = start + timedelta(n * 55 // reports)
        told.append(f"{day},{day},f{n * 7 % formations},,{kinds[n % 5]},,wire,B,2,report {n}")
    (folder / "events.csv").write_text("\n".join(told) + "\n")
