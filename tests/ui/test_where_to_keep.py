"""This file is the place where the name of a kept file is shown to be the one that was asked about."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.where_to_keep import ask_where

PDF, CSV = "PDF dokuments (*.pdf)", "CSV datne (*.csv)"

Answer = Callable[..., list[str]]


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Let the system's dialog be answered by names, one after another; returned is what it proposed each time."""

    def answered(*names: str, kind: str = PDF) -> list[str]:
        proposed: list[str] = []
        left = list(names)

        def get(_page: QWidget, _title: str, name: str, _kinds: str) -> tuple[str, str]:
            proposed.append(name)
            return left.pop(0), kind

        monkeypatch.setattr(QFileDialog, "getSaveFileName", get)
        return proposed

    return answered


@pytest.mark.parametrize(
    ("typed", "kind", "kept"),
    [
        ("Pārskats", PDF, "Pārskats.pdf"),
        ("Pārskats", CSV, "Pārskats.csv"),
        ("Pārskats 2026.10", PDF, "Pārskats 2026.10.pdf"),
        ("Pārskats.CSV", PDF, "Pārskats.CSV"),
        ("Pārskats.pdf", CSV, "Pārskats.pdf"),
    ],
)
def test_a_name_gets_the_ending_of_its_kind_unless_it_has_one(
    page: QWidget, answer: Answer, tmp_path: Path, typed: str, kind: str, kept: str
) -> None:
    proposed = answer(str(tmp_path / typed), kind=kind)
    assert ask_where(page, "oktobris.pdf", PDF, CSV) == tmp_path / kept
    assert proposed == [str(Path.home() / "oktobris.pdf")]


def test_a_file_that_the_dialog_did_not_ask_about_is_asked_about(
    page: QWidget, answer: Answer, tmp_path: Path
) -> None:
    there = tmp_path / "Pārskats.pdf"
    there.write_text("parakstīts")
    proposed = answer(str(tmp_path / "Pārskats"), str(there))
    assert ask_where(page, "oktobris.pdf", PDF) == there
    assert proposed[1:] == [str(there)]
    answer(str(tmp_path / "Pārskats"), "")
    assert ask_where(page, "oktobris.pdf", PDF) is None


def test_a_file_of_one_kind_keeps_its_ending(page: QWidget, answer: Answer, tmp_path: Path) -> None:
    answer(str(tmp_path / "parakstīts"), kind="*.edoc")
    assert ask_where(page, "oktobris.edoc") == tmp_path / "parakstīts.edoc"
