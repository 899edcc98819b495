"""This file is the place where the window gets its colours, type, icons and Qt's own words.

Every pair of text and ground has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3); tests/ui measures them.
"""

from enum import StrEnum

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from kacdesk.core.resources import resource


class Colour(StrEnum):
    """The few colours there are; nothing in the window has one of its own."""

    GROUND = "#f4f6f8"
    SURFACE = "#ffffff"
    STRIPE = "#f8fafb"
    EDGE = "#c3ccd6"
    TEXT = "#1b2430"
    QUIET = "#55606e"
    ACCENT = "#1d5a9e"
    ACCENT_DARK = "#164a83"
    ON_ACCENT = "#ffffff"
    CHOSEN = "#dce9f7"
    SIDEBAR = "#e7ecf1"
    DONE = "#1c6636"
    DONE_GROUND = "#e4f3e8"
    WAITING = "#6e4600"
    WAITING_GROUND = "#fff3d6"
    TROUBLE = "#9d2027"
    TROUBLE_GROUND = "#fcebec"
    SAMPLE = "#5b2a86"
    SAMPLE_GROUND = "#f0e6f8"


_FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf", "NotoSans-BoldItalic.ttf")
_POINT_SIZE = 11
TABLE_POINTS = 10.5
_ICON_LINE = "#33475b"
"""The colour in which the icons are drawn."""

INPUT_HEIGHT = 34
"""Pixels before scaling: big enough to hit, small enough for a form of fifteen fields."""


def dress(app: QApplication) -> None:
    """Give the application its look and Qt's own dialogs their Latvian words. Called once, before any window."""
    app.setStyle("Fusion")
    app.setPalette(_palette())
    app.setFont(_font())
    app.setStyleSheet(_SHEET)
    latvian = QLocale(QLocale.Language.Latvian, QLocale.Country.Latvia)
    QLocale.setDefault(latvian)
    translator = QTranslator(app)
    if translator.load("qtbase_lv", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def _font() -> QFont:
    """Return the bundled font: a machine without fonts would show empty boxes."""
    families: list[str] = []
    for name in _FONT_FILES:
        path = resource(f"fonts/{name}")
        if path.exists():
            families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    font = QFont(families[0]) if families else QFont(QApplication.font())
    font.setPointSize(_POINT_SIZE)
    return font


def _palette() -> QPalette:
    palette = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for each, colour in (
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
        (role.ToolTipBase, Colour.SURFACE),
        (role.ToolTipText, Colour.TEXT),
        (role.Mid, Colour.EDGE),
    ):
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, each, QColor(Colour.QUIET))
    palette.setColor(group.Disabled, role.Base, QColor(Colour.GROUND))
    return palette


def icon(name: str, *, light: bool = False) -> QIcon:
    """Return a drawn icon by its file name without ending, `light` for a dark ground; empty when it is not there."""
    path = resource(f"icons/{name}.svg")
    if not name or not path.exists():
        return QIcon()
    if not light:
        return QIcon(str(path))
    drawn = path.read_text(encoding="utf-8").replace(_ICON_LINE, Colour.ON_ACCENT).replace('"24"', '"96"', 2)
    pixmap = QPixmap()
    pixmap.loadFromData(drawn.encode(), "SVG")
    return QIcon(pixmap)


def look(widget: QWidget, **properties: str | bool) -> None:
    """Set what the stylesheet chooses by, and let it choose again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


_SHEET = f"""
QLabel[part="title"] {{ font-size: 17pt; font-weight: bold; }}
QLabel[part="record"] {{ font-size: 14pt; font-weight: bold; }}
QLabel[part="heading"] {{ font-size: 12pt; font-weight: bold; }}
QLabel[part="quiet"], QLabel[part="hint"] {{ color: {Colour.QUIET}; }}
QLabel[part="hint"] {{ font-size: 9.5pt; }}
QLabel[part="label"] {{ font-weight: 600; font-size: 10pt; }}
QLabel[part="problem"] {{ color: {Colour.TROUBLE}; font-size: 10pt; }}
QLabel[part="question"] {{ color: {Colour.WAITING}; font-size: 10pt; }}
QLabel[part="sample"] {{ color: {Colour.SAMPLE}; background: {Colour.SAMPLE_GROUND}; font-weight: bold;
    border-radius: 4px; padding: 3px 10px; }}
QLabel[part="status"] {{ font-weight: bold; border-radius: 4px; padding: 3px 10px; }}
QLabel[part="status"][status="voided"] {{ color: {Colour.TROUBLE}; background: {Colour.TROUBLE_GROUND}; }}
QLabel[part="status"][status="corrected"] {{ color: {Colour.WAITING}; background: {Colour.WAITING_GROUND}; }}
QLabel[part="status"][status="registered"] {{ color: {Colour.DONE}; background: {Colour.DONE_GROUND}; }}
QLabel[part="empty"] {{ color: {Colour.QUIET}; font-size: 13pt; }}
QLabel[part="figure"] {{ font-size: 15pt; font-weight: bold; }}

QFrame[part="sidebar"] {{ background: {Colour.SIDEBAR}; border-right: 1px solid {Colour.EDGE}; }}
QLabel[part="brand"] {{ font-size: 14pt; font-weight: bold; }}
QListWidget[part="pages"] {{ background: {Colour.SIDEBAR}; border: none; outline: none; font-size: 12pt; }}
QFrame[part="sidebar"][narrow="true"] QListWidget {{ font-size: 10pt; }}
QListWidget[part="pages"]::item {{ padding: 9px 8px; border-left: 4px solid transparent; color: {Colour.TEXT}; }}
QListWidget[part="pages"]::item:hover {{ background: {Colour.CHOSEN}; }}
QListWidget[part="pages"]::item:selected {{ background: {Colour.SURFACE}; color: {Colour.ACCENT};
    border-left: 4px solid {Colour.ACCENT}; }}
