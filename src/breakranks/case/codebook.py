"""The codebook as data: the words a case may use, and what they mean."""

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
