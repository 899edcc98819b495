"""Desks and a central store of different versions (T13): nothing is lost, and after the upgrades all is as if new."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import TEXT, Column, MetaData

from kacdesk.central.catching_up import catch_up
from kacdesk.central.database import Database, open_database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG, REGISTERS, Catalog
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Counted
from kacdesk.models.register import register
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.people import accounts
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.store import catching_up, incidents, marks, opening, tables
from kacdesk.store.migrate import configuration
from kacdesk.store.revise import generate
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import Unlock
from tests.helpers.desk import all_rows
from tests.helpers.thread_server import served
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import UNLOCK, MakeDesk
from tests.sync.test_exchange import add_visit, cycle

CALL, LETTER = "phone_consultation", "skew_letter"


@register(
    "Vēstules (līgums)",
    singular="Vēstule",
    listed=("sent_at", "subject"),
    counted_from="sent_at",
    named_by=("subject",),
    ordered_by="sent_at",
)
class SkewLetter(Counted):
    """A register that only the newer version knows."""

    __tablename__ = LETTER

    sent_at: Mapped[datetime] = field("Nosūtīta")
    subject: Mapped[str] = field("Par ko", longest=120)


class Newer(Catalog):
    """The registers of the next version: one more register, and one more field on one that was there."""

    def __init__(self) -> None:
        super().__init__((*REGISTERS, SkewLetter), version=CATALOG.version + 1)
        before = self.spec(CALL)
        fields = (*before.fields, FieldSpec("mood", "Noskaņa", Kind.TEXT))
        table = self.table(CALL).to_metadata(MetaData())
        table.append_column(Column("mood", TEXT))
        spec = type(before)(**{**vars_of(before), "fields": fields})
        self._specs = {**self._specs, CALL: spec}
        self._tables = {**self._tables, CALL: table}
        self.specs = tuple(self._specs.values())


def vars_of(spec: Any) -> dict[str, Any]:
    """Return the declared members of a description."""
    return {name: getattr(spec, name) for name in spec.__dataclass_fields__}


OLD, NEW = CATALOG, Newer()

ADDS_THE_FIELD = '''"""one more field"""

import sqlalchemy as sa
from alembic import op

revision = "9002"
down_revision = "9001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("phone_consultation", sa.Column("mood", sa.TEXT(), nullable=True))


def downgrade() -> None:
    op.drop_column("phone_consultation", "mood")
'''


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The migrations of the next version."""
    folder = tmp_path_factory.mktemp("skew")
    made = folder / "versions"
    made.mkdir()
    engine = open_engine(folder / "scratch.db", bytes(32), create=True)
    with engine.connect() as connection, connection.begin():
        command.upgrade(configuration(connection, CATALOG), "head")
    generate(engine, Catalog((*REGISTERS, SkewLetter)), "letters", rev_id="9001", versions=made)
    engine.dispose()
    (made / "9002_mood.py").write_text(ADDS_THE_FIELD, encoding="utf-8")
    return made


@pytest.fixture
def database(file_url: str) -> Iterator[Database]:
    """A central store on its embedded file."""
    opened = open_database(file_url, unlock=Unlock(beside_data=True))
    yield opened
    opened.close()


class Office:
    """Two desks and a central store, each of the version it has now."""

    def __init__(self, database: Database, versions: Path, desk: MakeDesk) -> None:
        self._versions = versions
        self.database = database
        self.centre: Catalog = OLD
        self.desks = [desk("pirmais"), desk("otrais")]
        self._opened: list[Context] = []

    def run(self, *order: int) -> None:
        """Let desks exchange, one after another."""
        with served(build_app(SqlStore(self.database, self.centre))) as server:
            for number in order:
                marks.repoint(self.desks[number].store, server.url)
                assert cycle(self.desks[number]).trouble is None

    def upgrade(self, number: int) -> None:
        """Bring a desk to the next version."""
        context = self.desks[number]
        folder, name = context.store.path.parent, context.actor.name
        context.store.close()
        store = opening.open_for_writing(folder, UNLOCK, catalog=NEW, versions=self._versions)
        self.desks[number] = accounts.act_as(store, name)
        self._opened.append(self.desks[number])

    def upgrade_centre(self) -> None:
        """Bring the central store to the next version, and read again what it could not."""
        self.centre = NEW
        catch_up(self.database, NEW, "BALVI")

    def close(self) -> None:
        """Close what the upgrades opened."""
        for context in self._opened:
            context.store.close()

    def require_equal(self) -> None:
        """Hold both desks, of the newer version by now, against the newer central store."""
        held = picture_at(self.database)
        for context in self.desks:
            assert picture_of(context.store) == held
            assert overview(context.store).refused == 0
            assert all_rows(context.store, tables.unread) == []
            with context.store.read() as connection:
                assert incidents.refused_ops(connection) == set(), "all counts in the weekly comparison again"
            with context.store.read() as connection:
                for name in (CALL, LETTER):
                    aside = connection.exec_driver_sql(f"SELECT count(*) FROM {name} WHERE _x<>'{{}}'")
                    assert aside.scalar_one() == 0


@pytest.fixture
def office(desk: MakeDesk, database: Database, versions: Path) -> Iterator[Office]:
    """Two desks and a central store of the older version."""
    made = Office(database, versions, desk)
    made.run(0, 1, 0)
    yield made
    made.close()


def call(context: Context, **more: Any) -> UUID:
    values = {"started_at": clock.now_utc(), "topic": "Jautājums", "helpline": False, **more}
    return records.save(context, CALL, values).id


