"""This file is the place where the application gets its look, changes it while it runs, and Qt gets its own words.

`Colour`, `colour`, `icon`, `look` and the measures are handed on from here, so that a page imports one module.
"""

from PySide6.QtCore import QDir, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from kacdesk.core.resources import resource
from kacdesk.core.text import language
from kacdesk.ui.look.fonts import font
from kacdesk.ui.look.icons import Picture, icon
from kacdesk.ui.look.measures import GRID, INPUT_HEIGHT, points
from kacdesk.ui.look.palette import Colour
from kacdesk.ui.look.qt_words import QtWords
from kacdesk.ui.look.sheet import sheet
from kacdesk.ui.look.wearing import Worn, colour, put_on, worn

__all__ = [
    "GRID",
    "INPUT_HEIGHT",
    "Colour",
    "Picture",
    "colour",
    "dress",
    "icon",
    "look",
    "points",
    "speak",
    "wear",
    "worn",
]

SYSTEM = "system"
"""The choice that follows the system's light or dark mode."""

_QT_WORDS = {"lv": "qtbase_lv", "en": "qtbase_en"}
_chosen: dict[str, str] = {"look": SYSTEM, "letters": "normal"}


def dress(app: QApplication) -> None:
    """Give the application its look and Qt's own dialogs their words. Called once, before any window.

    From then on it follows the system's light, dark and high-contrast modes as far as the choice lets it.
    """
    app.setStyle("Fusion")
    QDir.addSearchPath("icons", str(resource("icons")))
    QIcon.setThemeSearchPaths([":/icons"])  # on Linux Qt would look for its own icons in thousands of folders
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(lambda _scheme: wear(**_chosen))
    accessibility = hints.accessibility()
    accessibility.contrastPreferenceChanged.connect(lambda _preference: wear(**_chosen))
    QLocale.setDefault(QLocale(QLocale.Language.Latvian, QLocale.Country.Latvia))
    speak(app)
    wear(**_chosen)


def speak(app: QApplication) -> None:
    """Give Qt's own dialogs their words in the language of the program, in place of those they had."""
    for before in app.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        app.removeTranslator(before)
        before.deleteLater()
    translator = QTranslator(app)
    if translator.load(_QT_WORDS[language()], QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    if language() == "lv":
        app.installTranslator(QtWords(app))


def wear(*, look: str = SYSTEM, letters: str = "normal") -> None:
    """Change the look of every window at once: `look` is system, light or dark, `letters` normal or large."""
    _chosen.update(look=look, letters=letters)
    put_on(Worn(_palette_name(look), letters))
    app = QApplication.instance()
    style = sheet(worn().palette, letters, dark=worn().is_dark)
    if isinstance(app, QApplication) and app.styleSheet() != style:  # to put it on again costs a second
        app.setPalette(_palette())
        app.setFont(font(letters))
        app.setStyleSheet(style)


def _palette_name(look: str) -> str:
    hints = QApplication.styleHints()
    accessibility = hints.accessibility()
    return palette_name(
        look,
        dark=hints.colorScheme() is Qt.ColorScheme.Dark,
        high_contrast=accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast,
    )


def palette_name(look: str, *, dark: bool, high_contrast: bool) -> str:
    """Return which palette a choice means on a system that is `dark` or asks for high contrast."""
    name = "dark" if {"light": False, "dark": True}.get(look, dark) else "light"
    return f"contrast_{name}" if high_contrast else name


def _palette() -> QPalette:
    palette = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for each, token in (
        (role.Window, Colour.GROUND),
        (role.WindowText, Colour.TEXT),
        (role.Base, Colour.SURFACE),
        (role.AlternateBase, Colour.STRIPE),
        (role.Text, Colour.TEXT),
        (role.PlaceholderText, Colour.QUIET),
        (role.Button, Colour.SURFACE),
        (role.ButtonText, Colour.TEXT),
        (role.BrightText, Colour.TROUBLE),
        (role.Highlight, Colour.ACCENT),
        (role.HighlightedText, Colour.ON_ACCENT),
        (role.Accent, Colour.ACCENT),
        (role.Link, Colour.ACCENT),
        (role.LinkVisited, Colour.ACCENT),
        (role.ToolTipBase, Colour.SURFACE),
        (role.ToolTipText, Colour.TEXT),
        (role.Light, Colour.SURFACE),
        (role.Midlight, Colour.STRIPE),
        (role.Mid, Colour.EDGE),
        (role.Dark, Colour.FIELD_EDGE),
        (role.Shadow, Colour.EDGE),
    ):
        palette.setColor(each, colour(token))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, each, colour(Colour.QUIET))
    palette.setColor(group.Disabled, role.Base, colour(Colour.GROUND))
    return palette


def look(widget: QWidget, **properties: str | bool) -> None:
    """Set what the stylesheet chooses by, and let it choose again if that is something else than before.

    Without any property it chooses again by what is set on a widget around it.
    """
    now = {name: widget.property(name) for name in properties}
    same = all(now[name] == value or (now[name] is None and not value) for name, value in properties.items())
    if properties and same:
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
