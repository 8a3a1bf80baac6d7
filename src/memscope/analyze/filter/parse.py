"""From what was typed to a filter; what is not understood is marked, never an error.

    filter = all { "or" all }
    all    = term { term }
    term   = ["-"] ( value | key ":" value { "," value } | key op value )
    op     = ">" | ">=" | "<" | "<=" | "="

Values are words, "texts in quotes", sizes, shares, times, and addresses.
"""

import re
from collections.abc import Mapping

from memscope.analyze.filter.checks import checked
from memscope.analyze.filter.terms import (
    BOOKMARK,
    Filter,
    FilterKey,
    Measure,
    Misread,
    Term,
    Value,
)
from memscope.analyze.filter.tokens import Token, parts, tokens, unquoted
from memscope.analyze.filter.values import addresses_in
from memscope.i18n import _

_KEYED = re.compile(r"([A-Za-z]+)(:|>=|<=|>|<|=)(.*)", re.DOTALL)
_OR = "or"
_MOST_TEXT, _MOST_TERMS = 4096, 200
"""More than anybody types; a paste may be anything."""


class _Unclear(Exception):
    """A token that is no term, with the reason."""


def parse(text: str, saved: Mapping[str, str] | None = None) -> Filter:
    """Read a filter.

    Args:
        text: Anything.
        saved: Own filters by name; `@name` alone stands for one.
    """
    name = text.strip()
    if saved and name.startswith("@") and name[1:] in saved:
        return parse(saved[name[1:]])
    return _TermsReader(text).read()


class _TermsReader:
    """Goes through the tokens once, and notes what it does not understand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._choices: list[list[Term]] = [[]]
        self._misread: list[Misread] = []
        self._since: float | str | None = None

    def read(self) -> Filter:
        last_or: Token | None = None
        for number, token in enumerate(tokens(self._text[:_MOST_TEXT])):
            if number >= _MOST_TERMS:
                self._miss(token, _("more than anybody reads"))
                break
            if token.text.casefold() == _OR:
                self._or(token)
                last_or = token
            else:
                self._term(token)
                last_or = None
        if last_or is not None and len(self._choices) > 1:
            self._miss(last_or, _("nothing stands behind it"))
        if len(self._text) > _MOST_TEXT:
            rest = Token(self._text[_MOST_TEXT:], _MOST_TEXT)
            self._miss(rest, _("more than anybody reads"))
        choices = tuple(tuple(one) for one in self._choices if one)
        misread = tuple(sorted(self._misread, key=lambda one: one.start))
        return Filter(self._text, choices, misread, self._since)

    def _miss(self, token: Token, reason: str) -> None:
        self._misread.append(Misread(token.start, token.end, reason))

    def _or(self, token: Token) -> None:
        if self._choices[-1]:
            self._choices.append([])
        else:
            self._miss(token, _("nothing stands before it"))

    def _term(self, token: Token) -> None:
        try:
            term = _term_of(token)
        except _Unclear as unclear:
            self._miss(token, str(unclear))
            return
        if term.key is FilterKey.SINCE:
            value = term.values[0]
            is_mark = value.measure is Measure.BOOKMARK
            self._since = BOOKMARK if is_mark else value.number
        else:
            self._choices[-1].append(term)


def _term_of(token: Token) -> Term:
    """Read one term.

    Raises:
        _Unclear: It is none.
    """
    is_negated = token.text.startswith("-") and len(token.text) > 1
    body = Token(token.text[is_negated:], token.start + is_negated)
    found = _KEYED.fullmatch(body.text)
    if not found:
        value = _plain(body.text)
        return Term(token.start, token.end, None, ":", (value,), is_negated)
    key = _key(found[1])
    given = Token(found[3], body.start + found.start(3))
    values = tuple(_value(key, found[2], part) for part in parts(given))
    if is_negated and key is FilterKey.SINCE:
        raise _Unclear(_("a span cannot be turned round"))
    return Term(token.start, token.end, key, found[2], values, is_negated)


def _key(word: str) -> FilterKey:
    try:
        return FilterKey(word.lower())
    except ValueError:
        why = _("no key is called {word}; text with a colon needs quotes")
        raise _Unclear(why.format(word=word)) from None


def _plain(text: str) -> Value:
    bare, is_quoted = unquoted(text)
    if not bare.strip():
        raise _Unclear(_("there is nothing in it"))
    if bare in (">", "<", ">=", "<=", "=", "-"):
        raise _Unclear(_("key, sign and value stand together, without blanks"))
    meant = None if is_quoted else addresses_in(bare)
    return meant or Value(bare, is_quoted=is_quoted)


def _value(key: FilterKey, op: str, part: Token) -> Value:
    bare, is_quoted = unquoted(part.text)
    if not bare:
        raise _Unclear(_("a value is missing"))
    value, reason = checked(key, op, Value(bare, is_quoted=is_quoted))
    if reason:
        raise _Unclear(reason)
    return value
