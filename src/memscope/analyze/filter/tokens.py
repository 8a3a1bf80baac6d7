"""Splits what was typed at blanks, but not inside quotes; it never fails."""

from collections.abc import Iterator
from dataclasses import dataclass

_QUOTE = '"'


@dataclass(frozen=True, slots=True)
class Token:
    """A piece without blanks, but for those in quotes.

    Attributes:
        text: As typed.
        start: Where it stands.
    """

    text: str
    start: int

    @property
    def end(self) -> int:
        """The first character after it."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens; a quote that nothing closes reaches to the end."""
    start, is_quoted = -1, False
    for at, character in enumerate(text):
        if character == _QUOTE:
            is_quoted = not is_quoted
        if character.isspace() and not is_quoted:
            if start >= 0:
                yield Token(text[start:at], start)
            start = -1
        elif start < 0:
            start = at
    if start >= 0:
        yield Token(text[start:], start)


def parts(token: Token, separator: str = ",") -> Iterator[Token]:
    """Yield what stands between separators outside quotes."""
    start, is_quoted = 0, False
    for at, character in enumerate(token.text):
        if character == _QUOTE:
            is_quoted = not is_quoted
        if character == separator and not is_quoted:
            yield Token(token.text[start:at], token.start + start)
            start = at + 1
    yield Token(token.text[start:], token.start + start)


def unquoted(text: str) -> tuple[str, bool]:
    """Return a value without its quotes, and whether it had some."""
    return text.replace(_QUOTE, ""), _QUOTE in text
