"""The codebook as data: the words a case may use, and what they mean."""

CASE_KEYS = {
    "title": "what the case is called",
    "summary": "two or three sentences: the situation at the start, without hindsight",
    "force": "the force whose command is assessed",
    "opponent": "who it fights",
    "command": "id, in formations.csv, of the high command: the root of the order of battle",
    "start": "first day of the window; every event lies in it",
    "end": "last day of the window",
    "as_of": "days on which an assessment is worth making, in order; three to six of them",
    "winter": "spells of exceptional cold, mud, heat or monsoon, as pairs of days; may be left out",
    "opponent_strength": "people that the opponent was thought to have against this force at the start, a whole "
    "number; may be left out",
    "sources": "a table for each source, [sources.KEY], with name, optional url and published",
}
FORMATION_COLUMNS = {
    "id": "lower-case kebab-case, each once",
    "name": "what it is called",
    "parent": "id of the next headquarters up; empty for the high command alone",
    "echelon": "its size, an APP-6 name",
    "troops": "what kind of people serve in it",
    "strength": "people, a whole number, the best estimate at the start; 0 for a headquarters",
    "area": "id in areas.csv; empty for a headquarters that holds no ground, or a force that stands in no one place",
    "arrives": "optional column: the day it joins the force; empty where it was there from the start",
}
AREA_COLUMNS = {
    "id": "lower-case kebab-case, each once",
    "name": "what it is called",
    "lat": "degrees north of its middle, WGS 84",
    "lon": "degrees east of its middle, WGS 84",
    "adjacent": "ids of the areas it touches, separated by spaces; they must name it too",
    "front": "yes where on the first day it touches ground that the opponent holds, or a coast from which he can "
    "come, else no; optional column",
}
EVENT_COLUMNS = {
    "date": "the day it happened, the first day where it lasted",
    "reported": "the day an outside reader could have known it; may lie after the window",
    "formation": "whom it is about: the nearest headquarters known, the high command where it is about the whole force",
    "area": "where: one or more area ids separated by spaces; empty where it is about the formation wherever it stands",
    "kind": "what it is: one of the kinds below",
    "people": "how many people it touched, where a figure was reported; else empty",
    "source": "KEY of a source in case.toml",
    "reliability": "of the source, Admiralty code A to F",
    "credibility": "of the information, Admiralty code 1 to 6",
    "note": "one line in your own words",
}
OUTCOME_COLUMNS = {
    "question": "one of the questions below",
    "area": "area id, for area-given-up one row for every area; else empty",
    "formation": "formation id, where it was one formation; else empty",
    "date": "the first day on which it had happened; empty where it never did inside the window",
    "source": "KEY of a source in case.toml",
    "note": "one line in your own words; for explanation one of the explanations below",
}
JUDGEMENT_COLUMNS = {
    "date": "the day it was published",
    "author": "who judged: an office, a newspaper, a label; nobody's private name",
    "question": "one of the questions below, except explanation",
    "area": "area id, for area-given-up; else empty",
    "horizon_days": "within how many days of that day it should happen, a whole number of 1 or more",
    "phrase": "the word of probability, one of the table of phrases; any wording where there is a probability",
    "probability": "the number from 0 to 1, where the author gave one; else empty",
    "source": "KEY of a source in case.toml; may be empty",
    "note": "one line in your own words: how the judgement was read",
}

GROUPS = {
    "order": "what command tells its own troops",
    "claim": "what command says in public",
    "prepare": "costly acts that show intent",
    "conduct": "what formations do",
    "grip": "what command does to its own troops to keep control",
    "strain": "what wears the troops down",
    "opponent": "what the other side does",
}
"""The part of a kind before its dot."""
KINDS = {
    "order.hold": "command orders to hold or defend",
    "order.no-retreat": "command orders to hold at any cost, with a threat attached",
    "order.withdraw": "command orders to withdraw, evacuate or give up ground",
    "order.attack": "command orders to attack",
    "order.countermanded": "an order reversed, or contradicted by another headquarters",
    "claim.hold": "command says in public that all is well, we stay",
    "claim.withdraw": "command says in public that we leave, regroup",
    "claim.blame": "command, or its loyal voices, blame each other or the troops in public",
    "prepare.defence": "real positions dug, mined, manned; reinforcements brought in",
    "prepare.decoy": "dummy positions, feints, staged signals: what deception costs",
    "prepare.withdrawal": "bridging, headquarters, stores, officials or civilians moved back; demolitions laid; "
    "a line prepared behind",
    "prepare.attack": "assembly for an attack",
    "conduct.defend": "stands and fights as a formation",
    "conduct.attack": "attacks as a formation",
    "conduct.withdraw": "goes back in order, with its equipment, covered",
    "conduct.flee": "goes back in disorder",
    "conduct.abandon": "leaves serviceable equipment or stores behind",
    "conduct.refuse": "refuses an order, or to return to the line",
    "conduct.desert": "people leave it on their own",
    "conduct.mutiny": "turns on its own command, with arms or soldiers' committees",
    "conduct.surrender": "gives itself up",
    "conduct.defect": "goes over to the other side",
    "conduct.infight": "fights others of its own side",
    "grip.coerce": "executions, blocking detachments, arrests, threats to families",
    "grip.dismiss": "a commander dismissed, arrested, replaced",
    "grip.relieve": "rest, rotation, leave, pay, food, grievances met",
    "grip.reinforce": "fresh troops or replacements reach it",
    "strain.losses": "heavy casualties",
    "strain.supply": "cut off, or short of food, ammunition, fuel, winter kit",
    "strain.leader": "its commander killed, captured, gone",
    "strain.hardship": "cold, disease, exhaustion, long unrelieved service",
    "opponent.attack": "the other side presses the formation or area",
    "opponent.encircle": "the other side surrounds it or cuts its way out",
    "opponent.offer": "the other side offers terms, amnesty, deals, leaflets",
    "opponent.pause": "the other side holds back, stops",
}
ECHELONS = (
    "team", "squad", "section", "platoon", "company", "battalion", "regiment",
    "brigade", "division", "corps", "army", "army-group", "region", "command",
)  # fmt: skip
"""APP-6 echelons, smallest first."""
TROOPS = {
    "elite": "selected and trained for the hardest tasks",
    "professional": "long-service volunteers",
    "conscript": "drafted men in their term of service",
    "mobilised": "called-up reservists",
    "militia": "local or part-time forces",
    "mercenary": "paid fighters outside the regular forces",
}
QUESTIONS = {
    "area-given-up": "the force no longer holds the area",
    "unordered-exit": "a body of battalion size or more leaves its position without or against orders",
    "mass-surrender": "500 people or more, or a whole battalion or larger, give themselves up or go over "
    "within three days",
    "mutiny": "a body of battalion size or more turns on its command or collectively refuses orders",
    "general-collapse": "more than half of the force's fighting strength no longer obeys, has gone or "
    "has given itself up",
    "explanation": "what the record now says explains the conduct, one row a phase",
}
EXPLANATIONS = {
    "in-control": "command means what it orders and is obeyed",
    "planned-withdrawal": "command has decided to give up ground and does so in order",
    "deception": "what is seen is staged to mislead",
    "loss-of-control": "formations no longer do what command orders",
    "rival-commands": "several headquarters give rival orders",
}
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
"""NATO Admiralty code, of the source."""
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
"""NATO Admiralty code, of the information."""
