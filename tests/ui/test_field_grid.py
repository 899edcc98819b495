"""This file is the place where fields of a form take as much of a row as their words need."""

import pytest
from PySide6.QtWidgets import QApplication, QGridLayout, QVBoxLayout, QWidget

from kacdesk.spec.field import Choice, FieldSpec, Kind
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.grid import FieldGrid
from kacdesk.ui.fields.plain import ChoiceInput, CountInput
from kacdesk.ui.look.scrolling import scrolling

SHORT, LONG = "Jā", "no tā gada beigām, kurā lieta slēgta"


def _grid(*fields: FieldFrame, width: int) -> FieldGrid:
    grid = FieldGrid(fields)
    grid.resize(width, 400)
    grid.show()
    QApplication.processEvents()
    return grid


def _choice(words: str, hint: str = "") -> FieldFrame:
    spec = FieldSpec("starts", "Skaita", Kind.CHOICE, required=True, choices=(Choice("A", words),), hint=hint)
    return FieldFrame(ChoiceInput(spec))


def _count() -> FieldFrame:
    return FieldFrame(CountInput(FieldSpec("years", "Termiņš", Kind.INTEGER)))


def _parts(grid: FieldGrid, frame: FieldFrame) -> int:
    layout = grid.layout()
    assert isinstance(layout, QGridLayout)
    place = layout.getItemPosition(layout.indexOf(frame))
    return int(place[3])  # type: ignore[index]  # Qt's stubs call the four numbers an object


@pytest.mark.parametrize(("words", "width", "parts"), [(SHORT, 1000, 1), (LONG, 1000, 2), (LONG, 2000, 1)])
def test_a_choice_takes_two_parts_of_a_row_only_when_its_words_do_not_fit_one(
    qapp: QApplication, words: str, width: int, parts: int
) -> None:
    choice = _choice(words)
    grid = _grid(_count(), choice, width=width)
    assert _parts(grid, choice) == parts


def test_a_choice_is_laid_out_anew_when_the_window_becomes_wider(qapp: QApplication) -> None:
    choice = _choice(LONG)
    grid = _grid(_count(), choice, width=1000)
    grid.resize(2000, 400)
    QApplication.processEvents()
    assert _parts(grid, choice) == 1


def test_a_hint_of_three_lines_has_its_height_on_a_narrow_window(qapp: QApplication) -> None:
    hint = "No veida atkarīgs, cik iestādēm un cik dienas nedēļā centrā jābūt, un kurās dienās tas mainās."
    choice = _choice(SHORT, hint)
    grid = FieldGrid((choice, _count()))
    sheet = QWidget()
    column = QVBoxLayout(sheet)
    column.addWidget(grid)
    column.addStretch(1)
    room = scrolling(sheet)
    room.resize(420, 300)
    room.show()
    QApplication.processEvents()
    assert choice.height() >= choice.heightForWidth(choice.width())
