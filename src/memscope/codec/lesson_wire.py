"""The lesson format, version 1, field by field: a contract, as is `wire.py`."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.model.claim import StepResult, Summary


class WireLesson(Struct, frozen=True, gc=False):
    """A whole lesson, as it went."""

    format: Literal["memscope.lesson"]
    version: Literal[1]
    name: str
    title: str
    lang: Annotated[str, Meta(description="en or ja.")]
    steps: tuple[StepResult, ...]
    summary: Summary
