"""This file is the place where slips and stamps are read back as papers: sizes, fonts, pages, marks."""

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from kacdesk.reports.slip import Slip, TakenPaper, draw_slip
from kacdesk.reports.stamp import Stamp, draw_stamp
from tests.reports.pdf_reading import HEADING, facts_of, fonts_of, ink_share, words_of, words_of_pages

MM = 72 / 25.4
AT = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
PAPER = TakenPaper("Iesniegums, 3 lapas", "BALVI-ABC/2026/1-1/7", date(2026, 12, 4))
SLIP = Slip(
    "K7M-2QX-9T5", "Apmeklējums", AT, ("VSAA: Slimības pabalsts — pieteikums",), (PAPER,), registered=False
)
STAMP = Stamp("Balvu novada pašvaldība", AT, "BALVI-ABC/2026/1-1/7", "3 lapas, oriģināli: 1")


def _size(file: Path) -> tuple[int, int]:
    with closing(pdfium.PdfDocument(file)) as document:
        width, height = document.get_page_size(0)
    return round(width / MM), round(height / MM)


def test_a_slip_is_a_sheet_of_a6_with_its_words_in_embedded_fonts(tmp_path: Path) -> None:
    file = tmp_path / "slip.pdf"
    file.write_bytes(draw_slip(SLIP, HEADING))
    assert _size(file) == (105, 148)
    assert all(fonts_of(file).values())
    words = words_of(file)
    for told in (
        "Balvu novada pašvaldība",
        "Partizānu iela 14, Balvi",
        "Apmeklējums 20.11.2026. plkst. 8.05",
        "VSAA: Slimības pabalsts — pieteikums",
        "Iesniegums, 3 lapas",
        "Nr. BALVI-ABC/2026/1-1/7",
        "Atbilde līdz 2026. gada 4. decembrim",
        "K7M-2QX-9T5",
        "Pieņemts zināšanai šajā datorā",
        "Izdrukāts 02.12.2026. plkst. 9.14.",
    ):
        assert told in words


def test_the_files_say_what_they_are_and_whose(tmp_path: Path) -> None:
    for name, drawn in (("a", draw_slip(SLIP, HEADING)), ("b", draw_stamp(STAMP, HEADING))):
        file = tmp_path / name
        file.write_bytes(drawn)
        facts = facts_of(file)
        assert facts["Author"].startswith("Balvu novada pašvaldība, Balvu valsts")
        assert facts["CreationDate"] == "D:20261202071400+00'00'"
        assert b"/Lang (lv)" in drawn
        assert facts["Title"] in ("Lapiņa klientam K7M-2QX-9T5", "SAŅEMTS — BALVI-ABC/2026/1-1/7")


def test_a_strip_lies_in_the_corner_of_a4_and_says_where_to_cut(tmp_path: Path) -> None:
    file = tmp_path / "strip.pdf"
    file.write_bytes(draw_slip(SLIP, HEADING, paper="a4"))
    assert _size(file) == (210, 297)
    assert ink_share(file, 0, (0.0, 0.0, 0.36, 0.3)) > 0.01
    assert ink_share(file, 0, (0.375, 0.0, 0.39, 0.2)) > 0.0, "the dashed line at 80 mm"
    assert ink_share(file, 0, (0.40, 0.0, 1.0, 1.0)) == 0.0
    assert ink_share(file, 0, (0.0, 0.6, 1.0, 1.0)) == 0.0


@pytest.mark.parametrize("paper", ["a6", "a4"])
def test_a_long_slip_goes_on_and_loses_nothing(tmp_path: Path, paper: str) -> None:
    many = tuple(f"Pakalpojums {number:03} — pieteikums" for number in range(120))
    slip = Slip("K7M-2QX-9T5", "Apmeklējums", AT, many, (PAPER,), registered=True)
    file = tmp_path / "long.pdf"
    file.write_bytes(draw_slip(slip, HEADING, paper="a4" if paper == "a4" else "a6"))
    pages = words_of_pages(file)
    assert len(pages) > 1
    words = " ".join(pages)
    assert all(each in words for each in many)
    assert "Reģistrēts; centrālā krātuve saņemšanu apstiprinājusi" in words


def test_what_looks_like_markup_is_printed_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "markup.pdf"
    file.write_bytes(
        draw_slip(Slip("K7M-2QX-9T5", "Zvans", AT, ("A <b>B</b> & C",), (), registered=True), HEADING)
    )
    assert "A <b>B</b> & C" in words_of(file)


def test_a_sample_says_so_and_a_real_paper_does_not(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    for sample in (True, False):
        slip = Slip("K7M-2QX-9T5", "Zvans", AT, (), (), registered=True, sample=sample)
        file.write_bytes(draw_slip(slip, HEADING))
        assert ("PARAUGS — izdomāti dati" in words_of(file)) == sample
        mark = Stamp("Iestāde", AT, "1/2026/1/1", sample=sample)
        file.write_bytes(draw_stamp(mark, HEADING))
        assert ("PARAUGS — izdomāti dati" in words_of(file)) == sample


def test_a_stamp_fits_its_label_and_the_corner_of_a_sheet(tmp_path: Path) -> None:
    file = tmp_path / "stamp.pdf"
    file.write_bytes(draw_stamp(STAMP, HEADING, paper="label"))
    assert _size(file) == (70, 37)
    assert len(words_of_pages(file)) == 1
    assert all(fonts_of(file).values())
    file.write_bytes(draw_stamp(STAMP, HEADING, paper="a4"))
    assert ink_share(file, 0, (0.6, 0.0, 1.0, 0.2)) > 0.01
    assert ink_share(file, 0, (0.0, 0.0, 0.6, 1.0)) == 0.0
    words = words_of(file)
    assert (
        "Balvu novada pašvaldība SAŅEMTS 20.11.2026. plkst. 8.05 Nr. BALVI-ABC/2026/1-1/7 3 lapas, oriģināli: 1"
        in words
    )


def test_even_the_longest_stamp_is_one_label(tmp_path: Path) -> None:
    name = "Dienvidkurzemes novada pašvaldība, Pāvilostas valsts un pašvaldības vienotais klientu apkalpošanas centrs"
    stamp = Stamp(
        name,
        AT,
        "DIENVIDKURZEME-ABC/2026/12-34.5/123456",
        "9999 lapas, oriģināli: 999, kopijas: 999",
        sample=True,
    )
    file = tmp_path / "stamp.pdf"
    file.write_bytes(draw_stamp(stamp, HEADING, paper="label"))
    assert len(words_of_pages(file)) == 1
    assert "DIENVIDKURZEME-ABC/2026/12-34.5/123456" in words_of(file).replace(" ", "").replace("Nr.", "")


def test_the_same_slip_gives_the_same_bytes() -> None:
    assert draw_slip(SLIP, HEADING) == draw_slip(SLIP, HEADING)
    assert draw_stamp(STAMP, HEADING) == draw_stamp(STAMP, HEADING)
