"""This file is the place where a register that nobody has seen before gets a page, a form and a list."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kacdesk.app import assembled
from kacdesk.models.catalog import CATALOG, REGISTERS, Catalog
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.spec.field import Choice, Kind
from kacdesk.store import opening
from kacdesk.store.migrate import configuration
from kacdesk.store.revise import generate
from kacdesk.vault.encrypted import open_engine
from tests.helpers.desk import BESIDE, POINT, SUPERVISOR, registered
from tests.ui.conftest import ready
from tests.ui.hands import CTRL, Hands, problem_of

ABOUT = (Choice("STAFF", "Par darbinieku"), Choice("QUEUE", "Par rindu"))


@register(
    "Sūdzības (paraugs)", singular="Sūdzība", listed=("received_on", "about", "subject", "person", "status")
)
class SampleComplaint(Record):
    """A register of the test's own: one class, and nothing in the window knows of it."""

    __tablename__ = "sample_complaint"

    received_on: Mapped[date] = field("Saņemta")
    about: Mapped[str | None] = field("Par ko", choices=ABOUT)
    subject: Mapped[str] = field("Būtība", longest=120)
    person: Mapped[str | None] = field("Iesniedzējs", personal=True)
    text: Mapped[str | None] = field("Teksts", kind=Kind.LONG_TEXT, longest=4000, personal=True)
    cost_cents: Mapped[int | None] = field("Zaudējums", kind=Kind.MONEY)
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    answered: Mapped[bool] = field("Atbildēts", default=False, progress=True)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Context]:
    """Return a desk whose catalogue has one register more, with the migration the developer would generate."""
    catalog = Catalog((*REGISTERS, SampleComplaint))
    versions = tmp_path / "versions"
    versions.mkdir()
    engine = open_engine(tmp_path / "scratch.db", bytes(32), create=True)
    with engine.connect() as connection, connection.begin():
        command.upgrade(configuration(connection, CATALOG), "head")
    generate(engine, catalog, "complaints", rev_id="9001", versions=versions)
    engine.dispose()
    store = opening.create(tmp_path / "desk", BESIDE, POINT, catalog=catalog, versions=versions)
    yield accounts.add_first_person(store, SUPERVISOR)
    store.close()


@pytest.fixture
def hands(own: Context, qtbot: QtBot) -> Iterator[Hands]:
    """Open the window over that desk."""
    with assembled(own) as parts:
        yield ready(parts, qtbot)


def test_a_new_register_is_entered_found_and_shown_without_a_line_of_window_code(
    hands: Hands, own: Context
) -> None:
    hands.window.show_page("sample_complaint")
    hands.press(Qt.Key.Key_N, CTRL)
    hands.save()
    assert problem_of(hands.field("Saņemta")) != ""
    hands.fill("Saņemta", "2.3.2026")
    hands.fill("Būtība", "Garā rinda pie lodziņa")
    hands.fill("Iesniedzējs", "Jānis Bērziņš")
    hands.fill("Zaudējums", "4,27")
    hands.save()

    [row] = registered(own.store, "sample_complaint")
    assert (row["received_on"], row["subject"], row["cost_cents"], row["answered"]) == (
        date(2026, 3, 2),
        "Garā rinda pie lodziņa",
        427,
        False,
    )
    assert hands.cells("sample_complaint") == [["02.03.2026.", "", "Garā rinda pie lodziņa", "•••", ""]]
    assert "Sūdzības (paraugs)" in hands.window.sidebar.pages.titles
