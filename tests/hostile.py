"""A case from a stranger whose every text tries to become something else, and what a page must not be made to hold."""

from html.parser import HTMLParser

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)></textarea></title><!--{{7*7}}${7*7}"
_CSV = '"' + EVIL.replace('"', '""') + '"'
_WORD = _CSV.replace(" ", "/")
TOML = f"""\
title = '''{EVIL}'''
summary = '''{EVIL}'''
force = '''{EVIL} force'''
opponent = '''{EVIL} opponent'''
command = "high-command"
start = 2030-01-01
end = 2030-03-31
as_of = [2030-01-20, 2030-02-10]
"""
FILES = {
    "case.toml": TOML,
    "areas.csv": (
        f"id,name,lat,lon,adjacent,aliases,{_CSV}\ntown,{_CSV},46.6,32.6,bridge,{_CSV},{_CSV}\n"
        f'bridge,"A {_CSV[1:]},46.7,32.7,town,,{_CSV}\n'
    ),
    "formations.csv": (
        "id,name,parent,echelon,troops,strength,area,arrives,aliases\n"
        f"high-command,{_CSV},,command,professional,0,,,{_CSV}\n"
        f'brigade-1,"A {_CSV[1:]},high-command,brigade,conscript,3000,town,,\n'
        f'brigade-2,"B {_CSV[1:]},high-command,brigade,mobilised,2500,bridge,2030-01-10,\n'
    ),
    "events.csv": (
        "date,reported,formation,area,kind,people,source,reliability,credibility,note,id,coder\n"
        f"2030-01-04,2030-01-05,high-command,town,order.hold,,wire,B,2,{_CSV},{_WORD},{_CSV}\n"
        f"2030-01-08,2030-01-09,brigade-1,town,conduct.desert,40,daily,C,3,{_CSV},,{_CSV}\n"
        f"2030-01-15,2030-01-17,brigade-1,,grip.coerce,,https://example.org/?a=%22%3E&b='x',D,4,{_CSV},,\n"
    ),
    "sources.csv": (
        "key,name,url,archived,published,accessed,licence,reliability\n"
        f"wire,{_CSV},https://example.org/?q='%22%3E<b>,,2030-01-09,,{_CSV},\ndaily,{_CSV},,,,,{_CSV},\n"
    ),
    "moves.csv": (
        "date,reported,formation,area,parent,strength,source\n2030-01-20,2030-01-21,brigade-1,bridge,,2000,wire\n"
    ),
    "outcomes.csv": (
        "question,area,formation,date,source,note\n"
        f"area-given-up,town,,2030-02-20,wire,{_CSV}\narea-given-up,bridge,,,daily,{_CSV}\n"
        "explanation,,,2030-01-01,daily,in-control\n"
    ),
    "judgements.csv": (
        "date,author,question,area,horizon_days,phrase,probability,source,note\n"
        f"2030-01-18,{_CSV},area-given-up,town,28,{_CSV},0.7,wire,{_CSV}\n"
    ),
    "drafts.csv": (
        "id,status,table,date,reported,formation,area,kind,source,reliability,credibility,note,words,alternatives,"
        "source_name,source_url,coder\n"
        f"{_CSV},open,events,2030-01-18,2030-01-19,{_CSV},{_CSV},{_CSV},{_CSV},B,3,{_CSV},{_CSV},{_CSV},{_CSV},"
        f"javascript:alert(1),{_CSV}\n"
    ),
    "areas.geojson": (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "town", "name": '
        '"<script>alert(1)</script>"}, "geometry": {"type": "Polygon", "coordinates": '
        "[[[32.5, 46.5], [32.7, 46.5], [32.7, 46.65], [32.5, 46.5]]]}}]}"
    ),
}


class _Found(HTMLParser):
    """Whatever of a page would run, load or lead where nothing of ours does."""

    def __init__(self) -> None:
        super().__init__()
        self.found = list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in ("img", "iframe", "object", "embed", "base") or (tag == "script" and not _ours(told)):
            self.found.append(f"<{tag} {told}>")
        self.found += [f"{tag} {name}" for name in told if name.startswith("on")]
        for name in ("href", "src", "action", "formaction", "xlink:href"):
            start = told.get(name, "").lstrip().lower()
            if start and not start.startswith(("/", "#", "?", "https://", "http://", "data:,")):
                self.found.append(f"{tag} {name}={start[:40]}")
        if tag == "meta" and told.get("http-equiv", "").lower() == "refresh":
            self.found.append("refresh")


def _ours(told: dict[str, str]) -> bool:
    return told.get("type") == "application/json" or "/static/" in told.get("src", "")


def found_in(page: str) -> list[str]:
    """What a page holds that no page of ours may hold."""
    parser = _Found()
    parser.feed(page)
    return parser.found
