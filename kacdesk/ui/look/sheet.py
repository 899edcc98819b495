"""This file is the place where the parts of the window get their make: `part` names one, its rules stand here.

`@name` stands for a colour of `palette.Colour` or a size of `measures.STEPS` (with `pt`); nothing else has a colour.
To add a part: give it a name here, set it with `setProperty("part", "name")`, and take colours from the tokens.
"""

import re

from kacdesk.ui.look.measures import STEPS, field_height, points
from kacdesk.ui.look.palette import Palette

_NAME = re.compile(r"@([a-z_]+)")
_SIZES = ("table", *STEPS)


def sheet(palette: Palette, letters: str, *, dark: bool) -> str:
    """Return the stylesheet in a palette and a size of letters; an unknown name in it is a KeyError."""
    words = {str(name): colour for name, colour in palette.items()}
    words |= {size: f"{points(size, letters):g}pt" for size in _SIZES}
    words |= {"field_height": f"{field_height(letters) - 8}px"}
    words |= {"ink_of_signs": "light" if dark else "dark", "ink_on_accent": "dark" if dark else "light"}
    return _NAME.sub(lambda found: words[found[1]], SHEET)


SHEET = """
/* --- words --- */
QLabel[part="title"] { font-size: @title; font-weight: bold; }
QLabel[part="record"] { font-size: @record; font-weight: bold; }
QLabel[part="heading"] { font-size: @heading; font-weight: bold; }
QLabel[part="quiet"], QLabel[part="hint"] { color: @quiet; }
QLabel[part="hint"] { font-size: @small; }
QLabel[part="label"] { font-weight: 600; font-size: @small; }
QLabel[part="problem"] { color: @trouble; font-size: @small; }
QLabel[part="question"] { color: @waiting; font-size: @small; }
QLabel[part="sample"] { color: @sample; background: @sample_ground; font-weight: bold;
    border-radius: 4px; padding: 4px 8px; }
QLabel[part="status"] { font-weight: bold; border-radius: 4px; padding: 4px 8px; }
QLabel[part="status"][status="voided"] { color: @trouble; background: @trouble_ground; }
QLabel[part="status"][status="corrected"] { color: @waiting; background: @waiting_ground; }
QLabel[part="status"][status="registered"] { color: @done; background: @done_ground; }
QLabel[part="empty"] { color: @quiet; font-size: @heading; }
QLabel[part="figure"] { font-size: @title; font-weight: bold; }
QLabel[part="key"] { font-weight: 600; font-size: @small; background: @surface; border: 1px solid @edge;
    border-bottom-width: 2px; border-radius: 4px; padding: 1px 6px; }
QToolTip { color: @text; background: @surface; border: 1px solid @field_edge; padding: 4px; }

/* --- trees; the one of the sidebar goes its own ways below --- */
QTreeView { border: 1px solid @edge; border-radius: 6px; padding: 1px; background: @surface; outline: none; }
QTreeView:focus { border: 2px solid @focus; padding: 0px; }
QTreeView::item { padding: 5px 3px; border: none; color: @text; }
QTreeView::item:selected { background: @chosen; color: @text; }
QTreeView::indicator { width: 12px; height: 12px; } /* a column as wide as its words counts on no larger one */
QTreeView::indicator:indeterminate { background: @accent; border: 3px solid @surface; width: 8px; height: 8px; }

/* --- the sidebar and the badge --- */
QFrame[part="sidebar"] { background: @sidebar; border-right: 1px solid @edge; }
QLabel[part="brand"] { font-size: @record; font-weight: bold; }
QTreeWidget[part="pages"] { background: @sidebar; border: none; padding: 0px; outline: none; }
QFrame[part="sidebar"][narrow="true"] QTreeWidget { font-size: @small; }
QFrame[part="sidebar"][narrow="true"] QTreeWidget[part="pages"]::item { padding-right: 2px; }
QTreeWidget[part="pages"]::item { padding: 3px 6px; border: 2px solid transparent; border-left: 4px solid transparent;
    color: @text; }
QTreeWidget[part="pages"]::item:hover { background: @chosen; }
QTreeWidget[part="pages"]::item:selected { background: @surface; color: @accent; border-left: 4px solid @accent; }
QTreeWidget[part="pages"]::item:focus { border: 2px solid @focus; }
QTreeWidget[part="pages"]::item:selected:focus { border: 2px solid @focus; border-left: 4px solid @accent; }
QPushButton[part="badge"] { text-align: left; border: 1px solid @edge; border-radius: 6px; padding: 8px;
    background: @surface; color: @text; }
QPushButton[part="badge"][badge="sent"] { background: @done_ground; color: @done; border-color: @done; }
QPushButton[part="badge"][badge="waiting"] { background: @waiting_ground; color: @waiting; border-color: @waiting; }
QPushButton[part="badge"][badge="attention"] { background: @trouble_ground; color: @trouble; border-color: @trouble; }
QLabel[part="badge"][badge="sent"] { color: @done; font-weight: 600; }
QLabel[part="badge"][badge="waiting"] { color: @waiting; font-weight: 600; }
QLabel[part="badge"][badge="attention"] { color: @trouble; font-weight: 600; }
QPushButton[part="badge"]:focus { border: 2px solid @focus; padding: 7px; }

/* --- the strip, cards, questions --- */
QFrame[part="strip"] { border-radius: 6px; border: 1px solid @edge; }
QFrame[part="strip"][tone="done"] { background: @done_ground; border-color: @done; }
QFrame[part="strip"][tone="done"] QLabel { color: @done; }
QFrame[part="strip"][tone="offer"] { background: @chosen; border-color: @accent; }
QFrame[part="strip"][tone="question"] { background: @waiting_ground; border-color: @waiting; }
QFrame[part="strip"][tone="question"] QLabel { color: @waiting; }
QFrame[part="strip"][tone="trouble"] { background: @trouble_ground; border-color: @trouble; }
QFrame[part="strip"][tone="trouble"] QLabel { color: @trouble; }
QFrame[part="card"] { background: @surface; border: 1px solid @edge; border-radius: 8px; }
QPushButton[part="tile"] { text-align: left; background: @surface; border: 1px solid @edge; border-radius: 8px; }
QPushButton[part="tile"]:hover { background: @chosen; }
QPushButton[part="tile"]:focus { background: @chosen; border: 2px solid @focus; }
QFrame[part="ask"] { background: @waiting_ground; border: 1px solid @edge; border-radius: 6px; }
QFrame[part="field"] { border: none; border-left: 3px solid transparent; }
QFrame[part="field"][tone="problem"] { border-left: 3px solid @trouble; background: @trouble_ground; }
QFrame[part="field"][tone="question"] { border-left: 3px solid @waiting; background: @waiting_ground; }

/* --- buttons --- */
QPushButton[part="plain"] { padding: 5px 12px; border: 1px solid @field_edge; border-radius: 5px;
    background: @surface; color: @text; }
QPushButton[part="plain"]:hover { background: @chosen; }
QPushButton[part="plain"]:checked { background: @chosen; border-color: @accent; }
QPushButton[part="main"] { padding: 5px 16px; border: 1px solid @accent_dark; border-radius: 5px;
    background: @accent; color: @on_accent; font-weight: bold; }
QPushButton[part="main"]:hover { background: @accent_dark; }
QPushButton[part="plain"]:focus { border: 2px solid @focus; padding: 4px 11px; }
QPushButton[part="main"]:focus { border: 2px solid @text; padding: 4px 15px; }
QPushButton[part="mark"] { border: 1px solid @field_edge; border-radius: 6px; background: @surface; color: @text;
    font-size: @record; font-weight: bold; }
QPushButton[part="mark"]:hover { background: @chosen; }
QPushButton[part="mark"]:checked { background: @accent; color: @on_accent; border-color: @accent_dark; }
QPushButton[part="mark"]:focus { border: 3px solid @focus; }
QPushButton[part="chip"] { padding: 3px 10px; border: 1px solid @field_edge; border-radius: 14px;
    background: @surface; color: @text; text-align: left; }
QPushButton[part="chip"]:hover { background: @chosen; }
QPushButton[part="chip"][served="true"] { background: @chosen; border-color: @accent; font-weight: 600; }
QPushButton[part="chip"]:focus { border: 2px solid @focus; padding: 2px 9px; }
QPushButton[part="plain"]:disabled, QPushButton[part="main"]:disabled { background: @ground; color: @quiet;
    border-color: @edge; }
QPushButton[part="link"] { border: 1px solid transparent; border-radius: 4px; color: @accent; text-align: left;
    padding: 4px 2px; }
QPushButton[part="link"]:hover { text-decoration: underline; }
QPushButton[part="link"]:focus { text-decoration: underline; border-color: @focus; }
QPushButton { outline: none; }
QPushButton::menu-indicator { image: none; width: 0px; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 2px; }
QToolButton:hover { background: @chosen; }
QToolButton:focus { border: 2px solid @focus; padding: 1px; }
QToolButton[part="menu"] { border: 1px solid @field_edge; background: @surface; color: @text; padding: 4px 8px; }
QToolButton[part="menu"]:focus { border: 2px solid @focus; padding: 3px 7px; }
QToolButton::menu-indicator { image: none; }

/* --- what is typed into --- */
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: @surface; color: @text;
    border: 1px solid @field_edge; border-radius: 4px; padding: 3px 7px;
    selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: @field_height; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid @focus; padding: 2px 6px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QLineEdit[readOnly="true"] {
    background: @ground; color: @quiet; border-color: @edge; }
QComboBox QLineEdit { border: none; padding: 0px; min-height: 0px; }
QComboBox QLineEdit:focus { border: none; padding: 0px; }
QComboBox::drop-down { border: none; width: 24px; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("icons:signs/expand-@ink_of_signs.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: @surface; color: @text; border: 1px solid @accent;
    selection-background-color: @accent; selection-color: @on_accent; outline: none; }
QCheckBox, QRadioButton { spacing: 8px; }
QTreeView::indicator { border: 1px solid @field_edge; background: @surface; border-radius: 3px; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator {
    width: 16px; height: 16px; border: 1px solid @field_edge; background: @surface; border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @focus; width: 14px; height: 14px; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked {
    background: @accent; border-color: @accent; image: url("icons:signs/tick-@ink_on_accent.svg"); }
QRadioButton::indicator:checked { background: @surface; border: 5px solid @accent; border-radius: 9px;
    width: 8px; height: 8px; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid @focus; border-radius: 4px; }

/* --- rows: their frame takes two pixels with and without the keyboard, so that no row lies over it or moves --- */
QPushButton[part="row"] { text-align: left; border: 2px solid transparent; border-radius: 5px; background: transparent;
    color: @text; }
QPushButton[part="row"]:hover { background: @chosen; }
QPushButton[part="row"]:focus { background: @chosen; border-color: @focus; }
QLabel[part="lead"] { font-weight: 600; color: @text; }
QLabel[part="state"] { color: @quiet; font-size: @small; }
QLabel[part="state"][tone="waiting"] { color: @waiting; background: @waiting_ground; border-radius: 4px;
    padding: 2px 6px; }
QLabel[part="state"][tone="trouble"] { color: @trouble; background: @trouble_ground; border-radius: 4px;
    padding: 2px 6px; }
QTableView { font-size: @table; border: 1px solid @edge; border-radius: 6px; padding: 1px; background: @surface;
    alternate-background-color: @stripe; selection-background-color: @chosen; selection-color: @text;
    gridline-color: @ground; outline: none; }
QTableView::item { padding: 0px 6px; border: none; }
QTableView::item:selected { background: @chosen; color: @text; }
QHeaderView::section { background: @ground; color: @quiet; font-weight: bold; padding: 4px 6px 4px 9px;
    font-size: @table; border: none; border-bottom: 1px solid @edge; }
QTableCornerButton::section { background: @ground; border: none; border-bottom: 1px solid @edge; }
QListView { background: @surface; color: @text; border: 1px solid @edge; border-radius: 6px; padding: 1px;
    outline: none; selection-background-color: @chosen; selection-color: @text; }
QListView[part="people"]::item { padding: 8px; }
QListView[part="people"]::item:selected { background: @accent; color: @on_accent; }
QListView[part="choices"] { background: @surface; border: 1px solid @accent; padding: 0px; outline: none;
    border-radius: 4px; }
QListView[part="choices"]::item { padding: 5px 8px; }
QListView[part="choices"]::item:selected { background: @accent; color: @on_accent; }
QListView[part="topics"]::item { padding: 6px 8px; }
QScrollArea { border: 2px solid transparent; border-radius: 6px; background: transparent; }
QScrollArea:focus { border-color: @focus; }
QScrollArea > QWidget > QWidget[part="sheet"] { background: transparent; }
QTextBrowser[part="guide"] { background: @surface; color: @text; border: 1px solid @edge; border-radius: 6px;
    padding: 8px; }
QTableView:focus, QListView:focus { border: 2px solid @focus; padding: 0px; }
QTextBrowser[part="guide"]:focus { border: 2px solid @focus; padding: 7px; }
QProgressBar { border: 1px solid @field_edge; border-radius: 4px; background: @surface; text-align: center; }
QProgressBar::chunk { background: @accent; }
QMenu { background: @surface; color: @text; border: 1px solid @field_edge; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 32px; border-radius: 4px; }
QMenu::item:selected { background: @accent; color: @on_accent; }
QMenu::separator { height: 1px; background: @edge; margin: 4px 8px; }
"""
