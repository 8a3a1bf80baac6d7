"""What a command line asks to be looked for: one thing, in one of five ways."""

from dataclasses import dataclass

from memscope.analyze.find import patterns
from memscope.analyze.find.scope import address_meant, addresses_meant
from memscope.errors import UsageProblem
from memscope.i18n import N_, _
from memscope.model.abi import pointer_size
from memscope.model.find import Pattern
from memscope.model.process import Process
from memscope.model.ranges import Ranges

_HINT = N_(
    "Give TEXT, or one of --hex, --int, --float and --pointer-to with what to look for."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were written; None: not given.

    Attributes:
        text: Text to look for.
        octets: Bytes in hexadecimal.
        integer: A whole number.
        real: A number with a fraction.
        pointed: Where pointers are to point.
        utf16: The text is UTF-16.
        big: The most significant byte comes first.
        width: Bytes of a number.
        unaligned: Numbers may be anywhere.
    """

    text: str | None = None
    octets: str | None = None
    integer: str | None = None
    real: str | None = None
    pointed: str | None = None
    utf16: bool = False
    big: bool = False
    width: str | None = None
    unaligned: bool = False

    def __post_init__(self) -> None:
        """Refuse what makes no sense, before anything is looked at.

        Raises:
            UsageProblem: Nothing is asked for, or several things, or what cannot be.
        """
        given = (self.text, self.octets, self.integer, self.real, self.pointed)
        if sum(one is not None for one in given) != 1:
            raise UsageProblem(
                _("one thing can be looked for at a time"), hint=_(_HINT)
            )
        if self.pointed is None:
            self._bytes()

    def pattern(self, process: Process) -> Pattern:
        """Return the pattern; pointers are as wide as the program's.

        Args:
            process: Where it is to be looked for.

        Raises:
            UsageProblem: Pointers are to point where nothing is.
        """
        if self.pointed is None:
            return self._bytes()
        word = pointer_size(process.abi)
        address = address_meant(self.pointed)
        if address is not None:
            into = Ranges([address], [address + 1])
        else:
            into = addresses_meant(self.pointed, process.regions)
        return patterns.pointers(self.pointed, into, word=word)

    def _bytes(self) -> Pattern:
        if self.text is not None:
            return patterns.text(self.text, utf16=self.utf16, big=self.big)
        if self.octets is not None:
            return patterns.octets(self.octets)
        width = int(self.width) if self.width else None
        aligned = not self.unaligned
        if self.integer is not None:
            return patterns.integer(
                self.integer, width=width, big=self.big, aligned=aligned
            )
        assert self.real is not None
        return patterns.real(self.real, width=width, big=self.big, aligned=aligned)
