"""The sections of the report, in the order in which it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from breakranks.presentation.lookup import Lookup
from breakranks.presentation.sections.control import control
from breakranks.presentation.sections.decisive import decisive
from breakranks.presentation.sections.defeat import defeat
from breakranks.presentation.sections.explain import explain
from breakranks.presentation.sections.forks import forks
from breakranks.presentation.sections.ladder import ladder
from breakranks.presentation.sections.minds import minds
from breakranks.presentation.sections.misfit import misfit
from breakranks.presentation.sections.opponent import opponent
from breakranks.presentation.sections.prospect import prospect
from breakranks.presentation.sections.signal import signal
from breakranks.presentation.sections.sources import sources
from breakranks.presentation.sections.watch import watch


@dataclass(frozen=True)
class Section:
    """A section: its anchor, its title, its template's name and what fills it."""

    id: str
    title: str
    template: str
    content: Callable[[Lookup], Mapping[str, object]]


SECTIONS = (
    Section("misfit", "What does not fit", "misfit", misfit),
    Section("signal", "Signal against act", "signal", signal),
    Section("explain", "What explains it", "explain", explain),
    Section("control", "How much control is left", "control", control),
    Section("forks", "The forks", "forks", forks),
    Section("ladder", "The ladder: what may happen, where and when", "ladder", ladder),
    Section("watch", "What to watch", "watch", watch),
    Section("opponent", "What the other side should do", "opponent", opponent),
    Section("defeat", "How much of it is self-inflicted", "defeat", defeat),
    Section("minds", "What would change our mind", "minds", minds),
    Section("prospect", "The prospect: ground lost, control lost", "prospect", prospect),
    Section("decisive", "When a break is most likely", "decisive", decisive),
    Section("sources", "Sources, assumptions and limits", "sources", sources),
)
