"""A lost keyring loses nothing: the store's key lies in escrow, and a way back is handed out for one disk."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.central import escrow
from kacdesk.central.database import Database
from kacdesk.central.tables import DEVICE
from kacdesk.core.errors import Missing, Refused, Usage
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.sync.enrolment import enrol
from kacdesk.vault.escrow import read_escrow_key
from kacdesk.vault.slot_file import SLOTS_NAME, WrongKey, load_slots, write_slots
from kacdesk.vault.slots import Unlock, add_slot, obtain_key
from kacdesk.wire.tickets import read_ticket
from tests.helpers.thread_server import Served
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import ticket
from tests.sync.test_exchange import add_visit, cycle

PHRASE = "zilonis upe lapa sniegs"
CHEAP = (1024, 1)
OWN = Unlock(passphrase=PHRASE, cost=CHEAP)


@pytest.fixture
def real(tmp_path: Path, central: Served, database: Database) -> Iterator[Context]:
    """A desk as real ones are: its key in a slot that a person opens; enrolled."""
    point = opening.PointInfo(code="BALVI", title="Balvi", type="regional")
    store = opening.create(tmp_path / "real", OWN, point)
    reference_data.load(store, reference_data.shipped_catalogue())
    context = accounts.add_first_person(store, "Paraugs Vadītājs")
    enrol(store, ticket(database), central.url, sample=False)
    yield context
    store.close()


def give(database: Database, folder: Path, context: Context) -> Path:
    """Make an escrow key and let the desk seal its own to it; return the private half's file."""
    path = folder / "escrow.key"
    with database.whole() as connection:
        escrow.begin_escrow(connection, database, path, passphrase=None)
    cycle(context)
    cycle(context)
    return path


def hand_out(database: Database, private: Path, out: Path) -> str:
    """Return the code to the slot file that is written to `out`."""
    with database.whole() as connection:
        row = connection.execute(select(DEVICE)).one()
        key = read_escrow_key(private, passphrase=None)
        return escrow.open_escrow(connection, point=row.point, device=row.id, private=key, out=out)


def lose_the_slot(folder: Path) -> None:
    """Let the only slot that a person could open be gone, as a keyring is after a password reset."""
    file = load_slots(folder)
    file.slots = [slot for slot in file.slots if slot.kind == "escrow"]
    write_slots(folder, file)


def test_a_lost_keyring_does_not_lose_what_was_not_sent(
    real: Context, database: Database, tmp_path: Path
) -> None:
    private = give(database, tmp_path, real)
    for number in range(5):
        add_visit(real, f"Paraugs {number}")
    folder, picture = real.store.path.parent, picture_of(real.store)
    real.store.close()
    lose_the_slot(folder)
    with pytest.raises(Refused):
        obtain_key(folder, OWN)
    code = read_ticket(hand_out(database, private, tmp_path / "way.slot"))
    way = Unlock(slot_file=tmp_path / "way.slot", passphrase=code)
    store = opening.open_for_writing(folder, way)
    try:
        assert cycle(accounts.act_as(store)).trouble is None
        assert picture_at(database) == picture
        add_slot(folder, store.key, OWN)
    finally:
        store.close()
    assert obtain_key(folder, OWN) == obtain_key(folder, way)


def test_the_private_half_is_nowhere_in_the_database_and_the_key_nowhere_in_clear(
    real: Context, database: Database, tmp_path: Path
) -> None:
    private = read_escrow_key(give(database, tmp_path, real), passphrase=None)
    with database.whole() as connection:
        names = set(connection.exec_driver_sql("SELECT name FROM setting").scalars())
        sealed = connection.execute(select(DEVICE.c.escrow)).scalar_one()
        values = connection.exec_driver_sql("SELECT value FROM setting").scalars().all()
    assert names == {"courier", "courier_public", "escrow"}
    assert private not in {bytes(value) for value in values}
    assert real.store.key not in bytes(sealed)
    assert real.store.key.hex().encode() not in (real.store.path.parent / SLOTS_NAME).read_bytes()


def test_the_state_of_the_escrow_is_listed_and_a_new_key_is_followed(
    real: Context, database: Database, tmp_path: Path
) -> None:
    def listed() -> list[str]:
        with database.whole() as connection:
            return [row.escrow for row in escrow.list_escrow(connection)]

    assert listed() == ["none"]
    give(database, tmp_path, real)
    assert listed() == ["current"]
    with database.whole() as connection:
        escrow.begin_escrow(connection, database, tmp_path / "second.key", passphrase=None)
    assert listed() == ["earlier"]
    cycle(real)
    cycle(real)
    assert listed() == ["current"]
    hand_out(database, tmp_path / "second.key", tmp_path / "way.slot")
    with pytest.raises(Refused, match="neatver"):
        hand_out(database, tmp_path / "escrow.key", tmp_path / "other.slot")


def test_a_slot_opens_with_its_code_alone_and_its_own_disk_alone(
    real: Context, database: Database, tmp_path: Path
) -> None:
    private = give(database, tmp_path, real)
    code = read_ticket(hand_out(database, private, tmp_path / "way.slot"))
    folder, way = real.store.path.parent, tmp_path / "way.slot"
    assert (way.stat().st_mode & 0o077) == 0
    with pytest.raises(WrongKey):
        obtain_key(folder, Unlock(slot_file=way, passphrase="0" * 26))
    (tmp_path / "other").mkdir()
    obtain_key(tmp_path / "other", OWN, create=True)
    with pytest.raises(WrongKey):
        obtain_key(tmp_path / "other", Unlock(slot_file=way, passphrase=code))
    way.write_bytes(b"{}")
    with pytest.raises(Usage, match="nav nolasāma"):
        obtain_key(folder, Unlock(slot_file=way, passphrase=code))


def test_a_desk_that_gave_nothing_in_escrow_is_said_to_have_none(
    real: Context, database: Database, tmp_path: Path
) -> None:
    with database.whole() as connection:
        device: UUID = connection.execute(select(DEVICE.c.id)).scalar_one()
        with pytest.raises(Missing, match="nav nodevusi"):
            escrow.open_escrow(
                connection, point="BALVI", device=device, private=secrets.token_bytes(32), out=tmp_path / "x"
            )
    assert not (tmp_path / "x").exists()


def test_an_escrow_key_may_be_kept_under_a_passphrase(tmp_path: Path, database: Database) -> None:
    path = tmp_path / "escrow.key"
    with database.whole() as connection:
        escrow.begin_escrow(connection, database, path, passphrase=PHRASE)
    with pytest.raises(Refused, match="paroles frāze"):
        read_escrow_key(path, passphrase=None)
    with pytest.raises(WrongKey):
        read_escrow_key(path, passphrase="cits vārds pavisam nepareizs")
    assert len(read_escrow_key(path, passphrase=PHRASE)) == 32
    with database.whole() as connection, pytest.raises(Usage, match="jau ir"):
        escrow.begin_escrow(connection, database, path, passphrase=None)
