"""This file is the place where a sentence gets its language: Latvian is the source, English the second."""

import gettext

from kacdesk.core.resources import resource

LANGUAGES = ("lv", "en")
"""The source first."""

_translations: gettext.NullTranslations = gettext.NullTranslations()
_language = LANGUAGES[0]
_settled = False


def use_language(chosen: str, *, settled: bool = True) -> None:
    """Choose the language of every later `t()`: `lv` or `en`. Unknown ones fall back to Latvian.

    `settled` says that a person asked for it by word, so that the desk's own setting does not overrule it.
    """
    global _translations, _language, _settled  # one language for the process, chosen once at start
    _settled = settled
    _language = chosen if chosen in LANGUAGES else LANGUAGES[0]
    if _language == LANGUAGES[0]:
        _translations = gettext.NullTranslations()
    else:
        folder = resource("locale")
        _translations = gettext.translation("kacdesk", folder, languages=[_language], fallback=True)


def prefer_language(chosen: str) -> None:
    """Use the language that the desk is set to, unless a person asked for another one at the start."""
    if not _settled:
        use_language(chosen, settled=False)


def language() -> str:
    """Return the language in which the program speaks."""
    return _language


def t(message: str, **values: object) -> str:
    """Return the sentence in the chosen language, with `{name}` places filled from the keyword arguments."""
    translated = _translations.gettext(message) if message else ""
    return translated.format(**values) if values else translated


def later(message: str) -> str:
    """Return the sentence as it is: one that stands in a table and goes through `t()` when it is shown."""
    return message
