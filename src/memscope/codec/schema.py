"""The JSON Schema (draft 2020-12) of everything memscope writes."""

from typing import Any

import msgspec

from memscope.codec.compare import WireComparison
from memscope.codec.diff import WireDiff
from memscope.codec.find import WireFind
from memscope.codec.heap import WireHeap
from memscope.codec.lesson import WireLesson
from memscope.codec.listing import WireListing
from memscope.codec.why import WireAnswer
from memscope.codec.wire import WireSnapshot, address_schema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONVENTIONS = (
    "Addresses are hex strings, "
    "sizes are bytes, null is unknown (never zero). Fields may be added in version 1; "
    "readers ignore those that they do not know. Names come from the kernel as bytes: "
    "a byte that is not UTF-8 is written as \\xHH with two lower-case hex digits "
    "(backslash, x, digits), and a backslash that is followed by what looks like such "
    "an escape is written as \\x5c. Nothing else is escaped beyond JSON's own rules."
)


def snapshot_schema() -> dict[str, Any]:
    """Return the schema of the snapshot format as plain dicts and lists."""
    text = "One look at the memory of one or more processes. "
    return _schema(WireSnapshot, "memscope snapshot, version 1", text + _CONVENTIONS)


def comparison_schema() -> dict[str, Any]:
    """Return the schema of the comparison format as plain dicts and lists."""
    text = "What two processes or threads share, and the proof. "
    return _schema(
        WireComparison, "memscope comparison, version 1", text + _CONVENTIONS
    )


def diff_schema() -> dict[str, Any]:
    """Return the schema of the diff format as plain dicts and lists."""
    text = "What is different between two snapshots. "
    return _schema(WireDiff, "memscope diff, version 1", text + _CONVENTIONS)


def find_schema() -> dict[str, Any]:
    """Return the schema of what a search found as plain dicts and lists."""
    text = "Where something is in the memory of a process. "
    return _schema(WireFind, "memscope find, version 1", text + _CONVENTIONS)


def answer_schema() -> dict[str, Any]:
    """Return the schema of the answers of `why` as plain dicts and lists."""
    text = "Where the memory is, what is wrong with that, what to do. "
    return _schema(WireAnswer, "memscope why, version 1", text + _CONVENTIONS)


def heap_schema() -> dict[str, Any]:
    """Return the schema of what allocators hold as plain dicts and lists."""
    text = "The arenas of a process, by its allocators' own records. "
    return _schema(WireHeap, "memscope heap, version 1", text + _CONVENTIONS)


def lesson_schema() -> dict[str, Any]:
    """Return the schema of a lesson's result as plain dicts and lists."""
    text = "A lesson as it went: its claims, what was measured, and the verdicts. "
    return _schema(WireLesson, "memscope lesson, version 1", text + _CONVENTIONS)


def listing_schema() -> dict[str, Any]:
    """Return the schema of the list of processes as plain dicts and lists."""
    text = "All processes, or some, and what each takes of the RAM. "
    return _schema(WireListing, "memscope list, version 1", text + _CONVENTIONS)


def _schema(type_: type, title: str, description: str) -> dict[str, Any]:
    schema = msgspec.json.schema(
        type_, ref_template="#/$defs/{name}", schema_hook=address_schema
    )
    definitions = {
        name: _public(definition) for name, definition in schema["$defs"].items()
    }
    whole = {
        "$schema": _DIALECT,
        "title": title,
        "description": description,
        "$ref": schema["$ref"],
        "$defs": {_public_name(name): one for name, one in definitions.items()},
    }
    text = msgspec.json.encode(whole)
    renamed: dict[str, Any] = msgspec.json.decode(
        text.replace(b"#/$defs/Wire", b"#/$defs/")
    )
    return renamed


def _public_name(name: str) -> str:
    """WireRegion is Region to the rest of the world."""
    return name.removeprefix("Wire")


def _public(definition: dict[str, Any]) -> dict[str, Any]:
    """Keep of a class's documentation what readers of the schema want."""
    kept = {key: value for key, value in definition.items() if key != "title"}
    if "description" in kept:
        kept["description"] = kept["description"].partition("\n")[0]
    return kept
