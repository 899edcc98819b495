"""The paper for an outage by command: written beside an open window, refused where it cannot lie."""

from pathlib import Path

import pytest

from kacdesk.cli.main import run
from kacdesk.core.ids import reference_id
from kacdesk.models.reference_csv import read_catalogue
from kacdesk.services.catalogue import reference_data
from kacdesk.services.counter.outage_sheet import code_of
from tests.helpers.desk import opened
from tests.reports.pdf_reading import words_of, words_of_pages

KNOWN = {"VSAA-VECUMS": "3989", "VSAA-BEZDARBS": "9446"}
"""Sheets with these codes lie in drawers."""


def test_the_sheet_is_written_beside_an_open_window(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "lapa.pdf"
    with opened(data):
        assert run(["--data", str(data), "outage-sheet", "--out", str(out)]) == 0
    assert "lapa.pdf" in capsys.readouterr().out
    assert len(words_of_pages(out)) == 2
    assert "PARAUGS" in words_of(out)


def test_a_code_belongs_to_its_service_for_good() -> None:
    known = {code: code_of(reference_id("service", code)) for code in ("VSAA-VECUMS", "VSAA-BEZDARBS")}
    assert known == KNOWN


def test_no_two_services_of_the_shipped_catalogue_share_a_code() -> None:
    rows = read_catalogue(reference_data.shipped_catalogue()).rows
    services = [code for register, code, _ in rows if register == "service"]
    assert len({code_of(reference_id("service", code)) for code in services}) == len(services) > 50


def test_a_folder_that_is_not_there_is_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(data), "outage-sheet", "--out", str(tmp_path / "nav" / "lapa.pdf")]) == 4
    assert capsys.readouterr().err
