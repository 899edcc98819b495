"""This file is the place where the XLSX files that are written here are opened by somebody else's reader."""

import os
import stat
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kacdesk.reports import workbook as module
from kacdesk.reports.workbook import Link, free_title, workbook
from kacdesk.reports.workbook_cells import (
    Form,
    day_cell,
    duration_cell,
    moment_cell,
    number_cell,
    readable,
    text_cell,
)

NOW = datetime(2026, 12, 2, 7, 14, tzinfo=UTC)
LOCAL = datetime(2026, 11, 3, 9, 15, 30)  # noqa: DTZ001 -- what a clock on the wall showed


def test_cells_come_back_with_their_types(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    with (
        workbook(out, title="Saraksts", creator="kacdesk", made_at=NOW) as book,
        book.sheet("A", [9] * 6) as sheet,
    ):
        sheet.head(["Teksts", "Skaits", "Diena", "Brīdis", "Ilgums", "Summa"])
        sheet.append(
            [
                text_cell("Žanis & <Paraudziņš>\n= 1"),
                number_cell(3),
                day_cell(date(2026, 11, 3)),
                moment_cell(LOCAL),
                duration_cell(3725),
                number_cell(12.5, Form.MONEY),
            ]
        )
        sheet.append(["", number_cell(-7)])
    read = load_workbook(out)
    (sheet_read,) = read
    text, whole, day, moment, length, money = (cell.value for cell in sheet_read[2])
    assert (text, whole, money) == ("Žanis & <Paraudziņš>\n= 1", 3, 12.5)
    assert (day, moment) == (datetime(2026, 11, 3), LOCAL)  # noqa: DTZ001
    assert str(length) == "1:02:05"
    assert [cell.value for cell in sheet_read[3]] == [None, -7, None, None, None, None]
    assert (sheet_read.freeze_panes, sheet_read.auto_filter.ref, sheet_read.print_title_rows) == (
        "A2",
        "A1:F3",
        "$1:$1",
    )
    assert (read.properties.title, read.properties.creator) == ("Saraksts", "kacdesk")


def test_a_cell_leads_to_a_sheet_that_comes_later(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    with workbook(out, title="A", creator="k", made_at=NOW) as book:
        with book.sheet("Skaitļi", [9], head_rows=0) as sheet:
            sheet.link(Link(1, 1, "Otrā 'lapa' & cita", "A5", "Apmeklējumi"))
            sheet.append([number_cell(2, Form.LINKED_NUMBER)])
        with book.sheet("Otrā 'lapa' & cita", [9]) as sheet:
            sheet.head(["B"])
    first, second = load_workbook(out)
    link = first["A1"].hyperlink
    assert link is not None
    assert first["A1"].value == 2
    assert link.location == "'Otrā ''lapa'' & cita'!A5"
    assert second.title == "Otrā lapa & cita"


def test_every_part_is_well_formed_and_named_once(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    with workbook(out, title='"<A>"', creator="k & k", made_at=NOW) as book:
        for title in ("Viens", "VIENS", "Viens/2"):
            with book.sheet(title, [9]) as sheet:
                sheet.head(["A"])
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        for name in names:
            ElementTree.fromstring(archive.read(name))  # noqa: S314 -- it was written here
    assert load_workbook(out).sheetnames == ["Viens", "VIENS 2", "Viens2"]


@given(st.text(max_size=200))
def test_any_text_can_stand_in_a_cell(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "a.xlsx"
        with workbook(out, title="A", creator="k", made_at=NOW) as book, book.sheet("A", [9]) as sheet:
            sheet.append([text_cell(text)])
        (read,) = load_workbook(out)
    assert (read["A1"].value or "") == readable(text)


def test_what_a_sheet_cannot_hold_is_taken_care_of() -> None:
    assert readable("a\x07b\r\nc") == "a\ufffdb\nc"
    assert len(readable("ā" * 40_000)) == 32_767
    assert readable("ā" * 40_000).endswith("…")


def test_rows_that_wait_are_nobody_elses_and_gone_at_the_end(tmp_path: Path) -> None:
    with (
        workbook(tmp_path / "a.xlsx", title="A", creator="k", made_at=NOW) as book,
        book.sheet("A", [9]) as sheet,
    ):
        sheet.append([text_cell("Ieva Izdomātā")])
        (aside,) = [path for path in tmp_path.iterdir() if path.is_dir()]
        if os.name == "posix":
            assert stat.S_IMODE(aside.stat().st_mode) == 0o700
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_workbook_that_fails_leaves_nothing_beside_it(tmp_path: Path) -> None:
    def write() -> None:
        with (
            workbook(tmp_path / "a.xlsx", title="A", creator="k", made_at=NOW) as book,
            book.sheet("A", [9]) as sheet,
        ):
            sheet.append([text_cell("Ieva Izdomātā")])
            raise KeyError

    with pytest.raises(KeyError):
        write()
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.text(max_size=60), max_size=8))
def test_titles_are_short_and_different(wanted: list[str]) -> None:
    taken: list[str] = []
    for title in wanted:
        taken.append(free_title(title, taken))
    assert len({title.casefold() for title in taken}) == len(taken)
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in taken)


def test_a_sheet_is_full_by_rows_or_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_SHEET_BYTES", 20_000)
    with workbook(tmp_path / "a.xlsx", title="A", creator="k", made_at=NOW) as book:
        with book.sheet("Rindas", [9], most_rows=3) as sheet:
            for _ in range(3):
                assert not sheet.is_full
                sheet.append([number_cell(1)])
            assert sheet.is_full
        with book.sheet("Burti", [9]) as sheet:
            while not sheet.is_full:
                sheet.append([text_cell("ā" * 100)])
            assert sheet.rows < 1000
