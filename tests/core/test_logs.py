"""The log file: bounded, and without what looks personal."""

import logging
from pathlib import Path

import pytest

from kacdesk.core.logs import FILE_NAME, log_to, stop


@pytest.mark.parametrize(
    "personal", ["150348-11015", "15034811015", "+37120000123", "67209400", "a.b@piemers.example"]
)
def test_what_looks_personal_is_masked(tmp_path: Path, personal: str) -> None:
    handler = log_to(tmp_path / "log")
    logging.getLogger("kacdesk.test").info("seen value=%s in a message", personal)
    stop(handler)
    written = (tmp_path / "log" / FILE_NAME).read_text(encoding="utf-8")
    assert personal not in written
    assert "value=*** in a message" in written


def test_the_numbers_of_the_exchange_stay_readable(tmp_path: Path) -> None:
    handler = log_to(tmp_path)
    logging.getLogger("kacdesk.sync").info("cycle done sent=%d received=%d", 1802, 1900)
    stop(handler)
    assert "sent=1802 received=1900" in (tmp_path / FILE_NAME).read_text(encoding="utf-8")


def test_an_exception_is_masked_too(tmp_path: Path) -> None:
    handler = log_to(tmp_path)
    try:
        raise ValueError("150348-11015")
    except ValueError:
        logging.getLogger("kacdesk.test").info("failed", exc_info=True)
    stop(handler)
    assert "150348" not in (tmp_path / FILE_NAME).read_text(encoding="utf-8")


def test_a_folder_without_rights_does_not_stop_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    handler = log_to(tmp_path / "file" / "log")
    logging.getLogger("kacdesk.test").info("goes nowhere")
    stop(handler)
