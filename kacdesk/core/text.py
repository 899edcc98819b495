"""This file is the place where a sentence gets its language: Latvian is the source, English the second."""

import gettext

from kacdesk.core.resources import resource

_translations: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Choose the language of every later `t()`: `lv` or `en`. Unknown ones fall back to Latvian."""
    global _translations  # one language for the process, chosen once at start
    folder = resource("locale")
    if language == "lv":
        _translations = gettext.NullTranslations()
    else:
        _translations = gettext.translation("kacdesk", folder, languages=[language], fallback=True)


def t(message: str, **values: object) -> str:
    """Return the sentence in the chosen language, with `{name}` places filled from the keyword arguments."""
    translated = _translations.gettext(message) if message else ""
    return translated.format(**values) if values else translated
