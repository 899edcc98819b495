"""This file is the place where the import is held to answer whatever the bytes of a file are."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kacdesk.core.errors import DeskError, Usage
from kacdesk.services.context import Context
from kacdesk.services.importing import imports
from tests.services.desk import copy_desk, open_desk, rows_of
from tests.services.office_logs import GOOD, HEAD, take, xlsx_file


def _unreadable_files(folder: Path) -> dict[str, Path]:
    good = xlsx_file(folder / "good.xlsx", HEAD, GOOD).read_bytes()
    broken_part = folder / "part.xlsx"
    with ZipFile(folder / "good.xlsx") as old, ZipFile(broken_part, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, body[: len(body) // 2] if "sheet1" in name else body)
    files = {
        "binary": b"\x00\x01\x02" * 500,
        "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "cut": good[: len(good) // 2],
        "flipped": good[:200] + bytes(byte ^ 0x55 for byte in good[200:260]) + good[260:],
        "no zip": b"PK\x03\x04" + b"x" * 100,
        "empty": b"",
        "other table": b"Prece;Cena\nGurki;1,20\n",
        "no date": "Klients;Iestāde;Pakalpojums\nJānis;VID;x\n".encode(),
        "half utf-8": "Datums;Iestāde;Klients\n02.03.2026.;VID;Ķēniņš\n".encode() + b"\xe2\xe8;x\n",
    }
    for name, body in files.items():
        (folder / name).write_bytes(body)
    with ZipFile(folder / "ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return {name: folder / name for name in (*files, "ods", "not there", "part.xlsx")} | {"folder": folder}


def test_a_file_that_is_no_table_is_told_in_three_sentences(desk: Context, tmp_path: Path) -> None:
    for name, file in _unreadable_files(tmp_path).items():
        with pytest.raises(Usage) as told:
            take(desk, file)
        assert len(told.value.sentences()) == 3, name
        assert told.value.exit_code == 2
    assert rows_of(desk, "visit") == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Context, Path]]:
    """A desk on which only dry runs are made, so that many examples can share it."""
    folder = tmp_path_factory.mktemp("fuzz")
    with open_desk(copy_desk(folder)) as context:
        yield context, folder


FUZZ = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def _answers(shared: tuple[Context, Path], body: bytes) -> None:
    context, folder = shared
    (folder / "any").write_bytes(body)
    try:
        report = imports.run(context, "visit", folder / "any", dry_run=True, rejects=folder / "bad.csv")
    except DeskError as error:
        sentences = error.sentences()
    else:
        sentences = (report.file, *report.notes)
        assert report.read == report.added + report.already_there + report.rejected
        assert report.rejected == 0 or report.problems
    assert all(sentences)


@FUZZ
@given(body=st.binary(max_size=400))
def test_no_bytes_break_the_import(shared: tuple[Context, Path], body: bytes) -> None:
    _answers(shared, body)


@FUZZ
@given(body=st.binary(max_size=300))
def test_no_bytes_below_a_good_heading_break_the_import(shared: tuple[Context, Path], body: bytes) -> None:
    _answers(shared, (";".join(HEAD) + "\n").encode() + body)


@FUZZ
@given(cells=st.lists(st.text(max_size=30), min_size=len(HEAD), max_size=len(HEAD)))
def test_no_text_in_a_cell_breaks_the_import(shared: tuple[Context, Path], cells: list[str]) -> None:
    quoted = ('"' + cell.replace('"', '""') + '"' for cell in cells)
    _answers(shared, (";".join(HEAD) + "\n" + ";".join(quoted) + "\n").encode("utf-8", "replace"))


@FUZZ
@given(at=st.integers(min_value=0, max_value=5_000), body=st.binary(min_size=1, max_size=8))
def test_no_damage_to_a_workbook_breaks_the_import(
    shared: tuple[Context, Path], at: int, body: bytes
) -> None:
    good = xlsx_file(shared[1] / "good.xlsx", HEAD, GOOD).read_bytes()
    at %= len(good)
    _answers(shared, good[:at] + body + good[at + len(body) :])


@FUZZ
@given(
    part=st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]),
    at=st.floats(0, 1),
    body=st.binary(max_size=6),
)
def test_no_damage_inside_a_workbook_breaks_the_import(
    shared: tuple[Context, Path], part: str, at: float, body: bytes
) -> None:
    folder = shared[1]
    xlsx_file(folder / "good.xlsx", HEAD, [46083, 0.5, *GOOD[2:]])
    with ZipFile(folder / "good.xlsx") as old, ZipFile(folder / "hurt.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name)
            cut = int(at * len(text))
            new.writestr(name, text[:cut] + body + text[cut + len(body) :] if name == part else text)
    _answers(shared, (folder / "hurt.xlsx").read_bytes())
