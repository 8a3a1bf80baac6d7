"""What somebody wrote to be looked for, as bytes.

text("needle")                    UTF-8
text("needle", utf16=True)        two bytes a character, as Java and Windows write
octets("de ad ?? e?")             bytes; a question mark stands for four bits
integer("-5", width=4)            two's complement
real("0.1")                       IEEE 754
pointers("heap", ranges, word=8)  words that point into addresses
"""

import re
import struct

from memscope.errors import UsageProblem
from memscope.i18n import N_, _
from memscope.model.find import Form, Pattern
from memscope.model.ranges import Ranges

MOST = 4096
"""Bytes of a pattern."""
_MOST_MASKED = 256
"""Bytes of a pattern with question marks: each is looked at where each hit may be."""
WIDTHS = (1, 2, 4, 8)
_REAL = {4: "f", 8: "d"}
_OCTET = re.compile(r"[0-9a-fA-F?]{2}")
_INTEGER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)")
_HINT_BYTES = N_('Write two hex digits a byte, ? for any digit: "de ad ?? e?".')


def text(written: str, *, utf16: bool = False, big: bool = False) -> Pattern:
    """Return text as UTF-8, or as UTF-16 in either byte order.

    A name that is not UTF-8, as the command line may hand one on, is its own bytes.

    Raises:
        UsageProblem: There is nothing to look for, or it has no such form.
    """
    form = Form.UTF16 if utf16 else Form.TEXT
    coding = f"utf-16-{'be' if big else 'le'}" if utf16 else "utf-8"
    try:
        data = written.encode(coding, "strict" if utf16 else "surrogateescape")
    except UnicodeEncodeError:
        why = _("{text} cannot be written as {coding}")
        raise UsageProblem(why.format(text=repr(written), coding=coding)) from None
    return _checked(Pattern(form, written, len(data), data=data))


def octets(written: str) -> Pattern:
    """Return bytes that are written in hexadecimal, `?` for half a byte that may vary.

    Raises:
        UsageProblem: They are not, or nothing is given at all.
    """
    digits = "".join(written.replace(",", " ").replace("0x", " ").split())
    pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    wrong = next((one for one in pairs if not _OCTET.fullmatch(one)), None)
    if wrong is not None:
        why = _("not bytes in hexadecimal: {text}").format(text=repr(written[:80]))
        raise UsageProblem(why, hint=_(_HINT_BYTES))
    data = bytes.fromhex(digits.replace("?", "0"))
    mask = bytes.fromhex(re.sub("[^?]", "f", digits).replace("?", "0"))
    if data and not any(mask):
        raise UsageProblem(_("every byte would be found: {text}").format(text=written))
    has_gaps = mask.strip(b"\xff") != b""
    if has_gaps and len(data) > _MOST_MASKED:
        why = _("too long with question marks in it: {n} bytes; {most} are possible")
        raise UsageProblem(why.format(n=len(data), most=_MOST_MASKED))
    pattern = Pattern(Form.BYTES, written, len(data), data=data)
    return _checked(_masked(pattern, mask) if has_gaps else pattern)


def _masked(pattern: Pattern, mask: bytes) -> Pattern:
    return Pattern(
        pattern.form, pattern.written, pattern.size, data=pattern.data, mask=mask
    )


def integer(
    written: str,
    *,
    width: int | None = None,
    big: bool = False,
    aligned: bool = True,
) -> Pattern:
    """Return a whole number in two's complement.

    Args:
        written: Decimal, or with 0x, 0o or 0b before it.
        width: Bytes; None: four where it fits into four, else eight.
        big: The most significant byte comes first.
        aligned: Only at multiples of the width, where compilers put numbers.

    Raises:
        UsageProblem: It is none, or does not fit.
    """
    stripped = written.strip()
    if len(stripped) > 80 or not _INTEGER.fullmatch(stripped):
        raise UsageProblem(_("not a whole number: {text}").format(text=repr(written)))
    value = _value(stripped)
    if width is None:
        width = 4 if _fits(value, 4) else 8
    if not _fits(value, width):
        why = _("{value} does not fit into {n} bytes")
        raise UsageProblem(why.format(value=written, n=width))
    bits = value % (1 << 8 * width)
    data = bits.to_bytes(width, "big" if big else "little")
    return Pattern(Form.INTEGER, written, width, width if aligned else 1, data)


def _value(text: str) -> int:
    digits = text.lstrip("+-")
    # A decimal number may begin with zeros; to Python that would be an error.
    value = int(digits, 0) if digits[1:2].lower() in ("x", "o", "b") else int(digits)
    return -value if text.startswith("-") else value


def _fits(value: int, width: int) -> bool:
    return -(1 << 8 * width - 1) <= value < 1 << 8 * width


def real(
    written: str, *, width: int | None = None, big: bool = False, aligned: bool = True
) -> Pattern:
    """Return a number of IEEE 754 with exactly the bits of what is written.

    Args:
        written: As Python and C write it.
        width: Bytes: eight, which is also what None means, or four.
        big: The most significant byte comes first.
        aligned: Only at multiples of the width.

    Raises:
        UsageProblem: It is none, or does not fit.
    """
    width = width or 8
    if width not in _REAL:
        why = _("a number with a fraction has 4 or 8 bytes, not {n}")
        raise UsageProblem(why.format(n=width))
    try:
        data = struct.pack(f"{'>' if big else '<'}{_REAL[width]}", float(written))
    except ValueError:
        raise UsageProblem(
            _("not a number: {text}").format(text=repr(written))
        ) from None
    except OverflowError:
        why = _("{value} does not fit into {n} bytes")
        raise UsageProblem(why.format(value=written, n=width)) from None
    return Pattern(Form.FLOAT, written, width, width if aligned else 1, data)


def pointers(written: str, into: Ranges, *, word: int) -> Pattern:
    """Return all words that point into addresses.

    Args:
        written: What stands for those addresses.
        into: The addresses.
        word: Bytes of a pointer of the program.
    """
    return Pattern(Form.POINTER, written, word, word, into=into)


def _checked(pattern: Pattern) -> Pattern:
    if not pattern.size:
        raise UsageProblem(_("there is nothing to look for"))
    if pattern.size > MOST:
        why = _("too long to look for: {n} bytes; {most} are possible")
        raise UsageProblem(why.format(n=pattern.size, most=MOST))
    return pattern
