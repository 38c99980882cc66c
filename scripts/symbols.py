"""Prints the symbols of formations: `uv run scripts/symbols.py > src/breakranks/workbench/templates/desk/app6.svg`.

They are those of NATO APP-6 as the package milsymbol draws them, one for each echelon: a land unit whose branch a case
does not tell, in the frame in which a scenario for ORBAT Mapper has it. Looking up one takes the package most of a
second and 100 MB, so a page carries what is printed here. Colours are left to its style.
"""

from milsymbol import Symbol

from breakranks.vocabulary import ECHELON_DIGITS

HEAD = "{# Drawn by milsymbol (Måns Beckman, Kevin Lundeen; MIT licence). scripts/symbols.py writes this file. #}\n"
LAND_UNIT = "10031000{echelon}0000000000"
"""APP-6D: present, own, a unit on land; the echelon; no branch."""


def drawn(echelon: str, digits: str) -> str:
    """The symbol of an echelon; its frame has its left top corner at (25, 50), and is 150 wide and 100 high."""
    svg = Symbol(LAND_UNIT.format(echelon=digits)).as_svg()
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    for theirs, ours in (
        (' stroke-width="4" stroke="black" fill="rgb(128,224,255)" fill-opacity="1" ', ""),
        (' stroke-width="4" stroke="black" fill="none" ', ' fill="none"'),
        (' fill="black" ', ' fill="currentColor"'),
        (' transform="translate(0,0)"', ""),
        (" >", ">"),
    ):
        body = body.replace(theirs, ours)
    return f'<symbol id="app6-{echelon}" viewBox="0 0 200 160" overflow="visible">{body}</symbol>'


def symbols() -> str:
    """All of them, as definitions that a template takes in."""
    return "".join([HEAD, *(f"{drawn(echelon, digits)}\n" for echelon, digits in ECHELON_DIGITS.items())])


if __name__ == "__main__":
    print(symbols(), end="")
