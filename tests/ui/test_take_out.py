"""This file is the place where a list is saved from the window: what of it, by whom, and how it goes wrong."""

import csv
import threading
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kacdesk.app import assembled
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.exports import Format
from kacdesk.services.filters import typed_days
from kacdesk.store import tables
from kacdesk.ui.register.take_out import TakeOutDialog
from tests.helpers.desk import CLERK, line, opened, visit
from tests.ui.conftest import ready
from tests.ui.hands import CTRL, Hands

SHIFT = Qt.KeyboardModifier.ShiftModifier


def asked(hands: Hands, register: str = "visit") -> TakeOutDialog:
    """Press the key for it on a list, and return what opens."""
    hands.window.go_to(register)
    hands.settle()
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    dialog = hands.page(register).list.taken_out
    assert dialog is not None
    hands.until(dialog.isVisible)
    hands.settle()
    return dialog


def save(hands: Hands, dialog: TakeOutDialog, path: Path) -> str:
    """Save to a place and return what is said then."""
    dialog.save_to(path)
    hands.until(lambda: not dialog.waiting.is_on)
    return dialog.strip.text


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def two_visits(context: Context) -> None:
    for name in ("Anna Paraugs", "Jānis Piemērs"):
        records.save(context, "visit", visit(customer_name=name), {"visit_service": [line()]})


def test_what_the_list_shows_is_what_the_file_holds(context: Context, hands: Hands, tmp_path: Path) -> None:
    two_visits(context)
    records.save(context, "visit", visit(channel="PHONE"), {"visit_service": [line()]})
    hands.window.go_to("visit")
    hands.settle()
    hands.page("visit").list.filters.add_named("channel", "Klātienē")
    hands.settle()
    dialog = asked(hands)
    dialog.choose("csv")
    said = save(hands, dialog, tmp_path / "a.csv")
    assert {row["channel"] for row in rows_of(tmp_path / "a.csv")} == {"IN_PERSON"}
    assert said == "Saglabāts: a.csv (2 rindas)."


def test_the_days_of_the_list_stand_in_the_dialog_and_can_be_changed(
    context: Context, hands: Hands, tmp_path: Path
) -> None:
    two_visits(context)
    days = typed_days("1.1.2020.–31.12.2020.")
    assert days is not None
    hands.window.go_to("visit")
    hands.page("visit").list.filters.add(days)
    hands.settle()
    dialog = asked(hands)
    dialog.choose("csv")
    assert (dialog.since.line.text(), dialog.until.line.text()) == ("01.01.2020.", "31.12.2020.")
    save(hands, dialog, tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv") == []
    dialog.until.line.clear()
    save(hands, dialog, tmp_path / "a.csv")
    assert len(rows_of(tmp_path / "a.csv")) == 2


def test_a_supervisor_takes_out_personal_data_only_with_a_purpose(
    context: Context, hands: Hands, tmp_path: Path
) -> None:
    two_visits(context)
    dialog = asked(hands)
    dialog.choose("xlsx")
    out = tmp_path / "a.xlsx"
    save(hands, dialog, out)
    assert "Klients" not in heads(out)
    dialog.personal.setChecked(True)
    out.unlink()
    dialog.save_to(out)
    assert "kādam nolūkam" in dialog.strip.text
    assert not out.exists()
    dialog.purpose.setEditText("Gada pārbaude")
    save(hands, dialog, out)
    assert "Klients" in heads(out)
    with context.store.read() as connection:
        (logged,) = connection.execute(select(tables.access_log))
    assert (logged.act, logged.rows, logged.purpose) == ("export", 2, "Gada pārbaude")


def heads(path: Path) -> list[object]:
    return [cell.value for cell in load_workbook(path).worksheets[0][1]]


def test_a_clerk_is_told_why_there_are_no_personal_data(data: Path, qtbot: QtBot, tmp_path: Path) -> None:
    with opened(data, actor=CLERK) as context, assembled(context) as parts:
        hands = ready(parts, qtbot)
        dialog = asked(hands)
        assert not dialog.personal.isVisible()
        assert "saglabā vadītājs" in dialog._without.text()
        dialog.choose("csv")
        assert "Saglabāts" in save(hands, dialog, tmp_path / "a.csv")


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_a_file_that_is_given_up_leaves_nothing(
    context: Context, hands: Hands, tmp_path: Path, form: Format, closed: bool
) -> None:
    two_visits(context)
    dialog = asked(hands)
    dialog.choose(form)
    (folder := tmp_path / "mape").mkdir()
    (folder / f"a.{form}").write_text("iepriekšējais", "utf-8")
    held = threading.Event()
    hands.jobs.draw(hands.window, lambda _context: held.wait(20))
    dialog.save_to(folder / f"a.{form}")
    assert dialog.waiting.is_on
    if closed:
        dialog.reject()
    else:
        dialog.waiting.give_up()
    held.set()
    hands.settle()
    assert [each.name for each in folder.iterdir()] == [f"a.{form}"]
    assert (folder / f"a.{form}").read_text("utf-8") == "iepriekšējais"
    if not closed:
        assert dialog.strip.text == "Datne nav izveidota, jo jūs to atcēlāt."
        assert "Saglabāts" in save(hands, dialog, folder / f"b.{form}")


def test_a_place_that_does_not_take_the_file_is_told_in_the_dialog(hands: Hands, tmp_path: Path) -> None:
    dialog = asked(hands)
    said = save(hands, dialog, tmp_path / "nav tādas mapes" / "a.pdf")
    assert "nav atrodama" in said
    assert "Saglabāts" in save(hands, dialog, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_days_that_are_none_are_told_and_nothing_is_written(hands: Hands, tmp_path: Path) -> None:
    dialog = asked(hands)
    dialog.since.line.setText("32.13.2026.")
    dialog.save_to(tmp_path / "a.pdf")
    assert "nav datums" in dialog.strip.text
    dialog.since.line.setText("10.11.2026.")
    dialog.until.line.setText("9.11.2026.")
    dialog.save_to(tmp_path / "a.pdf")
    assert "pirms tā sākuma" in dialog.strip.text
    assert list(tmp_path.glob("a.pdf")) == []


def test_a_list_without_personal_data_asks_for_no_purpose(hands: Hands) -> None:
    dialog = asked(hands, "institution")
    assert not dialog.personal.isVisible()
    assert "personas datu nav" in dialog._without.text()
