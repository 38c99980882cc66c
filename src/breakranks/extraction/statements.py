"""A text → drafts: which of its sentences say something of a kind, and what they say of whom, where and when."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate

from breakranks.drafts import Draft
from breakranks.drafts.types import LONGEST_WORDS
from breakranks.extraction.classify import NOTHING, Classifier, Sentence, seen
from breakranks.extraction.context import Context
from breakranks.extraction.days import When, day_in
from breakranks.extraction.judgements import Told, judged
from breakranks.extraction.lexicon import concepts, lexicon, times
from breakranks.extraction.page import Page
from breakranks.extraction.people import people_in
from breakranks.extraction.sentences import paragraphs_of
from breakranks.extraction.sides import OPPONENT, OWN, SEAT
from breakranks.extraction.words import words_of
from breakranks.grids import CONTROL
from breakranks.vocabulary import KINDS

CODER = "lexicon"
ENOUGH, ALONE = 0.25, 0.7
"""What must speak for a kind before a sentence is drafted that says whom it is about, and one that does not."""
AMONG = 3
"""A phrase of the lexicon must tell of one of so many likeliest kinds."""
AROUND = 16
"""Sentences around a judgement in which its time is looked for."""
TOLD_BY_PHRASE = 0.2
"""A kind that a phrase tells of goes before one that is likelier by less than this."""
SHORTEST = 4
"""Words of a sentence that can say something."""
WHO = ("troops", "leaders", "enemy")
"""Concepts that say whom a sentence is about."""
SAY = "say"
"""The concept of saying."""
UNREAL = ("unreal", "condition")
"""What times.csv calls words for what would have been, and for what may not be."""
UNREAL_UNLESS_TOLD, TOLD = "unreal-unless-told", "told"
"""German has one form for what would have been and for what somebody says: the latter where something else shows it."""
OF_OPPONENT = ("opponent", "ground")
"""Groups of kinds in which the opponent acts."""
OF_TROOPS = ("conduct", "strain")
"""Groups of kinds that are told of troops, and seldom of command itself."""
CARRIED = "; whom it is about stands in a sentence before"
UNNAMED = "; it names nobody"
"""What a draft says of a formation that its sentence does not name."""
TAKEN = ("conduct.surrender", "conduct.abandon")
"""What the opponent reports as taken."""
IN_VAIN = "conduct.defend"
"""What it means that he attacks in vain."""
POSSIBLE, DOUBTFUL, PROBABLE, UNJUDGED = 3, 4, 2, 6
"""Admiralty codes of what is said."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a text, and what of it a draft is made of.

    `formation` is whom it names, in its own words or by "the brigade"; `carried` whom its paragraph named last.
    """

    text: str
    kind: str
    alternatives: tuple[str, ...]
    formation: str | None = None
    carried: str | None = None


def drafts_in(page: Page, context: Context, classifier: Classifier) -> tuple[list[Draft], Counter[str]]:
    """The drafts that a text makes, and how many sentences there were and were left out, by why."""
    paragraphs = paragraphs_of(page.body or page.text)
    sentences = [sentence for paragraph in paragraphs for sentence in paragraph]
    begins = set(accumulate(map(len, paragraphs), initial=0))
    counts = Counter(sentences=len(sentences))
    drafts: list[Draft] = []
    named: list[str] = []
    last: str | None = None
    carried: str | None = None
    for at, text in enumerate(sentences):
        # Another unit that is none of the case's is whom the next sentences may mean.
        carried = None if at in begins or context.names.speaks_of_a_unit(text) else carried
        near = sorted(range(len(sentences)), key=lambda other: (abs(other - at), other < at))[1 : 1 + AROUND]
        around = [sentences[other] for other in near]
        told = judged(text, page.language, around)
        if told:
            drafts += judgement_drafts(told, text, page, context)
            # What is said to be likely is no report.
            continue
        formation = context.names.formation(text) or context.names.spoken_of(text, named, last)
        named += [formation] if formation else []
        last, carried = formation, formation or carried
        if found := _told(text, page.language, context, classifier, formation or carried):
            draft = event_draft(replace(found, formation=formation, carried=carried), page, context, CODER)
            drafts += [draft] if draft else []
            counts["outside"] += draft is None
    return list({draft.id: draft for draft in drafts}.values()), counts


def _told(text: str, language: str, context: Context, classifier: Classifier, known: str | None) -> Statement | None:
    """What a sentence says, or what it says without who said it, since many words of that hide what few words tell."""

    def said(words: str) -> Statement | None:
        return statement(text, seen(words, language, context.sides, context.masked), context, classifier, known)

    whole = real(text, language)
    if found := said(whole):
        return found
    rest = without_speaker(whole, language)
    return said(rest) if rest != whole else None


def statement(
    text: str, sentence: Sentence, context: Context, classifier: Classifier, known: str | None = None
) -> Statement | None:
    """What a sentence says, if it says something of a kind about somebody; `known` is whom its paragraph speaks of."""
    telling = {kind for concept in sentence.concepts for kind in concepts()[concept]}
    words = words_of(text)
    if not telling or len(words) < SHORTEST or text.endswith("?"):
        return None
    sides = [hit.label for hit in sentence.sides]
    about = bool(known or context.names.areas(text) or context.names.formation(text))
    about |= bool({OWN, OPPONENT, OWN + SEAT} & set(sides) or set(WHO) & set(sentence.concepts))
    scores = classifier.scores(sentence)
    ranked = list(scores)
    everyday = "everyday" in sentence.meanings and NOTHING in ranked[:AMONG]
    if everyday or ranked[0] == NOTHING:
        return None
    ranked.remove(NOTHING)
    if opponent_acts(sentence) and not context.names.formation(text):
        ranked = [kind for kind in ranked if may_be_done_to_it(kind, sentence)]
    likeliest = sorted(ranked[:AMONG], key=lambda kind: -scores[kind] - (TOLD_BY_PHRASE if kind in telling else 0))
    if not telling & {*likeliest} or scores[likeliest[0]] < (ENOUGH if about else ALONE):
        return None
    return Statement(text, likeliest[0], tuple(likeliest[1:]))


def may_be_done_to_it(kind: str, sentence: Sentence) -> bool:
    """Whether a sentence in which the opponent acts may tell of a kind: what he does, takes, or tries in vain."""
    taken, in_vain = "taken" in sentence.concepts, "repel" in sentence.meanings
    of_force = (taken and kind in TAKEN) or (in_vain and kind == IN_VAIN)
    return of_force or kind.partition(".")[0] in OF_OPPONENT


def real(text: str, language: str) -> str:
    """A sentence without those of its clauses that say what would have been, or on which condition."""
    told = any(hit.label == TOLD for hit in times(language).find(words_of(text)))
    labels = UNREAL if told else (*UNREAL, UNREAL_UNLESS_TOLD)
    clauses = text.split(",")
    unreal = [any(hit.label in labels for hit in times(language).find(words_of(clause))) for clause in clauses]
    return ",".join(clause for clause, would in zip(clauses, unreal, strict=True) if not would)


def without_speaker(text: str, language: str) -> str:
    """A sentence without who said so, where that stands at its end or its beginning and tells nothing else."""
    last, first, that = text.rpartition(","), text.partition(","), text.partition(" that ")
    for told, clause in ((last[0], last[2]), (first[2], first[0]), (that[2], that[0])):
        labels = {hit.label for hit in lexicon(language).find(words_of(clause))}
        tells = any(concepts()[label] for label in labels)
        if SAY in labels and not tells and len(words_of(told)) >= SHORTEST:
            return told
    return text


def opponent_acts(sentence: Sentence) -> bool:
    """Whether the opponent is named before anything is told, and the force is not named at all."""
    told = min((hit.first for hit in sentence.hits if concepts()[hit.label]), default=0)
    named = [hit for hit in sentence.sides if hit.label in (OWN, OPPONENT)]
    return bool(named) and named[0].first <= told and all(hit.label == OPPONENT for hit in named)


def event_draft(said: Statement, page: Page, context: Context, coder: str) -> Draft | None:
    """The draft of an event; None where its day lies outside the window of the case."""
    when = day_in(said.text, page.language, page.published) or (When(page.published) if page.published else None)
    if when and page.published and when.day > page.published:
        # A day that had not come yet when this was written: which one is meant is for a person to say.
        when = None
    if when and not (context.covers(when.day) and context.covers(when.first or when.day)):
        return None
    areas = context.names.areas(said.text)
    formation, doubt = whom(said, areas, context)
    key, reliability, known = context.source(page)
    draft = Draft(
        id=identity(page, said.text),
        date=when.written if when else "",
        reported=str(page.published or (when.day if when else "")),
        formation=formation,
        area=" ".join(areas),
        kind=said.kind,
        people=people_in(said.text),
        source=key,
        reliability=reliability,
        credibility=str(credibility(said.text, page, reliability)),
        note=note(said.kind, formation, areas, context) + doubt,
        alternatives=" ".join(said.alternatives),
        words=shown(said.text),
        coder=coder,
    )
    return draft if known else of_source(draft, page)


def whom(said: Statement, areas: Sequence[str], context: Context) -> tuple[str, str]:
    """The formation that a statement is about, and what a person should know of how it was found."""
    if formation := said.formation or context.names.formation(said.text):
        return formation, ""
    if formation := context.names.standing(areas):
        return formation, ""
    if said.carried and said.kind.partition(".")[0] in OF_TROOPS:
        return said.carried, CARRIED
    return context.case.command, UNNAMED if said.kind.partition(".")[0] in OF_TROOPS else ""


def judgement_drafts(told: Told, text: str, page: Page, context: Context) -> list[Draft]:
    """A draft for each question that a judgement answers; none where its day lies outside the window."""
    if page.published and not context.covers(page.published):
        return []
    key, _, known = context.source(page)
    areas = context.names.areas(text)
    horizon, cut = told.horizon, ""
    if page.published and page.published + timedelta(horizon) > context.case.end > page.published:
        horizon, cut = (context.case.end - page.published).days, "; cut to the end of the case"
    drafts = []
    for question in told.questions:
        if question == "area-given-up" and not areas:
            continue
        area = areas[0] if question == "area-given-up" else ""
        draft = Draft(
            id=identity(page, f"{text}\n{question}"),
            table="judgements",
            date=str(page.published or ""),
            area=area,
            source=key,
            note=f"{told.note}{cut}",
            question=question,
            horizon_days=str(horizon),
            phrase=told.phrase,
            name=page.author,
            words=shown(text),
            coder=CODER,
        )
        drafts.append(draft if known else of_source(draft, page))
    return drafts


def identity(page: Page, statement: str) -> str:
    """The id of a draft: the same whenever the same source says the same."""
    return "read:" + hashlib.sha256(f"{page.url or page.name}\n{statement}".encode()).hexdigest()[:12]


def shown(sentence: str) -> str:
    """The words that a draft rests on: the sentence, on one line, cut where it is very long."""
    line = " ".join(CONTROL.sub(" ", sentence).split())
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1].rsplit(' ', 1)[0]}…"


def of_source(draft: Draft, page: Page) -> Draft:
    """The draft with what makes a new source of its page."""
    return replace(draft, source_name=page.name, source_url=page.url, source_published=str(page.published or ""))


def credibility(text: str, page: Page, reliability: str) -> int:
    """How believable a statement is by its own words; of a source that nobody knows it cannot be judged."""
    marks = {hit.label for hit in times(page.language).find(words_of(text))}
    if "doubted" in marks:
        return DOUBTFUL
    if reliability == "F":
        return UNJUDGED
    return PROBABLE if "confirmed" in marks else POSSIBLE


def note(kind: str, formation: str, areas: Sequence[str], context: Context) -> str:
    """One line in our own words: what, who and where."""
    called = {f.id: f.name for f in context.case.formations} | {a.id: a.name for a in context.case.areas}
    name = KINDS[kind].name
    who = ", ".join(called[id] for id in (formation, *areas))
    return f"{name[0].upper()}{name[1:]}: {who}"
