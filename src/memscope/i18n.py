"""Every text a user sees, in English and Japanese, by gettext.

`_()` translates now; `N_()` only marks a text for extraction, for constants that
are translated each time they are shown, so that the language can change on the fly.
"""

import errno
import gettext
import locale
import os
from collections.abc import Iterable

LANGUAGES = {"en": "English", "ja": "日本語"}
"""Language code to its own name."""

# Not pathlib: it takes longer to import than all of this.
_LOCALE_DIR = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120
_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_is_asked = False


def set_language(code: str, *, is_asked: bool = False) -> None:
    """Use this language from now on; an unknown one means English.

    Args:
        code: One of `LANGUAGES`.
        is_asked: Somebody said so when memscope was started; no mere locale.
    """
    global _translation, _language, _is_asked
    _language = code if code in LANGUAGES else "en"
    _is_asked = is_asked
    _translation = gettext.translation(
        "memscope", _LOCALE_DIR, [_language], fallback=True
    )


def language() -> str:
    """Return the code of the language in use."""
    return _language


def is_language_asked() -> bool:
    """Tell whether the language was asked for, so that no setting changes it."""
    return _is_asked


def language_of_environment() -> str:
    """Return `ja` when the user's locale asks for it, else `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            code = locale.normalize(value).partition("_")[0].lower()
            return code if code in LANGUAGES else "en"
    return "en"


def _(text: str) -> str:
    """Translate `text`."""
    return _translation.gettext(text) if text else ""


def N_(text: str) -> str:
    """Mark `text` for translation and return it unchanged."""
    return text


def reason_of(error: OSError) -> str:
    """Say in the reader's language why the system refused; the C library's own words
    where we have none for it.
    """
    known = _REASONS.get(error.errno or 0)
    return _(known) if known else error.strerror or str(error)


def listed(words: Iterable[str]) -> str:
    """Put words into a row, with the comma of the reader's language."""
    return _(", ").join(words)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a text that depends on a number."""
    return _translation.ngettext(one, many, count)


_REASONS = {
    errno.ENOENT: N_("No such file or directory"),
    errno.EACCES: N_("Permission denied"),
    errno.EPERM: N_("Operation not permitted"),
    errno.EISDIR: N_("Is a directory"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.ENOSPC: N_("No space left on device"),
    errno.EDQUOT: N_("Disk quota exceeded"),
    errno.EROFS: N_("Read-only file system"),
    errno.EFBIG: N_("File too large"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.ELOOP: N_("Too many levels of symbolic links"),
    errno.EMFILE: N_("Too many open files"),
    errno.ENFILE: N_("Too many open files in system"),
    errno.EPIPE: N_("Broken pipe"),
    errno.EIO: N_("Input/output error"),
    errno.ENOMEM: N_("Cannot allocate memory"),
    errno.EAGAIN: N_("Resource temporarily unavailable"),
    errno.ENOEXEC: N_("Exec format error"),
    errno.E2BIG: N_("Argument list too long"),
    errno.EADDRNOTAVAIL: N_("Cannot assign requested address"),
}
"""What the C library calls the errors that people meet, for the translators."""
