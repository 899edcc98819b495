"""This file is the place where the import is held to take what offices have: every good row in, as it was meant."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from kacdesk.core.errors import ExitCode
from kacdesk.core.resources import resource
from kacdesk.services.context import Context
from kacdesk.services.importing.import_headings import Headings
from kacdesk.services.records import read_references
from tests.services.desk import CLERK, SUPERVISOR, rows_of
from tests.services.office_logs import GOOD, HEAD, OTHER, counts, csv_file, local, take, xlsx_file


def test_a_row_of_an_office_log_becomes_a_visit_with_its_line(desk: Context, tmp_path: Path) -> None:
    report = take(desk, csv_file(tmp_path / "a.csv", HEAD, GOOD))
    assert counts(report) == (1, 1, 0, 0)
    assert report.exit_code is ExitCode.DONE
    (visit,), (line,) = rows_of(desk, "visit"), rows_of(desk, "visit_service")
    names = read_references(desk)
    assert visit["started_at"] == local(2026, 3, 2, 9, 5)
    assert visit["ended_at"] == local(2026, 3, 2, 9, 20)
    assert (visit["start_quality"], visit["end_quality"]) == ("ENTERED_LATER", "ENTERED_LATER")
    assert (visit["channel"], visit["customer_name"]) == ("IN_PERSON", "Jānis Paraugs")
    assert visit["counted_on"] == date(2026, 3, 2)
    assert names.name("institution", line["institution_id"]) == "VSAA"
    assert names.name("service", line["service_id"]) == "Slimības pabalsts"
    assert (line["visit_id"], line["line_no"], line["kind"], line["quantity"]) == (
        visit["id"],
        1,
        "INFORMATION",
        1,
    )


ENCODINGS = ("utf-8", "utf-8-sig", "cp1257", "utf-16")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_delimiter_gives_the_same_rows(
    desk: Context, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    file = csv_file(tmp_path / "a.csv", HEAD, GOOD, OTHER, delimiter=delimiter, encoding=encoding)
    assert counts(take(desk, file)) == (2, 2, 0, 0)
    assert [row["customer_name"] for row in rows_of(desk, "visit")] == ["Jānis Paraugs", "Zane Šķēle-Ģībe"]


def test_the_same_rows_in_another_format_are_the_same_rows(desk: Context, tmp_path: Path) -> None:
    take(desk, csv_file(tmp_path / "a.csv", HEAD, GOOD, OTHER))
    again = csv_file(tmp_path / "b.csv", HEAD, GOOD, OTHER, delimiter=",", encoding="cp1257")
    assert counts(take(desk, again)) == (2, 0, 2, 0)
    typed = [datetime(2026, 3, 2), time(9, 5), time(9, 20), *GOOD[3:]]  # noqa: DTZ001 -- a cell has no zone
    assert counts(take(desk, xlsx_file(tmp_path / "c.xlsx", HEAD, typed))) == (1, 0, 1, 0)


def test_the_heading_may_stand_below_a_title_and_be_written_loosely(desk: Context, tmp_path: Path) -> None:
    head = [
        "DATUMS:",
        "laiks  NO",
        "Laiks lidz",
        "Kanals",
        "Klienta vārds, uzvārds",
        "iestade",
        "Pakalpojums",
        "veids",
    ]
    file = csv_file(tmp_path / "a.csv", ["Apmeklējumu žurnāls"], [], ["2026. gads", ""], head, GOOD)
    assert counts(take(desk, file.rename(tmp_path / "b.csv"))) == (1, 1, 0, 0)


def test_field_names_are_headings_too(desk: Context, tmp_path: Path) -> None:
    take(
        desk,
        csv_file(
            tmp_path / "a.csv",
            ["started_at", "channel", "service_text"],
            ["2026-03-02T09:05", "EMAIL", "Padoms"],
        ),
    )
    assert [(row["started_at"], row["channel"]) for row in rows_of(desk, "visit")] == [
        (local(2026, 3, 2, 9, 5), "EMAIL")
    ]


def test_a_quoted_cell_may_hold_lines_quotes_and_delimiters(desk: Context, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        'Datums;Pakalpojums;Piezīmes\n02.03.2026.;Padoms;"viens; ""divi""\ntrīs"\n03.03.2026.;Padoms;x\n',
        "utf-8",
    )
    assert counts(take(desk, file)) == (2, 2, 0, 0)
    assert [row["note"] for row in rows_of(desk, "visit")] == ['viens; "divi"\ntrīs', "x"]


def test_blank_rows_and_a_repeated_heading_are_no_rows(desk: Context, tmp_path: Path) -> None:
    numbered = ["Nr. p. k.", *HEAD]
    blank = ["", *[""] * len(HEAD)]
    rows = [numbered, ["1", *GOOD], blank, ["2", *blank[1:]], numbered, ["3", *OTHER], [" "], []]
    assert counts(take(desk, csv_file(tmp_path / "a.csv", *rows))) == (2, 2, 0, 0)


def test_a_hundred_thousand_empty_rows_of_excel_are_passed_over(desk: Context, tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Žurnāls")
    for row in ([None], HEAD, GOOD, *([None] * 8 for _ in range(100_000)), OTHER):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert counts(take(desk, tmp_path / "a.xlsx")) == (2, 2, 0, 0)


def test_real_cells_of_excel_are_read_as_what_they_are(desk: Context, tmp_path: Path) -> None:
    head = ["Datums", "Laiks", "Ilgums", "Temats", "Tālrunis", "Latvija.lv palīdzības tālrunis"]
    day = datetime(2026, 3, 2)  # noqa: DTZ001 -- a cell has no zone
    rows: list[list[object]] = [
        [day, time(9, 30), time(0, 12, 30), "viens", 20000001, True],
        [day + timedelta(hours=10), None, timedelta(minutes=4), "divi", "+371 20000002", "nē"],
        [46083, 0.4375, "12 min", "trīs", None, None],
    ]
    report = take(desk, xlsx_file(tmp_path / "a.xlsx", head, *rows), "phone_consultation")
    assert report.problems == ()
    found = rows_of(desk, "phone_consultation")
    assert [row["started_at"] for row in found] == [
        local(2026, 3, 2, h, m) for h, m in ((9, 30), (10, 0), (10, 30))
    ]
    assert [row["duration_s"] for row in found] == [750, 240, 720]
    assert [row["caller_phone"] for row in found] == ["+37120000001", "+37120000002", None]
    assert [row["helpline"] for row in found] == [True, False, False]


def test_the_sheet_whose_heading_fits_is_read_and_the_others_are_named(desk: Context, tmp_path: Path) -> None:
    book = Workbook()
    for title, rows in (
        ("Lasi mani", [["Žurnāla apraksts"]]),
        ("Marts", [HEAD, GOOD]),
        ("Aprīlis", [HEAD, OTHER]),
    ):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    report = take(desk, tmp_path / "a.xlsx")
    assert counts(report) == (1, 1, 0, 0)
    assert [row["customer_name"] for row in rows_of(desk, "visit")] == ["Jānis Paraugs"]
    assert any("Aprīlis" in note for note in report.notes)


@pytest.mark.parametrize(
    ("head", "cells", "start", "end"),
    [
        (["Datums un laiks"], ["13.03.2026. 9:30"], (9, 30), None),
        (["Datums", "Laiks"], ["13/03/26", "9.30"], (9, 30), None),
        (["Datums", "Laiks"], ["2026-03-13", "9:30–10:15"], (9, 30), (10, 15)),
        (["Datums", "Sākuma laiks", "Beigu laiks"], ["13.03.2026", "09.30", "10:15"], (9, 30), (10, 15)),
        (["Datums", "Sākums", "Beigas"], ["13.03.2026", "9:30", "10:15"], (9, 30), (10, 15)),
        (["Sākums", "Beigas"], ["13.03.2026 9:30", "13.03.2026 10:15"], (9, 30), (10, 15)),
        (["Datums", "Laiks", "Ilgums (min)"], ["13.03.2026", "9:30", "45"], (9, 30), (10, 15)),
    ],
)
def test_day_and_time_are_put_together_however_they_are_split(
    desk: Context,
    tmp_path: Path,
    head: list[str],
    cells: list[str],
    start: tuple[int, int],
    end: tuple[int, int] | None,
) -> None:
    report = take(desk, csv_file(tmp_path / "a.csv", [*head, "Pakalpojums"], [*cells, "Padoms"]))
    assert report.problems == ()
    (visit,) = rows_of(desk, "visit")
    assert visit["started_at"] == local(2026, 3, 13, *start)
    assert visit["ended_at"] == (local(2026, 3, 13, *end) if end else None)


def test_rows_with_one_visit_number_are_one_visit(desk: Context, tmp_path: Path) -> None:
    head = ["Apmeklējuma Nr.", *HEAD]
    second = ["1", "", "", "", "", "", "VID", "", "pieteikums"]
    report = take(
        desk,
        csv_file(tmp_path / "a.csv", head, ["1", *GOOD], second, ["2", *OTHER], ["", *GOOD], ["", *GOOD]),
    )
    assert counts(report) == (5, 5, 0, 0)
    assert report.records == 4
    by_visit = [line["visit_id"] for line in rows_of(desk, "visit_service")]
    assert [by_visit.count(visit["id"]) for visit in rows_of(desk, "visit")] == [2, 1, 1, 1]


def test_a_visit_goes_in_whole_or_not_at_all(desk: Context, tmp_path: Path) -> None:
    head = ["Apmeklējuma Nr.", *HEAD]
    broken = ["1", *GOOD[:7], "nezināms veids"]
    differs = ["2", *OTHER[:4], "Cits Klients", *OTHER[5:]]
    file = csv_file(tmp_path / "a.csv", head, ["1", *GOOD], broken, ["2", *OTHER], differs)
    report = take(desk, file)
    assert counts(report) == (4, 0, 0, 4)
    assert report.exit_code is ExitCode.REFUSED
    assert [(problem.line, problem.column) for problem in report.problems] == [(3, "Veids"), (5, "Klients")]
    assert rows_of(desk, "visit") == []


def test_unknown_names_are_kept_as_words_and_counted(desk: Context, tmp_path: Path) -> None:
    head = ["Datums", "Iestāde", "Pakalpojums"]
    rows = [
        ["02.03.2026.", "Parauga biedrība", "Lūgums"],
        ["02.03.2026.", "LAD", "Slimības pabalsts"],
        ["02.03.2026.", "vsaa", ""],
    ]
    report = take(desk, csv_file(tmp_path / "a.csv", head, *rows))
    assert (report.rejected, report.unmapped) == (0, 3)
    lines = rows_of(desk, "visit_service")
    assert [line["service_text"] for line in lines] == ["Parauga biedrība; Lūgums", "Slimības pabalsts", None]
    assert [line["service_id"] for line in lines] == [None, None, None]
    names = read_references(desk)
    assert [names.name("institution", line["institution_id"] or line["id"]) for line in lines] == [
        "",
        "LAD",
        "VSAA",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "VSAA (Valsts sociālās apdrošināšanas aģentūra)",
        "VSAA – pensijas",
        "valsts socialas apdrosinasanas agentura",
    ],
)
def test_an_institution_is_found_under_its_usual_spellings(desk: Context, tmp_path: Path, name: str) -> None:
    assert (
        take(desk, csv_file(tmp_path / "a.csv", ["Datums", "Iestāde"], ["02.03.2026.", name])).unmapped == 0
    )


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("klātiene", "IN_PERSON"),
        ("Tel.", "PHONE"),
        ("telefons", "PHONE"),
        ("E-PASTS", "EMAIL"),
        ("e-pasts", "EMAIL"),
        ("e-adrese", "E_ADDRESS"),
        ("PORTAL", "PORTAL"),
        ("", "IN_PERSON"),
    ],
)
def test_a_choice_is_known_by_code_label_and_everyday_word(
    desk: Context, tmp_path: Path, word: str, code: str
) -> None:
    take(desk, csv_file(tmp_path / "a.csv", ["Datums", "Kanāls", "Iestāde"], ["02.03.2026.", word, "VID"]))
    assert [row["channel"] for row in rows_of(desk, "visit")] == [code]


def test_a_clerk_is_found_by_name_and_an_unknown_one_is_told(desk: Context, tmp_path: Path) -> None:
    head = ["Datums", "Iestāde", "Darbinieks"]
    rows = [["02.03.2026.", "VID", "ilze piemera"], ["03.03.2026.", "VID", "Nezināma Persona"]]
    report = take(desk, csv_file(tmp_path / "a.csv", head, *rows))
    names = read_references(desk)
    assert [names.name("staff", row["clerk_id"]) for row in rows_of(desk, "visit")] == [CLERK, SUPERVISOR]
    assert [note for note in report.notes if "Darbinieks" in note and "3" in note] != []
    assert report.exit_code is ExitCode.DONE


def test_columns_that_mean_nothing_here_are_named_not_dropped_in_silence(
    desk: Context, tmp_path: Path
) -> None:
    report = take(desk, csv_file(tmp_path / "a.csv", [*HEAD, "Laikapstākļi", "Tukša"], [*GOOD, "lietus", ""]))
    assert [note for note in report.notes if "Laikapstākļi" in note and "Tukša" not in note] != []


def test_several_columns_of_one_field_are_put_together(desk: Context, tmp_path: Path) -> None:
    head = ["Datums", "Vārds", "Uzvārds", "Tālrunis", "E-pasts", "Personas kods", "Reģ. Nr.", "Iestāde"]
    rows = [["02.03.2026.", "Jānis", "Paraugs", "20000000", "paraugs@example.lv", "320000-00001", "", "VID"]]
    report = take(desk, csv_file(tmp_path / "a.csv", head, *rows))
    assert report.problems == ()
    (visit,) = rows_of(desk, "visit")
    assert visit["customer_name"] == "Jānis Paraugs"
    assert visit["customer_contact"] == "20000000, paraugs@example.lv"
    assert visit["customer_code"] == "320000-00001"


def test_a_document_gets_a_new_number_and_keeps_the_old_one_in_words(desk: Context, tmp_path: Path) -> None:
    head = ["Reģ. Nr.", "Saņemts", "Par ko", "Piezīmes", "Kam adresēts"]
    rows = [
        ["1-5/17", "02.03.2026.", "Ceļš", "steidzami", "Parauga biedrība"],
        ["", "03.03.2026.", "Tilts", "", "BNP"],
    ]
    report = take(desk, csv_file(tmp_path / "a.csv", head, *rows), "received_document")
    assert counts(report) == (2, 2, 0, 0)
    first, second = rows_of(desk, "received_document")
    assert (first["note"], second["note"]) == ("steidzami\nIepriekšējais Nr. 1-5/17", None)
    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert (first["addressee_text"], first["submitter_code"]) == ("Parauga biedrība", None)


@pytest.mark.parametrize("register", ["visit", "phone_consultation", "received_document"])
def test_the_shipped_template_goes_in_whole(desk: Context, register: str) -> None:
    file = resource("import_templates") / f"{register}.csv"
    report = take(desk, file, register)
    assert counts(report) == (3, 3, 0, 0)
    assert not [note for note in report.notes if "nav atpazītas" in note]
    assert counts(take(desk, file, register)) == (3, 0, 3, 0)


def test_every_label_synonym_and_name_of_a_register_is_a_heading_it_knows(desk: Context) -> None:
    for register in ("visit", "phone_consultation", "received_document", "staff"):
        headings = Headings(desk.catalog, register)
        for part in desk.catalog.parts(register):
            for field in part.entered:
                for heading in (field.label, field.name, *field.synonyms, field.label.upper()):
                    assert headings.columns([heading]).unknown == {}, heading
