"""Two codings of one case → how far they agree, and what each disagreement would change in the assessment."""

from breakranks.agreement.agree import agree
from breakranks.agreement.files import MARK, write_agreement
from breakranks.agreement.terminal import print_agreement
from breakranks.agreement.types import Agreement

__all__ = ["MARK", "Agreement", "agree", "print_agreement", "write_agreement"]
