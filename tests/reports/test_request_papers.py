"""This file is the place where the papers of requests and complaints are read back as they are printed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kacdesk.core.errors import Refused
from kacdesk.services import deadlines, record_papers
from kacdesk.services.context import Context
from kacdesk.store import tables
from tests.helpers import desk
from tests.reports import pdf_reading
from tests.services.requests import NOON, delegated, feedback, save

DELEGATED, FEEDBACK = "delegated_application", "feedback"


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A desk with the dated rules, on 21 November 2026."""
    with desk.opened(desk.copy_desk(tmp_path)) as opened:
        deadlines.seed(opened)
        desk.hold_clock(monkeypatch.setattr, NOON)
        yield opened


def words_of(drawn: bytes, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(drawn)
    return pdf_reading.words_of(file)


def read(context: Context, folder: Path, register: str, name: str, **values: Any) -> str:
    record = save(context, register, **values)
    return words_of(record_papers.paper(context, register, record, name), folder)


@pytest.mark.clause("003-42")
def test_the_attestation_says_in_the_persons_words_what_for_which_service(
    context: Context, tmp_path: Path
) -> None:
    told = read(
        context,
        tmp_path,
        DELEGATED,
        "attestation",
        **delegated(context, person_code="321234-56789", stated_data="Konta numurs LV00PARAUGS."),
    )
    for words in (
        "Apliecinājums",
        "Piemērs Seniors",
        "321234-56789",
        "Slimības pabalsts",
        "Konta numurs LV00PARAUGS.",
        "Es pilnvaroju klientu apkalpošanas centra darbinieku (Paraugs Vadītājs)",
        "Apliecinu, ka e-pakalpojuma veidlapā norādītie dati ir patiesi",
        "paraksts",
        "2026. gada 21. novembrī",
        "Apliecinājumu glabā 3 mēnešus no e-pakalpojuma izpildes dienas",
        "/2026/1-8/1",
    ):
        assert words in told
    assert desk.all_rows(context.store, tables.access_log)[-1]["reg"] == DELEGATED


ANSWER = {
    "assigned_on": date(2026, 11, 10),
    "answered_on": date(2026, 11, 16),
    "reply_text": "Atvainojamies.",
}


@pytest.mark.clause("001-27", "000-43")
def test_the_reply_is_a_letter_that_says_where_it_is_contested(context: Context, tmp_path: Path) -> None:
    told = read(context, tmp_path, FEEDBACK, "reply", **feedback(about="EMPLOYEE_ACTION", **ANSWER))
    for words in (
        "Atbilde",
        "Par: Par parauga lietu",
        "Paraugs Sūdzētājs",
        "Atvainojamies.",
        "(2026. gada 9. novembris)",
        "var apstrīdēt līdz 2026. gada 16. decembrim",
        "izpilddirektoram",
        "Centra vadītājs",
    ):
        assert words in told


def test_a_reply_that_is_not_written_yet_leaves_lines(context: Context, tmp_path: Path) -> None:
    told = read(context, tmp_path, FEEDBACK, "reply", **feedback(anonymous=True))
    assert "Anonīms iesniedzējs" in told
    assert "apstrīdēt" not in told


@pytest.mark.clause("001-39", "000-44")
@pytest.mark.parametrize(
    "values",
    [
        {"about": "STATE_SERVICE", "institution_id": desk.INSTITUTION},
        {"about": "ADMINISTRATIVE_ACT"},
        {"kind": "COMPLIMENT"},
    ],
)
def test_no_reply_is_printed_where_others_answer_or_nobody_does(
    context: Context, tmp_path: Path, values: dict[str, Any]
) -> None:
    record = save(context, FEEDBACK, **feedback(**values))
    with pytest.raises(Refused):
        record_papers.paper(context, FEEDBACK, record, "reply")
    assert words_of(record_papers.paper(context, FEEDBACK, record, "card"), tmp_path)


@pytest.mark.clause("001-27", "000-43")
def test_the_card_tells_number_term_and_route_and_not_the_customer(context: Context, tmp_path: Path) -> None:
    told = read(
        context, tmp_path, FEEDBACK, "card", **feedback(about="EMPLOYEE_ACTION", text="Izdomāts teksts")
    )
    for words in (
        "/2026/1-6/1",
        "Atbildi sniegs līdz 2026. gada 24. novembrim.",
        "Centra vadītājs",
        "Izpilddirektors (ja atbildi apstrīd)",
        "Tiesa (ja atbildi apstrīd)",
    ):
        assert words in told
    assert "Sūdzētājs" not in told
    assert "Izdomāts teksts" not in told


@pytest.mark.clause("001-39")
def test_the_card_of_an_institutions_matter_says_by_when_it_is_forwarded(
    context: Context, tmp_path: Path
) -> None:
    told = read(
        context,
        tmp_path,
        FEEDBACK,
        "card",
        **feedback(about="STATE_SERVICE", institution_id=desk.INSTITUTION),
    )
    assert "Pārsūtīs izskatīšanai līdz 2026. gada 16. novembrim." in told
    assert "Valsts sociālās apdrošināšanas aģentūra" in told
