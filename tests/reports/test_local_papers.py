"""This file is the place where the papers of the municipality's own services are read back."""

from datetime import date
from pathlib import Path

import pytest

from kacdesk.reports.border_traffic_list import ListedPerson, TrafficList, draw_traffic_list
from kacdesk.reports.residence_certificate import Certificate, draw_certificate
from tests.reports.pdf_reading import HEADING, fonts_of, words_of, words_of_pages

CERTIFICATE = Certificate(
    number="BALVI-KTR/2026/2-7/14",
    day=date(2026, 4, 4),
    kind="Izziņa par deklarēto dzīvesvietu",
    person="Paraugs Izdomātais",
    code="321234-56789",
    address="Parauga iela 3–12, Balvi, LV-4501",
    since=date(2020, 3, 1),
    purpose="pēc pieprasījuma",
    signed_by=("Piemēra Vadītāja", "Centra vadītāja"),
)


def read(file: Path, drawn: bytes) -> str:
    file.write_bytes(drawn)
    return words_of(file)


@pytest.mark.clause("000-09")
def test_a_certificate_has_its_day_in_the_locative_its_number_and_two_signatures(tmp_path: Path) -> None:
    file = tmp_path / "izzina.pdf"
    words = read(file, draw_certificate(CERTIFICATE, HEADING))
    for told in (
        "Balvu novada pašvaldība",
        "2026. gada 4. aprīlī",
        "Nr. BALVI-KTR/2026/2-7/14",
        "Izziņa par deklarēto dzīvesvietu",
        "Paraugs Izdomātais",
        "Parauga iela 3–12, Balvi, LV-4501",
        "2020. gada 1. marta",
        "Izziņa sagatavota iesniegšanai: pēc pieprasījuma.",
        "Centra vadītāja",
        "Izziņu saņēma",
    ):
        assert told in words
    assert all(fonts_of(file).values())


@pytest.mark.clause("000-11")
def test_a_border_list_names_everybody_in_order_and_repeats_its_heads(tmp_path: Path) -> None:
    persons = tuple(
        ListedPerson(
            f"Piemēra Paraudziņa {place}",
            "12.03.1961., Viļaka",
            "LV1234567",
            date(2029, 5, 1),
            "Izdomu iela 7, Viļaka",
            "Pierobežas iedzīvotājs, 12 g.",
            "Kapu kopšana",
        )
        for place in range(40)
    )
    listed = TrafficList(
        "Vietējās pierobežas satiksmes atļauju saraksts",
        "BALVI-KTR/2026/2-8/1",
        "Krievijas Federācija",
        date(2026, 7, 1),
        date(2026, 9, 30),
        persons,
        "Piemēra Vadītāja",
        date(2026, 10, 2),
    )
    file = tmp_path / "saraksts.pdf"
    words = read(file, draw_traffic_list(listed, HEADING))
    assert "iesniegumi no 2026. gada 1. jūlija līdz 30. septembrim" in words
    assert "Kopā sarakstā: 40 personu." in words
    assert words.index("Paraudziņa 3 ") < words.index("Paraudziņa 39 ")
    pages = words_of_pages(file)
    assert len(pages) > 1
    assert all("Dzīvesvieta" in page for page in pages[:2])
