"""This file is the place where the bundled letters are loaded: a machine without fonts would show empty boxes."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from kacdesk.core.resources import resource
from kacdesk.ui.look.measures import points

_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf", "NotoSans-BoldItalic.ttf")


@cache
def _families() -> tuple[str, ...]:
    """Load the fonts once for the process and return their families."""
    paths = [path for name in _FILES if (path := resource(f"fonts/{name}")).exists()]
    return tuple(
        family
        for path in paths
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    )


def font(letters: str) -> QFont:
    """Return the font of ordinary words for a size of letters."""
    families = _families()
    made = QFont(families[0]) if families else QFont(QApplication.font())
    made.setPointSizeF(points("body", letters))
    return made
