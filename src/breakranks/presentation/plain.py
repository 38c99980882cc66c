"""Signs that a console cannot show → plain ones in their place."""

from codecs import register_error
from unicodedata import combining, normalize

PLAIN = "breakranks-plain"
"""How a stream is told to write signs that its encoding does not know (`errors`): plain ones in their place."""
_SIGNS = {
    "-": "−‐‑–—―─━╌", '"': "“”„«»", "'": "‘’‚′ʼ", " ": "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "*": "·•",
    "x": "×", "#": "█", ".": "░", "|": "│", "/": "⁄", "=": "╸╺", "->": "→", "<-": "←", "<->": "↔", ">=": "≥", "<=": "≤",
    "~": "≈", "+/-": "±", "...": "…", "EUR": "€", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø",
    "O": "Ø", "d": "đð", "D": "ĐÐ", "l": "ł", "L": "Ł", "i": "ı", "th": "þ", "Th": "Þ",
}  # fmt: skip
_PLAIN = {sign: plain for plain, signs in _SIGNS.items() for sign in signs}
"""What stands for a sign in ASCII; of other letters, what is left of them without their accents."""


def encodable(text: str, encoding: str) -> str:
    """The same text in signs that an encoding knows; what stands in columns keeps its place."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        # The spaces between columns make room for the dots.
        return text.replace("…   ", "... ").encode(encoding, PLAIN).decode(encoding, "surrogateescape")
    return text


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    """What is written for a sign that cannot be encoded: plain signs, or else its number, so that nothing is lost."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    sign = error.object[error.start]
    if "\udc80" <= sign <= "\udcff":
        # A byte of a file's name that is no text goes out as it came in.
        return bytes([ord(sign) - 0xDC00]), error.start + 1
    plain = "".join(_PLAIN.get(c, c) for c in normalize("NFKD", _PLAIN.get(sign, sign)) if not combining(c))
    return plain if plain.isascii() else sign.encode("ascii", "backslashreplace").decode(), error.start + 1


register_error(PLAIN, _plain)
