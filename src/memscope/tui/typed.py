"""One line of text while it is typed: where the cursor is, and what keys do to it."""

import unicodedata
from dataclasses import dataclass, replace

_MOST = 4096
"""Characters; a paste may be anything."""


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text and the place where the next character goes.

    Attributes:
        text: Without line breaks and control characters.
        cursor: Characters before it.
    """

    text: str = ""
    cursor: int = 0

    @classmethod
    def of(cls, text: str) -> "TypedText":
        """Return a text with the cursor at its end."""
        return cls().put(text)

    def put(self, text: str) -> "TypedText":
        """Put something in; a line break becomes a blank, what cannot be seen goes."""
        kept = "".join(_visible(one) for one in text[:_MOST])[: _MOST - len(self.text)]
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        return TypedText(before + kept + after, self.cursor + len(kept))

    def swap(self, start: int, end: int, text: str) -> "TypedText":
        """Put a text in the place of another one; the cursor goes behind it."""
        return TypedText(self.text[:start] + text + self.text[end:], start + len(text))

    def move(self, by: int) -> "TypedText":
        """Move the cursor by some characters."""
        return replace(self, cursor=max(0, min(self.cursor + by, len(self.text))))

    def jump(self, *, to_end: bool) -> "TypedText":
        """Move the cursor to the start or to the end."""
        return replace(self, cursor=len(self.text) if to_end else 0)

    def erase(self, by: int) -> "TypedText":
        """Take characters away: before the cursor, or behind it where `by` > 0."""
        other = self.move(by).cursor
        return self.swap(min(self.cursor, other), max(self.cursor, other), "")

    def erase_word(self) -> "TypedText":
        """Take the word before the cursor away."""
        before = self.text[: self.cursor].rstrip()
        start = max(before.rfind(" "), before.rfind(":"), before.rfind(",")) + 1
        if start == len(before):
            start = max(start - 1, 0)
        return self.swap(start, self.cursor, "")

    def erase_rest(self, *, before: bool) -> "TypedText":
        """Take all away that is before the cursor, or all behind it."""
        if before:
            return self.swap(0, self.cursor, "")
        return self.swap(self.cursor, len(self.text), "")


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character).startswith("C") else character
