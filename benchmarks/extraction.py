"""How well `breakranks read` reads without a language model: notes of the shipped cases, and made-up articles.

The kind of every note is read by what was learnt without its case. The tables of phrases and of made-up sentences were
not written from the notes. articles.csv holds what a person would take from each sentence of twelve articles: the kinds
that fit, the formation and the area; nothing where it reports nothing. Phrases were added after the articles for two of
the cases had been read, and none after those for the third.
"""

import csv
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.articles import ARTICLES, write_river

from breakranks.case import folder_of, load_case, shipped
from breakranks.case.types import Case
from breakranks.extraction import read_into
from breakranks.extraction.classify import NOTHING, classifier, notes_of
from breakranks.extraction.context import Context
from breakranks.extraction.names import CaseNames
from breakranks.extraction.page import page_of
from breakranks.extraction.statements import drafts_in, statement

AMONG = 3
UNSEEN = "kharkiv-2022"
"""The case of the articles after which no phrase was added."""


def kinds_of(case: Case, folder: Path) -> Counter[str]:
    """Of the notes of a case: how many are right at first and among three, drafted, and right among the drafted."""
    found, context, counts = classifier(case.slug), Context(folder), Counter[str]()
    for event, (kind, sentence, _) in zip(case.events, notes_of(case.slug), strict=True):
        likeliest = [kind for kind in found.scores(sentence) if kind != NOTHING][:AMONG]
        counts += Counter(notes=1, first=likeliest[0] == kind, three=kind in likeliest)
        if said := statement(event.note, sentence, context, found):
            counts += Counter(drafted=1, right=said.kind == kind)
    return counts


def names_of(case: Case) -> Counter[str]:
    """Of the notes of a case: how many name a formation or area that was found, and how many of these are the row's."""
    names, counts = CaseNames(case, {}), Counter[str]()
    above = {formation.id: formation.parent for formation in case.formations}
    for event in case.events:
        formation, areas = names.formation(event.note), names.areas(event.note)
        near = {
            event.formation,
            above[event.formation],
            *(id for id, parent in above.items() if parent == event.formation),
        }
        counts += Counter(formation=bool(formation), formation_right=bool(formation) and formation in near)
        counts += Counter(area=bool(areas and event.areas), area_right=bool({*areas} & {*event.areas}))
        counts += Counter(with_area=bool(event.areas))
    return counts


def read_article(rows: Sequence[dict[str, str]], context: Context) -> Counter[str]:
    """Of the sentences of an article: how many report something, were drafted, and drafted right."""
    paragraphs = [[row["sentence"] for row in rows] for _, rows in groupby(rows, lambda row: row["paragraph"])]
    text = "\n\n".join(["\n".join(paragraphs[0]), *(" ".join(sentences) for sentences in paragraphs[1:])])
    drafts, _ = drafts_in(page_of(text, "article"), context, classifier())
    found = {draft.words: draft for draft in drafts if draft.table == "events"}
    counts = Counter[str]()
    for row in rows:
        draft, kinds = found.get(row["sentence"]), row["kinds"].split()
        if not kinds:
            counts += Counter(silent=1, false=draft is not None)
            continue
        counts += Counter(told=1, drafted=draft is not None)
        if draft:
            counts += Counter(
                right=draft.kind in kinds, three=bool({draft.kind, *draft.alternatives.split()} & {*kinds})
            )
            # Where the article leaves open who it was, every formation will do.
            counts += Counter(formation=row["formation"] in ("", draft.formation), area=row["area"] == draft.area)
    return counts


def articles() -> dict[tuple[str, str], Counter[str]]:
    """What was read in each article, by the case and the language of it."""
    rows = list(csv.DictReader((Path(__file__).parent / "articles.csv").open(encoding="utf-8", newline="")))
    out = {}
    for slug, of_case in groupby(rows, lambda row: row["case"]):
        with TemporaryDirectory() as aside, folder_of(slug) as original:
            context = Context(Path(shutil.copytree(original, Path(aside) / slug)))
            for language, article in groupby(of_case, lambda row: row["language"]):
                out[slug, language] = read_article(list(article), context)
    return out


def _print_articles() -> None:
    heads = ("reports", "drafted", "right", "of three", "formation", "area", "silent", "drafted")
    print(f"\n{'made-up articles':22}" + "".join(f"{head:>10}" for head in heads))
    read = articles()
    groups = {f"{slug} {language}": [(slug, language)] for slug, language in read}
    groups |= {"seen": [key for key in read if key[0] != UNSEEN], "unseen": [key for key in read if key[0] == UNSEEN]}
    for name, keys in groups.items():
        counts = sum((read[key] for key in keys), Counter[str]())
        cells = [f"{counts['told']:8,}", _share(counts["drafted"], counts["told"])]
        cells += [_share(counts[part], counts["drafted"]) for part in ("right", "three", "formation", "area")]
        cells += [f"{counts['silent']:8,}", f"{counts['false']:8,}"]
        print(f"{name:22}" + "".join(f"{cell:>10}" for cell in cells), flush=True)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:8.1%}" if whole else "       –"


def main() -> None:
    heads = ("notes", "first", "of three", "drafted", "right", "formation", "right", "area", "right")
    print(f"{'':22}" + "".join(f"{head:>10}" for head in heads))
    every = Counter[str]()
    for slug in shipped():
        case = load_case(slug)
        with TemporaryDirectory() as aside:
            # A copy, as a user has it: texts are not read for the shipped cases themselves.
            with folder_of(slug) as original:
                folder = Path(shutil.copytree(original, Path(aside) / slug))
            counts = kinds_of(case, folder) + names_of(case)
        every += counts
        _print(slug, counts)
    _print("all", every)
    _print_articles()
    print("\nOne article to drafts, in seconds, once the classifier has learnt.")
    for language, text in ARTICLES.items():
        with TemporaryDirectory() as aside:
            folder = write_river(Path(aside) / "river")
            file = Path(aside) / "article.txt"
            file.write_text(text, encoding="utf-8")
            begin = time.perf_counter()
            read = read_into(str(file), folder)
            print(f"{language}: {read.added} drafts in {time.perf_counter() - begin:.2f} s")


def _print(name: str, counts: Counter[str]) -> None:
    notes = counts["notes"]
    cells = [
        f"{notes:8,}",
        _share(counts["first"], notes),
        _share(counts["three"], notes),
        _share(counts["drafted"], notes),
        _share(counts["right"], counts["drafted"]),
        _share(counts["formation"], notes),
        _share(counts["formation_right"], counts["formation"]),
        _share(counts["area"], counts["with_area"]),
        _share(counts["area_right"], counts["area"]),
    ]
    print(f"{name:22}" + "".join(f"{cell:>10}" for cell in cells), flush=True)
