"""This file is the place where the tables of figures are held against the style's own drawing."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from kacdesk.figures.count import Count
from kacdesk.services.reporting.table import Cell, Line, Table, figure
from kacdesk.ui.look.theme import wear
from kacdesk.ui.report.grid import FigureGrid
from tests.ui.drawn import by_the_style, points

LONG = (
    "Garš nosaukums, kas savā ailē nekādi neietilpst, lai cik plats būtu logs, un tāpēc beigās ir daudzpunkte"
)
FIGURES = Table(
    "Iestādes",
    ("Iestāde", "Pieteikumi", "tostarp informācija", "Piezīme"),
    (
        Line("VSAA", (figure(Count.told(3)), figure(Count.told(0)), Cell("vārdi"))),
        Line(LONG, (figure(Count.told(1234)), figure(None), Cell("viena rinda\nun otra")), level=2),
        Line("Ēģiptē & <b>Ķīnā</b>\tciems", (Cell("+3 (+5 %)"),), level=1),
        Line("Kopā", (figure(Count.told(1237)), figure(Count.told(3)), Cell("")), is_sum=True),
    ),
)
MAP = Table(
    "Pa stundām",
    ("", *(str(hour) for hour in range(8, 18))),
    tuple(
        Line(day, tuple(Cell(str(hour), Count.told(hour), hour / 9) for hour in range(10)))
        for day in ("Pirmdiena", "Otrdiena")
    ),
)
TITLE, NUMBER, TWO_LINES = (0, 0), (0, 1), (1, 3)


@pytest.fixture(autouse=True)
def normal_look() -> Iterator[None]:
    """Give the program its ordinary look back."""
    yield
    wear()


def _shown(qtbot: QtBot, table: Table, width: int) -> FigureGrid:
    grid = FigureGrid(table)
    qtbot.addWidget(grid)
    grid.resize(width, grid.height())
    grid.show()
    return grid


@pytest.mark.parametrize(
    ("look", "letters"), [("light", "normal"), ("light", "large"), ("dark", "normal"), ("dark", "large")]
)
def test_figures_are_drawn_as_by_the_style(qtbot: QtBot, look: str, letters: str) -> None:
    wear(look=look, letters=letters)
    for table, width in product((FIGURES, MAP), (520, 1100)):
        grid, rows = _shown(qtbot, table, width), len(table.lines)
        unmarked = points(grid, rows)
        for marked in (None, TITLE, NUMBER, TWO_LINES):
            if marked is not None:
                grid.selectionModel().select(
                    grid.figures.index(*marked), QItemSelectionModel.SelectionFlag.ClearAndSelect
                )
            plain = by_the_style(grid)
            qtbot.addWidget(plain)
            own = points(grid, rows)
            assert own == points(plain, rows), (width, marked)
            assert (own == unmarked) is (marked is None), "what is marked is seen"


@pytest.mark.parametrize("letters", ["normal", "large"])
def test_every_figure_and_the_title_of_a_sum_fit_into_their_columns(qtbot: QtBot, letters: str) -> None:
    wear(letters=letters)
    grid = _shown(qtbot, FIGURES, 1100)
    plain = by_the_style(grid)
    qtbot.addWidget(plain)
    needed = [plain.sizeHintForColumn(column) for column in range(1, len(FIGURES.heads))]
    assert all(grid.columnWidth(column) >= needed[column - 1] for column in range(1, len(FIGURES.heads)))
    for row in range(len(FIGURES.lines)):
        told, asked = grid.figures.written(row, 1), plain.sizeHintForIndex(grid.figures.index(row, 1))
        assert grid.cells.wanted(told.words, told.face) == asked.width()


def test_the_look_and_the_letters_are_followed_while_a_table_is_shown(qtbot: QtBot) -> None:
    grid, fresh = _shown(qtbot, MAP, 900), dict[tuple[str, str], list[int]]()
    for look, letters in (("light", "normal"), ("dark", "large"), ("light", "normal")):
        wear(look=look, letters=letters)
        qtbot.wait(1)
        drawn = points(grid, len(MAP.lines))
        assert fresh.setdefault((look, letters), drawn) == drawn
        assert grid.viewport().height() == grid.verticalHeader().length(), "no line is cut off"
    assert len({tuple(each) for each in fresh.values()}) == 2


def test_all_lines_of_a_table_are_seen_in_large_letters(qtbot: QtBot) -> None:
    wear(letters="large")
    grid = _shown(qtbot, FIGURES, 1100)
    last = grid.visualRect(grid.figures.index(len(FIGURES.lines) - 1, 0))
    assert grid.viewport().rect().contains(last)
