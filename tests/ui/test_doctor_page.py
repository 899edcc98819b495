"""The page of the doctor: what is to be done stands above, and the support bundle is read before it is saved."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from kacdesk import app
from kacdesk.care.doctor import CHECKS
from kacdesk.core.errors import Refused
from kacdesk.core.logs import log_to, stop
from kacdesk.core.settings import log_folder
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import tables
from kacdesk.ui.care.page import DoctorPage
from tests.helpers import desk as made
from tests.ui.hands import Hands

NAME = "Kanārija-Zeltspārne"


def _page(hands: Hands) -> DoctorPage:
    hands.window.go_to("doctor")
    hands.settle()
    page = hands.window.page
    assert isinstance(page, DoctorPage)
    return page


def _told(page: DoctorPage) -> str:
    return "\n".join(each.text() for each in page.to_do.findChildren(QLabel) if each.isVisible())


def test_the_page_looks_by_itself_and_again_when_asked_and_copies_what_it_found(
    context: Context, hands: Hands
) -> None:
    page = _page(hands)
    assert page.everything.table.rowCount() == len(CHECKS)
    assert page.again_button.hasFocus()
    assert "Jāapskata cilvēkam" not in _told(page)
    with context.store.unit(context.actor.id, applying=True) as unit:
        values = {
            "op": context.actor.id,
            "reg": "visit",
            "rid": context.actor.id,
            "outcome": "parked",
            "code": "x",
        }
        unit.connection.execute(tables.exception.insert(), values | {"at": made.an_hour_ago()})
    hands.press(Qt.Key.Key_Space)
    hands.settle()
    assert "Jāapskata cilvēkam: jāapskata" in _told(page)
    assert "kacdesk attention" in _told(page)
    page.copy_button.click()
    assert "Jāapskata cilvēkam: jāapskata." in QGuiApplication.clipboard().text()


def test_a_supervisor_reads_the_bundle_and_saves_what_was_read(
    hands: Hands, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = _page(hands)
    assert not page.support.save_button.isEnabled()
    handler = log_to(log_folder())
    try:
        number = hands.bugs.report(ValueError(f"{NAME} 320101-12345"))
    finally:
        stop(handler)
    page.support.look_button.click()
    hands.settle()
    shown = page.support.preview.toPlainText()
    assert f"unforeseen exception number={number} kind=ValueError at=" in shown
    assert number in caplog.text
    assert NAME not in shown
    told: list[tuple[str, list[str]]] = []
    page.said.connect(lambda text, _tone, acts: told.append((text, [words for words, _act in acts])))
    page.support.save_to(tmp_path / "pakete.zip")
    hands.settle()
    assert told == [("Saglabāts: pakete.zip", ["Atvērt datni", "Atvērt mapi"])]
    with zipfile.ZipFile(tmp_path / "pakete.zip") as packed:
        assert all(packed.read(name).decode() in shown + "\n" for name in packed.namelist())


def test_a_clerk_sees_the_findings_and_no_bundle(context: Context, hands: Hands) -> None:
    page = _page(hands)
    page.set_actor(accounts.person_called(context.store, made.CLERK))
    hands.settle()
    assert not page.support.isVisible()
    assert page.everything.table.isVisible()


def test_the_window_does_not_begin_in_a_folder_that_a_cloud_copies(
    qapp: QApplication, tmp_path: Path
) -> None:
    """Neither to open a desk there nor to ask somebody for a new one."""
    cloud = tmp_path / "OneDrive"
    with pytest.raises(Refused, match="OneDrive"):
        app.run(cloud / "desk", made.BESIDE, as_name=None)
    assert not cloud.exists()
    moved = made.copy_desk(cloud)
    with pytest.raises(Refused, match="OneDrive"):
        app.run(moved, made.BESIDE, as_name=None)
