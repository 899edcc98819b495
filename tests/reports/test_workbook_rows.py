"""This file is the place where rows written in one go are held against the library's own, letter for letter."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kacdesk.reports.workbook import Link, Sheet, workbook
from kacdesk.reports.workbook_cells import (
    Cell,
    Form,
    day_cell,
    duration_cell,
    moment_cell,
    number_cell,
    text_cell,
)
from kacdesk.reports.workbook_rows import RowSheet

NOW = datetime(2026, 12, 2, 7, 14, tzinfo=UTC)
WIDTH = 30

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "Ieva Izdomātā",
            " ar atstarpi",
            "beidzas ar rindu\n",
            "divas\nrindas",
            "stabiņš | un",
            "& <r>x</r>",
            '"pēdiņās"',
            "_x0041_",
            "cieta\u00a0atstarpe",
            "\U0001f600" * 9000,
        ]
    ),
)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.just(""),
    st.builds(text_cell, TEXTS, st.sampled_from([Form.PLAIN, Form.HEAD, Form.LINK])),
    st.builds(number_cell, st.integers(-(10**17), 10**17)),
    st.builds(number_cell, st.floats(allow_nan=False, allow_infinity=False), st.just(Form.MONEY)),
    st.builds(duration_cell, st.integers(0, 10**6)),
    st.builds(day_cell, st.dates(date(1900, 1, 1))),
    st.builds(moment_cell, st.datetimes(datetime(1900, 1, 1))),  # noqa: DTZ001 -- what a clock on the wall showed
)


def _parts(folder: Path, rows: Sequence[Sequence[Cell]], linked: int) -> dict[str, bytes]:
    """Return the parts of a workbook that holds the rows, one of them with a link."""
    out = folder / "a.xlsx"
    with workbook(out, title="A", creator="k", made_at=NOW) as book, book.sheet("A", [9] * WIDTH) as sheet:
        for number, row in enumerate(rows):
            if number == linked:
                sheet.link(Link(sheet.rows + 1, 2, "A"))
            sheet.append(row)
    with ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, max_size=WIDTH + 2), max_size=8), st.integers(0, 8))
def test_a_row_is_written_as_the_library_writes_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Cell]], linked: int
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    quick = _parts(folder, rows, linked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RowSheet, "write_plain", lambda *_asked: 0)
        assert _parts(folder, rows, linked) == quick


def test_rows_of_a_list_are_written_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RowSheet, "write_string", lambda *_asked: pytest.fail("was written cell by cell"))
    with (
        workbook(tmp_path / "a.xlsx", title="A", creator="k", made_at=NOW) as book,
        book.sheet("A", [9] * 3) as sheet,
    ):
        sheet.append([])
        _append_list(sheet)
        assert sheet.rows == 4


def _append_list(sheet: Sheet) -> None:
    for text in ("Ieva Izdomātā", "+371 20000000", 'Zvanīs vēlreiz\notrdien, "pēc" 15'):
        sheet.append([text_cell(text), "", number_cell(3)])
