"""What a form sends: its fields, and the file that it may come with."""

from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Scope

MOST_OF_FORM = 2_000_000
"""Bytes that the fields of a form may have."""
MOST_OF_FILE = 20_000_000
"""Bytes of a file; as much as `breakranks read` takes."""
MOST_FIELDS = 1000
WITH_FILE = "/drafts/read"
"""How the address of the only form ends that may come with a file."""


class Sent(NamedTuple):
    """The values of each field, and the file, by the name that the browser gives it, and what it holds."""

    fields: dict[str, list[str]]
    file: tuple[str, bytes] | None = None


def most(scope: Scope) -> int:
    """How many bytes may be sent to an address."""
    return MOST_OF_FORM + (MOST_OF_FILE if scope["path"].endswith(WITH_FILE) else 0)


async def sent(scope: Scope, body: bytes) -> Sent:
    """What the body of a request holds; nothing of it is stored.

    Raises:
        ValueError: it is no form.
    """
    if not Headers(scope=scope).get("content-type", "").startswith("multipart/form-data"):
        return Sent(parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    fields, file = dict[str, list[str]](), None
    try:
        form = Request(scope, receive).form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_OF_FORM)
        async with form as found:
            for name, value in found.multi_items():
                if isinstance(value, UploadFile):
                    # A browser sends a file without a name where none was chosen.
                    file = (value.filename, await value.read()) if value.filename else None
                else:
                    fields.setdefault(name, []).append(value)
    except (MultiPartException, UnicodeError, KeyError) as error:
        raise ValueError("this is no form") from error
    return Sent(fields, file)
