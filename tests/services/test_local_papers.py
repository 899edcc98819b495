"""This file is the place where the papers of the local services are printed from their records."""

from datetime import date
from pathlib import Path

import pytest

from kacdesk.core import clock
from kacdesk.services import record_papers, records, steps
from kacdesk.services.context import Context
from kacdesk.store import tables
from tests.helpers import desk as made
from tests.reports.pdf_reading import words_of


def read(file: Path, drawn: bytes) -> str:
    file.write_bytes(drawn)
    return words_of(file)


@pytest.mark.clause("000-09")
def test_a_certificate_is_printed_from_its_record_and_the_access_is_written_down(
    context: Context, tmp_path: Path
) -> None:
    values = {
        "kind": "PERSONS_AT_ADDRESS",
        "person_name": "Paraugs Izdomātais",
        "address": "Parauga iela 3",
        "persons": "Piemēra Paraudziņa\n\nIzdomātā Bērziņa",
        "signatory_name": "Piemēra Vadītāja",
        "fee_due": 142,
        "fee_how": "CARD",
        "fee_paid": 142,
        "fee_paid_on": date(2026, 11, 20),
        "fee_receipt": "P-7",
    }
    saved = records.save(context, "residence_certificate", values)
    before = len(made.all_rows(context.store, tables.access_log))
    drawn = record_papers.paper(context, "residence_certificate", saved.id, "certificate")
    words = read(tmp_path / "izzina.pdf", drawn)
    for told in (
        "1. Piemēra Paraudziņa",
        "2. Izdomātā Bērziņa",
        "Maksa 1,42 EUR, samaksāta 20.11.2026. (P-7).",
    ):
        assert told in words
    assert str(saved.number) in words
    logged = made.all_rows(context.store, tables.access_log)[before:]
    assert [row["rid"] for row in logged] == [saved.id]


@pytest.mark.clause("000-11")
def test_a_list_is_printed_with_the_applications_it_gathered(context: Context, tmp_path: Path) -> None:
    records.save(context, "point_settings", {"centre_type": "regional", "border_traffic": True})
    application = {
        "person_name": "Piemēra Paraudziņa",
        "passport_no": "LV1234567",
        "residence": "Izdomu iela 7, Viļaka",
        "years_resident": 12,
    }
    records.save(context, "border_traffic_application", application)
    records.save(
        context, "border_traffic_application", {**application, "person_name": "Neesošs", "years_resident": 1}
    )
    today = clock.today_riga()
    record = records.save(context, "border_traffic_list", {"period_from": today, "period_to": today}).id
    steps.take(context, "border_traffic_list", record, "gathered")
    drawn = record_papers.paper(context, "border_traffic_list", record, "list")
    words = read(tmp_path / "saraksts.pdf", drawn)
    assert "Piemēra Paraudziņa" in words
    assert "Pierobežas iedzīvotājs, 12 g." in words
    assert "Neesošs" not in words
