"""One drawing in each language, one after the other."""

from collections.abc import Iterator

from memscope.i18n import set_language


def each_language() -> Iterator[str]:
    """Yield each language while it is set; English stays."""
    try:
        for language in ("en", "ja"):
            set_language(language)
            yield language
    finally:
        set_language("en")
