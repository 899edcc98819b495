"""This file is the place where tests make registers of their own: a desk whose catalogue has one class more or two."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from alembic import command

from kacdesk.models.catalog import CATALOG, REGISTERS, Catalog
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record, Row
from kacdesk.models.register import register
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Group
from kacdesk.store import opening
from kacdesk.store.migrate import configuration
from kacdesk.store.revise import generate
from kacdesk.vault.encrypted import open_engine
from tests.helpers.desk import BESIDE, CLERK, POINT, SUPERVISOR

WAYS = (Choice("POST", "Pa pastu"), Choice("PERSON", "Personīgi"))
OF_POST = When("way", ("POST",))


@register(
    "Lūgumi (paraugs)",
    singular="Lūgums",
    listed=("asked_at", "subject", "way", "status"),
    named_by=("subject",),
    ordered_by="asked_at",
    group=Group.REQUESTS,
)
class SampleRequest(Record):
    """A journal of the test's own with sections, fields that others ask for, and a link to a visit."""

    __tablename__ = "sample_request"

    asked_at: Mapped[datetime] = field("Lūgts", section="Ko lūdz", indexed=True)
    subject: Mapped[str] = field("Būtība", longest=120)
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit")
    way: Mapped[str | None] = field("Kā atbildēt", choices=WAYS, section="Atbilde", progress=True)
    address: Mapped[str | None] = field("Adrese", personal=True, when=OF_POST, needed=True)
    registered: Mapped[bool | None] = field("Ierakstīti", when=OF_POST)
    receipt: Mapped[str | None] = field(
        "Saņemšanas apliecinājums", section="Apliecinājums", when=When("registered", (True,)), needed=True
    )


@register(
    "Pārbaudes (paraugs)",
    singular="Pārbaude",
    listed=("checked_on", "what", "status"),
    ordered_by="checked_on",
    group=Group.QUALITY,
    supervised=True,
)
class SampleCheck(Record):
    """A list of the test's own that only a supervisor changes, with days that may be missing."""

    __tablename__ = "sample_check"

    checked_on: Mapped[date | None] = field("Pārbaudīts")
    what: Mapped[str] = field("Kas", kind=Kind.TEXT)


@cache
def _template(classes: tuple[type[Row], ...]) -> "tempfile.TemporaryDirectory[str]":
    """Make the folder that every desk with these registers is copied from, once a run, with the migration that a
    developer would generate."""
    home = tempfile.TemporaryDirectory(prefix="kac-desk-")
    folder, catalog = Path(home.name), Catalog((*REGISTERS, *classes))
    versions = folder / "versions"
    versions.mkdir()
    engine = open_engine(folder / "scratch.db", bytes(32), create=True)
    with engine.connect() as connection, connection.begin():
        command.upgrade(configuration(connection, CATALOG), "head")
    generate(engine, catalog, "own registers", rev_id="9001", versions=versions)
    engine.dispose()
    store = opening.create(folder / "desk", BESIDE, POINT, catalog=catalog, versions=versions)
    try:
        context = accounts.add_first_person(store, SUPERVISOR)
        records.save(context, "staff", {"name": CLERK, "role": "CLERK", "active": True})
    finally:
        store.close()
    return home


@contextmanager
def desk_with(folder: Path, *classes: type[Row]) -> Iterator[Context]:
    """Open a fresh desk that has these registers too."""
    made = Path(_template(classes).name)
    desk = Path(shutil.copytree(made / "desk", folder / "desk"))
    catalog = Catalog((*REGISTERS, *classes))
    store = opening.open_for_writing(desk, BESIDE, catalog=catalog, versions=made / "versions")
    try:
        yield accounts.act_as(store, SUPERVISOR)
    finally:
        store.close()
