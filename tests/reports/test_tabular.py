"""This file is the place where CSV and XLSX files are read back, and held against docs/fields.md."""

import csv
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kacdesk.core.errors import Unavailable
from kacdesk.models.catalog import CATALOG
from kacdesk.reports.cells import LABELLED, guarded, unguarded
from kacdesk.reports.tabular import csv_columns, write_csv, write_xlsx
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec, Values

PAGE = Path(__file__).parents[2] / "docs" / "fields.md"
VISIT, CALL = CATALOG.spec("visit"), CATALOG.spec("phone_consultation")
NOW = datetime(2026, 12, 2, 7, 14, tzinfo=UTC)
CLERK = UUID(int=7)
DANGEROUS = (
    "=1+1",
    "+371 64522453",
    "-2",
    "@SUM(A1)",
    "\t=1",
    " =cmd|' /C calc'!A0",
    "＝1+1",
    "'=1",
    '=HYPERLINK("x")',
)

A_VISIT: dict[str, Any] = {
    "id": UUID(int=1),
    "point": "BALVI",
    "started_at": datetime(2026, 11, 3, 7, 15, 30, 250_000, tzinfo=UTC),
    "start_quality": "MEASURED",
    "channel": "IN_PERSON",
    "clerk_id": CLERK,
    "customer_name": 'Žanis; "Paraudziņš"\nJaunais',
    "informed_of_e_channel": True,
    "status": "registered",
    "counted_on": date(2026, 11, 3),
}


def label(field: FieldSpec, value: Any) -> str:
    """Return the words of a choice, and a made-up name for whatever is referred to."""
    return field.choice_label(value) if field.kind is Kind.CHOICE else "Anna Paraudziņa"


def csv_rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by head."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def test_a_csv_file_has_mark_semicolons_and_dos_ends(tmp_path: Path) -> None:
    assert write_csv(VISIT, [A_VISIT], tmp_path / "a.csv", label=label) == 1
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid;point;started_at;")
    assert content.endswith(b"\r\n")


