"""This file is the place where the papers that are signed at the counter are read back from their PDFs."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kacdesk.reports.custody_sheet import CustodySheet, CustodyStep, draw_custody_sheet
from kacdesk.reports.delivery_note import DeliveryNote, draw_delivery_note
from kacdesk.reports.oral_request_form import OralRequestForm, draw_oral_request
from kacdesk.reports.transmittal_list import ListedPaper, TransmittalList, draw_transmittal_list
from tests.reports.pdf_reading import HEADING, words_of, words_of_pages

DAY = date(2026, 11, 21)


def kept(pdf: bytes, folder: Path) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return path


def listed(count: int) -> TransmittalList:
    papers = [
        ListedPaper(f"BALVI-KQ7/2026/1-8/{place}", DAY, "Iesniegums: Par paraugu", 2, 1)
        for place in range(1, count + 1)
    ]
    return TransmittalList(
        "BALVI-KQ7/2026/1-12/4",
        "Valsts sociālās apdrošināšanas aģentūra",
        "Ar kurjeru",
        papers,
        DAY,
        sent_on=DAY,
        handed_over_by="Izdomātā Darbiniece",
    )


@pytest.mark.clause("000-06", "000-20")
def test_a_transmittal_list_counts_its_papers_and_has_two_lines_to_sign(tmp_path: Path) -> None:
    words = words_of(kept(draw_transmittal_list(listed(21), HEADING), tmp_path))
    assert "Sarakstā ir 21 dokuments, kopā 42 lapas." in words
    assert words.count("paraksts") == 2
    assert words.index("Nodeva") < words.index("Saņēma ")
    assert "Nr. BALVI-KQ7/2026/1-12/4" in words
    assert "2026. gada 21. novembrī" in words


def test_a_long_list_repeats_its_heads_and_loses_no_paper(tmp_path: Path) -> None:
    pages = words_of_pages(kept(draw_transmittal_list(listed(150), HEADING), tmp_path))
    assert len(pages) > 2
    assert all("Reģistrācijas Nr." in page for page in pages[:-1])
    whole = " ".join(pages)
    assert all(f"BALVI-KQ7/2026/1-8/{place} " in whole for place in range(1, 151))
    assert draw_transmittal_list(listed(150), HEADING) == draw_transmittal_list(listed(150), HEADING)


@pytest.mark.clause("004-14")
def test_a_delivery_note_is_signed_in_person_and_only_told_when_it_was_posted(tmp_path: Path) -> None:
    note = DeliveryNote("1-11/2", "Izziņa", "Par paraugu", DAY, "Ģertrūde Izdomātā", "Klātienē centrā")
    words = words_of(kept(draw_delivery_note(note, HEADING), tmp_path))
    assert "Saņēmēja identitāte pārbaudīta pēc derīga personu apliecinoša dokumenta" in words
    assert words.count("paraksts") == 2
    posted = DeliveryNote(
        "1-11/3",
        "Izziņa",
        "Par paraugu",
        DAY,
        "Ģertrūde Izdomātā",
        "Pa pastu",
        address="Paraugu iela 1",
        in_person=False,
        delivered_on=DAY,
    )
    words = words_of(kept(draw_delivery_note(posted, HEADING), tmp_path))
    assert "Paraugu iela 1" in words
    assert "Saņēmējs parakst" not in words
    assert words.count("paraksts") == 1


def test_a_representative_signs_with_a_name_and_stands_with_the_ground(tmp_path: Path) -> None:
    note = DeliveryNote(
        "1-11/2",
        "Izziņa",
        "Par paraugu",
        DAY,
        "Ģertrūde Izdomātā",
        "Klātienē centrā",
        representative="Piemērs Pārstāvis",
        representative_basis="Pilnvarotā persona",
    )
    words = words_of(kept(draw_delivery_note(note, HEADING), tmp_path))
    assert "Piemērs Pārstāvis (pilnvarotā persona)" in words
    assert words.count("Piemērs Pārstāvis") == 2


@pytest.mark.clause("002-05")
def test_an_oral_request_is_in_the_persons_words_and_read_aloud_before_the_signature(tmp_path: Path) -> None:
    form = OralRequestForm(
        "1-13/1",
        "Balvu novada pašvaldība",
        "Ģertrūde Izdomātā",
        "Paraugu iela 1, Balvi",
        "Par ceļu",
        "Lūdzu salabot <ceļu> & tiltu.",
        DAY,
    )
    words = words_of(kept(draw_oral_request(form, HEADING), tmp_path))
    assert "Lūdzu salabot <ceļu> & tiltu." in words
    assert words.index("nolasīts priekšā") < words.index("paraksts")
    assert words.count("Ģertrūde Izdomātā") == 2


def test_the_way_of_a_paper_is_told_in_order(tmp_path: Path) -> None:
    steps = [
        CustodyStep(datetime(2026, 11, 20, 9, tzinfo=UTC), "Iesniedzējs", "Centrs", "Izdomātā"),
        CustodyStep(datetime(2026, 11, 21, 9, tzinfo=UTC), "Centrs", "Nosūtīts", "Paraugs", "Sūtījums 4"),
    ]
    sheet = CustodySheet("1-8/12", "Iesniegums: Par paraugu", steps)
    words = words_of(kept(draw_custody_sheet(sheet, HEADING), tmp_path))
    assert words.index("20.11.2026. plkst. 11.00") < words.index("21.11.2026. plkst. 11.00")
    assert "Sūtījums 4" in words
