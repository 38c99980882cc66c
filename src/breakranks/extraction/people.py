"""How many people a sentence says that something touched."""

import re
from functools import cache

from breakranks.case.reading.people import read_people
from breakranks.extraction.lexicon import months
from breakranks.tables import MOST_PEOPLE

_NUMBER = r"\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+|\d+"
_WHO = (
    r"soldiers?|men|troops|servicemen|prisoners|deserters|fighters|people|personnel|conscripts|reservists|paratroopers|"
    r"marines|officers|casualties|dead|killed|wounded|mann|soldaten|männer|gefangene\w*|kämpfer|reservisten|deserteure|"
    r"mobilisierte\w*|tote\w*|gefallene\w*|verwundete\w*|menschen|личност\w*|солдат\w*|бійц\w*|бойц\w*|"
    r"військов\w*|військовослужбовц\w*|военн\w*|военнослужащ\w*|мобілізован\w*|мобилизован\w*|полонен\w*|пленн\w*|"
    r"осіб|человек|людей|загарбник\w*|окупант\w*|оккупант\w*|дезертир\w*|убит\w*|вбит\w*|поранен\w*|ранен\w*|загибл\w*|"
    r"погибш\w*|російськ\w*|російських|российск\w*|десантник\w*|резервіст\w*|резервист\w*"
)
_PEOPLE = re.compile(
    rf"(?<![\w.,-])(?<![Ii][nm] )(?<![УуВв] )(?P<low>{_NUMBER})(?:\s*(?:-|–|to|bis|до)\s*(?P<high>{_NUMBER}))?"
    rf"(?P<thousand>\s*(?:thousand|tausend|тис\.?|тисяч\w*|тыс\.?|тысяч\w*))?"
    rf"\s+(?:(?!\d)[^\s.,;:]+\s+){{0,2}}?(?:{_WHO})\b",
    re.IGNORECASE,
)


def people_in(text: str) -> str:
    """The number of people that a sentence names, in digits; a range as a range; empty where it names none."""
    found = _PEOPLE.search(_days().sub(" , ", text))
    if not found:
        return ""
    thousand = "k" if found["thousand"] else ""
    figure = f"{found['low']}{thousand}" + (f"-{found['high']}{thousand}" if found["high"] else "")
    read = read_people(figure)
    return read[0] if read and all(int(end) <= MOST_PEOPLE for end in read[0].split("-")) else ""


@cache
def _days() -> re.Pattern[str]:
    """Days and months with a year: their numbers count nobody."""
    month, nth, year = rf"(?:{'|'.join(months())})\b", r"(?:st|nd|rd|th)?", r"(?:1[5-9]|2[01])\d\d\b"
    # "In May 30 men left", but "on May 30 men left".
    return re.compile(
        rf"\b\d{{1,2}}(?:{nth}|\.)\s+(?:of\s+)?{month}(?:,?\s+{year})?"
        rf"|\b{month}\s+(?:\d{{1,2}}{nth},\s+)?{year}"
        rf"|\b[Oo]n\s+{month}\s+\d{{1,2}}{nth}(?!\w)"
    )
