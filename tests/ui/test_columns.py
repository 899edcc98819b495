"""This file is the place where the columns of a list are held to show whole what can be shown, and to stay calm."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from kacdesk.services import preferences, records
from kacdesk.services.context import Context
from kacdesk.spec.field import Kind
from kacdesk.ui.look.theme import wear
from kacdesk.ui.register.list import RegisterList
from tests.helpers.desk import an_hour_ago, document
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands

SECOND = timedelta(seconds=1)
SHORT, LONG = "Ābele", "Ūdensvads, kanalizācija un viss pārējais, kas savā ailē neietilpst"


@pytest.fixture
def large_letters(context: Context) -> Iterator[None]:
    """Let whoever works at the desk have chosen large letters."""
    preferences.change(context, print="large")
    wear(letters="large")
    yield
    wear()


def _list_of(hands: Hands, register: str) -> RegisterList:
    hands.window.resize(1366, 768)
    hands.window.go_to(register)
    hands.settle()
    return hands.page(register).list


def _widths(shown: RegisterList) -> list[int]:
    header = shown.rows.horizontalHeader()
    return [header.sectionSize(column) for column in range(header.count())]


def _write_documents(context: Context, kinds: tuple[str, ...], titles: tuple[str, ...]) -> None:
    """Write documents a second apart, the first one the newest."""
    start, names = an_hour_ago(), records.read_references(context)
    with context.store.unit(context.actor.id) as unit:
        for place, (kind, title) in enumerate(zip(kinds, titles, strict=True)):
            values = document(received_at=start - place * SECOND, kind=kind, title=title)
            entry = records.Entry(context, "received_document", values, {}, names)
            records.write_new(context, unit, entry)


@pytest.mark.usefixtures("large_letters")
def test_in_large_letters_no_number_time_or_heading_is_cut(context: Context, open_window: OpenWindow) -> None:
    _write_documents(context, ("SUBMISSION",) * 40, (LONG,) * 40)
    shown = _list_of(open_window(), "received_document")
    header, table = shown.rows.horizontalHeader(), shown.table
    cut = []
    for column, name in enumerate(table.spec.listed):
        if shown.rows.isColumnHidden(column):
            continue
        needed = header.sectionSizeHint(column)
        if table.spec.by_name[name].kind in (Kind.CODE, Kind.MOMENT, Kind.DAY):
            needed = max(needed, *(shown.rows.cells.wanted(table.cell(row, column)) for row in range(40)))
        if header.sectionSize(column) < needed:
            cut.append(f"{name}: {header.sectionSize(column)} px for {needed}")
    assert cut == []


@pytest.mark.usefixtures("large_letters")
def test_rows_that_scroll_to_the_side_begin_with_whole_columns(
    context: Context, open_window: OpenWindow
) -> None:
    _write_documents(context, ("SUBMISSION",) * 40, (LONG,) * 40)
    shown = _list_of(open_window(), "received_document")
    header, room = shown.rows.horizontalHeader(), shown.rows.viewport().width()
    assert header.length() > room, "too narrow for all columns"
    ends = {
        header.sectionViewportPosition(column) + header.sectionSize(column)
        for column in range(header.count())
    }
    assert room in ends


def test_columns_stay_while_somebody_types_and_then_show_whole_what_was_cut(
    context: Context, open_window: OpenWindow
) -> None:
    _write_documents(context, (*("LETTER",) * 60, "OTHER"), (*(SHORT,) * 60, LONG))
    hands = open_window()
    shown = _list_of(hands, "received_document")
    kind = shown.table.spec.listed.index("kind")
    before, seen = _widths(shown), list[list[int]]()
    shown.table.loaded.connect(lambda: seen.append(_widths(shown)))
    shown.focus_search()
    hands.write("udens")
    hands.until(lambda: shown.table.rowCount() == 1)
    hands.until(lambda: _widths(shown)[kind] > before[kind])
    assert [each for each in seen if each != before] == [], "nothing moved while the rows came"
    wanted = shown.rows.cells.wanted(shown.table.cell(0, kind))
    assert _widths(shown)[kind] >= wanted
    hands.press(Qt.Key.Key_A, CTRL)
    hands.press(Qt.Key.Key_Delete)
    hands.until(lambda: _widths(shown) == before)


def test_a_filter_brings_its_rows_and_their_columns_at_once(
    context: Context, open_window: OpenWindow
) -> None:
    _write_documents(context, (*("LETTER",) * 60, "OTHER"), (*(SHORT,) * 60, LONG))
    hands = open_window()
    shown = _list_of(hands, "received_document")
    kind = shown.table.spec.listed.index("kind")
    before, seen = _widths(shown), list[int]()
    shown.table.loaded.connect(lambda: seen.append(_widths(shown)[kind]))
    shown.filters.add_named("kind", "Cits dokuments")
    hands.until(lambda: shown.table.rowCount() == 1)
    assert seen[-1] > before[kind]
