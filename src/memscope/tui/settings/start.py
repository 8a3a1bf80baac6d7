"""The settings to begin with: the file's, and over it what was asked for."""

from memscope.i18n import is_language_asked, language, set_language
from memscope.tui.settings.asked import Wishes
from memscope.tui.settings.file import SettingsFile, settings_path


def settings_for(asked: Wishes) -> SettingsFile:
    """Return the settings in use, and set the language."""
    kept = SettingsFile(None if asked.is_bare else settings_path())
    if is_language_asked():
        kept.use(language=language())
    elif kept.settings.language:
        set_language(kept.settings.language)
    if asked.theme:
        kept.use(theme=asked.theme)
    if asked.is_ascii:
        kept.use(glyphs="ascii")
    return kept
