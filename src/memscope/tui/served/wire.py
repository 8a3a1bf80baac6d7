"""JSON between the program, its server, and the pages: of texts made visible before.

It is no format of ours: the program's side is Textual's, the pages' is JavaScript.
"""

import json


def written(value: object) -> str:
    """Return a value as a page or a program reads it."""
    return json.dumps(value, ensure_ascii=False)


def read(text: str | bytes) -> dict[str, object]:
    """Return what a program said, or was told.

    Raises:
        ValueError: It is no object of JSON.
    """
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value