def letter(context: Context) -> UUID:
    return records.save(context, LETTER, {"sent_at": clock.now_utc(), "subject": "Atbilde"}).id


def correct(context: Context, record: UUID, changes: dict[str, Any], name: str = CALL) -> None:
    with context.store.read() as connection:
        table = context.catalog.table(name)
        rev = connection.execute(table.select().where(table.c.id == record)).one().rev
    records.correct(context, name, record, changes, rev=rev, reason="precizēts")


def test_an_older_desk_keeps_what_it_does_not_know_and_shows_it_after_its_upgrade(office: Office) -> None:
    office.upgrade_centre()
    office.upgrade(0)
    new, old = office.desks
    record, other = call(new, mood="priecīgs"), letter(new)
    office.run(0, 1)
    shown = picture_of(old.store)
    assert shown[(CALL, record.hex)]["topic"] == "Jautājums"
    assert (LETTER, other.hex) not in shown
    correct(old, record, {"topic": "Labots vecajā"})
    correct(new, other, {"subject": "Labota vēstule"}, LETTER)
    correct(new, record, {"mood": "mierīgs"})
    office.run(1, 0, 1)
    assert picture_at(office.database)[(CALL, record.hex)]["mood"] == "mierīgs", (
        "an older desk empties nothing"
    )
    office.upgrade(1)
    office.run(1, 0, 1)
    office.require_equal()
    after = picture_of(office.desks[1].store)
    assert after[(CALL, record.hex)]["mood"] == "mierīgs"
    assert after[(CALL, record.hex)]["topic"] == "Labots vecajā"
    assert after[(LETTER, other.hex)]["subject"] == "Labota vēstule"


@pytest.mark.parametrize("centre_first", [True, False])
def test_a_newer_desk_loses_nothing_at_an_older_central_store(office: Office, centre_first: bool) -> None:
    office.upgrade(0)
    new, old = office.desks
    record, other = call(new, mood="priecīgs"), letter(new)
    office.run(0, 1)
    assert overview(new.store).refused == 2, "told that the central store cannot read it yet"
    assert picture_of(old.store)[(CALL, record.hex)]["topic"] == "Jautājums"
    correct(new, record, {"mood": "mierīgs"})
    correct(old, record, {"topic": "Labots vecajā"})
    correct(new, other, {"subject": "Labota vēstule"}, LETTER)
    add_visit(old)
    office.run(0, 1, 0)
    if centre_first:
        office.upgrade_centre()
        office.run(0, 1)
        office.upgrade(1)
    else:
        office.upgrade(1)
        office.run(1, 0)
        office.upgrade_centre()
    office.run(1, 0, 1, 0)
    office.require_equal()
    after = picture_of(office.desks[1].store)
    assert after[(CALL, record.hex)]["mood"] == "mierīgs"
    assert after[(CALL, record.hex)]["topic"] == "Labots vecajā"
    assert after[(LETTER, other.hex)]["subject"] == "Labota vēstule"


CENTRE = 2
ORDERS = ((CENTRE, 0, 1), (0, CENTRE, 1), (0, 1, CENTRE))
"""Which desk is the first makes no difference."""


@pytest.mark.parametrize("order", ORDERS, ids=["-".join(map(str, order)) for order in ORDERS])
def test_in_whatever_order_desks_and_central_store_are_upgraded_all_ends_as_if_it_had_been_new(
    office: Office, order: tuple[int, ...]
) -> None:
    wanted: dict[tuple[str, str], dict[str, Any]] = {}
    work(office, wanted, "pirms")
    for turn in order:
        if turn == CENTRE:
            office.upgrade_centre()
        else:
            office.upgrade(turn)
        work(office, wanted, f"pēc {turn}")
    office.run(0, 1, 0, 1)
    office.require_equal()
    held = picture_at(office.database)
    told = {key: {name: held[key].get(name) for name in fields} for key, fields in wanted.items()}
    assert told == wanted


def work(office: Office, wanted: dict[tuple[str, str], dict[str, Any]], words: str) -> None:
    """Let each desk enter and correct whatever its version can show, one after another, exchanging between."""
    for number, context in enumerate(office.desks):
        newer = context.catalog is NEW
        record = call(context, **({"mood": f"{words} {number}"} if newer else {}))
        wanted[CALL, record.hex] = {"topic": "Jautājums"} | ({"mood": f"{words} {number}"} if newer else {})
        if newer:
            wanted[LETTER, letter(context).hex] = {"subject": "Atbilde"}
        shown = picture_of(context.store)
        for (name, rid), fields in list(wanted.items()):
            if (name, rid) not in shown:
                continue
            seen = {field: f"{field} {words} {number}" for field in fields if newer or field != "mood"}
            fields.update(seen)
            correct(context, UUID(rid), seen, name)
        office.run(0, 1, 0)


def test_an_upgraded_desk_alone_reads_again_what_it_had_kept(office: Office) -> None:
    office.upgrade_centre()
    office.upgrade(0)
    record, other = call(office.desks[0], mood="priecīgs"), letter(office.desks[0])
    correct(office.desks[0], other, {"subject": "Labota vēstule"}, LETTER)
    office.run(0, 1)
    waiting = all_rows(office.desks[1].store, tables.unread)
    assert [row["why"] for row in waiting] == ["register", "register"]
    office.upgrade(1)
    catching_up.catch_up(office.desks[1].store)
    after = picture_of(office.desks[1].store)
    assert after[(CALL, record.hex)]["mood"] == "priecīgs"
    assert after[(LETTER, other.hex)]["subject"] == "Labota vēstule", "in the order of the feed"
    assert all_rows(office.desks[1].store, tables.unread) == []