def test_values_stand_in_the_csv_as_the_page_says(tmp_path: Path) -> None:
    write_csv(VISIT, [A_VISIT], tmp_path / "a.csv", label=label)
    (row,) = csv_rows(tmp_path / "a.csv")
    assert row["started_at"] == "2026-11-03T09:15:30.250+02:00"
    assert row["counted_on"] == "2026-11-03"
    assert (row["channel"], row["channel_label"]) == ("IN_PERSON", "Klātienē")
    assert (row["clerk_id"], row["clerk_id_label"]) == (str(CLERK), "Anna Paraudziņa")
    assert (row["informed_of_e_channel"], row["ended_at"], row["note"]) == ("1", "", "")
    assert row["customer_name"] == A_VISIT["customer_name"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_csv_file_is_a_formula(text: str, tmp_path: Path) -> None:
    write_csv(VISIT, [A_VISIT | {"note": text}], tmp_path / "a.csv", label=lambda *_: text)
    (row,) = csv_rows(tmp_path / "a.csv")
    assert row["note"].startswith("'")
    assert row["channel_label"].startswith("'")
    assert unguarded(row["note"]) == text


@given(st.text())
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not re.match(r"\s*[=+\-@]", guarded(text))


@pytest.mark.parametrize("text", ["Parasts teksts", "", "'pēdiņās'", "2026-0417", "a=b"])
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_sheet_is_a_formula(text: str, tmp_path: Path) -> None:
    write_xlsx(VISIT, [A_VISIT | {"note": text}], tmp_path / "a.xlsx", label=label, generated_at=NOW)
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert [cell.value for cell in cells if cell.value == text]
    assert "f" not in {cell.data_type for cell in cells}


def test_cells_of_a_sheet_have_types_and_latvian_heads(tmp_path: Path) -> None:
    call = {
        "id": UUID(int=2),
        "started_at": datetime(2026, 11, 3, 7, 15, 30, 250_000, tzinfo=UTC),
        "duration_s": 3725,
        "helpline": False,
        "call_state": "MISSED",
        "counted_on": date(2026, 11, 3),
        "clerk_id": CLERK,
    }
    assert write_xlsx(CALL, [call], tmp_path / "a.xlsx", label=label, generated_at=NOW) == 1
    book = load_workbook(tmp_path / "a.xlsx")
    sheet = book[CALL.title]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [*(field.label for field in CALL.fields), "Ieraksta identifikators"]
    row: dict[Any, Any] = dict(zip(heads, sheet[2], strict=True))
    assert row["Sākums"].value == datetime(2026, 11, 3, 9, 15, 30)  # noqa: DTZ001 -- Excel has no zones
    assert row["Ilgums"].value == timedelta(hours=1, minutes=2, seconds=5)
    assert row["Ilgums"].number_format == "[h]:mm:ss"
    assert row["Uzskaites diena"].is_date
    assert (row["Latvija.lv palīdzības tālrunis"].value, row["Zvans"].value) == ("Nē", "Neatbildēts")
    assert (row["Darbinieks"].value, row["Iestāde"].value) == ("Anna Paraudziņa", None)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == (
        "A2",
        f"A1:{row['Ieraksta identifikators'].column_letter}2",
    )
    assert (book.properties.title, book.properties.created) == (CALL.title, datetime(2026, 12, 2, 7, 14))  # noqa: DTZ001 -- it is read without its zone, UTC


def test_money_is_euro_and_control_signs_are_seen(tmp_path: Path) -> None:
    fields = (
        FieldSpec("fee", "Maksa", Kind.MONEY),
        FieldSpec("note", "Piezīme", Kind.TEXT),
        FieldSpec("day", "Diena", Kind.DAY),
    )
    row = {"id": UUID(int=1), "fee": 1250, "note": "a\x07b", "day": date(1850, 1, 2)}
    write_xlsx(VISIT, [row], tmp_path / "a.xlsx", label=label, generated_at=NOW, fields=fields)
    (sheet,) = load_workbook(tmp_path / "a.xlsx")
    fee, note, day, _id = sheet[2]
    assert (fee.value, fee.number_format) == (12.5, "#,##0.00")
    assert (note.value, day.value) == ("a\ufffdb", "1850-01-02")


def test_more_rows_than_a_sheet_holds_go_to_a_further_sheet(tmp_path: Path) -> None:
    rows = [A_VISIT | {"id": UUID(int=place)} for place in range(1, 8)]
    write_xlsx(VISIT, rows, tmp_path / "a.xlsx", label=label, generated_at=NOW, sample=True, sheet_rows=4)
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["PARAUGS Apmeklējumi", "PARAUGS Apmeklējumi 2", "PARAUGS Apmeklējumi 3"]
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    assert [str(sheet.auto_filter.ref)[-1] for sheet in book] == ["4", "4", "2"]
    found = [row[-1].value for sheet in book for row in sheet.iter_rows(min_row=2)]
    assert found == [str(row["id"]) for row in rows]


@pytest.mark.parametrize("count", [0, 3])
def test_a_full_or_an_empty_sheet_ends_where_its_rows_end(count: int, tmp_path: Path) -> None:
    rows = [A_VISIT] * count
    assert write_xlsx(VISIT, rows, tmp_path / "a.xlsx", label=label, generated_at=NOW, sheet_rows=4) == count
    (sheet,) = load_workbook(tmp_path / "a.xlsx")
    assert sheet.max_row == count + 1
    assert str(sheet.auto_filter.ref).endswith(str(count + 1))


def test_chosen_fields_leave_the_others_out(tmp_path: Path) -> None:
    fields = [field for field in VISIT.fields if not field.personal]
    write_csv(VISIT, [A_VISIT], tmp_path / "a.csv", label=label, fields=fields)
    write_xlsx(VISIT, [A_VISIT], tmp_path / "a.xlsx", label=label, generated_at=NOW, fields=fields)
    assert "customer_name" not in csv_rows(tmp_path / "a.csv")[0]
    assert "Žanis" not in (tmp_path / "a.csv").read_text(encoding="utf-8")
    (sheet,) = load_workbook(tmp_path / "a.xlsx")
    assert "Klients" not in [cell.value for cell in sheet[1]]


def test_rows_are_taken_one_by_one(tmp_path: Path) -> None:
    taken: list[int] = []

    def rows() -> Iterator[Values]:
        for place in range(50):
            taken.append(place)
            yield A_VISIT

    assert write_csv(VISIT, rows(), tmp_path / "a.csv", label=label) == len(taken) == 50
    assert write_xlsx(VISIT, rows(), tmp_path / "a.xlsx", label=label, generated_at=NOW) == 50


def test_a_failure_on_the_way_leaves_no_personal_data_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> Iterator[Values]:
        yield A_VISIT
        raise ZeroDivisionError

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for full in (False, True):
        with pytest.raises(ZeroDivisionError):
            write_xlsx(
                VISIT,
                rows(),
                tmp_path / "a.xlsx",
                label=label,
                generated_at=NOW,
                sheet_rows=2 if full else 99,
            )
    assert list(tmp_path.iterdir()) == []
    write_xlsx(VISIT, [A_VISIT], tmp_path / "a.xlsx", label=label, generated_at=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nav atrodama"):
        write_csv(VISIT, [A_VISIT], tmp_path / "nav" / "a.csv", label=label)
    with pytest.raises(Unavailable, match="nav atrodama"):
        write_xlsx(VISIT, [A_VISIT], tmp_path / "nav" / "a.xlsx", label=label, generated_at=NOW)


@pytest.mark.parametrize("spec", CATALOG.specs, ids=lambda spec: spec.name)
def test_the_page_lists_the_columns_of_every_register(spec: RegisterSpec) -> None:
    section = re.search(rf"### `{spec.name}`.*?(?=\n###|\Z)", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert section is not None
    listed = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|", section[0], re.MULTILINE)
    heads = [[name, f"{name}_label"] if kind in LABELLED else [name] for name, kind, _ in listed]
    assert [head for each in heads for head in each] == list(csv_columns(spec))
    kinds = {field.name: field.kind.value for field in spec.fields}
    labels = {field.name: field.label for field in spec.fields}
    assert [
        name for name, kind, said in listed if name in kinds and (kind, said) != (kinds[name], labels[name])
    ] == []


@pytest.mark.parametrize("spec", CATALOG.specs, ids=lambda spec: spec.name)
def test_every_register_can_be_exported(spec: RegisterSpec, tmp_path: Path) -> None:
    row: dict[str, Any] = {"id": UUID(int=1), "point": "BALVI"}
    samples: dict[Kind, Any] = {
        Kind.MOMENT: NOW,
        Kind.DAY: date(2026, 11, 3),
        Kind.FLAG: True,
        Kind.REFERENCE: CLERK,
        Kind.INTEGER: 3,
        Kind.DURATION: 90,
        Kind.MONEY: 100,
    }
    row |= {field.name: samples.get(field.kind, "Teksts") for field in spec.fields}
    write_csv(spec, [row], tmp_path / "a.csv", label=label)
    write_xlsx(spec, [row], tmp_path / "a.xlsx", label=label, generated_at=NOW)
    (exported,) = csv_rows(tmp_path / "a.csv")
    assert tuple(exported) == csv_columns(spec)
    assert "" not in exported.values()
    (sheet,) = load_workbook(tmp_path / "a.xlsx")
    assert None not in [cell.value for cell in sheet[2]]
    assert len(sheet[2]) == len(spec.fields) + 1
    assert {field.kind for field in spec.fields if f"{field.name}_label" in exported} <= LABELLED
