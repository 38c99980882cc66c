"""The form for case.toml: what the case is, its window, its as-of days."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from breakranks.case.codebook import CASE_KEYS
from breakranks.case.create import SAID
from breakranks.case.reading.days import ASKED_FOR, Day, NoDay, Span, read_alone, read_days
from breakranks.case.reading.locate import HEAD
from breakranks.tables import InputError
from breakranks.workbench.desk import new_problems
from breakranks.workbench.folder import ConflictError
from breakranks.workbench.web import Visit

TEXTS = ("title", "summary", "force", "opponent", "command")
DAYS = ("start", "end")
KEYS = (*TEXTS, *DAYS, "as_of", "opponent_strength")
"""The keys of the form; the others are changed as text."""
LABELS = {"command": "High command", "start": "First day", "end": "Last day", "as_of": "As-of days"}
"""What a key is called, where its own name says too little."""
BETWEEN_DAYS = re.compile(r"[;\[\]]|,(?!\s*[0-9]{4}\s*(?:[,;\]]|$))")
"""What parts days: also commas, but for the one in "November 9, 2022"."""


@dataclass(frozen=True)
class Field:
    """A key in the form: its value as people write it, and what the codebook says of it.

    `example` is what an empty case says; `theirs` is what the file says by now, where somebody wrote something else
    there meanwhile.
    """

    key: str
    label: str
    value: str
    help: str
    example: str = ""
    theirs: str | None = None


def head_page(
    visit: Visit, values: Mapping[str, str] | None = None, problems: tuple[str, ...] = (), clash: bool = False
) -> Response:
    """The form, filled in from case.toml or as it was sent; in a `clash`, with what the file says now beside it.

    What an empty case says is shown as an example, not as a value.
    """
    now = _values(_text(visit)) if values is None or clash else {}
    given = now if values is None else values
    fields = [
        Field(
            key,
            _label(key),
            "" if (value := given.get(key, "")) == SAID.get(key) else value,
            CASE_KEYS[key],
            SAID.get(key, ""),
            now[key] if clash and now[key] != given.get(key, "") else None,
        )
        for key in KEYS
    ]
    version = "" if clash else visit.form.get("version")
    return visit.page(
        "head.html",
        "tables",
        409 if clash else 422 if problems else 200,
        fields=fields,
        version=version or visit.desk.folder.version_of(HEAD),
        problems=problems,
        clash=clash,
    )


def save_head(visit: Visit) -> Response:
    """Save what the form says; show it again where that cannot be."""
    form = {key: " ".join(visit.form.get(f"head.{key}", "").split()) for key in KEYS}
    if visit.form.get("version") != visit.desk.folder.version_of(HEAD):
        told = f"{HEAD} was changed elsewhere meanwhile. Yours is below, and where they differ what the file says now."
        return head_page(visit, form, (told,), clash=True)
    text = _text(visit)
    old = _values(text)
    form = {
        key: value or SAID.get(key, "") if old.get(key) == SAID.get(key, "") else value for key, value in form.items()
    }
    try:
        changed = {key: value for key, value in form.items() if value != old.get(key, "")}
        raw = _with(text, {**changed, **_days(form, changed)}).encode()
    except InputError as error:
        return head_page(visit, form, (str(error),))
    problems = new_problems(visit.state.examined, visit.desk.tried({HEAD: raw}).examined)
    if problems:
        return head_page(visit, form, tuple(problems))
    try:
        visit.change("Changed what the case is", {HEAD: raw}, {HEAD: visit.form["version"]})
    except ConflictError:
        return save_head(Visit(visit.bench, visit.request))
    return visit.go("tables", done="Changed what the case is")


def _text(visit: Visit) -> str:
    try:
        return (visit.desk.folder.read(HEAD) or b"").decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError(f"{HEAD} is not UTF-8, so the workbench does not change it. Save it as UTF-8.") from None


def _values(text: str) -> dict[str, str]:
    """What case.toml says of each key, as it stands in the form.

    Raises:
        InputError: it is not TOML.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f"{HEAD} is not TOML. Mend it as text.") from None
    found = {}
    for key in KEYS:
        value = table.get(key, "")
        found[key] = ", ".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())
    return found


def _with(text: str, values: Mapping[str, str]) -> str:
    """The text with the lines of some keys changed; every other line stays.

    Raises:
        InputError: a value cannot be written, or stands on more than one line.
    """
    for key, value in values.items():
        line = f"{key} = {_toml(key, value)}" if value else ""
        found = re.search(rf"^{key}[ \t]*=.*$", text, re.MULTILINE)
        if found:
            text = text[: found.start()] + line + text[found.end() :]
        elif line:
            first = re.search(r"^\[", text, re.MULTILINE)
            at = first.start() if first else len(text)
            text = f"{text[:at].rstrip()}\n{line}\n" + (f"\n{text[at:]}" if first else "")
    try:
        now = _values(text)
    except InputError:
        now = {}
    if any(now.get(key) != value for key, value in values.items()):
        raise InputError(f"{HEAD} is written in a way that this form cannot change. Change it as text.")
    return text


def _toml(key: str, value: str) -> str:
    """A value as TOML has it."""
    if key in TEXTS:
        return json.dumps(value, ensure_ascii=False)
    if key == "opponent_strength":
        if not re.fullmatch("[0-9]{1,9}", value):
            raise InputError(f"Opponent strength: '{value}' is not a number of people. Write digits alone.")
        return str(int(value))
    return f"[{value}]" if key == "as_of" else value


def _days(form: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    """The days that are changed, as ISO 8601. All days are read as a column of a table is, and decide together.

    Raises:
        InputError: some of them are not days.
    """
    written = {key: [form[key]] if form[key] else [] for key in DAYS} | {"as_of": _listed(form["as_of"])}
    meant = read_days(value for values in written.values() for value in values)
    days, wrong = dict[str, str](), list[str]()
    for key in (key for key in written if key in changed):
        found = list[str]()
        for value in written[key]:
            match meant[value]:
                case NoDay(wrong=why, right=right):
                    wrong.append(f"{_label(key)}: {why}. {right}.")
                case Span() as span:
                    wrong.append(f"{_label(key)}: '{value}' is {span.wrong}. {ASKED_FOR}.")
                case Day(day=day):
                    found.append(str(day))
        days[key] = ", ".join(found)
    if wrong:
        raise InputError(" ".join(wrong))
    return days


def _listed(text: str) -> list[str]:
    """The days of a list, each as it is written; where each word is a day, spaces part them too."""
    found = list[str]()
    for part in filter(None, map(str.strip, BETWEEN_DAYS.split(text))):
        words = part.split()
        apart = all(not isinstance(read_alone(word), NoDay | Span) for word in words)
        found.extend(words if apart else [part])
    return found


def _label(key: str) -> str:
    """What a key is called."""
    return LABELS.get(key, key.replace("_", " ").capitalize())
