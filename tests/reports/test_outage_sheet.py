"""The paper for an outage: two sides, every service with its code, words that the font can print."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from kacdesk.core.errors import Unavailable
from kacdesk.reports.outage_sheet import OutageSheet, SheetService, draw_outage_sheet
from tests.reports.pdf_reading import HEADING, facts_of, fonts_of, words_of, words_of_pages

_SCALE, _DARK = 6, 140
_BESIDE, _OVER = 94, 500
"""Points from the left of the page: between codes and names, in the last box."""

SHEET = OutageSheet(
    services=tuple(
        SheetService(
            str(1000 + 37 * place), "VSAA" if place < 14 else "PMLP", f"Ļoti īpašs pabalsts Nr. {place}"
        )
        for place in range(26)
    ),
    letters=(("", "informēts"), ("P", "pieteikums pieņemts"), ("N", "nosūtīts pie speciālista")),
    printed_on=date(2026, 11, 21),
)


def test_it_has_two_sides_whatever_is_on_it(tmp_path: Path) -> None:
    for place, sheet in enumerate(
        (SHEET, replace(SHEET, services=()), replace(SHEET, services=SHEET.services[:3]))
    ):
        out = tmp_path / f"{place}.pdf"
        draw_outage_sheet(sheet, HEADING, out)
        assert len(words_of_pages(out)) == 2


def test_every_service_stands_with_its_code(tmp_path: Path) -> None:
    draw_outage_sheet(SHEET, HEADING, tmp_path / "lapa.pdf")
    first, second = words_of_pages(tmp_path / "lapa.pdf")
    for service in SHEET.services:
        assert service.code in first
        assert service.title in first
    assert "Kontaktu lapa pārtraukumam" in first
    assert "Drukāta 21.11.2026." in first
    assert "Partizānu iela 14, Balvi" in first
    assert "P – pieteikums pieņemts" in first
    assert "Kas nav pirmajā pusē" in second
    assert "Kods vai pakalpojums" in second


def test_each_side_has_a_day_a_person_and_the_letters_for_they_may_be_two_sheets(tmp_path: Path) -> None:
    draw_outage_sheet(SHEET, HEADING, tmp_path / "lapa.pdf")
    for words in words_of_pages(tmp_path / "lapa.pdf"):
        assert "Diena" in words
        assert "Darbinieks" in words
        assert "P – pieteikums pieņemts" in words
        assert "bez burta – informēts" in words


def test_a_long_name_is_cut_and_never_runs_into_the_boxes(tmp_path: Path) -> None:
    long = SheetService("4321", "VARAM", "Informācijas sniegšana par iespējām saņemt atbalstu " * 6)
    draw_outage_sheet(replace(SHEET, services=(long,)), HEADING, tmp_path / "lapa.pdf")
    words = words_of(tmp_path / "lapa.pdf")
    assert words.count("Informācijas") == 2, "two lines of it fit"
    assert "…" in words


def test_the_file_names_itself_and_brings_its_fonts(tmp_path: Path) -> None:
    draw_outage_sheet(SHEET, HEADING, tmp_path / "lapa.pdf")
    assert facts_of(tmp_path / "lapa.pdf")["Title"] == "Lapa pārtraukumam"
    assert all(fonts_of(tmp_path / "lapa.pdf").values())


def test_a_sample_says_so(tmp_path: Path) -> None:
    draw_outage_sheet(replace(SHEET, sample=True), HEADING, tmp_path / "lapa.pdf")
    assert all("PARAUGS" in words for words in words_of_pages(tmp_path / "lapa.pdf"))


def test_a_place_that_takes_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        draw_outage_sheet(SHEET, HEADING, tmp_path / "nav" / "lapa.pdf")


def test_the_line_between_institutions_is_as_dark_over_the_boxes_as_beside_the_codes(tmp_path: Path) -> None:
    draw_outage_sheet(SHEET, HEADING, tmp_path / "lapa.pdf")
    with pdfium.PdfDocument(tmp_path / "lapa.pdf") as document:
        drawn = document[0].render(scale=_SCALE).to_pil().convert("L")
    lower = range(drawn.height // 2, round(drawn.height * 0.93))
    beside, over = ([y for y in lower if drawn.getpixel((x * _SCALE, y)) < _DARK] for x in (_BESIDE, _OVER))
    assert over == beside
    assert len(over) >= _SCALE, "below the middle there are two lines"