QListWidget[part="pages"]::item:disabled {{ color: {Colour.QUIET}; background: transparent;
    padding: 14px 4px 2px 4px; border: none; }}
QPushButton[part="badge"] {{ text-align: left; border: 1px solid {Colour.EDGE}; border-radius: 6px;
    padding: 8px 10px; background: {Colour.SURFACE}; color: {Colour.TEXT}; }}
QPushButton[part="badge"][badge="sent"] {{ background: {Colour.DONE_GROUND}; color: {Colour.DONE}; }}
QPushButton[part="badge"][badge="waiting"] {{ background: {Colour.WAITING_GROUND}; color: {Colour.WAITING}; }}
QPushButton[part="badge"][badge="attention"] {{ background: {Colour.TROUBLE_GROUND}; color: {Colour.TROUBLE}; }}
QLabel[part="badge"][badge="sent"] {{ color: {Colour.DONE}; font-weight: 600; }}
QLabel[part="badge"][badge="waiting"] {{ color: {Colour.WAITING}; font-weight: 600; }}
QLabel[part="badge"][badge="attention"] {{ color: {Colour.TROUBLE}; font-weight: 600; }}
QPushButton[part="badge"]:focus {{ border: 2px solid {Colour.ACCENT}; padding: 7px 9px; }}

QFrame[part="strip"] {{ border-radius: 6px; border: 1px solid {Colour.EDGE}; }}
QFrame[part="strip"][tone="done"] {{ background: {Colour.DONE_GROUND}; border-color: {Colour.DONE}; }}
QFrame[part="strip"][tone="done"] QLabel {{ color: {Colour.DONE}; }}
QFrame[part="strip"][tone="offer"] {{ background: {Colour.CHOSEN}; border-color: {Colour.ACCENT}; }}
QFrame[part="strip"][tone="question"] {{ background: {Colour.WAITING_GROUND}; border-color: {Colour.WAITING}; }}
QFrame[part="strip"][tone="question"] QLabel {{ color: {Colour.WAITING}; }}
QFrame[part="strip"][tone="trouble"] {{ background: {Colour.TROUBLE_GROUND}; border-color: {Colour.TROUBLE}; }}
QFrame[part="strip"][tone="trouble"] QLabel {{ color: {Colour.TROUBLE}; }}

QFrame[part="card"] {{ background: {Colour.SURFACE}; border: 1px solid {Colour.EDGE}; border-radius: 8px; }}
QFrame[part="ask"] {{ background: {Colour.WAITING_GROUND}; border: 1px solid {Colour.EDGE}; border-radius: 6px; }}
QFrame[part="field"] {{ border: none; border-left: 3px solid transparent; }}
QFrame[part="field"][tone="problem"] {{ border-left: 3px solid {Colour.TROUBLE};
    background: {Colour.TROUBLE_GROUND}; }}
QFrame[part="field"][tone="question"] {{ border-left: 3px solid {Colour.WAITING};
    background: {Colour.WAITING_GROUND}; }}

QPushButton[part="plain"] {{ padding: 6px 14px; border: 1px solid {Colour.EDGE}; border-radius: 5px;
    background: {Colour.SURFACE}; color: {Colour.TEXT}; }}
QPushButton[part="plain"]:hover {{ background: {Colour.CHOSEN}; }}
QPushButton[part="main"] {{ padding: 6px 18px; border: 1px solid {Colour.ACCENT_DARK}; border-radius: 5px;
    background: {Colour.ACCENT}; color: {Colour.ON_ACCENT}; font-weight: bold; }}
QPushButton[part="main"]:hover {{ background: {Colour.ACCENT_DARK}; }}
QPushButton[part="plain"]:focus {{ border: 2px solid {Colour.ACCENT}; padding: 5px 13px; }}
QPushButton[part="main"]:focus {{ border: 2px solid {Colour.TEXT}; padding: 5px 17px; }}
QPushButton[part="plain"]:disabled, QPushButton[part="main"]:disabled {{ background: {Colour.GROUND};
    color: {Colour.QUIET}; border-color: {Colour.EDGE}; }}
QPushButton[part="link"] {{ border: none; color: {Colour.ACCENT}; text-align: left; padding: 4px 2px; }}
QPushButton[part="link"]:hover, QPushButton[part="link"]:focus {{ text-decoration: underline; }}

QTableView {{ font-size: {TABLE_POINTS}pt; border: 1px solid {Colour.EDGE}; border-radius: 6px;
    background: {Colour.SURFACE};
    alternate-background-color: {Colour.STRIPE}; selection-background-color: {Colour.CHOSEN};
    selection-color: {Colour.TEXT}; gridline-color: {Colour.GROUND}; outline: none; }}
QTableView::item {{ padding: 0px 6px; border: none; }}
QTableView::item:selected {{ background: {Colour.CHOSEN}; color: {Colour.TEXT}; }}
QHeaderView::section {{ background: {Colour.GROUND}; color: {Colour.QUIET}; font-weight: bold; padding: 4px 6px;
    font-size: {TABLE_POINTS}pt;
    border: none; border-bottom: 1px solid {Colour.EDGE}; }}
QListView[part="choices"] {{ background: {Colour.SURFACE}; border: 1px solid {Colour.ACCENT}; outline: none; }}
QListView[part="choices"]::item {{ padding: 5px 8px; }}
QListView[part="choices"]::item:selected {{ background: {Colour.ACCENT}; color: {Colour.ON_ACCENT}; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget[part="sheet"] {{ background: transparent; }}
"""
