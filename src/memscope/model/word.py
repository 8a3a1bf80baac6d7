"""Members of an enumeration that are words, as files and the command line have them."""

from enum import StrEnum


class Word(StrEnum):
    """An enumeration of words.

    A member is the word itself, so it counts as the same key; and that hash is no call
    of Python code, as the one of `Enum` is.
    """

    __hash__ = str.__hash__
