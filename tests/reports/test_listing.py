"""This file is the place where printed lists are read back."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from kacdesk.core.errors import Damaged
from kacdesk.models.catalog import CATALOG
from kacdesk.reports import fonts
from kacdesk.reports.listing import columns_of, draw_listing
from kacdesk.reports.wrapping import shortened, wrapped
from kacdesk.spec.register import RegisterSpec
from tests.reports.pdf_reading import HEADING, fonts_of, words_of, words_of_pages

VISIT = CATALOG.spec("visit")
ROW = (
    "02.11.2026. 09:15",
    "Klātienē",
    "VSAA Vecuma pensija",
    "Žanis Paraudziņš",
    "Anna Paraudziņa",
    "09:25",
    "Reģistrēts",
)


def test_five_thousand_rows_break_into_pages_and_none_is_lost(tmp_path: Path) -> None:
    rows = [(*ROW[:2], f"pakalpojums {place:04}", *ROW[3:]) for place in range(5000)]
    draw_listing(VISIT, rows, HEADING, tmp_path / "a.pdf")
    pages = words_of_pages(tmp_path / "a.pdf")
    found = [int(place) for words in pages for place in re.findall(r"pakalpojums (\d{4})", words)]
    assert found == list(range(5000))
    assert all("Sākums Kanāls Pakalpojumi Klients Darbinieks Beigas Stāvoklis" in words for words in pages)
    assert all(f"Lapa {place}/{len(pages)}" in words for place, words in enumerate(pages, start=1))
    assert "5000 ierakstu" in pages[0]


def test_a_text_longer_than_a_page_goes_on(tmp_path: Path) -> None:
    long = " ".join(f"vārds{place:04}" for place in range(2500))
    rows = [ROW, (*ROW[:2], long, *ROW[3:]), (*ROW[:2], "pēdējais", *ROW[3:])]
    draw_listing(VISIT, rows, HEADING, tmp_path / "a.pdf")
    pages = words_of_pages(tmp_path / "a.pdf")
    assert len(pages) > 1
    assert sorted(set(re.findall(r"vārds\d{4}", " ".join(pages)))) == long.split()
    assert "pēdējais" in pages[-1]


def test_a_list_with_personal_data_says_so_and_one_without_does_not(tmp_path: Path) -> None:
    warning = "Sarakstā ir personas dati"
    draw_listing(VISIT, [ROW], HEADING, tmp_path / "a.pdf", filters="Darbinieks: Anna Paraudziņa")
    assert warning in words_of(tmp_path / "a.pdf")
    assert "1 ieraksts · Darbinieks: Anna Paraudziņa" in words_of(tmp_path / "a.pdf")
    draw_listing(VISIT, [("x", "y")], HEADING, tmp_path / "b.pdf", columns=("started_at", "channel"))
    assert warning not in words_of(tmp_path / "b.pdf")


def test_an_empty_list_says_that_it_is_empty(tmp_path: Path) -> None:
    draw_listing(VISIT, [], HEADING, tmp_path / "a.pdf", sample=True)
    assert "0 ierakstu" in words_of(tmp_path / "a.pdf")
    assert "Ierakstu nav." in words_of(tmp_path / "a.pdf")
    assert words_of(tmp_path / "a.pdf").count("PARAUGS — izdomāti dati") == 2


def test_a_letter_without_a_glyph_leaves_a_visible_sign(tmp_path: Path) -> None:
    draw_listing(VISIT, [(*ROW[:3], "Иван 😀 Žanis", *ROW[4:])], HEADING, tmp_path / "a.pdf")
    assert "Иван \ufffd Žanis" in words_of(tmp_path / "a.pdf")
    assert all(fonts_of(tmp_path / "a.pdf").values())


@pytest.mark.parametrize("spec", CATALOG.specs, ids=lambda spec: spec.name)
def test_every_register_can_be_printed(spec: RegisterSpec, tmp_path: Path) -> None:
    draw_listing(spec, [["ā" * 40] * len(spec.listed)] * 40, HEADING, tmp_path / "a.pdf")
    words = words_of(tmp_path / "a.pdf")
    assert spec.title in words
    assert words.count("ā" * 3) > 40
    assert [
        column.title for column in columns_of(spec, spec.listed) if column.title.split()[0] not in words
    ] == []


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        draw_listing(VISIT, [ROW] * 60, HEADING, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@given(st.text(st.sampled_from("aāžW., \n"), max_size=80), st.floats(12, 90))
def test_lines_fit_and_lose_nothing(words: str, width: float) -> None:
    fonts.embed_fonts()
    lines = wrapped(words, fonts.REGULAR, 8, width)
    assert all(stringWidth(line, fonts.REGULAR, 8) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", words)


@given(st.text(st.sampled_from("aāžW "), max_size=40), st.floats(10, 60))
def test_a_shortened_text_fits_and_says_that_it_is_cut(words: str, width: float) -> None:
    fonts.embed_fonts()
    cut = shortened(words, fonts.REGULAR, 8, width)
    assert stringWidth(cut, fonts.REGULAR, 8) <= width
    assert cut == words or cut.endswith("…")


def test_a_missing_font_is_told_as_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "resource", lambda name: tmp_path / name)
    fonts.embed_fonts.cache_clear()
    fonts._font.cache_clear()
    with pytest.raises(Damaged, match="NotoSans-Regular") as caught:
        fonts.embed_fonts()
    assert len(caught.value.sentences()) == 3
    monkeypatch.undo()
    fonts.embed_fonts()
